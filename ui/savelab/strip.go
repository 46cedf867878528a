package savelab

import (
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// strip shows a whole save at one look: a field for every position of the power
// cut, low and plain where every outcome is good, high and hatched where some are
// not. The present position has a frame.
type strip struct {
	widget.BaseWidget
	bad    []bool
	at     int
	raster *canvas.Raster
}

func newStrip() *strip {
	s := &strip{}
	s.raster = canvas.NewRaster(s.draw)
	s.ExtendBaseWidget(s)
	return s
}

// set shows a save and the position in it.
func (s *strip) set(bad []bool, at int) {
	if s.at == at && slices.Equal(s.bad, bad) {
		return
	}
	s.bad, s.at = bad, at
	s.raster.Refresh()
}

const stripHeight float32 = 6 * unit

func (s *strip) draw(w, h int) image.Image {
	px := float64(h) / float64(stripHeight)
	p, c := newPainter(w, h, px), colours()
	n := len(s.bad)
	if n == 0 {
		return p.img
	}
	gap := 2 * px
	if n > 40 {
		gap = px
	}
	each := (float64(w) + gap) / float64(n)
	for i, bad := range s.bad {
		x0, x1 := float64(i)*each, float64(i+1)*each-gap
		y0 := float64(h) * 0.62
		if bad {
			y0 = float64(h) * 0.28
		}
		field := image.Rect(int(x0+0.5), int(y0), max(int(x0+0.5)+1, int(x1+0.5)), h-int(3*px))
		if bad {
			p.fill(field, c.bad)
			p.hatch(field, c)
		} else {
			p.fill(field, c.good)
		}
		if i == s.at {
			p.fill(image.Rect(field.Min.X, h-int(2*px), field.Max.X, h), c.ink)
			p.flag((x0+x1)/2, y0-px, px, c)
		}
	}
	return p.img
}

// hatch draws slanting lines over a field.
func (p painter) hatch(field image.Rectangle, c *palette) {
	step := max(3, int(4*p.px))
	width := max(1, int(1.4*p.px))
	for y := field.Min.Y; y < field.Max.Y; y++ {
		for x := field.Min.X; x < field.Max.X; x++ {
			if (x+y)%step < width {
				p.mix(x, y, c.card, 0.75)
			}
		}
	}
}

// flag draws a small triangle that points down to y.
func (p painter) flag(x, y, px float64, c *palette) {
	size := 4.5 * px
	for row := 0.0; row < size; row++ {
		half := row * 0.75
		p.fill(image.Rect(int(x-half), int(y-row-1), int(x+half+1), int(y-row)), c.ink)
	}
}

// MinSize is called by Fyne.
func (s *strip) MinSize() fyne.Size {
	s.ExtendBaseWidget(s)
	return fyne.NewSize(60, stripHeight)
}

// CreateRenderer is called by Fyne.
func (s *strip) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.raster) }
