//go:build e2e && linux

package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPalette runs commands by some letters of their names. One that makes no sense
// now says why, and does nothing.
func TestPalette(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("b\na\n"))
	a := d.start("a.conf", path)
	a.beforeModal()
	a.press("ctrl+shift+p")
	a.expectModal("all")
	a.press("Next", "Next", "Next")
	a.waitStill()
	a.shoot("further")
	a.press("Escape")
	a.expectNoModal()

	a.press("ctrl+a")
	a.run("sort lines")
	a.waitTitle("● a.conf")
	if got := a.text(); got != "a\nb\n" {
		t.Errorf("sorted is %q", got)
	}
	a.run("file save")
	a.waitTitle("a.conf")
	holds(t, path, []byte("a\nb\n"))
	a.run("wrap")
	d.setting("wrap", true)

	// Stop makes no sense while nothing runs: the palette stays open.
	a.run("stop")
	a.waitStill()
	a.shoot("not-now")
	a.press("Escape")
	a.expectNoModal()
	a.typed("x")
	a.waitTitle("● a.conf")
	holds(t, path, []byte("a\nb\n"))

	// A file that was open before is found by its name.
	other := d.put("other.conf", []byte("other\n"))
	a.press("ctrl+z")
	d.run(os.Getuid(), program, other).exits(0)
	a.waitTitle("other.conf")
	a.press("ctrl+w")
	a.waitTitle("a.conf")
	a.run("recent other")
	a.waitTitle("other.conf")
	if got := a.text(); got != "other\n" {
		t.Errorf("the window has %q", got)
	}
}

// TestStartScreen begins without a file. What is done first is on the screen, and
// typing makes it go. A recent file that somebody has deleted is not made again
// unasked.
func TestStartScreen(t *testing.T) {
	d := newDesktop(t)
	empty := d.start("Untitled")
	empty.shoot("first")
	empty.press("ctrl+q")
	empty.waitEnd(0)

	one, two := d.put("one.conf", []byte("one\n")), d.put("two.conf", []byte("two\n"))
	a := d.start("one.conf", one, two)
	a.press("ctrl+w")
	a.waitTitle("two.conf")
	a.press("ctrl+w")
	a.waitTitle("Untitled")
	a.waitStill()
	screen := a.shoot("recents")
	a.beforeModal()
	a.press("ctrl+o")
	a.waitPicker()
	a.press("Escape")
	a.waitNoPicker()
	a.expectNoModal()
	a.press("ctrl+shift+p")
	a.expectModal("palette")
	a.press("Escape")
	a.expectNoModal()

	// Typing begins a new text at once.
	a.typed("new")
	a.waitTitle("● Untitled")
	if share := a.look().differs(screen, a.area()); share < 0.01 {
		t.Errorf("the screen stays: %.3f of the window changed", share)
	}
	a.press("ctrl+a", "Delete")
	a.press(times("ctrl+z", 3)...)
	a.waitTitle("Untitled")
	a.waitStill()
	a.shoot("back")

	// The recent files, the newest first: the middle of the window has them.
	must(t, os.Remove(one))
	a.run("recent one")
	a.waitStill()
	a.shoot("deleted")
	if _, err := os.Stat(filepath.Join(d.files(), "one.conf")); err == nil {
		t.Error("the deleted file was made again")
	}
	onlyNames(t, d.files(), "two.conf")
}
