package textview

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// at returns the middle of the left half of a cell, in Fyne units.
func (r *rig) at(row, cell int) fyne.Position {
	x := r.textLeft() + cell*r.face.cellW + r.face.cellW/4
	y := row*r.face.cellH + r.face.cellH/2 - r.topPx
	return fyne.NewPos(float32(x)/r.face.scale, float32(y)/r.face.scale)
}

func (r *rig) press(p fyne.Position, mod fyne.KeyModifier) {
	ev := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: mod}
	ev.Position = p
	r.MouseDown(ev)
}

func (r *rig) release(p fyne.Position) {
	ev := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	ev.Position = p
	r.MouseUp(ev)
}

func (r *rig) click(p fyne.Position) {
	r.press(p, 0)
	r.release(p)
}

func (r *rig) drag(p fyne.Position) {
	r.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: p}})
}

func TestClicks(t *testing.T) {
	r := newRig(t, "one two\nthree four\n")
	r.click(r.at(0, 5))
	r.want("one t|wo\nthree four\n")
	r.click(r.at(0, 5))
	r.want("one [two|]\nthree four\n")
	r.click(r.at(0, 5))
	r.want("[one two\n|]three four\n")
	r.now = r.now.Add(time.Second)
	r.click(r.at(1, 2))
	r.want("one two\nth|ree four\n")
	r.press(r.at(0, 4), fyne.KeyModifierShift)
	r.release(r.at(0, 4))
	r.want("one [|two\nth]ree four\n")
	r.now = r.now.Add(time.Second)
	r.click(fyne.NewPos(4, r.at(1, 0).Y)) // the gutter
	r.want("one two\n[three four\n|]")
	r.now = r.now.Add(time.Second)
	r.click(r.at(9, 9)) // below the text
	r.want("one two\nthree four\n|")
}

func TestDragSelects(t *testing.T) {
	r := newRig(t, "one two\nthree four\n")
	r.press(r.at(0, 1), 0)
	r.drag(r.at(1, 3))
	r.want("o[ne two\nthr|]ee four\n")
	r.drag(r.at(0, 0))
	r.want("[|o]ne two\nthree four\n")
	r.release(r.at(0, 0))
	r.drag(r.at(1, 5))
	r.want("[|o]ne two\nthree four\n")

	r.now = r.now.Add(time.Second)
	r.click(r.at(0, 5))
	r.press(r.at(0, 5), 0) // a double click that drags selects words
	r.drag(r.at(1, 7))
	r.want("one [two\nthree four|]\n")
	r.drag(r.at(0, 1))
	r.want("[|one two]\nthree four\n")
}

func TestDragBeyondTheEdgeScrolls(t *testing.T) {
	r := newRig(t, strings.Repeat("line\n", 500))
	r.press(r.at(2, 1), 0)
	r.drag(fyne.NewPos(100, r.Size().Height+60))
	before := r.top
	r.fire(10)
	if !r.top.after(before) || r.doc.Selection().Main().Head < r.doc.Text().LineStart(r.top.line) {
		t.Errorf("after ten ticks the view is at %v (was %v), the caret at %v", r.top, before, r.doc.Selection().Main())
	}
	r.release(r.at(0, 0))
	r.fire(2)
	at := r.top
	r.fire(5)
	if r.top != at {
		t.Error("it scrolls after the button is up")
	}
}

func TestAltClickAddsCarets(t *testing.T) {
	r := newRig(t, "one\ntwo\n")
	r.click(r.at(0, 1))
	r.press(r.at(1, 1), fyne.KeyModifierAlt)
	r.want("o|ne\nt|wo\n")
	test.Type(r.View, "-")
	r.want("o-|ne\nt-|wo\n")
	if n := r.layers.carets.used; n != 2 {
		t.Errorf("%d carets are drawn, want 2", n)
	}
	r.press(r.at(1, 2), fyne.KeyModifierAlt)
	r.want("o-|ne\nt-wo\n")
	r.press(r.at(1, 2), fyne.KeyModifierAlt)
	r.key(fyne.KeyEscape)
	if n := len(r.doc.Selection().Ranges); n != 1 {
		t.Errorf("Escape left %d carets", n)
	}
}

