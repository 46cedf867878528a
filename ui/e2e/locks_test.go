//go:build e2e && linux

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestReadOnlyMode opens a file to be read only. Nothing that is typed counts until
// the lock in the status bar is opened.
func TestReadOnlyMode(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	a := d.start("a.conf", "--read-only", path)
	a.press("x", "Delete", "Return", "ctrl+v", "ctrl+x", "ctrl+shift+k")
	a.waitStill()
	a.shoot("refused")
	a.waitTitle("a.conf")
	if got := a.text(); got != "old\n" {
		t.Errorf("the window has %q", got)
	}
	// A foreign change is still shown.
	must(t, os.WriteFile(path, []byte("theirs\n"), 0o644))
	eventually(t, "theirs are shown", func() error { return wants(a.text(), "theirs\n") })
	a.press("x")
	a.waitTitle("a.conf")
	a.press("alt+Return") // Unlock
	a.waitStill()
	a.shoot("unlocked")
	a.press("ctrl+Home")
	a.typed("mine ")
	a.waitTitle("● a.conf")
	a.press("ctrl+s")
	a.waitTitle("a.conf")
	holds(t, path, []byte("mine theirs\n"))
	// And locked again, by the palette.
	a.run("read only")
	a.waitStill()
	a.typed("no")
	a.waitTitle("a.conf")
	holds(t, path, []byte("mine theirs\n"))
}

// vimSwap is a swap file as a real Vim leaves it beside the file when it is killed.
func vimSwap(t *testing.T, path string) {
	t.Helper()
	sign := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".swp")
	head := make([]byte, 4096)
	copy(head, "b0VIM 9.0")
	copy(head[28:], "somebody")
	copy(head[68:], "elsewhere")
	copy(head[108:], path)
	must(t, os.WriteFile(sign, head, 0o600))
}

// TestOthersHaveTheFileOpen: signs of Vim and LibreOffice, and another window of
// Holdfast, are mentioned and stop nothing. That of a program that was killed is
// not taken for a running one.
func TestOthersHaveTheFileOpen(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	a := d.start("a.conf", path)
	plain := a.look()
	vimSwap(t, path)
	must(t, os.WriteFile(filepath.Join(d.files(), ".~lock.a.conf#"), []byte(",somebody,elsewhere,01.01.2026 10:00,file:///x;"), 0o600))
	a.typed("x")
	a.waitTitle("● a.conf")
	a.press("ctrl+s")
	a.waitTitle("a.conf")
	a.waitNotice(plain) // a look around follows each save
	a.shoot("vim-and-libreoffice")
	holds(t, path, []byte("xold\n"))
	a.press("ctrl+q")
	a.waitEnd(0)
	onlyNames(t, d.files(), ".a.conf.swp", ".~lock.a.conf#", "a.conf")
}

// TestTwoWindowsOfOneFile edits one file in two programs. The second says so; when
// the first was killed, the third says nothing any more.
func TestTwoWindowsOfOneFile(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	first := d.start("a.conf", path)
	plain := first.look()
	second := d.start("a.conf", "--new-window", path)
	second.waitStill()
	told := second.shoot("told")
	if bytes.Equal(plain.Pix, told.Pix) {
		t.Error("nothing is said of the other window")
	}
	second.typed("second ")
	second.waitTitle("● a.conf")
	first.focus()
	first.waitStill()
	first.shoot("focused")
	first.typed("first ")
	first.waitTitle("● a.conf")
	first.press("ctrl+s")
	first.waitTitle("a.conf")
	holds(t, path, []byte("first old\n"))
	second.focus()
	second.waitStill()
	second.beforeModal()
	second.press("ctrl+s")
	second.expectModal("conflict")
	second.press("Return", "space")
	holds(t, path, []byte("first old\n"))
	second.press("Escape")
	second.waitStill()
	if got := second.text(); got != "second old\n" {
		t.Errorf("the second window has %q", got)
	}
	_ = second.cmd.Process.Kill()
	<-second.ended
	_ = first.cmd.Process.Kill()
	<-first.ended

	third := d.start("", path)
	third.waitStill()
	third.shoot("draft")
	third.press("Return") // restore what the second one had
	third.waitTitle("● a.conf")
	third.waitStill()
	third.shoot("restored")
	if got := third.text(); got != "second old\n" {
		t.Errorf("the draft has %q", got)
	}
	holds(t, path, []byte("first old\n"))
}
