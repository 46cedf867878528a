package editor

import "testing"

func TestGuessIndent(t *testing.T) {
	for text, want := range map[string]Settings{
		"a\nb\n":                       {TabWidth: 4},
		"a\n\tb\n\t\tc\n":              {TabWidth: 4},
		"a:\n  b:\n    - c\n  d: e\n":  {TabWidth: 4, UseSpaces: true, IndentWidth: 2},
		"{\n    a {\n        b\n  \n}": {TabWidth: 4, UseSpaces: true, IndentWidth: 4},
		"a:\r\n  b:\r\n    c\r\n\r\n":  {TabWidth: 4, UseSpaces: true, IndentWidth: 2},
		"a\r   b\r      c\r\r":         {TabWidth: 4, UseSpaces: true, IndentWidth: 3},
		"a\n        b\n        c\nd\n": {TabWidth: 4, UseSpaces: true, IndentWidth: 8},
	} {
		if got := GuessIndent(FromString(text), Settings{TabWidth: 4}); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}
