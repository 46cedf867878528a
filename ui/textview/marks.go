package textview

import (
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// isDiacritic reports whether a rune is a combining mark of Latin, Greek and the like
// that stands above, through or below one letter.
func isDiacritic(r rune) bool {
	return r >= 0x300 && r < 0x35c || r >= 0x363 && r < 0x370 || r >= 0x1ab0 && r < 0x1b00 ||
		r >= 0x1dc0 && r < 0x1e00 || r >= 0x20d0 && r < 0x20f1
}

// placeMarks puts the marks of a shaped letter in their places where the font says none:
// fonts have places for marks on a, but often not on the ä that a and the first mark become.
// Such a mark stands in the middle of its letter, and no mark lies on the one before it as
// long as the row has room for all of it, drawn flatter (typeface.fill).
func (s *shaper) placeMarks(runes []rune, out *shaping.Output) {
	if len(out.Glyphs) < 2 {
		return
	}
	for _, r := range runes[1:] {
		if !isDiacritic(r) {
			return
		}
	}
	px := func(v float32) fixed.Int26_6 { return fixed.Int26_6(v * 64) }
	gap, above := px(s.t.fontPx/16), px(s.t.fontPx/2)
	roof := px(float32(s.t.baseline) / s.t.stretch / leastFlat)
	floor := -px(float32(s.t.cellH-s.t.baseline) / s.t.stretch / leastFlat)
	letter := out.Glyphs[0]
	top, bottom := letter.YBearing, letter.YBearing+letter.Height
	for i := 1; i < len(out.Glyphs); i++ {
		g := &out.Glyphs[i]
		if g.GlyphID == 0 {
			return // the box of a missing mark would hide the letter
		}
		if g.Advance != 0 || g.XOffset == 0 && g.XBearing >= 0 { // beside the letter
			g.XOffset = letter.XBearing + (letter.Width-g.Width)/2 - g.XBearing - letter.Advance
			out.Advance -= g.Advance
			g.Advance = 0
		}
		high, low, move := g.YBearing+g.YOffset, g.YBearing+g.Height+g.YOffset, fixed.Int26_6(0)
		switch placed := g.YOffset != 0; { // what is neither above nor below goes through the letter
		case low > above:
			if !placed && low < top {
				move = max(min(top+gap-low, roof-high), 0)
			}
			top = max(top, high+move)
		case high < 0:
			if !placed && high > bottom {
				move = min(max(bottom-gap-high, floor-low), 0)
			}
			bottom = min(bottom, low+move)
		}
		g.YOffset += move
	}
}
