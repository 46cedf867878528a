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

// switchWrap sets options that break lines otherwise than before. The row of a
// caret that is in sight stays where it is on the screen, or the beginning of the
// text does if it is shown and the caret stays in sight there.
func (v *View) switchWrap(o Options) {
	above, inSight := v.rowsAboveCaret()
	atStart := v.top == rowPos{}
	v.options, v.wraps, v.left = o, wrapCache{}, 0
	if !inSight {
		v.top.sub, v.topPx = 0, 0
		v.update()
		return
	}
	at, _ := v.rowOf(v.doc.Selection().Main().Head)
	if v.top = v.walk(at, -above); atStart && (v.walk(at, 1-v.pageRows()) == rowPos{}) {
		v.top, v.topPx = rowPos{}, 0
	}
	for range 2 { // the second time above the scrollbar that the first one may have shown
		v.revealCaret()
		v.update()
	}
}

// rowsAboveCaret counts the rows from the top of the view to the caret, if the
// caret's row is in sight.
func (v *View) rowsAboveCaret() (n int, inSight bool) {
	if v.face == nil {
		return 0, false
	}
	at, _ := v.rowOf(v.doc.Selection().Main().Head)
	for i, r := range v.rows {
		if r.rowPos == at {
			return i, v.rowY(i) < v.textHeight()
		}
	}
	return 0, false
}

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
	if p.sub > 0 {
		r.indent = hangingIndent(v.lineBytes(from, to), v.tab(), v.columns())
	}
	r.left = r.start - r.indent
	return r
}

// longRow breaks a very long line after a fixed number of cells, so that any
// of its rows is found without looking at those before. What is wider than a cell and
// would be cut there stands at the end of the row, where there is room for it.
func (v *View) longRow(p rowPos, from, to int) visRow {
	t, x, cols := v.doc.Text(), v.index(p.line), v.columns()
	p.sub = min(p.sub, v.rowsIn(p.line)-1)
	r := visRow{rowPos: p, from: from, to: to, left: p.sub * cols}
	r.from, r.start = x.offsetFrom(t, r.left)
	r.to, _ = x.offsetFrom(t, r.left+cols)
	r.last = r.to >= to
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
	indent := hangingIndent(b, tab, columns)
	for {
		next, ok := breakAfter(b, tab, ps[len(ps)-1], columns)
		if !ok {
			return ps
		}
		if ps = append(ps, next); len(ps) == 2 {
			columns -= indent
		}
	}
}

// breakAfter returns where the row ends that begins at start; false if it
// holds the rest of the line.
func breakAfter(b []byte, tab int, start wrapPoint, columns int) (wrapPoint, bool) {
	good, word := start, false // the last place to break; indentation is none
	for c := range editor.Clusters(b[start.off:], tab, start.cell) {
		at := wrapPoint{start.off + c.From, c.Cell}
		blank := isSpace(b[at.off])
		if c.Cell+c.Cells-start.cell > columns && c.Cell > start.cell && (!blank || c.Cell-start.cell > columns) {
			if good.off > start.off {
				return good, true
			}
			return at, true
		}
		word = word || !blank
		if word && (blank || b[at.off] >= utf8.RuneSelf && c.Cells == 2) {
			good = wrapPoint{start.off + c.To, c.Cell + c.Cells}
		}
	}
	return wrapPoint{}, false
}

// hangingIndent returns how far the rows that continue a line are indented:
// like its first row, unless that leaves too little room.
func hangingIndent(b []byte, tab, columns int) int {
	n := 0
	for n < len(b) && n < columns && isSpace(b[n]) {
		n++
	}
	_, cells := skim(b[:n], tab, 0, 1<<62, n)
	if cells > columns/2 {
		return 0
	}
	return cells
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
