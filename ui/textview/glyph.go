package textview

import (
	"image"
	"image/draw"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"
)

// glyph is the coverage of a simple character, one byte per pixel, trimmed.
type glyph struct {
	pix  []uint8
	w, h int
	x, y int // of the trimmed box, from the left edge of the cell and the top of the row
}

// simple returns the glyph of a rune that needs no shaping, or nil.
func (t *typeface) simple(r rune) *glyph {
	if r < 128 {
		g := t.ascii[r]
		if g == nil {
			g = t.rasterise(r)
			t.ascii[r] = g
		}
		return g
	}
	g, ok := t.glyphs[r]
	if !ok {
		if isSimple(r) {
			g = t.rasterise(r)
		}
		t.glyphs[r] = g
	}
	return g
}

// isSimple reports whether a rune on its own can be drawn by placing its
// glyph: Latin, Greek, Cyrillic, Armenian, Georgian, punctuation, arrows,
// mathematical and technical signs, box drawing and block elements.
func isSimple(r rune) bool {
	switch {
	case r < 0x300, r >= 0x370 && r < 0x590:
		return true
	case r >= 0x10a0 && r < 0x1100, r >= 0x1e00 && r < 0x2000:
		return true
	case r >= 0x2010 && r < 0x2028, r >= 0x2030 && r < 0x2060, r >= 0x2070 && r < 0x20d0:
		return true
	case r >= 0x2100 && r < 0x231a, r >= 0x2320 && r < 0x23e9, r >= 0x2400 && r < 0x25fd:
		return true
	}
	return r >= 0xfffd && r < 0xfffe
}

// rasterise draws the glyph of the primary font, or returns nil if it has none.
func (t *typeface) rasterise(r rune) *glyph {
	gid, ok := t.primary.NominalGlyph(r)
	if !ok {
		return nil
	}
	outline, ok := t.primary.GlyphData(gid).(font.GlyphOutline)
	if !ok {
		return nil
	}
	s := t.fontPx / float32(t.primary.Upem())
	x := (float32(t.cellW) - t.primary.HorizontalAdvance(gid)*s) / 2
	return t.fill(outline.Segments, s, x, t.stretch, 1)
}

// leastFlat is how flat an outline may become so that its row holds it. A capital letter
// with two marks needs 0.8.
const leastFlat = 0.65

// flattened is what the heights above and below the baseline of an outline that is scaled
// by s are multiplied with to stay within the row.
func (t *typeface) flattened(segments []font.Segment, s float32) (above, below float32) {
	top, bottom := float32(0), float32(0)
	for _, seg := range segments {
		for _, p := range seg.ArgsSlice() {
			top, bottom = max(top, p.Y*s), min(bottom, p.Y*s)
		}
	}
	above, below = 1, 1
	if roof := float32(t.baseline); top > roof {
		above = max(roof/top, leastFlat)
	}
	if floor := float32(t.baseline - t.cellH); bottom < floor {
		below = max(floor/bottom, leastFlat)
	}
	return above, below
}

// fill draws an outline with its origin at x in a box that reaches one cell
// beyond its cells on both sides, and trims it. What is too high for the row is
// drawn flatter: letters with marks lose neither.
func (t *typeface) fill(segments []font.Segment, s, x, stretch float32, cells int) *glyph {
	above, below := t.flattened(segments, s*stretch)
	margin := t.cellW
	w, h := (cells+2)*t.cellW, t.cellH
	z := vector.NewRasterizer(w, h)
	ox, oy := x+float32(margin), float32(t.baseline)
	at := func(p font.SegmentPoint) (float32, float32) {
		y := p.Y * s * stretch
		if y > 0 {
			return ox + p.X*s, oy - y*above
		}
		return ox + p.X*s, oy - y*below
	}
	for _, seg := range segments {
		ax, ay := at(seg.Args[0])
		bx, by := at(seg.Args[1])
		cx, cy := at(seg.Args[2])
		switch seg.Op {
		case opentype.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			z.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			z.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			z.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	z.ClosePath()
	m := image.NewAlpha(image.Rect(0, 0, w, h))
	z.DrawOp = draw.Src
	z.Draw(m, m.Rect, image.Opaque, image.Point{})
	return trim(m, margin)
}

// trim cuts a mask to what is not empty.
func trim(m *image.Alpha, margin int) *glyph {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	x0, y0, x1, y1 := w, h, 0, 0
	for y := range h {
		for x, a := range m.Pix[y*m.Stride : y*m.Stride+w] {
			if a != 0 {
				x0, x1 = min(x0, x), max(x1, x+1)
				y0, y1 = min(y0, y), max(y1, y+1)
			}
		}
	}
	if x0 >= x1 {
		return &glyph{}
	}
	g := &glyph{w: x1 - x0, h: y1 - y0, x: x0 - margin, y: y0}
	g.pix = make([]uint8, 0, g.w*g.h)
	for y := y0; y < y1; y++ {
		g.pix = append(g.pix, m.Pix[y*m.Stride+x0:y*m.Stride+x1]...)
	}
	return g
}
