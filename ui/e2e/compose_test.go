//go:build e2e && linux

package e2e

import "testing"

// TestComposedKeys types what no single key has: dead keys, the compose key,
// letters of other scripts and a character outside the first 65,536.
func TestComposedKeys(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", nil)
	a := d.start("a.conf", path)
	// Slowly: xdotool changes the keyboard for each of them.
	a.tool("xdotool", "key", "--delay", "150", "dead_acute", "e", "dead_diaeresis", "u", "dead_circumflex", "A")
	a.tool("xdotool", "key", "--delay", "150", "Multi_key", "e", "grave", "Multi_key", "s", "s")
	a.tool("xdotool", "type", "--delay", "250", "漢字 Ω é 😀")
	a.press("ctrl+s")
	waitFile(t, path, []byte("éüÂèß漢字 Ω é 😀"))
	a.shoot("typed")
	a.press("BackSpace", "BackSpace", "ctrl+s") // a character each
	waitFile(t, path, []byte("éüÂèß漢字 Ω é"))
}
