package editor

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

func mustCompile(t testing.TB, q Query) *Finder {
	t.Helper()
	f, err := q.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// findAll returns what is found, in brackets, searching in tiny steps.
func findAll(t *testing.T, q Query, text string) string {
	t.Helper()
	x := fromBytesSized([]byte(text), 3, 10)
	s := mustCompile(t, q).Search(x, 0, x.Len())
	s.step, s.margin = 4, 30
	var b strings.Builder
	at := 0
	for {
		found, done := s.Step()
		for _, m := range found {
			b.WriteString(text[at:m.From] + "[" + text[m.From:m.To] + "]")
			at = m.To
		}
		if done {
			return b.String() + text[at:]
		}
	}
}

func TestSearch(t *testing.T) {
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{Pattern: "ab"}, "[ab][AB]a\n[Ab]"},
		{Query{Pattern: "ab", MatchCase: true}, "[ab]ABa\nAb"},
		{Query{Pattern: "aa"}, "[aa][aa]a"},
		{Query{Pattern: "ÄB"}, "x[äb]y[ÄB]"},
		{Query{Pattern: "a.b"}, "acb[a.b]"},
		{Query{Pattern: "port", WholeWord: true}, "[port] ports_port.[port] report"},
		{Query{Pattern: "-", WholeWord: true}, "a[-]b"},
		{Query{Pattern: "a\nb"}, "[a\nb] [a\r\nb] [a\rb] ab"},
		{Query{Pattern: "a\r\nB"}, "[a\nb] [A\r\nb]"},
		{Query{Pattern: "^.*$", Regexp: true}, "[a]\r\n[]\r\n[bcdefgh]\n[c]"},
		{Query{Pattern: "^", Regexp: true}, "[]a\n[]\n[]b"},
		{Query{Pattern: "$", Regexp: true}, "a[]\r\n[]\r\nb[]"},
		{Query{Pattern: "x$", Regexp: true}, "x xx[x]\r\nxx[x]\r[x]"},
		{Query{Pattern: `#.*\n`, Regexp: true}, "a [#b\r\n][#c\n]#d"},
		{Query{Pattern: `\bfoo\b`, Regexp: true}, "[foo] [FOO]bar foo_ [foo]"},
		{Query{Pattern: `\bfoo\b`, Regexp: true}, "[foo] [FOO]"},
		{Query{Pattern: "a+", Regexp: true}, "[aaaaaaaaaaaaaaaaaaaaaaaaaaa]b[a]"},
		{Query{Pattern: "b|ab", Regexp: true, WholeWord: true}, "[ab] [b] cab"},
		{Query{Pattern: `list[ae]n.*80$`, Regexp: true}, "[LISTEN :80]\r\n listen :81\n [listan 80]"},
		{Query{Pattern: `[a-z]+ = x`, Regexp: true}, "  [port = x]; [b = x]\n a = y\r\n[xc = x]"},
		{Query{Pattern: `mask`, Regexp: true}, "[mask] [MAS\u212a] [ma\u017fk]"},
		{Query{Pattern: `(?s)<.*?>`, Regexp: true}, "[<a\nb\ncdefghijklmnop>] [<c>]"},
	} {
		text := strings.NewReplacer("[", "", "]", "").Replace(c.want)
		if c.q.Pattern == `\bfoo\b` && strings.Contains(c.want, "bar") {
			c.want = strings.Replace(c.want, "[FOO]bar", "FOObar", 1)
		}
		if got := findAll(t, c.q, text); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.q, got, c.want)
		}
	}
}

func TestBadPattern(t *testing.T) {
	_, err := Query{Pattern: "a(b", Regexp: true}.Compile()
	var why *syntax.Error
	if !errors.Is(err, ErrPattern) || !errors.As(err, &why) || why.Code != syntax.ErrMissingParen {
		t.Errorf("got %v", err)
	}
	if _, err := (Query{Pattern: `\Aa`, Regexp: true}).Compile(); !errors.Is(err, ErrPattern) {
		t.Errorf("the start of the text: %v", err)
	}
	if _, err := (Query{}).Compile(); !errors.Is(err, ErrPattern) {
		t.Errorf("an empty pattern: %v", err)
	}
	if _, err := (Query{Pattern: "a(b"}).Compile(); err != nil {
		t.Error(err)
	}
}

