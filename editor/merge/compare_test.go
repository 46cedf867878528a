package merge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"weak"

	"holdfast/editor"
)

var ctx = context.Background()

func compare(t testing.TB, a, b string) []Hunk {
	t.Helper()
	hunks, err := Compare(ctx, Cut([]byte(a)), Cut([]byte(b)))
	if err != nil {
		t.Fatal(err)
	}
	return hunks
}

// apply makes the second text of the first one and the hunks.
func apply(a, b Lines, hunks []Hunk) []byte {
	var out []byte
	at := 0
	for _, h := range hunks {
		out = append(out, a.Bytes(Span{at, h.A.From})...)
		out = append(out, b.Bytes(h.B)...)
		at = h.A.To
	}
	return append(out, a.Bytes(Span{at, a.Len()})...)
}

func TestCut(t *testing.T) {
	for text, want := range map[string][]string{
		"":                 nil,
		"a":                {"a"},
		"a\nb":             {"a\n", "b"},
		"a\r\nb\r\n":       {"a\r\n", "b\r\n"},
		"a\rb\r":           {"a\r", "b\r"},
		"\r\r\n\n\r":       {"\r", "\r\n", "\n", "\r"},
		"a\rb\nc\r\nd\r":   {"a\r", "b\n", "c\r\n", "d\r"},
		"no break\x00\xff": {"no break\x00\xff"},
	} {
		l := Cut([]byte(text))
		var got []string
		for i := range l.Len() {
			got = append(got, string(l.Line(i)))
			if l.At(l.Offset(i)) != i {
				t.Errorf("%q: line at %d is %d, want %d", text, l.Offset(i), l.At(l.Offset(i)), i)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) || l.Offset(l.Len()) != len(text) {
			t.Errorf("%q is cut into %q, want %q", text, got, want)
		}
	}
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want []Hunk
	}{
		{"", "", nil},
		{"a\n", "a\n", nil},
		{"", "a\nb\n", []Hunk{{Span{0, 0}, Span{0, 2}}}},
		{"a\nb\n", "", []Hunk{{Span{0, 2}, Span{0, 0}}}},
		{"a\nb\nc\n", "a\nX\nc\n", []Hunk{{Span{1, 2}, Span{1, 2}}}},
		{"a\nb\n", "a\r\nb\n", []Hunk{{Span{0, 1}, Span{0, 1}}}},
		{"a\nb", "a\nb\n", []Hunk{{Span{1, 2}, Span{1, 2}}}},
		{"a\nb\nc\nd\n", "b\nc\nX\nd\n", []Hunk{{Span{0, 1}, Span{0, 0}}, {Span{3, 3}, Span{2, 3}}}},
		{"a\rb\rc", "a\rc", []Hunk{{Span{1, 2}, Span{1, 1}}}},
	} {
		if got := compare(t, c.a, c.b); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%q and %q differ in %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// longestCommon is the textbook's table.
func longestCommon(a, b Lines) int {
	last := make([]int, b.Len()+1)
	for i := range a.Len() {
		row := make([]int, b.Len()+1)
		for j := range b.Len() {
			row[j+1] = max(row[j], last[j+1])
			if bytes.Equal(a.Line(i), b.Line(j)) {
				row[j+1] = last[j] + 1
			}
		}
		last = row
	}
	return last[b.Len()]
}

// FuzzCompare holds the comparison against the definition: it leads from one
// text to the other, keeps apart what it says is apart, and is the shortest.
func FuzzCompare(f *testing.F) {
	f.Add("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n")
	f.Add("a\rb\r\nc", "c\n\r\nb")
	f.Fuzz(func(t *testing.T, x, y string) {
		if len(x) > 400 || len(y) > 400 {
			return
		}
		a, b := Cut([]byte(x)), Cut([]byte(y))
		hunks := compare(t, x, y)
		if got := apply(a, b, hunks); string(got) != y {
			t.Fatalf("%q with %v is %q, want %q", x, hunks, got, y)
		}
		removed, endA, endB := 0, -1, -1
		for _, h := range hunks {
			if h.A.Empty() && h.B.Empty() || h.A.From <= endA || h.B.From <= endB {
				t.Fatalf("hunks %v", hunks)
			}
			endA, endB = h.A.To, h.B.To
			removed += h.A.Len()
		}
		if common := longestCommon(a, b); a.Len()-removed != common {
			t.Fatalf("%q and %q: %d lines are kept of %d common ones", x, y, a.Len()-removed, common)
		}
		checkRows(t, a, b, hunks)
		checkChange(t, x, y)
	})
}

func checkRows(t *testing.T, a, b Lines, hunks []Hunk) {
	t.Helper()
	i, j := 0, 0
	for r := range Rows(hunks, a.Len(), b.Len()) {
		if (r.A >= 0 && r.A != i) || (r.B >= 0 && r.B != j) || (r.A < 0) != (r.Kind == Added) || (r.B < 0) != (r.Kind == Removed) {
			t.Fatalf("row %+v at %d, %d", r, i, j)
		}
		if r.Kind == Same && !bytes.Equal(a.Line(i), b.Line(j)) {
			t.Fatalf("row %+v says same: %q and %q", r, a.Line(i), b.Line(j))
		}
		if r.A >= 0 {
			i++
		}
		if r.B >= 0 {
			j++
		}
	}
	if i != a.Len() || j != b.Len() {
		t.Fatalf("the rows end at %d, %d of %d, %d", i, j, a.Len(), b.Len())
	}
}

func checkChange(t *testing.T, x, y string) {
	t.Helper()
	before, after := editor.FromString(x), editor.FromString(y)
	c, err := Change(ctx, before, after)
	if err != nil || !c.Apply(before).Equal(after) {
		t.Fatalf("the change from %q to %q gives %q, %v", x, y, c.Apply(before), err)
	}
}

func TestRows(t *testing.T) {
	var got []string
	for r := range Rows(compare(t, "a\nb\nc\nd\n", "a\nX\nd\ne\n"), 4, 4) {
		got = append(got, fmt.Sprint(r.Kind, r.A, r.B))
	}
	if want := "[0 0 0 1 1 1 2 2 -1 0 3 2 3 -1 3]"; fmt.Sprint(got) != want {
		t.Errorf("rows are %v, want %v", got, want)
	}
	for range Rows(compare(t, "a\nb\n", "b\nc\n"), 2, 2) {
		break // must not panic
	}
}

func TestACaretStaysInItsLineWhenTheTextIsReplaced(t *testing.T) {
	before := editor.FromString("one\ntwo\nthree\n")
	c, err := Change(ctx, before, editor.FromString("zero\none\ntwo\nTHREE\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Map(5, editor.After); got != 10 {
		t.Errorf("the caret in “two” is at %d, want 10", got)
	}
}

// TestAChangeOfALogThatHasGrown takes the memory of what has come, not of the log.
func TestAChangeOfALogThatHasGrown(t *testing.T) {
	log := strings.Repeat("one line of a log\r\n", 1<<20)
	before := editor.Join(editor.FromString(log[:7]), editor.FromString(log[7:])) // its pieces end elsewhere
	for _, more := range []string{"", "more\n", "\n", "\r"} {
		after := editor.FromString(log + more)
		var start, end runtime.MemStats
		runtime.ReadMemStats(&start)
		c, err := Change(ctx, before, after)
		runtime.ReadMemStats(&end)
		if err != nil || !c.Apply(before).Equal(after) {
			t.Fatalf("%q was not added: %v", more, err)
		}
		if took := end.TotalAlloc - start.TotalAlloc; took > uint64(len(log))/10 {
			t.Errorf("%q: it took %d bytes", more, took)
		}
	}
}

// TestAChangeKeepsNothingOfTheOtherText: what a log has grown by would keep all of what
// was read each time.
func TestAChangeKeepsNothingOfTheOtherText(t *testing.T) {
	read := []byte(strings.Repeat("one line of a log\n", 1<<10) + "more\n")
	before := editor.FromString(string(read[:len(read)-5]))
	other := weak.Make(&read[0])
	c, err := Change(ctx, before, editor.FromBytes(read))
	if err != nil {
		t.Fatal(err)
	}
	read = nil
	runtime.GC()
	if other.Value() != nil {
		t.Error("it is kept")
	}
	if got := c.Apply(before); got.Len() != before.Len()+5 {
		t.Errorf("%d bytes", got.Len())
	}
}

func TestUnified(t *testing.T) {
	a := "1\n2\n3\n4\n5\n6\n7\n8\n9\n"
	b := "1\n2\nX\n4\n5\n6\n7\n8\n9\nlast"
	var out strings.Builder
	if err := Unified(ctx, &out, Title{Name: "old"}, Title{"new\tname", "a\nnote"}, []byte(a), []byte(b), 1); err != nil {
		t.Fatal(err)
	}
	want := "--- old\n+++ \"new\\tname\"\ta note\n@@ -2,3 +2,3 @@\n 2\n-3\n+X\n 4\n@@ -9 +9,2 @@\n 9\n+last\n\\ No newline at end of file\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	out.Reset()
	if err := Unified(ctx, &out, Title{Name: "a"}, Title{Name: "b"}, []byte(a), []byte(a), 3); err != nil || out.Len() > 0 {
		t.Errorf("equal texts give %q, %v", out.String(), err)
	}
}

// TestPatchUnderstandsUs gives unified differences of random texts to git apply.
func TestPatchUnderstandsUs(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed:", err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 25 {
		a, b := randomText(random, 30), randomText(random, 30)
		dir := t.TempDir()
		file := filepath.Join(dir, "file")
		if err := os.WriteFile(file, []byte(a), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := Unified(ctx, &out, Title{Name: "a/file"}, Title{Name: "b/file"}, []byte(a), []byte(b), 3); err != nil {
			t.Fatal(err)
		}
		if out.Len() == 0 {
			continue
		}
		cmd := exec.Command("git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-")
		cmd.Dir, cmd.Stdin = dir, &out
		cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git apply: %v\n%s\nfrom %q to %q", err, said, a, b)
		}
		if got, _ := os.ReadFile(file); string(got) != b {
			t.Fatalf("git apply gave %q, want %q", got, b)
		}
	}
}

// randomText has few different lines, so that many are alike, and any breaks.
func randomText(random *rand.Rand, most int) string {
	var b strings.Builder
	for range 1 + random.IntN(most) {
		b.WriteByte(byte('a' + random.IntN(5)))
		b.WriteString([]string{"\n", "\n", "\n", "\r\n", "\r", ""}[random.IntN(6)])
	}
	return b.String()
}

// TestHugeTextsAreComparedInBoundedTime compares the hardest kind: many lines,
// each of them in both texts, in another order.
func TestHugeTextsAreComparedInBoundedTime(t *testing.T) {
	lines := 200_000
	if testing.Short() {
		lines = 20_000
	}
	random := rand.New(rand.NewPCG(3, 4))
	shuffled := func() string {
		var b strings.Builder
		for range lines {
			fmt.Fprintf(&b, "%d\n", random.IntN(lines/10))
		}
		return b.String()
	}
	x, y := shuffled(), shuffled()
	began := time.Now()
	hunks := compare(t, x, y)
	t.Logf("%d lines, %d hunks: %v", lines, len(hunks), time.Since(began))
	if got := apply(Cut([]byte(x)), Cut([]byte(y)), hunks); string(got) != y {
		t.Error("the hunks do not lead to the second text")
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Compare(cancelled, Cut([]byte(x)), Cut([]byte(y))); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled comparison gave %v", err)
	}
}
