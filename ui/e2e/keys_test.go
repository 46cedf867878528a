//go:build e2e && linux

package e2e

import (
	"bytes"
	"strings"
	"testing"
)

func TestKeysSelect(t *testing.T) {
	d := newDesktop(t)
	text := "alpha beta gamma\n\tdelta epsilon\nzeta\n"
	a := d.start("a.conf", d.put("a.conf", []byte(text)))
	for _, test := range []struct{ keys, want string }{
		{"ctrl+Home shift+End", "alpha beta gamma"},
		{"ctrl+Home shift+Right shift+Right shift+Right shift+Left", "al"},
		{"ctrl+End ctrl+shift+Home", text},
		{"ctrl+Home ctrl+shift+End", text},
		{"ctrl+Home End shift+Down", "\n\tdelta epsilo"},   // in cells: the tab is four of them
		{"ctrl+Home Down End shift+Home", "delta epsilon"}, // to the first letter
		{"ctrl+Home Down End shift+Home shift+Home", "\tdelta epsilon"},
		{"ctrl+End Up shift+Up", "\tdelta epsilon\n"},
		{"ctrl+Home shift+Next", text},
		{"ctrl+a", text},
	} {
		if got := a.copied(append(strings.Fields(test.keys), "ctrl+c")...); got != test.want {
			t.Errorf("%s selected %q, want %q", test.keys, got, test.want)
		}
	}
	for _, keys := range []string{"ctrl+Home ctrl+shift+Right", "ctrl+Home ctrl+Right ctrl+shift+Left"} {
		if got := a.copied(append(strings.Fields(keys), "ctrl+c")...); strings.TrimSpace(got) != "alpha" {
			t.Errorf("%s selected %q", keys, got)
		}
	}
	if title := a.title(); title != "a.conf — Holdfast" {
		t.Errorf("looking around changed the title to %q", title)
	}
}

func TestKeysEdit(t *testing.T) {
	d := newDesktop(t)
	for _, test := range []struct{ keys, want string }{
		{"ctrl+Home Delete", "lpha beta\ngamma\n"},
		{"ctrl+Home Right BackSpace", "lpha beta\ngamma\n"},
		{"ctrl+Home ctrl+Delete", " beta\ngamma\n"},
		{"ctrl+Home End ctrl+BackSpace", "alpha \ngamma\n"},
		{"ctrl+Home End Delete", "alpha betagamma\n"},
		{"ctrl+Home Down BackSpace", "alpha betagamma\n"},
		{"ctrl+Home Return", "\nalpha beta\ngamma\n"},
		{"ctrl+Home Tab", "\talpha beta\ngamma\n"},
		{"ctrl+Home shift+End x", "x\ngamma\n"},
		{"ctrl+Home shift+Down ctrl+x ctrl+End ctrl+v", "gamma\nalpha beta\n"},
		{"ctrl+Home shift+Down ctrl+c ctrl+v ctrl+v", "alpha beta\nalpha beta\ngamma\n"},
		{"ctrl+Home x ctrl+z", "alpha beta\ngamma\n"},
		{"ctrl+Home x ctrl+z ctrl+shift+z", "xalpha beta\ngamma\n"},
		{"ctrl+Home x ctrl+z ctrl+y", "xalpha beta\ngamma\n"},
		{"ctrl+a Delete", ""},
	} {
		t.Run(test.keys, func(t *testing.T) {
			d := newDesktop(t)
			path := d.put("a.conf", []byte("alpha beta\ngamma\n"))
			a := d.start("a.conf", path)
			a.press(strings.Fields(test.keys)...)
			a.waitStill()
			a.press("ctrl+s")
			a.waitTitle("a.conf")
			waitFile(t, path, []byte(test.want))
		})
	}
	onlyNames(t, d.files())
}

// TestPaste pastes what no keyboard has, into a file with CRLF line endings.
func TestPaste(t *testing.T) {
	d := newDesktop(t)
	text := sample(t)
	path := d.put("a.ini", text)
	a := d.start("a.ini", place(t, path, text, "[Queues]"))
	pasted := "Zoë=日本語 👩‍👩‍👧 é\n; second\r\n"
	a.setClipboard(pasted)
	a.press("ctrl+v")
	a.waitTitle("● a.ini")
	a.waitStill()
	a.shoot("pasted")
	a.press("ctrl+s")
	a.waitTitle("a.ini")
	want := edited(t, text, "[Queues]", strings.ReplaceAll(strings.ReplaceAll(pasted, "\r", ""), "\n", "\r\n"))
	holds(t, path, want)
	if n := bytes.Count(want, []byte("\n")); n != bytes.Count(want, []byte("\r\n")) {
		t.Errorf("%d lines of the expected text are mixed", n)
	}
}

// TestUndoIsGrouped takes back a run of typing with few keys, and comes back to
// the state that was saved.
func TestUndoIsGrouped(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	a := d.start("a.conf", path)
	a.typed("a long run of typing")
	a.waitTitle("● a.conf")
	for range 5 {
		a.press("ctrl+z")
	}
	a.waitTitle("a.conf")
	if text := a.text(); text != "old\n" {
		t.Errorf("the window has %q", text)
	}
	a.press("ctrl+q") // nothing changed: no question
	a.waitEnd(0)
	holds(t, path, []byte("old\n"))
}
