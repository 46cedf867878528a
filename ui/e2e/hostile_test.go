//go:build e2e && linux

package e2e

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestForeignChangesInDisguise lets a foreign program put something else in the
// place of the file in ways that a look at its name, size or time would miss. A
// save asks every time, no key pressed in haste decides, and nothing of anybody's
// is overwritten.
func TestForeignChangesInDisguise(t *testing.T) {
	const opened, theirs = "opened\n", "theirs\n" // of the same size
	for name, replace := range map[string]func(d *desktop, path string) error{
		"same size and time, in place": func(_ *desktop, path string) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			return errors.Join(os.WriteFile(path, []byte(theirs), 0o644), os.Chtimes(path, info.ModTime(), info.ModTime()))
		},
		"renamed over it, with its time": func(d *desktop, path string) error {
			info, err := os.Stat(path)
			other := d.put("other", []byte(theirs))
			return errors.Join(err, os.Chtimes(other, info.ModTime(), info.ModTime()), os.Rename(other, path))
		},
		"its folder renamed, another made": func(_ *desktop, path string) error {
			dir := filepath.Dir(path)
			return errors.Join(os.Rename(dir, dir+".old"), os.Mkdir(dir, 0o755), os.WriteFile(path, []byte(theirs), 0o644))
		},
		"a link in its place": func(d *desktop, path string) error {
			other := d.put("other", []byte(theirs))
			return errors.Join(os.Rename(path, path+".old"), os.Symlink(other, path))
		},
		"deleted and made again": func(_ *desktop, path string) error {
			return errors.Join(os.Remove(path), os.WriteFile(path, []byte(theirs), 0o644))
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesktop(t)
			d.folder("etc")
			path := d.put("etc/a.conf", []byte(opened))
			a := d.start("a.conf", path)
			a.typed("mine ")
			a.waitTitle("● a.conf")
			a.waitStill()
			a.beforeModal()
			must(t, replace(d, path))
			a.press("ctrl+s")
			a.expectModal("asked")
			a.press("Return", "ctrl+s", "space")
			a.waitStill()
			holds(t, path, []byte(theirs))
			a.press("Escape")
			a.waitStill()
			a.waitTitle("● a.conf")
			if got := a.text(); got != "mine "+opened {
				t.Errorf("the window has %q", got)
			}
			holds(t, path, []byte(theirs))
			for _, old := range []string{path + ".old", filepath.Dir(path) + ".old/a.conf"} {
				if _, err := os.Stat(old); err == nil {
					holds(t, old, []byte(opened))
				}
			}
		})
	}
}

// TestOneFileByTwoNames opens a file and a link to it. What is saved under one name
// is a foreign change under the other.
func TestOneFileByTwoNames(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("opened\n"))
	link := filepath.Join(d.files(), "link.conf")
	must(t, os.Symlink("a.conf", link))
	a := d.start("a.conf", path, link)
	a.typed("one ")
	a.waitTitle("● a.conf")
	a.press("ctrl+Next")
	a.waitTitle("link.conf")
	a.typed("two ")
	a.waitTitle("● link.conf")
	a.press("ctrl+s")
	a.waitTitle("link.conf")
	holds(t, path, []byte("two opened\n"))
	if target, err := os.Readlink(link); err != nil || target != "a.conf" {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	a.press("ctrl+Next")
	a.waitTitle("● a.conf")
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+s")
	a.expectModal("asked")
	a.press("Return", "space", "Escape")
	a.waitStill()
	holds(t, path, []byte("two opened\n"))
	if got := a.text(); got != "one opened\n" {
		t.Errorf("the window has %q", got)
	}
}

// TestZeroedFile fills an open file with zeros, as a power cut does. The good text
// stays in the window, and goes back when the user says so.
func TestZeroedFile(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("good\n"))
	a := d.start("a.conf", path)
	a.waitStill()
	before := a.look()
	must(t, os.WriteFile(path, make([]byte, 5), 0o644))
	a.waitNotice(before)
	a.shoot("told")
	if got := a.text(); got != "good\n" {
		t.Errorf("the window has %q", got)
	}
	a.press("ctrl+Home")
	a.typed("x")
	a.waitTitle("● a.conf")
	a.waitStill()
	a.press("ctrl+s")
	a.waitStill()
	a.shoot("asked")
	holds(t, path, make([]byte, 5))
	a.press("shift+Tab", "Return") // keep mine
	a.waitTitle("a.conf")
	holds(t, path, []byte("xgood\n"))
}
