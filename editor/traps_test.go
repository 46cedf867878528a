package editor

import (
	"fmt"
	"strings"
	"testing"
)

func TestTraps(t *testing.T) {
	for text, want := range map[string]string{
		"plain\ttext\r\nonly":            "",
		"größer 界 é e\u0301":             "",
		"a\u00a0b\u3000c\u202f":          "1space 4space 8space",
		"a\u200bb\ufeff":                 "1invisible 5invisible",
		"soft\u00adhyphen":               "4invisible",
		"if x\u202e{ }\u2066":            "4bidi 10bidi",
		"say “hi” it’s":                  "4quote 9quote 15quote",
		"a – b — c \u2212d":              "2dash 8dash 14dash",
		"a\u2028b\u0085c\f":              "1break 5break 8break",
		"a\x1b[0m\x7f\x00\u0090":         "1control 5control 6control 7control",
		"👨\u200d👩 ❤\ufe0f 1\ufe0f\u20e3": "",
		"a\u200db\ufe0f":                 "1invisible 5invisible",
		"می\u200cخواهم":                  "",
		"x\u3164y":                       "1invisible",
		"\xff\xfe":                       "",
	} {
		var got []string
		for _, trap := range fromBytesSized([]byte(text), 4, 16).Traps(0, len(text), 100) {
			got = append(got, fmt.Sprint(trap.From, trap.Kind))
		}
		if s := strings.ReplaceAll(strings.Join(got, " "), " ", ""); s != strings.ReplaceAll(want, " ", "") {
			t.Errorf("%q: got %v, want %s", text, got, want)
		}
	}
	if n := len(FromString(strings.Repeat("\u00a0", 50)).Traps(0, 100, 7)); n != 7 {
		t.Errorf("%d traps, want the first 7", n)
	}
}

func BenchmarkTraps(b *testing.B) {
	t := FromBytes(configText(100 << 20))
	b.SetBytes(int64(t.Len()))
	for b.Loop() {
		t.Traps(0, t.Len(), 1000)
	}
}
