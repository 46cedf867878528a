package textview

import "holdfast/editor"

// lineBytes returns the bytes of a short line.
func (v *View) lineBytes(from, to int) []byte { return v.doc.Text().Slice(from, to) }

// textCell returns the cell of an offset of a line in the order of the text, counted from
// the start of the line.
func (v *View) textCell(line, off int) int {
	from, to := v.lineSpan(line)
	off = min(off, to)
	if to-from >= longLine {
		return v.index(line).cellAt(v.doc.Text(), off)
	}
	_, cell := skim(v.lineBytes(from, to), v.tab(), 0, 1<<62, off-from)
	return cell
}

// cellIn returns the cell at which a caret stands at an offset of a row, counted from the
// start of the line.
func (v *View) cellIn(r visRow, off int) int {
	if cs := v.order(r); cs != nil {
		return caretCell(cs, off-r.from)
	}
	return v.textCell(r.line, off)
}

// endOf returns the cell behind all that is shown of a row.
func (v *View) endOf(r visRow) int {
	if cs := v.order(r); cs != nil {
		return rightEdge(cs)
	}
	return v.textCell(r.line, r.to)
}

// offsetIn returns the offset whose caret is nearest to a point of a row,
// given in cells from the start of the line.
func (v *View) offsetIn(r visRow, cell float64) int {
	t := v.doc.Text()
	cell = max(cell, 0)
	if cs := v.order(r); cs != nil {
		return v.withinRow(r, r.from+offsetNear(cs, cell))
	}
	var off, at int
	from, to := v.lineSpan(r.line)
	if to-from >= longLine {
		off, at = v.index(r.line).offsetAt(t, int(cell))
	} else {
		b := v.lineBytes(from, to)
		off, at = skim(b, v.tab(), 0, int(cell), len(b))
		off += from
	}
	if off >= to {
		return v.withinRow(r, to)
	}
	for c := range editor.Clusters(t.Slice(off, min(off+1<<10, to)), v.tab(), at) {
		if cell-float64(at) >= float64(c.Cells)/2 {
			off += c.To
		}
		break
	}
	return v.withinRow(r, off)
}

// withinRow keeps an offset in its row: the end of a row that wraps is also
// the start of the next, where the caret would be shown.
func (v *View) withinRow(r visRow, off int) int {
	if !r.last && off >= r.to && r.to > r.from {
		return v.doc.Text().PrevCluster(r.to)
	}
	return min(max(off, r.from), r.to)
}

// rowOf returns the row that shows a caret at an offset, and its cell counted
// from the start of the line.
func (v *View) rowOf(off int) (rowPos, int) {
	line := v.doc.Text().LineOf(off)
	cell := v.textCell(line, off)
	at := rowPos{line, v.subOf(line, off, cell)}
	if r := v.rowAt(at); v.order(r) != nil {
		cell = v.cellIn(r, off)
	}
	return at, cell
}

// offsetAt returns the offset nearest to a device pixel of the view.
func (v *View) offsetAt(x, y int) int {
	if len(v.rows) == 0 {
		return 0
	}
	i := (y + v.topPx) / v.face.cellH
	if y+v.topPx < 0 {
		i = 0
	}
	if i >= len(v.rows) {
		return v.rows[len(v.rows)-1].to
	}
	r := v.rows[i]
	return v.offsetIn(r, float64(x-v.textLeft())/float64(v.face.cellW)+float64(r.left))
}

// cellSpan is a stretch of cells of a row.
type cellSpan struct{ from, to int }

// spansIn returns where the bytes from a to b of a row are shown, in cells of
// the line.
func (v *View) spansIn(r visRow, a, b int) []cellSpan {
	a, b = max(a, r.from), min(b, r.to)
	if a >= b {
		return nil
	}
	if cs := v.order(r); cs != nil {
		return arrangedSpans(cs, a-r.from, b-r.from)
	}
	return []cellSpan{{v.textCell(r.line, a), v.textCell(r.line, b)}}
}

func arrangedSpans(cs []placed, a, b int) []cellSpan {
	var out []cellSpan
	for _, c := range cs {
		if c.To <= a || c.From >= b {
			continue
		}
		s := cellSpan{c.Cell, c.Cell + c.Cells}
		if n := len(out); n > 0 && out[n-1].to == s.from {
			out[n-1].to = s.to
		} else if n > 0 && out[n-1].from == s.to {
			out[n-1].from = s.from
		} else {
			out = append(out, s)
		}
	}
	return out
}

// CaretPosition returns the line and the column of the caret, counted from 1.
// The column counts clusters; in a line beyond 64 KB it counts cells.
func (v *View) CaretPosition() (line, col int) {
	t := v.doc.Text()
	head := v.doc.Selection().Main().Head
	n := t.LineOf(head)
	from := t.LineStart(n)
	if head-from > 64<<10 {
		return n + 1, v.textCell(n, head) + 1
	}
	col = 1
	for b := t.Slice(from, head); len(b) > 0; col++ {
		if k := plainRun(b); k > 0 {
			col += k - 1
			b = b[k:]
			continue
		}
		for c := range editor.Clusters(b, 8, 0) {
			b = b[c.To:]
			break
		}
	}
	return n + 1, col
}

// offsetOf returns the offset of a line and column as CaretPosition gives them,
// clamped to the text.
func (v *View) offsetOf(line, col int) int {
	t := v.doc.Text()
	from, to := v.lineSpan(min(max(line, 1), t.Lines()) - 1)
	off := from
	for col--; col > 0 && off < to; {
		b := t.Slice(off, min(off+longLine, to))
		if k := min(plainRun(b), col); k > 0 {
			off, col = off+k, col-k
			continue
		}
		off, col = t.NextCluster(off), col-1
	}
	return min(off, to)
}
