package merge

import (
	"bytes"
	"sort"
)

// Span is a range of lines, from From up to but not including To, counted
// from 0.
type Span struct{ From, To int }

// Len is the number of lines.
func (s Span) Len() int { return s.To - s.From }

// Empty reports whether the span has no lines; it then still has a place.
func (s Span) Empty() bool { return s.From == s.To }

// Lines is a text cut into lines. It shares the bytes of the text, which must
// not change any more. The zero value is an empty text, which has no lines.
type Lines struct {
	text []byte
	ends []int // ends[i] is the offset behind line i and its break
}

// Cut cuts a text into lines as the editor shows them. Only the last line may
// lack a break, and then it is not empty.
func Cut(text []byte) Lines { return cut(text, firstLine) }

// firstLine is the length of the first line with its break.
func firstLine(rest []byte) int {
	lf := bytes.IndexByte(rest, '\n')
	if lf < 0 {
		lf = len(rest)
	}
	cr := bytes.IndexByte(rest[:lf], '\r')
	if cr < 0 || cr == lf-1 && lf < len(rest) {
		return min(lf+1, len(rest))
	}
	return cr + 1
}

// cutLF cuts a text as diff and patch do: "\r" is like any other byte.
func cutLF(text []byte) Lines {
	return cut(text, func(rest []byte) int {
		if lf := bytes.IndexByte(rest, '\n'); lf >= 0 {
			return lf + 1
		}
		return len(rest)
	})
}

func cut(text []byte, first func(rest []byte) int) Lines {
	l := Lines{text: text, ends: make([]int, 0, len(text)/32+1)}
	for at := 0; at < len(text); {
		at += first(text[at:])
		l.ends = append(l.ends, at)
	}
	return l
}

// Len is the number of lines.
func (l Lines) Len() int { return len(l.ends) }

// Offset is where line i begins, in bytes. Offset(Len()) is the length of the
// text.
func (l Lines) Offset(i int) int {
	if i == 0 {
		return 0
	}
	return l.ends[i-1]
}

// At is the line that has the byte at off; for the end of the text it is Len().
func (l Lines) At(off int) int {
	return sort.Search(len(l.ends), func(i int) bool { return l.ends[i] > off })
}

// Line is line i with its break. It must not be written to.
func (l Lines) Line(i int) []byte { return l.Bytes(Span{i, i + 1}) }

// Bytes are the lines of a span with their breaks. They must not be written to.
func (l Lines) Bytes(s Span) []byte {
	from, to := l.Offset(s.From), l.Offset(s.To)
	return l.text[from:to:to]
}
