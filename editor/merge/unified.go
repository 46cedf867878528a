package merge

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Title names a text in the unified format: a file, and a note such as a time.
type Title struct{ Name, Note string }

// String keeps the title on one line, the name quoted as Git and GNU diff do.
func (t Title) String() string {
	strange := func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == 0x7f }
	name := t.Name
	if strings.ContainsFunc(name, strange) {
		name = strconv.Quote(name)
	}
	if t.Note == "" {
		return name
	}
	return name + "\t" + strings.Map(func(r rune) rune {
		if strange(r) {
			return ' '
		}
		return r
	}, t.Note)
}

// Unified writes the difference between two texts in the unified format, with
// so many unchanged lines around each change, as diff -u does and patch reads.
// Lines end with "\n" only there; other breaks are shown as they are. Texts
// that are equal give no output. Errors are those of the context and of w.
func Unified(ctx context.Context, w io.Writer, titleA, titleB Title, a, b []byte, around int) error {
	linesA, linesB := cutLF(a), cutLF(b)
	hunks, err := Compare(ctx, linesA, linesB)
	if err != nil || len(hunks) == 0 {
		return err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", titleA, titleB)
	for len(hunks) > 0 {
		n := together(hunks, around)
		writeGroup(&out, linesA, linesB, hunks[:n], around)
		hunks = hunks[n:]
		if _, err := out.WriteTo(w); err != nil {
			return err
		}
	}
	return nil
}

// together is how many of the first hunks share one group: their surroundings
// touch.
func together(hunks []Hunk, around int) int {
	n := 1
	for n < len(hunks) && hunks[n].A.From-hunks[n-1].A.To <= 2*around {
		n++
	}
	return n
}

func writeGroup(out *bytes.Buffer, a, b Lines, hunks []Hunk, around int) {
	first, last := hunks[0], hunks[len(hunks)-1]
	before := min(around, first.A.From)
	after := min(around, a.Len()-last.A.To)
	fmt.Fprintf(out, "@@ -%s +%s @@\n",
		rangeOf(Span{first.A.From - before, last.A.To + after}),
		rangeOf(Span{first.B.From - before, last.B.To + after}))
	at := first.A.From - before
	for _, h := range hunks {
		writeLines(out, ' ', a, Span{at, h.A.From})
		writeLines(out, '-', a, h.A)
		writeLines(out, '+', b, h.B)
		at = h.A.To
	}
	writeLines(out, ' ', a, Span{at, at + after})
}

// rangeOf writes a range as the format wants it: counted from 1, an empty one
// by the line before it, a count of one left out.
func rangeOf(s Span) string {
	switch s.Len() {
	case 0:
		return fmt.Sprintf("%d,0", s.From)
	case 1:
		return strconv.Itoa(s.From + 1)
	}
	return fmt.Sprintf("%d,%d", s.From+1, s.Len())
}

func writeLines(out *bytes.Buffer, mark byte, l Lines, s Span) {
	for i := s.From; i < s.To; i++ {
		line := l.Line(i)
		out.WriteByte(mark)
		out.Write(line)
		if !bytes.HasSuffix(line, []byte("\n")) {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}
