package textview

import (
	"math"

	"fyne.io/fyne/v2"

	"holdfast/editor"
)

// Viewport is where a view is scrolled to. It is only good for the document
// it was taken from.
type Viewport struct {
	Line, Row, Pixels int // first visible line, the row in it, and what of it is hidden
	Cell              int // leftmost visible cell
}

// Viewport returns where the view is scrolled to.
func (v *View) Viewport() Viewport { return Viewport{v.top.line, v.top.sub, v.topPx, v.left} }

// SetViewport scrolls to where the view was.
func (v *View) SetViewport(p Viewport) {
	v.top, v.topPx, v.left = rowPos{max(p.Line, 0), max(p.Row, 0)}, max(p.Pixels, 0), max(p.Cell, 0)
	v.update()
}

// scrollBy moves the text up by device pixels.
func (v *View) scrollBy(px int) {
	if v.face == nil {
		return
	}
	px += v.topPx
	h := v.face.cellH
	rows := px / h
	if px < 0 {
		rows = -((h - 1 - px) / h)
	}
	v.topPx = px - rows*h
	if at := v.walk(v.top, rows); rows < 0 && at == (rowPos{}) && v.walk(at, -rows) != v.top {
		v.top, v.topPx = at, 0
	} else {
		v.top = at
	}
	v.clampTop()
}

// walk goes rows down, or up, stopping at the ends of the text.
func (v *View) walk(at rowPos, rows int) rowPos {
	if !v.options.Wrap {
		return rowPos{line: v.fromShown(min(max(v.toShown(at.line)+rows, 0), v.shownLines()-1))}
	}
	last := v.fromShown(v.shownLines() - 1)
	for ; rows > 0; rows-- {
		if at.sub+1 < v.rowsIn(at.line) {
			at.sub++
		} else if at.line < last {
			at = rowPos{line: v.lineAfter(at.line)}
		} else {
			break
		}
	}
	for ; rows < 0; rows++ {
		if at.sub > 0 {
			at.sub--
		} else if at.line > 0 {
			above := headerOf(v.hidden(), at.line-1)
			at = rowPos{above, v.rowsIn(above) - 1}
		} else {
			break
		}
	}
	return at
}

// clampTop keeps the end of the text at the foot of the view.
func (v *View) clampTop() {
	last := v.fromShown(v.shownLines() - 1)
	v.top.line = headerOf(v.hidden(), min(max(v.top.line, 0), last))
	if v.options.Wrap {
		v.left = 0
	}
	v.top.sub = min(max(v.top.sub, 0), v.rowsIn(v.top.line)-1)
	v.left = max(v.left, 0)
	room := v.textHeight()
	h := v.face.cellH
	if v.toShown(last)-v.toShown(v.top.line) > room/h+1 {
		return // a line takes a row or more: the end is out of sight
	}
	back := (room + h - 1) / h
	limit, px := rowPos{}, 0
	if v.rowsUpTo(back)*h > room {
		limit, px = v.walk(rowPos{last, v.rowsIn(last) - 1}, 1-back), back*h-room
	}
	if v.top.after(limit) || v.top == limit && v.topPx > px {
		v.top, v.topPx = limit, px
	}
}

// rowsUpTo counts the rows of the text, up to a limit.
func (v *View) rowsUpTo(limit int) int {
	t := v.doc.Text()
	if !v.options.Wrap {
		return min(v.shownLines(), limit)
	}
	n := 0
	for line := 0; line < t.Lines() && n < limit; line = v.lineAfter(line) {
		n += v.rowsIn(line)
	}
	return min(n, limit)
}

func (p rowPos) after(q rowPos) bool { return p.line > q.line || p.line == q.line && p.sub > q.sub }

// Reveal scrolls as little as needed to bring an offset into sight; one that
// is far away comes to the middle.
func (v *View) Reveal(off int) {
	v.reveal(off)
	v.update()
}

func (v *View) revealCaret() { v.reveal(v.doc.Selection().Main().Head) }

