package textview

import (
	"hash/maphash"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"holdfast/editor"
)

// rowPos names a row: a line, counted from 0, and the row within it, which is
// 0 unless lines wrap.
type rowPos struct{ line, sub int }

// visRow is a row on the screen.
type visRow struct {
	rowPos
	from, to int // bytes of the text, without the line break
	start    int // cell of from
	indent   int // cells before it in a row that continues a line
	left     int // cell at the left edge of the text area
	last     bool
}

// update brings the screen in line with the document. It is cheap when
// little changed, and every event ends here.
func (v *View) update() {
	if v.layers.back == nil || v.Size().IsZero() || v.measuring {
		return
	}
	v.measure()
	v.openAtCarets()
	v.clampTop()
	v.findRows()
	v.placeRows()
	v.placeBelow()
	v.placeGutter()
	v.placeCarets()
	v.placeBars()
	if at := v.Viewport(); at != v.seen.viewport {
		v.seen.viewport = at
		if v.OnScrolled != nil {
			v.OnScrolled()
		}
	}
}

// measure follows the scale, the theme and the size of the widget.
func (v *View) measure() {
	// Fyne may have to build what is around the view to find it, and that may
	// refresh the view.
	v.measuring = true
	scale := v.scale()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v)
	v.measuring = false
	v.snap = fyne.NewPos(offGrid(at.X*scale), offGrid(at.Y*scale))
	v.usePalette()
	face := typefaceFor(v.font(), v.textSize, scale)
	if face != v.face {
		v.face, v.paint.face = face, face
		v.fontGen++ // fonts of one size may have cells of one size
		v.topPx = min(v.topPx, face.cellH-1)
		v.wraps = wrapCache{}
	}
	s := v.Size()
	v.size = pxSize{round(s.Width * scale), round(s.Height * scale)}
	if v.layers.back.Size() != s {
		v.layers.back.Resize(s)
	}
}

// scale returns the device pixels of a unit of Fyne. Asking for the pixel of a
// far place is the public way to learn it: on macOS it includes the factor
// that Canvas.Scale leaves out.
func (v *View) scale() float32 {
	c := v.canvasOf()
	if c == nil {
		return 1
	}
	x, _ := c.PixelCoordinateForPosition(fyne.NewPos(4096, 0))
	return max(float32(x)/4096, 0.1)
}

// offGrid returns what is missing to the nearest whole pixel.
func offGrid(px float32) float32 { return float32(math.Round(float64(px))) - px }

// usePalette follows the theme.
func (v *View) usePalette() {
	variant := fyne.CurrentApp().Settings().ThemeVariant()
	th := v.Theme()
	if v.pal != nil && v.hooks.themed == (themed{th, variant, th.Color(theme.ColorNameBackground, variant), th.Color(theme.ColorNamePrimary, variant)}) {
		return
	}
	v.hooks.themed = themed{th, variant, th.Color(theme.ColorNameBackground, variant), th.Color(theme.ColorNamePrimary, variant)}
	gen := uint32(1)
	if v.pal != nil {
		gen = v.pal.gen + 1
	}
	v.pal = newPalette(th, variant, gen)
	v.paint.pal = v.pal
	v.layers.back.FillColor = v.pal.background
	if fyne.CurrentApp().Settings().Theme().Color(theme.ColorNameBackground, variant) == color.Color(v.pal.background) {
		// The window was cleared with it: a large rectangle is the dearest
		// thing to draw without a graphics card.
		v.layers.back.FillColor = color.Transparent
	}
	v.layers.current.FillColor = v.pal.current
	canvas.Refresh(v.layers.back)
	canvas.Refresh(v.layers.current)
}

// gutterWidth is the width in device pixels of line numbers and marks.
func (v *View) gutterWidth() int {
	if v.options.HideNumbers {
		return v.face.cellW
	}
	digits := 2
	for n := v.doc.Text().Lines(); n >= 100; n /= 10 {
		digits++
	}
	return (digits+2)*v.face.cellW + v.face.cellW/2 + v.markWidth()
}

