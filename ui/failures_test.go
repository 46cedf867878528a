package ui

import (
	"errors"
	"os"
	"strings"
	"testing"

	"holdfast/atomicsave"
	"holdfast/ui/words"
)

// TestAConflictNamesWhatElseWasKept: a version of another program that a save
// displaced and could not put back, whether the file is still there or not.
func TestAConflictNamesWhatElseWasKept(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("x")
	for _, there := range []bool{true, false} {
		if !there {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
		saving, err := r.page().file.BeginSave()
		if err != nil {
			t.Fatal(err)
		}
		kept := "/somewhere/.holdfast-0123"
		failed := &atomicsave.Error{
			Step: atomicsave.StepReplace, Path: path, Class: atomicsave.Changed, Paths: []string{kept}, Err: errors.New("three at once"),
		}
		saving.Finish(atomicsave.Report{}, failed)
		r.saveFailed(r.page(), saving, failed, nil)
		if shown := r.shown(); !strings.Contains(shown, words.T("state.paths.changed")+"\n"+kept) {
			t.Errorf("the file is there: %t: %s", there, shown)
		}
		r.press("button.cancel")
	}
}
