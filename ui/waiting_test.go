package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"holdfast/atomicsave"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// TestWhatWaitsBehindTheSettingsSpeaksTheNewLanguage has news come while the settings
// are open and another language is chosen there.
func TestWhatWaitsBehindTheSettingsSpeaksTheNewLanguage(t *testing.T) {
	defer words.Use("en")
	path := file(t, "old")
	r := start(t, Target{Path: path})
	failed := &atomicsave.Error{Step: atomicsave.StepWrite, Path: path, Class: atomicsave.NoSpace, State: atomicsave.Old, Err: errors.New("full")}
	saving, err := r.page().file.BeginSave()
	if err != nil {
		t.Fatal(err)
	}
	r.showSettings()
	settings := r.modal
	r.ownFileFailed(failed)
	r.saveFailed(r.page(), saving, failed, nil)
	r.openFailed(Target{Path: path}, failed)
	r.offerDraft(workspace.Draft{Path: path, Time: time.Unix(0, 0)})
	if r.modal != settings {
		t.Fatal("news have closed the settings")
	}
	r.changePreferences(func(p *workspace.Preferences) { p.Language = "de" })
	settings.close()
	for _, title := range []string{words.T("own.failed.title"), words.Save(failed).Title, words.Open(failed).Title, words.T("drafts.found.title")} {
		if shown := r.shown(); !strings.Contains(shown, title) {
			t.Errorf("%q is not in %q", title, shown)
		}
		r.modal.cancel()
	}
	if r.modal != nil || len(r.waiting) > 0 {
		t.Error("something more is shown")
	}
	saving.Finish(atomicsave.Report{}, failed)
}

// TestEveryButtonAboveTheTextIsReachedWithTheKeyboard has two lines above the text,
// one of them with two buttons.
func TestEveryButtonAboveTheTextIsReachedWithTheKeyboard(t *testing.T) {
	r := start(t, Target{Path: file(t, "text")})
	p := r.page()
	var pressed []string
	press := func(name string) func() { return func() { pressed = append(pressed, name) } }
	ok := phraseOf("button.ok")
	r.setNotice(p, noticeCopy, &notice{text: ok, label: ok, action: press("first"), more: &noticeMore{label: ok, run: press("more")}})
	r.setNotice(p, noticeReadOnly, &notice{text: ok, label: ok, action: press("second"), calm: true})
	r.focusPage()
	keyboard := r.win.Canvas()
	for i, want := range []string{"more", "first", "second"} {
		r.typedKey(fyne.KeyF6)
		for range i {
			keyboard.FocusNext() // the key Tab
		}
		r.typedKey(fyne.KeyReturn)
		if len(pressed) != i+1 || pressed[i] != want {
			t.Fatalf("%q were pressed, the last one is not %q", pressed, want)
		}
		if keyboard.Focused() != fyne.Focusable(p.view) {
			t.Fatal("the keyboard is not back in the text")
		}
	}
	r.typedKey(fyne.KeyF6)
	r.typedKey(fyne.KeyRight)
	b, isButton := keyboard.Focused().(*noticeButton)
	if !isButton || b != r.noticeBar.buttons[1] || b.ring.line == nil || b.ring.line.Hidden || !r.noticeBar.buttons[0].ring.line.Hidden {
		t.Error("it is not seen where the keyboard is")
	}
	r.typedKey(fyne.KeyEscape)
	if keyboard.Focused() != fyne.Focusable(p.view) {
		t.Error("Escape does not lead back to the text")
	}
	r.typedKey(fyne.KeyF6)
	r.setNotice(p, noticeCopy, nil)
	if keyboard.Focused() != fyne.Focusable(p.view) {
		t.Error("the keyboard is in a button that is gone")
	}
}

// TestAPageIsClosedWhileItsDraftIsWritten ends the work after the page is gone.
func TestAPageIsClosedWhileItsDraftIsWritten(t *testing.T) {
	r := start(t, Target{Path: file(t, "text")})
	p, now := r.page(), time.Now()
	r.now = func() time.Time { return now }
	r.typeText("x")
	r.tick()
	now = now.Add(2 * workspace.DraftRest)
	r.tick()
	r.settle(patience)
	r.removePage(p)
	r.settled()
	if n := r.draftFiles(); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
}

