package textview

import (
	"encoding/binary"
	"image"
	"unicode/utf8"

	"holdfast/editor"
)

// rowContent is all that the pixels of a row depend on, besides the typeface
// and the palette.
type rowContent struct {
	text   []byte
	cell   int    // of the first byte, counted from the start of the line
	left   int    // cell at the left edge of the raster
	spans  []Span // offsets in text, sorted
	guides int    // indentation guides are drawn in this many cells
	base   int    // the first of them
	step   int    // cells between guides
	spaces bool   // white space is shown
	whole  bool   // text is the whole line, so it may be arranged
	tab    int
}

// painter draws rows into one buffer that it reuses: the graphics card has
// its own copy of what was drawn before.
type painter struct {
	face *typeface
	pal  *palette
	tell func() // see typeface.tile
	pix  []uint8
}

// canvas returns the cleared buffer as an image. It is valid until the next call.
func (p *painter) canvas(w, h int) *image.RGBA {
	n := w * h * 4
	if cap(p.pix) < n {
		p.pix = make([]uint8, n)
	}
	p.pix = p.pix[:n]
	clear(p.pix)
	return &image.RGBA{Pix: p.pix, Stride: 4 * w, Rect: image.Rect(0, 0, w, h)}
}

// row draws a row w device pixels wide.
func (p *painter) row(c *rowContent, w int) *image.RGBA {
	img := p.canvas(w, p.face.cellH)
	for g := c.step; g < c.guides; g += c.step {
		p.fill(img, p.x(c, c.base+g), 0, p.face.line, p.face.cellH, styleGuide)
	}
	if c.whole && hasRTL(c.text) {
		p.arranged(img, c)
	} else {
		p.straight(img, c, w)
	}
	return img
}

func (p *painter) x(c *rowContent, cell int) int { return (cell - c.left) * p.face.cellW }

func (p *painter) straight(img *image.RGBA, c *rowContent, w int) {
	st := styles{spans: c.spans}
	off, cell := 0, c.cell
	for off < len(c.text) && p.x(c, cell) < w {
		for n := off + plainRun(c.text[off:]); off < n; off++ {
			p.plain(img, c, c.text[off], p.x(c, cell), st.at(off))
			cell++
		}
		if off == len(c.text) {
			break
		}
		for k := range editor.Clusters(c.text[off:], c.tab, cell) {
			p.cluster(img, c, c.text[off:off+k.To], p.x(c, cell), k.Cells, st.at(off))
			off, cell = off+k.To, cell+k.Cells
			break
		}
	}
}

// plain draws an ASCII character.
func (p *painter) plain(img *image.RGBA, c *rowContent, b byte, x int, s look) {
	switch {
	case b == ' ':
		if c.spaces {
			p.dot(img, x)
		}
	case b < ' ' || b == 0x7f:
		sign, _ := standIn(rune(b))
		p.placeholder(img, sign, x, 1)
	default:
		p.blit(img, p.face.simple(rune(b)), x, s.style)
	}
	p.underline(img, x, 1, s)
}

// cluster draws anything else.
func (p *painter) cluster(img *image.RGBA, c *rowContent, cluster []byte, x, cells int, s look) {
	r, size, bad := firstRune(cluster)
	switch sign, hidden := standIn(r); {
	case r == '\t':
		if c.spaces {
			p.arrow(img, x, cells)
		}
	case bad:
		p.placeholder(img, '�', x, cells)
	case hidden:
		p.placeholder(img, sign, x, cells)
	default:
		var g *glyph
		if size == len(cluster) && cells == 1 {
			g = p.face.simple(r)
		}
		if g != nil {
			p.blit(img, g, x, s.style)
		} else {
			p.tile(img, p.face.tile(cluster, cells, p.tell), x, cells, s.style)
		}
		if hides(cluster) {
			p.fill(img, x, p.face.cellH-2*p.face.line, cells*p.face.cellW, 2*p.face.line, styleError)
		}
	}
	p.underline(img, x, cells, s)
}

func (p *painter) arranged(img *image.RGBA, c *rowContent) {
	st := styles{spans: c.spans}
	cs := arrange(c.text, c.tab)
	for i := 0; i < len(cs); i++ {
		if !cs[i].rtl {
			k := cs[i]
			p.cluster(img, c, c.text[k.From:k.To], p.x(c, k.Cell), k.Cells, st.at(k.From))
			continue
		}
		end := i
		for end < len(cs) && cs[end].rtl && cs[end].run == cs[i].run {
			end++
		}
		tiles := p.face.joined(c.text, cs[i:end], p.tell)
		for j, k := range cs[i:end] {
			x := p.x(c, k.Cell)
			look := st.at(k.From)
			r, _ := utf8.DecodeRune(c.text[k.From:])
			if _, hidden := standIn(r); hidden || tiles == nil {
				p.cluster(img, c, c.text[k.From:k.To], x, k.Cells, look)
			} else {
				p.tile(img, tiles[j], x, k.Cells, look.style)
				p.underline(img, x, k.Cells, look)
			}
		}
		i = end - 1
	}
}

// placeholder draws a sign in a tinted box.
func (p *painter) placeholder(img *image.RGBA, sign rune, x, cells int) {
	line := p.face.line
	p.tint(img, image.Rect(x, 2*line, x+cells*p.face.cellW-line, p.face.cellH-2*line))
	x += (cells - 1) * p.face.cellW / 2
	if g := p.face.simple(sign); g != nil {
		p.blit(img, g, x, stylePlaceholder)
		return
	}
	p.tile(img, p.face.tile([]byte(string(sign)), 1, p.tell), x, 1, stylePlaceholder)
}

// tint fills a box with the colour that lies behind placeholders.
func (p *painter) tint(img *image.RGBA, box image.Rectangle) {
	box = box.Intersect(img.Rect)
	b := p.pal.placeholder
	v := uint32(b.R) | uint32(b.G)<<8 | uint32(b.B)<<16 | 0xff<<24
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for i := img.PixOffset(box.Min.X, y); i < img.PixOffset(box.Max.X, y); i += 4 {
			binary.LittleEndian.PutUint32(img.Pix[i:], v)
		}
	}
}
