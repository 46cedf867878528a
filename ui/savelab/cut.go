package savelab

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// cut is the slider that moves the power cut through a save: a line with a mark
// for every position, and a knob with a flash of lightning. It only says where;
// what follows from that has been worked out before.
type cut struct {
	widget.BaseWidget
	count   int // positions
	at      int
	focused bool
	hovered bool
	moved   func(int) // by the user
	owner   owner
}

var (
	_ fyne.Focusable    = (*cut)(nil)
	_ fyne.Draggable    = (*cut)(nil)
	_ fyne.Scrollable   = (*cut)(nil)
	_ desktop.Mouseable = (*cut)(nil)
	_ desktop.Hoverable = (*cut)(nil)
)

func newCut(owner owner, moved func(int)) *cut {
	c := &cut{count: 2, owner: owner, moved: moved}
	c.ExtendBaseWidget(c)
	return c
}

// show puts the knob somewhere and tells nobody.
func (c *cut) show(at, count int) {
	if c.at != at || c.count != count {
		c.at, c.count = at, max(count, 2)
		c.Refresh()
	}
}

func (c *cut) moveTo(at int) {
	at = max(0, min(at, c.count-1))
	if at != c.at {
		c.at = at
		c.Refresh()
		c.moved(at)
	}
}

// The knob's radius in points, and how far the line stays from the edges.
const knobRadius, cutInset float32 = 14, 18

func (c *cut) x(at int) float32 {
	return cutInset + (c.Size().Width-2*cutInset)*float32(at)/float32(c.count-1)
}

func (c *cut) nearest(x float32) int {
	room := c.Size().Width - 2*cutInset
	return int(math.Round(float64((x - cutInset) / max(room, 1) * float32(c.count-1))))
}

// MouseDown is called by Fyne.
func (c *cut) MouseDown(e *desktop.MouseEvent) {
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(c); canvas != nil {
		canvas.Focus(c)
	}
	c.moveTo(c.nearest(e.Position.X))
}

// MouseUp is called by Fyne.
func (c *cut) MouseUp(*desktop.MouseEvent) {}

// Dragged is called by Fyne while the pointer moves with its button down.
func (c *cut) Dragged(e *fyne.DragEvent) { c.moveTo(c.nearest(e.Position.X)) }

// DragEnd is called by Fyne.
func (c *cut) DragEnd() {}

// Scrolled is called by Fyne for the wheel.
func (c *cut) Scrolled(e *fyne.ScrollEvent) {
	switch delta := e.Scrolled.DY + e.Scrolled.DX; {
	case delta < 0:
		c.moveTo(c.at + 1)
	case delta > 0:
		c.moveTo(c.at - 1)
	}
}

// MouseIn is called by Fyne when the pointer arrives.
func (c *cut) MouseIn(*desktop.MouseEvent) { c.mark(&c.hovered, true) }

// MouseMoved is called by Fyne while the pointer moves.
func (c *cut) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne when the pointer leaves.
func (c *cut) MouseOut() { c.mark(&c.hovered, false) }

// FocusGained is called by Fyne when the keyboard comes.
func (c *cut) FocusGained() {
	c.mark(&c.focused, true)
	c.owner.reached(c)
}

// FocusLost is called by Fyne when the keyboard goes.
func (c *cut) FocusLost() { c.mark(&c.focused, false) }

func (c *cut) mark(flag *bool, on bool) {
	*flag = on
	c.Refresh()
}

// TypedRune is called by Fyne for a character.
func (c *cut) TypedRune(rune) {}

// TypedKey is called by Fyne for a key press.
func (c *cut) TypedKey(e *fyne.KeyEvent) {
	if !c.key(e.Name) {
		c.owner.key(e)
	}
}

// key moves the knob, and reports whether the key is one that does.
func (c *cut) key(name fyne.KeyName) bool {
	to, ok := keyTo(name, c.at, c.count)
	if ok {
		c.moveTo(to)
	}
	return ok
}

