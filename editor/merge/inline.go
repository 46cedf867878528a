package merge

import (
	"context"
	"unicode"
	"unicode/utf8"
)

// Inline compares two lines, or two runs of lines that stand for each other,
// word by word, to show what has changed in them. The spans of the hunks are
// bytes. Lines that have little in common give one hunk: marking each letter
// that happens to be in both would explain nothing.
func Inline(ctx context.Context, a, b []byte) ([]Hunk, error) {
	wordsA, wordsB := cut(a, firstWord), cut(b, firstWord)
	hunks, err := Compare(ctx, wordsA, wordsB)
	if err != nil || len(hunks) == 0 {
		return nil, err
	}
	same := len(a)
	for i, h := range hunks {
		hunks[i] = Hunk{
			A: Span{wordsA.Offset(h.A.From), wordsA.Offset(h.A.To)},
			B: Span{wordsB.Offset(h.B.From), wordsB.Offset(h.B.To)},
		}
		same -= hunks[i].A.Len()
	}
	if 4*same < max(len(a), len(b)) {
		return []Hunk{{Span{0, len(a)}, Span{0, len(b)}}}, nil
	}
	return hunks, nil
}

// firstWord is the length of the first word, run of spaces, or other character.
func firstWord(rest []byte) int {
	kind, n := 0, 0
	for n < len(rest) {
		r, size := utf8.DecodeRune(rest[n:])
		k := kindOf(r)
		if n > 0 && (k != kind || k == other) {
			break
		}
		kind, n = k, n+size
	}
	return n
}

// The kinds of characters that words are made of. Marks that combine belong to
// what they stand on.
const (
	other = iota
	letter
	space
)

func kindOf(r rune) int {
	switch {
	case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
		return letter
	case unicode.IsSpace(r):
		return space
	}
	return other
}
