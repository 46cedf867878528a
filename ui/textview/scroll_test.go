package textview

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"holdfast/editor"
)

// caretOnScreen fails unless the caret is wholly visible.
func (r *rig) caretOnScreen() {
	r.t.Helper()
	at, cell := r.rowOf(r.doc.Selection().Main().Head)
	for i, row := range r.rows {
		if row.rowPos != at {
			continue
		}
		x, y := r.cellX(row, cell), r.rowY(i)
		if y < 0 || y+r.face.cellH > r.textHeight() || x < r.textLeft() || x > r.size.w-r.barWidth() {
			r.t.Errorf("the caret is at %d,%d in %v", x, y, r.size)
		}
		return
	}
	r.t.Errorf("the row %v of the caret is not on the screen, which begins at %v", at, r.top)
}

func TestReveal(t *testing.T) {
	for _, wrap := range []bool{false, true} {
		var b strings.Builder
		for i := range 300 {
			fmt.Fprintf(&b, "%d %s\n", i, strings.Repeat("word ", i*7%60))
		}
		r := newRig(t, b.String())
		r.SetOptions(Options{Wrap: wrap})
		for _, line := range []int{1, 300, 1, 150, 151, 160, 175, 140, 100, 301, 299} {
			for _, col := range []int{1, 20, 200} {
				r.GoTo(line, col)
				r.caretOnScreen()
			}
		}
		r.GoTo(1, 1)
		for range 60 {
			r.key(fyne.KeyDown, fyne.KeyEnd)
			r.caretOnScreen()
		}
		for range 30 {
			r.key(fyne.KeyUp, fyne.KeyHome)
			r.caretOnScreen()
		}
		r.scrollBy(7)
		r.key(fyne.KeyDown)
		r.caretOnScreen()
		for range 50 {
			r.key(fyne.KeyReturn)
			r.caretOnScreen()
		}
	}
}

// TestRevealSideways: a caret that goes on beyond an edge takes half the window with it,
// and not one cell at each key; where it jumps, no more is moved than it needs.
func TestRevealSideways(t *testing.T) {
	r := newRig(t, strings.Repeat("x", 1000))
	moves := func(key fyne.KeyName, times int) (n int) {
		for range times {
			before := r.Viewport().Cell
			r.key(key)
			r.caretOnScreen()
			if r.Viewport().Cell != before {
				n++
			}
		}
		return n
	}
	cols := r.columns()
	if n, most := moves(fyne.KeyRight, 900), 900/(cols/2-4)+1; n < 2 || n > most {
		t.Errorf("to the right the window moved %d times in 900 keys, want at most %d", n, most)
	}
	if n, most := moves(fyne.KeyLeft, 900), 900/(cols/2-4)+1; n < 2 || n > most || r.Viewport().Cell != 0 {
		t.Errorf("to the left the window moved %d times in 900 keys, to cell %d, want at most %d, to 0", n, r.Viewport().Cell, most)
	}
	r.key(fyne.KeyEnd)
	if got, want := r.Viewport().Cell, 1000-r.columns()+4; got != want {
		t.Errorf("at the end of the line the window begins at cell %d, want %d", got, want)
	}
}

