package textview

import (
	"time"

	"fyne.io/fyne/v2"
)

const (
	blinkPeriod = 600 * time.Millisecond // as GTK
	// blinkFor is how long an idle caret blinks; then it stays on and the
	// program sleeps. GTK does the same (gtk-cursor-blink-timeout).
	blinkFor = 10 * time.Second
)

// blinker makes the caret of a focused view blink.
type blinker struct {
	off    bool
	count  int
	cancel func()
}

// restart shows the caret and counts from now.
func (b *blinker) restart(v *View) {
	b.stop()
	if v.focused {
		b.arm(v)
	}
}

func (b *blinker) arm(v *View) {
	b.cancel = v.after(blinkPeriod, func() {
		if b.cancel == nil {
			return // stopped while the tick was on its way
		}
		b.off = !b.off
		b.count++
		v.followScale()
		v.placeCarets()
		if b.off || time.Duration(b.count)*blinkPeriod < blinkFor {
			b.arm(v)
		}
	})
}

// stop leaves the caret on.
func (b *blinker) stop() {
	if b.cancel != nil {
		b.cancel()
	}
	*b = blinker{}
}

// placeCarets shows a caret for every range in sight.
func (v *View) placeCarets() {
	if v.face == nil || v.layers.back == nil {
		return
	}
	pool := &v.layers.carets
	pool.begin()
	if !v.blink.off {
		w := max(round(v.face.scale*1.5), 1)
		colour, stroke := v.pal.caret, float32(0)
		if !v.focused {
			colour = v.pal.thumb
		}
		for _, r := range v.carets() {
			at, cell := v.rowOf(r)
			for i, row := range v.rows {
				if row.rowPos != at || cell < row.left || cell > row.left+v.columns() {
					continue
				}
				v.layers.carets.place(v, v.cellX(row, cell)-w/2, v.rowY(i), w, v.face.cellH, colour, stroke)
			}
		}
	}
	pool.end()
}

// CaretPoint returns the place below the caret on the view: for a menu that
// was asked for with a key.
func (v *View) CaretPoint() fyne.Position {
	if v.face == nil {
		return fyne.Position{}
	}
	at, cell := v.rowOf(v.doc.Selection().Main().Head)
	for i, r := range v.rows {
		if r.rowPos == at {
			return v.units(max(v.cellX(r, cell), v.textLeft()), v.rowY(i)+v.face.cellH)
		}
	}
	return v.units(v.textLeft(), v.face.cellH)
}

// carets returns the heads that may be on the screen.
func (v *View) carets() []int {
	if len(v.rows) == 0 {
		return nil
	}
	if len(v.doc.Selection().Ranges) == 0 {
		return []int{0}
	}
	var heads []int
	for _, p := range v.parts {
		for _, r := range v.rangesIn(p) {
			if p.from <= r.Head && r.Head <= p.to {
				heads = append(heads, r.Head)
			}
		}
	}
	return heads
}

// FocusGained implements fyne.Focusable.
func (v *View) FocusGained() { v.focus(true) }

// FocusLost implements fyne.Focusable. It ends the undo group, so that what
// is typed after coming back is undone by itself.
func (v *View) FocusLost() {
	v.doc.Seal()
	v.held = 0
	v.focus(false)
}

func (v *View) focus(on bool) {
	v.focused = on
	v.blink.restart(v)
	v.update()
	if v.OnFocusChanged != nil {
		v.OnFocusChanged(on)
	}
}
