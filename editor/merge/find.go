package merge

import "bytes"

// Found is a conflict that is written out in a text. All spans are bytes.
type Found struct {
	// Whole is the conflict with its markers, and the break after the last one.
	Whole Span
	// Mine and Theirs are what stands between the markers.
	Mine, Theirs Span
}

// Find lists the conflicts in a text, as Marked and Git write them, with the
// common ancestor or without. What is not complete is no conflict.
func Find(text []byte) []Found {
	var all []Found
	for at := 0; at < len(text); {
		next := bytes.Index(text[at:], []byte("<<<<<<<"))
		if next < 0 {
			break
		}
		at += next
		if at > 0 && text[at-1] != '\n' && text[at-1] != '\r' {
			at++
			continue
		}
		if f, ok := findAt(text, at); ok {
			all = append(all, f)
			at = f.Whole.To
		} else {
			at++
		}
	}
	return all
}

// findAt reads the conflict whose first marker begins at from.
func findAt(text []byte, from int) (f Found, ok bool) {
	f.Whole.From = from
	part, inBase := &f.Mine, false
	for at := from; at < len(text); {
		line := text[at : at+firstLine(text[at:])]
		end := at + len(line)
		switch {
		case at == from:
			if !isMarker(line, '<') {
				return f, false
			}
			f.Mine = Span{end, end}
		case isMarker(line, '<'):
			return f, false // another one begins
		case isMarker(line, '|') && part == &f.Mine && !inBase:
			inBase = true
		case isMarker(line, '=') && part == &f.Mine:
			part, inBase = &f.Theirs, false
			f.Theirs = Span{end, end}
		case isMarker(line, '>') && part == &f.Theirs:
			f.Whole.To = end
			return f, true
		case !inBase:
			part.To = end
		}
		at = end
	}
	return f, false
}

// isMarker reports whether a line is a marker: seven signs, and a space or the
// end of the line.
func isMarker(line []byte, sign byte) bool {
	const length = 7
	if len(line) < length {
		return false
	}
	for _, c := range line[:length] {
		if c != sign {
			return false
		}
	}
	return len(line) == length || line[length] == ' ' || line[length] == '\n' || line[length] == '\r'
}
