//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// run finds a command in the command palette by some letters of its name, and runs
// it.
func (a *app) run(letters string) {
	a.t.Helper()
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+shift+p")
	a.expectModal("palette")
	a.typed(letters)
	a.waitStill()
	a.shoot("palette-" + strings.ReplaceAll(letters, " ", "-"))
	a.press("Return")
}

// panel opens the panel of earlier versions.
func (a *app) panel(name string) {
	a.t.Helper()
	a.run("earlier versions")
	a.waitStill()
	a.shoot(name)
}

// rewrite replaces the whole text and saves it.
func (a *app) rewrite(name, text string) {
	a.t.Helper()
	a.press("ctrl+a")
	a.typed(text)
	a.waitTitle("● " + name)
	a.press("ctrl+s")
	a.waitTitle(name)
}

// keptOf are the versions that `holdfast versions` lists, the newest first.
func (d *desktop) keptOf(path string) []string {
	d.t.Helper()
	cmd := exec.Command(program, "versions", path)
	cmd.Env = d.environment()
	out, err := cmd.CombinedOutput()
	must(d.t, err)
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
}

// TestVersions loses a file to a foreign program that empties it, looks at what is
// kept, compares, brings a version back, takes that back, opens a copy and deletes
// everything.
func TestVersions(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("first\n"))
	must(t, os.Chmod(path, 0o640))
	a := d.start("a.conf", path)
	a.rewrite("a.conf", "second")
	a.rewrite("a.conf", "third")
	if n := len(d.keptOf(path)); n != 2 {
		t.Fatalf("%d versions are kept: %q", n, d.keptOf(path))
	}

	// The window follows the foreign program; what is kept does not.
	must(t, os.WriteFile(path, nil, 0o640))
	eventually(t, "the window follows", func() error { return wants(a.text(), "") })
	a.panel("listed")
	a.press("Down", "space") // the older one
	a.press(times("Tab", 5)...)
	a.waitStill()
	a.shoot("at-compare")
	a.press("Return")
	a.waitStill()
	a.shoot("compared")
	if got := a.column(); got != "first\n" {
		t.Errorf("the earlier version is %q", got)
	}
	a.press("Escape") // to the list, which remembers what was chosen
	a.waitStill()
	a.shoot("listed-again")
	a.press("shift+Tab", "shift+Tab")
	a.press("Return") // Bring back
	a.waitTitle("● a.conf")
	if got := a.text(); got != "first\n" {
		t.Errorf("brought back is %q", got)
	}
	holds(t, path, nil)
	a.press("ctrl+s")
	a.waitTitle("a.conf")
	holds(t, path, []byte("first\n"))
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}

	// Bringing back can be taken back, and what it replaced is kept too.
	a.press("ctrl+z")
	a.waitTitle("● a.conf")
	if got := a.text(); got != "" {
		t.Errorf("after undo, the window has %q", got)
	}
	a.press("ctrl+y")
	a.waitTitle("a.conf")
	a.panel("copy")
	a.press("Down", "Down", "space")
	a.press(times("Tab", 4)...)
	a.press("Return") // Open as copy
	a.waitTitle("● Untitled")
	if got := a.text(); got != "first\n" {
		t.Errorf("the copy is %q", got)
	}
	holds(t, path, []byte("first\n"))
	a.press("ctrl+Next")
	a.waitTitle("a.conf")

	// All of it goes only after a second question.
	a.panel("delete")
	a.press(times("Tab", len(d.keptOf(path))+1)...)
	a.waitStill()
	a.shoot("at-delete")
	a.press("Return")
	a.waitStill()
	a.shoot("sure")
	a.press("Return") // Cancel has the keyboard
	a.waitStill()
	if n := len(d.keptOf(path)); n < 2 {
		t.Fatalf("%d versions are left before anybody agreed", n)
	}
	a.panel("delete-again")
	a.press(times("Tab", len(d.keptOf(path))+1)...)
	a.press("Return")
	a.waitStill()
	a.press("Right", "Return")
	eventually(t, "nothing is kept", func() error { return wants(strings.Join(d.keptOf(path), ""), "") })
	a.waitStill()
	a.shoot("deleted")
	holds(t, path, []byte("first\n"))
}

// TestDamagedVersion damages one of the kept versions. The panel names it and shows
// the others.
func TestDamagedVersion(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("first\n"))
	a := d.start("a.conf", path)
	a.rewrite("a.conf", "second")
	a.rewrite("a.conf", "third")
	found, err := filepath.Glob(filepath.Join(d.home, ".local/state/holdfast/versions/*/2*"))
	must(t, err)
	for _, file := range found {
		if data, err := os.ReadFile(file); err == nil && string(data) == "first\n" {
			must(t, os.WriteFile(file, []byte("\x00\x00\x00\x00\x00\x00"), 0o600))
		}
	}
	a.panel("damaged")
	a.press("shift+Tab", "Return") // brings back the one that is left
	a.waitTitle("● a.conf")
	if got := a.text(); got != "second" {
		t.Errorf("brought back is %q", got)
	}
	holds(t, path, []byte("third"))
}

// wants is an error if two texts are not the same.
func wants(got, want string) error {
	if got != want {
		return fmt.Errorf("%.200q, want %.200q", got, want)
	}
	return nil
}
