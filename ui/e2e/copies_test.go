//go:build e2e && linux

package e2e

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// copyOf is the second copy of a file in a folder.
func copyOf(t *testing.T, folder, name string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, name+".holdfast-copy-*"))
	if err != nil || len(found) > 1 {
		t.Fatalf("%q, %v", found, err)
	}
	if len(found) == 0 {
		return filepath.Join(folder, "none")
	}
	return found[0]
}

// waitNotice waits until a line of news takes room from the text, or gives it
// back, since before.
func (a *app) waitNotice(before shot) {
	a.t.Helper()
	eventually(a.t, "the news change", func() error {
		if share := a.look().differs(before, a.area()); share < 0.01 {
			return fmt.Errorf("only %.3f of the window changed", share)
		}
		return nil
	})
	a.waitStill()
}

// TestSecondCopy keeps copies on a small disk of its own. It is written after each
// save; when it cannot be, because the disk is full, gone, or somebody else has
// changed the copy, that is told, and the save is none the worse for it.
func TestSecondCopy(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	usb := d.folder("usb")
	plug := func() {
		if err := syscall.Mount("tmpfs", usb, "tmpfs", 0, "size=65536,mode=755"); err != nil {
			t.Skip("mounting needs more rights than this test has:", err)
		}
	}
	plug()
	t.Cleanup(func() { _ = syscall.Unmount(usb, syscall.MNT_DETACH) })
	a := d.start("a.conf", path)
	a.run("second copy")
	a.waitStill()
	a.shoot("asked")
	a.press("Return") // Choose a folder
	a.waitPicker()
	a.press("alt+Home", "ctrl+l") // among the recent files, a path is not taken
	a.typed(usb + "/")
	a.waitStill()
	a.shoot("folder-dialog")
	eventually(t, "the folder is taken", func() error {
		if len(a.otherWindows()) == 0 {
			return nil
		}
		a.press("Return") // the first may only complete the path
		return errors.New("the dialog is open")
	})
	a.focus()
	eventually(t, "the first copy", func() error { return sameBytes(copyOf(t, usb, "a.conf"), []byte("old\n")) })
	a.rewrite("a.conf", "one")
	eventually(t, "the next copy", func() error { return sameBytes(copyOf(t, usb, "a.conf"), []byte("one")) })
	if info, err := os.Stat(copyOf(t, usb, "a.conf")); err != nil || info.Mode() != 0o600 {
		t.Errorf("the copy has the mode %v, %v", info.Mode(), err)
	}

	// Somebody else changes the copy: it is not replaced until the user says so.
	must(t, os.WriteFile(copyOf(t, usb, "a.conf"), []byte("somebody's\n"), 0o600))
	a.waitStill()
	before := a.look()
	a.rewrite("a.conf", "two")
	a.waitNotice(before)
	a.shoot("changed-copy")
	holds(t, path, []byte("two"))
	holds(t, copyOf(t, usb, "a.conf"), []byte("somebody's\n"))
	a.press("alt+Return")
	eventually(t, "the copy is replaced", func() error { return sameBytes(copyOf(t, usb, "a.conf"), []byte("two")) })

	// The disk is full.
	fill := filepath.Join(usb, "fill")
	_ = os.WriteFile(fill, make([]byte, 1<<20), 0o600) // it takes what there is
	a.waitStill()
	before = a.look()
	a.rewrite("a.conf", "three")
	a.waitNotice(before)
	a.shoot("full")
	holds(t, path, []byte("three"))
	holds(t, copyOf(t, usb, "a.conf"), []byte("two"))
	must(t, os.Remove(fill))
	a.press("alt+Return") // try again
	eventually(t, "the copy after another try", func() error { return sameBytes(copyOf(t, usb, "a.conf"), []byte("three")) })

	// It is pulled out, and comes back empty.
	must(t, syscall.Unmount(usb, syscall.MNT_DETACH))
	must(t, os.Remove(usb))
	a.waitStill()
	before = a.look()
	a.rewrite("a.conf", "four")
	a.waitNotice(before)
	a.shoot("gone")
	holds(t, path, []byte("four"))
	if _, err := os.Stat(usb); !errors.Is(err, os.ErrNotExist) {
		t.Error("the folder was made where the disk should be:", err)
	}
	must(t, os.Mkdir(usb, 0o755))
	plug()
	a.waitStill()
	a.rewrite("a.conf", "four and more")
	a.waitStill()
	a.shoot("empty")
	if _, err := os.Stat(copyOf(t, usb, "a.conf")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the copy was written anew, unasked:", err)
	}
	a.rewrite("a.conf", "four")
	a.waitStill()
	a.press("alt+Return") // write a new one
	eventually(t, "a copy on the new disk", func() error { return sameBytes(copyOf(t, usb, "a.conf"), []byte("four")) })
	onlyNames(t, d.files(), "a.conf", "usb")

	// After a new start it goes on, until it is ended.
	a.press("ctrl+q")
	a.waitEnd(0)
	a = d.start("a.conf", path)
	a.rewrite("a.conf", "five")
	eventually(t, "a copy after a new start", func() error { return sameBytes(copyOf(t, usb, "a.conf"), []byte("five")) })
	a.run("second copy")
	a.waitStill()
	a.press("Left", "Return") // No more copies
	a.waitStill()
	a.rewrite("a.conf", "six")
	a.waitStill()
	holds(t, path, []byte("six"))
	holds(t, copyOf(t, usb, "a.conf"), []byte("five"))
}
