package linefile

import (
	"bytes"
	"strings"

	"holdfast/editor/check/diag"
)

// line is one line of a file without its break.
type line struct {
	from int // offset of its first byte
	text string
}

// eachLine calls f for every line until the list is stopped.
func eachLine(src []byte, list *diag.List, f func(line)) {
	from := 0
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		from = 3
	}
	for from < len(src) && !list.Stopped() {
		n := bytes.IndexAny(src[from:], "\r\n")
		if n < 0 {
			n = len(src) - from
		}
		f(line{from, string(src[from : from+n])})
		from += n
		if bytes.HasPrefix(src[from:], []byte("\r\n")) {
			from++
		}
		from++
	}
}

// indent is the number of blanks at the start of the line.
func (l line) indent() int { return len(l.text) - len(strings.TrimLeft(l.text, " \t")) }

// trimmed is the line without white space around it.
func (l line) trimmed() line {
	return line{l.from + l.indent(), strings.TrimSpace(l.text)}
}

// end is the offset behind the last byte.
func (l line) end() int { return l.from + len(l.text) }

// field is a word of a line.
type field struct {
	from int
	text string
}

func (f field) to() int { return f.from + len(f.text) }

// maxFields is how many fields of a line are looked at.
const maxFields = 10_000

// fields splits a line at blanks.
func (l line) fields() []field {
	var all []field
	i := 0
	for i < len(l.text) && len(all) < maxFields {
		if l.text[i] == ' ' || l.text[i] == '\t' {
			i++
			continue
		}
		start := i
		for i < len(l.text) && l.text[i] != ' ' && l.text[i] != '\t' {
			i++
		}
		all = append(all, field{l.from + start, l.text[start:i]})
	}
	return all
}

// beforeComment cuts the line at the first #.
func (l line) beforeComment() line {
	text, _, _ := strings.Cut(l.text, "#")
	return line{l.from, text}
}
