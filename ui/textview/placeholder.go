package textview

import "unicode"

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
	case r != ' ' && unicode.Is(unicode.Zs, r):
		return '␣', true
	case unicode.Is(unicode.Cf, r), r >= 0xfff9 && r <= 0xfffb:
		return '¦', true
	}
	return 0, false
}

// hidesJoiner reports whether a cluster that begins with an ASCII character
// carries a zero-width joiner or space, which nobody would expect there.
func hidesJoiner(cluster []byte) bool {
	if cluster[0] >= 0x80 {
		return false
	}
	for _, r := range string(cluster[1:]) {
		if unicode.Is(unicode.Cf, r) {
			return true
		}
	}
	return false
}
