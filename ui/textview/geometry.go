package textview

import "holdfast/editor"

// lineBytes returns the bytes of a short line.
func (v *View) lineBytes(from, to int) []byte { return v.doc.Text().Slice(from, to) }

// cellOf returns the line of an offset and the cell at which a caret there
// stands, counted from the start of the line.
func (v *View) cellOf(off int) (line, cell int) {
	line = v.doc.Text().LineOf(off)
	return line, v.cellIn(line, off)
}

// cellIn is cellOf for an offset whose line is known.
func (v *View) cellIn(line, off int) int {
	from, to := v.lineSpan(line)
	off = min(off, to)
	if to-from >= longLine {
		return v.index(line).cellAt(v.doc.Text(), off)
	}
	b := v.lineBytes(from, to)
	if cs := v.arranged(line, b); cs != nil {
		return caretCell(cs, off-from)
	}
	_, cell := skim(b, v.tab(), 0, 1<<62, off-from)
	return cell
}

// arranged returns the clusters of a line that is shown rearranged, else nil.
func (v *View) arranged(line int, b []byte) []placed {
	if !hasRTL(b) || v.rowsIn(line) > 1 {
		return nil
	}
	return arrange(b, v.tab())
}

// offsetIn returns the offset whose caret is nearest to a point of a row,
// given in cells from the start of the line.
func (v *View) offsetIn(r visRow, cell float64) int {
	t := v.doc.Text()
	cell = max(cell, 0)
	var off, at int
	from, to := v.lineSpan(r.line)
	if to-from >= longLine {
		off, at = v.index(r.line).offsetAt(t, int(cell))
	} else {
		b := v.lineBytes(from, to)
		if cs := v.arranged(r.line, b); cs != nil {
			return from + offsetNear(cs, cell)
		}
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
	line, cell := v.cellOf(off)
	return rowPos{line, v.subOf(line, off, cell)}, cell
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
	from, to := v.lineSpan(r.line)
	if to-from < longLine {
		if cs := v.arranged(r.line, v.lineBytes(from, to)); cs != nil {
			return arrangedSpans(cs, a-from, b-from)
		}
	}
	return []cellSpan{{v.cellIn(r.line, a), v.cellIn(r.line, b)}}
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
		_, cell := v.cellOf(head)
		return n + 1, cell + 1
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
