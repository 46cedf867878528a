package textview

import (
	"math/rand/v2"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"holdfast/editor"
)

// TestRandomUse does what nobody would do in this order, and checks after
// each step that the screen agrees with the document.
func TestRandomUse(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 99))
		var text strings.Builder
		for range r.IntN(200) {
			text.WriteString(randomLine(r, r.IntN(40)))
			text.WriteString([]string{"\n", "\r\n", "\r", "\n"}[r.IntN(4)])
		}
		if seed%4 == 0 {
			text.WriteString(randomLine(r, 4000))
		}
		v := newRig(t, text.String())
		for step := range 150 {
			v.act(r)
			v.check(step)
			for _, s := range v.slots {
				if s.w > 0 {
					v.paint.row(&s.content, s.w)
				}
			}
		}
	}
}

// act does one thing at random.
func (r *rig) act(rnd *rand.Rand) {
	keys := []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd,
		fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyReturn, fyne.KeyTab, fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyEscape}
	point := fyne.NewPos(rnd.Float32()*700-50, rnd.Float32()*500-50)
	switch rnd.IntN(15) {
	case 0, 1, 2:
		r.key(keys[rnd.IntN(len(keys))])
	case 3, 4:
		r.shift(keys[rnd.IntN(8)])
	case 5:
		r.shortcut(keys[rnd.IntN(len(keys))], []fyne.KeyModifier{ctrl, wordModifier(), ctrl | fyne.KeyModifierShift}[rnd.IntN(3)])
	case 6:
		r.press(point, []fyne.KeyModifier{0, 0, fyne.KeyModifierShift, fyne.KeyModifierAlt}[rnd.IntN(4)])
	case 7:
		r.drag(point)
	case 8:
		r.release(point)
	case 9:
		r.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(rnd.Float32()*100-50, rnd.Float32()*400-200)})
		r.fire(rnd.IntN(5))
	case 10:
		r.window.Resize(fyne.NewSize(rnd.Float32()*800+20, rnd.Float32()*600+20))
	case 11:
		r.SetOptions(Options{Wrap: rnd.IntN(2) == 0, ShowSpaces: true, IndentGuides: rnd.IntN(2) == 0, HideNumbers: rnd.IntN(4) == 0})
	case 12:
		r.Undo()
	case 13:
		r.SetTextSize(rnd.Float32() * 90)
	case 14:
		r.Do(editor.InsertText(randomLine(rnd, 5)))
		ev := &desktop.MouseEvent{Button: desktop.MouseButtonSecondary}
		ev.Position = point
		r.MouseDown(ev)
	}
}

// check fails if rows are out of order or a caret is not where its row is.
func (r *rig) check(step int) {
	r.t.Helper()
	text := r.doc.Text()
	if len(r.rows) == 0 {
		r.t.Fatalf("step %d: no rows", step)
	}
	for i, row := range r.rows {
		if row.from > row.to || row.to > text.Len() || i > 0 && row.from < r.rows[i-1].to {
			r.t.Fatalf("step %d: row %d is %+v after %+v", step, i, row, r.rows[max(i-1, 0)])
		}
		if text.ClusterStart(row.from) != row.from {
			r.t.Fatalf("step %d: row %d begins inside a cluster", step, i)
		}
	}
	if r.topPx < 0 || r.topPx >= r.face.cellH || r.left < 0 {
		r.t.Fatalf("step %d: scrolled to %d pixels, cell %d", step, r.topPx, r.left)
	}
	for _, g := range r.doc.Selection().Ranges {
		at, cell := r.rowOf(g.Head)
		row := r.rowAt(at)
		if g.Head < row.from || g.Head > row.to && g.Head != row.to+1 || cell < 0 {
			r.t.Fatalf("step %d: the caret at %d is said to be in %+v, cell %d", step, g.Head, row, cell)
		}
		if hasRTL(text.Slice(row.from, row.to)) {
			continue // two places of the text may share one of the screen
		}
		if back := r.offsetIn(row, float64(cell)); back != text.ClusterStart(g.Head) && back != r.withinRow(row, g.Head) {
			r.t.Fatalf("step %d: a click on the caret at %d (cell %d of %+v) leads to %d", step, g.Head, cell, row, back)
		}
	}
}
