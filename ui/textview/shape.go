package textview

import (
	"image"
	"image/color"
	"slices"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/go-text/render"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// tile is what a shaped cluster looks like: coverage to be inked, or pixels
// of its own for colour emoji.
type tile struct {
	mask    *glyph
	colour  *image.RGBA // x0 of the image is relative to the cluster's left edge
	missing rune        // no font has it: the row draws its number in a box
}

// empty reports whether there is nothing to see.
func (t *tile) empty() bool { return t.colour == nil && (t.mask == nil || t.mask.w == 0) }

type tileKey struct {
	cluster string
	cells   int
}

// maxTiles bounds the memory for shaped clusters, to some 8 MB. A page of
// Chinese shows up to two thousand.
const maxTiles = 16 << 10

// maxRuns bounds the memory for shaped right-to-left runs.
const maxRuns = 1024

// shaper turns clusters into tiles with HarfBuzz, choosing a font for each.
type shaper struct {
	t       *typeface
	hb      shaping.HarfbuzzShaper
	bundled []*font.Face
	emoji   *font.Face   // in colours, once one is found
	system  []*font.Face // the others found so far
}

func newShaper(t *typeface) *shaper { return &shaper{t: t} }

// tile returns the picture of a cluster that takes some cells. tell is called
// later, on any goroutine, if a font turns up that was not known yet.
func (t *typeface) tile(cluster []byte, cells int, tell func()) *tile {
	if got, ok := t.tiles[tileKey{string(cluster), cells}]; ok {
		return got
	}
	if len(t.tiles) > maxTiles {
		clear(t.tiles)
	}
	key := tileKey{string(cluster), cells}
	runes := []rune(key.cluster)
	got, final := t.shaper.shape(runes, cells, tell)
	if got.empty() {
		got = &tile{missing: runes[0]}
		if runes[0] == ' ' { // it is what comes behind it that is not to be seen
			got.missing = runes[len(runes)-1]
		}
	}
	if final {
		t.tiles[key] = got
	}
	return got
}

// shape makes the tile of a cluster. An odd font of the system may make the
// shaper panic; that must not take the user's text along.
func (s *shaper) shape(runes []rune, cells int, tell func()) (got *tile, final bool) {
	defer func() {
		if recover() != nil {
			got, final = &tile{}, true
		}
	}()
	face, known := s.face(runes, cells, tell)
	if face == nil {
		return &tile{}, known
	}
	if len(runes) == 1 && standsAlone(runes[0]) {
		return s.draw(s.single(runes[0], face), face, cells, false), known
	}
	out := s.run(runes, 0, len(runes), face, di.DirectionLTR)
	s.placeMarks(runes, &out)
	return s.draw(out, face, cells, false), known
}

// standsAlone reports whether a character looks the same wherever it stands:
// the East Asian ones. Shaping would find the same glyph at ten times the cost.
func standsAlone(r rune) bool {
	return r >= 0x2e80 && r < 0xa4d0 || r >= 0xac00 && r < 0xd7a4 || r >= 0xf900 && r < 0xfb00 ||
		r >= 0xff00 && r < 0xffe0 || r >= 0x20000 && r < 0x33480
}

// single is the output of shaping one character that stands alone.
func (s *shaper) single(r rune, face *font.Face) shaping.Output {
	gid, _ := face.NominalGlyph(r)
	advance := fixed.Int26_6(face.HorizontalAdvance(gid) * s.t.fontPx / float32(face.Upem()) * 64)
	return shaping.Output{Advance: advance, Glyphs: []shaping.Glyph{{GlyphID: gid, Advance: advance}}}
}

// run shapes a part of runes with the rest as context.
func (s *shaper) run(runes []rune, from, to int, face *font.Face, dir di.Direction) shaping.Output {
	return s.hb.Shape(shaping.Input{
		Text: runes, RunStart: from, RunEnd: to, Direction: dir, Face: face,
		Size: fixed.Int26_6(s.t.fontPx * 64), Script: scriptOf(runes[from:to]), Language: language.DefaultLanguage(),
	})
}

func scriptOf(runes []rune) language.Script {
	for _, r := range runes {
		if sc := language.LookupScript(r); sc != language.Common && sc != language.Inherited {
			return sc
		}
	}
	return language.Common
}

// face chooses the font for a cluster: for an emoji the one with colours, else the
// theme's, the bundled ones, then those of the system. known is false while the system
// is being searched for a better one.
func (s *shaper) face(runes []rune, cells int, tell func()) (face *font.Face, known bool) {
	if s.bundled == nil {
		s.load()
	}
	known = true
	if isEmoji(runes, cells) {
		if s.emoji != nil && covers(s.emoji, runes) {
			return s.emoji, true
		}
		var f *font.Font
		if f, known = installed.lookup(wanted{runes[0], true}, tell); f != nil {
			if s.emoji == nil {
				s.emoji = font.NewFace(f)
			}
			if covers(s.emoji, runes) {
				return s.emoji, true
			}
		}
	}
	for _, list := range [][]*font.Face{s.bundled, s.system} { // one look for a script, not for each letter
		for _, f := range list {
			if covers(f, runes) {
				return f, known
			}
		}
	}
	f, found := installed.lookup(wanted{r: runes[0]}, tell)
	if known = known && found; f != nil {
		return s.systemFace(f, runes[0]), known
	}
	if _, ok := s.t.primary.NominalGlyph(runes[0]); ok {
		return s.t.primary, known // marks are missing, the letter is not
	}
	return nil, known
}

// isEmoji reports whether a cluster is to be drawn in colours: U+FE0F asks for them and
// U+FE0E for a letter; without either it depends on the character, as its width does
// (Unicode, UTS #51, "Emoji_Presentation").
func isEmoji(runes []rune, cells int) bool {
	if cells != 2 || slices.Contains(runes, 0xfe0e) {
		return false
	}
	r := runes[0]
	return slices.Contains(runes, 0xfe0f) || r >= 0x231a && r <= 0x2b55 || r >= 0x1f000 && r <= 0x1faff
}

// systemFace returns the face of a font that was found for a character. A Face caches, so
// each goroutine needs its own. One with colours is not asked for other letters: an ordinary
// font may have them.
func (s *shaper) systemFace(f *font.Font, r rune) *font.Face {
	for _, face := range s.system {
		if face.Font == f {
			return face
		}
	}
	if s.emoji != nil && s.emoji.Font == f {
		return s.emoji
	}
	face := font.NewFace(f)
	if gid, _ := face.NominalGlyph(r); !inColour(face, gid) {
		s.system = append(s.system, face)
	}
	return face
}

func (s *shaper) load() {
	s.bundled = []*font.Face{s.t.primary}
	for _, res := range []fyne.Resource{theme.DefaultTextMonospaceFont(), theme.DefaultSymbolFont(), theme.DefaultTextFont()} {
		if res != nil {
			s.bundled = append(s.bundled, parseFont(res))
		}
	}
	if res := theme.DefaultEmojiFont(); res != nil { // nil with the tag no_emoji
		s.emoji = parseFont(res)
		s.bundled = append(s.bundled, s.emoji)
	}
}

// covers reports whether a font has what a cluster needs: everything but
// joiners and variation selectors, which have no shape.
func covers(f *font.Face, runes []rune) bool {
	for _, r := range runes {
		if r == 0x200c || r == 0x200d || r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0020 && r <= 0xe007f || r >= 0xe0100 && r <= 0xe01ef {
			continue
		}
		if _, ok := f.NominalGlyph(r); !ok {
			return false
		}
	}
	return true
}

// mostZoom is how much a letter may grow to fill two cells, and mostStretch how much wider
// the ligature of several letters may become to fill theirs: its strokes become as thick.
const mostZoom, mostStretch = 1.12, 1.4

// draw makes the tile of shaped glyphs, centred in their cells. With fit the
// outlines are stretched to the cells, so that joined letters join.
func (s *shaper) draw(out shaping.Output, face *font.Face, cells int, fit bool) *tile {
	width := float32(cells * s.t.cellW)
	advance := fix(out.Advance)
	var segments []font.Segment
	x := float32(0)
	upem := float32(face.Upem())
	scale := s.t.fontPx / upem
	for _, g := range out.Glyphs {
		outline, ok := outlineOf(face, g.GlyphID)
		if !ok {
			return s.drawColour(out, cells)
		}
		dx, dy := (x+fix(g.XOffset))/scale, fix(g.YOffset)/scale
		for _, seg := range outline.Segments {
			for i := range seg.Args {
				seg.Args[i].X += dx
				seg.Args[i].Y += dy
			}
			segments = append(segments, seg)
		}
		x += fix(g.Advance)
	}
	squeeze, stretch, before := float32(1), float32(1), float32(0.5)
	if face == s.t.primary {
		stretch = s.t.stretch
	}
	switch {
	case advance <= 0:
	case fit && cells > 1 && width > advance*mostStretch: // it joins the letter at its right
		squeeze, before = mostStretch, 1
	case fit || advance > width*1.1:
		squeeze = width / advance
	case cells == 2: // East Asian letters are as wide as an em, two cells are wider
		squeeze = min(width/advance, mostZoom)
		stretch = squeeze
	}
	for i := range segments {
		for j := range segments[i].Args {
			segments[i].Args[j].X *= squeeze
		}
	}
	g := s.t.fill(segments, scale, (width-advance*squeeze)*before, stretch, cells)
	return &tile{mask: g}
}

// outlineOf returns the outline of a glyph, if it is drawn by that: also of one in layers of
// colours (the table COLR, as in the emoji of Windows), since nothing here draws them.
func outlineOf(face *font.Face, gid font.GID) (font.GlyphOutline, bool) {
	switch data := face.GlyphData(gid).(type) {
	case font.GlyphOutline:
		return data, true
	case font.GlyphColor:
		return face.GlyphDataOutline(tables.GlyphID(gid))
	}
	return font.GlyphOutline{}, false
}

// drawColour draws what is not outlines: bitmaps and SVG.
func (s *shaper) drawColour(out shaping.Output, cells int) *tile {
	width := cells * s.t.cellW
	size := s.t.fontPx
	if a := fix(out.Advance); a > 0 && a != float32(width) {
		zoom := min(float32(width)/a, mostZoom)
		size *= zoom
		for i := range out.Glyphs {
			g := &out.Glyphs[i]
			for _, v := range []*fixed.Int26_6{&g.Width, &g.Height, &g.XBearing, &g.YBearing, &g.Advance, &g.XOffset, &g.YOffset} {
				*v = fixed.Int26_6(float32(*v) * zoom)
			}
		}
		out.Advance = fixed.Int26_6(float32(out.Advance) * zoom)
	}
	img := image.NewRGBA(image.Rect(0, 0, width, s.t.cellH))
	r := render.Renderer{FontSize: size, PixScale: 1, Color: color.White}
	r.DrawShapedRunAt(out, img, max(0, (width-out.Advance.Round())/2), s.t.baseline)
	if allZero(img.Pix) {
		return &tile{}
	}
	return &tile{colour: img}
}

func allZero(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}

func fix(v fixed.Int26_6) float32 { return float32(v) / 64 }

// firstRune decodes the first character; bad is true for a byte that is not
// UTF-8.
func firstRune(b []byte) (r rune, size int, bad bool) {
	r, size = utf8.DecodeRune(b)
	return r, size, r == utf8.RuneError && size <= 1
}
