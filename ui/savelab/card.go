package savelab

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// card is a ground with an edge, for what belongs together.
type card struct {
	widget.BaseWidget
	content *fyne.Container
}

func newCard(objects ...fyne.CanvasObject) *card {
	c := &card{content: padded(4*unit, 4*unit, stack(3*unit, objects...))}
	c.ExtendBaseWidget(c)
	return c
}

func (c *card) heightFor(width float32) float32 { return heightOf(c.content, width) }

// MinSize is called by Fyne.
func (c *card) MinSize() fyne.Size {
	c.ExtendBaseWidget(c)
	return c.content.MinSize()
}

// CreateRenderer is called by Fyne.
func (c *card) CreateRenderer() fyne.WidgetRenderer {
	r := &cardRenderer{c: c, back: canvas.NewRectangle(nil)}
	r.back.CornerRadius = 2 * unit
	r.Refresh()
	return r
}

type cardRenderer struct {
	c    *card
	back *canvas.Rectangle
}

func (r *cardRenderer) MinSize() fyne.Size { return r.c.MinSize() }

func (r *cardRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.c.content.Resize(size)
	relay(r.c.content)
}

// relay lays a container out again, also when its size has stayed.
func relay(c *fyne.Container) { c.Layout.Layout(c.Objects, c.Size()) }

func (r *cardRenderer) Refresh() {
	c := colours()
	r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth = c.card, c.edge, 1
	r.back.Refresh()
	r.c.content.Refresh()
}

func (r *cardRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.c.content}
}

func (r *cardRenderer) Destroy() {}
