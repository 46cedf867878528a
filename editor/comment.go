package editor

import "bytes"

// ToggleComment takes the comment marks off the touched lines if all of them
// that are not blank have one, and else puts them on, in one column. open is
// the mark at the start, "#"; close the one at the end, "" for most formats.
func ToggleComment(open, close string) Command {
	return func(s State) (Transaction, bool) {
		lines := s.commentLines(open)
		if len(lines) == 0 || open == "" {
			return Transaction{}, false
		}
		indent, all := lines[0].indent, true
		for _, l := range lines {
			indent = min(indent, l.indent)
			all = all && l.commented
		}
		opening, closing := FromString(open+" "), FromString(" "+close)
		var reps []Replacement
		for _, l := range lines {
			if all {
				reps = append(reps, s.uncomment(l, open, close)...)
				continue
			}
			at := l.start + indent
			reps = append(reps, Replacement{at, at, opening})
			if close != "" {
				reps = append(reps, Replacement{l.end, l.end, closing})
			}
		}
		return s.editMapped(reps)
	}
}

// commentLine is a line that is not blank.
type commentLine struct {
	start, end int
	indent     int // bytes of white space
	commented  bool
}

// commentLines returns the touched lines that are not blank, or all of them
// if there are no others.
func (s State) commentLines(open string) []commentLine {
	var full, empty []commentLine
	for line := range s.touchedLines() {
		l := commentLine{start: line.start, end: line.end}
		l.indent = s.Text.indentLen(l.start)
		first := l.start + l.indent
		l.commented = string(s.Text.Slice(first, min(first+len(open), l.end))) == open
		if first == l.end {
			empty = append(empty, l)
		} else {
			full = append(full, l)
		}
	}
	if len(full) == 0 {
		return empty
	}
	return full
}

// uncomment deletes the marks of a line and one space beside each.
func (s State) uncomment(l commentLine, open, close string) []Replacement {
	from := l.start + l.indent
	to := from + len(open)
	if s.Text.ByteAt(to) == ' ' {
		to++
	}
	reps := []Replacement{{From: from, To: to}}
	if n := l.end - len(close); close != "" && n >= to && bytes.Equal(s.Text.Slice(n, l.end), []byte(close)) {
		if n > to && s.Text.ByteAt(n-1) == ' ' {
			n--
		}
		reps = append(reps, Replacement{From: n, To: l.end})
	}
	return reps
}
