//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestPrimarySelection selects with the mouse for other programs, and pastes
// with the middle button what they have selected.
func TestPrimarySelection(t *testing.T) {
	d := newDesktop(t)
	text := wordLines(20, 84)
	a := d.start("a.conf", d.put("a.conf", text))
	a.waitPainted()

	a.mouse(inTextX, inTextY, "click", "--repeat", "2", "--delay", "60", "1")
	var word string
	eventually(t, "the word becomes the primary selection", func() error {
		word, _ = d.selection("primary")
		if len(word) != 84 || !strings.Contains(string(text), word) {
			return fmt.Errorf("it is %q", word)
		}
		return nil
	})

	a.press("ctrl+End")
	a.waitStill() // a click in time would be the third
	a.mouse(inTextX, inTextY, "click", "2")
	wantText(a, "the own selection is pasted", len(text)+len(word), word)

	const foreign = "ß 中 <foreign>"
	a.press("ctrl+z")
	a.waitStill()
	d.offer("primary", foreign)
	a.mouse(inTextX, inTextY, "click", "2")
	wantText(a, "a foreign selection is pasted", len(text)+len(foreign), foreign)
}

// wantText waits until the text has a length and contains a part.
func wantText(a *app, what string, length int, part string) {
	a.t.Helper()
	eventually(a.t, what, func() error {
		got := a.text()
		a.press("Escape")
		if len(got) != length || !strings.Contains(got, part) {
			return fmt.Errorf("the text has %d bytes, want %d with %q", len(got), length, part)
		}
		return nil
	})
}

// TestPasteOfAnotherProgram pastes what is too long for one message of the
// display, and then types on.
func TestPasteOfAnotherProgram(t *testing.T) {
	d := newDesktop(t)
	path := d.put("a.conf", []byte("first\n"))
	a := d.start("a.conf", path)
	a.waitPainted()
	d.setClipboard(strings.Repeat("0123456789abcde\n", 1<<16))
	a.press("ctrl+v")
	a.waitTitle("● a.conf")
	a.typed("end")
	a.press("ctrl+s")
	eventually(t, "all of it is saved", func() error {
		data, err := os.ReadFile(path)
		got := string(data)
		if want := strings.Repeat("0123456789abcde\n", 1<<16) + "endfirst\n"; got != want || err != nil {
			return fmt.Errorf("the file has %d bytes, want %d, %v", len(got), len(want), err)
		}
		return nil
	})
}
