package ui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"holdfast/editor"
	"holdfast/editor/workspace"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

func columnsOf(t *testing.T, a, b string) *columns {
	t.Helper()
	c, err := alignColumns(context.Background(), editor.FromString(a), editor.FromString(b))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestColumnsAreAligned(t *testing.T) {
	c := columnsOf(t, "one\ntwo\nthree\nfour\n", "one\n2\n2b\nthree\n")
	if got := c.sides[0].text.String(); got != "one\ntwo\n\nthree\nfour" {
		t.Errorf("left is %q", got)
	}
	if got := c.sides[1].text.String(); got != "one\n2\n2b\nthree\n" {
		t.Errorf("right is %q", got)
	}
	if len(c.places) != 2 || c.places[0] != 1 || c.places[1] != 4 {
		t.Errorf("the differences begin at %v", c.places)
	}
	if c.number(0, 2) != -1 || c.number(1, 2) != 2 || c.number(0, 3) != 2 {
		t.Error("the line numbers are wrong")
	}
	if c.mark(0, 1) != textview.Modified || c.mark(1, 2) != textview.Added || c.mark(0, 2) != 0 || c.mark(0, 0) != 0 {
		t.Error("the marks are wrong")
	}
}

func TestTheWordsThatDifferAreMarked(t *testing.T) {
	c := columnsOf(t, "listen 80 now\n", "listen 8080 now\n")
	for side, want := range []string{"80", "8080"} {
		all := c.highlights(side, 0, 0, 100)
		if len(all) != 1 || !all[0].Here {
			t.Fatalf("side %d: %+v", side, all)
		}
		if got := string(c.sides[side].text.Slice(all[0].From, all[0].To)); got != want {
			t.Errorf("side %d marks %q", side, got)
		}
	}
}

func TestABreakThatDiffersIsSeen(t *testing.T) {
	c := columnsOf(t, "a\nb", "a\r\nb\n")
	left, right := c.sides[0].text.String(), c.sides[1].text.String()
	if left != "a␊\nb∅" || right != "a␍␊\nb␊" {
		t.Errorf("%q and %q", left, right)
	}
	if all := c.highlights(1, 0, 0, 3); len(all) == 0 || string(c.sides[1].text.Slice(all[0].From, all[0].To)) != "␍␊" {
		t.Errorf("marked is %+v", all)
	}
}

// TestWhatIsCopiedFromAColumnIsTheText, without what the column shows besides.
func TestWhatIsCopiedFromAColumnIsTheText(t *testing.T) {
	const a, b = "one\r\ntwo\nthree\n", "zero\none\nthree"
	c := columnsOf(t, a, b)
	for side, want := range []string{a, b} {
		if got := c.copied(side, 0, c.sides[side].text.Len()); got != want {
			t.Errorf("side %d: %q of the column %q", side, got, c.sides[side].text)
		}
	}
	column := c.sides[0].text.String()
	from, to := strings.Index(column, "ne"), strings.Index(column, "wo")
	if got := c.copied(0, from, to); got != "ne\r\nt" {
		t.Errorf("a part: %q", got)
	}
}

func TestAComparisonCanBeCopiedFrom(t *testing.T) {
	r, _ := inConflict(t)
	r.press("button.compare")
	r.until("the comparison", func() bool { return r.modal != nil && r.modal.keys != nil })
	r.runCommand("select_all")
	r.runCommand("copy")
	if got := r.app.Clipboard().Content(); got != "one\ntwo\nthree theirs\n" {
		t.Errorf("copied is %q", got)
	}
	r.typedKey(fyne.KeyEscape)
	r.until("the question", func() bool { return r.modal != nil && r.modal.keys == nil })
	if r.text() != "mine one\ntwo\nthree\n" || !r.page().file.Document.Selection().Empty() {
		t.Error("the text below was touched")
	}
}

// inConflict opens a file, types, lets somebody else change it and saves.
func inConflict(t *testing.T) (*rig, string) {
	path := file(t, "one\ntwo\nthree\n")
	r := start(t, Target{Path: path})
	r.typeText("mine ")
	put(t, path, "one\ntwo\nthree theirs\n")
	r.runCommand("save")
	r.untilModal()
	return r, path
}

func TestTheConflictIsComparedAndDecided(t *testing.T) {
	r, path := inConflict(t)
	r.press("button.compare")
	r.until("the comparison", func() bool { return r.modal != nil && r.modal.keys != nil })
	want := []string{"button.back", "button.save_elsewhere", "button.merge", "button.take_theirs", "button.keep_mine"}
	for i, key := range want {
		if r.modal.choices[i].label != words.T(key) || r.modal.choices[i].focus {
			t.Errorf("choice %d is %+v", i, r.modal.choices[i])
		}
	}
	left, ok := r.win.Canvas().Focused().(*textview.View)
	if !ok || left.Document().Text().String() != "one\ntwo\nthree theirs" {
		t.Fatal("their version has not the keyboard")
	}
	r.typedKey(fyne.KeyReturn)
	r.typedKey(fyne.KeyF8)
	if line, _ := left.CaretPosition(); line != 3 {
		t.Errorf("F8 leads to line %d", line)
	}
	r.typedKey(fyne.KeyF7)
	if line, _ := left.CaretPosition(); line != 1 {
		t.Errorf("F7 leads to line %d", line)
	}
	wantFile(t, path, "one\ntwo\nthree theirs\n")
	r.press("button.keep_mine")
	r.until("the save", func() bool { return !r.page().file.Modified() })
	wantFile(t, path, "mine one\ntwo\nthree\n")
}

func TestEscapeLeadsFromTheComparisonToTheQuestion(t *testing.T) {
	r, _ := inConflict(t)
	r.press("button.compare")
	r.until("the comparison", func() bool { return r.modal != nil && r.modal.keys != nil })
	r.typedKey(fyne.KeyEscape)
	r.until("the question", func() bool { return r.modal != nil && r.modal.keys == nil })
	r.typedKey(fyne.KeyEscape)
	if r.modal != nil || r.text() != "mine one\ntwo\nthree\n" {
		t.Errorf("open %v, text %q", r.modal != nil, r.text())
	}
}

// TestWhatWasComparedIsWhatMayBeReplaced: a version that came while the
// comparison was shown is not overwritten by its answer.
func TestWhatWasComparedIsWhatMayBeReplaced(t *testing.T) {
	r, path := inConflict(t)
	r.press("button.compare")
	r.until("the comparison", func() bool { return r.modal != nil && r.modal.keys != nil })
	put(t, path, "newer\n")
	r.press("button.keep_mine")
	r.until("the question again", func() bool { return r.modal != nil && !r.page().file.Saving() })
	wantFile(t, path, "newer\n")
}

func TestTheConflictsOfAMergeAreListedAndDecided(t *testing.T) {
	path := file(t, "one\nkeep\ntwo\n")
	r := start(t, Target{Path: path})
	r.typeText("mine ")
	r.page().goTo(3, 1)
	r.typeText("my ")
	put(t, path, "their one\nkeep\ntheir two\n")
	r.runCommand("save")
	r.press("button.merge")
	r.press("button.ok")
	if !haveConflicts(r.Shell) || len(r.page().shownNotices()) != 1 {
		t.Fatal("the places are not told")
	}
	if line, _ := r.page().view.CaretPosition(); line != 1 {
		t.Errorf("the caret is in line %d", line)
	}
	r.runCommand("next_conflict")
	if line, _ := r.page().view.CaretPosition(); line != 9 {
		t.Errorf("the next place is in line %d of %q", line, r.text())
	}
	r.runCommand("conflicts")
	r.press("conflicts.theirs")
	r.press("conflicts.mine")
	if got := r.text(); got != "their one\nkeep\nmy two\n" {
		t.Errorf("the text is %q", got)
	}
	if haveConflicts(r.Shell) || r.noticeBar.content.Visible() {
		t.Error("decided places are still told")
	}
	r.runCommand("undo")
	r.until("the place again", func() bool { return haveConflicts(r.Shell) })
}

func TestTheSettingAsksBeforeANewerVersionIsShown(t *testing.T) {
	path := file(t, "old\n")
	r := start(t, Target{Path: path})
	r.changePreferences(func(p *workspace.Preferences) { p.Reload = workspace.ReloadAsk })
	put(t, path, "new\n")
	r.until("the notice", func() bool { return r.noticeBar.content.Visible() })
	if r.text() != "old\n" {
		t.Fatalf("the text became %q", r.text())
	}
	if !strings.Contains(r.noticeBar.shown[0].text(), "file.conf") {
		t.Errorf("it says %q", r.noticeBar.shown[0].text)
	}
	r.runCommand("notice")
	r.until("the new version", func() bool { return r.text() == "new\n" })
	if r.noticeBar.content.Visible() {
		t.Error("the notice is still there")
	}
}

// TestMarksOfAMergeAreNotSavedUnasked: whatever reads the file would stumble over
// them.
func TestMarksOfAMergeAreNotSavedUnasked(t *testing.T) {
	path := file(t, "opened\n")
	r := start(t, Target{Path: path})
	r.typeText("mine ")
	put(t, path, "theirs\n")
	r.runCommand("save")
	r.press("button.merge")
	r.until("the marks", func() bool { return r.modal != nil && strings.Contains(r.text(), "<<<<<<<") })
	r.modal.cancel()
	r.runCommand("save")
	r.untilModal()
	if !strings.Contains(r.shown(), words.T("invalid.nothing_written")) {
		t.Errorf("shown: %q", r.shown())
	}
	r.typedKey(fyne.KeyEscape)
	wantFile(t, path, "theirs\n")
	r.runCommand("save")
	r.press("button.save_anyway")
	r.until("the save", func() bool { return !r.page().file.Modified() })
	wantFile(t, path, r.text())
	r.typeText("x") // agreed to once
	r.runCommand("save")
	r.until("the save", func() bool { return !r.page().file.Modified() })
}

// TestTheDiskIsComparedWithOnDemand, by a command, as the keyboard reaches it: the
// text in the window, what is on the disk, and nothing that is decided.
func TestTheDiskIsComparedWithOnDemand(t *testing.T) {
	path := file(t, "one\ntwo\n")
	r := start(t, Target{Path: path})
	r.typeText("mine ")
	r.runCommand("compare")
	r.until("the comparison", func() bool { return r.modal != nil && r.modal.keys != nil })
	r.typedKey(fyne.KeyEscape)
	if r.modal != nil || r.text() != "mine one\ntwo\n" {
		t.Errorf("open %v, text %q", r.modal != nil, r.text())
	}
	wantFile(t, path, "one\ntwo\n")
}
