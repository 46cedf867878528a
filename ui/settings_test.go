package ui

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"holdfast/atomicsave"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// inModal finds the widgets of a type in the open modal.
func inModal[T fyne.CanvasObject](r *rig) []T {
	r.Helper()
	r.untilModal()
	var all []T
	for _, o := range test.LaidOutObjects(r.modal.popup) {
		if w, ok := o.(T); ok {
			all = append(all, w)
		}
	}
	return all
}

// button presses a button in the body of the open modal.
func (r *rig) button(label string) {
	r.Helper()
	for _, b := range inModal[*foldButton](r) {
		if b.Text == label {
			b.OnTapped()
			return
		}
	}
	r.Fatalf("there is no button %q", label)
}

func TestEverySectionOfTheSettingsCanBeReachedByKeys(t *testing.T) {
	r := start(t)
	r.win.Resize(fyne.NewSize(420, 360))
	for section := range 6 {
		r.showSettingsAt(section)
		r.settled()
		first := r.win.Canvas().Focused()
		seen := map[fyne.Focusable]bool{}
		for range 200 {
			r.win.Canvas().FocusNext()
			f := r.win.Canvas().Focused()
			if f == nil || seen[f] {
				break
			}
			seen[f] = true
		}
		if len(seen) < 2 || first == nil {
			t.Errorf("section %d has %d inputs", section, len(seen))
		}
		r.typedKey(fyne.KeyEscape)
		if r.modal != nil {
			t.Fatalf("Escape does not close section %d", section)
		}
	}
}

func TestTheKeyboardScrollsTheSettings(t *testing.T) {
	r := start(t)
	r.win.Resize(fyne.NewSize(420, 360))
	r.showSettingsAt(0)
	scroll := r.modal.scroll
	boxes := inModal[*checkInput](r)
	last := boxes[len(boxes)-1]
	r.win.Canvas().Focus(last)
	top := r.app.Driver().AbsolutePositionForObject(last).Y - r.app.Driver().AbsolutePositionForObject(scroll).Y
	if top < 0 || top+last.Size().Height > scroll.Size().Height+1 {
		t.Errorf("the input is at %v in a room of %v", top, scroll.Size().Height)
	}
}

func TestTheLimitsOfVersionsCount(t *testing.T) {
	path := file(t, "0")
	r := start(t, Target{Path: path})
	r.changePreferences(func(p *workspace.Preferences) { p.VersionCount = 2 })
	for range 4 {
		r.typeText("x")
		r.runCommand("save")
		r.untilSaved()
	}
	list, err := r.versions.List(context.Background(), path)
	if err != nil || len(list.Versions) != 2 {
		t.Errorf("%d versions, %v", len(list.Versions), err)
	}
}

