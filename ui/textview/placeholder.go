package textview

import (
	"unicode"
	"unicode/utf8"
)

// standIn returns the sign that stands for a character nobody could see:
// controls, odd spaces, zero-width and bidirectional control characters (the
// set of CVE-2021-42574, "Trojan Source").
func standIn(r rune) (rune, bool) {
	switch {
	case r < 0x20:
		return r + '@', true // as in ^G; few fonts have the block Control Pictures
	case r < 0x7f:
		return 0, false
	case r == 0x7f:
		return '?', true
	case r < 0xa0:
		return '�', true
	case r == 0xad:
		return '‐', true
	case r == 0x200e, r == 0x202a, r == 0x202d, r == 0x2066:
		return '→', true
	case r == 0x200f, r == 0x061c, r == 0x202b, r == 0x202e, r == 0x2067:
		return '←', true
	case r == 0x202c, r == 0x2068, r == 0x2069:
		return '↔', true
	case r == 0x2028, r == 0x2029:
		return '¶', true
	case r == unicode.ReplacementChar:
		return 0, false
	case r != ' ' && unicode.Is(unicode.Zs, r), r == 0x2800:
		return '␣', true
	case unicode.Is(unicode.Cf, r), r >= 0xfff9 && r <= 0xfffb:
		return '¦', true
	}
	return 0, false
}

// hides reports whether a cluster carries, behind its first character, what nobody can
// see and would not expect there: a joiner, a zero-width space or a variation selector after
// an ASCII character, unless they make it the emoji of a key; a grapheme joiner; more than
// one variation selector, by which any data can be hidden.
func hides(cluster []byte) bool {
	_, first := utf8.DecodeRune(cluster)
	ascii, selectors := cluster[0] < utf8.RuneSelf, 0
	for _, r := range string(cluster[first:]) {
		switch {
		case r == 0x34f, ascii && unicode.Is(unicode.Cf, r):
			return true
		case unicode.Is(unicode.Variation_Selector, r):
			selectors++
		case r == 0x20e3:
			ascii = false
		}
	}
	return selectors > 1 || ascii && selectors > 0
}
