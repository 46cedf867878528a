//go:build e2e && linux

package e2e

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// otherWindows lists the program's windows besides its main one.
func (a *app) otherWindows() []string {
	found, _ := a.try("xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(a.cmd.Process.Pid))
	return slices.DeleteFunc(strings.Fields(found), func(id string) bool { return id == a.window })
}

// waitPicker waits for a native dialog and gives it the keyboard.
func (a *app) waitPicker() string {
	a.t.Helper()
	var id string
	eventually(a.t, "a native dialog appears", func() error {
		active, err := a.try("xdotool", "getactivewindow")
		others := a.otherWindows()
		if !slices.Contains(others, active) {
			if len(others) > 0 {
				_, _ = a.try("xdotool", "windowactivate", others[len(others)-1])
			}
			return fmt.Errorf("active is %q, others are %q: %v", active, others, err)
		}
		id = active
		return nil
	})
	a.waitStill()
	return id
}

// waitNoPicker waits until only the main window is left, and has the keyboard.
func (a *app) waitNoPicker() {
	a.t.Helper()
	eventually(a.t, "the native dialog goes away", func() error {
		if others := a.otherWindows(); len(others) > 0 {
			return fmt.Errorf("%q are left", others)
		}
		return nil
	})
	a.focus()
}

func TestOpenDialog(t *testing.T) {
	d := newDesktop(t)
	one, two := d.put("one.conf", []byte("1\n")), d.put("Makefile", []byte("all:\n"))
	a := d.start("one.conf", one)
	a.beforeModal()

	// Cancelled: nothing happens.
	a.press("ctrl+o")
	a.waitPicker()
	a.shoot("open-dialog")
	a.press("Escape")
	a.waitNoPicker()
	a.expectNoModal()
	a.waitTitle("one.conf")

	// The window takes no input while the dialog is open.
	a.press("ctrl+o")
	picker := a.waitPicker()
	a.focus()
	a.typed("lost")
	a.press("ctrl+w", "ctrl+o")
	a.waitStill()
	if got := a.title(); got != "one.conf — Holdfast" || len(a.otherWindows()) != 1 {
		t.Errorf("behind the dialog, the window took input: title %q, windows %q", got, a.otherWindows())
	}
	a.tool("xdotool", "windowactivate", "--sync", picker)

	// Chosen, a file without an extension.
	a.press("ctrl+l")
	a.typed(two)
	a.press("Return")
	a.waitTitle("Makefile")
	a.waitNoPicker()
	if text := a.text(); text != "all:\n" {
		t.Errorf("the window has %q", text)
	}
	a.press("ctrl+q")
	a.waitEnd(0)
	holds(t, one, []byte("1\n"))
}

func TestSaveDialog(t *testing.T) {
	d := newDesktop(t)
	a := d.start("Untitled")
	a.typed("127.0.0.1 localhost")
	a.waitTitle("● Untitled")

	// Cancelled: nothing is written. The window is dim until it has taken the
	// answer of the dialog, which on a busy machine is long after that has gone.
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+s")
	a.waitPicker()
	a.press("Escape")
	a.waitNoPicker()
	a.expectNoModal()
	a.waitTitle("● Untitled")
	onlyNames(t, d.files())

	// A new name, to the letter: no extension is added.
	hosts := filepath.Join(d.files(), "hosts")
	a.press("ctrl+s")
	a.waitPicker()
	a.press("ctrl+a")
	a.typed(hosts)
	a.waitStill()
	a.shoot("save-dialog")
	a.press("Return")
	a.waitTitle("hosts")
	a.waitNoPicker()
	holds(t, hosts, []byte("127.0.0.1 localhost"))
	onlyNames(t, d.files(), "hosts")

	// A name that exists: the dialog asks.
	other := d.put("other.conf", []byte("theirs\n"))
	must(t, os.Chmod(other, 0o640))
	a.press("ctrl+shift+s")
	picker := a.waitPicker()
	a.press("ctrl+a")
	a.typed(other)
	eventually(t, "a list of suggestions opens", func() error {
		if n := len(a.otherWindows()); n != 2 {
			return fmt.Errorf("%d windows", n)
		}
		return nil
	})
	a.press("Escape") // only the list
	a.waitStill()
	a.press("Return")
	eventually(t, "the dialog asks about the existing file", func() error {
		active, err := a.try("xdotool", "getactivewindow")
		if active == picker {
			err = errors.New("no question yet")
		}
		return err
	})
	a.waitStill()
	a.shoot("replace-question")
	a.press("alt+r") // Replace
	a.waitTitle("other.conf")
	a.waitNoPicker()
	holds(t, other, []byte("127.0.0.1 localhost"))
	holds(t, hosts, []byte("127.0.0.1 localhost"))
	if info, err := os.Stat(other); err != nil || info.Mode() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	onlyNames(t, d.files(), "hosts", "other.conf")
}

// TestDialogWithoutGTK has a damaged GTK, and no portal: the program starts, says that
// there is no dialog, and takes a path that is typed, or shows a dialog of Fyne's.
func TestDialogWithoutGTK(t *testing.T) {
	d := newDesktop(t)
	one := d.put("one.conf", []byte("1\n"))
	must(t, os.WriteFile(filepath.Join(d.dir, "libgtk-3.so.0"), nil, 0o644))
	d.program = filepath.Join(d.dir, "without-gtk")
	must(t, os.WriteFile(d.program, fmt.Appendf(nil, "#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s \"$@\"\n", d.dir, program), 0o755))
	var folders strings.Builder // Fyne's dialog complains of those that are missing
	for _, name := range []string{"DESKTOP", "DOCUMENTS", "DOWNLOADS", "MUSIC", "PICTURES", "VIDEOS"} {
		fmt.Fprintf(&folders, "XDG_%s_DIR=\"$HOME/%s\"\n", name, name)
		must(t, os.Mkdir(filepath.Join(d.home, name), 0o755))
	}
	must(t, os.WriteFile(filepath.Join(d.home, ".config/user-dirs.dirs"), []byte(folders.String()), 0o644))
	a := d.start("one.conf", one)
	a.beforeModal()
	for range 2 {
		a.press("ctrl+o")
		a.expectModal("without-gtk")
		a.press("shift+Tab", "shift+Tab", "Return") // from the field to "Browse…"
		a.waitStill()
		a.expectModal("without-gtk-browse")
		if others := a.otherWindows(); len(others) > 0 {
			t.Errorf("there are windows of GTK: %q", others)
		}
		a.press("Escape")
		a.expectNoModal()
	}
	a.typed("2")
	a.press("ctrl+s")
	waitFile(t, one, []byte("21\n"))

	d.put(".env", []byte("A=1\n"))
	a.press("ctrl+o")
	a.expectModal("without-gtk")
	a.typed(".env")
	a.press("Return")
	a.waitTitle(".env")
	a.press("ctrl+shift+s")
	a.expectModal("without-gtk-save")
	a.press("ctrl+a")
	two := filepath.Join(d.dir, "two.env")
	a.typed(two)
	a.press("Return")
	waitFile(t, two, []byte("A=1\n"))
	a.waitTitle("two.env")
	a.press("ctrl+q")
	a.waitEnd(0)
}
