//go:build e2e && linux

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLines works on lines and with several carets, by keyboard alone: what comes
// out is saved and compared, and one undo brings back what was there.
func TestLines(t *testing.T) {
	d := newDesktop(t)
	d.freeKeys()
	path := d.put("a.conf", []byte("\n"))
	a := d.start("a.conf", path)
	for _, test := range []struct {
		name, text string
		keys       string // palette:LETTERS runs a command, type:LETTERS types
		want       string
	}{
		{"upper", "größe maß\nzwei\n", "ctrl+Home shift+End palette:upper", "GRÖßE MAß\nzwei\n"},
		{"upper word", "one two\n", "ctrl+Home Right palette:upper", "ONE two\n"},
		{"lower", "ÄÖÜ One\n", "ctrl+a palette:lower", "äöü one\n"},
		{"next occurrence", "key=1\nother=key\nkeys\nkey\n", "ctrl+Home ctrl+d ctrl+d ctrl+d type:name", "name=1\nother=name\nnames\nkey\n"},
		{"caret per line", "one\ntwo\nthree\n", "ctrl+Home shift+Down shift+Down shift+End ctrl+shift+l Home type:-_", "-_one\n-_two\n-_three\n"},
		{"caret per line, ends", "one\ntwo\nthree\n", "ctrl+Home shift+Down shift+Down shift+End ctrl+shift+l type:;", "one;\ntwo;\nthree;\n"},
		{"sort", "b\nä\na\nB\n", "ctrl+a palette:sort_lines", "B\na\nb\nä\n"},
		{"join", "one\n  two\nthree\n", "ctrl+Home ctrl+j", "one two\nthree\n"},
		{"join all", "one\ntwo\n\nthree\n", "ctrl+a ctrl+j", "one two three\n"},
		{"duplicate", "one\ntwo", "ctrl+End ctrl+shift+d", "one\ntwo\ntwo"},
		{"duplicate several", "one\ntwo\nthree\n", "ctrl+Home shift+Down shift+End ctrl+shift+d", "one\ntwo\none\ntwo\nthree\n"},
		{"move down", "one\ntwo\nthree", "ctrl+Home alt+Down alt+Down", "two\nthree\none"},
		{"move up", "one\ntwo\nthree", "ctrl+End alt+Up", "one\nthree\ntwo"},
		{"comment", "one\n  two\n\nthree\n", "ctrl+a ctrl+slash", "# one\n#   two\n\n# three\n"},
		{"uncomment", "# one\n# two\n", "ctrl+a ctrl+slash", "one\ntwo\n"},
		{"trim", "one  \n\t\ntwo\t \n x \n", "palette:remove_spaces", "one\n\ntwo\n x\n"},
		{"delete line", "one\ntwo\nthree\n", "ctrl+Home Down ctrl+shift+k", "one\nthree\n"},
		{"go to line and column", "one\ntwo\nthree\n", "ctrl+g type:3:3 Return type:X", "one\ntwo\nthXree\n"},
		{"go to line", "one\n  two\n", "ctrl+g type:2 Return type:X", "one\nX  two\n"},
		{"go beyond the end", "one\ntwo", "ctrl+g type:99:99 Return type:X", "one\ntwoX"},
		{"one more caret", "a1\nb2\nc3\nd4\n", "ctrl+Home Right alt+shift+Down alt+shift+Down type:xyz", "axyz1\nbxyz2\ncxyz3\nd4\n"},
		{"several carets delete", "a1\nb2\nc3\n", "ctrl+End Up Right alt+shift+Up alt+shift+Up BackSpace", "1\n2\n3\n"},
		{"indent", "one\ntwo\n", "ctrl+a ctrl+bracketright", "\tone\n\ttwo\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a.t, a.desktop.t = t, t
			a.replaceText(test.text)
			a.press("ctrl+s")
			waitFile(t, path, []byte(test.text))
			a.waitTitle("a.conf")
			for _, key := range strings.Fields(test.keys) {
				what, letters, _ := strings.Cut(key, ":")
				switch what {
				case "palette":
					a.run(strings.ReplaceAll(letters, "_", " "))
				case "type":
					a.waitStill()
					a.typed(letters)
				default:
					a.press(key)
				}
			}
			a.waitTitle("● a.conf")
			a.waitStill()
			a.shoot(strings.ReplaceAll(test.name, " ", "-"))
			a.press("ctrl+s")
			a.waitTitle("a.conf")
			holds(t, path, []byte(test.want))
			presses := 1
			if test.name == "move down" {
				presses = 2 // it was moved twice
			}
			a.press(times("ctrl+z", presses)...)
			a.waitTitle("● a.conf")
			a.press("ctrl+s")
			waitFile(t, path, []byte(test.text))
			a.waitTitle("a.conf")
		})
	}
	a.t, a.desktop.t = t, t
}

// freeKeys makes the window manager leave all keys to the program: by itself it
// takes Alt+Shift with the arrows.
func (d *desktop) freeKeys() {
	d.t.Helper()
	folder := filepath.Join(d.home, ".config/openbox")
	must(d.t, os.MkdirAll(folder, 0o700))
	must(d.t, os.WriteFile(filepath.Join(folder, "rc.xml"), []byte(`<openbox_config xmlns="http://openbox.org/3.4/rc"/>`), 0o600))
	d.tool("openbox", "--reconfigure")
}

// replaceText puts a text in the place of what the window has.
func (a *app) replaceText(text string) {
	a.t.Helper()
	a.waitStill()
	a.setClipboard(text)
	a.press("ctrl+a", "ctrl+v")
	a.waitTitle("● a.conf")
}
