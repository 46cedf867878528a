package textview

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// letter is a character of a line and the way it goes.
type letter struct {
	off   int
	r     rune
	class bidi.Class
	mark  bool // it stands on the one before
}

// levels returns for each byte of a line how it is nested: 0 goes from left to right, 1 from
// right to left, and 2 is a number in what goes from right to left. It is the algorithm of
// Unicode (UAX #9) for a line that goes from left to right as a whole, but that characters
// which control the order do nothing: the view shows them instead.
func levels(line []byte) []uint8 {
	ls := letters(line)
	weak(ls)
	brackets(ls)
	neutral(ls)
	out := make([]uint8, len(line))
	for i, l := range ls {
		level, end := uint8(0), len(line)
		switch l.class {
		case bidi.R:
			level = 1
		case bidi.EN, bidi.AN:
			level = 2
		}
		if i+1 < len(ls) {
			end = ls[i+1].off
		}
		for at := l.off; at < end; at++ {
			out[at] = level
		}
		if l.r == '\t' { // L1: a tab and the spaces before it
			for at := l.off; at >= 0 && isSpace(line[at]); at-- {
				out[at] = 0
			}
		}
	}
	return out
}

func letters(line []byte) []letter {
	ls := make([]letter, 0, len(line))
	for off := 0; off < len(line); {
		r, n := utf8.DecodeRune(line[off:])
		p, _ := bidi.LookupRune(r)
		class := p.Class()
		switch _, hidden := standIn(r); {
		case r == 0x200c || r == 0x200d: // they belong to the letter before
			class = bidi.NSM
		case hidden && class != bidi.WS && class != bidi.CS, class == bidi.BN, class == bidi.B, class == bidi.S:
			class = bidi.ON
		}
		ls = append(ls, letter{off, r, class, class == bidi.NSM})
		off += n
	}
	return ls
}

// weak resolves marks, numbers and what belongs to them: the rules W1 to W7.
func weak(ls []letter) {
	before, strong := bidi.L, bidi.L
	for i := range ls {
		l := &ls[i]
		if l.class == bidi.NSM {
			l.class = before
		}
		before = l.class
		switch {
		case l.class == bidi.L || l.class == bidi.R || l.class == bidi.AL:
			strong = l.class
		case l.class == bidi.EN && strong == bidi.AL:
			l.class = bidi.AN
		}
	}
	for i := 1; i+1 < len(ls); i++ {
		number := ls[i-1].class
		separates := ls[i].class == bidi.CS && (number == bidi.EN || number == bidi.AN) || ls[i].class == bidi.ES && number == bidi.EN
		if separates && ls[i+1].class == number {
			ls[i].class = number
		}
	}
	for i := 1; i < len(ls); i++ {
		if ls[i].class == bidi.ET && ls[i-1].class == bidi.EN {
			ls[i].class = bidi.EN
		}
	}
	for i := len(ls) - 2; i >= 0; i-- {
		if ls[i].class == bidi.ET && ls[i+1].class == bidi.EN {
			ls[i].class = bidi.EN
		}
	}
	strong = bidi.L
	for i := range ls {
		switch l := &ls[i]; l.class {
		case bidi.AL:
			l.class, strong = bidi.R, bidi.R
		case bidi.L, bidi.R:
			strong = l.class
		case bidi.ES, bidi.ET, bidi.CS, bidi.WS:
			l.class = bidi.ON
		case bidi.EN:
			if strong == bidi.L {
				l.class = bidi.L
			}
		}
	}
}

// pairs are signs that are drawn the other way round in what goes from right to left: an
// opening one before its closing one. Those up to depth are brackets.
const (
	depth = "()[]{}⟦⟧⟨⟩⟪⟫「」『』【】〈〉《》（）［］｛｝"
	pairs = depth + "<>«»‹›≤≥"
)

// mirrored returns the sign that a character is drawn as where text goes from right to left.
func mirrored(r rune) rune {
	i := strings.IndexRune(pairs, r)
	if i < 0 {
		return r
	}
	if n := len([]rune(pairs[:i])); n%2 == 1 {
		r, _ = utf8.DecodeLastRuneInString(pairs[:i])
		return r
	}
	r, _ = utf8.DecodeRuneInString(pairs[i+utf8.RuneLen(r):])
	return r
}

// mostOpen is how many brackets are looked at that are open at once (BD16).
const mostOpen = 63

// brackets gives the two brackets of a pair one direction: the rule N0.
func brackets(ls []letter) {
	var open []int
	closed := map[int]int{}
	for i, l := range ls {
		if l.class != bidi.ON || !strings.ContainsRune(depth, l.r) {
			continue
		}
		if m := mirrored(l.r); strings.Index(depth, string(m)) > strings.Index(depth, string(l.r)) {
			if open = append(open, i); len(open) > mostOpen {
				return
			}
			continue
		}
		for k := len(open) - 1; k >= 0; k-- {
			if ls[open[k]].r == mirrored(l.r) {
				closed[open[k]] = i
				open = open[:k]
				break
			}
		}
	}
	for i := range ls {
		if end, ok := closed[i]; ok {
			resolvePair(ls, i, end)
		}
	}
}

func resolvePair(ls []letter, from, to int) {
	inside := bidi.ON
	for _, l := range ls[from+1 : to] {
		if d := direction(l.class); d == bidi.L {
			inside = d
			break
		} else if d == bidi.R {
			inside = d
		}
	}
	if inside == bidi.R {
		inside = bidi.L // unless what stands before goes from right to left, too
		for i := from - 1; i >= 0; i-- {
			if d := direction(ls[i].class); d != bidi.ON {
				inside = d
				break
			}
		}
	}
	for _, at := range []int{from, to} {
		for i := at; inside != bidi.ON && i < len(ls) && (i == at || ls[i].mark); i++ {
			ls[i].class = inside
		}
	}
}

// direction is how a resolved class counts for what stands beside it.
func direction(c bidi.Class) bidi.Class {
	switch c {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.EN, bidi.AN:
		return bidi.R
	}
	return bidi.ON
}

// neutral gives what has no direction the one of both its neighbours: the rules N1 and N2.
func neutral(ls []letter) {
	for i := 0; i < len(ls); i++ {
		if ls[i].class != bidi.ON {
			continue
		}
		end, before, after := i, bidi.L, bidi.L
		for end < len(ls) && ls[end].class == bidi.ON {
			end++
		}
		if i > 0 {
			before = direction(ls[i-1].class)
		}
		if end < len(ls) {
			after = direction(ls[end].class)
		}
		if before != after {
			before = bidi.L
		}
		for ; i < end; i++ {
			ls[i].class = before
		}
	}
}
