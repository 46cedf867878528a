//go:build e2e && linux

package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
)

// appearance stands in for the desktop's portal, which says whether the user wants
// dark windows: org.freedesktop.portal.Settings, version 2.
type appearance struct {
	mu     sync.Mutex
	scheme uint32 // 1 is dark, 2 is light
	bus    *dbus.Conn
}

const (
	schemeDark, schemeLight = 1, 2
	portalName              = "org.freedesktop.portal.Desktop"
	portalPath              = "/org/freedesktop/portal/desktop"
	portalSettings          = "org.freedesktop.portal.Settings"
	schemeSpace, schemeKey  = "org.freedesktop.appearance", "color-scheme"
)

// newAppearance puts one on the desktop's bus.
func newAppearance(d *desktop, scheme uint32) *appearance {
	d.t.Helper()
	bus, err := dbus.Connect(d.bus)
	must(d.t, err)
	d.t.Cleanup(func() { bus.Close() })
	p := &appearance{scheme: scheme, bus: bus}
	must(d.t, bus.Export(p, portalPath, portalSettings))
	reply, err := bus.RequestName(portalName, dbus.NameFlagDoNotQueue)
	must(d.t, err)
	if reply != dbus.RequestNameReplyPrimaryOwner {
		d.t.Fatalf("the name of the portal is taken: %v", reply)
	}
	return p
}

// ReadOne answers as the portal does.
func (p *appearance) ReadOne(space, key string) (dbus.Variant, *dbus.Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if space != schemeSpace || key != schemeKey {
		return dbus.Variant{}, dbus.NewError("org.freedesktop.portal.Error.NotFound", nil)
	}
	return dbus.MakeVariant(p.scheme), nil
}

// Read is the older question; its answer is wrapped once more.
func (p *appearance) Read(space, key string) (dbus.Variant, *dbus.Error) {
	one, err := p.ReadOne(space, key)
	return dbus.MakeVariant(one), err
}

// change is the user changing the desktop's colours.
func (p *appearance) change(t *testing.T, scheme uint32) {
	t.Helper()
	p.mu.Lock()
	p.scheme = scheme
	p.mu.Unlock()
	must(t, p.bus.Emit(portalPath, portalSettings+".SettingChanged", schemeSpace, schemeKey, dbus.MakeVariant(scheme)))
}

// becomes waits until the window is dark or light.
func (a *app) becomes(dark bool) {
	a.t.Helper()
	eventually(a.t, fmt.Sprint("the window is dark: ", dark), func() error {
		if b := a.brightness(); dark && b > 60 || !dark && b < 200 {
			return fmt.Errorf("its brightness is %d", b)
		}
		return nil
	})
	a.waitStill()
}

// TestThemeOfTheSystem follows the desktop while the settings say so, at the start
// and when it changes: the text, a line above it, and the settings themselves. What
// is drawn then is what a new start draws.
func TestThemeOfTheSystem(t *testing.T) {
	d := newDesktop(t)
	portal := newAppearance(d, schemeDark)
	path := d.put("a.conf", []byte("# a comment\nkey = \"value\"\n"))
	show := func() *app {
		t.Helper()
		a := d.start("a.conf", "--read-only", path)
		a.typed("x") // which a line above the text answers
		a.waitStill()
		return a
	}
	a := show()
	a.becomes(true)
	dark := a.shoot("dark")
	portal.change(t, schemeLight)
	a.becomes(false)
	light := a.shoot("light")
	a.section(sectionLook)
	portal.change(t, schemeDark)
	a.becomes(true)
	a.leave("dark-settings")
	if share := a.look().differs(dark, a.area()); share > 0.003 {
		t.Errorf("dark again, %.4f of the window looks different", share)
	}

	a.section(sectionLook) // a theme of its own is kept whatever the desktop does
	a.pressSeen("space")
	a.pressSeen("Down", "Down", "Return")
	a.leave("own")
	d.setting("theme", "light")
	portal.change(t, schemeLight)
	portal.change(t, schemeDark)
	a.becomes(false)
	a.press("ctrl+q")
	a.waitEnd(0)
	a = show()
	a.becomes(false)
	a.section(sectionLook)
	a.pressSeen("space")
	a.pressSeen("Down", "Return")
	a.leave("of-the-system")
	d.setting("theme", "system")
	a.becomes(true)
	a.press("ctrl+q")
	a.waitEnd(0)

	portal.change(t, schemeLight)
	a = show()
	a.becomes(false)
	if share := a.look().differs(light, a.area()); share > 0.003 {
		t.Errorf("after a new start, %.4f of the window looks different", share)
	}
}

