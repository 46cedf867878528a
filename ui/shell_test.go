package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"holdfast/atomicsave"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

func TestOpenTypeSave(t *testing.T) {
	path := file(t, "one\r\ntwo\r\n")
	r := start(t, Target{Path: path, Line: 2})
	if got := r.win.Title(); got != "file.conf — Holdfast" {
		t.Errorf("title is %q", got)
	}
	r.typeText("X")
	if got := r.win.Title(); got != "● file.conf — Holdfast" {
		t.Errorf("title is %q", got)
	}
	r.runCommand("save")
	r.untilSaved()
	wantFile(t, path, "one\r\nXtwo\r\n")
	if got := r.win.Title(); got != "file.conf — Holdfast" {
		t.Errorf("title is %q", got)
	}
	if !strings.HasPrefix(r.status.message.text, words.T("saved.full")) {
		t.Errorf("status is %q", r.status.message.text)
	}
}

func TestSaveAsAsksForAPlace(t *testing.T) {
	r := start(t)
	r.typeText("hello")
	r.runCommand("save")
	r.until("the dialog to close", func() bool { return r.modal == nil })
	if !r.page().file.Modified() {
		t.Error("cancelling the dialog counts as saving")
	}
	r.picker.path, r.picker.err = filepath.Join(r.dir, "chosen"), nil
	r.runCommand("save")
	r.until("the save to end", func() bool { return !r.page().file.Modified() })
	wantFile(t, r.picker.path, "hello")
}

func TestWithoutAPickerAPathIsTyped(t *testing.T) {
	r := start(t)
	r.picker.err = ErrNoPicker
	r.typeText("hello")
	existing := file(t, "old")
	r.runCommand("save_as")
	r.until("the fallback", func() bool { return r.modal != nil && len(r.modal.choices) > 0 })
	r.win.Canvas().Focused().(*field).SetText(existing)
	r.typedKey(fyne.KeyReturn)
	r.press("button.replace")
	r.until("the save to end", func() bool { return !r.page().file.Modified() })
	wantFile(t, existing, "hello")
}

func TestWithoutAPickerThePathOfAFileToOpenIsTyped(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	other := filepath.Join(filepath.Dir(path), ".env")
	put(t, other, "A=1\n")
	r.picker.err = ErrNoPicker
	r.runCommand("open")
	r.until("the fallback", func() bool { return r.modal != nil && len(r.modal.choices) > 0 })
	if !strings.Contains(r.shown(), words.T("picker.none")) {
		t.Errorf("it does not say why: %q", r.shown())
	}
	f := r.win.Canvas().Focused().(*field)
	if f.CursorColumn != utf8.RuneCountInString(f.Text) || !strings.HasSuffix(f.Text, string(filepath.Separator)) {
		t.Errorf("the caret is at %d of %q", f.CursorColumn, f.Text)
	}
	f.SetText(" .env ") // beside the file that is shown
	r.typedKey(fyne.KeyReturn)
	r.until("the file", func() bool { return r.pageAt(other) != nil })

	r.runCommand("open")
	r.until("the fallback", func() bool { return r.modal != nil && len(r.modal.choices) > 0 })
	r.win.Canvas().Focused().(*field).SetText("  ")
	r.typedKey(fyne.KeyReturn)
	r.queue.run()
	if r.modal != nil || len(r.pages) != 2 {
		t.Error("no path opens something")
	}
}

func TestClosingWithChanges(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("new ")
	r.runCommand("close")
	r.typedKey(fyne.KeyEscape)
	if r.modal != nil || r.pageAt(path) == nil {
		t.Fatal("Escape does not keep the file open")
	}
	r.runCommand("close")
	r.press("button.dont_save")
	wantFile(t, path, "old")
	if r.pageAt(path) != nil {
		t.Error("the file is still open")
	}
}

func TestClosingCanSave(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("new ")
	r.runCommand("close")
	r.typedKey(fyne.KeyReturn)
	r.until("the file to close", func() bool { return r.pageAt(path) == nil })
	wantFile(t, path, "new old")
}

