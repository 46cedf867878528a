//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The sections of the settings, in their order.
const (
	sectionSaving = iota
	sectionVersions
	sectionLook
	sectionTyping
	sectionFiles
	sectionChecks
	sections
)

// section opens the settings at a section, by the keyboard; the keyboard is at the
// first input in it then.
func (a *app) section(n int) {
	a.t.Helper()
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+comma")
	a.expectModal("settings")
	a.pressSeen(times("Tab", n+1)...) // from Close to the section
	if n > 0 {
		a.pressSeen("Return")
	}
	a.pressSeen(times("Tab", sections-n)...)
	a.shoot(fmt.Sprint("section-", n))
}

// pressSeen presses keys that change something on the screen, such as where the
// keyboard is, and waits until that is seen: a busy program may take a while.
func (a *app) pressSeen(keys ...string) {
	a.t.Helper()
	before := a.look()
	a.press(keys...)
	eventually(a.t, fmt.Sprint("the keys do something: ", keys), func() error {
		if share := a.look().differs(before, a.area()); share < 0.0001 {
			return fmt.Errorf("%.5f of the window changed", share)
		}
		return nil
	})
	a.waitStill()
}

// leave closes the settings.
func (a *app) leave(name string) {
	a.t.Helper()
	a.waitStill()
	a.shoot(name)
	a.press("Escape")
	a.waitStill()
}

// setting waits until the settings on the disk have a value.
func (d *desktop) setting(name string, want any) {
	d.t.Helper()
	eventually(d.t, "the setting "+name+" is remembered", func() error {
		data, err := os.ReadFile(filepath.Join(d.config(), "settings.json"))
		var all map[string]any
		if err == nil {
			err = json.Unmarshal(data, &all)
		}
		if err == nil && fmt.Sprint(all[name]) != fmt.Sprint(want) {
			err = fmt.Errorf("it is %v, want %v", all[name], want)
		}
		return err
	})
}

// brightness is the middle of the red of all pixels of the window, 0 to 255.
func (a *app) brightness() int {
	a.t.Helper()
	s, area, sum := a.look(), a.area(), 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			sum += int(s.RGBAAt(x, y).R)
		}
	}
	return sum / (area.Dx() * area.Dy())
}

// stepsOf saves a change and returns the steps of the save.
func (a *app) stepsOf(name string) string {
	a.t.Helper()
	a.waitStill()
	a.press("ctrl+Home")
	a.typed("x")
	a.waitTitle("● " + name)
	a.press("ctrl+s")
	a.waitTitle(name)
	a.waitStill()
	a.beforeModal()
	a.mouse(40, -14, "click", "1")
	a.expectModal("steps")
	steps := a.copied("Tab", "Return")
	a.expectNoModal()
	return steps
}

// TestSettingsOfSaving switches on the verifying and off the quiet reloading. Both
// take effect at once, and in the next start.
func TestSettingsOfSaving(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	a := d.start("a.conf", path)
	if steps := a.stepsOf("a.conf"); strings.Contains(steps, "(verify)") {
		t.Errorf("verified before anybody asked for it:\n%s", steps)
	}
	a.section(sectionSaving)
	a.press("Tab", "Tab", "Tab", "space", "Tab", "space") // past the three levels
	a.leave("changed")
	d.setting("verify", true)
	d.setting("reload", "ask")
	works := func(a *app) {
		t.Helper()
		if steps := a.stepsOf("a.conf"); !strings.Contains(steps, "(verify)") {
			t.Errorf("not verified:\n%s", steps)
		}
		shown := a.text()
		a.waitStill()
		before := a.look()
		must(t, os.WriteFile(path, []byte("theirs\n"), 0o644))
		eventually(t, "a line says that there is a newer version", func() error {
			if share := a.look().differs(before, a.area()); share < 0.01 {
				return fmt.Errorf("%.3f of the window changed", share)
			}
			return nil
		})
		a.waitStill()
		a.shoot("newer")
		if got := a.text(); got != shown {
			t.Errorf("the window has %q, not %q any more", got, shown)
		}
		a.press("alt+Return") // take theirs
		eventually(t, "theirs are shown", func() error { return wants(a.text(), "theirs\n") })
	}
	works(a)
	a.press("ctrl+q")
	a.waitEnd(0)
	works(d.start("a.conf", path))
}

