package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// guideText shows Markdown whose lines end where its language allows it. Fyne wraps
// at spaces, so in a language without them there is one put at the end of each line,
// which is not seen there. Where the next line begins with parts of two texts, such as
// a command and a full stop, Fyne would look at the first of them alone: there is a
// line break instead.
type guideText struct {
	widget.RichText
	paragraphs []guideParagraph
}

// guideParagraph is a paragraph as a row of texts of one style each.
type guideParagraph struct {
	runs   []*widget.TextSegment
	whole  []string // their texts
	indent float32  // the room that the mark of a list takes
}

func newGuideText(markdown string) *guideText {
	g := &guideText{}
	g.Segments = widget.NewRichTextFromMarkdown(markdown).Segments
	g.Wrapping, g.Scroll = fyne.TextWrapWord, fyne.ScrollNone
	if words.Spaceless() {
		g.collect(g.Segments, 0)
	}
	g.ExtendBaseWidget(g)
	return g
}

// collect lists the paragraphs, also those of lists. A paragraph is what follows one
// another until something that ends its line.
func (g *guideText) collect(segments []widget.RichTextSegment, indent float32) {
	p := guideParagraph{indent: indent}
	end := func() {
		if len(p.runs) > 0 {
			g.paragraphs = append(g.paragraphs, p)
		}
		p = guideParagraph{indent: indent}
	}
	for _, segment := range segments {
		switch segment := segment.(type) {
		case *widget.ListSegment:
			end()
			mark := fyne.MeasureText("•  ", theme.TextSize(), fyne.TextStyle{Bold: true}).Width
			g.collect(segment.Items, indent+mark)
		case *widget.ParagraphSegment:
			end()
			g.collect(segment.Texts, indent)
		case *widget.TextSegment:
			p.runs, p.whole = append(p.runs, segment), append(p.whole, segment.Text)
			if !segment.Inline() {
				end()
			}
		}
	}
	end()
}

// guideSlack is the width in points by which a line may be wider than its letters: a
// command in it has a ground of its own.
const guideSlack = 6

// guideSpace ends a line. It is an em wide, more than guideSlack: what follows it
// never fits into the same line.
const guideSpace = '\u2003'

// Resize is called by Fyne.
func (g *guideText) Resize(size fyne.Size) {
	room := size.Width - 2*theme.InnerPadding() - guideSlack
	for _, p := range g.paragraphs {
		p.wrap(room - p.indent)
	}
	g.RichText.Resize(size)
}

// wrap ends each line but the last one.
func (p guideParagraph) wrap(room float32) {
	texts := make([]strings.Builder, len(p.runs))
	end, width := place{}, float32(0) // of the line so far
	for _, piece := range lab.Pieces(strings.Join(p.whole, "")) {
		next := p.after(end, len(piece))
		seen := p.after(end, len(strings.TrimRight(piece, " ")))
		if width > 0 && width+p.width(end, seen) > room {
			if next.run != end.run {
				texts[end.run].WriteByte('\n')
			} else {
				texts[end.run].WriteRune(guideSpace)
			}
			width = 0
		}
		width += p.width(end, next)
		for from := end; from != next; {
			to := place{from.run + 1, 0}
			if from.run == next.run {
				to = next
				texts[from.run].WriteString(p.whole[from.run][from.at:to.at])
			} else {
				texts[from.run].WriteString(p.whole[from.run][from.at:])
			}
			from = to
		}
		end = next
	}
	for i, run := range p.runs {
		run.Text = texts[i].String()
	}
}

// place is a place in the texts of a paragraph.
type place struct{ run, at int }

// after is the place that many bytes further on; at the edge of two runs it is the
// end of the first one.
func (p guideParagraph) after(from place, n int) place {
	for from.at+n > len(p.whole[from.run]) {
		n -= len(p.whole[from.run]) - from.at
		from = place{from.run + 1, 0}
	}
	return place{from.run, from.at + n}
}

// width is that of the texts between two places of one line.
func (p guideParagraph) width(from, to place) (w float32) {
	for run := from.run; run <= to.run; run++ {
		text := p.whole[run]
		if run == to.run {
			text = text[:to.at]
		}
		if run == from.run {
			text = text[from.at:]
		}
		style := p.runs[run].Style
		w += fyne.MeasureText(text, theme.Size(style.SizeName), style.TextStyle).Width
	}
	return w
}
