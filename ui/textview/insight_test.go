package textview

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"holdfast/editor"
)

// TestOnlyWhatIsInSightIsAskedFor: a line may be a thousand times wider than the
// screen, with a match, a selection or a caret at each of its letters.
func TestOnlyWhatIsInSightIsAskedFor(t *testing.T) {
	long := strings.Repeat("a", 300_000)
	r := newRig(t, "short\nlines\n"+long+"\nshort\n")
	r.window.Resize(fyne.NewSize(400, 200))
	type question struct{ from, to int }
	var asked []question
	r.SetHighlights(func(_ editor.Version, from, to int) []Highlight {
		asked = append(asked, question{from, to})
		var all []Highlight
		for at := from; at < to; at++ {
			all = append(all, Highlight{From: at, To: at + 1})
		}
		return all
	})
	look := func(what string, wanted ...int) {
		t.Helper()
		asked = asked[:0]
		r.update()
		sum := 0
		for _, q := range asked {
			sum += q.to - q.from
		}
		if sum > 16<<10 {
			t.Errorf("%s: %d bytes were asked about: %v", what, sum, asked)
		}
		for _, at := range wanted {
			if !slices.ContainsFunc(asked, func(q question) bool { return q.from <= at && at < q.to }) {
				t.Errorf("%s: nobody asked about %d: %v", what, at, asked)
			}
		}
	}
	look("at the start", 0, 6, 12, 12+r.columns()-1, 12+len(long)+1)
	r.GoTo(3, 150_001)
	look("in the middle", 12+150_000-1, 12+150_000)
	r.GoTo(3, 300_001)
	look("at the end", 12+len(long)-1)

	var ranges []editor.Range
	for at := range len(long) {
		ranges = append(ranges, editor.Range{Anchor: 12 + at, Head: 12 + at})
	}
	r.doc.Select(editor.Selection{Ranges: ranges, Primary: 150_000})
	r.update()
	if n := len(r.carets()); n > 16<<10 || n < r.columns() {
		t.Errorf("%d carets are looked at, with %d columns", n, r.columns())
	}
}

// TestWideLettersInWrappedLongLines are in one row as a whole, that of their caret, and
// the rows make up the line.
func TestWideLettersInWrappedLongLines(t *testing.T) {
	long := strings.Repeat("a界 b界界c", longLine/8)
	r := newRig(t, long+"\n")
	r.window.Resize(fyne.NewSize(400, 200))
	r.SetOptions(Options{Wrap: true})
	x, rows := r.index(0), r.rowsIn(0)
	at := 0
	for sub := range rows {
		row := r.rowAt(rowPos{sub: sub})
		if row.from != at || row.last != (sub == rows-1) {
			t.Fatalf("row %d of %d begins at %d, want %d; last %v", sub, rows, row.from, at, row.last)
		}
		for c := range editor.Clusters([]byte(long[row.from:row.to]), r.tab(), row.start) {
			if c.Cell < row.left || c.Cell+c.Cells > row.left+r.columns()+1 {
				t.Fatalf("row %d shows cells from %d, %d of them; a letter takes %d at %d", sub, row.left, r.columns(), c.Cells, c.Cell)
			}
			if got := r.subOf(0, row.from+c.From, c.Cell); got != sub {
				t.Fatalf("the caret at %d is in row %d, the letter in %d", row.from+c.From, got, sub)
			}
		}
		at = row.to
	}
	if at != len(long) || x.cells < rows {
		t.Errorf("the rows end at %d of %d", at, len(long))
	}
}
