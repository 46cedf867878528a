//go:build e2e && linux

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// conflict opens a file, types, lets another program change it, and saves: the
// window asks which version to keep.
func conflict(t *testing.T) (*app, string) {
	d := newDesktop(t)
	path := d.put("shared.conf", []byte("opened\n"))
	a := d.start("shared.conf", path)
	a.typed("mine ")
	a.waitTitle("● shared.conf")
	a.waitStill()
	a.beforeModal()
	must(t, os.WriteFile(path, []byte("theirs\n"), 0o644))
	a.press("ctrl+s")
	a.expectModal("conflict")
	return a, path
}

func TestKeepMine(t *testing.T) {
	a, path := conflict(t)
	a.press("shift+Tab", "Return") // the last button
	a.expectNoModal()
	a.waitTitle("shared.conf")
	holds(t, path, []byte("mine opened\n"))
	onlyNames(t, a.files(), "shared.conf")
}

func TestTakeTheirs(t *testing.T) {
	a, path := conflict(t)
	a.press("shift+Tab", "shift+Tab", "Return") // the button before the last
	a.waitTitle("shared.conf")
	holds(t, path, []byte("theirs\n"))
	if text := a.text(); text != "theirs\n" {
		t.Errorf("the window has %q", text)
	}
	// What was typed can be brought back.
	a.press("ctrl+z")
	a.waitTitle("● shared.conf")
	if text := a.text(); text != "mine opened\n" {
		t.Errorf("after undo, the window has %q", text)
	}
	holds(t, path, []byte("theirs\n"))
}

// TestKeepMineIsCheckedToo: a version that nobody has seen yet is not replaced,
// not even by the answer to a question about an earlier one.
func TestKeepMineIsCheckedToo(t *testing.T) {
	a, path := conflict(t)
	must(t, os.WriteFile(path, []byte("newer theirs\n"), 0o644))
	a.press("shift+Tab", "Return")
	a.waitStill()
	a.shoot("asked-again")
	a.waitTitle("● shared.conf")
	holds(t, path, []byte("newer theirs\n"))
}

// TestSaveAnyway agrees to overwrite a bind-mounted file in place.
func TestSaveAnyway(t *testing.T) {
	d := newDesktop(t)
	text := sample(t)
	source, target := d.put("source.ini", text), d.put("target.ini", nil)
	mount(t, source, target, "", syscall.MS_BIND, "")
	before, err := os.Stat(target)
	must(t, err)
	a := d.start("target.ini", place(t, target, text, "MaxJobs"))
	a.typed("Pause=yes;")
	a.waitTitle("● target.ini")
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+s")
	a.expectModal("consent")
	holds(t, target, text)
	a.press("Right", "Right", "Return") // from Cancel to the last button
	a.waitTitle("target.ini")
	a.waitStill()
	a.shoot("saved")
	want := edited(t, text, "MaxJobs", "Pause=yes;")
	holds(t, target, want)
	holds(t, source, want)
	after, err := os.Stat(target)
	must(t, err)
	if !os.SameFile(before, after) {
		t.Error("it is another file now")
	}
	onlyNames(t, d.files(), "source.ini", "target.ini")
	// The recovery file is gone once the save is complete.
	must(t, filepath.WalkDir(filepath.Join(d.home, ".local/state"), func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if filepath.Base(filepath.Dir(path)) == "drafts" {
			return nil // a draft goes soon after the save
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte("Pause=yes;")) {
			t.Errorf("the content was left in %s", path)
		}
		return err
	}))
}

// TestQuitWithManyChanges asks for each file with changes; Cancel stops it all.
func TestQuitWithManyChanges(t *testing.T) {
	d := newDesktop(t)
	one, two := d.put("one.conf", []byte("1\n")), d.put("two.conf", []byte("2\n"))
	a := d.start("one.conf", one)
	a.typed("x")
	a.waitTitle("● one.conf")
	a.press("ctrl+o")
	a.waitPicker()
	a.press("ctrl+l")
	a.typed(two)
	a.press("Return")
	a.waitTitle("two.conf")
	a.waitNoPicker()
	a.typed("y")
	a.waitTitle("● two.conf")
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+q")
	a.expectModal("first")
	a.press("Return") // save one.conf
	waitFile(t, one, []byte("x1\n"))
	a.waitTitle("● two.conf")
	a.waitStill()
	a.shoot("second")
	a.press("Escape") // and stay
	a.waitStill()
	a.typed("z")
	a.waitStill()
	holds(t, two, []byte("2\n"))
	if text := a.text(); text != "yz2\n" {
		t.Errorf("the window has %q", text)
	}
}
