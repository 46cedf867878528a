//go:build e2e && linux

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// stepsOfSaving types into a.conf, saves, and copies the steps from what a click
// on the status bar opens.
func (a *app) stepsOfSaving(text string) string {
	a.t.Helper()
	a.typed(text)
	a.waitTitle("● a.conf")
	a.press("ctrl+s")
	a.waitTitle("a.conf")
	a.waitStill()
	a.beforeModal()
	a.mouse(40, -14, "click", "1")
	a.expectModal("steps")
	return a.copied("Tab", "Return") // Copy, the first button after the line of time
}

// TestSteps opens the list of steps of the last save from the status bar.
func TestSteps(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	a := d.start("a.conf", path)
	a.beforeModal()
	a.mouse(40, -14, "click", "1") // nothing was saved yet
	a.waitStill()
	a.expectNoModal()
	text := a.stepsOfSaving("new ")
	a.expectNoModal()
	last := -1
	for _, step := range []string{"probe", "create-temp", "write", "metadata", "flush-file", "replace", "flush-directory"} {
		at := strings.Index(text, "("+step+")")
		if at <= last {
			t.Errorf("no %s, or not in its place, in\n%s", step, text)
		}
		last = at
	}
	if !strings.Contains(text, path) || len(regexp.MustCompile(`\+ *\d+\.\d+ ms  `).FindAllString(text, -1)) < 7 {
		t.Errorf("the steps are\n%s", text)
	}
}

// TestDurability chooses a level in the status bar. It takes effect at once and
// is remembered.
func TestDurability(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	settings := filepath.Join(d.config(), "settings.json")
	a := d.start("a.conf", path)
	a.beforeModal()
	a.mouse(-40, -14, "click", "1")
	a.expectModal("levels")
	a.press("shift+Tab", "space") // from Close to Fast, the last level
	a.waitStill()
	a.shoot("fast")
	eventually(t, "the level is remembered", func() error {
		data, err := os.ReadFile(settings)
		if err == nil && !regexp.MustCompile(`"durability":\s*"fast"`).Match(data) {
			err = os.ErrNotExist
		}
		return err
	})
	onlyNames(t, d.config(), "settings.json")
	a.press("Escape")
	a.expectNoModal()
	if text := a.stepsOfSaving("x"); strings.Contains(text, "(flush-directory)") || !strings.Contains(text, "Fast") {
		t.Errorf("a fast save:\n%s", text)
	}
	a.press("ctrl+q")
	a.waitEnd(0)

	a = d.start("a.conf", path)
	if text := a.stepsOfSaving("x"); strings.Contains(text, "(flush-directory)") || !strings.Contains(text, "Fast") {
		t.Errorf("a fast save after a new start:\n%s", text)
	}
	holds(t, path, []byte("xxold\n"))
}

// TestSettings shows the settings in both themes, in a window of the usual and
// of a small size, for people to look at.
func TestSettings(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			d := newDesktop(t)
			d.settings(`{"theme": "` + theme + `"}`)
			path := d.put("a.ini", sample(t))
			a := d.start("a.ini", path)
			a.shoot("window")
			a.beforeModal()
			a.press("ctrl+comma")
			a.expectModal("settings")
			a.press("Escape")
			a.expectNoModal()
			a.tool("xdotool", "windowsize", "--sync", a.window, "420", "320")
			a.waitStill()
			a.shoot("small")
			a.beforeModal()
			a.press("ctrl+comma")
			a.expectModal("small-settings")
			a.press("Escape")
			a.expectNoModal()
		})
	}
}

// TestBrokenSettings starts with a settings file that is damaged: it is set
// aside and named, not replaced in silence.
func TestBrokenSettings(t *testing.T) {
	d := newDesktop(t)
	d.settings("{\"durability\": \"fa\x00\x00")
	path := d.put("a.conf", []byte("old\n"))
	a := d.start("a.conf", path)
	a.shoot("told")
	a.press("Escape")
	a.waitStill()
	a.typed("x")
	a.waitTitle("● a.conf")
	a.press("ctrl+s")
	a.waitTitle("a.conf")
	holds(t, path, []byte("xold\n"))
	kept := 0
	entries, err := os.ReadDir(d.config())
	must(t, err)
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(d.config(), e.Name()))
		must(t, err)
		if strings.Contains(string(data), "fa\x00\x00") {
			kept++
		}
	}
	if kept != 1 {
		t.Errorf("the damaged settings were kept %d times in %v", kept, entries)
	}
}
