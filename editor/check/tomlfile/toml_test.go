package tomlfile

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

func parse(src string, v Version) ([]diag.Problem, *tree.Node) {
	l := diag.NewList(context.Background(), []byte(src))
	root := Parse([]byte(src), v, l, &tree.Builder{})
	return l.Problems(), root
}

func firstError(problems []diag.Problem) *diag.Problem {
	for i := range problems {
		if problems[i].Severity == diag.Error {
			return &problems[i]
		}
	}
	return nil
}

// accepted and rejected follow the chapters of the specification.
var accepted = []string{
	"", "\n", "# comment", "# comment\r\n", "#\t\u00e9", "a = 1 # c", "a=1\r\nb=2", "  a = 1  ", "\ta\t=\t1",
	// keys
	"1234 = 1", "a-b_c = 1", `"127.0.0.1" = 1`, `"character encoding" = 1`, "'quoted \"value\"' = 1", `"" = 1`, `'' = 1`, `site."google.com" = true`, "fruit . color = 1", "3.14159 = 'pi'", `"\u00e9" = 1`, "a.b.c = 1\na.b.d = 2\na.e = 3", "fruit.apple.smooth = true\nfruit.orange = 2", "- = 1", "true = 1", "1.2.3 = 1",
	// strings
	`a = "\b\t\n\f\r\"\\\u00E9\U0001F600"`, `a = ''`, `a = 'C:\Users'`, `a = ""`, "a = \"tab\there\"", "a = \"\"\"\n\"\"\"", `a = """"""`, `a = """a"b""c"""`, `a = """"one quote""""`, `a = """two"""""`, "a = \"\"\"\\\n   x\\   \n\n  y\"\"\"", "a = '''\nraw \\ '' \n'''", "a = ''''x''''", "a = '''''x'''''", "a = \"\"\"\r\nx\r\n\"\"\"", `a = """\"""" # c`, `a = """\u00e9\""""""`,
	// integers
	"a = +99", "a = 0", "a = -0", "a = +0", "a = 1_000", "a = 5_349_221", "a = 0xDEADBEEF", "a = 0xdead_beef", "a = 0o01234567", "a = 0b1101_0110", "a = 9223372036854775807", "a = -9223372036854775808", "a = 0x00", "a = 0o0",
	// floats
	"a = +1.0", "a = -0.01", "a = 5e+22", "a = 1e06", "a = -2E-2", "a = 6.626e-34", "a = 224_617.445_991_228", "a = inf", "a = +inf", "a = -nan", "a = 0e0", "a = 0.0", "a = 1e0_1", "a = -0.0",
	"a = true", "b = false",
	// dates
	"a = 1979-05-27T07:32:00Z", "a = 1979-05-27T00:32:00-07:00", "a = 1979-05-27T00:32:00.999999-07:00", "a = 1979-05-27 07:32:00Z", "a = 1979-05-27t07:32:00z", "a = 1979-05-27T07:32:00", "a = 1979-05-27", "a = 07:32:00", "a = 00:32:00.999999", "a = 2000-02-29", "a = 1990-12-31T23:59:60Z", "a = 1979-05-27 # c", "a = [1979-05-27 , 07:32:00]", "a = 2024-02-29T00:00:00.1234567890123Z",
	// arrays
	"a = []", "a = [1, 2, 3]", "a = [1, 'a', [2.0], {b = 1}]", "a = [\n 1, # c\n 2,\n]", "a = [ # c\n\n]", "a = [[1], []]", "a = [1,]", "a = [\r\n1\r\n,\r\n2]",
	// tables
	"[a]", "[ a ]", "[ a . b . 'c' ]", "[a.b]\n[a]", "[x.y.z.w]\n[x]", "[a] # c\nb = 1", "[fruit]\napple.color = 1\napple.taste.sweet = true\n[fruit.apple.texture]\nsmooth = true", "[a]\n[b]\n[a.c]", `[""]`, "['']", "[a.b.c]\nd = 1\n[a]\ne = 2\n[a.b]\nf = 3", "[a.b.c]\n[a]\nb.d = 1",
	// inline tables
	"a = {}", "a = { }", "a = { b = 1, c = 2 }", "a = { b.c = 1, b.d = 2 }", "a = { b = [\n1 ] }", "a = { b = \"\"\"\n\"\"\" }", "a = { 'b' = { c = 1 } }", "a = [ { b = 1 }, { b = 2 } ]",
	// arrays of tables
	"[[a]]", "[[a]]\nb = 1\n[[a]]\nb = 2", "[[a]]\n[a.b]\n[[a.c]]\n[[a.c]]\n[[a]]\n[[a.c]]\n[a.b]", "[a]\n[[a.b]]\n[a.b.c]", "[[ a . b ]]", "[a.b]\nx.y = 1\n[[a.b.x.z]]", "[[a.b]]\n[a]",
	"\ufeffa = 1",
}

