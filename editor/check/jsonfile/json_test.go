package jsonfile

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

func parse(src string, d Dialect) ([]diag.Problem, *tree.Node) {
	l := diag.NewList(context.Background(), []byte(src))
	root := Parse([]byte(src), d, l, &tree.Builder{})
	return l.Problems(), root
}

func failed(problems []diag.Problem) bool {
	for _, p := range problems {
		if p.Severity == diag.Error {
			return true
		}
	}
	return false
}

var accepted = []string{
	"{}", "[]", " [ ] ", "\t\n\r []", "null", "true", "false", "0", "-0", "1", "-1", "1.0", "0.1", "1e1", "1E+1", "1e-1", "-0.0e-0", "123456789012345678901234567890", `""`, `"a"`, `"\"\\\/\b\f\n\r\t\u0041"`, `"\uD83D\uDE00"`, `"\uD800"`, `"\uDC00x"`, `"\u0000"`, "\"\x7f\"", "\"\u2028\u2029é😀\"", `[1,2]`, `[[],{}]`, `{"a":1,"b":[null]}`, `{"":0}`, `{"a":1,"a":2}`, `{"a":{"b":{"c":[]}}}`, "[1\n,\r2]", `1e999`, `"a/b"`, "\ufeff{}", `"\uFFFE"`, "\"\uffff\"", `[""]`,
}

var rejected = []string{
	"", " ", "\ufeff", "{", "}", "[", "]", "[1", "[1,", "[,", "[,1]", "[1,]", "[1,,2]", "[1 2]", "[1:2]", "{1:2}", "{a:1}", "{'a':1}", `{"a"}`, `{"a" 1}`, `{"a":}`, `{"a":1,}`, `{"a":1,,"b":2}`, `{,"a":1}`, `{"a":1 "b":2}`, `{"a":1]`, "[1}", "[]]", "{}}", "[] x", "1 2", "nul", "True", "TRUE", "nulll", "truefalse", "undefined", "NaN", "Infinity", "-Infinity", "+1", "-", "--1", "01", "-01", "1.", ".1", "-.1", "1e", "1e+", "1.e1", "1.2.3", "0x10", "1_000", "1a", "0e", "1E-", "2.e3", "- 1", "1 000", "１", `"`, `"a`, `"\`, `"\q"`, `"\u"`, `"\u12"`, `"\u123g"`, `"\x41"`, `"\'"`, `"\
"`, "\"a\nb\"", "\"a\tb\"", "\"\x00\"", "\"\x1f\"", "'a'", "// c\n1", "1 // c", "/* c */ 1", "/**/", "# c\n1", "[1] /", "[\f1]", "[\v1]", "[\u00a01]", "\u20601", "[1]\u2028", "<null>", "a", "*", "&", "`a`", "[\"a\",\n4\n,1,", "{\"a\":\"b\"}/**/", "{\"a\":/*c*/1}", "[1]\x00", "\x00", `["\uD800\"]`, "{\"a\":1 \"b\"", "\"\\\u00e9\"", "[\"\\ud800\\u\"]", "{\"x\"::\"b\"}", "[\"x\", truth]", "{]", "[{", "[\"a\"", "é",
}

func TestAccepts(t *testing.T) {
	for _, src := range accepted {
		if problems, _ := parse(src, Strict); failed(problems) {
			t.Errorf("%q is refused: %+v", src, problems)
		}
	}
}

func TestRejects(t *testing.T) {
	for _, src := range rejected {
		problems, _ := parse(src, Strict)
		if !failed(problems) {
			t.Errorf("%q is accepted", src)
		}
	}
}

func TestPlaces(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"{\n  \"a\": 1\n  \"b\": 2,\n}\n", "2:9 expected-comma, 3:9 trailing-comma"},
		{"[1,\n 2,\n tru]", "3:2 bad-literal"},
		{"{\"é😀\": 01}", "1:8 leading-zero"},
		{"\ufeff[x]", "1:1 byte-order-mark, 1:2 bad-literal"},
		{"{\"a\": [1, 2\n", "1:7 unclosed"},
		{"{\"a\": [1, 2}\n", "1:12 wrong-closing"},
		{"{\"a\": 'b', c: 1, \"a\": 2}", "1:7 single-quotes, 1:12 unquoted-key, 1:18 duplicate-key"},
		{"// x\r\n{\"a\" = None}\r\n", "1:1 comment, 2:6 expected-colon, 2:8 bad-literal"},
		{"[\"a\tb\"]", "1:4 control-character"},
		{"[\"abc\n]", "1:2 unclosed-string"},
		{"[1] 2", "1:5 after-end"},
	} {
		problems, _ := parse(tt.src, Strict)
		var got []string
		for _, p := range problems {
			got = append(got, fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Code))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%q: %s, want %s", tt.src, s, tt.want)
		}
	}
}

// TestFixes applies every fix that is offered and expects JSON.
func TestFixes(t *testing.T) {
	for _, src := range []string{
		"{\"a\": 1 \"b\": 2,}", "[1 2 3,]", "{'a': 'b'}", "{a: True, b: None}", `{"a" 1}`, `{"a" = 1}`, "[\"a\tb\"]", `["\d"]`, `["it\'s"]`, "\ufeff{}", "{\"a\":\"b\"\"c\":1}",
	} {
		problems, _ := parse(src, Strict)
		out := src
		for i := len(problems) - 1; i >= 0; i-- {
			if f := problems[i].Fix; f != nil {
				out = out[:f.From] + f.Insert + out[f.To:]
			}
		}
		if !json.Valid([]byte(out)) {
			t.Errorf("%q repaired: %q", src, out)
		}
	}
}

