package yamlfile

import "testing"

// TestAcceptsTogether has productions that meet: comments and blank lines
// between everything, properties on lines of their own, compact forms in each
// other.
func TestAcceptsTogether(t *testing.T) {
	for _, src := range []string{
		"- |\n  a\n  # b\n- c", "a: >\n  x\n\n\n# c\nb: d", "a:   # c\n  # d\n  b: e", "? a\n# c\n: b", "? a\n\n: b", "!!map {\n  ? a\n  : b,\n  c\n}", "{\n  a: [\n  1\n  ]\n}",
		"k: &a\n\n  - x", "k: !t &a\n# c\n- x", "'a b' :  c", "\"a\\\n\tb\"", "- &x a: b", "- !t\n  a: b", "--- &a !t\n- b", "%TAG !! tag:x,2000:\n---\n!!int a", "- &a x\n- *a : b",
		"foo: bar\n# c\n...\n# d\n---\nx", "a: \"b\" # c\nd: 'e' # f", "[a, [b, c]: d]", "{ 'x' : y, \"z\":w}", "- a: b\n\n  c: d\n\n- e: f", "a:\n    - b\n    -  - c\n       - d", "a\n...\n...\n", "a: b\n\n\n", "- \"a\"\n- 'b' # c\n",
		"a:\n  - b:\n    - c\n    d: e", "-\n  - a\n-\n  b: c", "- - - a\n    - b\n  - c\n- d", "? - a\n: - b\n? c: d\n: e: f", "a: !!set {x, y}", "{a: &x [1], b: *x }", "a: [&x 1, !t 2, *x ]", "- !!str\n-\n- !!null\n", "a: &e\nb: *e", "[a, b,\n# c\nd # e\n]", "{a: b, # c\n  # d\n\n  e: f}",
		"- [a: b, {c: d}, [e]]\n- {? [f] : g}", "key: >2-\n    a\n   b\n", "a: |\n  b\n...\n---\nc", "a:\n  b:\n    c: |\n      d\n\n   # e\n  f: g", "- >\n  a\n\n   b\n  c\n", "\"key\": >\n x", "? >\n  a\n: |\n  b\n", "a: 'b\n\n  c'\n", "- 'a\n  b'\n- \"c\\n\\\n   d\"",
		"x: y #\n", "x: #\n  y", "# a\n\n# b\n- c # d\n# e", "---\n# only\n---\n# comments\n", "a: {b: [c, {d: e}]}\nf: g", "a: [b, c]\nd:\n- e\n", "&a a: &b b\n*a : *b", "!a b: !c d", "-   a\n-    b\n", "a:     b\nc:\td\n", "a\tb: c", "- a #b", "- a#b", "'#': x", "\"a:b\": c", "a: b:c", "a: ::b", "- ::\n", "x: {y: ::z}", "- http://a:b@c/d?e=f#g", "- -\n  - a", "- ? a", "-\n- \n-", "\n\n\na: b", "a:\n- b\n\n# c\n\n- d\ne: f",
	} {
		problems, _ := parse(src)
		if e := firstError(problems); e != nil {
			t.Errorf("%q is refused: %d:%d %s %v", src, e.Line, e.Column, e.Code, e.Data)
		}
	}
}

// TestRejectsTogether has what is wrong only in its place.
func TestRejectsTogether(t *testing.T) {
	for _, src := range []string{
		"a:\n- b\n - c: d", "a:\n  b\n  c: d", "? a\n  : b\n : c", "- a: b\n c: d", "- a: b\n   c: d", "a: [b]\n  c: d", "a: {b: c}\n d", "a: 'b'\n  c: d", "a: |\n  b\n c\n", "a: &x\n &y b\nc: *x\n*z", "a: &x &y b", "- !a !b c", "a: b\n---\nc: *x\n---\n- *a", "{a: b\n}: c", "[a\n]: b", "? a\nb", "key: [a\n, b", "- [a\n- b]", "a: |\n b\n  c\n d: e\ne", "a: \"b\n# c\n", "a: b\n\t- c: d", "a:\n\t- b", "- a\n-\tb: c", "a: b\n b: c", "--- a\n---b: c: d", "a: %b", "a: {b: c, d", "a: [b, c}\n", "- {a: b]\n", "a: 'b''", "{a: b, c: d}}", "!!map\n!!map\na: b", "a: *\n", "a: &\n", "a: !<\n", "a: |3\n  b\nc: d", "\"a\" \"b\"", "[a] [b]", "{a: b} : c: d", "a: - - b", "- - a\n - b", "a:\n  - b\n - c",
	} {
		problems, _ := parse(src)
		if e := firstError(problems); e == nil {
			t.Errorf("%q is accepted", src)
		}
	}
}