// textLeft is where the text begins, textWidth the room it has.
func (v *View) textLeft() int { return v.gutterWidth() + v.face.cellW/2 }

func (v *View) textWidth() int { return max(v.size.w-v.textLeft()-v.barWidth(), v.face.cellW) }

// columns is the number of whole cells in a row, at least one. Rows that wrap
// leave a cell for the space that hangs over, and the caret after it.
func (v *View) columns() int {
	return max(v.textWidth()/v.face.cellW-flag(v.options.Wrap), 1)
}

// textHeight is the height of the rows, without the horizontal scrollbar.
func (v *View) textHeight() int {
	if v.hbarShown() {
		return max(v.size.h-v.barWidth(), v.face.cellH)
	}
	return max(v.size.h, v.face.cellH)
}

// pageRows is the number of rows that are wholly visible, at least one.
func (v *View) pageRows() int { return max(v.textHeight()/v.face.cellH, 1) }

// findRows lists the visible rows, and the parts of them that are in sight.
func (v *View) findRows() {
	v.rows = v.rows[:0]
	t := v.doc.Text()
	lines := t.Lines()
	v.lines.fill(t, v.version(), v.top.line, v.size.h/v.face.cellH+2)
	at := v.top
	for y := -v.topPx; y < v.size.h && at.line < lines; y += v.face.cellH {
		r := v.rowAt(at)
		v.rows = append(v.rows, r)
		if r.last {
			at = rowPos{line: v.lineAfter(at.line)}
		} else {
			at.sub++
		}
	}
	v.findParts()
}

// rowY returns the top of a visible row in device pixels.
func (v *View) rowY(i int) int { return i*v.face.cellH - v.topPx }

// hashSeed makes the keys of rows; they mean nothing outside the process.
var hashSeed = maphash.MakeSeed()

// placeRows gives every visible row a slot: the one that already shows the
// same, wherever it is, or a free one that is then painted.
func (v *View) placeRows() {
	if v.hooks.shown == nil {
		v.hooks.shown = map[uint64]*slot{}
	}
	shown := v.hooks.shown
	clear(shown)
	for _, s := range v.slots {
		s.used, s.next = false, nil
		if s.w > 0 {
			s.next = shown[s.key]
			shown[s.key] = s
		}
	}
	contents := v.hooks.contents[:0]
	for i, r := range v.rows {
		var c pending
		v.content(r, &c.rowContent, &v.hooks.buf)
		c.w = v.rowWidth(&c.rowContent)
		if c.w > 0 {
			c.key = v.rowKey(&c.rowContent, c.w)
			if s := shown[c.key]; s != nil {
				shown[c.key] = s.next
				s.used = true
				v.put(s.raster, v.textLeft(), v.rowY(i), s.w, v.face.cellH)
				c.w = 0
			}
		}
		contents = append(contents, c)
	}
	v.hooks.contents = contents
	free := 0
	for i := range contents {
		c := &contents[i]
		if c.w == 0 {
			continue
		}
		for free < len(v.slots) && v.slots[free].used {
			free++
		}
		if free == len(v.slots) {
			v.newSlot()
		}
		v.fillSlot(v.slots[free], c, i)
	}
	for _, s := range v.slots {
		if !s.used && s.w > 0 {
			s.park()
		}
	}
	v.hooks.buf = v.hooks.buf[:0]
}

// pending is a row that may have to be painted.
type pending struct {
	rowContent
	key uint64
	w   int
}

func (v *View) fillSlot(s *slot, c *pending, i int) {
	text, spans := append(s.content.text[:0], c.text...), append(s.content.spans[:0], c.spans...)
	s.content = c.rowContent
	s.content.text, s.content.spans = text, spans
	s.key, s.w, s.used = c.key, c.w, true
	size := v.unitsSize(s.w, v.face.cellH)
	if s.raster.Size() == size {
		s.raster.Refresh()
	} else {
		s.raster.Resize(size) // refreshes too
	}
	s.raster.Move(v.units(v.textLeft(), v.rowY(i)))
}

