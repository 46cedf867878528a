package textview

import (
	"image/color"
	"sort"
	"strings"

	"holdfast/editor"
)

// placeBelow places what lies behind the text: the line of the caret, find
// matches, selections and matching brackets.
func (v *View) placeBelow() {
	l := &v.layers
	l.below.begin()
	v.placeCurrent()
	if len(v.rows) > 0 {
		v.hooks.here = v.hooks.here[:0]
		for _, p := range v.parts {
			v.placeHighlights(p)
		}
		for _, p := range v.parts {
			for _, r := range v.rangesIn(p) {
				if !r.Empty() {
					v.placeRange(p, r)
				}
			}
		}
		for _, h := range v.hooks.here {
			v.placeHighlight(h.part, h.Highlight, v.pal.findHere) // usually selected, too
		}
		v.placeBrackets(v.rows[0].from, v.rows[len(v.rows)-1].to)
	}
	l.below.end()
}

func (v *View) placeCurrent() {
	sel := v.doc.Selection().Main()
	at, _ := v.rowOf(sel.Head)
	for i, r := range v.rows {
		if r.rowPos == at && sel.Empty() {
			v.put(v.layers.current, 0, v.rowY(i), v.size.w, v.face.cellH)
			return
		}
	}
	v.layers.current.Move(parked)
}

// part is a part of the text that is in sight: rows that follow one another, or of a
// row that is much wider than the screen what is shown of it.
type part struct {
	rows     span // from the first to behind the last
	from, to int  // bytes of the text
	wide     bool // of such a row
}

// A row of more than wideRow bytes counts as much wider than the screen. So many cells
// beside what is shown of it are in sight as well: a match may begin there.
const (
	wideRow = 4 << 10
	beside  = 256
)

// findParts fills v.parts with what is in sight. There may be a match or a caret at
// each letter, so what is not shown must not be walked through.
func (v *View) findParts() {
	parts := v.parts[:0]
	for i, r := range v.rows {
		wide := r.to-r.from > wideRow
		if n := len(parts); !wide && n > 0 && !parts[n-1].wide {
			parts[n-1].rows.to, parts[n-1].to = i+1, r.to
			continue
		}
		p := part{rows: span{i, i + 1}, from: r.from, to: r.to, wide: wide}
		if wide {
			p.from = v.offsetIn(r, float64(r.left-beside))
			p.to = v.offsetIn(r, float64(r.left+v.columns()+beside))
		}
		parts = append(parts, p)
	}
	v.parts = parts
}

// rangesIn returns the ranges that touch a part. They are sorted.
func (v *View) rangesIn(p part) []editor.Range {
	ranges := v.doc.Selection().Ranges
	from := sort.Search(len(ranges), func(i int) bool { return ranges[i].Max() >= p.from })
	n := sort.Search(len(ranges)-from, func(i int) bool { return ranges[from+i].Min() > p.to })
	return ranges[from : from+n]
}

func (v *View) placeRange(p part, sel editor.Range) {
	colour := v.pal.selection
	if !v.focused {
		colour = v.pal.selectionOff
	}
	for i := p.rows.from; i < p.rows.to; i++ {
		r := v.rows[i]
		if sel.Max() < r.from || sel.Min() > r.to {
			continue
		}
		for _, s := range v.spansIn(r, max(sel.Min(), p.from), min(sel.Max(), p.to)) {
			v.placeCells(i, r, s, colour)
		}
		if r.last && sel.Min() <= r.to && sel.Max() > r.to { // the line break
			if x := v.cellX(r, v.endOf(r)); x >= v.textLeft() && x < v.size.w {
				v.layers.below.place(v, x, v.rowY(i), v.face.cellW/2, v.face.cellH, colour, 0)
			}
		}
	}
}

// cellX returns the device pixel at which a cell of a row begins.
func (v *View) cellX(r visRow, cell int) int { return v.textLeft() + (cell-r.left)*v.face.cellW }

