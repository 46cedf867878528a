package editor

// indentBytes is how much of a text is looked at to see how it is indented.
const indentBytes = 256 << 10

// GuessIndent returns the settings that continue how a text is indented, with
// everything else as in s. A text that is not indented leaves s as it is.
func GuessIndent(t Text, s Settings) Settings {
	end := t.LineOf(min(t.Len(), indentBytes))
	tabs, spaced, prev := 0, 0, 0
	var steps [9]int // how often a line is that much further in than the one before
	for line := 0; line <= end; line++ {
		start := t.LineStart(line)
		n := t.indentLen(start)
		if start+n == t.LineEnd(line) {
			continue // blank lines say nothing
		}
		if t.ByteAt(start) == '\t' {
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
