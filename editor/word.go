package editor

import (
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// class is what a character counts as when words are looked for.
type class uint8

const (
	blank  class = iota // white space within a line
	brk                 // a line break
	letter              // letters, digits, marks and the underscore
	sign                // everything else
)

func classOf(r rune) class {
	switch {
	case r == '\n' || r == '\r':
		return brk
	case unicode.IsSpace(r):
		return blank
	case r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
		return letter
	case r == '\u200d' || r == '\u200c':
		return letter
	}
	return sign
}

// wordWindow is the most that is looked at to find the end of one run.
const wordWindow = 4 << 10

// runEnd returns where the run of one class ends that begins at off. A run of
// letters is divided further as Unicode says (UAX #29), which separates
// ideographs; '-', '.' and '/' always end a word, so that the parts of a
// path, a host name or an address can be reached.
func (t Text) runEnd(off int) int {
	w := t.Slice(off, off+wordWindow)
	r, n := utf8.DecodeRune(w)
	kind := classOf(r)
	if kind == brk {
		return t.NextCluster(off)
	}
	end, ascii := n, r < utf8.RuneSelf
	for end < len(w) {
		r, n := utf8.DecodeRune(w[end:])
		if classOf(r) != kind {
			break
		}
		ascii = ascii && r < utf8.RuneSelf
		end += n
	}
	if kind == letter && !ascii {
		word, _, _ := uniseg.FirstWord(w[:end], -1)
		end = len(word)
	}
	return off + end
}

// runStart returns where the run of one class begins that ends at off.
func (t Text) runStart(off int) int {
	from := max(0, off-wordWindow)
	w := t.Slice(from, off)
	r, n := utf8.DecodeLastRune(w)
	kind := classOf(r)
	if kind == brk {
		return t.PrevCluster(off)
	}
	start, ascii := len(w)-n, r < utf8.RuneSelf
	for start > 0 {
		r, n := utf8.DecodeLastRune(w[:start])
		if classOf(r) != kind {
			break
		}
		ascii = ascii && r < utf8.RuneSelf
		start -= n
	}
	if kind == letter && !ascii {
		rest := w[start:]
		for state := -1; ; {
			word, next, s := uniseg.FirstWord(rest, state)
			if len(next) == 0 {
				return off - len(word)
			}
			rest, state = next, s
		}
	}
	return from + start
}

func (t Text) classAt(off int) class {
	r, _ := utf8.DecodeRune(t.Slice(off, off+utf8.UTFMax))
	return classOf(r)
}

func (t Text) classBefore(off int) class {
	r, _ := utf8.DecodeLastRune(t.Slice(off-utf8.UTFMax, off))
	return classOf(r)
}

// NextWord returns the end of the word at or after off: it goes over white
// space first, and stops at line breaks.
func (t Text) NextWord(off int) int {
	if off >= t.Len() {
		return t.Len()
	}
	for off < t.Len() && t.classAt(off) == blank {
		off = t.runEnd(off)
		if off == t.Len() || t.classAt(off) == brk {
			return off
		}
	}
	return t.runEnd(off)
}

// PrevWord returns the start of the word before off: it goes over white space
// first, and stops at line breaks.
func (t Text) PrevWord(off int) int {
	if off <= 0 {
		return 0
	}
	for off > 0 && t.classBefore(off) == blank {
		off = t.runStart(off)
		if off == 0 || t.classBefore(off) == brk {
			return off
		}
	}
	return t.runStart(off)
}

// WordAt returns the run that holds off: a word, white space or signs. Between
// a word and something else it takes the word. In an empty line it is empty.
func (t Text) WordAt(off int) (from, to int) {
	off, _ = t.clamp(off, off)
	here, before := brk, brk
	if off < t.Len() {
		here = t.classAt(off)
	}
	if off > 0 {
		before = t.classBefore(off)
	}
	switch {
	case here == brk && before == brk:
		return off, off
	case here == brk, before == letter && here != letter:
		return t.runStart(off), off
	}
	to = t.runEnd(off)
	return t.runStart(to), to
}
