//go:build e2e && linux

package e2e

import (
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// dragSource builds the small program that files can be dragged out of.
func dragSource(t *testing.T) string {
	t.Helper()
	flags, err := exec.Command("pkg-config", "--cflags", "--libs", "gtk+-3.0").Output()
	if err != nil {
		t.Skip("GTK's headers are not installed, which the program that files are dragged from needs:", err)
	}
	compiler := "clang"
	if _, err := exec.LookPath(compiler); err != nil {
		compiler = "cc"
	}
	out := filepath.Join(t.TempDir(), "dragsource")
	args := append([]string{"-o", out, "testdata/dragsource.c"}, strings.Fields(string(flags))...)
	if text, err := exec.Command(compiler, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return out
}

// TestDrop drags two files from another program onto the window.
func TestDrop(t *testing.T) {
	source := dragSource(t)
	d := newDesktop(t)
	first := d.put("opened.conf", []byte("0\n"))
	one, two := d.put("one.conf", []byte("1\n")), d.put("zwei – 2 %20.conf", []byte("2\n"))
	a := d.start("opened.conf", first)
	// Away from the corner that the source stands in.
	a.tool("xdotool", "windowmove", "--sync", a.window, "200", "100")

	cmd := exec.Command(source, (&url.URL{Scheme: "file", Path: one}).String(), (&url.URL{Scheme: "file", Path: two}).String())
	cmd.Env = d.environment()
	d.background(cmd)
	eventually(t, "the source appears", func() error {
		found, err := d.try("xdotool", "search", "--onlyvisible", "--name", "^dragsource$")
		if found == "" {
			err = fmt.Errorf("no window: %w", err)
		}
		return err
	})
	area := a.area()
	a.tool("xdotool", "mousemove", "40", "40", "mousedown", "1")
	// Small steps at first: a drag begins when the pointer has gone some way.
	for _, at := range [][2]int{{45, 45}, {60, 60}, {90, 90}, {area.Min.X + 50, area.Min.Y + 50}, {area.Min.X + 300, area.Min.Y + 300}, {area.Min.X + 310, area.Min.Y + 305}} {
		a.tool("xdotool", "mousemove", strconv.Itoa(at[0]), strconv.Itoa(at[1]))
		a.waitStill()
	}
	a.shoot("dragging")
	a.tool("xdotool", "mouseup", "1")
	eventually(t, "a dropped file opens", func() error {
		title := a.title()
		if !strings.HasPrefix(title, "one.conf") && !strings.HasPrefix(title, "zwei") {
			return fmt.Errorf("the title is %q", title)
		}
		return nil
	})
	a.waitStill()
	a.shoot("dropped")

	// All three are there, in tabs of their own.
	seen := map[string]bool{}
	for range 3 {
		seen[a.title()] = true
		a.focus()
		a.press("ctrl+Next")
		a.waitStill()
	}
	for _, name := range []string{"opened.conf", "one.conf", filepath.Base(two)} {
		if !seen[name+" — Holdfast"] {
			t.Errorf("%s is not among %v", name, seen)
		}
	}
}
