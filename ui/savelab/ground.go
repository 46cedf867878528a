package savelab

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ground is the background of the page. It takes the clicks that hit nothing, so
// that they do not reach what lies below.
type ground struct {
	widget.BaseWidget
	back *canvas.Rectangle
}

func newGround() *ground {
	g := &ground{back: canvas.NewRectangle(nil)}
	g.ExtendBaseWidget(g)
	return g
}

// Tapped is called by Fyne for a click.
func (g *ground) Tapped(*fyne.PointEvent) {}

// CreateRenderer is called by Fyne.
func (g *ground) CreateRenderer() fyne.WidgetRenderer {
	r := &groundRenderer{WidgetRenderer: widget.NewSimpleRenderer(g.back), g: g}
	r.Refresh()
	return r
}

type groundRenderer struct {
	fyne.WidgetRenderer
	g *ground
}

func (r *groundRenderer) Refresh() {
	r.g.back.FillColor = theme.Color(theme.ColorNameBackground)
	r.g.back.Refresh()
}
