package ui

import (
	"encoding/json"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"holdfast/atomicsave"
	"holdfast/ui/words"
)

// drawn is all text that an object draws, line after line.
func drawn(o fyne.CanvasObject) string {
	var all []string
	for _, o := range test.LaidOutObjects(o) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" && t.Visible() {
			all = append(all, t.Text)
		}
	}
	return strings.Join(all, " ")
}

func TestTheStepsOfASaveAreShown(t *testing.T) {
	r := start(t, Target{Path: onDisk(t, "x")})
	r.typeText("y")
	r.runCommand("steps")
	if r.modal != nil {
		t.Fatal("steps are shown before any save")
	}
	r.runCommand("save")
	r.untilSaved()
	r.status.message.Tapped(nil)
	r.untilModal()
	seen := drawn(r.modal.popup)
	for range r.page().file.Report.Events {
		r.typedKey(fyne.KeyRight)
		seen += " " + drawn(r.modal.popup)
	}
	for _, step := range []atomicsave.Step{atomicsave.StepCreateTemp, atomicsave.StepFlushFile, atomicsave.StepReplace, atomicsave.StepFlushDirectory} {
		if !strings.Contains(seen, words.Step(step)) {
			t.Errorf("step %s is not shown", step)
		}
	}
	for _, want := range []string{words.T("lab.line.holds.old"), words.T("lab.line.holds.new"), words.Durability(atomicsave.Full)} {
		if !strings.Contains(seen, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	r.typedKey(fyne.KeyEscape)
	if r.modal != nil {
		t.Error("Escape does not close")
	}
}

func TestTheStepsOfASaveAreCopied(t *testing.T) {
	r := start(t, Target{Path: onDisk(t, "x")})
	r.typeText("y")
	r.runCommand("save")
	r.untilSaved()
	r.runCommand("steps")
	r.press("button.copy_json")
	var got struct {
		Report struct {
			Achieved string
		}
		Timeline struct {
			Steps []struct{ Step, During, After string }
			After string
		}
	}
	if err := json.Unmarshal([]byte(r.app.Clipboard().Content()), &got); err != nil {
		t.Fatal(err)
	}
	if got.Report.Achieved != "full" || got.Timeline.After != "new" || len(got.Timeline.Steps) != len(r.page().file.Report.Events) {
		t.Errorf("got %+v", got)
	}
	r.runCommand("steps")
	r.press("button.copy")
	if text := r.app.Clipboard().Content(); !strings.Contains(text, words.Step(atomicsave.StepReplace)) {
		t.Errorf("the text is %q", text)
	}
}
