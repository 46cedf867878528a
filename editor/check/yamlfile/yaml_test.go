package yamlfile

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

func parse(src string) ([]diag.Problem, []*tree.Node) {
	l := diag.NewList(context.Background(), []byte(src))
	docs := Parse([]byte(src), l, &tree.Builder{})
	return l.Problems(), docs
}

func firstError(problems []diag.Problem) *diag.Problem {
	for i := range problems {
		if problems[i].Severity == diag.Error {
			return &problems[i]
		}
	}
	return nil
}

// accepted is right by the productions named.
var accepted = []string{
	"", "\n", "# only a comment", "---", "---\n...\n", "...", "--- a\n--- b\n", "--- # c\na", "a\n...\n# c\n---\nb",
	"a: b", "a:  b # c", "a:\n  b", "a:\n\n\n  b\n", "a: b\r\nc: d\r\n", "a: b\rc: d",
	"a:", "a:\nb:", "a: # c\nb: c", "? a", "? a\n: b", "? a\n? b", "?\n: b", ": a", ": a\n? b", "- ? a\n  : b", "? - a\n  - b\n: - c",
	"? |\n  literal key\n: - one\n  - two", "? a: b\n: c: d", "?   a: b\n    c: d\n: x",
	// block sequences, also those indented as their parent (201)
	"- a\n- b", "-\n- b", "- - a\n  - b\n- c", "-   - a\n    - b", "a:\n- b\n- c\nd: e", "a:\n  - b\n  -\n  - c", "- a: b\n  c: d\n-\n  e: f",
	"a:\n- b: c\n  d: e\n- f", "- \n  - a", "-\ta", "- -1", "- --a", "--- \n- a", "-\n\n - a",
	// plain scalars (126 to 135)
	"a b c", "a\nb\nc", "a\n\n b", "a:b", "a: b:c", "http://example.com:80/#x", "a#b", "- -a\n- ?b\n- :c", "a\n- b", "a\n #b", " a\n b", "key: a\n  - b\n  c", "::a", "-a: -b", "?a: ?b", "a: 'b'\nc: \"d\"",
	"safe: a!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~", "a: b\n  c\n\n  d\ne: f", "key with spaces  : v", "a,b: c]d",
	"\ta", "\t\na: b", "a:\n \tb", "a: b\n\t\nc: d", "a: b\n \t\nc: d", "a:\tb", "a: b\t# c", "a:\n\t# c\n  b",
	// quoted scalars (107 to 125)
	`"a\n\t\x41\u00e9\U0001F600\_\N\L\P\e\0\ \/"`, "\"a\\\n  b\"", "\"a\n\n  b\"", "a: 'it''s'", "a: 'b\n  c'", "'a\n\n\n b'", "'a': b", `"a" : b`, "a: \"b\n \tc\"", "\"\"", "''", "a: \"b\n\n\n  c\"",
	"\"a\\\tb\"", "\"a\x7fb\"", "'---'", "\"a\n --- b\"",
	// block scalars (162 to 182)
	"a: |\n  b\n  c\nd: e", "a: >-\n  b\n\n  c\n", "|\na\nb", "--- |\n a\n b", "a: |2\n    b\n  c", "- |\n a\n- >\n b", "a: |+\n\n\n", "a: |\n\nb: c", "a: |-\n  b\n # c\nd: e", "a: | # c\n  b", "a: >1-\n  b", "a: |-1\n b",
	"a: |\n   b\n\n   c\n  # less\n# even less\nd: e", "a: |\n \t\nb: c", "a: |\n  \n  b", "- |\n\n  b", "--- >\n a\n...\n", "a: |\n  b\n  \tc", "a:\n  |\n  b", "--- |\n%not a directive\n",
	// flow collections (136 to 160)
	"[]", "{}", "[a, b]", "[a, b, ]", "[a,\nb]", "{a: b, c: d, }", "{a, b: , c}", "{? a : b, ? c, ?  }", "[a: b, c: d]", "[? a : b]", "[: a]", "{: a}", "[a, [b, {c: d}]]", `{"a":b}`, `{"a": b, 'c':"d"}`, `["a":b]`, "{[a]: b, {c: d}: e}", "[[a]: b]",
	"{a\n: b}", "{a:\n b}", "{\"a\"\n:b}", "[a b\n c]", "a: [b,\n  c]", "a: {\n  b: c\n }", "a: [\n  b\n  ]", "[\na\n]", "{http://x: y}", "[a:b, c:d]", "[-1, -a, ?b, :c]", "[a # c\n, b]", "[a, # c\nb]", "{a: [], b: {}}", "[a]: b", "{a: b}: c", "{a:, b: c}", "[ \n]", "\t[\n\ta\n\t]", "a: [\n\n \tb]", "{a: ?b}", "{x: :y}", "[[[a]], [[[b]]]]",
	// properties (96 to 103)
	"&a b", "!!str a", "!a b", "! a", "!!map {a: b}", "!!seq\n- a", "&a\n- b", "&a\nb: c", "&a b: c", "&m\n&k b: c", "a: &b c\nd: *b", "a: &b\n  c: d\ne: *b", "a: !!str\nb: c", "a: &x !!str b", "a: !!str &x b", "!!map\na: b", "- &a a\n- *a", "&a a: b\n*a : c", "[&a b, *a]", "[&a , *a]", "[!!str , a]", "{&a b: c, *a : d}", "!<tag:yaml.org,2002:str> a", "!<!local> a", "%TAG !e! tag:e,2000:\n---\n!e!x a", "a: !x%20y b", "- &a\n- b", "- !!str\n- b", "? &a b\n: c", "&a :\n  b", "a: &b |\n  c", "a: &x\n- b", "--- &a\na: b", "--- !x |\n a", "!!str : a", "&a\n&b c: d", "&a:b c", "a: &λ b",
	// directives (82 to 95)
	strings.Repeat("é", 1024) + ": a", "%YAML 1.2\n---\na", "%YAML 1.2 # c\n---\n", "%FOO a b\n---\n", "%YAML 1.1\n---\n", "%YAML 1.2\n# c\n\n---\na", "a\n...\n%YAML 1.2\n---\nb", "\ufeffa: b", "\ufeff# c\n---\na", "--- a\n...\n--- b\n...\n",
}