func TestAForeignChangeIsNeverOverwrittenUnseen(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("mine ")
	put(t, path, "theirs")
	r.runCommand("save")
	r.untilModal()
	wantFile(t, path, "theirs")

	r.runCommand("save") // a warning that is pending is not overridden
	r.typedKey(fyne.KeyReturn)
	r.queue.run()
	wantFile(t, path, "theirs")
	if r.modal == nil {
		t.Fatal("Enter answered the question, though no button had the focus")
	}
	r.press("button.keep_mine")
	r.until("the save to end", func() bool { return !r.page().file.Modified() })
	wantFile(t, path, "mine old")
}

func TestTakingTheirs(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("mine ")
	put(t, path, "theirs")
	r.runCommand("save")
	r.press("button.take_theirs")
	r.until("the text to change", func() bool { return r.page().file.Document.Text().String() == "theirs" })
	r.runCommand("undo")
	if got := r.page().file.Document.Text().String(); got != "mine old" {
		t.Errorf("after undo the text is %q", got)
	}
}

func TestAVanishedFolderCanBeMadeAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sub")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "file")
	put(t, path, "old")
	r := start(t, Target{Path: path})
	r.typeText("new ")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	r.runCommand("save")
	r.press("button.make_folder")
	r.until("the save to end", func() bool { return !r.page().file.Modified() })
	wantFile(t, path, "new old")
}

func TestATempDirOnAnotherVolume(t *testing.T) {
	other, err := os.MkdirTemp("/dev/shm", "holdfast-test")
	if err != nil {
		t.Skip("no second volume here:", err)
	}
	t.Cleanup(func() { os.RemoveAll(other) })
	path := onDisk(t, "old")
	r := start(t, Target{Path: path})
	r.changePreferences(func(p *workspace.Preferences) { p.TempDir = other })
	r.typeText("new ")
	r.runCommand("save")
	if !strings.Contains(r.shown(), words.T("error.cross-volume.text")) {
		t.Errorf("the error is shown as %q", r.shown())
	}
	wantFile(t, path, "old")
	r.press("button.own_folder")
	r.until("the save to end", func() bool { return !r.page().file.Modified() })
	wantFile(t, path, "new old")
	if r.prefs.TempDir != "" {
		t.Error("the folder is still set")
	}
}

func TestWhatIsNotTextIsShownReadOnly(t *testing.T) {
	path := file(t, "a\x00\x01\xff\xff")
	r := start(t, Target{Path: path})
	r.press("button.ok")
	r.typeText("x")
	if r.page().file.Modified() {
		t.Error("typing changed a file that is not text")
	}
	r.press("button.ok") // typing explains itself
	r.runCommand("save")
	wantFile(t, path, "a\x00\x01\xff\xff")
}

func TestWhatCannotBeOpenedIsExplained(t *testing.T) {
	r := start(t)
	r.openPath(Target{Path: r.dir})
	if !strings.Contains(r.shown(), r.dir) {
		t.Errorf("shown: %q", r.shown())
	}
	r.press("button.ok")
	if len(r.pages) != 1 {
		t.Errorf("%d tabs", len(r.pages))
	}
}

func TestDurabilityIsRememberedAndUsed(t *testing.T) {
	path := file(t, "x")
	r := start(t, Target{Path: path})
	r.changePreferences(func(p *workspace.Preferences) { p.Durability = atomicsave.Balanced })
	r.until("the settings to be written", func() bool {
		p, err := r.store.Preferences(context.Background())
		return err == nil && p.Durability == atomicsave.Balanced
	})
	if !strings.Contains(r.status.durability.text, words.Durability(atomicsave.Balanced)) {
		t.Errorf("the status bar says %q", r.status.durability.text)
	}
	r.typeText("y")
	r.runCommand("save")
	r.untilSaved()
	if got := r.page().file.Report.Achieved; got != atomicsave.Balanced {
		t.Errorf("achieved %v", got)
	}
}

func TestCommandsHaveDifferentKeysAndNames(t *testing.T) {
	r := start(t)
	keys, ids := map[string]commandID{}, map[commandID]bool{}
	for _, c := range r.commands {
		if ids[c.id] {
			t.Errorf("two commands are called %s", c.id)
		}
		ids[c.id] = true
		if c.shortcut == nil {
			continue
		}
		name := c.shortcut.ShortcutName()
		if other, taken := keys[name]; taken {
			t.Errorf("%s and %s have the same key %s", c.id, other, name)
		}
		keys[name] = c.id
	}
}

