package savelab

import (
	"image"
	"image/color"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave"
	"holdfast/atomicsave/lab"
)

// bar shows the steps of a save as fields side by side, as wide as they took
// long. The arrows move from step to step.
type bar struct {
	widget.BaseWidget
	steps   []lab.Moment
	at      int
	hovered int // -1 for none
	focused bool
	chosen  func(int)
	others  func(*fyne.KeyEvent)
	raster  *canvas.Raster
	numbers []*canvas.Text
}

var (
	_ fyne.Focusable    = (*bar)(nil)
	_ fyne.Tappable     = (*bar)(nil)
	_ desktop.Hoverable = (*bar)(nil)
)

func newBar(steps []lab.Moment, others func(*fyne.KeyEvent), chosen func(int)) *bar {
	b := &bar{steps: steps, hovered: -1, others: others, chosen: chosen}
	b.raster = canvas.NewRaster(b.draw)
	for i := range steps {
		t := canvas.NewText(strconv.Itoa(i+1), nil)
		t.Alignment = fyne.TextAlignCenter
		b.numbers = append(b.numbers, t)
	}
	b.ExtendBaseWidget(b)
	return b
}

// leastField is how wide the field of a step is at least, in points; a number
// must fit in.
const leastField float32 = 20

// widths gives each step its share of the width. Those that would be narrower
// than leastField get that much, and the others share the rest by their time.
func widths(took []time.Duration, width float32) (all []float32, widened bool) {
	all = make([]float32, len(took))
	small := make([]bool, len(took))
	for {
		room, sum := width, time.Duration(0)
		for i, d := range took {
			if small[i] {
				room -= leastField
			} else {
				sum += d
			}
		}
		if sum == 0 || room <= 0 { // nothing to tell them apart by, or no room for it
			for i := range all {
				all[i] = width / float32(len(took))
			}
			return all, widened
		}
		again := false
		for i, d := range took {
			all[i] = leastField
			if !small[i] {
				all[i] = room * float32(d) / float32(max(sum, 1))
				if all[i] < leastField {
					small[i], widened, again = true, true, true
				}
			}
		}
		if !again {
			return all, widened
		}
	}
}

func (b *bar) took() []time.Duration {
	took := make([]time.Duration, len(b.steps))
	for i, m := range b.steps {
		took[i] = m.Took
	}
	return took
}

// work is what a step is busy with. Each has its own pattern.
type work uint8

const (
	workSmall work = iota // looks and changes names
	workWrite             // moves bytes
	workFlush             // waits for the disk
)

func workOf(s atomicsave.Step) work {
	switch s {
	case atomicsave.StepWrite, atomicsave.StepVerify, atomicsave.StepCheck, atomicsave.StepKeep:
		return workWrite
	case atomicsave.StepFlushFile, atomicsave.StepFlushDirectory:
		return workFlush
	}
	return workSmall
}

// field draws the ground of a step.
func (p painter) field(r image.Rectangle, w work, c *palette) {
	switch w {
	case workWrite:
		p.fill(r, c.new)
	case workFlush:
		p.fill(r, c.other)
		p.hatch(r, c)
	default:
		p.fill(r, c.old)
	}
}

const barHeight float32 = 14 * unit

// barEdge is how far, in points, the picture of the bar reaches beyond its fields
// at either end, so that the frame of the first and the last has room.
const barEdge = 5

func (b *bar) draw(w, h int) image.Image {
	px := float64(h) / float64(barHeight)
	p, c := newPainter(w, h, px), colours()
	all, _ := widths(b.took(), b.Size().Width)
	x := barEdge * px
	for i, wide := range all {
		end := x + float64(wide)*px
		field := image.Rect(int(x+0.5), int(8*px), max(int(end-1.5*px+0.5), int(x+0.5)+1), h-int(8*px))
		if b.steps[i].Error != "" {
			p.fill(field, c.bad)
		} else {
			p.field(field, workOf(b.steps[i].Step), c)
			if workOf(b.steps[i].Step) == workFlush { // the number is on it
				mid := (field.Min.X + field.Max.X) / 2
				plate := image.Rect(mid-int(7*px), h/2-int(7*px), mid+int(7*px), h/2+int(7*px))
				p.fill(plate.Intersect(field), c.card)
			}
		}
		switch {
		case i == b.at:
			p.frame(field.Inset(-int(4*px)), 2*px, c.ink)
			p.flag(float64(field.Min.X+field.Max.X)/2, 4*px, px, c)
		case i == b.hovered:
			p.frame(field.Inset(-int(3*px)), px, c.muted)
		}
		x = end
	}
	return p.img
}

