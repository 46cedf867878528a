package textview

import (
	"fmt"
	"image"
	"strconv"
)

// hexDigits are pictures of the digits of 3 pixels by 5: rows from the top, three bits each.
var hexDigits = [16]uint16{
	0b111_101_101_101_111, 0b010_110_010_010_111, 0b111_001_111_100_111, 0b111_001_111_001_111,
	0b101_101_111_001_001, 0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_001_010_010,
	0b111_101_111_101_111, 0b111_101_111_001_111, 0b010_101_111_101_101, 0b110_101_110_101_110,
	0b011_100_100_100_011, 0b110_101_101_101_110, 0b111_100_110_100_111, 0b111_100_110_100_100,
}

const digitW, digitH = 3, 5

// missing stands for a character that no font has, or that has no ink: a tinted box with its
// number, as in U+0378, by which one such character is told from another. Where the text is
// too small for the digits it is an empty box.
func (p *painter) missing(img *image.RGBA, r rune, x, cells int) {
	f := p.face
	digits := fmt.Sprintf("%04x", r)
	columns := 2
	if cells > 1 {
		columns = (len(digits) + 1) / 2
	}
	rows := (len(digits) + columns - 1) / columns
	box := image.Rect(x, 0, x+cells*f.cellW, f.cellH)
	if box.Dx()-f.line >= columns*(digitW+1)-1 { // the next one may be a box too
		box.Max.X -= f.line
	}
	if box.Dy()-2*f.line >= rows*(digitH+1)-1 {
		box.Min.Y, box.Max.Y = f.line, f.cellH-f.line
	}
	size := min((box.Dx()+1)/(columns*(digitW+1)), (box.Dy()+1)/(rows*(digitH+1)))
	if size < 1 {
		p.box(img, x, cells)
		return
	}
	p.tint(img, box)
	left := box.Min.X + (box.Dx()-(columns*(digitW+1)-1)*size)/2
	top := box.Min.Y + (box.Dy()-(rows*(digitH+1)-1)*size)/2
	for i, d := range digits {
		value, _ := strconv.ParseUint(string(d), 16, 8)
		at := image.Pt(left+i%columns*(digitW+1)*size, top+i/columns*(digitH+1)*size)
		for bit := range digitW * digitH {
			if hexDigits[value]>>(digitW*digitH-1-bit)&1 != 0 {
				p.fill(img, at.X+bit%digitW*size, at.Y+bit/digitW*size, size, size, stylePlaceholder)
			}
		}
	}
}

// box is missing without the number.
func (p *painter) box(img *image.RGBA, x, cells int) {
	f := p.face
	l, w := f.line, cells*f.cellW-2*f.line
	top, bottom := f.cellH/5, f.baseline+l
	p.fill(img, x+l, top, w, l, stylePlaceholder)
	p.fill(img, x+l, bottom-l, w, l, stylePlaceholder)
	p.fill(img, x+l, top, l, bottom-top, stylePlaceholder)
	p.fill(img, x+w, top, l, bottom-top, stylePlaceholder)
}
