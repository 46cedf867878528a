//go:build e2e && linux

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// refused types into an open file, saves, and expects a modal and a file that
// is as before. It closes the modal with Escape and checks that the text in the
// window is complete and still marked as changed.
func (a *app) refused(name, path, typed string, old []byte) {
	a.t.Helper()
	a.waitStill()
	a.typed(typed)
	a.waitTitle("● " + name)
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+s")
	a.expectModal("refused")
	holds(a.t, path, old)
	a.press("Escape")
	a.expectNoModal()
	a.waitTitle("● " + name)
	if text := a.text(); !strings.Contains(text, typed) {
		a.t.Errorf("the text in the window lost %q: %.200q", typed, text)
	}
	holds(a.t, path, old)
}

// TestFullDisk saves a file on a file system without any space left.
func TestFullDisk(t *testing.T) {
	d := newDesktop(t)
	dir := d.tmpfs("disk", 64<<10)
	text := bytes.Repeat([]byte("a line of the old content\r\n"), 1000)
	path := d.put("disk/full.conf", text)
	fill := filepath.Join(dir, "fill")
	_ = os.WriteFile(fill, make([]byte, 1<<20), 0o600) // it takes what there is
	a := d.start("full.conf", path+":3")
	a.refused("full.conf", path, "new text ", text)
	onlyNames(t, dir, "fill", "full.conf")

	// Free some space and try again.
	must(t, os.Remove(fill))
	a.press("ctrl+s")
	a.waitTitle("full.conf")
	lines := bytes.SplitAfterN(text, []byte("\n"), 3)
	holds(t, path, bytes.Join([][]byte{lines[0], lines[1], []byte("new text "), lines[2]}, nil))
	onlyNames(t, dir, "full.conf")
}

// TestTempDirOnAnotherVolume saves with a temporary folder that the settings
// put on another file system.
func TestTempDirOnAnotherVolume(t *testing.T) {
	d := newDesktop(t)
	temps := d.tmpfs("temps", 1<<20)
	text := sample(t)
	path := d.put("print-b.ini", text)
	d.settings(fmt.Sprintf(`{"temp_dir": %q}`, temps))
	a := d.start("print-b.ini", place(t, path, text, "MaxJobs"))
	a.refused("print-b.ini", path, "Pause=yes;", text)
	onlyNames(t, temps)
	onlyNames(t, d.files(), "print-b.ini", "temps")

	// The way out that the modal offers first: the file's own folder.
	a.press("ctrl+s")
	a.expectModal("again")
	a.press("Return")
	a.waitTitle("print-b.ini")
	holds(t, path, edited(t, text, "MaxJobs", "Pause=yes;"))
	onlyNames(t, temps)
}

// TestTempDirOnAnotherMount does the same across two bind mounts of one file
// system, which have equal device numbers: only trying tells them apart.
func TestTempDirOnAnotherMount(t *testing.T) {
	d := newDesktop(t)
	real, one, two := d.folder("real"), d.folder("one"), d.folder("two")
	mount(t, real, one, "", syscall.MS_BIND, "")
	mount(t, real, two, "", syscall.MS_BIND, "")
	text := sample(t)
	path := d.put("one/print-b.ini", text)
	d.settings(fmt.Sprintf(`{"temp_dir": %q}`, two))
	a := d.start("print-b.ini", place(t, path, text, "MaxJobs"))
	a.refused("print-b.ini", path, "Pause=yes;", text)
	onlyNames(t, real, "print-b.ini")
}

// TestMountedFile saves a single file that is bind-mounted, as containers do:
// nothing can take its place.
func TestMountedFile(t *testing.T) {
	d := newDesktop(t)
	text := sample(t)
	source, target := d.put("source.ini", text), d.put("target.ini", nil)
	mount(t, source, target, "", syscall.MS_BIND, "")
	a := d.start("target.ini", place(t, target, text, "MaxJobs"))
	a.refused("target.ini", target, "Pause=yes;", text)
	holds(t, source, text)
	onlyNames(t, d.files(), "source.ini", "target.ini")
}

// TestChangedOnDisk saves a file that another program has changed meanwhile.
func TestChangedOnDisk(t *testing.T) {
	a, path := conflict(t)
	theirs := []byte("theirs\n")
	holds(t, path, theirs)
	a.press("Escape")

	// Enter, pressed in haste, must not decide.
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+s")
	a.expectModal("asked-again")
	a.press("Return", "ctrl+s", "space")
	a.waitStill()
	holds(t, path, theirs)
	a.press("Escape")
	a.expectNoModal()
	holds(t, path, theirs)
	if text := a.text(); text != "mine opened\n" {
		t.Errorf("the window has %q", text)
	}
}

