package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"

	"holdfast/editor"
)

var styleNames = map[Style]string{Comment: "comment", Keyword: "keyword", String: "string", Number: "number", Key: "key", Section: "section", Operator: "op", Variable: "var", Invalid: "invalid"}

// whole colours a text in one go.
func whole(l Language, src string) []Span {
	t := editor.FromString(src)
	if l.own == nil {
		return colourByChroma(l.chroma, t, [2]int{0, t.Len()}).spans
	}
	out := sink{on: true}
	s := state(0)
	pieces(t, 0, t.Len(), func(off int, piece []byte, first bool) bool {
		out.base = off
		s = l.own(s, piece, first, &out)
		return true
	})
	return out.spans
}

// show writes spans as "style:text", without operators.
func show(src string, spans []Span) string {
	var all []string
	for _, s := range spans {
		if s.Style != Operator {
			all = append(all, styleNames[s.Style]+":"+src[s.From:s.To])
		}
	}
	return strings.Join(all, "|")
}

func TestLexers(t *testing.T) {
	for _, tt := range []struct{ file, src, want string }{
		{"a.json", `{"a": "b\"c", "d": [1.5, true, null]}`, `key:"a"|string:"b\"c"|key:"d"|number:1.5|keyword:true|keyword:null`},
		{"a.jsonc", "// x\n{/* a\nb */ \"c\": 1}", "comment:// x|comment:/* a\nb */|key:\"c\"|number:1"},
		{"a.json5", "{a: 'b'}", "key:a|string:'b'"},
		{"a.yaml", "a: b # c\n- 1\n- x: \"y\"\nk: &l !m true\nt: |\n  # no comment\n\n  x: y\nu: [a, 2, {b: c}]\n", "key:a|comment:# c|number:1|key:x|string:\"y\"|key:k|var:&l|var:!m|keyword:true|key:t|string:# no comment|string:x: y|key:u|number:2|key:b"},
		{"a.yaml", "--- # d\na: \"b\n  c: d\"\ne: it's\nf: http://x#y\n...\n", "section:---|comment:# d|key:a|string:\"b|string:  c: d\"|key:e|key:f|section:..."},
		{"a.toml", "[a.b] # c\nd = \"\"\"x\ny\"\"\"\ne.f = 1979-05-27T07:32:00Z\ng = [true, 'h'] # i\n", "section:[a.b] |comment:# c|key:d|string:\"\"\"x\ny\"\"\"|key:e.f|number:1979-05-27T07:32:00Z|key:g|keyword:true|string:'h'|comment:# i"},
		{"a.xml", "<?xml version='1'?>\n<a b=\"c\">x &amp; <!-- d\ne --><f/></a>", "keyword:<?xml version='1'?>|keyword:<a|key:b|string:\"c\"|keyword:>|var:&amp;|comment:<!-- d\ne -->|keyword:<f/></a>"},
		{"a.ini", "; c\n[s]\na = \"b\"\nc: on\n", "comment:; c|section:[s]|key:a|string:\"b\"|key:c|keyword:on"},
		{".env", "# c\nexport A='x'\nB=$A/${C}\n", "comment:# c|keyword:export|key:A|string:'x'|key:B|var:$A|var:${C}"},
		{"x.service", "[Unit]\nExecStart=/x \\\n  --a=\"b\"\nC=1\n", "section:[Unit]|key:ExecStart|string:\"b\"|key:C|number:1"},
		{"/etc/hosts", "127.0.0.1 localhost a # c\n", "number:127.0.0.1|key:localhost|key:a|comment:# c"},
		{"/etc/fstab", "UUID=1 / ext4 rw,noatime 0 1\n", "var:UUID=1|key:/|keyword:ext4|string:rw,noatime|number:0|number:1"},
		{"/etc/crontab", "A=b\n*/5 * * * * root cmd \"x\"\n@daily root y\n", "key:A|number:*/5|number:*|number:*|number:*|number:*|var:root|string:\"x\"|keyword:@daily|var:root"},
		{"sshd_config", "# c\nPort 22\nX11Forwarding yes # d\n", "comment:# c|keyword:Port|number:22|keyword:X11Forwarding|keyword:yes|comment:# d"},
		{"nginx.conf", "http {\n  server_name a\n    b; listen 80; # c\n  set $x \"y\";\n}\n", "keyword:http|keyword:server_name|keyword:listen|number:80|comment:# c|keyword:set|var:$x|string:\"y\""},
		{"Caddyfile", "example.org {\n  root * /srv\n  reverse_proxy :80\n}\n", "keyword:example.org|keyword:root|keyword:reverse_proxy"},
		{"Dockerfile", "FROM debian:12 AS x\n# c\nRUN a\n", "keyword:FROM|string:debian:12|keyword:AS|string:x|comment:# c|keyword:RUN"},
		{"x.py", "def f():\r\n    return 'é' # c\r\n", ""},
	} {
		l := Detect(tt.file, []byte(tt.src))
		spans := whole(l, tt.src)
		if got := show(tt.src, spans); got != tt.want && tt.want != "" || len(spans) == 0 {
			t.Errorf("%s (%s): %q\n%s\nwant\n%s", tt.file, l.Name, tt.src, got, tt.want)
		}
		sorted(t, spans, len(tt.src))
	}
}