var rejected = []string{
	"a: -", "a: b: c", "a: 'b': c", "a: b\n c: d", "a\nb: c", "a: - b", "--- - a", "--- a: b", "&a - b", "a: &b - c", "- a\nb: c", "a: b\n- c", "a: b\n  - c: d\n e", "a:\n  b\n c: d", "a:\n    b: c\n  d: e", "  a: b\nc: d", " a: b\n  c: d", "- a\n - b: c", "- a\n  - b: c",
	"a: b\nc", "a: b\n\"c\"", "a:\n  b: c\n d: e", "- a\nb", "a: b\n[c]",
	// tabs
	"a:\n\tb: c", "a:\n\tb", "\ta: b", "-\t- a", "- \t- a", "-\ta: b", "?\ta: b", "a:\n  b: c\n\td: e", "a:\n  b: c\n  \td: e", "- a\n\t- b: c", "a: \"b\n\tc\"", "a: |\n\t\nb: c", "a: |\n\tb", "a: [\n\tb]", "- [\n\ta]", "a:\n  - b\n\t- c",
	// scalars
	`"\q"`, `"\xg0"`, `"\u12"`, `"\U00110000"`, `"a`, "'a", "\"a\" b", "'a' b", "a: \"b\" c", "\"a\n--- b\"", "'a\n...\n'", "a: 'b\nc'", "a: \"b\nc\"", "@a", "`a", "%a", "a: @b", "- %a", "a: ]", "a: }", "]", "a: ,b", "\"a\"\n: b", "\"a\nb\": c", "'a\nb': c", "a: 'b\n  c': d", "a: b # c\n  d", "a: b\n  # c\n  d", "a: \"b\"#c", "\x00", "a: \x01", "a\x0bb", "\"\\'\"",
	// block scalars
	"a: | b", "a: |#c\n b", "a: |0\n b", "a: |10\n b", "a: |+-\n b", "a: |x", "a: |\n    \n  b", "a: |2\n b", "- >\n   \n  a", "[|\n a]", "a: |\n   b\n  c", "- |2\n a",
	// flow collections
	"[", "{", "[a", "{a: b", "]", "[a]]", "[a}", "{a]", "[a, , b]", "[,]", "{,}", "[a b\n: c]", "[\"a\nb\": c]", "[\"a\"\n: b]", "[-]", "[- a]", "[?]", "[a,#c\nb]", "[a]#c", "[a] b", "{a: b} c", "a: [b,\nc]", "a: [\nb\n]", "a: {\nb: c}", "[\n--- a\n]", "[a\n---\n]", "{a: b: c}", "[a: b: c]", "[\n- a\n]", "{a: - b}", "{\"a\":b c: d}", "[a, b", "[a]\n[b]", "{[a\n]: b", "{a:[b]}", "[a\n]: b", "[#c\n]",
	// properties
	"&a &b c", "!!str !!int a", "&a *a", "a: &b *c", "*a", "a: *b", "& a", "* a", "!e!x a", "!!str, a", "!a{b} c", "!<a", "!<!> a", "!<$:?> a", "!!", "&a\n&b\nc", "a: &x b\n--- *x", "&a b: c: d", "!a%zz b", "!!str !a b: c: d",
	// directives and documents
	strings.Repeat("é", 1025) + ": a", "%YAML 1.2", "%YAML 1.2\na", "%YAML 1.2\n%YAML 1.2\n---", "%YAML 1.2 x\n---", "%YAML 2.0\n---", "%YAML\n---", "%TAG ! a\n%TAG ! b\n---", "%TAG !a b\n---", "%YAML 1.2\n...", "a\n... b", "a: b\n%YAML 1.2\n---\n", "... a", "---a: b\n---\nc\nd: e", "%YAML 1.2\n---\n%YAML 1.2\n---\n",
}

