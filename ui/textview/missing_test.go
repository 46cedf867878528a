package textview

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// missing are characters that no font of these tests has: unassigned, for private use, East
// Asian, an emoji, and the last one there is.
var missing = []string{"\u0378", "\ue000", "\ue001", "\uf8ff", "\u4e2d", "\u6587", "😀", "\U000f0000", "\U000f0001", "\U0010fffd"}

// TestNoFontHasTheLetter: it is a box that tells one such letter from another, at each usual
// size, light and dark.
func TestNoFontHasTheLetter(t *testing.T) {
	for _, v := range []fyne.ThemeVariant{theme.VariantLight, theme.VariantDark} {
		for _, px := range []float32{13, 14, 18, 28, 56} {
			face := newTypeface(parseFont(theme.DefaultTextMonospaceFont()), px, px/14)
			p := &painter{face: face, pal: newPalette(theme.DefaultTheme(), v, 0), tell: func() {}}
			pictures := map[string]string{}
			for _, s := range missing {
				cells := cells([]byte(s), 8)
				img := p.row(&rowContent{text: []byte(s), tab: 8}, (cells+1)*face.cellW)
				if n := opaque(img); n < face.cellW*face.cellH/3 {
					t.Errorf("%v px: %+q is drawn with %d pixels", px, s, n)
				}
				for x := cells * face.cellW; x < img.Rect.Dx(); x++ {
					for y := range face.cellH {
						if img.RGBAAt(x, y).A != 0 {
							t.Fatalf("%v px: %+q reaches beyond its cells", px, s)
						}
					}
				}
				if other, ok := pictures[string(img.Pix)]; ok {
					t.Errorf("%v px: %+q looks like %+q", px, s, other)
				}
				pictures[string(img.Pix)] = s
			}
		}
	}
}

// opaque counts the pixels that hide what is behind them.
func opaque(img *image.RGBA) (n int) {
	for i := 3; i < len(img.Pix); i += 4 {
		if img.Pix[i] == 0xff {
			n++
		}
	}
	return n
}

// TestMissingLettersAreEdited as any others: each is a step of the caret, and is selected,
// typed and deleted whole.
func TestMissingLettersAreEdited(t *testing.T) {
	for _, s := range missing {
		r := newRig(t, "x"+s+"y")
		r.key(fyne.KeyRight)
		r.shift(fyne.KeyRight)
		r.want("x[" + s + "|]y")
		at, cell := r.rowOf(1 + len(s))
		if want := 1 + cells([]byte(s), 8); at != (rowPos{}) || cell != want {
			t.Errorf("%+q: the caret behind it is in cell %d, want %d", s, cell, want)
		}
		test.Type(r.View, s+s)
		r.key(fyne.KeyBackspace)
		r.want("x" + s + "|y")
	}
}

// TestAGlyphWithoutInk is no letter: what a font shows as nothing at all is shown by its box
// or its sign.
func TestAGlyphWithoutInk(t *testing.T) {
	r := newRig(t, "x")
	for _, s := range []string{"\u3164", "\u115f", "\u1160", "\uffa0", "\u2800", "\u034f", "\ufe0f", "\u17b4", "\U000e0100"} {
		img := r.paint.row(&rowContent{text: []byte(s), tab: 8}, 2*r.face.cellW)
		if allZero(img.Pix) {
			t.Errorf("%+q is not to be seen", s)
		}
	}
	if got := r.face.tile([]byte(" \u034f"), 1, nil).missing; got != 0x34f {
		t.Errorf("a joiner behind a space is shown as %U", got)
	}
}

// TestWhatAClusterHides is marked: it takes no room of its own.
func TestWhatAClusterHides(t *testing.T) {
	for s, want := range map[string]bool{
		"a\u200d": true, "a\ufe0f": true, "1\ufe0f": true, "a\u034f": true, "\u00e9\u034f": true, "a\U000e0100": true,
		"😀\ufe0f\U000e0101\U000e0102": true, "[\U000e0041": true, "\u2764\ufe0f": false, "1\ufe0f\u20e3": false,
		"a\u0301": false, "\u845b\U000e0100": false, "👨\u200d👩": false, "\u0627\u200d": false,
	} {
		if got := hides([]byte(s)); got != want {
			t.Errorf("%+q hides something: %v", s, got)
		}
	}
}
