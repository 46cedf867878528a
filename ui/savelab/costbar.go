package savelab

import (
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave/lab"
)

// costBar draws the saves of one level: a thin line for each, and the median as
// a bar behind them.
type costBar struct {
	widget.BaseWidget
	took   []time.Duration
	most   time.Duration // the full height; what took longer is drawn broken off
	raster *canvas.Raster
}

func newCostBar() *costBar {
	b := &costBar{}
	b.raster = canvas.NewRaster(b.draw)
	b.ExtendBaseWidget(b)
	return b
}

func (b *costBar) show(took []time.Duration, most time.Duration) {
	b.took, b.most = took, most
	b.raster.Refresh()
}

const costHeight float32 = 30 * unit

func (b *costBar) draw(w, h int) image.Image {
	px := float64(h) / float64(costHeight)
	p, c := newPainter(w, h, px), colours()
	base := h - int(px+0.5)
	p.fill(image.Rect(0, base, w, h), c.edge)
	if b.most == 0 {
		return p.img
	}
	height := func(d time.Duration) int { return int(float64(base) * float64(d) / float64(b.most)) }
	slot := float64(w) / float64(lab.Runs)
	for i, d := range b.took {
		x0, x1 := float64(i)*slot+px, float64(i+1)*slot-px
		top := base - max(height(min(d, b.most)), int(2*px))
		field := image.Rect(int(x0), top, max(int(x0)+1, int(x1)), base)
		p.fill(field, c.new)
		if d > b.most { // broken off
			cut := top + int(8*px)
			p.fill(image.Rect(field.Min.X, cut, field.Max.X, cut+int(3*px)), c.card)
		}
	}
	line := base - height(medianOf(b.took))
	for x := 0.0; x < float64(w); x += 8 * px { // dashed, so that it is no bar
		p.fill(image.Rect(int(x), line-int(px), int(x+5*px), line+int(px)), c.ink)
	}
	return p.img
}

// MinSize is called by Fyne.
func (b *costBar) MinSize() fyne.Size {
	b.ExtendBaseWidget(b)
	return fyne.NewSize(100, costHeight)
}

// CreateRenderer is called by Fyne.
func (b *costBar) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.raster) }