// frame draws the edge of a rectangle.
func (p painter) frame(r image.Rectangle, thick float64, c color.NRGBA) {
	t := max(1, int(thick+0.5))
	p.fill(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+t), c)
	p.fill(image.Rect(r.Min.X, r.Max.Y-t, r.Max.X, r.Max.Y), c)
	p.fill(image.Rect(r.Min.X, r.Min.Y, r.Min.X+t, r.Max.Y), c)
	p.fill(image.Rect(r.Max.X-t, r.Min.Y, r.Max.X, r.Max.Y), c)
}

// stepAt is the step whose field is at x.
func (b *bar) stepAt(x float32) int {
	all, _ := widths(b.took(), b.Size().Width)
	for i, w := range all {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(all) - 1
}

func (b *bar) move(to int) {
	to = max(0, min(to, len(b.steps)-1))
	if to != b.at {
		b.at = to
		b.Refresh()
		b.chosen(to)
	}
}

// Tapped is called by Fyne for a click.
func (b *bar) Tapped(e *fyne.PointEvent) {
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(b); canvas != nil {
		canvas.Focus(b)
	}
	b.move(b.stepAt(e.Position.X))
}

// MouseIn is called by Fyne when the pointer arrives.
func (b *bar) MouseIn(e *desktop.MouseEvent) { b.MouseMoved(e) }

// MouseMoved is called by Fyne while the pointer moves.
func (b *bar) MouseMoved(e *desktop.MouseEvent) { b.hover(b.stepAt(e.Position.X)) }

// MouseOut is called by Fyne when the pointer leaves.
func (b *bar) MouseOut() { b.hover(-1) }

func (b *bar) hover(i int) {
	if b.hovered != i {
		b.hovered = i
		b.raster.Refresh()
	}
}

// FocusGained is called by Fyne when the keyboard comes.
func (b *bar) FocusGained() { b.focused = true; b.Refresh() }

// FocusLost is called by Fyne when the keyboard goes.
func (b *bar) FocusLost() { b.focused = false; b.Refresh() }

// TypedRune is called by Fyne for a character.
func (b *bar) TypedRune(rune) {}

// TypedKey is called by Fyne for a key press.
func (b *bar) TypedKey(e *fyne.KeyEvent) {
	if to, ok := keyTo(e.Name, b.at, len(b.steps)); ok {
		b.move(to)
	} else if b.others != nil {
		b.others(e)
	}
}

// MinSize is called by Fyne.
func (b *bar) MinSize() fyne.Size {
	b.ExtendBaseWidget(b)
	return fyne.NewSize(leastField*float32(len(b.steps)), barHeight)
}

// CreateRenderer is called by Fyne.
func (b *bar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{b: b, ring: canvas.NewRectangle(color.Transparent)}
	r.ring.CornerRadius = unit
	r.Refresh()
	return r
}

type barRenderer struct {
	b    *bar
	ring *canvas.Rectangle
}

func (r *barRenderer) MinSize() fyne.Size { return r.b.MinSize() }

func (r *barRenderer) Layout(size fyne.Size) {
	place(r.ring, -barEdge-2, -1, size.Width+2*barEdge+4, size.Height+2)
	place(r.b.raster, -barEdge, 0, size.Width+2*barEdge, barHeight)
	all, _ := widths(r.b.took(), size.Width)
	var x float32
	for i, t := range r.b.numbers {
		h := t.MinSize().Height
		place(t, x, (barHeight-h)/2, all[i]-1, h)
		x += all[i]
	}
}

func (r *barRenderer) Refresh() {
	c := colours()
	r.ring.StrokeColor, r.ring.StrokeWidth = color.Transparent, 0
	if r.b.focused {
		r.ring.StrokeColor, r.ring.StrokeWidth = c.focus, 2
	}
	for i, t := range r.b.numbers {
		t.Color, t.TextSize, t.TextStyle.Bold = c.paper, captionSize(), true
		if workOf(r.b.steps[i].Step) == workFlush && r.b.steps[i].Error == "" {
			t.Color = c.ink
		}
		t.Refresh()
	}
	r.Layout(r.b.Size())
	r.ring.Refresh()
	r.b.raster.Refresh()
}

func (r *barRenderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.ring, r.b.raster}
	for _, t := range r.b.numbers {
		all = append(all, t)
	}
	return all
}

func (r *barRenderer) Destroy() {}
