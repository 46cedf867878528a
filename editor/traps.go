package editor

import (
	"unicode"
	"unicode/utf8"
)

// TrapKind says in what way a character is not what it seems.
type TrapKind uint8

// The kinds. Whether a quote or a dash is a mistake depends on the format;
// the others hardly ever belong into a config file.
const (
	TrapSpace     TrapKind = iota + 1 // a space that is not U+0020: programs do not divide words there
	TrapInvisible                     // takes no room at all: zero-width, soft hyphen, fillers, tags
	TrapBidi                          // changes the order in which the text is shown ("Trojan Source", CVE-2021-42574)
	TrapQuote                         // a typographic quotation mark
	TrapDash                          // a hyphen, dash or minus that is not '-'
	TrapBreak                         // looks like a line break to some programs: U+2028, U+2029, U+0085, form feed
	TrapControl                       // any other control character
)

// String returns the kind as a word.
func (k TrapKind) String() string {
	return [...]string{"", "space", "invisible", "bidi", "quote", "dash", "break", "control"}[k]
}

// Trap is a character that a reader takes for another or does not see.
type Trap struct {
	From, To int
	Rune     rune
	Kind     TrapKind
}

// Traps returns the first most traps in the bytes from from to to, clamped,
// which should begin between characters. Joiners and selectors are none where
// emoji and the scripts that need them have them. ASCII is passed over at
// about a gigabyte a second.
func (t Text) Traps(from, to, most int) []Trap {
	from, to = t.clamp(from, to)
	var found []Trap
	prev := rune(0)
	for start, part := range t.windows(from, to) {
		for at := 0; at < len(part) && len(found) < most; {
			if n := plainText(part[at:]); n > 0 {
				at += n
				prev = rune(part[at-1])
				continue
			}
			r, n := utf8.DecodeRune(part[at:])
			next, _ := utf8.DecodeRune(part[at+n:])
			if k := trapKind(prev, r, next); k > 0 {
				found = append(found, Trap{start + at, start + at + n, r, k})
			}
			prev = r
			at += n
		}
		if len(found) == most {
			break
		}
	}
	return found
}

// plainText returns the length of the ASCII at the start of b that is no trap.
func plainText(b []byte) int {
	n := 0
	for {
		n += plainRun(b[n:])
		if n < len(b) && (b[n] == '\n' || b[n] == '\t' || b[n] == '\r') {
			n++
			continue
		}
		break
	}
	for i, c := range b[:n] {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f {
			return i
		}
	}
	return n
}

// trapKind returns 0 for a character that is no trap between its neighbours.
func trapKind(prev, r, next rune) TrapKind {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return 0
	case r == '\f' || r == '\v' || r == 0x85 || r == 0x2028 || r == 0x2029:
		return TrapBreak
	case r < ' ' || 0x7f <= r && r < 0xa0:
		return TrapControl
	case r < utf8.RuneSelf:
		return 0
	case r == 0x61c || r == 0x200e || r == 0x200f || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069:
		return TrapBidi
	case unicode.Is(unicode.Zs, r):
		return TrapSpace
	case 0x2018 <= r && r <= 0x201f || r == 0x2032 || r == 0x2033 || r == 0x2035 || r == 0x2036:
		return TrapQuote
	case 0x2010 <= r && r <= 0x2015 || r == 0x2212 || r == 0xfe63 || r == 0xff0d:
		return TrapDash
	case r == 0x200c || r == 0x200d:
		return joinerKind(prev, next)
	case 0xfe00 <= r && r <= 0xfe0f || 0xe0020 <= r && r <= 0xe007f || 0xe0100 <= r && r <= 0xe01ef:
		if prev < utf8.RuneSelf && !keycap(prev) {
			return TrapInvisible
		}
		return 0
	case unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r), filler(r):
		return TrapInvisible
	}
	return 0
}

// joinerKind tells the joiners of emoji, Arabic and Indic text from those that
// only hide.
func joinerKind(prev, next rune) TrapKind {
	if prev >= utf8.RuneSelf && next >= utf8.RuneSelf && next != utf8.RuneError {
		return 0
	}
	return TrapInvisible
}

func keycap(r rune) bool { return '0' <= r && r <= '9' || r == '#' || r == '*' }

// filler reports whether a character is a letter by its class, but empty.
func filler(r rune) bool {
	return r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 || r == 0x17b4 || r == 0x17b5 || r == 0x34f
}