func TestNoCommandActsBehindAModal(t *testing.T) {
	r := start(t)
	r.typeText("x")
	r.showAbout()
	for _, c := range r.commands {
		if !c.inModal {
			r.do(c)
		}
	}
	r.runCommand("undo")
	if len(r.waiting) > 0 || len(r.pages) != 1 || !r.page().file.Modified() {
		t.Error("a command acted behind an open message")
	}
}

func TestLongStatusTextsAreCut(t *testing.T) {
	width := func(s string) float32 { return float32(len([]rune(s))) }
	for _, tt := range []struct {
		room float32
		want string
	}{{11, "hello world"}, {8, "hello w…"}, {1, ""}, {0, ""}, {-5, ""}} {
		if got := fit("hello world", tt.room, width); got != tt.want {
			t.Errorf("in %v: %q, want %q", tt.room, got, tt.want)
		}
	}
}

func TestParseLine(t *testing.T) {
	for text, want := range map[string][3]int{
		"12": {12, 1, 1}, "3:4": {3, 4, 1}, " 3 : 4 ": {3, 4, 1}, "": {}, "x": {}, "0": {}, "-1": {}, "3:": {}, "3:x": {}, "99999999999999999999": {},
	} {
		line, column, ok := parseLine(text)
		if want[2] == 0 && !ok {
			continue
		}
		if line != want[0] || column != want[1] || !ok {
			t.Errorf("%q is %d:%d %v", text, line, column, ok)
		}
	}
}

func TestControlAndTabSwitchTabs(t *testing.T) {
	r := start(t, Target{Path: named(t, "a", "a\n")}, Target{Path: named(t, "b", "b\n")})
	first := r.page()
	for _, tt := range []struct {
		extra fyne.KeyModifier
		stay  bool
	}{{0, false}, {0, true}, {fyne.KeyModifierShift, false}, {fyne.KeyModifierShift, true}} {
		r.page().view.TypedShortcut(controlKey(fyne.KeyTab, tt.extra))
		if got := r.page() == first; got != tt.stay {
			t.Errorf("with %v the first tab is shown: %v", tt.extra, got)
		}
	}
}

func TestTabsAreInTheOrderOfTheCommandLine(t *testing.T) {
	var files []Target
	for range 8 {
		files = append(files, Target{Path: file(t, "x")})
	}
	r := start(t, files...)
	for i, p := range r.pages {
		if p.file.Path != files[i].Path || r.tabs.Items[i] != p.item {
			t.Errorf("tab %d is %s", i, p.file.Path)
		}
	}
	if r.page().file.Path != files[0].Path {
		t.Error("the first file is not selected")
	}
}

func TestTheSpaceThatAnswersIsNotTyped(t *testing.T) {
	r := start(t)
	r.typeText("x")
	r.showAbout()
	r.typedKey(fyne.KeySpace) // a key press comes as a key and then as a character
	r.win.Canvas().Focused().TypedRune(' ')
	if got := r.page().file.Document.Text().String(); got != "x" || r.modal != nil {
		t.Errorf("the text is %q, modal open: %v", got, r.modal != nil)
	}
}

func TestWithoutAPickerFynesOpenDialogIsShown(t *testing.T) {
	r := start(t)
	r.picker.err = ErrNoPicker
	r.runCommand("open")
	r.until("the fallback", func() bool { return r.modal != nil && len(r.modal.choices) > 0 })
	r.press("picker.browse")
	if r.openDialog == nil {
		t.Fatal("there is no dialog")
	}
	r.runCommand("new")
	if len(r.pages) != 1 {
		t.Error("a command acted behind the dialog")
	}
	r.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if r.openDialog != nil || len(r.win.Canvas().Overlays().List()) != 0 {
		t.Error("Escape does not close it")
	}
	if r.win.Canvas().Focused() != r.page().view {
		t.Error("the keyboard does not go back to the text")
	}
}