// rowKey is a hash of everything the pixels of a row depend on.
func (v *View) rowKey(c *rowContent, w int) uint64 {
	h := maphash.Bytes(hashSeed, c.text)
	add := func(x int) {
		h ^= uint64(x)
		h *= 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	add(c.cell)
	add(c.left)
	add(c.guides<<8 | c.step)
	add(c.base)
	add(c.tab<<1 | flag(c.spaces))
	for _, k := range c.order {
		add(k.Cell<<2 | int(k.level))
	}
	for _, s := range c.spans {
		add(s.From)
		add(s.To<<16 | int(s.Style)<<8 | int(s.Severity))
	}
	add(int(v.pal.gen)<<32 | int(v.fontGen))
	add(int(math.Float32bits(v.face.fontPx)))
	add(w)
	return h
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rowWidth returns how wide the raster of a row must be, in device pixels.
func (v *View) rowWidth(c *rowContent) int {
	_, end := skim(c.text, c.tab, c.cell, c.left+v.columns()+1, len(c.text))
	cells := max(end, c.base+c.guides) - c.left
	if len(c.text) > 0 {
		cells++ // a glyph may reach over the edge of its cell
	}
	return max(min(cells*v.face.cellW, v.size.w-v.textLeft()-v.barWidth()), 0)
}

// content fills in what a row shows. Bytes that had to be joined are kept in buf.
func (v *View) content(r visRow, c *rowContent, buf *[]Span) {
	t := v.doc.Text()
	c.left, c.tab, c.spaces = r.left, v.tab(), v.options.ShowSpaces
	cols := v.columns() + 1
	from, to := r.from, r.to
	c.cell = r.start
	switch {
	case to-from >= longLine:
		x := v.index(r.line)
		from, c.cell = x.offsetAt(t, r.left)
		to = min(to, from+cols*64)
		c.text = t.Slice(from, to)
		n, _ := skim(c.text, c.tab, c.cell, r.left+cols, len(c.text))
		c.text = c.text[:n]
	default:
		c.text = t.Slice(from, to)
		if c.order = v.order(r); c.order != nil {
			break
		}
		if r.left > r.start {
			var n int
			n, c.cell = skim(c.text, c.tab, r.start, r.left, len(c.text))
			from += n
			c.text = c.text[n:]
		}
		n, _ := skim(c.text, c.tab, c.cell, r.left+cols, len(c.text))
		c.text = c.text[:n]
	}
	if v.options.IndentGuides {
		c.step, c.base = v.indentStep(), r.zero()
		if c.guides = r.indent; r.sub == 0 {
			c.guides = v.guidesOf(r.line)
		}
	}
	if v.hooks.styler != nil {
		c.spans = v.spans(from, from+len(c.text), buf)
	}
	v.addFoldSign(r, c)
}

// spans asks the styler and returns offsets relative to from.
func (v *View) spans(from, to int, buf *[]Span) []Span {
	start := len(*buf)
	for _, s := range v.hooks.styler.Styles(v.doc.Version(), from, to) {
		if s.To <= from || s.From >= to {
			continue
		}
		s.From, s.To = max(s.From, from)-from, min(s.To, to)-from
		*buf = append(*buf, s)
	}
	return (*buf)[start:len(*buf):len(*buf)]
}

// index returns the index of a long line.
func (v *View) index(line int) *lineIndex {
	from, to := v.lineSpan(line)
	return v.indexes.of(v.doc.Text(), v.doc.Version(), from, to, v.tab())
}

// lineSpan returns the bytes of a line without its break.
func (v *View) lineSpan(line int) (from, to int) {
	t := v.doc.Text()
	if s, ok := v.lines.span(t, v.version(), line); ok {
		return s.from, s.to
	}
	return t.LineStart(line), t.LineEnd(line)
}

// indentStep returns the cells of one level of indentation.
func (v *View) indentStep() int {
	if v.settings.IndentWidth > 0 {
		return v.settings.IndentWidth
	}
	return v.tab()
}

// version is a shorthand for the version shown.
func (v *View) version() editor.Version { return v.doc.Version() }