// TestWhatIsTypedWhileTheirVersionIsReadStays: the file was untouched when it changed
// on the disk, and is not any more when their version has been read.
func TestWhatIsTypedWhileTheirVersionIsReadStays(t *testing.T) {
	path := file(t, "old\n")
	r := start(t, Target{Path: path})
	put(t, path, "theirs\n")
	r.followTheirs(r.page())
	r.typeText("mine ")
	r.until("the notice", func() bool { return r.noticeBar.content.Visible() })
	r.settled()
	if r.text() != "mine old\n" {
		t.Errorf("the text is %q", r.text())
	}
	r.runCommand("notice") // decide
	r.press("button.merge")
	r.until("the merge", func() bool { return strings.Contains(r.text(), "theirs") })
	if !strings.Contains(r.text(), "mine old\n") {
		t.Errorf("merged is %q", r.text())
	}
}

// TestASettingThatSomebodyEditsByHandIsTaken when the next one is changed here.
func TestASettingThatSomebodyEditsByHandIsTaken(t *testing.T) {
	r := start(t)
	path := filepath.Join(r.store.Dirs().Config, "settings.json")
	change := func(f func(*workspace.Preferences)) {
		t.Helper()
		r.changePreferences(f)
		r.until("the settings to be written", func() bool { return !r.prefsWriting && !r.prefsChanged })
	}
	change(func(p *workspace.Preferences) { p.TabWidth = 2 })
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, path, strings.Replace(string(text), `"text_size": 14`, `"text_size": 20`, 1))
	change(func(p *workspace.Preferences) { p.Wrap = true })
	again, err := r.store.Preferences(context.Background())
	if err != nil || again.TextSize != 20 || again.TabWidth != 2 || !again.Wrap {
		t.Errorf("in the file: %+v, %v", again, err)
	}
	if r.prefs.TextSize != 20 || !r.prefs.Wrap {
		t.Errorf("in the window: %+v", r.prefs)
	}
	put(t, path, `{"text_size": 30}`)
	r.lookAtAll() // the user comes back to the window
	r.until("the size of the text", func() bool { return r.prefs.TextSize == 30 })
}

// TestASettingChangedWhileThoseOfTheDiskAreReadKeepsThem: the click that brings the
// user back to the window may be the one that changes a setting.
func TestASettingChangedWhileThoseOfTheDiskAreReadKeepsThem(t *testing.T) {
	for name, end := range map[string]func(r *rig){
		"while the window is open": func(r *rig) {
			r.until("the settings to be written", func() bool { return !r.prefsWriting && !r.prefsChanged })
		},
		"as it closes": func(r *rig) {
			r.endPosting()
			r.lastPreferences()
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			r.changePreferences(func(p *workspace.Preferences) { p.TabWidth = 2 })
			r.until("the settings to be written", func() bool { return !r.prefsWriting && !r.prefsChanged })
			put(t, filepath.Join(r.store.Dirs().Config, "settings.json"), `{"tab_width": 2, "text_size": 20}`)
			r.followPreferences()
			r.settle(patience)
			r.changePreferences(func(p *workspace.Preferences) { p.Wrap = true })
			r.settle(patience)
			end(r)
			is, err := r.store.Preferences(context.Background())
			if err != nil || is.TextSize != 20 || is.TabWidth != 2 || !is.Wrap {
				t.Errorf("in the file: %+v, %v", is, err)
			}
		})
	}
}

// TestTheQuestionAboutADeletedFileSpeaksOfOneVersion, as there is no other.
func TestTheQuestionAboutADeletedFileSpeaksOfOneVersion(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("x")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	r.runCommand("save")
	if shown := r.shown(); !strings.Contains(shown, words.T("conflict.deleted.text")) || strings.Contains(shown, changedAdvice(r.page()).Next) {
		t.Errorf("it says %q", shown)
	}
}

// TestThatTheOldVersionIsNotKeptIsSaid in the status bar: a save promises to keep it.
func TestThatTheOldVersionIsNotKeptIsSaid(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	state := r.store.Dirs().State
	if err := os.MkdirAll(state, 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(state, "versions"), "in the place of the folder")
	r.typeText("x")
	r.runCommand("save")
	r.untilSaved()
	wantFile(t, path, "xold")
	if said := r.status.message.text; !strings.HasPrefix(said, words.T("saved.full")) || !strings.Contains(said, words.T("caveat.not-kept")) {
		t.Errorf("the status bar says %q", said)
	}
}
