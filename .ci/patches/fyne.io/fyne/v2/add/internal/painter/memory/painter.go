// Package memory paints a canvas into memory, and only what has changed since it was
// painted last. It needs nothing but the processor, and far less of it than an OpenGL
// that has nothing else either.
//
// It is asked as the painter of OpenGL is: Clear begins a frame, and Paint is called for
// each object from the back to the front. Finish compares them with those of the frame
// before and paints the places where they differ.
package memory

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/internal"
	"fyne.io/fyne/v2/theme"
)

// Painter paints one canvas. It is used from one goroutine.
type Painter struct {
	canvas fyne.Canvas
	scale  float32 // pixels of a unit of Fyne
	size   image.Point
	frame  *image.RGBA // what Finish painted
	back   color.NRGBA
	backed color.NRGBA // of the frame
	items  []item      // of this frame, from the back to the front
	last   []item      // of the frame before
	turn   int         // counts the frames

	pictures map[fyne.CanvasObject]*picture
	spare    [][]uint8 // memory that blank may use
}

// NewPainter returns a painter of a canvas.
func NewPainter(c fyne.Canvas) *Painter {
	p := &Painter{canvas: c, frame: &image.RGBA{}, pictures: map[fyne.CanvasObject]*picture{}}
	p.SetFrameBufferScale(1)
	return p
}

// Init does nothing: there is nothing to initialize.
func (p *Painter) Init() {}

// SetFrameBufferScale says how many pixels the canvas takes for one of its own.
func (p *Painter) SetFrameBufferScale(s float32) {
	if s *= p.canvas.Scale(); s != p.scale {
		p.scale = s
		clear(p.pictures) // they were made for another scale
	}
}

// SetOutputSize says how many pixels there are.
func (p *Painter) SetOutputSize(width, height int) { p.size = image.Pt(width, height) }

// StartClipping does nothing: Paint is told of the clip.
func (p *Painter) StartClipping(fyne.Position, fyne.Size) {}

// StopClipping does nothing.
func (p *Painter) StopClipping() {}

// Free says that an object looks different, or is not needed any more. A text is known
// by what it says: those of a widget that is refreshed are most often the same.
func (p *Painter) Free(o fyne.CanvasObject) {
	if _, text := o.(*canvas.Text); text {
		return
	}
	if pic := p.pictures[o]; pic != nil {
		pic.stale = true
	}
}

// Capture returns a copy of what was painted.
func (p *Painter) Capture(fyne.Canvas) image.Image {
	img := image.NewRGBA(p.frame.Rect)
	copy(img.Pix, p.frame.Pix)
	return img
}

// Clear begins a frame.
func (p *Painter) Clear() {
	p.turn++
	p.items = p.items[:0]
	p.back = straight(theme.Color(theme.ColorNameBackground))
}

// Paint adds an object to the frame.
func (p *Painter) Paint(o fyne.CanvasObject, pos fyne.Position, _ fyne.Size, clip *internal.ClipItem) {
	if !o.Visible() {
		return
	}
	visible := image.Rectangle{Max: p.size}
	if clip != nil {
		visible = visible.Intersect(p.pixels(clip.Rect()))
	}
	if it := p.describe(o, pos, visible); !it.visible().Empty() {
		p.items = append(p.items, it)
	}
}

// Finish paints what has changed and returns where that is.
func (p *Painter) Finish() []image.Rectangle {
	var changed []image.Rectangle
	if whole := (image.Rectangle{Max: p.size}); p.frame.Rect != whole || p.back != p.backed {
		if p.frame.Rect != whole {
			p.frame = image.NewRGBA(whole)
		}
		p.backed = p.back
		changed = []image.Rectangle{whole}
	} else {
		changed = difference(p.last, p.items, whole)
	}
	for _, r := range changed {
		paint(p.frame, r, p.back, p.items)
	}
	p.last, p.items = p.items, p.last
	if p.turn%sweep == 0 {
		p.forget()
	}
	return changed
}

// Frame is what was painted. It is valid until Finish is called again.
func (p *Painter) Frame() *image.RGBA { return p.frame }

// sweep is how many frames pass before pictures are forgotten that none of them showed.
const sweep = 64

func (p *Painter) forget() {
	for o, pic := range p.pictures {
		if pic.turn < p.turn-sweep {
			delete(p.pictures, o)
		}
	}
}

// pixels returns the pixels of an area of the canvas.
func (p *Painter) pixels(pos fyne.Position, size fyne.Size) image.Rectangle {
	return image.Rect(p.round(pos.X), p.round(pos.Y), p.round(pos.X+size.Width), p.round(pos.Y+size.Height))
}

// round returns the pixel nearest to a coordinate of the canvas.
func (p *Painter) round(v float32) int { return int(math.Round(float64(v * p.scale))) }

// paint paints what is within r, from the back to the front.
func paint(dst *image.RGBA, r image.Rectangle, back color.NRGBA, items []item) {
	behind := -1
	for i := len(items) - 1; i >= 0 && behind < 0; i-- {
		if items[i].blur > 0 && items[i].visible().Overlaps(r) {
			behind = i
		}
	}
	if behind < 0 {
		fill(dst, r, back)
	} else {
		blurred(dst, r, back, items[:behind], &items[behind])
	}
	for i := range items[behind+1:] {
		it := &items[behind+1+i]
		at := it.visible().Intersect(r)
		switch {
		case at.Empty():
		case it.picture != nil:
			lay(dst, at, it.picture.img, at.Min.Sub(it.area.Min))
		default:
			it.box.paint(dst, at, it.area)
		}
	}
}
