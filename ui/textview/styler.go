package textview

import "holdfast/editor"

// Severity says whether a stretch of text has a problem, shown as a wavy line
// below it.
type Severity uint8

// The severities.
const (
	NoProblem Severity = iota
	Warning
	Error
)

// Span is a stretch of the text with its looks. Offsets are bytes of the text.
type Span struct {
	From, To int
	Style    Style
	Severity Severity
}

// Styler colours the text. Styles is called for every visible row of every
// frame, on the goroutine of the user interface: it must answer from what it
// has, and may answer for an older version. The spans are sorted and apart;
// they may reach beyond the range.
type Styler interface {
	Styles(v editor.Version, from, to int) []Span
}

// look is how a cluster is drawn.
type look struct {
	style    Style
	severity Severity
}

// styles walks spans along with growing offsets.
type styles struct {
	spans []Span
}

func (s *styles) at(off int) look {
	for len(s.spans) > 0 && s.spans[0].To <= off {
		s.spans = s.spans[1:]
	}
	if len(s.spans) == 0 || off < s.spans[0].From {
		return look{}
	}
	return look{s.spans[0].Style, s.spans[0].Severity}
}
