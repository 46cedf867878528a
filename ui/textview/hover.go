package textview

import (
	"time"

	"fyne.io/fyne/v2/driver/desktop"
)

// dwell is how long the pointer must rest before OnHover is called.
const dwell = 400 * time.Millisecond

// hover waits for the pointer to rest.
type hover struct {
	cancel func()
	told   bool
}

var _ desktop.Hoverable = (*View)(nil)

// MouseIn implements desktop.Hoverable.
func (v *View) MouseIn(ev *desktop.MouseEvent) { v.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (v *View) MouseMoved(ev *desktop.MouseEvent) {
	v.MouseOut()
	if v.OnHover == nil || v.face == nil || !v.inView(ev.Position) {
		return
	}
	x, y := v.pixels(ev.Position)
	if !v.onText(x, y) {
		return
	}
	at := ev.AbsolutePosition
	v.hover.cancel = v.after(dwell, func() {
		if v.hover.cancel == nil {
			return // left while the timer was on its way
		}
		v.hover = hover{told: true}
		v.OnHover(Hover{Offset: v.offsetAt(x, y), Gutter: x < v.gutterWidth(), Position: at})
	})
}

// onText reports whether a device pixel of the view shows a letter, or the gutter beside
// a row: neither what is below the text nor what is behind the end of a row.
func (v *View) onText(x, y int) bool {
	i := (y + v.topPx) / v.face.cellH
	if i >= len(v.rows) {
		return false
	}
	r := v.rows[i]
	if x < v.gutterWidth() {
		return true
	}
	return x < v.cellX(r, v.endOf(r))
}

// MouseOut implements desktop.Hoverable.
func (v *View) MouseOut() {
	if v.hover.cancel != nil {
		v.hover.cancel()
	}
	told := v.hover.told
	v.hover = hover{}
	if told && v.OnHover != nil {
		v.OnHover(Hover{Offset: -1})
	}
}
