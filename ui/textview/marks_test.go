package textview

import (
	"testing"

	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/di"
)

// TestMarksStandOverTheirLetter, also those for which the font has no place: they are in
// the letter's cell, and a second one is beyond the first as far as the row has room.
func TestMarksStandOverTheirLetter(t *testing.T) {
	for _, px := range []float32{9, 14, 28, 56} {
		face := newTypeface(parseFont(theme.DefaultTextMonospaceFont()), px, 1)
		draw := func(cluster string) *glyph {
			m := face.tile([]byte(cluster), 1, func() {}).mask
			if m == nil || m.w == 0 {
				t.Fatalf("%v px: %+q is not drawn", px, cluster)
			}
			return m
		}
		for _, c := range []struct {
			less, more string
			grows      int // 1 upwards, -1 downwards, 0 for a mark through the letter
		}{
			{"o\u0304", "o\u0304\u0301", 1},
			{"a\u0304", "a\u0304\u0308", 1},
			{"q\u0307", "q\u0307\u0304", 1},
			{"e\u0323", "e\u0323\u0331", -1},
			{"e\u0323", "e\u0323\u0301", 1},
			{"n\u0303", "n\u0303\u0301\u0304\u0308", 1},
			{"W\u0302", "W\u0302\u0304", 1},
			{"o\u0304", "o\u0304\u0338", 0},
		} {
			less, more := draw(c.less), draw(c.more)
			if more.x < -1 || more.x+more.w > face.cellW+1 {
				t.Errorf("%v px: %+q reaches from %d to %d in a cell of %d", px, c.more, more.x, more.x+more.w, face.cellW)
			}
			if c.grows > 0 && more.y >= less.y && more.y > 0 {
				t.Errorf("%v px: %+q begins at %d, %+q at %d", px, c.more, more.y, c.less, less.y)
			}
			if end := more.y + more.h; c.grows < 0 && end <= less.y+less.h && end < face.cellH {
				t.Errorf("%v px: %+q ends at %d, %+q at %d", px, c.more, end, c.less, less.y+less.h)
			}
			if c.grows != 0 {
				continue
			}
			runes := []rune(c.more)
			font, _ := face.shaper.face(runes, 1, func() {})
			out := face.shaper.run(runes, 0, len(runes), font, di.DirectionLTR)
			if face.shaper.placeMarks(runes, &out); len(out.Glyphs) < 2 || out.Advance != out.Glyphs[0].Advance {
				t.Errorf("%v px: %+q is %v wide in %d glyphs", px, c.more, out.Advance, len(out.Glyphs))
			}
		}
	}
}
