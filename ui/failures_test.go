package ui

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"holdfast/atomicsave"
	"holdfast/ui/words"
)

// TestAFileOfTheProgramsOwnIsNamed when it cannot be read or written, and why in
// plain words.
func TestAFileOfTheProgramsOwnIsNamed(t *testing.T) {
	r := start(t)
	for _, err := range []error{
		&atomicsave.Error{Path: "/state/recent.json", Class: atomicsave.NoSpace, Err: syscall.ENOSPC},
		&fs.PathError{Op: "use", Path: "/state/recent.json", Err: errors.New("it belongs to someone else")},
	} {
		r.ownFileFailed(err)
		shown, details := r.shown(), words.Details(err)
		said := strings.ReplaceAll(shown, details, "")
		if !strings.Contains(said, "/state/recent.json") || strings.Contains(said, "no space left") {
			t.Errorf("it says %q", said)
		}
		if atomicsave.ClassOf(err) == atomicsave.NoSpace && !strings.Contains(said, words.T("error.no-space.text")) {
			t.Errorf("no reason is given: %q", said)
		}
		r.press("button.ok")
	}
}

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
