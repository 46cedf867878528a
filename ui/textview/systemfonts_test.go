package textview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"

	"holdfast/editor"
)

// TestSystemFonts asks for the same letter twice. Whether the machine has a
// font is left open.
func TestSystemFonts(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // the scanner keeps an index there
	s := newSystemFonts()
	told := make(chan bool, 2)
	tell := func() { told <- true }
	for range 2 {
		if _, known := s.lookup(wanted{r: 'a'}, tell); known {
			t.Fatal("known before it was looked for")
		}
	}
	<-told
	<-told
	f, known := s.lookup(wanted{r: 'a'}, tell)
	if !known {
		t.Fatal("not known after it was found")
	}
	if f == nil {
		t.Skip("this machine has no fonts")
	}
	if _, ok := f.NominalGlyph('a'); !ok {
		t.Error("the font lacks the letter")
	}
	if _, known := (*systemFonts)(nil).lookup(wanted{r: 'a'}, tell); !known {
		t.Error("no fonts at all, and yet it waits")
	}
}

// TestFontTurnsUp checks that rows are painted again, once, after fonts were
// found in a burst.
func TestFontTurnsUp(t *testing.T) {
	r := newRig(t, "text\n")
	painted := map[*slot]uint64{}
	paintNew(r.View, painted)
	for range 5 {
		r.paint.tell()
	}
	gen := r.fontGen
	r.fire(1)
	if r.fontGen != gen+1 {
		t.Errorf("the fonts were counted %d times", r.fontGen-gen)
	}
	if s := r.slots[0]; painted[s] == s.key {
		t.Error("the row was not painted again")
	}
}

// emojiFonts returns the fonts of the machine, asked for their emoji, and skips the test
// where there is no font of them.
func emojiFonts(t *testing.T) (fm *fontscan.FontMap, emoji *font.Font) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	fm = fontscan.NewFontMap(quiet{})
	if err := fm.UseSystemFonts(""); err != nil {
		t.Skip("no fonts here: ", err)
	}
	fm.SetQuery(fontscan.Query{Families: []string{fontscan.Emoji}})
	face := fm.ResolveFace('😀')
	if face == nil || !strings.Contains(face.Describe().Family, "Emoji") {
		t.Skip("this machine has no font of emoji")
	}
	return fm, face.Font
}

// TestEmojiComeInColour wants the font of emoji for what is to be an emoji, also where
// ordinary fonts have it, if one is installed; and the others for all else.
func TestEmojiComeInColour(t *testing.T) {
	fm, emoji := emojiFonts(t)
	for _, r := range "😀❤⌚1" {
		if got := resolve(fm, wanted{r, true}); got != emoji {
			t.Errorf("%c as an emoji is taken from %v", r, got)
		}
	}
	for _, w := range []wanted{{'中', false}, {'中', true}, {'1', false}} {
		if got := resolve(fm, w); got == emoji {
			t.Errorf("%v is taken from the font of emoji", w)
		}
	}
}

// TestPresentation: an emoji has its colours where the text asks for them, by U+FE0F or by a
// character that has them of itself, whatever was drawn before it; and where U+FE0E asks for
// a letter it is one.
func TestPresentation(t *testing.T) {
	emojiFonts(t)
	defer func(old *systemFonts) { installed = old }(installed)
	installed = newSystemFonts()
	face := newTypeface(parseFont(theme.DefaultTextMonospaceFont()), 14, 1)
	tile := func(cluster string) *tile {
		var cells int
		for c := range editor.Clusters([]byte(cluster), 8, 0) {
			cells = c.Cells
		}
		told := make(chan bool, 9)
		for {
			got := face.tile([]byte(cluster), cells, func() { told <- true })
			if _, final := face.tiles[tileKey{cluster, cells}]; final {
				return got
			}
			<-told
		}
	}
	for _, round := range []string{"first", "again, after all the fonts were in use"} {
		for _, c := range []struct {
			cluster string
			colour  bool
		}{
			{"\u2764", false}, {"\u2764\ufe0e", false}, {"\u2764\ufe0f", true}, {"\u00a9\ufe0f", true}, {"\u00a9", false},
			{"\u26a1", true}, {"\u26a1\ufe0e", false}, {"1\ufe0f\u20e3", true}, {"1", false}, {"😀", true}, {"中", false},
			{"\u2764\ufe0f\u200d🔥", true},
		} {
			if got := tile(c.cluster); got.missing != 0 || got.colour != nil != c.colour {
				t.Errorf("%s: %+q is drawn in colour: %v, and as a box: %v", round, c.cluster, got.colour != nil, got.missing != 0)
			}
		}
		clear(face.tiles)
	}
}

// TestAFontThatBreaksTheScanner neither ends the program nor is taken for a list.
func TestAFontThatBreaksTheScanner(t *testing.T) {
	if fm := index(func(*fontscan.FontMap, string) error { panic("index out of range") }); fm != nil {
		t.Error("there is a list")
	}
	if fm := index(func(*fontscan.FontMap, string) error { return nil }); fm == nil {
		t.Error("there is no list although nothing failed")
	}
}