func TestVersionsAreDeletedAndNeverKept(t *testing.T) {
	path := file(t, "secret")
	r := start(t, Target{Path: path})
	save := func() {
		r.typeText("x")
		r.runCommand("save")
		r.untilSaved()
	}
	count := func() int {
		list, err := r.versions.List(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		return len(list.Versions)
	}
	save()
	if count() != 1 {
		t.Fatal("nothing is kept")
	}
	r.runCommand("history")
	r.press("history.never")
	r.press("history.delete")
	r.press("kept.delete")
	r.until("the end of the versions", func() bool { return count() == 0 })
	save()
	if count() != 0 {
		t.Error("a version is kept all the same")
	}
	// In the settings it is listed, and can be taken out.
	r.showSettingsAt(1)
	r.until("the list", func() bool {
		return strings.Contains(r.shown(), path)
	})
	r.button(words.T("settings.remove"))
	r.until("the list without it", func() bool {
		keeps, err := r.versions.Keeps(context.Background(), path)
		return err == nil && keeps
	})
	r.typedKey(fyne.KeyEscape)
	save()
	if count() != 1 {
		t.Error("nothing is kept after that")
	}
}

func TestWhatIsKeptCanBeSeenAndDeletedFromTheSettings(t *testing.T) {
	path := file(t, "one")
	r := start(t, Target{Path: path})
	r.typeText("x")
	r.runCommand("save")
	r.untilSaved()
	r.showSettingsAt(1)
	r.until("the sum", func() bool {
		return strings.Contains(r.shown(), words.T("settings.versions.used", words.D{"Versions": 1, "Files": 1, "Size": size(3)}))
	})
	r.button(words.T("settings.versions.files"))
	r.until("the list", func() bool { return strings.Contains(r.shown(), words.T("kept.title")) })
	r.button(words.T("kept.delete"))
	r.press("kept.delete")
	r.until("the settings again", func() bool { return r.modal != nil && strings.Contains(r.shown(), words.T("settings.title")) })
	if list, err := r.versions.List(context.Background(), path); err != nil || len(list.Versions) != 0 {
		t.Errorf("%d are left, %v", len(list.Versions), err)
	}
}

func TestAgreementsAndCopiesAreListedAndTakenBack(t *testing.T) {
	path := file(t, "one")
	r := start(t, Target{Path: path})
	r.changePreferences(func(p *workspace.Preferences) {
		p.Agree(path, func(a *workspace.Agreement) { a.Agreed = atomicsave.Agree(atomicsave.LossHardLink) })
		p.CopyTo(path, t.TempDir())
	})
	r.showSettingsAt(4)
	if !strings.Contains(r.shown(), words.T("loss.hard-link")) {
		t.Errorf("shown: %q", r.shown())
	}
	r.button(words.T("settings.take_back"))
	r.button(words.T("settings.copies.end"))
	if len(r.prefs.Agreements) != 0 || len(r.prefs.Copies) != 0 {
		t.Errorf("%+v", r.prefs)
	}
}

func TestDraftsCanBeSwitchedOff(t *testing.T) {
	r := start(t, Target{Path: file(t, "old")})
	r.changePreferences(func(p *workspace.Preferences) { p.NoDrafts = true })
	r.typeText("secret")
	r.rescue()
	if n := r.draftFiles(); n != 0 {
		t.Errorf("%d drafts", n)
	}
	r.changePreferences(func(p *workspace.Preferences) { p.NoDrafts = false })
	r.rescue()
	if n := r.draftFiles(); n != 1 {
		t.Errorf("%d drafts after it was switched on", n)
	}
}

func TestIndentsOfTypesAreSet(t *testing.T) {
	r := start(t, Target{Path: filepath.Join(t.TempDir(), "Dockerfile")})
	r.showSettingsAt(3)
	fields := inModal[*field](r)
	fields[0].SetText("Dockerfile")
	r.button(words.T("settings.types.add"))
	r.changePreferences(func(p *workspace.Preferences) {
		p.Indents = withIndent(p.Indents, "Dockerfile", &workspace.Indent{TabWidth: 3, Spaces: true})
	})
	r.typedKey(fyne.KeyEscape)
	if s := r.page().view.Settings(); !s.UseSpaces || s.IndentWidth != 3 {
		t.Errorf("%+v", s)
	}
}

// TestThePathIsTakenWhenTheSectionIsLeft, not while half of it is typed.
func TestThePathIsTakenWhenTheSectionIsLeft(t *testing.T) {
	r := start(t)
	r.showSettingsAt(0)
	fields := inModal[*field](r)
	fields[0].SetText("/var/tmp")
	if r.prefs.TempDir != "" {
		t.Error("it is taken at once")
	}
	r.button(words.T("settings.look"))
	if r.prefs.TempDir != "/var/tmp" {
		t.Errorf("it is %q", r.prefs.TempDir)
	}
}

// TestTheLastChangeOfASettingIsRemembered although the one before is still being
// written when the program ends.
func TestTheLastChangeOfASettingIsRemembered(t *testing.T) {
	r := start(t)
	for _, width := range []int{2, 6, 3} {
		r.changePreferences(func(p *workspace.Preferences) { p.TabWidth = width })
	}
	r.endPosting()
	r.settle(patience)
	r.lastPreferences()
	prefs, err := r.store.Preferences(context.Background())
	if err != nil || prefs.TabWidth != 3 {
		t.Errorf("remembered is %d, %v", prefs.TabWidth, err)
	}
	r.post(func() { t.Error("something is posted after the end") })
	r.queue.run()
}

// TestFynePostsNothingAtTheEnd: it would meet a queue that is being closed.
func TestFynePostsNothingAtTheEnd(t *testing.T) {
	r := start(t)
	r.withoutStopHook()
	l, ok := r.app.Lifecycle().(interface{ OnStopped() func() })
	if !ok {
		t.Fatal("the library has changed: see withoutStopHook")
	}
	if l.OnStopped() != nil {
		t.Error("there is a hook")
	}
}
