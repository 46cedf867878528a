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
	cell   int      // of the first byte, counted from the start of the line
	left   int      // cell at the left edge of the raster
	spans  []Span   // offsets in text, sorted
	guides int      // indentation guides are drawn in this many cells
	base   int      // the first of them
	step   int      // cells between guides
	spaces bool     // white space is shown
	order  []placed // where the clusters of the row are; nil if in the order of the text
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
	off, cell := 0, c.cell
	if c.order != nil {
		off, cell = p.arranged(img, c)
	}
	p.straight(img, c, w, off, cell)
	return img
}

func (p *painter) x(c *rowContent, cell int) int { return (cell - c.left) * p.face.cellW }

// straight draws what begins at an offset of the text, in its order.
func (p *painter) straight(img *image.RGBA, c *rowContent, w, off, cell int) {
	st := styles{spans: c.spans}
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

// arranged draws the row as it is ordered, and returns where it ends.
func (p *painter) arranged(img *image.RGBA, c *rowContent) (off, cell int) {
	st := styles{spans: c.spans}
	for i, end := 0, 0; i < len(c.order); i = end {
		for end = i + 1; c.order[i].rtl() && end < len(c.order) && c.order[end].rtl(); {
			end++
		}
		var tiles []*tile
		if c.order[i].rtl() {
			tiles = p.face.joined(c.text, c.order[i:end], p.tell)
		}
		for j, k := range c.order[i:end] {
			x, s := p.x(c, k.Cell), st.at(k.From)
			switch cluster := p.shown(c, k); {
			case len(cluster) == 1 && cluster[0] < utf8.RuneSelf && cluster[0] != '\t':
				p.plain(img, c, cluster[0], x, s)
			case tiles != nil && tiles[j] != nil:
				p.tile(img, tiles[j], x, k.Cells, s.style)
				p.underline(img, x, k.Cells, s)
			default:
				p.cluster(img, c, cluster, x, k.Cells, s)
			}
			off = k.To
		}
	}
	return off, rightEdge(c.order)
}

// shown is the cluster of the text that is drawn for one in its place: brackets open to
// where the text goes.
func (p *painter) shown(c *rowContent, k placed) []byte {
	cluster := c.text[k.From:k.To]
	if r, size, _ := firstRune(cluster); k.rtl() && size == len(cluster) && mirrored(r) != r {
		return []byte(string(mirrored(r)))
	}
	return cluster
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