func TestAccepts(t *testing.T) {
	for _, src := range accepted {
		problems, _ := parse(src)
		if e := firstError(problems); e != nil {
			t.Errorf("%q is refused: %d:%d %s %v", src, e.Line, e.Column, e.Code, e.Data)
		}
	}
}

func TestRejects(t *testing.T) {
	for _, src := range rejected {
		problems, _ := parse(src)
		if e := firstError(problems); e == nil {
			t.Errorf("%q: %v", src, problems)
		}
	}
}

func TestPlaces(t *testing.T) {
	for _, tt := range []struct {
		src  string
		code diag.Code
		at   string
	}{
		{"a: b\nc: d: e\n", diag.MappingNotHere, "2:5"},
		{"a:\n\tb: c\n", diag.TabIndent, "2:1"},
		{"a:\n  b: 1\n   c: 2\n", diag.MultilineKey, "2:6"},
		{"a:\n  b:\n    - 1\n   - 2\n", diag.BadIndent, "4:1"},
		{"x: 1\nserver\ny: 2\n", diag.ExpectedKeyColon, "2:1"},
		{"x: 1\nport:80\n", diag.ExpectedKeyColon, "2:1"},
		{"k: [a, b\nc: d\n", diag.BadIndent, "2:1"},
		{"é: *x\n", diag.UndefinedAlias, "1:4"},
		{"a: 'b\n", diag.UnclosedString, "1:4"},
		{"- a\n- {b: c\n", diag.Unclosed, "2:3"},
		{"a: @b", diag.BadStart, "1:4"},
	} {
		problems, _ := parse(tt.src)
		e := firstError(problems)
		if e == nil || e.Code != tt.code || fmt.Sprintf("%d:%d", e.Line, e.Column) != tt.at {
			t.Errorf("%q: %+v, want %s at %s", tt.src, e, tt.code, tt.at)
		}
	}
}

func TestTraps(t *testing.T) {
	for src, code := range map[string]diag.Code{
		"country: no": diag.OldBoolean, "a: [yes]": diag.OldBoolean, "- off": diag.OldBoolean, "no: Norway": diag.OldBoolean, "mode: 0644": diag.OldOctal,
		"ports:\n  - 22:22": diag.Sexagesimal, "a: 1\na: 2": diag.DuplicateKey, "{a: 1, a: 2}": diag.DuplicateKey, "a: 1\n'a': 2": diag.DuplicateKey,
		"a: [\n  b\n]": diag.ClosingIndent, "- {\n  b: c\n}": diag.ClosingIndent,
		"on: push": "", "a: 'no'": "", "a: !!str no": "", "a: 80:8080": "", "a: 0o644": "", "a: 0": "", "a: not": "", "a: 192.168.0.1": "",
		"a:\n  b: 1\nc:\n  b: 2": "", "<<: {a: b}\n": "", "a: |\n  no": "",
	} {
		problems, _ := parse(src)
		var got diag.Code
		if len(problems) > 0 {
			got = problems[0].Code
		}
		if got != code {
			t.Errorf("%q: %q, want %q", src, got, code)
		}
	}
}