// TestSettingsOfKeeping switches versions and drafts off.
func TestSettingsOfKeeping(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	a := d.start("a.conf", path)
	a.section(sectionVersions)
	a.pressSeen("space")                  // versions
	a.pressSeen(times("shift+Tab", 8)...) // back over the sections and Close to the last input
	a.shoot("at-drafts")
	a.pressSeen("space")
	a.leave("changed")
	d.setting("keep_versions", false)
	d.setting("no_drafts", true)
	nothing := func(a *app, name string) {
		t.Helper()
		a.rewrite("a.conf", name)
		a.typed(" unsaved")
		a.waitTitle("● a.conf")
		_ = a.cmd.Process.Kill() // a draft would be written while it is ended in any other way
		<-a.ended
		state := filepath.Join(d.home, ".local/state/holdfast")
		for _, pattern := range []string{"drafts/*.draft", "versions/*/2*"} {
			if found, _ := filepath.Glob(filepath.Join(state, pattern)); len(found) > 0 {
				t.Errorf("kept is %q", found)
			}
		}
		holds(t, path, []byte(name))
	}
	nothing(a, "one")
	a = d.start("a.conf", path)
	nothing(a, "two")
}

// TestSettingsOfLook makes the window dark and the text larger.
func TestSettingsOfLook(t *testing.T) {
	d := newDesktop(t)
	d.settings(`{"theme": "light"}`)
	path := d.put("a.conf", []byte("old\n"))
	a := d.start("a.conf", path)
	if b := a.brightness(); b < 200 {
		t.Errorf("the light window has the brightness %d", b)
	}
	a.section(sectionLook)
	a.pressSeen("space")
	a.shoot("themes")
	a.pressSeen("Down", "Down", "Down", "Return")
	a.pressSeen("Tab", "Tab") // past the font
	a.pressSeen("space")
	a.shoot("sizes")
	a.pressSeen("Up", "Return")
	a.leave("changed")
	d.setting("theme", "dark")
	d.setting("text_size", 72)
	if b := a.brightness(); b > 60 {
		t.Errorf("the dark window has the brightness %d", b)
	}
	large := a.shoot("large")
	a.press("ctrl+q")
	a.waitEnd(0)
	a = d.start("a.conf", path)
	if share := a.look().differs(large, a.area()); share > 0.05 {
		t.Errorf("after a new start, %.3f of the window looks different", share)
	}
}

// TestSettingsOfTyping makes the Tab key insert spaces, except where a project says
// something else, until that is switched off.
func TestSettingsOfTyping(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", nil)
	a := d.start("a.conf", path)
	indented := func(a *app, want string) {
		t.Helper()
		a.waitStill()
		a.press("ctrl+a", "Delete", "Tab")
		a.typed("x")
		if got := a.text(); got != want {
			t.Errorf("Tab gives %q, want %q", got, want)
		}
		a.press("ctrl+a", "Delete") // a text that is indented already would go on as it is
	}
	indented(a, "\tx")
	a.section(sectionTyping)
	a.pressSeen("space")
	a.shoot("widths")
	a.pressSeen("Down", "Down", "Return") // two columns
	a.pressSeen("Tab", "space")           // spaces
	a.leave("changed")
	d.setting("tab_width", 2)
	d.setting("tab_spaces", true)
	indented(a, "  x")
	a.press("ctrl+s")
	a.waitTitle("a.conf")
	a.press("ctrl+q")
	a.waitEnd(0)
	a = d.start("a.conf", path)
	indented(a, "  x")
	a.press("ctrl+s")
	a.waitTitle("a.conf")
	a.press("ctrl+q")
	a.waitEnd(0)

	d.put(".editorconfig", []byte("root = true\n[*.conf]\nindent_style = space\nindent_size = 5\n"))
	a = d.start("a.conf", path)
	indented(a, "     x")
	a.section(sectionTyping)
	a.press("Tab", "Tab", "space")
	a.leave("without-project")
	d.setting("ignore_editorconfig", true)
	indented(a, "  x")
}
