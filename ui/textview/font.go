package textview

import (
	"bytes"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
)

// metrics is the grid of the view in device pixels.
type metrics struct {
	cellW, cellH int
	baseline     int     // from the top of a row
	fontPx       float32 // size of the font
	stretch      float32 // vertical stretch that puts the x-height on a whole pixel
	line         int     // thickness of a thin line
	scale        float32 // device pixels per unit of Fyne
}

// rowSpacing is the height of a row for one em of text.
const rowSpacing = 1.38

// eastAbove and eastBelow are how far East Asian letters reach from the baseline, for
// one em of text. A chosen font may itself need less, as Nimbus Mono does, but they
// stand in its rows.
const eastAbove, eastBelow = 0.88, 0.12

// typeface is a font at one size, with everything that was drawn from it.
// It belongs to the goroutine of the user interface.
type typeface struct {
	metrics
	primary *font.Face
	ascii   [128]*glyph
	glyphs  map[rune]*glyph
	tiles   map[tileKey]*tile
	runs    map[string][]*tile
	shaper  *shaper
}

type typefaceKey struct {
	name  string
	bytes int
	px    float32
	scale float32
}

// typefaces are shared by the views of a program: a second tab must not parse
// the font again. Only the goroutine of the user interface uses them.
var typefaces = map[typefaceKey]*typeface{}

// maxTypefaces bounds what stays after the user tried many sizes.
const maxTypefaces = 6

// typefaceFor returns a font at a size in Fyne units.
func typefaceFor(res fyne.Resource, size, scale float32) *typeface {
	key := typefaceKey{res.Name(), len(res.Content()), size, scale}
	if t, ok := typefaces[key]; ok {
		return t
	}
	if len(typefaces) >= maxTypefaces {
		clear(typefaces)
	}
	t := newTypeface(parseFont(res), size, scale)
	typefaces[key] = t
	return t
}

// parsed holds the fonts of the theme, by name and length.
var parsed = map[typefaceKey]*font.Face{}

// parseFont parses a font, or falls back to the one that comes with Fyne.
func parseFont(res fyne.Resource) *font.Face {
	key := typefaceKey{name: res.Name(), bytes: len(res.Content())}
	if f, ok := parsed[key]; ok {
		return f
	}
	f, err := font.ParseTTF(bytes.NewReader(res.Content()))
	if err != nil {
		fyne.LogError("cannot read the font "+res.Name(), err)
		f, err = font.ParseTTF(bytes.NewReader(theme.DefaultTextMonospaceFont().Content()))
		if err != nil {
			panic(err) // the bundled font is part of the program
		}
	}
	parsed[key] = f
	return f
}

func newTypeface(f *font.Face, size, scale float32) *typeface {
	t := &typeface{primary: f, glyphs: map[rune]*glyph{}, tiles: map[tileKey]*tile{}, runs: map[string][]*tile{}}
	upem := float32(f.Upem())
	px := max(size*scale, 4)
	advance := px * 0.6
	if gid, ok := f.NominalGlyph('0'); ok {
		advance = f.HorizontalAdvance(gid) * px / upem
	}
	ascent, descent := px*0.93, px*0.24
	if e, ok := f.FontHExtents(); ok {
		ascent, descent = e.Ascender*px/upem, -e.Descender*px/upem
	}
	above, below := max(ascent, px*eastAbove*mostZoom), max(descent, px*eastBelow*mostZoom)
	xHeight := f.LineMetric(font.XHeight) * px / upem
	t.metrics = metrics{
		cellW:   max(round(advance), 2),
		fontPx:  px,
		stretch: 1,
		line:    max(round(scale), 1),
		scale:   scale,
	}
	if xHeight > 2 {
		t.stretch = float32(round(xHeight)) / xHeight
	}
	t.cellH = max(round(px*rowSpacing), round(above+below))
	t.baseline = round((float32(t.cellH) + ascent - descent) / 2)
	t.baseline = min(max(t.baseline, round(above)), t.cellH-round(below))
	t.shaper = newShaper(t)
	return t
}

func round(f float32) int { return int(math.Round(float64(f))) }
