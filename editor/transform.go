package editor

import (
	"bytes"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

func spaces(n int) string { return strings.Repeat(" ", n) }

// UpperCase changes the selections, or the word at each caret, to upper case.
func UpperCase() Command { return mapCase(unicode.ToUpper) }

// LowerCase changes the selections, or the word at each caret, to lower case.
func LowerCase() Command { return mapCase(unicode.ToLower) }

func mapCase(f func(rune) rune) Command {
	return func(s State) (Transaction, bool) {
		var reps []Replacement
		at := 0
		for _, r := range s.Selection.list() {
			from, to := r.Min(), r.Max()
			if r.Empty() {
				from, to = s.Text.WordAt(r.Head)
			}
			old := s.Text.Slice(max(from, at), to)
			if mapped := s.mapRunes(old, f); !bytes.Equal(mapped, old) {
				reps = append(reps, Replacement{to - len(old), to, FromBytes(mapped)})
			}
			at = max(at, to)
		}
		t, ok := s.edit(Other, s.Selection, reps...)
		if ok {
			t.Selection = s.resized(t.Change)
		}
		return t, ok
	}
}

// resized follows carets by their place in the old text, and stretches by
// their ends: for replacements that change characters one by one.
func (s State) resized(c Change) Selection {
	m := c.mapper()
	place := func(off int) int {
		if i := c.firstAt(off); i < c.Parts() {
			if r := c.Part(i); r.From < off && off < r.To {
				return min(m.Map(r.From, Before)+off-r.From, m.Map(r.To, After))
			}
		}
		return m.Map(off, After)
	}
	return s.Selection.each(func(r Range) Range {
		return Range{Anchor: place(r.Anchor), Head: place(r.Head)}
	})
}

// mapRunes maps characters, as long as they are wanted, and leaves bytes that are
// none as they are.
func (s State) mapRunes(b []byte, f func(rune) rune) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; len(b) > 0; i++ {
		if i%(1<<16) == 0 && s.stopped() {
			break
		}
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			out = append(out, b[0])
		} else {
			out = utf8.AppendRune(out, f(r))
		}
		b = b[n:]
	}
	return out
}

// SortLines sorts the touched lines by their bytes. The breaks stay where
// they are, so a last line without one does not travel.
func SortLines() Command {
	return func(s State) (Transaction, bool) {
		var reps []Replacement
		for _, b := range s.blocks() {
			if r, ok := s.sorted(b); ok {
				reps = append(reps, r)
			}
		}
		return s.editMapped(reps)
	}
}

func (s State) sorted(b block) (Replacement, bool) {
	t := s.Text
	lines := make([][]byte, 0, b.last-b.first+1)
	var breaks []int // where the break of each line begins and ends
	for l := range t.lineSpans(b) {
		lines = append(lines, t.Slice(l.start, l.end))
		breaks = append(breaks, l.end, l.next)
	}
	compared, stopped := 0, false
	compare := func(a, b []byte) int {
		if compared++; compared%stopStep == 0 && !stopped {
			stopped = s.stopped()
		}
		if stopped {
			return 0 // which ends the sorting soon
		}
		return bytes.Compare(a, b)
	}
	if slices.IsSortedFunc(lines, compare) {
		return Replacement{}, false
	}
	if slices.SortStableFunc(lines, compare); stopped {
		return Replacement{}, false
	}
	from, to := t.LineStart(b.first), t.LineEnd(b.last)
	out := make([]byte, 0, to-from)
	for i, line := range lines {
		out = append(out, line...)
		if i < len(lines)-1 {
			out = t.AppendSlice(out, breaks[2*i], breaks[2*i+1])
		}
	}
	return Replacement{from, to, FromBytes(out)}, true
}

// chunks yields the whole text piece by piece, as long as it is wanted.
func (s State) chunks() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for c := range s.Text.Chunks(0, s.Text.Len()) {
			if s.stopped() || !yield(c) {
				return
			}
		}
	}
}

// TrimTrailingSpace deletes spaces and tabs at the ends of all lines.
func TrimTrailingSpace() Command {
	return func(s State) (Transaction, bool) {
		var reps []Replacement
		off, run := 0, 0 // run is the white space just before off
		trim := func() {
			if run > 0 {
				reps = append(reps, Replacement{From: off - run, To: off})
			}
			run = 0
		}
		for c := range s.chunks() {
			for _, b := range c {
				switch b {
				case ' ', '\t':
					run++
				case '\n', '\r':
					trim()
				default:
					run = 0
				}
				off++
			}
		}
		trim()
		return s.editMapped(reps)
	}
}

// ConvertBreaks makes every line break of the text eol: "\n", "\r\n" or "\r".
// Breaks that are already so are left alone.
func ConvertBreaks(eol string) Command {
	return func(s State) (Transaction, bool) {
		ins := FromString(eol)
		var reps []Replacement
		off, prev := 0, byte(0) // prev is a \r not yet dealt with, at off-1
		add := func(from, to int, old string) {
			if old != eol {
				reps = append(reps, Replacement{from, to, ins})
			}
		}
		for c := range s.chunks() {
			for _, b := range c {
				switch {
				case prev == '\r' && b == '\n':
					add(off-1, off+1, "\r\n")
				case prev == '\r':
					add(off-1, off, "\r")
				case b == '\n':
					add(off, off+1, "\n")
				}
				if prev = 0; b == '\r' {
					prev = b
				}
				off++
			}
		}
		if prev == '\r' {
			add(off-1, off, "\r")
		}
		return s.editMapped(reps)
	}
}
