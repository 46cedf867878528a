package outline

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/editor/check"
)

func show(all []Entry) string {
	var out []string
	for _, e := range all {
		out = append(out, fmt.Sprintf("%s%s=%s@%d", strings.Repeat(">", e.Level), e.Name, e.Note, e.At))
	}
	return strings.Join(out, " ")
}

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		format    check.Format
		src, want string
	}{
		{check.JSON, `{"a": {"b": [1, {"name": "x"}]}, "c": 2}`, `a=@1 >b=@7 >>- x=@16 >>>name=x@17 c=2@33`},
		{check.JSON, `{"a": 1, "b": }`, `a=1@1`},
		{check.YAML, "a:\n  - b: 1\n---\nc: d\n", "--- 1=@0 >a=@0 >>- 1=@7 >>>b=1@7 --- 2=@16 >c=d@16"},
		{check.TOML, "a = 1\n[b.c]\nd = 'x'\n", "a=1@0 b=@7 >c=@9 >>d=x@12"},
		{check.INI, "a=1\n[s]\n; c\nb = 2\n", "a=1@0 s=@4 >b=2@12"},
		{check.SSHD, "Port 22\nMatch User a\n  X11Forwarding no\n", "Port=22@0 Match User a=@8 >X11Forwarding=no@23"},
		{check.Hosts, "# c\n127.0.0.1 localhost a\n", "localhost a=127.0.0.1@4"},
		{check.XML, `<?xml version="1.0"?><a><!-- <x> --><b id="1"/><c d=">"><e/></c></a>`, "a=@21 >b=1@36 >c=@47 >>e=@56"},
		{check.Unknown, "http {\n  server {\n    listen 80;\n  }\n}\n", "http=@0 >server=@9"},
	} {
		if got := show(Of(t.Context(), tt.format, []byte(tt.src))); got != tt.want {
			t.Errorf("%s %q:\n%s, want\n%s", tt.format, tt.src, got, tt.want)
		}
	}
}

func TestBounded(t *testing.T) {
	for format, src := range map[check.Format]string{
		check.JSON: "{" + strings.TrimSuffix(strings.Repeat(`"a": 1,`, 3*Most), ",") + "}",
		check.INI:  strings.Repeat("a=1\n", 3*Most), check.XML: strings.Repeat("<a>", 3*Most), check.Unknown: strings.Repeat("a {\n", 3*Most),
	} {
		if n := len(Of(t.Context(), format, []byte(src))); n == 0 || n > Most {
			t.Errorf("%s: %d entries", format, n)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("<a b='>'/><", "xml")
	f.Add("[a]\nb = 1\n{", "ini")
	f.Fuzz(func(t *testing.T, src, format string) {
		for _, e := range Of(t.Context(), check.Format(format), []byte(src)) {
			if e.At < 0 || e.At > len(src) || e.Name == "" {
				t.Errorf("%+v", e)
			}
		}
	})
}
