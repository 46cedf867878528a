package editor

import (
	"strings"
	"testing"
)

func TestGuessIndent(t *testing.T) {
	for text, want := range map[string]Settings{
		"a\nb\n":                       {TabWidth: 4},
		"a\n\tb\n\t\tc\n":              {TabWidth: 4},
		"a:\n  b:\n    - c\n  d: e\n":  {TabWidth: 4, UseSpaces: true, IndentWidth: 2},
		"{\n    a {\n        b\n  \n}": {TabWidth: 4, UseSpaces: true, IndentWidth: 4},
		"a\n        b\n        c\nd\n": {TabWidth: 4, UseSpaces: true, IndentWidth: 8},
	} {
		if got := GuessIndent(FromString(text), Settings{TabWidth: 4}); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}

func TestMatchBracket(t *testing.T) {
	far := "(" + strings.Repeat("x(y)", 10_000) + ")"
	for _, c := range []struct {
		text             string
		off, at, partner int
		ok               bool
	}{
		{"a(b[c]d)e", 1, 1, 7, true},
		{"a(b[c]d)e", 2, 1, 7, true},
		{"a(b[c]d)e", 8, 7, 1, true},
		{"a(b[c]d)e", 5, 5, 3, true},
		{"{{}", 0, 0, 0, false},
		{"{}}", 2, 2, 0, false},
		{"abc", 1, 0, 0, false},
		{"", 0, 0, 0, false},
		{far, 0, 0, len(far) - 1, true},
		{far, len(far), len(far) - 1, 0, true},
	} {
		at, partner, ok := fromBytesSized([]byte(c.text), 50, 50).MatchBracket(c.off)
		if ok != c.ok || ok && (at != c.at || partner != c.partner) {
			t.Errorf("%.20q at %d: got %d, %d, %v", c.text, c.off, at, partner, ok)
		}
	}
}
