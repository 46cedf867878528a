package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"holdfast/ui/words"
)

// openPalette opens the command palette by its key and returns it.
func (r *rig) openPalette() *palette {
	r.Helper()
	r.runCommand("palette")
	r.untilModal()
	return r.win.Canvas().Focused().(*paletteField).palette
}

func (r *rig) entry(p *palette, id commandID) paletteEntry {
	r.Helper()
	for _, e := range p.all {
		if strings.HasSuffix(e.label, ": "+words.T("command."+string(id))) {
			return e
		}
	}
	r.Fatalf("the palette does not list %s", id)
	return paletteEntry{}
}

func TestThePaletteListsEveryCommandWithItsKey(t *testing.T) {
	r := start(t)
	enabled := map[commandID]bool{} // while the text has the keyboard
	for _, c := range r.commands {
		enabled[c.id] = c.enabled == nil || c.enabled(r.Shell)
	}
	p := r.openPalette()
	for _, c := range r.commands {
		if c.id == "palette" {
			continue
		}
		e := r.entry(p, c.id)
		if enabled[c.id] == e.disabled {
			t.Errorf("%s: disabled is %v", c.id, e.disabled)
		}
		if e.disabled && e.note == "" {
			t.Errorf("%s is greyed without a reason", c.id)
		}
		if !e.disabled && e.note != keyText(c.shortcut) {
			t.Errorf("%s has the note %q", c.id, e.note)
		}
	}
	if got := r.entry(p, "save_as").note; got != "Ctrl+Shift+S" {
		t.Errorf("the key of save as is %q", got)
	}
}

func TestThePaletteRunsWhatIsTyped(t *testing.T) {
	r := start(t, Target{Path: file(t, "abc")})
	p := r.openPalette()
	test.Type(p.field, "allsel")
	if len(p.shown) != 0 {
		t.Errorf("letters in another order fit %q", p.shown[0].label)
	}
	p.field.SetText("")
	test.Type(p.field, "selall")
	if len(p.shown) == 0 || !strings.Contains(p.shown[0].label, words.T("command.select_all")) {
		t.Fatalf("the best fit is %+v", p.shown)
	}
	r.typedKey(fyne.KeyReturn)
	if r.modal != nil {
		t.Fatal("the palette is still open")
	}
	if sel := r.page().file.Document.Selection().Main(); sel.Max()-sel.Min() != 3 {
		t.Errorf("selected is %+v", sel)
	}
}

func TestThePaletteDoesNotRunWhatMakesNoSense(t *testing.T) {
	r := start(t, Target{Path: file(t, "abc")})
	p := r.openPalette()
	test.Type(p.field, "undo")
	r.typedKey(fyne.KeyReturn)
	if r.modal == nil {
		t.Error("Enter took a greyed command")
	}
	r.typedKey(fyne.KeyEscape)
	if r.modal != nil || r.win.Canvas().Focused() != r.page().view {
		t.Error("Escape does not lead back to the text")
	}
}

func TestFuzzy(t *testing.T) {
	for _, tt := range []struct{ pattern, better, worse string }{
		{"sa", "File: Save", "Lines: Duplicate, as"},
		{"fs", "File: Save", "File: Close things"},
		{"save", "File: Save", "Some old vase of steel"},
	} {
		better, ok := fuzzy(tt.pattern, tt.better)
		worse, _ := fuzzy(tt.pattern, tt.worse)
		if !ok || better <= worse {
			t.Errorf("%q: %q has %d, %q has %d", tt.pattern, tt.better, better, tt.worse, worse)
		}
	}
	for _, pattern := range []string{"xyz", "evas"} {
		if _, ok := fuzzy(pattern, "Save"); ok {
			t.Errorf("%q fits Save", pattern)
		}
	}
	if _, ok := fuzzy("", "Save"); !ok {
		t.Error("nothing typed fits everything")
	}
}

func TestWordsFitInAnyOrder(t *testing.T) {
	for _, pattern := range []string{"sort lines", "lines sort", "  so  li "} {
		if _, ok := fuzzyWords(pattern, "Lines: Sort"); !ok {
			t.Errorf("%q does not fit", pattern)
		}
	}
	if _, ok := fuzzyWords("sort words", "Lines: Sort"); ok {
		t.Error("a word that is not there fits")
	}
}

func TestTheStartScreenGoesWithTheFirstLetter(t *testing.T) {
	r := start(t)
	if !r.startScreen.content.Visible() {
		t.Fatal("there is no start screen")
	}
	r.typeText("x")
	if r.startScreen.content.Visible() {
		t.Error("it lies over the text")
	}
}

func TestNewOnTheStartScreenTakesTheDocumentThatIsThere(t *testing.T) {
	r := start(t)
	r.runCommand("new")
	if r.startScreen.content.Visible() || len(r.pages) != 1 {
		t.Errorf("visible %v, %d tabs", r.startScreen.content.Visible(), len(r.pages))
	}
	if r.win.Canvas().Focused() != r.page().view {
		t.Error("the text has not the keyboard")
	}
}

func TestTheStartScreenListsRecentFiles(t *testing.T) {
	path := file(t, "abc")
	r := start(t)
	r.setRecents([]string{path})
	if len(r.startScreen.recents.Objects) != 2 {
		t.Fatalf("%d objects", len(r.startScreen.recents.Objects))
	}
	r.startScreen.recents.Objects[1].(*fitButton).OnTapped()
	r.until("the file", func() bool { return r.pageAt(path) != nil })
	if r.startScreen.content.Visible() {
		t.Error("it lies over the file")
	}
}

// TestThePaletteIsClosedFromItsList too, where Tab takes the keyboard: the keys do
// what they do in the field, and letters go there.
func TestThePaletteIsClosedFromItsList(t *testing.T) {
	r := start(t, Target{Path: file(t, "text")})
	p := r.openPalette()
	canvas := r.win.Canvas()
	canvas.FocusNext()
	if canvas.Focused() != fyne.Focusable(p.list) {
		t.Fatalf("%T has the keyboard", canvas.Focused())
	}
	r.typedKey(fyne.KeyDown)
	if p.at != 1 {
		t.Errorf("the mark is at %d", p.at)
	}
	canvas.Focused().TypedRune('q')
	if p.field.Text != "q" || canvas.Focused() != fyne.Focusable(p.field) {
		t.Errorf("the field has %q", p.field.Text)
	}
	canvas.FocusNext()
	r.typedKey(fyne.KeyEscape)
	if r.modal != nil {
		t.Error("Escape leaves it open")
	}
}