// TestTouchedOnDisk saves a file whose times changed and whose content did not:
// no alarm.
func TestTouchedOnDisk(t *testing.T) {
	d := newDesktop(t)
	path := d.put("touched.conf", []byte("opened\n"))
	a := d.start("touched.conf", path)
	later := time.Now().Add(time.Hour)
	must(t, os.Chtimes(path, later, later))
	a.typed("x")
	a.waitTitle("● touched.conf")
	a.press("ctrl+s")
	a.waitTitle("touched.conf")
	holds(t, path, []byte("xopened\n"))
}

// isRefused types into a.conf and sees that the save is refused.
func (a *app) isRefused(text string) {
	a.t.Helper()
	a.waitStill()
	a.typed(text)
	a.waitTitle("● a.conf")
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+s")
	a.expectModal("refused")
	a.press("Escape")
	a.expectNoModal()
}

func TestVanishedFolder(t *testing.T) {
	d := newDesktop(t)
	dir := d.folder("gone")
	path := d.put("gone/a.conf", []byte("opened\n"))
	a := d.start("a.conf", path)
	must(t, os.RemoveAll(dir))
	a.isRefused("mine ")
	if text := a.text(); text != "mine opened\n" {
		t.Errorf("the window has %q", text)
	}
	onlyNames(t, d.files())
}

func TestDeletedFile(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("opened\n"))
	a := d.start("a.conf", path)
	must(t, os.Remove(path))
	a.isRefused("mine ")
	onlyNames(t, d.files())
	if text := a.text(); text != "mine opened\n" {
		t.Errorf("the window has %q", text)
	}
}

// nobody is a user without any rights.
const nobody = 65534

// insist edits a file that is locked because it cannot be saved. The notice that
// says so takes the room of some lines.
func (a *app) insist() {
	a.t.Helper()
	a.waitStill()
	locked := a.shoot("locked")
	a.press("alt+Return")
	eventually(a.t, "the notice goes away", func() error {
		if share := a.look().differs(locked, a.area()); share < 0.01 {
			return fmt.Errorf("only %.3f of the window changed", share)
		}
		return nil
	})
}

// TestNoPermission saves a file of somebody else in a folder of somebody else.
func TestNoPermission(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can make a file that belongs to somebody else")
	}
	d := newDesktop(t)
	text := sample(t)
	path := d.put("theirs.ini", text)
	a := d.startAs(nobody, "theirs.ini", place(t, path, text, "MaxJobs"))
	a.insist()
	a.refused("theirs.ini", path, "Pause=yes;", text)
	onlyNames(t, d.files(), "theirs.ini")
}

// TestReadOnlyFile saves a file without write permission in a folder of the
// user's own.
func TestReadOnlyFile(t *testing.T) {
	d := newDesktop(t)
	text := sample(t)
	path := d.put("locked.ini", text)
	must(t, os.Chown(d.files(), nobody, nobody))
	must(t, os.Chown(path, nobody, nobody))
	must(t, os.Chmod(path, 0o444))
	a := d.startAs(nobody, "locked.ini", place(t, path, text, "MaxJobs"))
	a.typed("nothing is typed into a file that is locked")
	a.insist()
	a.typed("Pause=yes;")
	a.waitTitle("● locked.ini")
	a.waitStill()
	a.press("ctrl+s")
	a.waitStill()
	a.shoot("answer")
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode() != 0o444 {
		t.Errorf("mode %v", info.Mode())
	}
	onlyNames(t, d.files(), "locked.ini")
}

// TestReadOnlyFileSystem saves a file on a file system that is mounted
// read-only.
func TestReadOnlyFileSystem(t *testing.T) {
	d := newDesktop(t)
	dir := d.tmpfs("disk", 1<<20)
	text := sample(t)
	path := d.put("disk/fixed.ini", text)
	must(t, syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	a := d.start("fixed.ini", place(t, path, text, "MaxJobs"))
	a.insist()
	a.refused("fixed.ini", path, "Pause=yes;", text)
	onlyNames(t, dir, "fixed.ini")
}

// TestMissingFolder opens a new file in a folder that does not exist. The save
// says so and offers to make the folder.
func TestMissingFolder(t *testing.T) {
	d := newDesktop(t)
	path := filepath.Join(d.files(), "one/two/a.conf")
	a := d.start("a.conf", path)
	a.typed("mine")
	a.waitTitle("● a.conf")
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+s")
	a.expectModal("offer")
	onlyNames(t, d.files())
	// The button that makes the folder is the last one.
	a.press("shift+Tab", "Return")
	a.waitTitle("a.conf")
	holds(t, path, []byte("mine"))
}