func TestSecondaryClick(t *testing.T) {
	r := newRig(t, "one two\n")
	var menu []fyne.Position
	r.OnContextMenu = func(p fyne.Position) { menu = append(menu, p) }
	secondary := func(p fyne.Position) {
		ev := &desktop.MouseEvent{Button: desktop.MouseButtonSecondary}
		ev.Position = p
		r.MouseDown(ev)
		r.MouseUp(ev)
		r.TappedSecondary(&fyne.PointEvent{Position: p, AbsolutePosition: p})
	}
	secondary(r.at(0, 4))
	r.want("one |two\n")
	r.SelectAll()
	secondary(r.at(0, 2))
	r.want("[one two\n|]")
	if len(menu) != 2 || menu[1] != r.at(0, 2) {
		t.Errorf("the menu was asked for at %v", menu)
	}
}

func TestScrollbar(t *testing.T) {
	r := newRig(t, strings.Repeat("line\n", 1000))
	b := r.vbar
	if !b.shown || b.from != 0 {
		t.Fatalf("the bar is shown: %v, at %v", b.shown, b.from)
	}
	ev := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	ev.Position = fyne.NewPos(5, 300)
	b.MouseDown(ev)
	if want := r.pageRows() - 1; r.top.line != want {
		t.Errorf("a click below the thumb scrolls to line %d, want %d", r.top.line, want)
	}
	b.MouseUp(ev)
	ev.Position = fyne.NewPos(5, float32(b.from*b.span())+3)
	b.MouseDown(ev)
	for _, y := range []float32{150, 500} {
		b.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(5, y)}})
	}
	last := r.rows[len(r.rows)-1]
	if last.line != 1000 || r.rowY(len(r.rows)-1)+r.face.cellH != r.size.h {
		t.Errorf("at the end the last row is line %d, its foot at %d of %d", last.line, r.rowY(len(r.rows)-1)+r.face.cellH, r.size.h)
	}
	b.DragEnd()
	b.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(5, 10)}})
	if r.rows[len(r.rows)-1].line != 1000 {
		t.Error("the thumb moves after it was let go")
	}
}

func TestWheelGlides(t *testing.T) {
	r := newRig(t, strings.Repeat("line\n", 1000))
	r.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -notch)})
	if px := r.top.line*r.face.cellH + r.topPx; px <= 0 || px >= 3*r.face.cellH {
		t.Errorf("the first step goes %d pixels", px)
	}
	r.fire(20)
	if r.top.line != 3 || r.topPx != 0 {
		t.Errorf("a notch scrolls to line %d and %d pixels, want line 3", r.top.line, r.topPx)
	}
	r.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 10*notch)})
	r.fire(40)
	if r.top.line != 0 || r.topPx != 0 || r.glide.running {
		t.Errorf("up again it is at line %d, %d pixels, moving: %v", r.top.line, r.topPx, r.glide.running)
	}
}

func TestWheelWithShortcutKeyZooms(t *testing.T) {
	r := newRig(t, "text")
	steps := 0
	r.OnZoom = func(n int) { steps += n; r.SetTextSize(r.TextSize() + float32(n)) }
	r.KeyDown(&fyne.KeyEvent{Name: desktop.KeyControlLeft})
	h := r.face.cellH
	r.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 3*notch)})
	if steps != 1 || r.face.cellH <= h {
		t.Errorf("zoomed by %d, rows are %d pixels, were %d", steps, r.face.cellH, h)
	}
}

func TestHover(t *testing.T) {
	r := newRig(t, "one two\nthree\n")
	var got []Hover
	r.OnHover = func(h Hover) { got = append(got, h) }
	move := func(p fyne.Position) {
		ev := &desktop.MouseEvent{}
		ev.Position, ev.AbsolutePosition = p, p
		r.MouseMoved(ev)
	}
	r.window.Canvas().Unfocus() // no caret timer
	r.timers = nil
	move(r.at(0, 2))
	move(r.at(0, 4))
	r.fire(1)
	move(fyne.NewPos(3, r.at(1, 0).Y))
	r.fire(1)
	r.MouseOut()
	move(r.at(9, 9))
	r.fire(1)
	move(r.at(1, 7)) // behind the end of its line
	r.fire(1)
	want := []Hover{{4, false, r.at(0, 4)}, {Offset: -1}, {8, true, fyne.NewPos(3, r.at(1, 0).Y)}, {Offset: -1}}
	if !slices.Equal(got, want) {
		t.Errorf("told of %v, want %v", got, want)
	}
}
