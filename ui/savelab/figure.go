package savelab

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"holdfast/atomicsave/lab"
)

// figure draws the picture of the protocol, as large as its width allows.
type figure struct {
	drawing lab.Drawing
	shapes  []drawn
}

// drawn is a shape with what draws it; an arrow has a head besides its line.
type drawn struct {
	lab.Shape
	object      fyne.CanvasObject
	left, right *canvas.Line
}

// newFigure makes the objects of a drawing.
func newFigure(d lab.Drawing) *fyne.Container {
	f := &figure{drawing: d}
	back := canvas.NewRectangle(hexColour(d.Back))
	back.CornerRadius = 2 * unit
	objects := []fyne.CanvasObject{back}
	for _, s := range d.Shapes {
		item := drawn{Shape: s}
		switch s.Kind {
		case lab.ShapeRect:
			r := canvas.NewRectangle(hexColour(s.Fill))
			r.StrokeColor = hexColour(s.Stroke)
			item.object = r
		case lab.ShapeLine, lab.ShapeArrow:
			item.object = canvas.NewLine(hexColour(s.Stroke))
			if s.Kind == lab.ShapeArrow {
				item.left, item.right = canvas.NewLine(hexColour(s.Stroke)), canvas.NewLine(hexColour(s.Stroke))
			}
		case lab.ShapeText:
			t := canvas.NewText(s.Text, hexColour(s.Fill))
			t.TextStyle.Bold = s.Bold
			item.object = t
		default:
			continue
		}
		f.shapes = append(f.shapes, item)
		objects = append(objects, item.object)
		if item.left != nil {
			objects = append(objects, item.left, item.right)
		}
	}
	return container.New(f, objects...)
}

// hexColour reads "#rrggbb"; an empty text is transparent.
func hexColour(text string) color.NRGBA {
	var c color.NRGBA
	if len(text) != 7 {
		return c
	}
	digit := func(b byte) uint8 {
		if b >= 'a' {
			return b - 'a' + 10
		}
		return b - '0'
	}
	at := func(i int) uint8 { return digit(text[i])<<4 | digit(text[i+1]) }
	return color.NRGBA{R: at(1), G: at(3), B: at(5), A: 0xff}
}

func (f *figure) heightFor(_ []fyne.CanvasObject, width float32) float32 {
	return width * float32(f.drawing.Height/f.drawing.Width)
}

// MinSize is called by Fyne.
func (f *figure) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(100, 100*float32(f.drawing.Height/f.drawing.Width))
}

// Layout is called by Fyne.
func (f *figure) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
	k := size.Width / float32(f.drawing.Width)
	for _, s := range f.shapes {
		s.place(k)
	}
}

// place puts a shape where it belongs, k points to a unit of the drawing.
func (s drawn) place(k float32) {
	x, y, w, h := float32(s.X)*k, float32(s.Y)*k, float32(s.W)*k, float32(s.H)*k
	thick := float32(s.Thick) * k
	switch o := s.object.(type) {
	case *canvas.Rectangle:
		o.CornerRadius, o.StrokeWidth = float32(s.Radius)*k, thick
		place(o, x, y, w, h)
	case *canvas.Line:
		stretch(o, x, y, x+w, y+h, thick)
		if s.left != nil {
			left, right := s.Head()
			stretch(s.left, float32(left[0])*k, float32(left[1])*k, x+w, y+h, thick)
			stretch(s.right, float32(right[0])*k, float32(right[1])*k, x+w, y+h, thick)
		}
	case *canvas.Text:
		o.TextSize = float32(s.Size) * k
		m, base := fyne.CurrentApp().Driver().RenderedTextSize(o.Text, o.TextSize, o.TextStyle, nil)
		switch s.Align {
		case lab.AlignMiddle:
			x -= m.Width / 2
		case lab.AlignEnd:
			x -= m.Width
		}
		place(o, x, y-base, m.Width, m.Height)
		o.Refresh()
	}
}

func stretch(l *canvas.Line, x0, y0, x1, y1, thick float32) {
	l.Position1, l.Position2, l.StrokeWidth = fyne.NewPos(x0, y0), fyne.NewPos(x1, y1), max(thick, 1)
	l.Refresh()
}
