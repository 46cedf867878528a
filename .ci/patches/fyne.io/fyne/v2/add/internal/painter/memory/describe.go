package memory

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/internal/painter"
)

// describe returns the item of an object, which has nothing to be seen if the object is
// of a kind that is not painted: a container, or a shader.
func (p *Painter) describe(o fyne.CanvasObject, pos fyne.Position, clip image.Rectangle) item {
	it := item{object: o, area: p.pixels(pos, o.Size()), clip: clip}
	if it.visible().Empty() && !sticksOut(o) {
		return item{}
	}
	switch o := o.(type) {
	case *canvas.Rectangle:
		p.rectangle(&it, o, pos)
	case *canvas.Circle:
		p.circle(&it, o)
	case *canvas.Line:
		p.line(&it, o, pos)
	case *canvas.Text:
		p.text(&it, o, pos)
	case *canvas.Raster:
		p.raster(&it, o)
	case *canvas.Image:
		p.image(&it, o, pos)
	case *canvas.LinearGradient:
		p.generated(&it, o.Generate, 1)
	case *canvas.RadialGradient:
		p.generated(&it, o.Generate, 1)
	case *canvas.Blur:
		it.blur = o.Radius * p.scale
	case *canvas.Arc:
		p.vector(&it, pos, value(*o), func(pad float32, s scaling) *image.RGBA { return painter.DrawArc(o, pad, s) })
	case *canvas.Ellipse:
		p.vector(&it, pos, value(*o), func(pad float32, s scaling) *image.RGBA { return painter.DrawEllipse(o, pad, s) })
	case *canvas.RegularPolygon:
		p.vector(&it, pos, value(*o), func(pad float32, s scaling) *image.RGBA { return painter.DrawPolygon(o, pad, s) })
	case *canvas.BezierCurve: // not comparable: it is painted again after a refresh
		p.vector(&it, pos, nil, func(pad float32, s scaling) *image.RGBA { return painter.DrawBezierCurve(o, pad, s) })
	case *canvas.ArbitraryPolygon: // the same
		p.vector(&it, pos, nil, func(pad float32, s scaling) *image.RGBA { return painter.DrawArbitraryPolygon(o, pad, s) })
	default:
		return item{}
	}
	return it
}

// sticksOut reports whether something may be seen outside the size of an object.
func sticksOut(o fyne.CanvasObject) bool {
	switch o := o.(type) {
	case *canvas.Rectangle:
		return painter.IsShadowVisible(o.Shadow)
	case *canvas.Circle:
		return painter.IsShadowVisible(o.Shadow)
	case *canvas.Text, *canvas.Line:
		return true
	}
	return false
}

func (p *Painter) rectangle(it *item, o *canvas.Rectangle, pos fyne.Position) {
	size := o.Size()
	if o.Aspect != 0 {
		pos, size = within(pos, size, o.Aspect)
		it.area = p.pixels(pos, size)
	}
	radius := func(own float32) float32 { return painter.GetCornerRadius(own, o.CornerRadius) }
	tl, tr := radius(o.TopLeftCornerRadius), radius(o.TopRightCornerRadius)
	br, bl := radius(o.BottomRightCornerRadius), radius(o.BottomLeftCornerRadius)
	fit := func(r, beside, below float32) float32 {
		return float32(p.round(painter.GetMaximumCornerRadius(r, beside, below, size)))
	}
	it.box = box{
		fill:   straight(o.FillColor),
		radius: [4]float32{fit(tl, tr, bl), fit(tr, tl, br), fit(br, bl, tr), fit(bl, br, tl)},
	}
	p.outline(it, o.StrokeColor, o.StrokeWidth)
	p.shade(it, o.Shadow)
}

func (p *Painter) circle(it *item, o *canvas.Circle) {
	d := min(it.area.Dx(), it.area.Dy())
	it.area.Min = it.area.Min.Add(image.Pt(it.area.Dx()-d, it.area.Dy()-d).Div(2))
	it.area.Max = it.area.Min.Add(image.Pt(d, d))
	r := float32(d) / 2
	it.box = box{fill: straight(o.FillColor), radius: [4]float32{r, r, r, r}}
	p.outline(it, o.StrokeColor, o.StrokeWidth)
	p.shade(it, o.Shadow)
}

// outline adds an outline, which lies within the area of an item.
func (p *Painter) outline(it *item, c color.Color, width float32) {
	if line := straight(c); line.A > 0 && width > 0 {
		it.box.line, it.box.width = line, max(1, p.round(width))
	}
}

// shade adds a shadow. What has neither that nor anything else is not seen.
func (p *Painter) shade(it *item, s canvas.Shadow) {
	if !painter.IsShadowVisible(s) {
		if it.box.fill.A == 0 && it.box.width == 0 {
			it.clip = image.Rectangle{}
		}
		return
	}
	it.box.shadow = shadow{
		colour: straight(s.Color),
		offset: image.Pt(p.round(s.Offset.X), p.round(s.Offset.Y)),
		blur:   float32(p.round(s.BlurRadius)),
		spread: float32(p.round(s.Spread)),
	}
}

// line describes a line: a box if it is level or upright.
func (p *Painter) line(it *item, o *canvas.Line, pos fyne.Position) {
	colour := straight(o.StrokeColor)
	if colour.A == 0 || o.StrokeWidth == 0 {
		it.clip = image.Rectangle{}
		return
	}
	width := max(1, p.round(o.StrokeWidth))
	switch {
	case o.Position1.Y == o.Position2.Y:
		it.area.Min.Y -= (width + 1) / 2
		it.area.Max.Y = it.area.Min.Y + width
		it.box = box{fill: colour}
	case o.Position1.X == o.Position2.X:
		it.area.Min.X -= (width + 1) / 2
		it.area.Max.X = it.area.Min.X + width
		it.box = box{fill: colour}
	default:
		p.vector(it, pos, value(*o), func(pad float32, s scaling) *image.RGBA { return painter.DrawLine(o, pad, s) })
	}
}

// within returns the largest area of an aspect within another one, in its middle.
func within(pos fyne.Position, size fyne.Size, aspect float32) (fyne.Position, fyne.Size) {
	switch own := size.Width / size.Height; {
	case own > aspect:
		width := size.Height * aspect
		return pos.AddXY((size.Width-width)/2, 0), fyne.NewSize(width, size.Height)
	case own < aspect:
		height := size.Width / aspect
		return pos.AddXY(0, (size.Height-height)/2), fyne.NewSize(size.Width, height)
	}
	return pos, size
}

// value makes sure that a value can be compared.
func value[T comparable](v T) any { return v }

// straight returns a colour that is not premultiplied; none is transparent.
func straight(c color.Color) color.NRGBA {
	if c == nil {
		return color.NRGBA{}
	}
	if n, ok := c.(color.NRGBA); ok {
		return n
	}
	return color.NRGBAModel.Convert(c).(color.NRGBA)
}

// scaling returns the pixels of a length of the canvas.
type scaling func(float32) float32

func (p *Painter) scaled(v float32) float32 { return float32(math.Round(float64(v * p.scale))) }
