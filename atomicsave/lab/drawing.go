package lab

import (
	"strings"
	"unicode"
)

// Palette are the colours of a drawing, each as "#rrggbb".
type Palette struct {
	Back, Text, Muted, Line string
	Box                     string // of a step
	Old, New, Bad           string // of what the file holds
	OnColour                string // text on these three
}

// Light is a palette for paper.
func Light() Palette {
	return Palette{
		Back: "#ffffff", Text: "#1d2430", Muted: "#566070", Line: "#aeb8c6", Box: "#f1f4f8",
		Old: "#2f62a8", New: "#1f7a4a", Bad: "#b3362a", OnColour: "#ffffff",
	}
}

// Dark is a palette for a dark window.
func Dark() Palette {
	return Palette{
		Back: "#1b1f27", Text: "#e8ecf2", Muted: "#a3aebd", Line: "#59657a", Box: "#272d38",
		Old: "#8db9f5", New: "#7fd6a2", Bad: "#ff9a8d", OnColour: "#12151b",
	}
}

// Drawing is a picture made of simple shapes, to be written as SVG or drawn by a
// window. Units are pixels at scale 1; y grows downwards; later shapes cover
// earlier ones.
type Drawing struct {
	Width, Height float64
	Back          string // colour
	Title         string // for screen readers
	Shapes        []Shape
}

// ShapeKind is what a shape is.
type ShapeKind uint8

// The kinds of shapes.
const (
	ShapeRect  ShapeKind = iota + 1 // X, Y, W, H, Radius, Fill, Stroke
	ShapeLine                       // from X, Y to X+W, Y+H; Stroke
	ShapeArrow                      // the same with a head at its end
	ShapeText                       // one line of Text, its baseline at Y; Fill
)

// Align is where a text stands relative to its X.
type Align uint8

// The alignments.
const (
	AlignStart Align = iota
	AlignMiddle
	AlignEnd
)

// Shape is one shape.
type Shape struct {
	Kind         ShapeKind
	X, Y, W, H   float64
	Radius       float64
	Fill, Stroke string  // colours, "" for none
	Thick        float64 // of the stroke
	Dashed       bool
	Text         string
	Size         float64 // of the text
	Bold         bool
	Align        Align
}

func (d *Drawing) add(s Shape) { d.Shapes = append(d.Shapes, s) }

// lineHeight is the distance of two baselines, in sizes of the text.
const lineHeight = 1.25

// paragraph writes text of several lines into a box, in its middle. The size
// shrinks until it fits.
func (d *Drawing) paragraph(text string, x, y, w, h, size float64, colour string, bold bool) {
	lines := wrap(text, w, size, bold)
	for size > 8 && (float64(len(lines))*size*lineHeight > h || widest(lines, size, bold) > w) {
		size -= 0.5
		lines = wrap(text, w, size, bold)
	}
	top := y + (h-float64(len(lines))*size*lineHeight)/2
	for i, line := range lines {
		base := top + (float64(i)+0.5)*size*lineHeight + size*0.36
		d.add(Shape{Kind: ShapeText, X: x + w/2, Y: base, Text: line, Size: size, Bold: bold, Fill: colour, Align: AlignMiddle})
	}
}

// wrap breaks a text into lines of at most that width.
func wrap(text string, w, size float64, bold bool) []string {
	var lines []string
	line := ""
	for _, word := range Pieces(text) {
		next := line + word
		if line != "" && textWidth(strings.TrimRight(next, " "), size, bold) > w {
			lines = append(lines, strings.TrimRight(line, " "))
			next = strings.TrimLeft(word, " ")
		}
		line = next
	}
	return append(lines, strings.TrimRight(line, " "))
}

func widest(lines []string, size float64, bold bool) (w float64) {
	for _, line := range lines {
		w = max(w, textWidth(line, size, bold))
	}
	return w
}

// textWidth estimates the width of a text in a usual sans-serif font. It is on
// the large side: no font is loaded here.
func textWidth(text string, size float64, bold bool) float64 {
	w := 0.0
	for _, r := range text {
		switch {
		case isWide(r):
			w += 1
		case strings.ContainsRune("ilj.,:;'|!tfr()I ", r):
			w += 0.36
		case strings.ContainsRune("mwMW", r):
			w += 0.88
		case unicode.IsUpper(r):
			w += 0.7
		default:
			w += 0.58
		}
	}
	if bold {
		w *= 1.06
	}
	return w * size
}