// keyTo is the position, of count, that a key leads to; false for a key that leads
// nowhere. It may be one beyond the first or the last.
func keyTo(name fyne.KeyName, at, count int) (int, bool) {
	switch name {
	case fyne.KeyLeft:
		return at - 1, true
	case fyne.KeyRight:
		return at + 1, true
	case fyne.KeyHome:
		return 0, true
	case fyne.KeyEnd:
		return count - 1, true
	}
	return at, false
}

// MinSize is called by Fyne.
func (c *cut) MinSize() fyne.Size {
	c.ExtendBaseWidget(c)
	return fyne.NewSize(120, 2*knobRadius+2*unit)
}

// CreateRenderer is called by Fyne.
func (c *cut) CreateRenderer() fyne.WidgetRenderer {
	r := &cutRenderer{c: c, line: canvas.NewRectangle(nil), done: canvas.NewRectangle(nil), ring: canvas.NewCircle(nil), knob: canvas.NewCircle(nil)}
	r.flash = canvas.NewRaster(func(w, h int) image.Image { return flash(w, h, colours()) })
	r.Refresh()
	return r
}

type cutRenderer struct {
	c          *cut
	line, done *canvas.Rectangle
	ticks      []*canvas.Rectangle
	ring, knob *canvas.Circle
	flash      *canvas.Raster
}

// flash draws a flash of lightning.
func flash(w, h int, c *palette) image.Image {
	p := newPainter(w, h, 1)
	u, v := float64(w)/10, float64(h)/10
	zig := [][2]float64{{5.8, 1.5}, {3.4, 5.4}, {6.4, 4.9}, {4.2, 8.6}}
	for i := range len(zig) - 1 {
		a, b := zig[i], zig[i+1]
		p.stroke(a[0]*u, a[1]*v, b[0]*u, b[1]*v, 1.25*u, c.onIt)
	}
	return p.img
}

func (r *cutRenderer) MinSize() fyne.Size { return r.c.MinSize() }

func (r *cutRenderer) Layout(size fyne.Size) {
	mid, thick := size.Height/2, unit
	x := r.c.x(r.c.at)
	place(r.line, cutInset, mid-thick/2, size.Width-2*cutInset, thick)
	place(r.done, cutInset, mid-thick/2, max(0, x-cutInset), thick)
	r.line.CornerRadius, r.done.CornerRadius = thick/2, thick/2
	for i, t := range r.ticks {
		place(t, r.c.x(i)-1, mid-1.5*unit, 2, 3*unit)
	}
	knob := func(o fyne.CanvasObject, radius float32) { place(o, x-radius, mid-radius, 2*radius, 2*radius) }
	knob(r.ring, knobRadius+3)
	knob(r.knob, knobRadius)
	knob(r.flash, knobRadius-3)
}

func (r *cutRenderer) Refresh() {
	c := colours()
	n := r.c.count
	if n > 64 { // the marks would touch each other
		n = 0
	}
	for len(r.ticks) < n {
		r.ticks = append(r.ticks, canvas.NewRectangle(nil))
	}
	r.ticks = r.ticks[:n]
	r.line.FillColor, r.done.FillColor, r.knob.FillColor = c.edge, c.accent, c.accent
	for i, t := range r.ticks {
		t.FillColor = c.edge
		if i <= r.c.at {
			t.FillColor = c.accent
		}
	}
	r.ring.FillColor, r.ring.StrokeColor, r.ring.StrokeWidth = color.NRGBA{}, color.NRGBA{}, 0
	if r.c.focused {
		r.ring.StrokeColor, r.ring.StrokeWidth = c.ink, 2
	} else if r.c.hovered {
		r.ring.StrokeColor, r.ring.StrokeWidth = c.edge, 3
	}
	r.Layout(r.c.Size())
	canvas.Refresh(r.c)
}

func (r *cutRenderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.line, r.done}
	for _, t := range r.ticks {
		all = append(all, t)
	}
	return append(all, r.ring, r.knob, r.flash)
}

func (r *cutRenderer) Destroy() {}