// TestScrollClamps scrolls beyond both ends of texts of all sizes.
func TestScrollClamps(t *testing.T) {
	for _, wrap := range []bool{false, true} {
		for lines := range 45 {
			r := newRig(t, strings.Repeat(strings.Repeat("x", 30*(lines%7))+"\n", lines))
			r.SetOptions(Options{Wrap: wrap})
			for _, px := range []int{1 << 30, -(1 << 30), 13, 1 << 20, -5} {
				r.scrollBy(px)
				r.update()
				foot := r.rowY(len(r.rows)-1) + r.face.cellH
				if r.top == (rowPos{}) && r.topPx == 0 {
					continue
				}
				if r.topPx < 0 || r.topPx >= r.face.cellH || foot < r.textHeight() {
					t.Fatalf("wrap %v, %d lines: after %d the top is %v and %d px, the last row ends at %d of %d",
						wrap, lines, px, r.top, r.topPx, foot, r.textHeight())
				}
			}
			r.scrollBy(-1 << 30)
			if r.top != (rowPos{}) || r.topPx != 0 {
				t.Fatalf("the top is %v and %d px", r.top, r.topPx)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	r := newRig(t, strings.Repeat("word ", 100)+"\nnext\n")
	r.SetOptions(Options{Wrap: true})
	n := r.rowsIn(0)
	if n < 5 || r.rows[n].line != 1 {
		t.Fatalf("the line takes %d rows, row %d shows line %d", n, n, r.rows[n].line)
	}
	r.key(fyne.KeyEnd)
	if at, _ := r.rowOf(r.doc.Selection().Main().Head); at.sub != 0 {
		t.Errorf("End goes to row %d", at.sub)
	}
	for range n {
		r.key(fyne.KeyDown)
	}
	if line, _ := r.CaretPosition(); line != 2 {
		t.Errorf("after %d rows down the caret is in line %d", n, line)
	}
	r.key(fyne.KeyUp, fyne.KeyHome)
	if at, _ := r.rowOf(r.doc.Selection().Main().Head); at != (rowPos{0, n - 1}) {
		t.Errorf("Up and Home lead to %v", at)
	}
	r.click(r.at(2, 7))
	if at, _ := r.rowOf(r.doc.Selection().Main().Head); at != (rowPos{0, 2}) {
		t.Errorf("a click in row 2 leads to %v", at)
	}
	if r.hbarShown() {
		t.Error("there is nothing to scroll to sideways")
	}
}

// TestLongLine looks at a line that no frame may walk through.
func TestLongLine(t *testing.T) {
	line := strings.Repeat("0123456789", 300_000)
	for _, wrap := range []bool{false, true} {
		r := newRig(t, "short\n"+line+"\nlast\n")
		r.SetOptions(Options{Wrap: wrap})
		r.GoTo(2, 2_999_991)
		r.caretOnScreen()
		r.TypedRune('x')
		r.caretOnScreen()
		if got := r.doc.Text().Slice(6+2_999_990, 6+2_999_992); string(got) != "x0" {
			t.Errorf("typed before %q", got)
		}
		if line, col := r.CaretPosition(); line != 2 || col != 2_999_992 {
			t.Errorf("the caret is at %d:%d", line, col)
		}
		r.key(fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd)
		r.caretOnScreen()
		shown := 0
		for _, s := range r.slots {
			if s.w > 0 {
				shown += len(s.content.text)
			}
		}
		if shown > 5000 {
			t.Errorf("%d bytes were laid out", shown)
		}
	}
}

func TestManyLines(t *testing.T) {
	const lines = 3_000_000
	r := newRig(t, strings.Repeat("x\n", lines))
	r.GoTo(lines, 2)
	r.caretOnScreen()
	r.scrollTo(true, 0.5)
	if d := r.top.line - lines/2; d < -50 || d > 50 {
		t.Errorf("half way down is line %d", r.top.line)
	}
	for range 5 {
		before := r.top.line*r.face.cellH + r.topPx
		r.scrollBy(1)
		if after := r.top.line*r.face.cellH + r.topPx; after != before+1 {
			t.Errorf("a pixel moved the text by %d", after-before)
		}
	}
	r.GoTo(lines+1, 1)
	if foot := r.rowY(len(r.rows)-1) + r.face.cellH; foot != r.size.h {
		t.Errorf("the text ends at %d of %d", foot, r.size.h)
	}
}

// TestScales checks that every raster covers whole device pixels, whatever
// the scale and the place of the view.
func TestScales(t *testing.T) {
	for _, scale := range []float32{1, 1.1, 1.25, 1.3, 1.5, 1.75, 2, 3} {
		r := newRig(t, config(4000))
		r.canvasOf().(interface{ SetScale(float32) }).SetScale(scale)
		r.Move(fyne.NewPos(3.7, 11.3))
		r.update()
		if r.face.scale < scale*0.999 || r.face.scale > scale*1.001 {
			t.Fatalf("the view takes the scale for %v, it is %v", r.face.scale, scale)
		}
		for i, s := range r.slots {
			if s.w == 0 {
				continue
			}
			size, at := s.raster.Size(), s.raster.Position().Add(r.Position())
			for _, c := range []struct {
				what string
				got  float32
				near int
			}{{"width", size.Width * scale, s.w}, {"height", size.Height * scale, r.face.cellH}} {
				if d := c.got - float32(c.near); d > 0.01 || d < -0.3 {
					t.Errorf("scale %v, row %d: the %s is %v pixels, want %d", scale, i, c.what, c.got, c.near)
				}
			}
			for _, px := range []float32{at.X * scale, at.Y * scale} {
				if f := px - float32(round(px)); f > 0.01 || f < -0.3 {
					t.Errorf("scale %v, row %d is at pixel %v", scale, i, px)
				}
			}
		}
	}
}

func TestDocumentShrinksOutside(t *testing.T) {
	r := newRig(t, strings.Repeat("line\n", 1000))
	r.GoTo(1000, 1)
	text := r.doc.Text()
	change, _ := editor.NewChange(text.Len(), editor.Replacement{From: 0, To: text.Len(), Insert: editor.FromString("x")})
	if err := r.doc.Apply(editor.Transaction{Base: r.doc.Version(), Change: change}); err != nil {
		t.Fatal(err)
	}
	r.Refresh()
	if len(r.rows) != 1 || r.top.line != 0 {
		t.Errorf("%d rows from line %d are shown", len(r.rows), r.top.line)
	}
	r.SetDocument(editor.NewDocument(editor.Text{}))
	if len(r.rows) != 1 || r.layers.carets.used != 1 {
		t.Errorf("an empty document has %d rows and %d carets", len(r.rows), r.layers.carets.used)
	}
}

// TestCaretStaysInSightWhenWrapIsSwitched, in its row of the screen as far as the text
// allows; a caret that was scrolled out of sight moves nothing but the rows.
func TestCaretStaysInSightWhenWrapIsSwitched(t *testing.T) {
	r := newRig(t, strings.Repeat(strings.Repeat("word ", 100)+"\n", 60)+"end")
	y := func() int {
		at, _ := r.rowOf(r.doc.Selection().Main().Head)
		return r.rowsBetween(r.top, at)*r.face.cellH - r.topPx
	}
	for _, wrap := range []bool{true, false} { // at the start
		for _, line := range []int{20, 60, 1, 30} {
			for _, col := range []int{1, 300, 500} {
				for _, px := range []int{0, -40, 45, -1000} {
					r.SetOptions(Options{Wrap: wrap})
					r.GoTo(line, col)
					r.scrollBy(px)
					r.revealCaret()
					r.update()
					was := y()
					for range 2 {
						r.SetOptions(Options{Wrap: !r.Options().Wrap})
						r.caretOnScreen()
						if d := y() - was; line > 1 && line < 60 && (d > r.barWidth() || -d > r.face.cellH) {
							t.Errorf("wrap %v: the caret in line %d, column %d went from %d to %d", r.Options().Wrap, line, col, was, y())
						}
					}
				}
			}
		}
	}
	r.SetOptions(Options{})
	r.scrollBy(-1000 * r.face.cellH)
	r.GoTo(2, 100)
	if r.SetOptions(Options{Wrap: true}); r.top != (rowPos{}) {
		t.Errorf("the beginning of the text has gone out of sight: row %v is at the top", r.top)
	}
	r.GoTo(1, 400)
	r.scrollBy(30 * r.face.cellH)
	r.update()
	for range 2 {
		line := r.top.line
		if r.SetOptions(Options{Wrap: !r.Options().Wrap}); r.top.line != line || r.left != 0 {
			t.Errorf("the view went from line %d to %d, cell %d", line, r.top.line, r.left)
		}
	}
}
