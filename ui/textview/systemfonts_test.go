package textview

import (
	"strings"
	"testing"

	"github.com/go-text/typesetting/fontscan"
)

// TestSystemFonts asks for the same letter twice. Whether the machine has a
// font is left open.
func TestSystemFonts(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // the scanner keeps an index there
	s := newSystemFonts()
	told := make(chan bool, 2)
	tell := func() { told <- true }
	for range 2 {
		if _, known := s.lookup('a', tell); known {
			t.Fatal("known before it was looked for")
		}
	}
	<-told
	<-told
	f, known := s.lookup('a', tell)
	if !known {
		t.Fatal("not known after it was found")
	}
	if f == nil {
		t.Skip("this machine has no fonts")
	}
	if _, ok := f.NominalGlyph('a'); !ok {
		t.Error("the font lacks the letter")
	}
	if _, known := (*systemFonts)(nil).lookup('a', tell); !known {
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

// TestEmojiComeInColour wants the font of emoji for an emoji that ordinary fonts
// have too, if one is installed.
func TestEmojiComeInColour(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	fm := fontscan.NewFontMap(quiet{})
	if err := fm.UseSystemFonts(""); err != nil {
		t.Skip("no fonts here: ", err)
	}
	fm.SetQuery(fontscan.Query{Families: []string{fontscan.Emoji}})
	face := fm.ResolveFace('😀')
	if face == nil || !strings.Contains(face.Describe().Family, "Emoji") {
		t.Skip("this machine has no font of emoji")
	}
	want := face.Font
	if got := resolve(fm, '😀'); got != want {
		t.Errorf("an emoji is taken from %v", got.Describe().Family)
	}
	if got := resolve(fm, '中'); got == want {
		t.Error("Chinese is taken from the font of emoji")
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
