package textview

import "testing"

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
