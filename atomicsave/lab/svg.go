package lab

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
)

// SVG writes the drawing as a file of its own: no scripts, no fonts and nothing
// from elsewhere.
func (d Drawing) SVG() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" role="img" font-family="system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif">`+"\n",
		num(d.Width), num(d.Height), num(d.Width), num(d.Height))
	fmt.Fprintf(&b, "<title>%s</title>\n", escape(d.Title))
	if d.Back != "" {
		fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="%s"/>`+"\n", escape(d.Back))
	}
	for _, s := range d.Shapes {
		s.svg(&b)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func (s Shape) svg(b *bytes.Buffer) {
	switch s.Kind {
	case ShapeRect:
		fmt.Fprintf(b, `<rect x="%s" y="%s" width="%s" height="%s" rx="%s" fill="%s"%s/>`+"\n",
			num(s.X), num(s.Y), num(s.W), num(s.H), num(s.Radius), orNone(s.Fill), s.stroke())
	case ShapeLine, ShapeArrow:
		fmt.Fprintf(b, `<line x1="%s" y1="%s" x2="%s" y2="%s"%s/>`+"\n", num(s.X), num(s.Y), num(s.X+s.W), num(s.Y+s.H), s.stroke())
		if s.Kind == ShapeArrow {
			left, right := s.Head()
			fmt.Fprintf(b, `<path d="M%s %s L%s %s L%s %s Z" fill="%s"/>`+"\n",
				num(s.X+s.W), num(s.Y+s.H), num(left[0]), num(left[1]), num(right[0]), num(right[1]), orNone(s.Stroke))
		}
	case ShapeText:
		weight, anchor := "", ""
		if s.Bold {
			weight = ` font-weight="600"`
		}
		if word := [...]string{"", "middle", "end"}[s.Align]; word != "" {
			anchor = ` text-anchor="` + word + `"`
		}
		fmt.Fprintf(b, `<text x="%s" y="%s" font-size="%s" fill="%s"%s%s>%s</text>`+"\n", num(s.X), num(s.Y), num(s.Size), orNone(s.Fill), weight, anchor, escape(s.Text))
	}
}

// Head returns the two corners of the head of an arrow that is not its point, each
// as x and y. Arrows are horizontal or vertical.
func (s Shape) Head() (left, right [2]float64) {
	const long, half = 7, 4
	x, y := s.X+s.W, s.Y+s.H
	switch {
	case s.W > 0:
		return [2]float64{x - long, y - half}, [2]float64{x - long, y + half}
	case s.W < 0:
		return [2]float64{x + long, y - half}, [2]float64{x + long, y + half}
	case s.H > 0:
		return [2]float64{x - half, y - long}, [2]float64{x + half, y - long}
	}
	return [2]float64{x - half, y + long}, [2]float64{x + half, y + long}
}

func (s Shape) stroke() string {
	if s.Stroke == "" || s.Thick == 0 {
		return ""
	}
	dashes := ""
	if s.Dashed {
		dashes = ` stroke-dasharray="4 4"`
	}
	return fmt.Sprintf(` stroke="%s" stroke-width="%s"%s`, escape(s.Stroke), num(s.Thick), dashes)
}

func orNone(colour string) string {
	if colour == "" {
		return "none"
	}
	return escape(colour)
}

// num writes a number without needless digits.
func num(f float64) string { return strconv.FormatFloat(float64(int64(f*100+0.5))/100, 'f', -1, 64) }

func escape(text string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(text)) // a bytes.Buffer takes everything
	return b.String()
}
