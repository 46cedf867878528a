package editor

import "strings"

// bracketBytes is how far a bracket's partner is looked for.
const bracketBytes = 1 << 20

const brackets = "()[]{}"

// MatchBracket returns the offsets of the bracket at off, or else just before
// it, and of its partner. It counts brackets of the same kind only and knows
// nothing of quotes or comments. It gives up after a megabyte.
func (t Text) MatchBracket(off int) (bracket, partner int, ok bool) {
	for _, at := range []int{off, off - 1} {
		i := strings.IndexByte(brackets, t.ByteAt(at))
		if i < 0 || at < 0 || at >= t.Len() {
			continue
		}
		if i%2 == 0 {
			partner, ok = t.closing(at, brackets[i], brackets[i+1])
		} else {
			partner, ok = t.opening(at, brackets[i-1], brackets[i])
		}
		return at, partner, ok
	}
	return 0, 0, false
}

func (t Text) closing(at int, open, close byte) (int, bool) {
	depth, off := 0, at
	for c := range t.Chunks(at, at+bracketBytes) {
		for i, b := range c {
			switch b {
			case open:
				depth++
			case close:
				if depth--; depth == 0 {
					return off + i, true
				}
			}
		}
		off += len(c)
	}
	return 0, false
}

func (t Text) opening(at int, open, close byte) (int, bool) {
	depth := 0
	for end := at + 1; end > max(0, at-bracketBytes); {
		start := max(0, end-4<<10)
		c := t.Slice(start, end)
		for i := len(c) - 1; i >= 0; i-- {
			switch c[i] {
			case close:
				depth++
			case open:
				if depth--; depth == 0 {
					return start + i, true
				}
			}
		}
		end = start
	}
	return 0, false
}