// sorted checks that spans are sorted, apart, and in the text.
func sorted(t *testing.T, spans []Span, size int) {
	t.Helper()
	at := 0
	for _, s := range spans {
		if s.From < at || s.To <= s.From || s.To > size {
			t.Fatalf("span %+v after %d, of %d", s, at, size)
		}
		at = s.To
	}
}

func TestDetect(t *testing.T) {
	for name, want := range map[string]string{
		"docker-compose.yml": "YAML", "Dockerfile": "Docker", "main.go": "Go", "Makefile": "Makefile", "x.tf": "Terraform", ".bashrc": "Bash", "/etc/nginx/sites-enabled/site": "nginx", ".gitconfig": "INI", "some.conf": "Configuration", "tsconfig.json": "JSON with comments", "notes.txt": "", "x": "", "Caddyfile": "Caddyfile",
	} {
		if got := Detect(name, nil).Name; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := Detect("run", []byte("#!/usr/bin/env python3\n")).Name; got != "Python" {
		t.Errorf("a script is %q", got)
	}
}

// TestEveryGrammarIsThere has each of chroma's lexers read its grammar and colour a
// few words: the packages have them compressed, and none is left out.
func TestEveryGrammarIsThere(t *testing.T) {
	names := lexers.Names(false)
	if len(names) < 290 {
		t.Errorf("only %d languages", len(names))
	}
	for _, name := range names {
		next, err := lexers.Get(name).Tokenise(nil, "if (a) b = \"c\"\n")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if next() == chroma.EOF {
			t.Errorf("%s finds nothing", name)
		}
	}
}

// TestBadLexers has lexers of chroma that panic, lose text and never end.
func TestBadLexers(t *testing.T) {
	panics := chroma.MustNewLexer(&chroma.Config{Name: "panics"}, func() chroma.Rules {
		return chroma.Rules{"root": {{Pattern: `a`, Type: chroma.Keyword, Mutator: nil}, {Pattern: `b`, Type: chroma.EmitterFunc(func(_ []string, _ *chroma.LexerState) chroma.Iterator { panic("no") })}}}
	})
	if got := tokens(panics, "aab a", 10); len(got) != 1 || got[0] != (Span{10, 12, Keyword}) {
		t.Errorf("%v", got)
	}
	loses := chroma.TypeRemappingLexer(chroma.MustNewLexer(&chroma.Config{Name: "loses"}, func() chroma.Rules {
		return chroma.Rules{"root": {{Pattern: `(a)(b)(c)`, Type: chroma.ByGroups(chroma.Keyword, nil, chroma.Keyword)}}}
	}), chroma.TypeMapping{})
	sorted(t, tokens(loses, "abcabc", 0), 6)
	if got := tokens(loses, "\xff\xfea", 0); len(got) > 0 {
		t.Errorf("%v", got)
	}
	h := New(Language{own: func(state, []byte, bool, *sink) state { panic("no") }}, 1, editor.FromString("a\nb\n"), func() {}, spawn)
	h.working = true
	h.Styles(1, 0, 4)
	for h.step() {
		continue
	}
	if got := h.Styles(1, 0, 4); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

func TestPieces(t *testing.T) {
	long := strings.Repeat("x", 3*maxPiece+5)
	for _, src := range []string{"", "a", "a\n", "\n\n", "a\r\nb\rc\n", "a\r", "\r\n", long, long + "\n" + long, strings.Repeat("ab\r\n", 40000), strings.Repeat("y", maxPiece-1) + "\r\nz", strings.Repeat("y", maxPiece) + "\r\nz", strings.Repeat("y", block-1) + "\r\nz"} {
		text := editor.FromString(src)
		at, lines := 0, 0
		pieces(text, 0, text.Len(), func(off int, piece []byte, first bool) bool {
			if off != at || len(piece) == 0 || len(piece) > maxPiece+1 || string(piece) != src[off:off+len(piece)] {
				t.Fatalf("piece of %d at %d, want one at %d", len(piece), off, at)
			}
			at += len(piece)
			if first {
				lines++
			}
			return true
		})
		want := text.Lines()
		if n := len(src); n == 0 || src[n-1] == '\n' || src[n-1] == '\r' {
			want--
		}
		if at != len(src) || lines != want {
			t.Errorf("%.20q: %d of %d bytes, %d lines, want %d", src, at, len(src), lines, want)
		}
	}
}

// TestBreaksStay has breaks that chroma would turn into others, and a text to
// which it would add one.
func TestBreaksStay(t *testing.T) {
	src := "x = 1\r\n# é\r\ny = 'z'"
	for _, s := range whole(Detect("a.py", nil), src) {
		if s.Style == Comment && !strings.HasPrefix(src[s.From:s.To], "# é") || s.Style == String && src[s.From:s.To] != "'z'" {
			t.Errorf("%v: %q", s, src[s.From:s.To])
		}
	}
}

func ExampleDetect() {
	fmt.Println(Detect("/etc/fstab", nil).Name)
	// Output: fstab
}
