package textview

import (
	"image"
	"image/color"
	"strconv"
)

// Mark says what a line is marked with in the gutter; marks combine.
type Mark uint8

// The marks. Added and Modified speak of the line against the saved file,
// RemovedBelow says that lines after it are gone.
const (
	Added Mark = 1 << iota
	Modified
	RemovedBelow
	HasWarning
	HasError
)

// gutterContent is what the gutter shows.
type gutterContent struct {
	rows []gutterRow
	w    int
	key  uint64
}

type gutterRow struct {
	number int // 0 for a row that continues a line
	here   bool
	mark   Mark
	fold   uint8
}

// markWidth is the room for marks, beside the numbers.
func (v *View) markWidth() int { return 3 * v.face.line }

// placeGutter shows the numbers of the visible rows in one raster: redrawn
// when the rows change, moved when they scroll by part of a row.
func (v *View) placeGutter() {
	g := &v.layers.gutterRow
	g.rows = g.rows[:0]
	here := v.doc.Text().LineOf(v.doc.Selection().Main().Head)
	key := uint64(v.gutterWidth())<<32 ^ uint64(v.pal.gen)<<16 ^ uint64(v.fontGen)<<48 ^ uint64(v.face.cellH)
	for _, r := range v.rows {
		row := gutterRow{here: r.line == here}
		if r.sub == 0 {
			row.number = r.line + 1
			row.fold = v.foldState(r.line)
			if v.hooks.numbers != nil {
				row.number = v.hooks.numbers(r.line) + 1
			}
		}
		if v.hooks.marks != nil {
			row.mark = v.hooks.marks(r.line)
		}
		g.rows = append(g.rows, row)
		key = (key ^ uint64(row.number<<11|int(row.fold)<<9|int(row.mark)<<1|flag(row.here))) * 0x9e3779b97f4a7c15
		key ^= key >> 31
	}
	g.w = v.gutterWidth()
	if v.options.HideNumbers {
		v.layers.gutter.Move(parked)
		return
	}
	size := v.unitsSize(g.w, len(g.rows)*v.face.cellH)
	if v.layers.gutter.Size() != size {
		v.layers.gutter.Resize(size)
	} else if key != g.key {
		v.layers.gutter.Refresh()
	}
	g.key = key
	v.layers.gutter.Move(v.units(0, -v.topPx))
}

func (v *View) paintGutter(int, int) image.Image {
	g := &v.layers.gutterRow
	if v.face == nil || len(g.rows) == 0 {
		return image.NewUniform(color.Transparent)
	}
	f := v.face
	img := v.paint.canvas(g.w, len(g.rows)*f.cellH)
	var digits [20]byte
	for i, r := range g.rows {
		row := &image.RGBA{Pix: img.Pix[i*f.cellH*img.Stride:], Stride: img.Stride, Rect: image.Rect(0, 0, g.w, f.cellH)}
		style := styleNumber
		if r.here {
			style = styleNumberHere
		}
		if r.number > 0 {
			text := strconv.AppendInt(digits[:0], int64(r.number), 10)
			x := g.w - v.markWidth() - f.cellW - len(text)*f.cellW
			for _, d := range text {
				v.paint.blit(row, f.simple(rune(d)), x, style)
				x += f.cellW
			}
			v.paintProblem(row, r.mark)
			v.paintArrow(row, v.arrowLeft(), r.fold, style)
		}
		v.paintChange(row, g.w, r.mark)
	}
	return img
}

// paintProblem draws the dot or square before the number.
func (v *View) paintProblem(row *image.RGBA, m Mark) {
	f := v.face
	d := max(f.cellW*3/4, 4)
	x, y := f.cellW/4, (f.cellH-d)/2
	switch {
	case m&HasError != 0:
		v.paint.fill(row, x, y, d, d, styleError)
	case m&HasWarning != 0: // another shape: colour alone must not tell
		for i := range d {
			w := (i + 2) / 2 * 2
			v.paint.fill(row, x+(d-w)/2, y+i, min(w, d), 1, styleWarning)
		}
	}
}

// paintChange draws the bar at the edge of the text.
func (v *View) paintChange(row *image.RGBA, w int, m Mark) {
	l, h := v.face.line, v.face.cellH
	x := w - 3*l
	switch {
	case m&Added != 0:
		v.paint.fill(row, x, 0, 3*l, h, styleAdded)
	case m&Modified != 0: // broken, to be told from added without colour
		for y := 0; y < h; y += 4 * l {
			v.paint.fill(row, x, y, 3*l, 2*l, styleModified)
		}
	}
	if m&RemovedBelow != 0 {
		v.paint.fill(row, x-3*l, h-2*l, 6*l, 2*l, styleRemoved)
	}
}
