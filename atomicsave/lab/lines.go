package lab

import (
	"strings"
	"unicode"
)

// Pieces cuts a text at the places where a line may end: behind spaces, which stay
// with the piece before them, and between the characters of scripts that are
// written without spaces. No line begins with a closing mark or ends with an
// opening one.
func Pieces(text string) []string {
	var list []string
	runes := []rune(text)
	start := 0
	for i := 1; i < len(runes); i++ {
		if mayBreak(runes[i-1], runes[i]) {
			list = append(list, string(runes[start:i]))
			start = i
		}
	}
	return append(list, string(runes[start:]))
}

const (
	// notFirst are the characters with which no line begins: closing marks, small
	// kana and what lengthens the character before it.
	notFirst = ")]},.:;!?%…’”»、。，．・：；？！％）］｝」』】〕》〉〟ー〜々ゝヽぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
	// notLast are those with which no line ends.
	notLast = "([{‘“«（［｛「『【〔《〈〝"
)

// mayBreak reports whether a line may end between two characters.
func mayBreak(a, b rune) bool {
	switch {
	case b == ' ':
		return false
	case a == ' ':
		return true
	case strings.ContainsRune(notFirst, b), strings.ContainsRune(notLast, a):
		return false
	}
	return isWide(a) || isWide(b)
}

// isWide reports whether a character is as wide as its size and of a script without
// spaces, or one of its marks.
func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r < 0x3040 || r >= 0xff00 && r < 0xff61
}
