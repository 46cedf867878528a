package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/atomicsave"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// linked makes a file with two names and opens one of them.
func linked(t *testing.T) (r *rig, path, other string) {
	path = file(t, "old\n")
	other = filepath.Join(filepath.Dir(path), "other.conf")
	if err := os.Link(path, other); err != nil {
		t.Skip("this file system has no hard links:", err)
	}
	return start(t, Target{Path: path}), path, other
}

func TestACostIsAskedOnceAndRemembered(t *testing.T) {
	r, path, other := linked(t)
	r.typeText("a")
	r.runCommand("save")
	shown := r.shown()
	for _, key := range []string{"consent.hard-link", "consent.atomicity", "consent.remembered"} {
		if !strings.Contains(shown, words.T(key)) {
			t.Errorf("%q is not said in %q", words.T(key), shown)
		}
	}
	wantFile(t, path, "old\n")
	r.press("consent.in_place")
	r.until("the save", func() bool { return !r.page().file.Modified() })
	wantFile(t, other, "aold\n") // both names still have the same file
	r.settle(patience)

	// Asked once: not after a new start either.
	next := r.afterCrash(Target{Path: path})
	next.until("the file", func() bool { return next.pageAt(path) != nil })
	next.typeText("b")
	next.runCommand("save")
	next.until("the save", func() bool { return !next.page().file.Modified() || next.modal != nil })
	if next.modal != nil {
		t.Fatalf("it asks again: %s", next.shown())
	}
	wantFile(t, other, "baold\n")
}

func TestTheOtherWayCanBeChosen(t *testing.T) {
	r, path, other := linked(t)
	r.typeText("a")
	r.runCommand("save")
	r.press("consent.replace")
	r.until("the save", func() bool { return !r.page().file.Modified() })
	wantFile(t, path, "aold\n")
	wantFile(t, other, "old\n")
	if agreed := r.prefs.AgreementOf(path).Agreed; agreed != atomicsave.Agree(atomicsave.LossHardLink) {
		t.Errorf("agreed is %v", agreed)
	}
}

func TestWhatWasTakenBackIsAskedAgain(t *testing.T) {
	r, path, _ := linked(t)
	r.changePreferences(func(p *workspace.Preferences) {
		p.Agree(path, func(a *workspace.Agreement) { a.Agreed = atomicsave.Agree(atomicsave.LossAtomicity) })
	})
	r.typeText("a")
	r.runCommand("save")
	r.until("the save", func() bool { return !r.page().file.Modified() })
	r.changePreferences(func(p *workspace.Preferences) {
		p.Agree(path, func(a *workspace.Agreement) { a.Agreed = 0 })
	})
	r.closePage(r.page())
	r.openPath(Target{Path: path})
	r.until("the file", func() bool { return r.pageAt(path) != nil })
	r.typeText("b")
	r.runCommand("save")
	r.press("button.cancel")
	wantFile(t, path, "aold\n")
}

func TestASynchronisedFolderIsExplainedOnce(t *testing.T) {
	path := file(t, "old")
	put(t, filepath.Join(filepath.Dir(path), ".stfolder"), "")
	r := start(t, Target{Path: path})
	r.typeText("a")
	r.runCommand("save")
	if !strings.Contains(r.shown(), "Syncthing") {
		t.Errorf("shown: %q", r.shown())
	}
	wantFile(t, path, "old")
	r.press("synced.save")
	r.until("the save", func() bool { return !r.page().file.Modified() })
	r.typeText("b")
	r.runCommand("save")
	r.until("the save", func() bool { return !r.page().file.Modified() || r.modal != nil })
	wantFile(t, path, "abold")
}

func TestEverySaveIsFollowedByASecondCopy(t *testing.T) {
	path, folder := file(t, "old"), t.TempDir()
	r := start(t, Target{Path: path})
	r.picker.path, r.picker.err = folder, nil
	r.runCommand("second_copy")
	r.press("copy.choose")
	holdsCopy := func(want string) {
		t.Helper()
		r.until("the copy "+want, func() bool {
			got, _ := os.ReadFile(workspace.CopyPath(path, folder))
			return string(got) == want && !r.page().copying.running
		})
	}
	holdsCopy("old")
	for _, want := range []string{"xold", "xxold"} {
		r.typeText("x")
		r.runCommand("save")
		holdsCopy(want)
	}

	// The stick is pulled out: told, and the save stands.
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	r.typeText("y")
	r.runCommand("save")
	r.until("the notice", func() bool { return r.noticeBar.content.Visible() })
	wantFile(t, path, "xxyold")
	if r.page().file.Modified() || r.modal != nil {
		t.Error("the save is taken back, or the work is interrupted")
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	r.runCommand("notice") // try again
	holdsCopy("xxyold")
	r.until("the notice to go", func() bool { return !r.noticeBar.content.Visible() })

	r.runCommand("second_copy")
	r.press("copy.end")
	r.until("the end", func() bool { return r.prefs.CopyFolderOf(path) == "" })
}

// TestTheNewestTextIsCopied although the user answers while an attempt to copy it is
// under way, which fails like the one before.
func TestTheNewestTextIsCopied(t *testing.T) {
	path, folder := file(t, "old"), t.TempDir()
	r := start(t, Target{Path: path})
	put(t, workspace.CopyPath(path, folder), "a stranger's")
	r.copyTo(r.page(), path, folder)
	r.until("the notice", func() bool { return r.noticeBar.content.Visible() })
	r.typeText("x")
	r.runCommand("save")
	r.until("the next attempt", func() bool { return r.page().copying.running })
	r.runCommand("notice") // replace the copy
	r.until("the copy", func() bool { return !r.noticeBar.content.Visible() && !r.page().copying.running })
	wantFile(t, workspace.CopyPath(path, folder), "xold")
}

func TestAForeignCopyIsNotReplacedUnasked(t *testing.T) {
	path, folder := file(t, "old"), t.TempDir()
	r := start(t, Target{Path: path})
	put(t, workspace.CopyPath(path, folder), "a stranger's")
	r.copyTo(r.page(), path, folder)
	r.until("the notice", func() bool { return r.noticeBar.content.Visible() })
	wantFile(t, workspace.CopyPath(path, folder), "a stranger's")
	r.runCommand("notice") // replace the copy
	r.until("the copy", func() bool { return !r.noticeBar.content.Visible() && !r.page().copying.running })
	wantFile(t, workspace.CopyPath(path, folder), "old")
	if _, err := r.store.Preferences(context.Background()); err != nil {
		t.Error(err)
	}
}
