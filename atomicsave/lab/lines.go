package lab

import (
	"strings"
	"unicode"
	"unicode/utf8"
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

// Wrap cuts a text into lines that are not wider than width, at its line breaks and
// where a line may end; measure tells the width of a text, in the same unit. A piece
// that is wider than a line is cut.
func Wrap(text string, width float32, measure func(string) float32) []string {
	var out []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		var line strings.Builder
		var used, gap float32 // the widths of the line, and of the spaces behind it
		spaces := ""
		for _, piece := range Pieces(paragraph) {
			word := strings.TrimRight(piece, " ")
			w := measure(word)
			next := used + gap + w
			if next > width*0.9 { // letters of two fonts are wider together than by themselves
				next = max(next, measure(line.String()+spaces+word))
			}
			if used > 0 && next > width {
				out = append(out, line.String())
				line.Reset()
				used, gap, spaces = 0, 0, ""
			}
			for w > width && len([]rune(word)) > 1 {
				head := longest(word, width, measure)
				out = append(out, head)
				word = word[len(head):]
				w = measure(word)
			}
			line.WriteString(spaces + word)
			used += gap + w
			if spaces = piece[len(strings.TrimRight(piece, " ")):]; spaces != "" {
				gap = measure(spaces)
			} else {
				gap = 0
			}
		}
		out = append(out, line.String())
	}
	return out
}

// longest is the beginning of a word that fits into width, one letter at least.
func longest(word string, width float32, measure func(string) float32) string {
	end := 0
	for at := range word {
		if at > 0 && measure(word[:at]) > width {
			break
		}
		if at > 0 {
			end = at
		}
	}
	if end == 0 {
		_, end = utf8.DecodeRuneInString(word)
	}
	return word[:end]
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
