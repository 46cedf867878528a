package savelab

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave/lab"
)

// tone is the colour of a text, by what it means.
type tone func(*palette) color.NRGBA

func inkTone(p *palette) color.NRGBA   { return p.ink }
func mutedTone(p *palette) color.NRGBA { return p.muted }
func goodTone(p *palette) color.NRGBA  { return p.good }
func badTone(p *palette) color.NRGBA   { return p.bad }

// prose is a text that wraps at words. Fyne's label does too, but it brings a
// padding of its own and knows its height only once it has been drawn.
type prose struct {
	widget.BaseWidget
	text  string
	size  func() float32
	style fyne.TextStyle
	tone  tone
	align fyne.TextAlign
	// oneOf are all texts that the prose will show: it takes the room of the
	// longest, so that nothing below it moves.
	oneOf []string
	lines []*canvas.Text
	width float32
}

func newProse(text string, size func() float32, tone tone) *prose {
	p := &prose{text: text, size: size, tone: tone}
	p.ExtendBaseWidget(p)
	return p
}

func heading(text string) *prose { return bold(newProse(text, headingSize, inkTone)) }
func title(text string) *prose   { return bold(newProse(text, titleSize, inkTone)) }
func body(text string) *prose    { return newProse(text, bodySize, inkTone) }
func note(text string) *prose    { return newProse(text, captionSize, mutedTone) }

func bold(p *prose) *prose {
	p.style.Bold = true
	return p
}

// set changes text and tone.
func (p *prose) set(text string, tone tone) {
	if p.text != text || tone != nil {
		p.text = text
		if tone != nil {
			p.tone = tone
		}
		p.Refresh()
	}
}

// reserve takes the room of the longest of the texts.
func (p *prose) reserve(texts []string) { p.oneOf = texts }

// wrap cuts a text into lines that are not wider than width. A word that is
// longer than a line is cut.
func (p *prose) wrap(text string, width float32) []string {
	size := p.size()
	return lab.Wrap(text, width, func(s string) float32 { return fyne.MeasureText(s, size, p.style).Width })
}

func (p *prose) pitch() float32 { return lineHeight(p.size(), p.style) + 1 }

func (p *prose) heightFor(width float32) float32 {
	n := len(p.wrap(p.text, width))
	for _, text := range p.oneOf {
		n = max(n, len(p.wrap(text, width)))
	}
	return float32(n) * p.pitch()
}

// proseLeast is the width in points that a text takes at least.
const proseLeast = 80

// MinSize is called by Fyne.
func (p *prose) MinSize() fyne.Size {
	p.ExtendBaseWidget(p)
	least := min(fyne.MeasureText(p.text, p.size(), p.style).Width, proseLeast)
	return fyne.NewSize(least, p.heightFor(max(p.width, least)))
}

// CreateRenderer is called by Fyne.
func (p *prose) CreateRenderer() fyne.WidgetRenderer { return &proseRenderer{p} }

type proseRenderer struct{ p *prose }

func (r *proseRenderer) MinSize() fyne.Size { return r.p.MinSize() }

func (r *proseRenderer) Layout(size fyne.Size) {
	p := r.p
	p.width = size.Width
	lines := p.wrap(p.text, size.Width)
	for len(p.lines) < len(lines) {
		p.lines = append(p.lines, canvas.NewText("", nil))
	}
	ink := p.tone(colours())
	for i, t := range p.lines {
		text := ""
		if i < len(lines) {
			text = lines[i]
		}
		if size := p.size(); t.Text != text || t.Color != ink || t.TextSize != size {
			t.Text, t.Color, t.TextSize, t.TextStyle, t.Alignment = text, ink, size, p.style, p.align
			t.Refresh()
		}
		t.Resize(fyne.NewSize(size.Width, p.pitch()))
		t.Move(fyne.NewPos(0, float32(i)*p.pitch()))
	}
}

func (r *proseRenderer) Refresh() {
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

func (r *proseRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(r.p.lines))
	for i, t := range r.p.lines {
		out[i] = t
	}
	return out
}

func (r *proseRenderer) Destroy() {}
