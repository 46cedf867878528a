package textview

import "fyne.io/fyne/v2"

// barWidth is the breadth of a scrollbar in device pixels.
func (v *View) barWidth() int { return round(barBreadth * v.face.scale) }

// hbarShown reports whether there is something to scroll to sideways.
func (v *View) hbarShown() bool {
	return !v.options.Wrap && (v.widest > v.columns() || v.left > 0)
}

// placeBars brings the scrollbars in line. The width of the content is that
// of the widest row seen so far: nobody can know more of a file that was not
// read through.
func (v *View) placeBars() {
	if !v.options.Wrap {
		v.noteWidest()
	}
	w, bar := v.size.w, v.barWidth()
	v.put(v.vbar, w-bar, 0, bar, v.textHeight())
	from, length := v.verticalShare()
	v.vbar.show(from, length)
	if !v.hbarShown() {
		v.hbar.Move(parked)
		return
	}
	v.put(v.hbar, 0, v.size.h-bar, w, bar)
	total := float64(max(v.widest+2, v.left+v.columns()))
	v.hbar.show(float64(v.left)/total, float64(v.columns())/total)
}

// noteWidest looks at the rows on the screen.
func (v *View) noteWidest() {
	for _, r := range v.rows {
		if r.to-r.from <= v.widest { // a cell takes at least a byte, but for tabs
			continue
		}
		if cell := v.endOf(r); cell > v.widest {
			v.widest = cell
		}
	}
}

// verticalShare returns where the view is in the text, in rows, or in lines
// if they wrap: the rows of a whole file are not known.
func (v *View) verticalShare() (from, length float64) {
	lines := float64(v.shownLines())
	page := float64(v.textHeight()) / float64(v.face.cellH)
	top := float64(v.toShown(v.top.line)) + float64(v.topPx)/float64(v.face.cellH)
	if v.options.Wrap {
		if len(v.rows) > 0 {
			page = float64(v.toShown(v.rows[len(v.rows)-1].line)-v.toShown(v.rows[0].line)) + 1
			in := float64(v.rowsIn(v.top.line))
			top = float64(v.toShown(v.top.line)) + (float64(v.top.sub)+float64(v.topPx)/float64(v.face.cellH))/in
		}
		if v.top == (rowPos{}) && v.rowsUpTo(v.pageRows()+1) <= v.pageRows() {
			return 0, 1
		}
		page = min(page, lines*0.98)
	}
	if lines <= page {
		return 0, 1
	}
	return top / lines, page / lines
}

// scrollTo scrolls to a share of the way there is.
func (v *View) scrollTo(vertical bool, share float64) {
	v.glide.stop()
	if !vertical {
		v.left = int(share*float64(v.maxLeft()) + 0.5)
		v.update()
		return
	}
	lines := v.shownLines()
	rows := share * max(float64(lines)-float64(v.textHeight())/float64(v.face.cellH), 0)
	if v.options.Wrap {
		rows = share * float64(lines-1)
	}
	v.top, v.topPx = rowPos{line: v.fromShown(int(rows))}, 0
	if v.options.Wrap {
		v.top.sub = int((rows - float64(int(rows))) * float64(v.rowsIn(v.top.line)))
	} else {
		v.topPx = int((rows-float64(int(rows)))*float64(v.face.cellH) + 0.5)
	}
	v.clampTop()
	v.update()
}

// page scrolls by a page, keeping a row of context.
func (v *View) page(vertical bool, dir int) {
	v.glide.stop()
	if !vertical {
		v.scrollCells(dir * max(v.columns()-4, 1))
		return
	}
	v.scrollBy(dir * max(v.pageRows()-1, 1) * v.face.cellH)
	v.update()
}

// inView reports whether a position is on the text, not on a scrollbar.
func (v *View) inView(p fyne.Position) bool {
	x, y := v.pixels(p)
	return x >= 0 && y >= 0 && x < v.size.w-v.barWidth() && y < v.textHeight()
}