// TestSettingsOfFont chooses another font for the text, which it has at once and in
// the next start.
func TestSettingsOfFont(t *testing.T) {
	d := newDesktop(t)
	d.settings(`{"theme": "light", "text_size": 28}`)
	path := d.put("a.conf", []byte("The quick brown fox jumps over the lazy dog: 0123456789\n"))
	a := d.start("a.conf", path)
	before := a.look()
	a.section(sectionLook)
	a.pressSeen("Tab")
	a.pressSeen("space")
	a.shoot("fonts")
	a.pressSeen("Up", "Return") // the last one
	a.leave("changed")
	after := a.shoot("another-font")
	if share := after.differs(before, a.area()); share < 0.005 {
		if monospaceFonts(t) < 2 {
			t.Skip("this system has no other monospace font than the built-in one")
		}
		t.Fatalf("%.4f of the window looks different with another font", share)
	}
	a.press("ctrl+q")
	a.waitEnd(0)
	a = d.start("a.conf", path)
	if share := a.look().differs(after, a.area()); share > 0.002 {
		t.Errorf("after a new start, %.4f of the window looks different", share)
	}
}

// monospaceFonts counts the families of monospace fonts that fontconfig knows.
func monospaceFonts(t *testing.T) int {
	t.Helper()
	out, err := exec.Command("fc-list", ":spacing=100", "family").Output()
	must(t, err)
	families := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		families[strings.TrimSpace(line)] = true
	}
	return len(families)
}

// TestSettingsOfTypes makes the Tab key insert other things in files of one type than
// in all others.
func TestSettingsOfTypes(t *testing.T) {
	d := newDesktop(t)
	conf, ini := d.put("a.conf", nil), d.put("a.ini", nil)
	both := func(a *app, inConf, inINI string) {
		t.Helper()
		for _, file := range []struct{ name, path, want string }{{"a.conf", conf, inConf}, {"a.ini", ini, inINI}} {
			d.run(os.Getuid(), program, file.path).exits(0)
			a.waitTitle(file.name)
			a.waitStill()
			a.press("Tab")
			a.typed("x")
			if got := a.text(); got != file.want {
				t.Errorf("in %s Tab gives %q, want %q", file.name, got, file.want)
			}
			a.press("ctrl+a", "Delete", "ctrl+s")
			a.waitTitle(file.name)
		}
	}
	a := d.start("a.conf", conf)
	both(a, "\tx", "\tx")
	a.section(sectionTyping)
	a.pressSeen(times("shift+Tab", sections+3)...) // back over the sections and Close, and over the button
	a.typed("conf\n")
	a.waitStill()
	a.shoot("added")
	a.press("Tab") // the keyboard is where the next type would be typed
	a.leave("left")
	a.section(sectionTyping)
	a.pressSeen(times("Tab", 6)...) // past the width, the spaces, .editorconfig, and the row of Makefile
	a.pressSeen("space")
	a.shoot("widths")
	a.pressSeen("Down", "Down", "Return") // two columns
	a.pressSeen("Tab", "space")           // of spaces
	a.leave("changed")
	both(a, "  x", "\tx")
	a.press("ctrl+q")
	a.waitEnd(0)
	both(d.start("a.conf", conf), "  x", "\tx")
}

// TestInstalledFonts: the fonts of the machine are looked through when a letter is
// missing in those of the program, and not before.
func TestInstalledFonts(t *testing.T) {
	for name, text := range map[string]string{"a tab": "", "the text": "key = 値\n"} {
		t.Run(name, func(t *testing.T) {
			d := newDesktop(t)
			index := func() int {
				found, err := filepath.Glob(filepath.Join(d.home, ".cache/font_index_*"))
				must(t, err)
				return len(found)
			}
			a := d.start("a.conf", d.put("a.conf", []byte("é Ж ω → ● key = value\n")))
			a.beforeModal()
			a.press("F1")
			a.expectModal("guide")
			a.press("Escape")
			a.expectNoModal()
			if index() > 0 {
				t.Error("the fonts of the machine were looked through for nothing")
			}
			other := "設定.conf"
			if text != "" {
				other = "b.conf"
			}
			path := d.put(other, []byte(text))
			second := d.launch(os.Getuid(), path)
			second.waitEnd(0)
			a.waitTitle(other)
			eventually(t, "the fonts of the machine are looked through", func() error {
				if index() == 0 {
					return errors.New("there is no index")
				}
				return nil
			})
			a.waitStill()
			a.shoot("installed-fonts")
		})
	}
}
