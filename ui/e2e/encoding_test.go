//go:build e2e && linux

package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"holdfast/editor/charset"
)

// The buttons below the encodings, by how often Tab leads there from their list.
const (
	closeEncoding = 3 + iota
	readAgain
	useForSaving
)

// encoding chooses an encoding for a file that is in another one, and presses a
// button. With mark, the byte order mark is switched on, or off.
func (a *app) encoding(now, next charset.Encoding, mark bool, button int) {
	a.t.Helper()
	all := charset.Encodings()
	from, to := slices.Index(all, now), slices.Index(all, next)
	if from < 0 || to < 0 {
		a.t.Fatalf("no %s or no %s", now, next)
	}
	a.run("encoding")
	a.waitStill()
	keys := times("shift+Tab", 3)
	step := "Right"
	if to < from {
		step = "Left"
	}
	keys = append(keys, times(step, max(from-to, to-from))...)
	a.press(keys...)
	if mark {
		a.press("Tab", "space")
		button--
	}
	a.waitStill()
	a.shoot("encoding-" + string(next))
	a.press(append(times("Tab", button), "Return")...)
	a.waitStill()
}

// showsText waits until the window has a text.
func (a *app) showsText(want string) {
	a.t.Helper()
	eventually(a.t, fmt.Sprintf("the window shows %q", want), func() error {
		if got := a.text(); got != want {
			return fmt.Errorf("it has %q", got)
		}
		return nil
	})
	a.press("ctrl+Home")
}

// TestReadAgain reads files again in an encoding that is wrong, and in the one
// that they have, and changes one place of them: all other bytes stay.
func TestReadAgain(t *testing.T) {
	for _, test := range []struct {
		name        string
		bytes       string
		has, wrong  charset.Encoding
		text, seems string
	}{
		{
			"japanese.ini", "\x96\xbc\x91O=\x83\x5c\x83t\x83g\x95\x5c\r\n\x94\x5c\x97\xcd=\x8f\x5c\r\n",
			charset.ShiftJIS, "KOI8-R", "名前=ソフト表\r\n能力=十\r\n", "√╪▒O=┐\\┐t┐g∙\\\r\n■\\≈м=▐\\\r\n",
		},
		{
			"russian.ini", "; \xcd\xe0\xf1\xf2\xf0\xee\xe9\xea\xe8\r\n\xc8\xec\xff=\xd1\xe5\xf0\xe2\xe5\xf0 \xb91\r\n",
			"windows-1251", charset.KOI8R, "; Настройки\r\nИмя=Сервер №1\r\n", "; мЮЯРПНИЙХ\r\nхЛЪ=яЕПБЕП ╧1\r\n",
		},
		{
			"windows.reg", "\xff\xfea\x00=\x00\"o\r\x00\n\x00", // a=漢
			charset.UTF16LE, charset.UTF16BE, "a=漢\r\n", "\ufffe愀㴀≯\u0d00\u0a00",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesktop(t)
			path := d.put(test.name, []byte(test.bytes))
			a := d.start(test.name, path)
			a.shoot("opened")
			a.showsText(test.text)
			a.encoding(test.has, test.wrong, false, readAgain)
			a.shoot("wrong")
			a.showsText(test.seems)
			a.encoding(test.wrong, test.has, false, readAgain)
			a.showsText(test.text)
			if title := a.title(); title != test.name+" — Holdfast" {
				t.Errorf("reading again changed the title to %q", title)
			}
			holds(t, path, []byte(test.bytes))

			// What was typed is asked for before it goes.
			a.press("End")
			a.typed("x")
			a.waitTitle("● " + test.name)
			a.encoding(test.has, test.wrong, false, readAgain)
			a.shoot("asked")
			a.press("Escape")
			a.waitStill()
			first, rest, _ := strings.Cut(test.text, "\r\n")
			a.showsText(first + "x\r\n" + rest)
			a.press("ctrl+s")
			a.waitTitle(test.name)
			want := strings.Replace(test.bytes, "\r", "x\r", 1)
			if test.has == charset.UTF16LE {
				want = strings.Replace(test.bytes, "\r", "x\x00\r", 1)
			}
			holds(t, path, []byte(want))
		})
	}
}

// TestSaveInAnotherEncoding saves one text in several encodings. One that lacks
// some of its characters is refused: each of them is listed and led to, and nothing
// is written before they are gone.
func TestSaveInAnotherEncoding(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.ini", []byte("имя=漢 字\r\nend 漢\r\n"))
	a := d.start("a.ini", path)
	a.encoding(charset.UTF8, charset.UTF16LE, true, useForSaving)
	a.waitTitle("● a.ini")
	a.press("ctrl+s")
	a.waitTitle("a.ini")
	wide := []byte("\xff\xfe")
	for _, unit := range utf16.Encode([]rune("имя=漢 字\r\nend 漢\r\n")) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	holds(t, path, wide)
	a.encoding(charset.UTF16LE, charset.ShiftJIS, true, useForSaving)
	a.press("ctrl+s")
	japanese := "\x84\x79\x84\x7d\x84\x91=\x8a\xbf \x8e\x9a\r\nend \x8a\xbf\r\n"
	waitFile(t, path, []byte(japanese))
	a.waitTitle("a.ini")

	// There is no 漢 and no 字 in windows-1251. The list leads to each.
	a.beforeModal()
	a.encoding(charset.ShiftJIS, "windows-1251", false, useForSaving)
	a.expectModal("lost")
	a.press("Escape")
	a.waitStill()
	a.press("ctrl+s")
	a.waitStill()
	holds(t, path, []byte(japanese)) // it stays the encoding
	for i, want := range []string{"漢 字", "字", "漢"} {
		a.encoding(charset.ShiftJIS, "windows-1251", false, useForSaving)
		// Before the buttons Close and Go there are the three places.
		a.press(append(times("shift+Tab", 4-i), "Return")...)
		a.waitStill()
		if got := a.copied("shift+End", "ctrl+c"); got != want {
			t.Errorf("the place number %d of the list leads to %q, not %q", i+1, got, want)
		}
	}
	a.press("Delete")
	for range 2 {
		a.encoding(charset.ShiftJIS, "windows-1251", false, useForSaving)
		a.press("Return") // go there
		a.waitStill()
		a.press("Delete")
	}
	a.encoding(charset.ShiftJIS, "windows-1251", false, useForSaving)
	a.press("ctrl+s")
	waitFile(t, path, []byte("\xe8\xec\xff= \r\nend \r\n"))
	a.waitTitle("a.ini")

	// A character that comes later is refused when it is saved.
	a.setClipboard("漢")
	a.press("ctrl+End", "ctrl+v")
	a.waitTitle("● a.ini")
	a.beforeModal()
	a.press("ctrl+s")
	a.expectModal("refused")
	a.press("Escape")
	holds(t, path, []byte("\xe8\xec\xff= \r\nend \r\n"))
	a.waitTitle("● a.ini")
	a.waitStill()
	a.press("ctrl+s")
	a.waitStill()
	a.press("shift+Tab", "Return") // save as UTF-8
	waitFile(t, path, []byte("имя= \r\nend \r\n漢"))
	onlyNames(t, d.files(), "a.ini")
}
