package ui

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"holdfast/atomicsave"
	"holdfast/editor/charset"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// TestASmallWindowSaysWhatASaveAchieved, and leaves out what matters less.
func TestASmallWindowSaysWhatASaveAchieved(t *testing.T) {
	r := start(t, Target{Path: file(t, "old")})
	r.win.Resize(fyne.NewSize(420, 360))
	r.typeText("x")
	r.runCommand("save")
	r.untilSaved()
	b := r.status
	bar := b.row.Size().Width
	if got, want := b.message.Size().Width, min(b.message.needs(), bar*messageShare); got < want || want == 0 {
		t.Errorf("the message has the width %v of %v, want %v", got, bar, want)
	}
	if b.format.Size().Width != 0 {
		t.Error("the format takes the room")
	}
	if b.durability.Size().Width < b.durability.MinSize().Width {
		t.Error("the durability is cut off")
	}
	r.win.Resize(fyne.NewSize(1400, 700))
	for name, item := range map[string]*statusItem{"format": b.format, "lock": b.lock, "position": b.position} {
		if item.Size().Width < item.MinSize().Width {
			t.Errorf("in a large window, %s is cut off", name)
		}
	}
}

// TestNumbersOfTheStatusBarAreDrawnByThemselves, so that a key has only a short number
// drawn anew: the parts follow one another and are the whole text.
func TestNumbersOfTheStatusBarAreDrawnByThemselves(t *testing.T) {
	r := start(t, Target{Path: file(t, strings.Repeat("a line\n", 1200))})
	r.until("the file", func() bool { return r.page() != nil && r.page().file.Path != "" })
	shown := func() (parts []string) {
		end := float32(statusPadX)
		for _, o := range test.WidgetRenderer(r.status.position).Objects() {
			label, ok := o.(*canvas.Text)
			if !ok || label.Text == "" {
				continue
			}
			if gap := label.Position().X - end; gap < -0.01 || gap > 0.01 {
				t.Errorf("%q is at %v, and what is before it ends at %v", label.Text, label.Position().X, end)
			}
			end = label.Position().X + label.Size().Width
			parts = append(parts, label.Text)
		}
		return parts
	}
	for _, at := range []struct{ line, column int }{{1, 1}, {1134, 5}, {7, 2}} {
		r.page().goTo(at.line, at.column)
		r.queue.run()
		parts := shown()
		line, column := strconv.Itoa(at.line), strconv.Itoa(at.column)
		want := words.T("status.position", words.D{"Line": line, "Column": column})
		if got := strings.Join(parts, ""); got != want || !slices.Contains(parts, line) || !slices.Contains(parts, column) {
			t.Errorf("%q is shown, want %q with the numbers apart", parts, want)
		}
	}
	r.win.Resize(fyne.NewSize(200, 300))
	if parts := shown(); len(parts) > 0 && r.status.position.Size().Width == 0 {
		t.Errorf("%q is shown where there is no room", parts)
	}
}

// TestWhatASaveAchievedIsNotSaidOfAnotherText, whatever the save promised: beside the
// mark of a changed document it would say that what is seen is on the disk. Undo brings
// the sentence back with the text, and the steps of the save can be seen all the time.
func TestWhatASaveAchievedIsNotSaidOfAnotherText(t *testing.T) {
	for _, level := range []atomicsave.Durability{atomicsave.Fast, atomicsave.Balanced, atomicsave.Full} {
		r := start(t, Target{Path: file(t, "old")})
		r.changePreferences(func(p *workspace.Preferences) { p.Durability = level })
		r.typeText("x")
		r.runCommand("save")
		r.untilSaved()
		of := r.status.message.text
		if want := words.Saved(*r.page().file.Report); want == "" || !strings.HasPrefix(of, want) {
			t.Errorf("after a save that is %s, the status bar says %q", level, of)
		}
		r.typeText("y")
		if got := r.status.message.text; got != "" || !r.page().file.Modified() {
			t.Errorf("after more was typed, the status bar says %q", got)
		}
		r.runCommand("steps")
		r.untilModal()
		r.typedKey(fyne.KeyEscape)
		r.runCommand("undo")
		if got := r.status.message.text; got != of || r.page().file.Modified() {
			t.Errorf("back at what was saved, the status bar says %q", got)
		}
		r.useEncoding(r.page(), charset.UTF16LE, true)
		r.until("the encoding", func() bool { return r.page().file.Modified() })
		if got := r.status.message.text; got != "" {
			t.Errorf("with another encoding for the next save, the status bar says %q", got)
		}
	}
}

