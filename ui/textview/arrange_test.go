package textview

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"golang.org/x/text/unicode/bidi"

	"holdfast/editor"
)

// TestArrange puts lines in the order in which they are shown, before brackets are turned
// round: capital letters stand for Hebrew.
func TestArrange(t *testing.T) {
	hebrew := strings.NewReplacer("A", "א", "B", "ב", "C", "ג", "D", "ד")
	for logical, want := range map[string]string{
		"abc":          "abc",
		"ABC":          "CBA",
		"x ABC y":      "x CBA y",
		"AB CD x":      "DC BA x",
		"AB 12 CD x":   "DC 12 BA x",
		"AB, x":        "BA, x",
		"AB x CD":      "BA x DC",
		"key = \"AB\"": "key = \"BA\"",
		"AB 12 x":      "12 BA x",
		"AB 1,2.3% C":  "C 1,2.3% BA",
		"AB -5 x":      "5- BA x",
		"x AB 12":      "x 12 BA",
		"x 12 AB":      "x 12 BA",
		"AB (CD) x":    ")DC( BA x",
		"(AB) x":       "(BA) x",
		"x (a AB) CD":  "x (a BA) DC",
		"AB [C (D)] x": "])D( C[ BA x",
		"x (AB)":       "x (BA)",
		"A [x] B":      "A [x] B",
		"AB  ":         "BA  ",
		"AB\tCD":       "BA\tDC",
		"A\u200bB x":   "B\u200bA x",
		"A\u202ex":     "A\u202ex",
		"A\u0301B":     "BA\u0301",
	} {
		line := []byte(hebrew.Replace(logical))
		cs := arrange(line, levels(line), 8, 0)
		shown := make([]string, cells(line, 8))
		for _, c := range cs {
			shown[c.Cell] = string(line[c.From:c.To])
		}
		if got := strings.Join(shown, ""); got != hebrew.Replace(want) {
			t.Errorf("%q is shown as %q, want %q", logical, got, hebrew.Replace(want))
		}
		for _, c := range cs { // a click on a cluster finds it again
			off := offsetNear(cs, float64(c.Cell)+0.4)
			if off != c.From && off != c.To {
				t.Errorf("%q: a click in cell %d gives offset %d, not an edge of %d-%d", logical, c.Cell, off, c.From, c.To)
			}
		}
	}
}

// TestLevels compares with the algorithm as others have written it, which tells only what goes
// from right to left, and does not pair brackets (golang.org/x/text v0.43 compares a closing
// one with an opening one as they are). The first letter makes their line go from left to right.
func TestLevels(t *testing.T) {
	alphabet := []string{"a", "b", "א", "ב", "ש", "ا", "ب", "1", "2", "٣", ",", ".", "+", "-", "%", "$", " ", " ", "!", "=", "\u0301", "中", "😀"}
	rnd := rand.New(rand.NewPCG(7, 8))
	for range 20000 {
		var b strings.Builder
		for range 1 + rnd.IntN(14) {
			b.WriteString(alphabet[rnd.IntN(len(alphabet))])
		}
		line := strings.TrimRight(b.String(), " ") // L1 is done when rows are arranged
		var p bidi.Paragraph
		if _, err := p.SetString("a" + line); err != nil {
			t.Fatal(err)
		}
		order, err := p.Order()
		if err != nil {
			t.Fatal(err)
		}
		var want []bool
		for i := range order.NumRuns() {
			run := order.Run(i)
			for range len(run.String()) {
				want = append(want, run.Direction() == bidi.RightToLeft)
			}
		}
		var got []bool
		for _, level := range levels([]byte("a" + line)) {
			got = append(got, level == 1)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%+q: %v\nwant %v", line, got, want)
		}
	}
}

// TestRightToLeftRows: the rows of a line that is broken are arranged one by one. In each the
// caret, the mouse, selections, Home and End know where the letters are.
func TestRightToLeftRows(t *testing.T) {
	words := "שלום (עולם) 12 abc\t中 😀 السلام "
	for name, text := range map[string]string{"short": strings.Repeat(words, 9), "long": strings.Repeat(words, 200)} {
		r := newRig(t, text+"\n")
		r.SetOptions(Options{Wrap: true})
		if r.rowsIn(0) < 3 {
			t.Fatalf("%s: it has %d rows", name, r.rowsIn(0))
		}
		for sub := range r.rowsIn(0) {
			row := r.rowAt(rowPos{sub: sub})
			cs := r.order(row)
			if cs == nil {
				t.Fatalf("%s: row %d is not arranged", name, sub)
			}
			checkRow(t, r, row, cs)
			r.doc.Select(editor.Single(row.from+cs[1].From, row.from+cs[1].From))
			r.key(fyne.KeyEnd)
			if got, want := r.doc.Selection().Main().Head, r.withinRow(row, row.to); got != want {
				t.Errorf("%s: End goes to %d, want %d", name, got, want)
			}
			r.key(fyne.KeyHome)
			if got := r.doc.Selection().Main().Head; got != row.from {
				t.Errorf("%s: Home goes to %d, want %d", name, got, row.from)
			}
		}
	}
}

