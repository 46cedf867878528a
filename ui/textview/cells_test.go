package textview

import (
	"math/rand/v2"
	"strings"
	"testing"

	"holdfast/editor"
)

// scraps are what random lines are made of.
var scraps = []string{"a", "bc", " ", "  ", "\t", "word", "é", "e\u0301", "中", "\u200b", "\u202e", "😀", "👨‍👩‍👧", "\x01", "\xff", "ش", "0", "=", "\u0301"}

func randomLine(r *rand.Rand, parts int) string {
	var b strings.Builder
	for range parts {
		b.WriteString(scraps[r.IntN(len(scraps))])
	}
	return b.String()
}

func TestPlainRun(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "abc": 3, "abc\tdef": 3, "abcé": 2, "a\u0301": 0, "0123456789abcdef": 16,
		"0123456789abcdef\t": 16, "01234567é": 7, "\x01\x02": 2, "0123456789中": 9,
	} {
		if got := plainRun([]byte(s)); got != want {
			t.Errorf("plainRun(%q) = %d, want %d", s, got, want)
		}
	}
}

// TestSkim compares the quick walk with one cluster at a time.
func TestSkim(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		line := []byte(randomLine(r, r.IntN(30)))
		tab := 1 + r.IntN(8)
		target := r.IntN(40)
		wantOff, wantCell := 0, 0
		for c := range editor.Clusters(line, tab, 0) {
			if c.Cell+c.Cells > target {
				break
			}
			wantOff, wantCell = c.To, c.Cell+c.Cells
		}
		off, cell := skim(line, tab, 0, target, len(line))
		if off != wantOff || cell != wantCell {
			t.Fatalf("skim(%q, tab %d, target %d) = %d, %d, want %d, %d", line, tab, target, off, cell, wantOff, wantCell)
		}
		if got := measure(line, tab).from(0, tab); got != cells(line, tab) {
			t.Fatalf("measure(%q, tab %d) = %d, want %d", line, tab, got, cells(line, tab))
		}
	}
}

func cells(line []byte, tab int) int {
	end := 0
	for c := range editor.Clusters(line, tab, 0) {
		end = c.Cell + c.Cells
	}
	return end
}

// TestLineIndex compares the index of a long line, edited at random, with a
// walk from its start.
func TestLineIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	before, after := "first line\n", "\nlast"
	line := randomLine(r, 12000)
	doc := editor.NewDocument(editor.FromString(before + line + after))
	var all lineIndexes
	const tab = 4
	for step := range 60 {
		text := doc.Text()
		from, to := text.LineStart(1), text.LineEnd(1)
		x := all.of(text, doc.Version(), from, to, tab)
		checkIndex(t, r, x, text, from, to, tab)
		at := from + r.IntN(to-from+1)
		end := min(at+r.IntN(50), to)
		change, err := editor.NewChange(text.Len(), editor.Replacement{From: at, To: end, Insert: editor.FromString(randomLine(r, r.IntN(20)))})
		if err != nil {
			t.Fatal(err)
		}
		old := doc.Version()
		if err := doc.Apply(editor.Transaction{Base: old, Change: change}); err != nil {
			t.Fatal(err)
		}
		all.edit(change, old, doc.Version(), doc.Text())
		if !change.Empty() && len(all.by) != 1 {
			t.Fatalf("step %d: the index was dropped", step)
		}
	}
}

func checkIndex(t *testing.T, r *rand.Rand, x *lineIndex, text editor.Text, from, to, tab int) {
	t.Helper()
	line := text.Slice(from, to)
	if want := cells(line, tab); x.cells != want {
		t.Fatalf("the line has %d cells, want %d", x.cells, want)
	}
	for range 20 {
		off := from + r.IntN(to-from+1)
		_, want := skim(line, tab, 0, 1<<62, off-from)
		if got := x.cellAt(text, off); got != want {
			t.Fatalf("cell of offset %d is %d, want %d", off-from, got, want)
		}
		cell := r.IntN(x.cells + 2)
		wantOff, wantAt := skim(line, tab, 0, cell, len(line))
		if got, at := x.offsetAt(text, cell); got-from != wantOff || at != wantAt {
			t.Fatalf("cell %d is at %d, %d, want %d, %d", cell, got-from, at, wantOff, wantAt)
		}
	}
}

func TestBreakLine(t *testing.T) {
	for _, c := range []struct {
		line string
		cols int
		want string
	}{
		{"", 10, ""},
		{"short", 10, "short"},
		{"one two three", 8, "one two |three"},
		{"onetwothreefour", 6, "onetwo|threef|our"},
		{"ab\tcd ef", 8, "ab\t|cd ef"},
		{"    longword", 8, "    long|word"},
		{"  a longwordhere x", 8, "  a |longwo|rdhere |x"},
		{"ab cd   ef", 5, "ab cd |  ef"},
		{"你好世界你好", 5, "你好|世界|你好"},
	} {
		ps := breakLine([]byte(c.line), 8, c.cols)
		got, last := "", 0
		for _, p := range ps[1:] {
			got += c.line[last:p.off] + "|"
			last = p.off
		}
		if got += c.line[last:]; got != c.want {
			t.Errorf("breakLine(%q, %d) = %q, want %q", c.line, c.cols, got, c.want)
		}
	}
}

func TestMatchBracket(t *testing.T) {
	for _, c := range []struct {
		text     string
		at, want int
	}{
		{"a(b[c]d)e", 1, 7}, {"a(b[c]d)e", 7, 1}, {"a(b[c]d)e", 3, 5}, {"{{}}", 0, 3}, {"{{}}", 2, 1},
		{"(", 0, -1}, {")", 0, -1}, {"abc", 1, -1},
	} {
		if got := matchBracket([]byte(c.text), c.at); got != c.want {
			t.Errorf("the bracket at %d of %q belongs to %d, want %d", c.at, c.text, got, c.want)
		}
	}
}
