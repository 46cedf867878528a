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
	}
	return sign
}

// wordWindow is the most that is looked at to find the end of one run.
const wordWindow = 4 << 10

// runEnd returns where the run of one class ends that begins at off. What a
// cluster begins with decides its class. A run of letters is divided further
// as Unicode says (UAX #29), which separates ideographs; '-', '.' and '/'
// always end a word, so that the parts of a path, a host name or an address
// can be reached.
func (t Text) runEnd(off int) int {
	kind := t.classAt(off)
	end := t.NextCluster(off)
	if kind == brk {
		return end
	}
	for end < min(t.Len(), off+wordWindow) && t.classAt(end) == kind {
		end = t.NextCluster(end)
	}
	run := t.Slice(off, end)
	if kind != letter || isASCII(run) {
		return end
	}
	word, _, _ := uniseg.FirstWord(run, -1)
	return t.clusterEnd(off + len(word))
}

// runStart returns where the run of one class begins that ends at off.
func (t Text) runStart(off int) int {
	start := t.PrevCluster(off)
	kind := t.classAt(start)
	if kind == brk {
		return start
	}
	for start > max(0, off-wordWindow) {
		before := t.PrevCluster(start)
		if t.classAt(before) != kind {
			break
		}
		start = before
	}
	run := t.Slice(start, off)
	if kind != letter || isASCII(run) {
		return start
	}
	for state := -1; ; {
		word, rest, s := uniseg.FirstWord(run, state)
		if len(rest) == 0 {
			return t.ClusterStart(off - len(word))
		}
		run, state = rest, s
	}
}

// clusterEnd returns off if a cluster ends there, or else the end of the one
// that holds it.
func (t Text) clusterEnd(off int) int {
	if start := t.ClusterStart(off); start < off {
		return t.NextCluster(start)
	}
	return off
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
	off = t.ClusterStart(off)
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
	next := t.NextCluster(off)
	from = t.runStart(next)
	return from, max(t.runEnd(from), next)
}
