package textview

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// barBreadth and leastThumb are in Fyne units.
const (
	barBreadth = 12
	leastThumb = 28
)

// bar is a scrollbar. It shows and sets fractions; the view knows the rows.
type bar struct {
	widget.BaseWidget
	v        *View
	vertical bool

	from, length float64 // of the thumb, as shares of the bar
	shown        bool
	hovered      bool
	grabbed      bool
	grab         float64 // where on the thumb it is held, as a share of the bar

	track, thumb *canvas.Rectangle
	marks        *canvas.Raster
}

var (
	_ desktop.Mouseable  = (*bar)(nil)
	_ desktop.Hoverable  = (*bar)(nil)
	_ desktop.Cursorable = (*bar)(nil)
	_ fyne.Draggable     = (*bar)(nil)
)

func newBar(v *View, vertical bool) *bar {
	b := &bar{v: v, vertical: vertical, track: canvas.NewRectangle(color.Transparent), thumb: canvas.NewRectangle(color.Transparent)}
	b.thumb.CornerRadius = 3
	b.marks = canvas.NewRaster(b.paintMarks)
	b.marks.ScaleMode = canvas.ImageScalePixels
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer implements fyne.Widget.
func (b *bar) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(&fyne.Container{Objects: []fyne.CanvasObject{b.track, b.thumb, b.marks}})
}

// MinSize is nothing: the view decides.
func (b *bar) MinSize() fyne.Size { return fyne.Size{} }

// Cursor is the arrow, not the text cursor of the view behind.
func (b *bar) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// span returns the length of a bar in Fyne units.
func (b *bar) span() float64 {
	if b.vertical {
		return float64(b.Size().Height)
	}
	return float64(b.Size().Width)
}

// show places the thumb: from and length are shares of the content.
func (b *bar) show(from, length float64) {
	b.shown = length < 1
	if least := leastThumb / max(b.span(), leastThumb); length < least {
		if length < 1 {
			from *= (1 - least) / (1 - length)
		}
		length = least
	}
	b.from, b.length = min(max(from, 0), 1-length), length
	b.draw()
}

func (b *bar) draw() {
	pal := b.v.pal
	c := pal.thumb
	if b.hovered || b.grabbed {
		c = pal.thumbHover
	}
	if !b.shown {
		b.thumb.Move(parked)
	} else {
		s, inset := float32(b.span()), float32(3)
		at, length := float32(b.from)*s, float32(b.length)*s
		if b.vertical {
			b.thumb.Resize(fyne.NewSize(b.Size().Width-2*inset, length))
			b.thumb.Move(fyne.NewPos(inset, at))
		} else {
			b.thumb.Resize(fyne.NewSize(length, b.Size().Height-2*inset))
			b.thumb.Move(fyne.NewPos(at, inset))
		}
	}
	b.paintIn(b.thumb, c)
	b.paintIn(b.track, pal.track)
	b.track.Resize(b.Size())
	b.marks.Resize(b.Size())
}

func (b *bar) paintIn(r *canvas.Rectangle, c color.NRGBA) {
	if r.FillColor != c {
		r.FillColor = c
		canvas.Refresh(r)
	}
}

// shareAt returns a position as a share of the bar.
func (b *bar) shareAt(p fyne.Position) float64 {
	x := p.X
	if b.vertical {
		x = p.Y
	}
	return float64(x) / max(b.span(), 1)
}

// MouseDown grabs the thumb, or scrolls by a page towards the click.
func (b *bar) MouseDown(ev *desktop.MouseEvent) {
	if ev.Button != desktop.MouseButtonPrimary || !b.shown {
		return
	}
	at := b.shareAt(ev.Position)
	switch {
	case at < b.from:
		b.v.page(b.vertical, -1)
	case at > b.from+b.length:
		b.v.page(b.vertical, 1)
	default:
		b.grabbed, b.grab = true, at-b.from
		b.draw()
	}
}

// MouseUp lets the thumb go.
func (b *bar) MouseUp(*desktop.MouseEvent) { b.DragEnd() }

// Dragged moves the thumb.
func (b *bar) Dragged(ev *fyne.DragEvent) {
	if b.grabbed && b.length < 1 {
		share := (b.shareAt(ev.Position) - b.grab) / (1 - b.length)
		b.v.scrollTo(b.vertical, min(max(share, 0), 1))
	}
}

// DragEnd lets the thumb go.
func (b *bar) DragEnd() {
	b.grabbed = false
	b.draw()
}

// MouseIn implements desktop.Hoverable.
func (b *bar) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.draw() }

// MouseMoved implements desktop.Hoverable.
func (b *bar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *bar) MouseOut() { b.hovered = false; b.draw() }

// marksChanged has the marks painted again.
func (b *bar) marksChanged() { b.marks.Refresh() }

// paintMarks draws the overview of the file: matches and differences at the left
// half, what has changed since the save at the left edge, problems at the right
// half, over the full width when serious.
func (b *bar) paintMarks(w, h int) image.Image {
	marks := b.v.hooks.overview
	if !b.vertical || len(marks) == 0 || b.v.face == nil {
		return image.NewUniform(color.Transparent)
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	lines := max(b.v.shownLines(), 1)
	thick := max(2*b.v.face.line, 2)
	for _, m := range marks {
		y := int(float64(b.v.toShown(m.Line)) / float64(lines) * float64(h-thick))
		style, x0, x1 := Number, 0, w/2
		switch m.Kind {
		case OverviewChange:
			style = styleModified
		case OverviewAdded:
			style, x1 = styleAdded, w/4
		case OverviewModified:
			style, x1 = styleModified, w/4
		case OverviewWarning:
			style, x0, x1 = styleWarning, w/2, w
		case OverviewError:
			style, x1 = styleError, w
		}
		b.v.paint.fill(img, x0, y, x1-x0, thick, style)
	}
	return img
}