// TestWhatWasTypedDuringASaveIsNotCalledSaved, as the save has not seen it.
func TestWhatWasTypedDuringASaveIsNotCalledSaved(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("x")
	r.runCommand("save")
	r.typeText("y")
	r.untilSaved()
	wantFile(t, path, "xold")
	if got := r.status.message.text; got != "" || r.text() != "xyold" {
		t.Errorf("beside %q the status bar says %q", r.text(), got)
	}
}

// TestAnUnconfirmedSaveIsNotSaidOfAnotherText either; that a save has failed is true of
// every text.
func TestAnUnconfirmedSaveIsNotSaidOfAnotherText(t *testing.T) {
	for state, stays := range map[atomicsave.State]bool{atomicsave.NewUnconfirmed: false, atomicsave.Old: true} {
		r := start(t, Target{Path: file(t, "old")})
		p := r.page()
		r.typeText("x")
		saving, err := p.file.BeginSave()
		if err != nil {
			t.Fatal(err)
		}
		report := atomicsave.Report{State: state, Fingerprint: p.file.Fingerprint}
		failure := &atomicsave.Error{Step: atomicsave.StepFlushDirectory, Path: p.file.Path, State: state, Err: errors.New("a broken disk")}
		saving.Finish(report, failure)
		r.ended(p, saving, report, failure)
		if got := r.status.message.text; got != words.Saved(report) {
			t.Errorf("in the state %v the status bar says %q", state, got)
		}
		r.typeText("y")
		if got := r.status.message.text; (got != "") != stays {
			t.Errorf("after more was typed in the state %v, the status bar says %q", state, got)
		}
	}
}

// TestTheStatusBarSpeaksTheChosenLanguage at once, also of the place of the caret,
// which has not changed.
func TestTheStatusBarSpeaksTheChosenLanguage(t *testing.T) {
	defer words.Use("en")
	r := start(t, Target{Path: file(t, "text")})
	r.until("the place of the caret", func() bool { return r.status.position.text != "" })
	for _, language := range []string{"de", "ja", "en"} {
		r.changePreferences(func(p *workspace.Preferences) { p.Language = language })
		r.queue.run()
		want := words.T("status.position", words.D{"Line": "1", "Column": "1"})
		if got := r.status.position.text; got != want || words.Language() != language {
			t.Errorf("in %s: %q, want %q", language, got, want)
		}
	}
}

// TestWhatStaysOnTheScreenChangesItsLanguage: what a save achieved, a line above the
// text with its buttons, and what work in the background is about.
func TestWhatStaysOnTheScreenChangesItsLanguage(t *testing.T) {
	defer words.Use("en")
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("x")
	r.runCommand("save")
	r.untilSaved()
	p := r.page()
	r.setReadOnly(p, true)
	r.explainReadOnly(p)
	running := &progress{shell: r.Shell, text: phraseOf("outline.progress")}
	for _, language := range []string{"de", "ja", "en"} {
		r.changePreferences(func(p *workspace.Preferences) { p.Language = language })
		r.queue.run()
		if got := r.status.message.text; !strings.HasPrefix(got, words.T("saved.full")) || words.Language() != language {
			t.Errorf("in %s: the status bar says %q", language, got)
		}
		var said []string
		for _, o := range test.LaidOutObjects(r.noticeBar.content) {
			switch o := o.(type) {
			case *wrappedLabel:
				said = append(said, o.whole)
			case *noticeButton:
				said = append(said, o.Text)
			}
		}
		want := []string{words.T("read_only.locked", words.D{"Name": p.name()}), words.T("read_only.unlock")}
		if !slices.Equal(said, want) {
			t.Errorf("in %s: the notice says %q, want %q", language, said, want)
		}
		r.running = append(r.running, running)
		r.refreshStatus()
		if got := r.status.message.text; got != words.T("outline.progress") {
			t.Errorf("in %s: the status bar says %q of what runs", language, got)
		}
		r.running = nil
		r.refreshStatus()
	}
}
