//go:build e2e && linux

package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestClose closes a window with changes and answers the question with each of
// the three choices, by the keyboard alone.
func TestClose(t *testing.T) {
	old := []byte("old\n")
	changed := func(t *testing.T, by string) (*app, string) {
		d := newDesktop(t)
		path := d.put("a.conf", old)
		a := d.start("a.conf", path)
		a.typed("new ")
		a.waitTitle("● a.conf")
		a.waitStill()
		a.beforeModal()
		a.press(by)
		a.expectModal("question")
		return a, path
	}
	for _, by := range []string{"ctrl+q", "alt+F4"} {
		t.Run(by, func(t *testing.T) {
			t.Run("save", func(t *testing.T) {
				a, path := changed(t, by)
				a.press("Return") // Save has the focus
				a.waitEnd(0)
				holds(t, path, []byte("new old\n"))
				onlyNames(t, a.files(), "a.conf")
			})
			t.Run("do not save", func(t *testing.T) {
				a, path := changed(t, by)
				a.press("Left", "Return") // the button before Save
				a.waitEnd(0)
				holds(t, path, old)
				onlyNames(t, a.files(), "a.conf")
			})
			t.Run("cancel", func(t *testing.T) {
				a, path := changed(t, by)
				a.press("Escape")
				a.expectNoModal()
				a.waitTitle("● a.conf")
				a.typed("more ") // the keyboard is back in the text
				if text := a.text(); text != "new more old\n" {
					t.Errorf("the window has %q", text)
				}
				holds(t, path, old)
			})
		})
	}
}

// TestCloseTab closes a tab with changes, which leaves an empty one.
func TestCloseTab(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	a := d.start("a.conf", path)
	a.typed("new ")
	a.waitTitle("● a.conf")
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+w")
	a.expectModal("question")
	a.press("Return")
	a.waitTitle("Untitled")
	holds(t, path, []byte("new old\n"))
}

// TestQuitUnchanged ends at once, asking nothing and writing nothing.
func TestQuitUnchanged(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	before, err := os.Stat(path)
	must(t, err)
	a := d.start("a.conf", path)
	a.press("ctrl+q")
	a.waitEnd(0)
	after, err := os.Stat(path)
	must(t, err)
	if !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
		t.Error("the file was written")
	}
}

// TestSaveFailsWhileClosing must not lose the text: the window stays.
func TestSaveFailsWhileClosing(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	a := d.start("a.conf", path)
	a.typed("new ")
	a.waitTitle("● a.conf")
	must(t, os.WriteFile(path, []byte("theirs\n"), 0o644))
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+q")
	a.expectModal("question")
	a.press("Return")
	a.waitStill()
	a.shoot("conflict")
	a.press("Escape")
	a.expectNoModal()
	if text := a.text(); text != "new old\n" {
		t.Errorf("the window has %q", text)
	}
	holds(t, path, []byte("theirs\n"))
}

// TestNoDisplay starts the program where there is no display: it says so and
// ends with exit code 1, while the verbs work.
func TestNoDisplay(t *testing.T) {
	dir, home, state := t.TempDir(), t.TempDir(), t.TempDir() // write keeps versions and a journal
	path := filepath.Join(dir, "a.conf")
	must(t, os.WriteFile(path, []byte("old"), 0o644))
	for _, display := range []string{"", "DISPLAY=:4711", "DISPLAY=nonsense"} {
		run := func(stdin string, args ...string) (string, int) {
			cmd := exec.Command(program, args...)
			cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "XDG_STATE_HOME=" + state, display}
			cmd.Stdin = strings.NewReader(stdin)
			out, err := cmd.CombinedOutput()
			if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
				t.Fatal(err)
			}
			return string(out), cmd.ProcessState.ExitCode()
		}
		out, code := run("", path)
		if code != 1 || !strings.Contains(strings.ToLower(out), "display") || strings.Contains(out, "goroutine") {
			t.Errorf("%q: exit code %d: %s", display, code, out)
		}
		text := fmt.Sprintf("new with %q", display)
		// What a save says of the disk is no matter of the display.
		if out, code := run(text, "write", path); code != 0 || strings.Contains(strings.ToLower(out), "display") || strings.Contains(out, "Gtk") {
			t.Errorf("%q: write: exit code %d: %s", display, code, out)
		}
		holds(t, path, []byte(text))
		for _, args := range [][]string{{"--version"}, {"help"}, {"plan", path}, {"fingerprint", path}} {
			if out, code := run("", args...); code != 0 || out == "" || strings.Contains(out, "Gtk") {
				t.Errorf("%q: %q: exit code %d: %s", display, args, code, out)
			}
		}
	}
	onlyNames(t, dir, "a.conf")
	onlyNames(t, home)
}
