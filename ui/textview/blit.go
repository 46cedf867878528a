package textview

import (
	"encoding/binary"
	"image"
	"image/draw"
)

// blit inks a glyph whose cell begins at x.
func (p *painter) blit(img *image.RGBA, g *glyph, x int, s Style) {
	if g == nil || g.w == 0 {
		return
	}
	x += g.x
	from, to := max(0, -x), min(g.w, img.Rect.Dx()-x)
	lut := &p.pal.styles[s].lut
	for row := range min(g.h, img.Rect.Dy()-g.y) {
		if from >= to {
			return
		}
		src := g.pix[row*g.w+from : row*g.w+to]
		dst := img.Pix[(g.y+row)*img.Stride+4*(x+from):]
		for i, a := range src {
			if a == 0 {
				continue
			}
			d := dst[4*i : 4*i+4 : 4*i+4]
			v := lut[a]
			if old := binary.LittleEndian.Uint32(d); old != 0 && a != 0xff {
				v = blend(old, v, a)
			}
			binary.LittleEndian.PutUint32(d, v)
		}
	}
}

// blend lays the premultiplied pixel v of coverage a over another.
func blend(old, v uint32, a uint8) uint32 {
	k := uint32(255 - a)
	var out uint32
	for shift := 0; shift < 32; shift += 8 {
		out |= min(v>>shift&0xff+(old>>shift&0xff*k+127)/255, 255) << shift
	}
	return out
}

// tile draws a shaped cluster.
func (p *painter) tile(img *image.RGBA, t *tile, x, cells int, s Style) {
	switch {
	case t.mask != nil:
		p.blit(img, t.mask, x, s)
	case t.colour != nil:
		at := t.colour.Rect.Add(image.Pt(x, 0))
		draw.Draw(img, at, t.colour, image.Point{}, draw.Over)
	case t.missing != 0:
		p.missing(img, t.missing, x, cells)
	}
}

// fill paints a rectangle in the colour of a style.
func (p *painter) fill(img *image.RGBA, x, y, w, h int, s Style) {
	r := image.Rect(x, y, x+w, y+h).Intersect(img.Rect)
	v := p.pal.styles[s].lut[255]
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := img.Pix[y*img.Stride+4*r.Min.X : y*img.Stride+4*r.Max.X]
		for i := 0; i < len(row); i += 4 {
			binary.LittleEndian.PutUint32(row[i:], v)
		}
	}
}

// dot marks a space.
func (p *painter) dot(img *image.RGBA, x int) {
	f := p.face
	d := max(f.line, f.cellW/6)
	p.fill(img, x+(f.cellW-d)/2, f.baseline-round(f.fontPx*0.3)-d/2, d, d, styleSpace)
}

// arrow marks a tab.
func (p *painter) arrow(img *image.RGBA, x, cells int) {
	f := p.face
	y, end := f.baseline-round(f.fontPx*0.3), x+cells*f.cellW-2*f.line
	p.fill(img, x+2*f.line, y, end-x-2*f.line, f.line, styleSpace)
	for i := range max(f.cellW/3, 2) {
		p.fill(img, end-i-f.line, y-i, f.line, f.line, styleSpace)
		p.fill(img, end-i-f.line, y+i, f.line, f.line, styleSpace)
	}
}

// underline draws the wave below a problem.
func (p *painter) underline(img *image.RGBA, x, cells int, s look) {
	if s.severity == NoProblem {
		return
	}
	style := styleWarning
	if s.severity == Error {
		style = styleError
	}
	l := p.face.line
	for i := 0; i < cells*p.face.cellW; i += l {
		up := (x + i) / l % 4
		if up == 3 {
			up = 1
		}
		p.fill(img, x+i, p.face.cellH-(2+up)*l, l, l, style)
	}
}