// placeCells fills cells of the row i, as far as they are on the screen.
func (v *View) placeCells(i int, r visRow, s cellSpan, c color.NRGBA) {
	from, to := max(s.from, r.left), min(s.to, r.left+v.columns()+1)
	if from < to {
		v.layers.below.place(v, v.cellX(r, from), v.rowY(i), (to-from)*v.face.cellW, v.face.cellH, c, 0)
	}
}

// highlightHere is a highlight that the user is at.
type highlightHere struct {
	Highlight
	part part
}

// placeHighlights places the highlights in sight but those the user is at, which
// it leaves in hooks.here.
func (v *View) placeHighlights(p part) {
	if v.hooks.highlights == nil {
		return
	}
	for _, h := range v.hooks.highlights(v.version(), p.from, p.to) {
		if h.Here {
			v.hooks.here = append(v.hooks.here, highlightHere{h, p})
		} else {
			v.placeHighlight(p, h, v.pal.find)
		}
	}
}

func (v *View) placeHighlight(p part, h Highlight, c color.NRGBA) {
	for i := p.rows.from; i < p.rows.to; i++ {
		r := v.rows[i]
		for _, s := range v.spansIn(r, max(h.From, p.from), min(h.To, p.to)) {
			v.placeCells(i, r, s, c)
		}
	}
}

func (v *View) placeBrackets(first, last int) {
	a, b, ok := v.pair(first, last)
	if !ok {
		return
	}
	for i, r := range v.rows {
		for _, one := range []span{a, b} {
			for _, s := range v.spansIn(r, one.from, one.to) {
				if s.from >= r.left {
					v.layers.below.place(v, v.cellX(r, s.from), v.rowY(i), (s.to-s.from)*v.face.cellW, v.face.cellH, v.pal.bracket, float32(v.face.line)/v.face.scale)
				}
			}
		}
	}
}

// pair returns the brackets or the names of tags that belong together at the
// caret, if both are within reach of the visible text.
func (v *View) pair(first, last int) (a, b span, ok bool) {
	sel := v.doc.Selection().Main()
	if !sel.Empty() || sel.Head < first || sel.Head > last+1 {
		return a, b, false
	}
	t := v.doc.Text()
	for _, at := range []int{sel.Head - 1, sel.Head} {
		if !strings.ContainsRune("()[]{}", rune(t.ByteAt(at))) {
			continue // most of the time nothing has to be read
		}
		from := max(at-bracketReach, 0)
		if m := matchBracket(t.Slice(from, at+bracketReach), at-from); m >= 0 {
			return span{at, at + 1}, span{from + m, from + m + 1}, true
		}
	}
	return v.tags(sel.Head)
}

// tags returns the names of the tags that belong together at an offset.
func (v *View) tags(at int) (a, b span, ok bool) {
	t := v.doc.Text()
	near := max(at-tagLength, 0)
	if _, ok := tagAt(t.Slice(near, at+tagLength), at-near); !ok {
		return a, b, false
	}
	from := max(at-tagReach, 0)
	if a, b, ok = matchTag(t.Slice(from, at+tagReach), at-from); !ok {
		return a, b, false
	}
	return span{a.from + from, a.to + from}, span{b.from + from, b.to + from}, true
}

// bracketReach is how far in bytes a matching bracket is looked for.
const bracketReach = 8 << 10

// matchBracket returns the place of the bracket that belongs to the one at i,
// or -1.
func matchBracket(w []byte, i int) int {
	var open, shut byte
	step := 1
	switch w[i] {
	case '(', '[', '{':
		open, shut = w[i], w[i]+2
		if w[i] == '(' {
			shut = ')'
		}
	case ')', ']', '}':
		open, shut, step = w[i], w[i]-2, -1
		if w[i] == ')' {
			shut = '('
		}
	default:
		return -1
	}
	depth := 0
	for ; i >= 0 && i < len(w); i += step {
		switch w[i] {
		case open:
			depth++
		case shut:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
