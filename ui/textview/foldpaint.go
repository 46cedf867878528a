package textview

import "image"

// What the gutter shows of folds.
const (
	foldNone uint8 = iota
	foldOpen
	foldClosed
)

// foldSign stands behind the header of a fold.
const foldSign = " …"

// foldState says which arrow a line has.
func (v *View) foldState(line int) uint8 {
	switch {
	case v.isFolded(line):
		return foldClosed
	case v.kindOf(line) != notFoldable:
		return foldOpen
	}
	return foldNone
}

// addFoldSign puts the sign behind the text of a row that is the end of a header.
func (v *View) addFoldSign(r visRow, c *rowContent) {
	if !r.last || len(v.folds.list) == 0 || !v.isFolded(r.line) {
		return
	}
	n := len(c.text)
	c.text = append(append(make([]byte, 0, n+len(foldSign)), c.text...), foldSign...)
	c.spans = append(c.spans[:len(c.spans):len(c.spans)], Span{From: n, To: len(c.text), Style: Comment})
}

// arrowLeft is where the arrows of folds begin in the gutter.
func (v *View) arrowLeft() int { return v.gutterWidth() - v.markWidth() - v.face.cellW }

// paintArrow draws the arrow beside a number: down for what can be folded, to
// the right for what is.
func (v *View) paintArrow(row *image.RGBA, x int, state uint8, style Style) {
	f := v.face
	size := max(f.cellW*3/4, 4) &^ 1
	x += (f.cellW - size) / 2
	y := (f.cellH - size/2) / 2
	switch state {
	case foldOpen:
		for i := range size / 2 {
			v.paint.fill(row, x+i, y+i, size-2*i, 1, style)
		}
	case foldClosed:
		y -= size / 4
		x += size / 4
		for i := range size / 2 {
			v.paint.fill(row, x+i, y+i, 1, size-2*i, style)
		}
	}
}

// clickArrow folds or unfolds by a click on an arrow, and reports whether there
// was one.
func (v *View) clickArrow(x, off int) bool {
	if v.options.HideNumbers || x < v.arrowLeft()-v.face.cellW/2 || x >= v.gutterWidth() {
		return false
	}
	return v.ToggleFold(v.doc.Text().LineOf(off))
}
