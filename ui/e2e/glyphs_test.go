//go:build e2e && linux

package e2e

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// withoutFonts makes the program find no font of the machine.
func withoutFonts(d *desktop) {
	d.t.Helper()
	needMounts(d.t)
	d.program = filepath.Join(d.dir, "without-fonts")
	must(d.t, os.WriteFile(d.program, []byte(`#!/bin/sh
exec unshare -m sh -c 'for fonts in /usr/share/fonts /usr/local/share/fonts; do
	[ ! -d $fonts ] || mount -t tmpfs tmpfs $fonts || exit 1
done
exec "$0" "$@"' '`+program+`' "$@"
`), 0o755))
}

// TestNoFontHasTheLetter edits letters that no font has, because nothing is assigned to their
// number or because there are no fonts: each is a box that differs from the others, is a step
// of the caret, and is saved as it is. Very many of them hold nothing up.
func TestNoFontHasTheLetter(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*desktop)
		letters []string
	}{
		"unassigned": {func(*desktop) {}, []string{"\u0378", "\u0379", "\U000f0000", "\U0010fffd"}},
		"no fonts":   {withoutFonts, []string{"\u0378", "\u4e2d", "\u6587", "😀", "\u0e01"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesktop(t)
			c.prepare(d)
			many := []byte("\n")
			for r := rune(0xf1000); r < 0xf6000; r++ {
				if many = append(many, string(r)...); r%40 == 0 {
					many = append(many, '\n')
				}
			}
			path := d.put("a.conf", many)
			a := d.start("a.conf", path)
			a.press("Next", "Next", "Next", "ctrl+End", "ctrl+Home", "x")
			a.waitTitle("● a.conf")
			a.press("ctrl+s")
			waitFile(t, path, append([]byte("x"), many...))

			area := a.area()
			second := image.Rect(area.Min.X+40, area.Min.Y+86, area.Min.X+200, area.Min.Y+105) // row
			texts := append([]string{" "}, c.letters...)
			var pictures []shot
			for i, text := range texts {
				a.replaceText("\n" + text)
				a.waitStill()
				a.press("ctrl+Home")
				a.waitStill()
				pictures = append(pictures, a.shoot("letter"))
				for j, other := range pictures[:i] {
					if pictures[i].differs(other, second) == 0 {
						t.Errorf("%+q looks like %+q", text, texts[j])
					}
				}
			}
			a.replaceText("a" + strings.Join(c.letters, "") + "b")
			a.waitStill()
			a.press("ctrl+Home", "Right")
			for _, letter := range c.letters {
				if got := a.copied("shift+Right", "ctrl+c"); got != letter {
					t.Errorf("Shift+Right selects %+q, want %+q", got, letter)
				}
				a.press("Right")
			}
			a.press("BackSpace", "ctrl+s")
			waitFile(t, path, []byte("a"+strings.Join(c.letters[:len(c.letters)-1], "")+"b"))
		})
	}
}
