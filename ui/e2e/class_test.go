//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"regexp"
	"testing"
)

// TestTheDesktopKnowsTheWindow compares what the window says it is with the desktop
// entry: by that a dock finds its icon, and does not show a second one.
func TestTheDesktopKnowsTheWindow(t *testing.T) {
	entry, err := os.ReadFile("../../assets/linux/app.holdfast.Holdfast.desktop")
	must(t, err)
	class := regexp.MustCompile(`(?m)^StartupWMClass=(.+)$`).FindSubmatch(entry)
	if class == nil {
		t.Fatal("the desktop entry names no class")
	}
	d := newDesktop(t)
	a := d.start("some.conf", d.put("some.conf", []byte("1\n")))
	said, err := a.try("xprop", "-id", a.window, "-notype", "WM_CLASS")
	must(t, err)
	if want := fmt.Sprintf("WM_CLASS = %q, %q", "holdfast", class[1]); said != want {
		t.Errorf("the window says %s, the desktop entry wants %s", said, want)
	}
	a.press("ctrl+q")
	a.waitEnd(0)
}
