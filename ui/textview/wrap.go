package textview

import (
	"unicode/utf8"

	"holdfast/editor"
)

// wrapCache remembers where lines break, for one width and version.
type wrapCache struct {
	version editor.Version
	columns int
	tab     int
	lines   map[int][]wrapPoint
}

// wrapPoint is where a row of a line begins: bytes from the start of the line,
// and its cell.
type wrapPoint struct{ off, cell int }

// maxWraps bounds the lines that are remembered.
const maxWraps = 2048

// rowsIn returns how many rows a line takes.
func (v *View) rowsIn(line int) int {
	if !v.options.Wrap {
		return 1
	}
	from, to := v.lineSpan(line)
	if to-from >= longLine {
		return max((v.index(line).cells+v.columns()-1)/v.columns(), 1)
	}
	return len(v.wrapPoints(line, from, to))
}

// rowAt returns a row of the text. A line that is too short for the row gives
// its last one.
func (v *View) rowAt(p rowPos) visRow {
	from, to := v.lineSpan(p.line)
	if !v.options.Wrap {
		return visRow{rowPos: rowPos{line: p.line}, from: from, to: to, left: v.left, last: true}
	}
	if to-from >= longLine {
		return v.longRow(p, from, to)
	}
	ps := v.wrapPoints(p.line, from, to)
	p.sub = min(p.sub, len(ps)-1)
	r := visRow{rowPos: p, from: from + ps[p.sub].off, to: to, start: ps[p.sub].cell, last: p.sub == len(ps)-1}
	if !r.last {
		r.to = from + ps[p.sub+1].off
	}
	r.left = r.start
	return r
}

// longRow breaks a very long line after a fixed number of cells, so that any
// of its rows is found without looking at those before.
func (v *View) longRow(p rowPos, from, to int) visRow {
	t, x, cols := v.doc.Text(), v.index(p.line), v.columns()
	p.sub = min(p.sub, v.rowsIn(p.line)-1)
	r := visRow{rowPos: p, from: from, to: to, left: p.sub * cols}
	r.from, r.start = x.offsetAt(t, r.left)
	end, _ := x.offsetAt(t, r.left+cols)
	r.to, r.last = end, end >= to
	return r
}

// wrapPoints returns where the rows of a short line begin.
func (v *View) wrapPoints(line, from, to int) []wrapPoint {
	w := &v.wraps
	if w.version != v.version() || w.columns != v.columns() || w.tab != v.tab() || len(w.lines) > maxWraps {
		*w = wrapCache{version: v.version(), columns: v.columns(), tab: v.tab()}
	}
	if ps, ok := w.lines[line]; ok {
		return ps
	}
	ps := breakLine(v.lineBytes(from, to), w.tab, w.columns)
	if w.lines == nil {
		w.lines = map[int][]wrapPoint{}
	}
	w.lines[line] = ps
	return ps
}

// breakLine breaks after white space, or in a word that is longer than a row.
// One space may hang over the edge.
func breakLine(b []byte, tab, columns int) []wrapPoint {
	ps := []wrapPoint{{}}
	if len(b) <= columns && plainRun(b) == len(b) {
		return ps
	}
	start, good := 0, wrapPoint{} // cell at which the row began; last place to break
	for c := range editor.Clusters(b, tab, 0) {
		if c.Cell+c.Cells-start > columns && c.Cell > start && (!isSpace(b[c.From]) || c.Cell-start > columns) {
			at := wrapPoint{c.From, c.Cell}
			if good.cell > start {
				at = good
			}
			ps = append(ps, at)
			start = at.cell
		}
		if isSpace(b[c.From]) || b[c.From] >= utf8.RuneSelf && c.Cells == 2 {
			good = wrapPoint{c.To, c.Cell + c.Cells}
		}
	}
	return ps
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' }

// subOf returns the row within a line that shows an offset.
func (v *View) subOf(line, off, cell int) int {
	if !v.options.Wrap {
		return 0
	}
	from, to := v.lineSpan(line)
	if to-from >= longLine {
		return min(cell/v.columns(), v.rowsIn(line)-1)
	}
	ps := v.wrapPoints(line, from, to)
	sub := 0
	for sub+1 < len(ps) && from+ps[sub+1].off <= off {
		sub++
	}
	return sub
}
