package yamlfile

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"holdfast/editor/check/diag"
)

// oddCharacters finds what is not printable (production 1) or is a byte order
// mark, which text outside quotes must not hold (production 27). In quotes it
// may stand (production 2).
func oddCharacters(src []byte) []int {
	var odd []int
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c < 0x7F:
		case c == 0x7F:
			odd = append(odd, i)
		case c == 0xC2, c == 0xEF:
			r, n := utf8.DecodeRune(src[i:])
			if r < 0xA0 && r != 0x85 || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF {
				odd = append(odd, i)
			}
			i += n - 1
		}
	}
	return odd
}

// allow says that what stands between two offsets may be there.
func (p *parser) allow(from, to int) {
	if len(p.odd) == 0 {
		return
	}
	for i := sort.SearchInts(p.odd, from); i < len(p.odd) && p.odd[i] < to; i++ {
		if p.fine == nil {
			p.fine = make([]bool, len(p.odd))
		}
		p.fine[i] = true
	}
}

// judgeOdd reports the first odd character that stands where it may not, among
// what was parsed.
func (p *parser) judgeOdd() {
	for i, at := range p.odd {
		if p.stop && at >= p.pos {
			return
		}
		if p.fine == nil || !p.fine[i] {
			r, n := utf8.DecodeRune(p.src[at:])
			code := strings.ToUpper(strconv.FormatInt(int64(r), 16))
			p.Add(diag.BadCharacter, at, at+n, "Name", "U+"+strings.Repeat("0", max(4-len(code), 0))+code)
			return
		}
	}
}
