package lab

// Palette are the colours of a drawing, each as "#rrggbb".
type Palette struct {
	Back, Text, Muted, Line string
	Old, New, Bad, Accent   string
}

// Light is a palette for paper.
func Light() Palette {
	return Palette{Back: "#ffffff", Text: "#1d2430", Muted: "#5d6878", Line: "#c9d0da", Old: "#3d6fb4", New: "#2e8b57", Bad: "#c0392b", Accent: "#8a5a00"}
}

// Dark is a palette for a dark window.
func Dark() Palette {
	return Palette{Back: "#1b1f27", Text: "#e8ecf2", Muted: "#9aa5b5", Line: "#3a4352", Old: "#7fb0f2", New: "#6fcf97", Bad: "#ff8578", Accent: "#f0b75a"}
}

// Label names a text in the picture of the protocol; the caller gives the words.
type Label string

// Labels are the words for a picture, by label.
type Labels map[Label]string

// Drawing is a picture made of simple shapes, to be written as SVG or drawn by a
// window. Units are pixels at scale 1; y grows downwards.
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
	ShapeRect  ShapeKind = iota + 1 // X, Y, W, H, Radius
	ShapeLine                       // from X, Y by W, H
	ShapeArrow                      // the same with a head at its end
	ShapeText                       // Text with its baseline at Y; Align at X
)

// Align is where a text stands.
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
