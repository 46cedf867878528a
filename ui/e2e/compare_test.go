//go:build e2e && linux

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

const (
	openedText = "one\ntwo\nthree\n"
	mineText   = "mine one\ntwo\nthree\n"
	theirsText = "one\ntwo\nthree theirs\n"
	bothText   = "mine one\ntwo\nthree theirs\n"
)

// comparing opens a file, types into its first line, lets another program change
// the last one, saves, and asks for the comparison: the window shows theirs
// beside mine, with the keyboard in theirs.
func comparing(t *testing.T) (*app, string) {
	d := newDesktop(t)
	path := d.put("shared.conf", []byte(openedText))
	a := d.start("shared.conf", path)
	a.typed("mine ")
	a.waitTitle("● shared.conf")
	a.waitStill()
	a.beforeModal()
	must(t, os.WriteFile(path, []byte(theirsText), 0o644))
	a.press("ctrl+s")
	a.expectModal("conflict")
	a.press(times("shift+Tab", 5)...) // from Keep mine to Compare
	a.press("Return")
	a.waitStill()
	a.shoot("compared")
	return a, path
}

// times is a key, pressed so many times.
func times(key string, n int) []string { return slices.Repeat([]string{key}, n) }

// column is all of the column that has the keyboard.
func (a *app) column() string {
	a.t.Helper()
	return a.copied("ctrl+a", "ctrl+c")
}

// TestComparison looks at all three versions. No key pressed in haste decides, and
// Escape leads back.
func TestComparison(t *testing.T) {
	a, path := comparing(t)
	if got := a.column(); got != theirsText {
		t.Errorf("the left column is %q", got)
	}
	a.press("Tab")
	if got := a.column(); got != mineText {
		t.Errorf("the right column is %q", got)
	}
	a.press("shift+Tab", "shift+Tab", "space") // the choice above the right column
	a.waitStill()
	a.shoot("choice")
	a.press("Down", "Down", "Down", "Return")
	a.waitStill()
	a.shoot("opened")
	a.press("Tab", "Tab")
	if got := a.column(); got != openedText {
		t.Errorf("the version that was opened is %q", got)
	}
	a.press("F8", "F7", "ctrl+s", "Return", "space", "x", "Delete", "ctrl+v", "ctrl+z")
	a.waitStill()
	holds(t, path, []byte(theirsText))
	a.press("Escape") // the question again
	a.waitStill()
	a.shoot("question")
	a.press("Return", "ctrl+s", "space")
	a.press("Escape")
	a.waitStill()
	a.shoot("undecided") // with the notice, which stays
	a.waitTitle("● shared.conf")
	if got := a.text(); got != mineText {
		t.Errorf("the window has %q", got)
	}
	holds(t, path, []byte(theirsText))
	onlyNames(t, a.files(), "shared.conf")
}

// TestComparisonDecides takes each way out of the comparison, by the keyboard.
func TestComparisonDecides(t *testing.T) {
	// From the left column: the right one, two steps, and then the buttons.
	const elsewhere, merge, take, keep = 5, 6, 7, 8
	t.Run("keep mine", func(t *testing.T) {
		a, path := comparing(t)
		a.press(times("Tab", keep)...)
		a.press("Return")
		a.waitTitle("shared.conf")
		holds(t, path, []byte(mineText))
	})
	t.Run("take theirs", func(t *testing.T) {
		a, path := comparing(t)
		a.press(times("Tab", take)...)
		a.press("Return")
		a.waitTitle("shared.conf")
		if got := a.text(); got != theirsText {
			t.Errorf("the window has %q", got)
		}
		a.press("ctrl+z")
		a.waitTitle("● shared.conf")
		if got := a.text(); got != mineText {
			t.Errorf("after undo, the window has %q", got)
		}
		holds(t, path, []byte(theirsText))
	})
	t.Run("merge", func(t *testing.T) {
		a, path := comparing(t)
		a.press(times("Tab", merge)...)
		a.press("Return")
		a.waitStill()
		a.shoot("merged")
		if got := a.text(); got != bothText {
			t.Errorf("the window has %q", got)
		}
		holds(t, path, []byte(theirsText))
		a.press("ctrl+s")
		a.waitTitle("shared.conf")
		holds(t, path, []byte(bothText))
	})
	t.Run("save elsewhere", func(t *testing.T) {
		a, path := comparing(t)
		a.press(times("Tab", elsewhere)...)
		a.press("Return")
		a.waitPicker()
		other := filepath.Join(a.files(), "mine.conf")
		a.press("ctrl+a")
		a.typed(other)
		a.waitStill()
		a.press("Return")
		a.waitTitle("mine.conf")
		holds(t, other, []byte(mineText))
		holds(t, path, []byte(theirsText))
	})
}

// TestComparedVersionIsTheOneReplaced: what comes while the comparison is shown is
// not replaced by its answer.
func TestComparedVersionIsTheOneReplaced(t *testing.T) {
	a, path := comparing(t)
	must(t, os.WriteFile(path, []byte("newer\n"), 0o644))
	a.press(times("Tab", 8)...)
	a.press("Return")
	a.waitStill()
	a.shoot("asked-again")
	holds(t, path, []byte("newer\n"))
	a.waitTitle("● shared.conf")
}

// TestMergeWithConflicts merges where both changed the same line: both versions are
// marked in the text and listed, and decided one after the other.
func TestMergeWithConflicts(t *testing.T) {
	a, path := conflict(t)
	a.press(times("shift+Tab", 3)...) // from Keep mine to Merge
	a.press("Return")
	a.waitStill()
	a.shoot("told")
	a.press("Escape")
	a.waitStill()
	const marked = "<<<<<<< mine\nmine opened\n||||||| the version you opened\nopened\n=======\ntheirs\n>>>>>>> theirs\n"
	if got := a.text(); got != marked {
		t.Errorf("the window has %q", got)
	}
	holds(t, path, []byte("theirs\n"))
	a.press("ctrl+s") // a text with marks is not saved unasked
	a.waitStill()
	a.shoot("marks")
	a.press("Escape", "ctrl+Home")
	a.waitStill()
	holds(t, path, []byte("theirs\n"))
	a.run("places to decide")
	a.waitStill()
	a.shoot("listed")
	a.press("shift+Tab") // from Go there to the list …
	a.press(times("Tab", 2)...)
	a.waitStill()
	a.shoot("use-mine")
	a.press("Return") // … and on to Use mine
	a.waitStill()
	if got := a.text(); got != "mine opened\n" {
		t.Errorf("the window has %q", got)
	}
	a.press("ctrl+s")
	a.waitTitle("shared.conf")
	holds(t, path, []byte("mine opened\n"))
}
