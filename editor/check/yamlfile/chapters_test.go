package yamlfile

import (
	"strings"
	"testing"
)

// chapters has what YAML 1.2.2 allows and forbids, chapter by chapter, beyond
// its own examples.
var chapters = []struct {
	name     string
	accepted []string
	rejected []string
}{
	{"5 characters", []string{
		"a: \u0085b", "a: \u00a0", "a: \u2028", "'\x7f'", "\"\u0080\"", "a: \U0001F600", "\ufeff", "\ufeffa", "a\n...\n\ufeffb", "a\n\ufeff--- b", "- a\n\ufeff--- b", "a: b\n\ufeff\n--- c", "|\n a\n\ufeff--- b", "--- a\n...\n\ufeff--- b", "--- 'a'\n\ufeff--- b", "'\ufeff'", "\"\ufeff\"", "a: b\r\n\r\nc: d\r\n", "a: \ue000", "a: \ufffd",
	}, []string{
		"a: \x7f", "a: \u0080", "# \u009f", "a: |\n  \x7f", "a: \ufffe", "a: \uffff", "# \ufeff", "a: b\ufeffc", "a: |\n  \ufeff", "'\x01'", "\"\x1f\"", "\ufeff\ufeff\ufeff: \ufeff", "a\n\ufeffb", "\ufffe: a", "[\ufeff]",
	}},
	{"6.1 indentation", []string{
		"a:\n \tb", "a:\n  - b\n  -\n    - c", "?\n - a\n:\n - b", "?\n- a\n:\n- b", "a:\n- b\nc:\n- d", " a: b\n c: d", "   - a\n   - b", "a\n\tb", "-\t-1", "-\ta", "- \ta", "? \ta", "a:\t b", "a:\n  b:\n    c", "- [\n\t\n a\n ]", "\t\na: b", "{\n\ta: b\n}",
	}, []string{
		"-\t-", "- \t-", "?\t-", "? -\n:\t-", "?\ta:", "? a:\n:\tb:", "- [\n\ta,\n b\n ]", "a: 1\n\tb: 2", "a:\n  b: 1\n  \tc: 2", "a:\t- b", "\t- a", "\ta: b", "a: b\n c: d", "- a\n  - b: c", "-\ta: b", "a:\n\t b: c", "\t? a", "a:\n  - b\n - c", "- - a\n -b: c",
	}},
	{"6.2-6.3 separation and prefixes", []string{
		"a:\t\tb\t", "-   a\t", "{ a\t:\tb\t}", "\"a\n \tb\"", "a: \"b\n  \tc\"", "a: \"b\n \t \t c \t\"", "a: b\n  \tc", "[a\t,\tb]", "--- \t a", "---\ta",
	}, []string{"a: \"b\n\tc\"", "a: 'b\n\tc'", "a: b\n\tc: d", "a:b: c: d"}},
	{"6.6 comments", []string{
		"#", "# a", "#a\n#b", "\t# a", "  # a\n# b", "a # b", "a: # b\n  c", "- # a\n  - b", "a: b\n\t# c\nd: e", "a: b\n # c\n  # d\ne: f", "[a, # b\n c] # d", "{ # a\n}", "a: |  # b\n  c", "--- # a\n- b", "... # a", "a: 'b'\t# c", "a#: b", "a:#b", "&a # b\na: c", "!!map # b\na: c", "- a\n# b\n- c", "a: &b # c\n  d",
	}, []string{
		"a: 'b'#c", "a: \"b\"#c", "[a]#b", "{a: b}#c", "a: |#b\n c", "a: >-#b\n c", "a: b # c\n  d", "a # b\nc", "a\n# b\nc", "a: 'b\n# c\n  d' e", "[a,#b\nc]", "[#a\n]", "{#a\n}", "a: *b#c", "--- 'a'#b",
	}},
	{"6.8 directives", []string{
		"%YAML 1.2\n---", "%YAML  1.2\n---", "%YAML\t1.2\n---", "%YAML 1.2\t# a\n---", "%YAML 1.1  # a\n---", "%YAML 1.3\n--- a", "%YAMLX 1.2\n---", "%YAM 1.2\n---", "%A b c d # e\n---\na", "%A\n---", "%TAG ! tag:a,2000:\n---\n!b c", "%TAG !! !x-\n---\n!!b c", "%TAG !a-b! tag:c,2000:\n---\n!a-b!d e", "%TAG !a! !\n---\n!a!b c", "# a\n%YAML 1.2\n# b\n---\nc", "a\n...\n%A\n---\nb", "---\na\n%YAML 1.2\n", "%YAML 1.2\n\t\n---\na", "a\n...\n# b\n%YAML 1.2\n---\nc\n...\n%YAML 1.2\n---\nd",
	}, []string{
		"%YAML 1.2\na", "%YAML 1.2", "%YAML 1.2\n...", "%YAML 1.2\n%YAML 1.2\n---", "%YAML 1.2 a\n---", "%YAML 1.2#a\n---", "%YAML 2.0\n---", "%YAML a\n---", "%YAML 1\n---", "%YAML\n---", "%\n---", "% YAML 1.2\n---", "%TAG !a b:\n---", "%TAG a! b:\n---", "%TAG !a! b: c\n---", "%TAG !a!\n---", "%TAG !a! b:\n%TAG !a! c:\n---", "a: b\n%YAML 1.2\n---\nc", "--- a\n...\n%A\nb", "%TAG !a! b:\n--- !a!c d\n--- !a!e f", "--- a\n%A\n--- b: c: d", "%YAML 1.2\n---\na: b\n%YAML 1.2\n---",
	}},
	{"6.9 properties", []string{
		"&a:b c", "&a: b: c\nd: *a:", "&a\n- b", "&a\n b: c", "a: &b\nc: *b", "a:\n  &b\n  c: d", "a:\n  &b c: d\n  e: *b", "a:\n &b\n  c: d", "a:\n  !!seq\n- b", "a: !!seq\n- b", "a: &b !!seq\n- c", "- &a\n- *a", "- !!str\n- !!null", "- ! a", "- !\n- b", "!!str\n a", "!!map &a\nb: c", "? !!str a\n: &b c", "{!!str : a, &b : c, d: !!str, e: &f}", "[&a , !!str , *a ]", "[&a a, *a , &a b, *a]", "&a []", "&a {b: &c d, e: *c }", "- &a a\n- &a b\n- *a", "&😁 a\n", "- !!set {a, b}", "- !a%21 b",
	}, []string{
		"& a", "&", "*", "&a &b c", "!!a !!b c", "&a &b\nc: d", "!a !b\n- c", "*a", "a: *b", "- &a a\n- *b", "&a *b", "- &a a\n- !!str *a", "- &a a\n- &b *a", "!<a", "!<>", "!<a b> c", "!a!b c", "!!", "!!str,a b", "[!!str]x", "[&a[b]]", "{&a[b]: c}", "[!a{b: c}]", "[&a {b}c]", "!a{b c", "&a - b", "!!seq - a", "- &a - b", "a:\n!!seq\n- b", "a:\n&b\n  c: d", "!%zz a", "!a%2 b", "!e!\nb", "&a,b c: d, e: [*a", "--- &a a\n--- *a", "a: &b\n*b",
	}},
	{"7.3 quoted", []string{
		"\"\"", "''", "\"\n\"", "'\n'", "\"a\n\n\nb\"", "'a\n\n\nb'", "\"\\\n a\"", "\"\\x41\\u0041\\U00000041\"", "\"a\\\n\n b\"", "\"a\\ \n b\"", "a: \"b\n\n c\"", "a: 'b\n\n c'", "\"a\" : b", "'a' : b", "\"\\\\\": \"\\\"\"", "'a''b': ''''", "\"#\": '#'", "\"a # b\"", "\"--- a\"", "'... '", "\"a\n ---\n\"", "\"\\\t\"", "\"\\/\"", "\"\\ud83d\\ude00\"", "- \"a\n b\"", "[\"a\n b\", 'c\n\n d']", "\"a\" \t",
	}, []string{
		"\"", "'", "\"a", "'a", "\"\\\"", "\"\\a\\c\"", "\"\\xg\"", "\"\\x4\"", "\"\\u004\"", "\"\\U0000004\"", "\"\\U00110000\"", "\"\\'\"", "\"\\\u00e9\"", "\"a\"b", "'a'b", "\"a\" 'b'", "\"a\n---\nb\"", "'a\n...\nb'", "\"a\n--- b\"", "a: \"b\nc\"", "a: 'b\nc'", "- \"a\nb\"", "\"a\nb\": c", "'a\n\nb': c", "\"a\": \"b\": c", "\"a\": b: c", "\"a\":b", "'a':b", "\"a\"\n: b", "a: \"b\\\nc\"", "'it's'", "a: \"b\" c", "a: 'b'\n  c", "a: \"b\"\n  \"c\"",
	}},
	{"7.3.3 plain", []string{
		"a", "-a", "?a", ":a", "::", "-:", "-?", "a:b", "a#b", "a\nb", "a\n\nb\n c", "a-b:c?d", "a,b", "a]b", "a}b", "a[b", "a{b", "a&b", "a*b", "a!b", "a|b", "a>b", "a'b", "a\"b", "a%b", "a@b", "a`b", "- -a", "a: -b", "a: b,c", "a: [b:c, d::e, f#g]", "[a:b]", "[-a]", "[?a]", "[:a]", "{a:b}", "{a:b: c}", "a: b\n c\n d", "a:\n b\n c", "a: b\n\n c", "a: b?", "a: b-", "a b: c d", "a ?: b", "a -: b", "- a: b?c", "a: \\", "a: \\n", "a: b\\", "- a\n b\n- c", "a: b\n -c", "a: b\n - c", "a: b\n ? c", "a: b\n &c", "a: b\n !c", "a: b\n *c", "a: b\n 'c'", "a: b\n [c]", "a: b\n |", "a: b\n %c", "a\n%b", "a\n--\nb", "a\n---b", "a\n....", "a: http://b", "[a\nb]", "[a\n\nb, c]", "---\na\n...", "1 - 3", "<<: a", "=", "~", "a: ~",
	}, []string{
		",", "]", "}", "@", "`", "%", "@a", "`a", ",a", "]a", "}a", "a: @b", "a: `b", "a: ,b", "a: %b", "- @a", "- ,", "[,a]", "[a: b: c]", "a: b: c", "a: b:", "a: b: ", "a\nb: c", "a\n b: c", "a: b\nc", "a: b\n c: d", "a: -", "a: - b", "a: ?", "a: ? b", "a: :", "a: : b", "- a\nb", "[a, @b]", "{@a: b}", "a: b\n c: d\ne", "a: b\n #c\n d", "a\nb\nc: d", "[-]", "[?]", "[a, -]", "[- a]", "{- a}", "{a: - b}", "[a b: c d: e]", "a:\n b\nc",
	}},
	{"7.4 flow collections", []string{
		"[]", "[ ]", "[\n]", "{}", "{ }", "{\n\n}", "[a]", "[a,]", "[a , ]", "{a}", "{a,}", "{a: }", "{a:}", "{a: ,}", "{: }", "{:}", "{: a}", "{a: b,}", "{? }", "{?\n}", "{? a}", "{? a : }", "{? a : b}", "{? a\n  b : c}", "{? : a}", "[? ]", "[? a]", "[? a : b, c]", "[a: b]", "[a: ]", "[a:]", "[: b]", "[ : ]", "[\"a\":b]", "['a':b]", "[[a]:b]", "[{a: b}:c]", "{\"a\":b, 'c':d}", "{[a]:b}", "{{a}:b}", "{\"a\" :b}", "{\"a\"\n:b}", "{\"a\"\n\n : b}", "{a\n: b}", "{a\n:b}", "{a:\nb}", "[a,\nb,\n\nc\n]", "[a # b\n,c]", "[\n# a\nb\n# c\n]", "[[], {}, [[]], {a: []}]", "{a: [b, {c: d}], e: f}", "[a, b]: c", "{a: b}: c", "[]: a", "{}: a", "? [a,\n b]\n: c", "- [a]\n- {b: c}", "a: [b,\n c]", "a: {b: c,\n d: e\n }", "a:\n [b]", "a:\n  - [b,\n    c]", "- - [a,\n    b]", "{a: b\n c, d: e}", "[a\n b, c]", "{a: 'b\n c'}", "{a: b|}", "[a, b] # c", "{\"a\":1,\"b\":[true,null]}", "[http://a/b?c=d, e]", "{a: http://b:80/}", "[&d a, *d , *d]", "[&a b, {*a : c}]", "{\n  a: b, c,\n  d: ,\n  : e,\n  ? f\n}", "[-1]", "[a ,b]", "[ a:b ]",
	}, []string{
		"[", "{", "[a", "{a", "[a,", "{a: b", "[a}", "{a]", "[a]]", "{a}}", "[,]", "{,}", "[a,,b]", "{a,,b}", "[,a]", "{, a}", "[a] b", "{a} b", "[a][b]", "[a]\nb", "[a]\n[b]", "[a: b\n: c]", "[\"a\"\n:b]", "[a\n: b]", "[\"a\nb\": c]", "[a\nb: c]", "[a b\n c: d]", "[a, b\n]: c", "{a: b\n}: c", "[\n]: a", "a: [b]: c", "a: {b: c}: d", "{a: b: c}", "{a: b c: d}", "{a b c: d e: f}", "[\"a\" \"b\"]", "['a' b]", "[[a] [b]]", "{\"a\" \"b\"}", "{[a] [b]}", "a: [\nb]", "a: [b,\nc]", "a: {\nb: c}", "a: {b: c,\nd: e}", "- [\na]", "- - [\n a]", "[\n---\n]", "[\n...\n]", "[a,\n--- b]", "{\n---\na: b}", "[|\n a]", "[>\n a]", "{a: |\n b}", "[\n- a\n]", "[- a, - b]", "{a: b, c: d: e}", "[a,\tb"[:5], "[a, #b", "{a: #b", "[a]: [b]: c", "[? ? a]", "{? ? a : b}", "]", "}", "[a]: b: c", "a: [b]c", "a: {b}c", "[a", "- [a\n- b]", "[&a]x", "[!!]", "[*a]", "{a: *b}",
	}},
	{"8.1 block scalars", []string{
		"|", ">", "|\n", "|-\n", "|+", ">1-", "|-1\n a", "|9\n         a", "--- |\na", "--- |\n\n\na", "- |\n- |", "a: |\nb: c", "a: |\n\n\nb: c", "a: |\n b\n\n\nc: d", "a: |2\n   b", "a: |2\n  b\n\n   c", "a: |\n  b\n\n # c\n\n# d\ne: f", "a: |\n  # b\n  c", "a: |\n  b\n  ---\n  ...", "- |1\n  a\n b", "- - |\n   a", "- a: |\n    b\n  c: d", "a:\n  - |\n   b\n  - c", "a: >\n  b\n   c\n  d\n\n\n  e", "a: >-\n\n  b", "? |\n a\n: |\n b", "a: !!str |\n b", "a: &b |-\n c", "a: |\n  \tb", "a: |\n b\n\t\n", "a: |\n b\n\t# c\n", "a:\n  |\n  b", "a:\n |\n  b", "|\n a\n...\n---\n|\n b", "--- >\n a\n--- >\n b", "|\n a\n\n\n", "a: |+\n b\n\n...", "a: |   \n b", "a: |\t\n b", "a: |\t# c\n b", "a: |\n     \n      \n      b", "a: |\n a\n  b\n   c",
	}, []string{
		"|a", "| a", "|0", "|10", "|++", "|--", "|11", "|1+1", "|+-", "a: | b", "a: |#c\n b", "a: |\n\tb", "a: |\n  b\n c", "a: |\n  b\n c: d", "a: |2\n b", "- |2\n a", "a: |\n    \n  b", "a: |\n  b\n# c\n  d", "a: |\nb", "- |\na", "- |\n  a\n b", "a:\n|\n  b", "a: |\n  b\n\tc: d", "a: |\n  b\n\t\nc: d", "a: |\n\t\nb: c", "||", "|>", ">|\n a", "|\n a\n b: c\n...\nd: e: f", "a: |1x\n b", "a: |-#\n b",
	}},
	{"8.2 block collections", []string{
		"- a\n- b", "-\n- a\n-", "- - a\n  - b", "- - - a", "-\n - a\n - b", "- a: b\n  c: d\n- e", "-   a: b\n    c: d", "- ? a\n  : b", "- : a", "- a:\n  b:", "- a:\n  - b\n  c: d", "a:\n- b\n- c", "a:\n  - b\n\n  - c", "a:\n\n- b", "a:\n# c\n- b", "? a", "? a\n? b", "?\n?\n: a", "? a\n: b\n? c\n: d", "? - a\n  - b\n: - c\n  - d", "? a: b\n: c: d", "? a: b\n  c: d\n: e", "? ? a\n  : b\n: c", ": a", ": a\n: b", "a: b\n: c\nd: e", "? a\nb: c", "a: b\n? c\n: d\ne: f", "a:\n  b:\n    c:\nd:", "a : b", "a  :  b", "'a' : b\n\"c\" : d", "[a]: b\n{c: d}: e", "a: b\n\n# c\n\nd: e", "- a\n\n\n- b", "- - a\n\n  - b\n\n- c", "a:\n    b: c\nd:\n  e: f", "- a: b\n\n- c: d", "? |\n  a\n: - b", "?   a\n:   b", "-     a: b\n      c: d", "- -- a", "- --- a", "- ---", "a: ---", "--- \n- a", "a:\n -b", "? a\n#c\n: b", "? a\n\n: b", "a: \n  b", "- - \n  - a", "- \n  a", "- \n\n a: b",
		strings.Repeat("a", 1024) + ": b", "? " + strings.Repeat("a", 2000) + "\n: b", "[" + strings.Repeat("a", 1020) + "]: b", "{" + strings.Repeat("a", 2000) + ": b}", "? \"a\n  b\"\n: c",
	}, []string{
		"- a\n - b: c", "- a\nb: c", "a: b\n- c", "a:\n- b\n  - c: d\nc", "a:\n  - b\n- c", "- a: b\n c: d", "- a: b\n   c: d", "a: b\n  c: d", "a:\n  b: c\n d: e", "a:\n    b: c\n  d: e", "  a: b\nc: d", "- a\n  b: c", "? a\n : b\n: c\n  d: e: f", "? a\n  : b\n : c", "--- - a", "--- a: b", "--- ? a", "a: - b\n   - c", "a: ? b", "- a: - b", "? a: b: c", ": a: b: c", "a\n: b", "a b\nc: d", "a:b\nc: d", "- a\n-b", "a: b\nc", "a: b\nc d", "a:\n- b\nc", "- - a\n - b", "a: b\n 'c': d", "a: 'b'\n'c'", "a:\n  - b\n c: d", "- [a]\n  - b", "- {a: b}\n  c: d", "a: *b\n", "a: [b]\n - c",
		strings.Repeat("a", 1025) + ": b", "\"" + strings.Repeat("a", 1025) + "\": b", "[" + strings.Repeat("a", 1025) + "]: b", "[" + strings.Repeat("a", 1025) + ": b]",
	}},
	{"9 documents", []string{
		"", "\n", " ", "\t", "---", "--- ", "---\n---", "---\n---\n---", "...", "...#a", "a\n...#b", "...\n...", "---\n...", "---\n...\n---", "a\n---\nb", "a\n...\nb", "--- a\n--- b", "--- a\n...\n--- b", "---\na: b\n---\nc: d", "- a\n---\n- b", "a: b\n...\n# c\n", "# a\n---\nb", "---a", "---a: b", "....", "-- a", "--- |\n a\n--- >\n b", "--- # a\n...", "---\n# a\n...", "{a: b}\n---\n[c]", "a\n...\n...\nb", "--- \"a\"\n...", "---\n\n\n...\n\n\n", "a: b\n---", "---\ta", "--- {a: b}\n--- [c]", "--- !!map\na: b", "--- &a\n- b", "a\n --- b", "- ---\n- ...", "a: |\n ---\n ...",
	}, []string{
		"... a", "...a: b: c", "a\n... b", "--- a: b\n", "--- - a", "a\n--- b: c", "[a\n---\nb]", "\"a\n---\nb\"", "a: b\n...\nc: d: e", "--- a b: c", "--- [a\n--- b]", "---\n...\n%A\n", "a\n...\n%A\nb", "--- 'a\n--- b'", "a: b\n--- c: d", "...\n... a",
	}},
}

func TestChapters(t *testing.T) {
	for _, c := range chapters {
		t.Run(c.name, func(t *testing.T) {
			for _, src := range c.accepted {
				problems, _ := parse(src)
				if e := firstError(problems); e != nil {
					t.Errorf("%q is refused: %d:%d %s %v", src, e.Line, e.Column, e.Code, e.Data)
				}
			}
			for _, src := range c.rejected {
				problems, _ := parse(src)
				if e := firstError(problems); e == nil {
					t.Errorf("%q is accepted", src)
				} else if e.Line < 1 || e.Column < 1 {
					t.Errorf("%q: %+v has no place", src, e)
				}
			}
		})
	}
}
