package ui

import (
	"strings"
	"unicode"
)

// The worth of a letter that fits, for fuzzy.
const (
	fuzzyLetter = 1
	fuzzyNext   = 4 // it follows the letter that fitted before
	fuzzyStart  = 6 // it begins a word
)

// fuzzy reports whether the letters of pattern occur in text in that order,
// whatever their case and the spaces in the pattern, and how well they fit: a
// higher score is better.
func fuzzy(pattern, text string) (score int, fits bool) {
	var wanted []rune
	for _, r := range pattern {
		if !unicode.IsSpace(r) {
			wanted = append(wanted, unicode.ToLower(r))
		}
	}
	letters := []rune(text)
	best := -1
	// The first letter may occur more than once, and what follows may fit
	// better after a later one.
	for from := range letters {
		if s, ok := fuzzyFrom(wanted, letters, from); ok && s > best {
			best = s
		}
		if len(wanted) == 0 {
			return 0, true
		}
	}
	return best, best >= 0 || len(wanted) == 0
}

// fuzzyWords is fuzzy for each word of a pattern, whatever their order.
func fuzzyWords(pattern, text string) (score int, fits bool) {
	for word := range strings.FieldsSeq(pattern) {
		s, ok := fuzzy(word, text)
		if !ok {
			return 0, false
		}
		score += s
	}
	return score, true
}

func fuzzyFrom(wanted, letters []rune, from int) (score int, fits bool) {
	last := from - 2
	for _, w := range wanted {
		at := -1
		for i := max(from, last+1); i < len(letters); i++ {
			if unicode.ToLower(letters[i]) == w {
				at = i
				break
			}
		}
		if at < 0 {
			return 0, false
		}
		score += fuzzyLetter
		if at == last+1 {
			score += fuzzyNext
		}
		if at == 0 || !unicode.IsLetter(letters[at-1]) {
			score += fuzzyStart
		}
		last = at
	}
	return score, true
}