var rejected = []string{
	"# \x00", "# \x1f", "# \x7f", "# a\rb", "a = 1\rb = 2", "a = 1 b = 2", "a", "a =", "a = # c", "= 1", "a = 1 x", "a = \x01", "\x01",
	// keys
	"a b = 1", "a = 1\na = 2", "a = 1\n'a' = 2", "a.b = 1\na = 2", "a = 1\na.b = 2", "a. = 1", ".a = 1", "a..b = 1", "\"\"\"a\"\"\" = 1", "é = 1", "a/b = 1", "\"a = 1", "a\n= 1", "a =\n1", "a: 1", "\"\\x\" = 1", "a#b = 1", "[a]\nb.c = 1\nb.c.d = 2", "a.b.c = 1\na.b = 2", "spelling = 1\n\"spelling\" = 2", "fruit.apple = 1\nfruit.apple.smooth = true",
	// strings
	`a = "\q"`, `a = "\x41"`, `a = "\e"`, `a = "\u12"`, `a = "\uD800"`, `a = "\U00110000"`, `a = "\U0000D800"`, "a = \"b\nc\"", "a = 'b\nc'", "a = \"b", "a = 'b", "a = 'it's'", "a = \"\"\"b", "a = '''b", "a = \"\"\"\"\"\"\"\"\"", "a = ''''''''''", "a = \"\x7f\"", "a = '\x00'", "a = \"\"\"\x01\"\"\"", "a = \"\"\"a\rb\"\"\"", "a = \"\"\"\\ x\"\"\"", "a = \"\"\"x\"\"\"\"\"\"", "a = \"\"\"\\\\\"\"\"\"\"\"", "a = \"b\" \"c\"", "a = \"\"\"\\\"\"\"", "a = '''\r'''",
	// integers
	"a = 01", "a = +01", "a = -01", "a = _1", "a = 1_", "a = 1__0", "a = 0x", "a = 0x_1", "a = 0xg", "a = +0x1", "a = -0o7", "a = 0o8", "a = 0b2", "a = 0B1", "a = 0X1", "a = 0O1", "a = 9223372036854775808", "a = -9223372036854775809", "a = ++1", "a = +-1", "a = 1a", "a = 0x1_", "a = 0_0", "a = 00", "a = 1,000", "a = 0x8000000000000000", "a = +", "a = -",
	// floats
	"a = .7", "a = 7.", "a = 3.e+20", "a = 1.", "a = 1._0", "a = 1_.0", "a = 1.0_", "a = 1e", "a = 1e+", "a = 1e_1", "a = 01.0", "a = 1.2.3", "a = Inf", "a = infinity", "a = NaN", "a = +true", "a = 1e1.0", "a = --1.0", "a = 1e1_", "a = 00.0", "a = -.5",
	"a = True", "a = TRUE", "a = truee", "a = tru", "a = null", "a = b", "a = @",
	// dates
	"a = 1979-13-27", "a = 1979-00-27", "a = 1979-05-32", "a = 1979-02-29", "a = 1900-02-29", "a = 1979-5-27", "a = 79-05-27", "a = 1979-05-27T24:00:00", "a = 1979-05-27T07:60:00", "a = 1979-05-27T07:32:61", "a = 1979-05-27T07:32", "a = 07:32", "a = 7:32:00", "a = 1979-05-27T07:32:00.", "a = 1979-05-27T07:32:00.Z", "a = 1979-05-27T", "a = 1979-05-27T07:32:00+25:00", "a = 1979-05-27T07:32:00+00:60", "a = 1979-05-27T07:32:00+0700", "a = 07:32:00Z", "a = 1979-05-27  07:32:00", "a = 1979-05-27x07:32:00", "a = 1979-05-27Z", "a = 1979-05-27T7:32:00", "a = 11979-05-27", "a = 1979-05-27T07:32:00ZZ", "a = 24:00:00", "a = 1979-05", "a = 1979-05-27_07:32:00", "a = 1979-05-27T07:32:00+07", "a = 07:32:00.5.5",
	// arrays
	"a = [", "a = [1", "a = [1 2]", "a = [,]", "a = [1,,2]", "a = [1, 2,,]", "a = ]", "a = [1]]", "a = [1}", "a = [ x ]", "a = [1] 2", "a = [1, # c ]",
	// tables
	"[a", "[a]]", "[]", "[a.]", "[.a]", "[a..b]", "[a] b = 1", "[a]\n[a]", "[a.b]\n[a]\n[a.b]", "a = 1\n[a]", "a = 1\n[a.b]", "[a]\nb = 1\n[a.b]", "[a\nb]", "[a b]", "[a.b]\n[a]\nb = 1", "a.b = 1\n[a]", "[a]\nb.c = 1\n[a.b]", "a = {}\n[a.b]", "a = {}\n[a]", "a = {b = 1}\na.c = 2", "a = {b = {}}\n[a.b.c]", "[a.b.c]\nz = 9\n[a]\nb.c.t = 1", "[a.b.c.d]\nz = 9\n[a]\nb.c.d.k.t = 1", "[a.b]\n[a]\nb.c = 1", "[a]\n['a']", "[a.b.c]\n[a]\nb.d = 1\n[a.b]", "[[a]\n]", "[\na]", "a = 1 [b]",
	// inline tables
	"a = {", "a = { b = 1, }", "a = { b = 1\n}", "a = {\nb = 1 }", "a = { b = 1 c = 2 }", "a = { , }", "a = { b = 1, b = 2 }", "a = { b = 1, b.c = 2 }", "a = { b.c = 1, b = 2 }", "a = { b = { c = 1 }, b.d = 2 }", "a = { b }", "a = {} x", "a = { # c\n}", "a = { b = 1", "a = { b = 1,, c = 2 }", "a.b = {}\na.b.c = 1", "a = [{b = 1}]\n[a.c]", "a = [{b = {}}]\n[[a]]", "a = { b = 1 ] ",
	// arrays of tables
	"[[a]]\n[a]", "[a]\n[[a]]", "a = []\n[[a]]", "[a.b]\n[[a]]", "[[a]", "[[a] ]", "[ [a]]", "[[]]", "[[a.b]]\n[a.b]", "a = 1\n[[a]]", "[[a]]\nb = 1\n[[a.b]]", "[[a]]\n[a.b]\n[[a.b]]", "a.b = 1\n[[a]]", "[[a]]\na = 1\n[[a.a]]", "a = {}\n[[a.b]]",
	"a = 1\n\ufeffb = 2",
}

