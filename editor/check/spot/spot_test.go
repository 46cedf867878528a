package spot

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/editor/check"
)

// TestAt marks the place with a bar.
func TestAt(t *testing.T) {
	for _, tt := range []struct {
		format    check.Format
		src, want string
	}{
		{check.YAML, "se|", "key  se"},
		{check.YAML, "a:\n  b|", "key a b"},
		{check.YAML, "a:\n  b:\n    c: 1\n  d|: 2", "key a d set"},
		{check.YAML, "a:\n  b: x|y # z", "value a.b xy"},
		{check.YAML, "a:\n  b: |", "value a.b "},
		{check.YAML, "a:\n  - b: 1\n    c|", "key a.[] c"},
		{check.YAML, "a:\n- b: 1\n  c|", "key a.[] c"},
		{check.YAML, "a:\n- |", "key a.[] "},
		{check.YAML, "a:\n- - b: |", "value a.[].[].b "},
		{check.YAML, "a:\n  b:\n    c:\n# x\n\n  |", "key a "},
		{check.YAML, "a:\n  b: 1\n---\nc|", "key  c"},
		{check.YAML, "\"a b\":\n  'c': \"d|\"", "value a b.c d"},
		{check.JSON, `{"a|`, "key  a"},
		{check.JSON, `{"a": {"b|": 1}}`, "key a b set"},
		{check.JSON, `{"a": {"b": 1, |`, "key a "},
		{check.JSON, `{"a": [{"b": |`, "value a.[].b "},
		{check.JSON, `{"a": [1, "x|`, "value a.[] x"},
		{check.JSON, `{"a": tr|ue}`, "value a true"},
		{check.JSON, `{"a": 1}|`, "value  "},
		{check.JSON, `{"a": {"x": 1}, "b": "c|"}`, "value b c"},
		{check.TOML, "[a.b]\nc = 1\nd| = 2", "key a.b d set"},
		{check.TOML, "[[a]]\nb.c|", "key a.[].b c"},
		{check.TOML, "[a]\nb = \"x|\"", "value a.b x"},
		{check.Systemd, "[Unit]\nDesc|", "key Unit Desc"},
		{check.Systemd, "[Service]\nType=|", "value Service.Type "},
		{check.SSHD, "Permit|", "key  Permit"},
		{check.SSHD, "PermitRootLogin n|", "value PermitRootLogin n"},
	} {
		off := strings.IndexByte(tt.src, '|')
		src := strings.Replace(tt.src, "|", "", 1)
		s, ok := At(tt.format, []byte(src), off)
		kind := "key"
		if s.Value {
			kind = "value"
		}
		got := fmt.Sprintf("%s %s %s", kind, strings.Join(s.Path, "."), s.Word)
		if s.Set {
			got += " set"
		}
		if !ok || got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.format, tt.src, got, tt.want)
		}
		if ok && src[s.From:s.To] != s.Word {
			t.Errorf("%q: the word is at %d to %d", tt.src, s.From, s.To)
		}
	}
}

func FuzzAt(f *testing.F) {
	f.Add("a:\n - b: 'c", "yaml", 7)
	f.Add(`{"a": ["b`, "json", 9)
	f.Add("[a]\nb.c=\"", "toml", 8)
	f.Fuzz(func(t *testing.T, src, format string, off int) {
		s, ok := At(check.Format(format), []byte(src), off)
		if ok && (s.From < 0 || s.To < s.From || s.To > len(src) || src[s.From:s.To] != s.Word) {
			t.Errorf("%+v", s)
		}
	})
}