func (v *View) reveal(off int) {
	if v.openAround(off); v.face == nil || v.size.h == 0 {
		return
	}
	at, cell := v.rowOf(off)
	page := v.pageRows()
	switch bottom := v.walk(v.top, page-1); {
	case v.top.after(at) || at == v.top && v.topPx > 0:
		if v.walk(at, page).after(v.top) || v.walk(at, page) == v.top {
			v.top, v.topPx = at, 0
		} else {
			v.top, v.topPx = v.walk(at, -page/2), 0
		}
	case at.after(bottom):
		if v.walk(bottom, page).after(at) {
			v.top, v.topPx = v.walk(at, 1-page), 0
			v.topPx = page*v.face.cellH - v.textHeight()
			if v.topPx < 0 { // the part row at the foot: show the caret's row wholly
				v.top = v.walk(v.top, -1)
				v.topPx += v.face.cellH
			}
		} else {
			v.top, v.topPx = v.walk(at, -page/2), 0
		}
	case at == bottom && v.rowBelowFoot(at):
		v.topPx = max(0, page*v.face.cellH-v.textHeight()+v.face.cellH)
		if v.topPx >= v.face.cellH {
			v.top, v.topPx = v.walk(v.top, 1), v.topPx-v.face.cellH
		}
	}
	v.revealCell(cell)
	v.clampTop()
}

// rowBelowFoot reports whether the last whole row is cut because the first
// one is scrolled by part.
func (v *View) rowBelowFoot(at rowPos) bool {
	y := v.rowsBetween(v.top, at)*v.face.cellH - v.topPx
	return y+v.face.cellH > v.textHeight()
}

// rowsBetween counts rows from a down to b, which are at most a page apart.
func (v *View) rowsBetween(a, b rowPos) int {
	if !v.options.Wrap {
		return v.toShown(b.line) - v.toShown(a.line)
	}
	n := 0
	for at := a; b.after(at); n++ {
		at = v.walk(at, 1)
	}
	return n
}

// revealCell scrolls sideways, leaving a few cells of context. A caret that goes on
// beyond an edge takes half the window with it, as in vi: all rows are painted anew, and
// not at each key.
func (v *View) revealCell(cell int) {
	if v.options.Wrap {
		return
	}
	cols := v.columns()
	margin := min(4, cols/4)
	before := v.left
	switch {
	case cell < before+margin:
		v.left = cell - margin
		if before-v.left <= margin {
			v.left -= cols / 2
		}
		if v.left = max(v.left, 0); cell < cols-margin {
			v.left = 0
		}
	case cell > before+cols-margin:
		v.left = cell - cols + margin
		if v.left-before <= margin {
			v.left += cols/2 - margin
		}
	}
}

// GoTo puts the caret at a line and column, both counted from 1 and clamped,
// and brings it into sight.
func (v *View) GoTo(line, col int) {
	off := v.offsetOf(line, col)
	v.doc.Select(editor.Single(off, off))
	v.changed()
}

// Scrolled implements fyne.Scrollable. With the shortcut key held it zooms.
func (v *View) Scrolled(ev *fyne.ScrollEvent) {
	if v.face == nil {
		return
	}
	dx, dy := ev.Scrolled.DX, ev.Scrolled.DY
	mods := v.modifiers()
	if mods&fyne.KeyModifierShortcutDefault != 0 && v.OnZoom != nil {
		if dy != 0 {
			v.OnZoom(int(math.Copysign(1, float64(dy))))
		}
		return
	}
	if mods&fyne.KeyModifierShift != 0 && dx == 0 {
		dx, dy = dy, 0
	}
	if dx != 0 {
		v.scrollCells(-wheelCells(dx))
	}
	if dy != 0 {
		v.glide.push(v, -v.wheelPixels(dy))
	}
}

// notch is what Fyne reports for one notch of a wheel (scrollSpeed in its
// GLFW driver on Linux and Windows; a touch pad reports other amounts).
const notch = 25

// wheelPixels turns a scroll into device pixels: three rows for a notch.
func (v *View) wheelPixels(d float32) int {
	if n := d / notch; n == float32(int(n)) {
		return int(n) * 3 * v.face.cellH
	}
	return int(math.Copysign(math.Ceil(math.Abs(float64(d*v.face.scale))), float64(d)))
}

func wheelCells(d float32) int {
	return int(math.Copysign(math.Ceil(math.Abs(float64(d)/6)), float64(d)))
}

// scrollCells scrolls sideways.
func (v *View) scrollCells(n int) {
	if v.options.Wrap {
		return
	}
	v.left = min(max(v.left+n, 0), v.maxLeft())
	v.update()
}

// maxLeft is the last cell that may be the leftmost.
func (v *View) maxLeft() int { return max(v.widest+2-v.columns(), 0) }