func TestNextAndPrev(t *testing.T) {
	ctx := context.Background()
	x := FromString("foo bar foo bar")
	for _, q := range []Query{{Pattern: "foo"}, {Pattern: "fo+", Regexp: true}} {
		f := mustCompile(t, q)
		for _, c := range []struct {
			at, next, prev           int
			nextWrapped, prevWrapped bool
		}{{0, 0, 8, false, true}, {1, 8, 8, false, true}, {3, 8, 0, false, false}, {9, 0, 0, true, false}, {15, 0, 8, true, false}} {
			m, wrapped, ok := f.Next(ctx, x, c.at)
			if !ok || m.From != c.next || wrapped != c.nextWrapped {
				t.Errorf("%v: next from %d is %v, wrapped %v", q, c.at, m, wrapped)
			}
			m, wrapped, ok = f.Prev(ctx, x, c.at)
			if !ok || m.From != c.prev || wrapped != c.prevWrapped {
				t.Errorf("%v: previous to %d is %v, wrapped %v", q, c.at, m, wrapped)
			}
		}
	}
	if _, _, ok := mustCompile(t, Query{Pattern: "no"}).Next(ctx, x, 0); ok {
		t.Error("found what is not there")
	}
	if _, _, ok := mustCompile(t, Query{Pattern: "no"}).Prev(ctx, x, 15); ok {
		t.Error("found what is not there")
	}
}

func TestPrevInALongText(t *testing.T) {
	x := FromString("needle\n" + strings.Repeat("hay ", 5<<18) + "\n" + strings.Repeat("hay\n", 5<<18))
	for _, q := range []Query{{Pattern: "needle"}, {Pattern: "ne+dle", Regexp: true}} {
		if m, wrapped, ok := mustCompile(t, q).Prev(context.Background(), x, x.Len()); !ok || wrapped || m != (Match{0, 6}) {
			t.Errorf("%v: got %v", q, m)
		}
	}
}

