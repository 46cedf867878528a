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

// TestMarksStayInTheirRow: what a letter and its marks look like is not cut at the edge of
// the row. Cut marks run into one another or are lost, so that there are fewer parts of ink
// than in a row that has room for all of it.
func TestMarksStayInTheirRow(t *testing.T) {
	for _, px := range []float32{28, 56} {
		row, room := newTypeface(parseFont(theme.DefaultTextMonospaceFont()), px, 1), newTypeface(parseFont(theme.DefaultTextMonospaceFont()), px, 1)
		room.baseline, room.cellH = 4*room.cellH, 8*room.cellH
		for _, cluster := range []string{
			"A\u0323\u030a\u0301", "E\u0323\u0302", "Z\u0324\u0308", "E\u0302\u0301", "A\u0306\u0309", "O\u031b\u0309",
			"Q\u030c\u0301", "W\u0308\u0304", "g\u0331\u0323", "\u1ec6", "\u1ea8",
		} {
			cut, whole := row.tile([]byte(cluster), 1, func() {}).mask, room.tile([]byte(cluster), 1, func() {}).mask
			if got, want := parts(cut), parts(whole); got != want {
				t.Errorf("%v px: %+q has %d parts, want %d", px, cluster, got, want)
			}
			if got, want := covered(cut), covered(whole); got < want*7/10 {
				t.Errorf("%v px: %+q has ink for %d pixels, want %d", px, cluster, got, want)
			}
		}
	}
}

// covered is how many pixels the ink of a glyph would fill.
func covered(g *glyph) int {
	sum := 0
	for _, a := range g.pix {
		sum += int(a)
	}
	return sum / 0xff
}

// parts counts the connected parts of a glyph that are at least half covered.
func parts(g *glyph) (n int) {
	seen := make([]bool, len(g.pix))
	var spread func(x, y int)
	spread = func(x, y int) {
		if x < 0 || y < 0 || x >= g.w || y >= g.h || seen[y*g.w+x] || g.pix[y*g.w+x] < 0x80 {
			return
		}
		seen[y*g.w+x] = true
		spread(x-1, y)
		spread(x+1, y)
		spread(x, y-1)
		spread(x, y+1)
	}
	for i, a := range g.pix {
		if a >= 0x80 && !seen[i] {
			n++
			spread(i%g.w, i/g.w)
		}
	}
	return n
}