func TestTree(t *testing.T) {
	src := "a: 1\nb: [x, 'y', true, ~, 0x10]\nc: &l\n  - d: 1.5\ne: *l\nf: |\n  one\n  two\n"
	problems, docs := parse(src)
	if len(problems) > 0 || len(docs) != 1 {
		t.Fatalf("%v, %d documents", problems, len(docs))
	}
	root := docs[0]
	b := root.Find("b")
	if root.Kind != tree.Map || len(b.Items) != 5 || b.Items[0].Text != "x" || b.Items[2].Kind != tree.Bool || b.Items[3].Kind != tree.Null || b.Items[4].Text != "16" {
		t.Errorf("%+v", b)
	}
	if e := root.Find("e"); e == nil || e.Kind != tree.List || e.Items[0].Find("d").Text != "1.5" {
		t.Errorf("the alias stands for %+v", e)
	}
	if f := root.Find("f").Text; f != "one\ntwo\n" {
		t.Errorf("%q", f)
	}
	if got := src[root.Members[1].KeyFrom:root.Members[1].KeyTo]; got != "b" {
		t.Errorf("key at %q", got)
	}
}

func TestBounds(t *testing.T) {
	bomb := "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
	for i := 1; i < 30; i++ {
		bomb += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 10), ","))
	}
	var steps strings.Builder
	for i := range 2000 {
		steps.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	for name, tt := range map[string]struct {
		src  string
		code diag.Code
	}{
		"aliases":         {bomb, diag.AliasBomb},
		"flow":            {strings.Repeat("[", 10000), diag.TooDeep},
		"flow mappings":   {strings.Repeat("{a: ", 10000), diag.TooDeep},
		"compact":         {strings.Repeat("- ", 10000), diag.TooDeep},
		"explicit":        {strings.Repeat("? ", 10000), diag.TooDeep},
		"steps":           {steps.String(), diag.TooDeep},
		"one long scalar": {strings.Repeat("a ", 1<<20) + "\nb: c", diag.MultilineKey},
	} {
		problems, _ := parse(tt.src)
		if e := firstError(problems); e == nil || e.Code != tt.code {
			t.Errorf("%s: %+v, want %s", name, e, tt.code)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, src := range append(accepted, rejected...) {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		l := diag.NewList(context.Background(), src)
		Parse(src, l, &tree.Builder{})
		for _, p := range l.Problems() {
			if p.From < 0 || p.To < p.From || p.To > len(src) || p.Line < 1 || p.Column < 1 {
				t.Errorf("%+v", p)
			}
		}
	})
}

func BenchmarkYAML(b *testing.B) {
	src := []byte(strings.Repeat("- name: \"web server\"\n  ports: [80, 443]\n  enabled: true\n  labels:\n    role: front # comment\n    text: |\n      one\n      two\n", 8500))
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		l := diag.NewList(b.Context(), src)
		Parse(src, l, nil)
		if l.Failed() {
			b.Fatal(l.Problems())
		}
	}
}

// TestTagsOfPrograms wants the nodes marked whose tags YAML does not define.
func TestTagsOfPrograms(t *testing.T) {
	const src = "a: !reset null\nb: !override\n  - c\nd: !x [1]\ne: !y {f: 1}\ng: !z\nh: !!str 1\ni: ! 1\nj: &k [!w 1, 2]\nl: !v |\n  m\nn: *k\n"
	_, docs := parse(src)
	for key, want := range map[string]bool{"a": true, "b": true, "d": true, "e": true, "g": true, "h": false, "i": false, "j": false, "l": true, "n": false} {
		if n := docs[0].Find(key); n == nil || n.Local != want {
			t.Errorf("%s: %+v, want %v", key, n, want)
		}
	}
	if list := docs[0].Find("n").Items; !list[0].Local || list[1].Local {
		t.Errorf("%+v, %+v", list[0], list[1])
	}
}
