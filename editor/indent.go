package editor

import (
	"bytes"
	"iter"
)

// indentBytes is how much of a text is looked at to see how it is indented.
const indentBytes = 256 << 10

// GuessIndent returns the settings that continue how a text is indented, with
// everything else as in s. A text that is not indented leaves s as it is.
func GuessIndent(t Text, s Settings) Settings {
	tabs, spaced, prev := 0, 0, 0
	var steps [9]int // how often a line is that much further in than the one before
	for line := range linesIn(t.Slice(0, min(t.Len(), indentBytes))) {
		n := len(line) - len(bytes.TrimLeft(line, " \t"))
		if n == len(line) {
			continue // blank lines say nothing
		}
		if line[0] == '\t' {
			tabs++
			prev = 0
			continue
		}
		if n >= 2 {
			spaced++
		}
		if by := n - prev; 2 <= by && by < len(steps) {
			steps[by]++
		}
		prev = n
	}
	switch {
	case tabs == 0 && spaced == 0:
		return s
	case tabs >= spaced:
		s.UseSpaces, s.IndentWidth = false, 0
		return s
	}
	s.UseSpaces = true
	best := 0
	for by, n := range steps {
		if n > best {
			best, s.IndentWidth = n, by
		}
	}
	return s
}

// linesIn are the lines of b without their breaks. It is a walk: asking the tree for
// each line took 7 ms of every start with a large file.
func linesIn(b []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for len(b) > 0 {
			line, rest, _ := bytes.Cut(b, []byte{'\n'})
			b = rest
			for len(line) > 0 {
				var part []byte
				part, line, _ = bytes.Cut(line, []byte{'\r'})
				if !yield(part) {
					return
				}
			}
		}
	}
}