func TestAccepts(t *testing.T) {
	for _, src := range accepted {
		problems, _ := parse(src, V10)
		if e := firstError(problems); e != nil {
			t.Errorf("%q is refused: %d:%d %s %v", src, e.Line, e.Column, e.Code, e.Data)
		}
	}
}

func TestRejects(t *testing.T) {
	for _, src := range rejected {
		problems, _ := parse(src, V10)
		if firstError(problems) == nil {
			t.Errorf("%q is accepted: %v", src, problems)
		}
	}
}

// TestVersion11 has what version 1.1 allows and 1.0 does not.
func TestVersion11(t *testing.T) {
	for _, src := range []string{"a = 07:32", "a = 1979-05-27T07:32Z", `a = "\e\x41"`, "a = {\n b = 1, # c\n}"} {
		if old, _ := parse(src, V10); firstError(old) == nil {
			t.Errorf("1.0 accepts %q", src)
		}
		if problems, _ := parse(src, V11); firstError(problems) != nil {
			t.Errorf("1.1 refuses %q: %v", src, problems)
		}
	}
}

func TestPlaces(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"a = 1\nb = \n", "2:5 expected-value"},
		{"a = 1\nb: 2\n", "2:2 expected-equals"},
		{"é = 1\n", "1:1 expected-key"},
		{"'é' = 1\n'é' = 2\n", "2:1 duplicate-key"},
		{"a = 'x\nb = 1\nc = tru\n", "1:5 unclosed-string, 3:5 bad-value"},
		{"a = [\n 1\n 2\n]\nb = 08\n[c\n", "3:2 expected-comma, 5:5 leading-zero, 6:1 unclosed"},
		{"[a]\n[b]\n[a]\nx = 1\n", "3:2 duplicate-table"},
		{"d = 2023-02-30\n", "1:5 no-such-date"},
		{"a = {x = 1,}\n", "1:11 trailing-comma"},
	} {
		problems, _ := parse(tt.src, V10)
		var got []string
		for _, p := range problems {
			got = append(got, fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Code))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%q: %s, want %s", tt.src, s, tt.want)
		}
	}
}

