package editor

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestReplaceAll(t *testing.T) {
	for _, c := range []struct {
		q            Query
		with         string
		before, want string
	}{
		{Query{Pattern: "a"}, "$1\\n", "aba", "$1\\nb$1\\n"},
		{Query{Pattern: "(a)(x?)b", Regexp: true}, `[$2$1${0}$$$9\t\\]`, "ab", "[aab$\t\\]"},
		{Query{Pattern: "(?P<key>[a-z]+)=(.*)", Regexp: true}, "${key}: $2", "a=1\r\nb=2", "a: 1\r\nb: 2"},
		{Query{Pattern: "^", Regexp: true}, "# ", "a\r\n\r\nb", "# a\r\n# \r\n# b"},
		{Query{Pattern: ";", Regexp: true}, `\n`, "a;b", "a\r\nb"},
		{Query{Pattern: `\n`, Regexp: true}, ` `, "a\r\nb\nc", "a b c"},
		{Query{Pattern: "x", Regexp: true}, `$`, "x", "$"},
		{Query{Pattern: "x", Regexp: true}, `${`, "x", "${"},
		{Query{Pattern: "x", Regexp: true}, `\d\`, "x", `\d\`},
	} {
		x := FromString(c.before)
		change, _, err := replaceAll(context.Background(), mustCompile(t, c.q), x, nil, c.with, "\r\n")
		if err != nil {
			t.Fatal(err)
		}
		if got := change.Apply(x).String(); got != c.want {
			t.Errorf("%v by %q gives %q, want %q", c.q, c.with, got, c.want)
		}
	}
}

// replaceAll returns the change that replaces every match, and how many there are.
func replaceAll(ctx context.Context, f *Finder, t Text, ranges []Range, with, eol string) (Change, int, error) {
	r := f.Replacing(t, ranges, with, eol)
	for !r.Step() {
		if err := ctx.Err(); err != nil {
			return Change{}, 0, err
		}
	}
	c, err := r.Change()
	return c, r.Count(), err
}

func TestPreparedChange(t *testing.T) {
	d := NewDocument(FromString("a b a"))
	d.Select(Single(5, 5))
	c, _, err := replaceAll(context.Background(), mustCompile(t, Query{Pattern: "a"}), d.Text(), nil, "xx", "\n")
	if err != nil {
		t.Fatal(err)
	}
	cmd := Prepare(context.Background(), d.Snapshot(), c, nil)
	if changed, err := d.Do(cmd, Settings{}, epoch); !changed || err != nil {
		t.Fatal(changed, err)
	}
	if got := show(d.Text(), d.Selection()); got != "xx b xx|" {
		t.Errorf("got %q", got)
	}
	if _, err := d.Do(cmd, Settings{}, epoch); !errors.Is(err, ErrStale) {
		t.Errorf("for another version: %v", err)
	}
	if !d.Undo() || show(d.Text(), d.Selection()) != "a b a|" {
		t.Errorf("undo leads to %q", show(d.Text(), d.Selection()))
	}
}

// TestPrepareTellsHowFarItIs from nothing to nearly all, and does not begin again.
func TestPrepareTellsHowFarItIs(t *testing.T) {
	text := FromString(strings.Repeat("ab", 10*stopStep))
	c, _, err := replaceAll(context.Background(), mustCompile(t, Query{Pattern: "a"}), text, nil, "xx", "\n")
	if err != nil {
		t.Fatal(err)
	}
	last, times := -1, 0
	if Prepare(context.Background(), Snapshot{Text: text}, c, func(done, whole int) {
		percent := 100 * done / whole
		if times++; percent < last || percent > 100 || last < 0 && percent > 0 {
			t.Errorf("%d%% comes after %d%%", percent, last)
		}
		last = percent
	}) == nil || times < 20 || last < 80 {
		t.Errorf("%d%% were told at last, %d times", last, times)
	}
}

func TestReplaceInSelection(t *testing.T) {
	text, sel := parse("a[aa]a\n[aa\n]a|a")
	for q, want := range map[Query]string{
		{Pattern: "a"}:               "abba\nbb\naa",
		{Pattern: "^", Regexp: true}: "aaaa\nbaa\naa",
		{Pattern: "$", Regexp: true}: "aaaa\naab\naa",
	} {
		c, n, err := replaceAll(context.Background(), mustCompile(t, q), text, sel.Ranges, "b", "\n")
		if err != nil || n != c.Parts() {
			t.Fatal(n, err)
		}
		if got := c.Apply(text).String(); got != want {
			t.Errorf("%v: got %q, want %q", q, got, want)
		}
	}
}

func TestReplaceOne(t *testing.T) {
	x := FromString("say foo")
	f := mustCompile(t, Query{Pattern: `\b(f)oo`, Regexp: true})
	r, ok := f.ReplaceOne(x, Match{4, 7}, "<$1>", "\n")
	if !ok || r.From != 4 || r.To != 7 || r.Insert.String() != "<f>" {
		t.Errorf("got %v, %v", r, ok)
	}
	if _, ok := f.ReplaceOne(x, Match{0, 3}, "", "\n"); ok {
		t.Error("replaced what is no match")
	}
}

// liveHeap is how much is alive, in bytes.
func liveHeap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkReplaceAll replaces a million matches in 100 MB, as one undo step, and
// says what the step keeps for each match.
func BenchmarkReplaceAll(b *testing.B) {
	unit := strings.Repeat("x", 96) + "foo\n"
	raw := []byte(strings.Repeat(unit, 1<<20))
	for _, q := range []Query{{Pattern: "foo"}, {Pattern: "fo+", Regexp: true}, {Pattern: "f(o+)", Regexp: true}} {
		f := mustCompile(b, q)
		b.Run(q.Pattern, func(b *testing.B) {
			for b.Loop() {
				d := NewDocument(FromBytes(raw))
				c, n, err := replaceAll(context.Background(), f, d.Text(), nil, "bar$1", "\n")
				if err != nil || n != 1<<20 {
					b.Fatal(n, err)
				}
				cmd := Prepare(context.Background(), d.Snapshot(), c, nil)
				start := time.Now()
				if _, err := d.Do(cmd, Settings{}, epoch); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(time.Since(start).Microseconds()), "µs/apply")
				with := liveHeap()
				d = NewDocument(d.Text())
				b.ReportMetric(float64(with-liveHeap())/(1<<20), "B/match-undo")
				runtime.KeepAlive(d)
			}
		})
	}
}