// TestGoingRoundEndsWhereItBegan: what is nowhere is looked for once in each part
// of a text.
func TestGoingRoundEndsWhereItBegan(t *testing.T) {
	x := FromBytes(configText(8 * searchStep))
	for _, q := range []Query{{Pattern: "nowhere"}, {Pattern: "no.here", Regexp: true}} {
		f := mustCompile(t, q)
		for _, at := range []int{0, x.Len() / 2, x.Len()} {
			next, previous := &counter{context.Background(), 1000}, &counter{context.Background(), 1000}
			if _, _, ok := f.Next(next, x, at); ok || 1000-next.left > 12 {
				t.Errorf("next from %d: %v after %d steps", at, ok, 1000-next.left)
			}
			if _, _, ok := f.Prev(previous, x, at); ok || 1000-previous.left > 20 {
				t.Errorf("previous from %d: %v after %d steps", at, ok, 1000-previous.left)
			}
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f := mustCompile(t, Query{Pattern: "a"})
	if _, err := f.All(ctx, FromString("a"), 0, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("All: %v", err)
	}
}

func TestSearchInSteps(t *testing.T) {
	x := FromBytes(bytes.Repeat([]byte("many words here\n"), 200_000))
	f := mustCompile(t, Query{Pattern: "word"})
	search, last, n := f.Search(x, 0, x.Len()), 0, 0
	for done := false; !done; {
		var found []Match
		found, done = search.Step()
		if n += len(found); search.At() <= last || search.At()-last > searchStep+10 {
			t.Fatalf("a step from %d to %d", last, search.At())
		}
		last = search.At()
	}
	if found, done := search.Step(); !done || found != nil || n != 200_000 || last != x.Len() {
		t.Errorf("%d found up to %d", n, last)
	}
	replacing, steps := f.Replacing(x, nil, "", ""), 0
	for last = replacing.At(); !replacing.Step(); steps++ {
		if replacing.At() <= last {
			t.Fatalf("a step from %d to %d", last, replacing.At())
		}
		last = replacing.At()
	}
	if !replacing.Step() || steps < 2 || replacing.At() != x.Len() || replacing.Count() != n {
		t.Errorf("%d replaced in %d steps", replacing.Count(), steps)
	}
}

func TestNeedleWithoutARareByte(t *testing.T) {
	b := []byte(strings.Repeat("a ", 500) + "aa" + strings.Repeat("a", 200) + "b")
	h := newNeedle("aa", false).in(b)
	if at := h.next(0); at != 1000 {
		t.Errorf("found at %d", at)
	}
	h = newNeedle("a  a", false).in(b)
	if at := h.next(0); at != -1 {
		t.Errorf("found at %d", at)
	}
	h = newNeedle("aab", false).in(bytes.Repeat([]byte("ab "), 1000))
	if at := h.next(0); at != -1 {
		t.Errorf("found at %d", at)
	}
}

func TestSelectMatches(t *testing.T) {
	s := SelectMatches([]Match{{1, 2}, {4, 5}, {7, 8}}, 3)
	if s.Primary != 1 || len(s.Ranges) != 3 || s.Main() != (Range{Anchor: 4, Head: 5}) {
		t.Errorf("got %v", s)
	}
}

// FuzzSearch compares a search in small steps with one of the whole text.
func FuzzSearch(f *testing.F) {
	f.Add([]byte("ab\r\nAB\rab\n"), "a.|^", 5)
	f.Add([]byte("xxxx\n\nx"), "x*$", 2)
	f.Fuzz(func(t *testing.T, b []byte, expr string, step int) {
		finder, err := Query{Pattern: expr, Regexp: true}.Compile()
		if err != nil || len(b) > 500 || step < 1 {
			return
		}
		x := fromBytesSized(b, 7, 30)
		s := finder.Search(x, 0, len(b))
		if s.step = step; finder.traits.breaks {
			s.step = len(b) + 1
		}
		var got []Match
		for done := false; !done; {
			var found []Match
			found, done = s.Step()
			got = append(got, found...)
		}
		unified, places := unify(b, 0)
		var want []Match
		for _, loc := range regexp.MustCompile("(?mi)"+expr).FindAllIndex(unified, -1) {
			want = append(want, Match{places.of(loc[0]), places.of(loc[1])})
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q in %q by steps of %d: got %v, want %v", expr, b, step, got, want)
		}
		checkPlain(t, x, b, expr, step)
		checkFold(t, b, expr)
	})
}

// checkPlain does the same with the pattern taken as it is.
func checkPlain(t *testing.T, x Text, b []byte, word string, step int) {
	finder, err := Query{Pattern: word, MatchCase: true}.Compile()
	if err != nil || finder.re != nil {
		return
	}
	s := finder.Search(x, 0, len(b))
	s.step = step
	n := 0
	for done := false; !done; {
		var found []Match
		found, done = s.Step()
		n += len(found)
	}
	if want := bytes.Count(b, []byte(word)); n != want {
		t.Fatalf("%q in %q: %d times, want %d", word, b, n, want)
	}
	if got, want := x.Index([]byte(word), 0), bytes.Index(b, []byte(word)); got != want {
		t.Fatalf("%q in %q: at %d, want %d", word, b, got, want)
	}
}

// checkFold compares a needle that ignores case with plain ways.
func checkFold(t *testing.T, b []byte, word string) {
	if word == "" || !isASCII(word) {
		return
	}
	h := newNeedle(word, true).in(b)
	got := h.next(0)
	if want := bytes.Index(lower(nil, b), lower(nil, []byte(word))); got != want {
		t.Fatalf("%q in %q, case aside: at %d, want %d", word, b, got, want)
	}
}

func BenchmarkSearch1GB(b *testing.B) {
	t := FromBytes(configText(1 << 30))
	for _, q := range []Query{
		{Pattern: "not there", MatchCase: true}, {Pattern: "not there"},
		{Pattern: `not\s+there`, MatchCase: true, Regexp: true}, {Pattern: `listen = .*:80$`, Regexp: true},
	} {
		f := mustCompile(b, q)
		b.Run(q.Pattern, func(b *testing.B) {
			b.SetBytes(int64(t.Len()))
			for b.Loop() {
				if _, err := f.All(context.Background(), t, 0, t.Len()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