func TestDialects(t *testing.T) {
	for _, tt := range []struct {
		src   string
		jsonc bool
		json5 bool
	}{
		{"// c\n{\"a\": [1,], /* d */ \"b\": 2,}", true, true},
		{"{a: 'b', $c_1: +.5, d: 0xFF, e: 5., f: -Infinity, g: NaN}", false, true},
		{"'a\\\nb\\x41\\v\\0\\q'", false, true},
		{"{ünï: 1, \\u0061b: 2}", false, true},
		{"[1]\u00a0\ufeff", false, true}, {"//c\u20281", false, true}, {"// c\u2028x\n1", true, false}, {"{a\u200cb: 1}", false, true}, {"{$: 1, _: 2, if: 3, NaN: 4}", false, true}, {"[+1, 0xaF, -0x0, .5, 5., 5.e3, +NaN]", false, true}, {"'a\u2028b\\\u2028c\\\r\nd\\'\\\"'", false, true}, {"\v1\f\u3000", false, true},
		{`{\u0031a: 1}`, false, false}, {`{\u0020: 1}`, false, false}, {`{a\u0020: 1}`, false, false}, {`{\x61: 1}`, false, false}, {`{\u61: 1}`, false, false}, {"{\u200ca: 1}", false, false}, {"{[a]: 1}", false, false}, {"- 1", false, false}, {"+-1", false, false}, {"0x1.5", false, false}, {"..5", false, false}, {"5.e", false, false}, {"infinity", false, false}, {"'\\01'", false, false}, {"'\\u12'", false, false}, {"{a}", false, false}, {"{a:1 b:2}", false, false}, {"\u200b1", false, false}, {"/*/ 1", false, false}, {"'a\rb'", false, false}, {"010", false, false}, {"0b1", false, false},
		{"[,]", false, false}, {"[1,,]", false, false}, {"{1a: 1}", false, false}, {"'a\nb'", false, false}, {"01", false, false}, {"0x", false, false}, {"'\\1'", false, false}, {".", false, false}, {"/* c", false, false}, {"{a-b: 1}", false, false}, {"++1", false, false}, {"'\\xz1'", false, false},
	} {
		c, _ := parse(tt.src, JSONC)
		five, _ := parse(tt.src, JSON5)
		if failed(c) == tt.jsonc || failed(five) == tt.json5 {
			t.Errorf("%q: JSONC %v, JSON5 %v", tt.src, c, five)
		}
	}
}

func TestTree(t *testing.T) {
	src := `{"a\u0062": [1.5, "\ud83d\ude00", true, null]}`
	_, root := parse(src, Strict)
	list := root.Find("ab")
	if list == nil || len(list.Items) != 4 || list.Items[0].Text != "1.5" || list.Items[1].Text != "😀" || list.Items[2].Kind != tree.Bool {
		t.Fatalf("%+v", list)
	}
	if got := src[list.From:list.To]; got != `[1.5, "\ud83d\ude00", true, null]` {
		t.Errorf("%q", got)
	}
}

func TestBounds(t *testing.T) {
	for _, src := range []string{strings.Repeat("[", 10000), strings.Repeat(`{"a":`, 10000), strings.Repeat("[", 10000) + strings.Repeat("]", 10000)} {
		problems, _ := parse(src, Strict)
		if len(problems) != 1 || problems[0].Code != diag.TooDeep || problems[0].Column != strings.Index(src, "[")+1 && problems[0].Column < MaxDepth {
			t.Errorf("%+v", problems)
		}
	}
	problems, _ := parse("["+strings.Repeat("nil,", 5000)+"1]", Strict)
	if len(problems) > 1000 {
		t.Errorf("%d problems", len(problems))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	big := bytes.Repeat([]byte("1,"), 1<<20)
	l := diag.NewList(ctx, big)
	Parse(append([]byte("["), big...), Strict, l, nil)
	if !l.Stopped() {
		t.Error("a check that nobody waits for goes on")
	}
}

// FuzzParse compares the verdict with encoding/json.
func FuzzParse(f *testing.F) {
	for _, src := range append(accepted, rejected...) {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		l := diag.NewList(context.Background(), src)
		Parse(src, Strict, l, &tree.Builder{})
		body, _ := bytes.CutPrefix(src, []byte("\ufeff"))
		if len(src) < MaxDepth && json.Valid(body) == l.Failed() {
			t.Errorf("%q: %v", src, l.Problems())
		}
		for _, d := range []Dialect{JSONC, JSON5} {
			Parse(src, d, diag.NewList(context.Background(), src), nil)
		}
	})
}

func BenchmarkJSON(b *testing.B) {
	src := []byte("[" + strings.Repeat("{\"name\": \"web server\", \"ports\": [80, 443], \"on\": true, \"text\": \"one\\ntwo\"},\n", 13000) + "1]")
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		l := diag.NewList(b.Context(), src)
		Parse(src, Strict, l, nil)
		if l.Failed() {
			b.Fatal(l.Problems())
		}
	}
}