func TestTree(t *testing.T) {
	problems, root := parse("a.b = 1_0\n[[c]]\nd = \"x\\ty\"\n[[c]]\ne = {f = [true, 0x10]}\n", V10)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := root.Find("a").Find("b"); got.Kind != tree.Number || got.Text != "10" {
		t.Errorf("%+v", got)
	}
	c := root.Find("c")
	if c.Kind != tree.List || len(c.Items) != 2 || c.Items[0].Find("d").Text != "x\ty" || c.Items[1].Find("e").Find("f").Items[1].Text != "16" {
		t.Errorf("%+v", c)
	}
}

func TestBounds(t *testing.T) {
	for name, src := range map[string]string{
		"arrays": "a = " + strings.Repeat("[", 10000), "tables": "a = " + strings.Repeat("{a = ", 10000),
		"keys": strings.Repeat("a.", 10000) + "a = 1", "header": "[" + strings.Repeat("a.", 10000) + "a]",
	} {
		problems, _ := parse(src, V10)
		if e := firstError(problems); e == nil || e.Code != diag.TooDeep {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, src := range append(accepted, rejected...) {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		l := diag.NewList(context.Background(), src)
		Parse(src, V10, l, &tree.Builder{})
		for _, p := range l.Problems() {
			if p.From < 0 || p.To < p.From || p.To > len(src) || p.Line < 1 || p.Column < 1 {
				t.Errorf("%+v", p)
			}
		}
	})
}

func BenchmarkTOML(b *testing.B) {
	var src strings.Builder
	for i := range 9000 {
		fmt.Fprintf(&src, "[server.s%d]\nname = \"web server\" # comment\nports = [ 80, 443 ]\nenabled = true\nsince = 1979-05-27T07:32:00Z\n", i)
	}
	b.SetBytes(int64(src.Len()))
	for b.Loop() {
		l := diag.NewList(b.Context(), []byte(src.String()))
		Parse([]byte(src.String()), V10, l, nil)
		if l.Failed() {
			b.Fatal(l.Problems())
		}
	}
}
