package syntax

// Style names what a stretch of text is. The values are those of the styles of
// package ui/textview, in the same order.
type Style uint8

// The styles.
const (
	Plain Style = iota
	Comment
	Keyword
	String
	Number
	Key
	Section
	Operator
	Variable
	Invalid
)

// Span is a stretch of the text, in bytes, with its style.
type Span struct {
	From, To int
	Style    Style
}

// sink collects spans. A sink that is off collects nothing: then a lexer only
// carries its state along.
type sink struct {
	base  int // offset of the piece of text in hand
	on    bool
	spans []Span
}

// add records the bytes from..to of the piece. A span that goes on where the
// last one of its style ended becomes a part of it.
func (s *sink) add(from, to int, style Style) {
	if !s.on || from >= to || style == Plain {
		return
	}
	from, to = from+s.base, to+s.base
	if n := len(s.spans); n > 0 && s.spans[n-1].To == from && s.spans[n-1].Style == style {
		s.spans[n-1].To = to
		return
	}
	s.spans = append(s.spans, Span{from, to, style})
}

// state is what a lexer knows at the end of a piece of text. Zero is the state
// at the start of a text.
type state uint32

// lexer colours a piece of text: a line with its break, or a part of a line that
// is longer than maxPiece. first says that the piece begins a line. It must not
// take longer than a small multiple of the length of the piece.
type lexer func(s state, piece []byte, first bool, out *sink) state
