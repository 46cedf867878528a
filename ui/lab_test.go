package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"holdfast/atomicsave"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

func TestTheLabTakesTheWindowAndGivesItBack(t *testing.T) {
	path := file(t, "one\n")
	r := start(t, Target{Path: path})
	behind := r.win.Content()
	r.runCommand("lab")
	if r.lab == nil || r.win.Content() == behind {
		t.Fatal("the lab is not shown")
	}
	if !strings.Contains(drawn(r.win.Content()), words.T("lab.title")) {
		t.Error("the window does not show the lab")
	}
	before := r.page().file.Document.Text().String()
	for _, id := range []commandID{"save", "paste", "undo", "new", "open", "delete_line", "comment"} {
		r.runCommand(id)
	}
	if got := r.page().file.Document.Text().String(); got != before || len(r.pages) != 1 || r.modal != nil || len(r.picker.seen) > 0 {
		t.Errorf("a command reached the text behind the lab: %q, %d pages, asked for %v", got, len(r.pages), r.picker.seen)
	}
	r.typedKey(fyne.KeyEscape)
	if r.lab != nil || r.win.Content() != behind {
		t.Error("Escape does not close the lab")
	}
	r.typeText("X")
	if got := r.page().file.Document.Text().String(); got != "Xone\n" {
		t.Errorf("after the lab, typing gives %q", got)
	}
	if r.win.Canvas().Focused() != r.page().view {
		t.Error("the text has not got the keyboard back")
	}
}

func TestTheLabsFileIsTheTextInTheWindow(t *testing.T) {
	path := file(t, "one\n")
	r := start(t, Target{Path: path})
	r.typeText("changed ")
	c, err := r.labFile().Read(t.Context())
	if err != nil || string(c.Old()) != "one\n" || string(c.New()) != "changed one\n" {
		t.Errorf("%q, %q, %v", c.Old(), c.New(), err)
	}
	wantFile(t, path, "one\n")
	if f := start(t).labFile(); f.Name != "" {
		t.Errorf("a document without a file is offered as %q", f.Name)
	}
}

// TestRehearsal shows the dialogs of saves that failed in the lab, takes every
// button, and looks for any effect.
func TestRehearsal(t *testing.T) {
	for _, c := range []struct {
		class   atomicsave.Class
		foreign bool
		buttons []string
	}{
		{atomicsave.NoSpace, false, []string{"button.cancel", "button.save_elsewhere", "button.retry"}},
		{atomicsave.InUse, false, []string{"button.cancel", "button.save_elsewhere", "button.retry"}},
		{atomicsave.Changed, true, []string{"button.cancel", "button.compare", "button.merge", "button.take_theirs", "button.keep_mine", "button.save_elsewhere"}},
	} {
		for _, button := range c.buttons {
			r := start(t, Target{Path: file(t, "mine\n")})
			t.Setenv("TMPDIR", r.dir)
			r.runCommand("lab")
			played := lab.Played{Err: &atomicsave.Error{Step: atomicsave.StepReplace, Class: c.class, State: atomicsave.Old}}
			played.Final.Foreign = c.foreign
			answer := ""
			r.rehearse(lab.Sample(), played, func(label string) { answer = label })
			r.press(button)
			if answer != words.T(button) || r.modal != nil || len(r.picker.seen) > 0 {
				t.Errorf("%s: answered %q, asked for %v", button, answer, r.picker.seen)
			}
			r.until("the scratch folder is gone", func() bool {
				left, err := filepath.Glob(filepath.Join(r.dir, "holdfast-lab-*"))
				return err == nil && len(left) == 0
			})
			if r.lab == nil || len(r.pages) != 1 {
				t.Errorf("%s: %d pages", button, len(r.pages))
			}
		}
	}
}

// TestARealFailureIsNoRehearsal: while the lab shows a dialog, that of a save of
// the user's keeps its effect.
func TestARealFailureIsNoRehearsal(t *testing.T) {
	r := start(t, Target{Path: file(t, "mine\n")})
	r.Shell.rehearsal = &rehearsal{folder: "/scratch"}
	ran := false
	real := []choice{{label: "x", run: func() { ran = true }}}
	r.rehearsed("/home/file", real)[0].run()
	if !ran {
		t.Error("a button of a real dialog has lost its effect")
	}
}

func TestThePictureIsExported(t *testing.T) {
	r := start(t)
	path := filepath.Join(r.dir, "save.svg")
	r.picker.path, r.picker.err = path, nil
	r.runCommand("lab")
	for range 3 {
		r.win.Canvas().FocusNext()
	}
	before := r.win.Canvas().Focused()
	r.exportFromLab("save.svg", []byte("<svg/>"))
	r.until("the picture", func() bool { _, err := os.Stat(path); return err == nil && r.modal != nil })
	wantFile(t, path, "<svg/>")
	r.press("button.ok")
	if r.lab == nil {
		t.Error("the lab is closed")
	}
	if after := r.win.Canvas().Focused(); before == nil || after != before {
		t.Errorf("%T had the keyboard before the dialogs, %T has it after them", before, after)
	}
}