// checkRow checks that each cluster has its cells to itself, that they are drawn where the
// mouse finds them, and that they are selected there.
func checkRow(t *testing.T, r *rig, row visRow, cs []placed) {
	t.Helper()
	var c rowContent
	var spans []Span
	if r.content(row, &c, &spans); !slices.Equal(c.order, cs) || c.text[cs[0].From] != r.doc.Text().ByteAt(row.from) {
		t.Fatalf("row %d is drawn in another order", row.sub)
	}
	taken := map[int]bool{}
	for _, k := range cs {
		for cell := k.Cell; cell < k.Cell+k.Cells; cell++ {
			if taken[cell] || cell < row.left {
				t.Fatalf("row %d: cell %d of %v is taken", row.sub, cell, k)
			}
			taken[cell] = true
		}
		from, to := row.from+k.From, row.from+k.To
		if at, cell := r.rowOf(from); at != row.rowPos || cell < row.left || cell > row.left+r.columns()+1 {
			t.Fatalf("the caret at %d is in row %v, cell %d", from, at, cell)
		}
		left, right := r.offsetIn(row, float64(k.Cell)+0.1), r.offsetIn(row, float64(k.Cell+k.Cells)-0.1)
		if k.rtl() {
			left, right = right, left
		}
		if left != from || right != r.withinRow(row, to) {
			t.Fatalf("row %d: clicks on %v lead to %d and %d, want %d and %d", row.sub, k, left, right, from, to)
		}
		if got := r.spansIn(row, from, to); len(got) != 1 || got[0] != (cellSpan{k.Cell, k.Cell + k.Cells}) {
			t.Fatalf("row %d: %v is selected at %v", row.sub, k, got)
		}
	}
}

// TestTheEndOfARightToLeftLine is at its right, for the sign of a selected line break and for
// the horizontal scrollbar, wherever its last letter is.
func TestTheEndOfARightToLeftLine(t *testing.T) {
	r := newRig(t, "ab שלום\n"+strings.Repeat("ש", 200)+"\n")
	if got := r.endOf(r.rows[0]); got != 7 {
		t.Errorf("the line ends in cell %d, want 7", got)
	}
	r.noteWidest()
	if r.widest != 200 {
		t.Errorf("the widest line ends in cell %d, want 200", r.widest)
	}
}

// TestSpacesInARightToLeftRun are marked as all others, if they are.
func TestSpacesInARightToLeftRun(t *testing.T) {
	r := newRig(t, "שלום עולם")
	var c rowContent
	var spans []Span
	r.content(r.rows[0], &c, &spans)
	without := slices.Clone(r.paint.row(&c, 10*r.face.cellW).Pix)
	c.spaces = true
	if slices.Equal(without, r.paint.row(&c, 10*r.face.cellW).Pix) {
		t.Error("the space is not marked")
	}
}

// TestBracketsOpenToTheText, also where it goes from right to left.
func TestBracketsOpenToTheText(t *testing.T) {
	for r, want := range map[rune]rune{'(': ')', ')': '(', '«': '»', '＞': '＞', '】': '【', 'a': 'a', '≤': '≥', '>': '<'} {
		if got := mirrored(r); got != want {
			t.Errorf("%c is drawn as %c, want %c", r, got, want)
		}
	}
	r := newRig(t, "א (ב) ג")
	c := rowContent{text: []byte("א (ב) ג"), order: r.order(r.rows[0])}
	shown := ""
	for _, k := range c.order {
		shown += string(r.paint.shown(&c, k))
	}
	if shown != "א )ב( ג" {
		t.Errorf("drawn are %q", shown)
	}
}

// TestLigatures: the sign that two Arabic letters become is not drawn twice as thick to fill
// their cells, and reaches the letter that it joins.
func TestLigatures(t *testing.T) {
	r := newRig(t, "سلام")
	cs := r.order(r.rows[0])
	tiles := r.face.joined([]byte("سلام"), cs, nil)
	lamAlef := tiles[2].mask
	if tiles[1] == nil || !tiles[1].empty() || lamAlef == nil {
		t.Skip("the bundled fonts have no ligature of lam and alef")
	}
	w := r.face.cellW
	if lamAlef.w > w*8/5 || lamAlef.x+lamAlef.w < 2*w-1 {
		t.Errorf("it reaches from %d to %d in cells of %d", lamAlef.x, lamAlef.x+lamAlef.w, w)
	}
}

// TestAnEditArrangesItsLineAlone: the others are as they were.
func TestAnEditArrangesItsLineAlone(t *testing.T) {
	r := newRig(t, "שלום\nעולם 12\n")
	before := r.order(r.rows[1])
	r.TypedRune('x')
	if after := r.order(r.rows[1]); &after[0] != &before[0] {
		t.Error("the second line was arranged again")
	}
	if got := r.order(r.rows[0]); len(got) != 5 || got[0].rtl() || !got[1].rtl() {
		t.Errorf("the first line is arranged as %v", got)
	}
}
