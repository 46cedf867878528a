//go:build e2e && linux

package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// wordLines is a text in which every line is one word of the given width, so
// that a double click anywhere in a line selects something that tells which
// line it was.
func wordLines(lines, width int) []byte {
	var b strings.Builder
	for i := range lines {
		word := fmt.Sprintf("w%05dw", i)
		b.WriteString(strings.Repeat(word, width/len(word)) + "\n")
	}
	return []byte(b.String())
}

// A place well inside the text view.
const inTextX, inTextY = 300, 300

func TestMouseSelects(t *testing.T) {
	d := newDesktop(t)
	text := wordLines(20, 84)
	a := d.start("a.conf", d.put("a.conf", text))
	lines := strings.Split(string(text), "\n")

	a.mouse(inTextX, inTextY, "click", "--repeat", "2", "--delay", "60", "1")
	word := a.copied("ctrl+c")
	if len(word) != 84 || !strings.Contains(string(text), word) {
		t.Fatalf("a double click selected %q", word)
	}
	a.shoot("double-click")

	a.waitStill() // a fourth click in time would be another gesture
	a.mouse(inTextX, inTextY, "click", "--repeat", "3", "--delay", "60", "1")
	if line := a.copied("ctrl+c"); line != word+"\n" {
		t.Errorf("a triple click selected %q, not the line of %q", line, word)
	}

	// A drag inside a line, and one over three line ends.
	a.waitStill()
	a.mouse(inTextX, inTextY, "mousedown", "1")
	a.mouse(inTextX+80, inTextY, "mouseup", "1")
	if part := a.copied("ctrl+c"); len(part) < 5 || len(part) > 20 || !strings.Contains(word, part) {
		t.Errorf("a drag selected %q of %q", part, word)
	}
	a.waitStill()
	a.mouse(inTextX, inTextY, "mousedown", "1")
	a.mouse(inTextX+20, inTextY+30)
	a.mouse(inTextX+40, inTextY+60, "mouseup", "1")
	part := a.copied("ctrl+c")
	if n := strings.Count(part, "\n"); n < 2 || n > 5 || !strings.Contains(string(text), part) {
		t.Errorf("a drag over lines selected %q", part)
	}
	a.shoot("dragged")

	// A click puts the caret there, and with Shift selects up to there.
	a.waitStill()
	a.press("ctrl+Home")
	a.mouse(inTextX, inTextY, "keydown", "shift", "click", "1", "keyup", "shift")
	if part := a.copied("ctrl+c"); !strings.HasPrefix(string(text), part) || !strings.HasPrefix(part, lines[0]) {
		t.Errorf("a click with Shift selected %.200q", part)
	}
	a.waitStill()
	a.mouse(inTextX, inTextY, "click", "1")
	a.typed("HERE")
	a.waitTitle("● a.conf")
	if got := a.text(); strings.Count(got, "HERE") != 1 || strings.Replace(got, "HERE", "", 1) != string(text) {
		t.Errorf("the window has %.300q", got)
	}
}

func TestMouseScrolls(t *testing.T) {
	d := newDesktop(t)
	text := wordLines(5000, 84)
	a := d.start("a.conf", d.put("a.conf", text))
	at := func() int {
		t.Helper()
		a.waitStill()
		a.mouse(inTextX, inTextY, "click", "--repeat", "2", "--delay", "60", "1")
		word := a.copied("ctrl+c")
		i := strings.Index(string(text), word)
		if len(word) != 84 || i < 0 {
			t.Fatalf("a double click selected %q", word)
		}
		return strings.Count(string(text[:i]), "\n")
	}
	first := at()
	a.mouse(inTextX, inTextY, "click", "--repeat", "5", "5") // the wheel
	second := at()
	if second <= first || second > first+40 {
		t.Errorf("the wheel went from line %d to %d", first, second)
	}
	a.mouse(inTextX, inTextY, "click", "--repeat", "50", "4")
	if back := at(); back != first {
		t.Errorf("the wheel went back to line %d, not %d", back, first)
	}
	// The scroll bar, by its thumb at the top, to the middle and to the end.
	a.waitStill()
	a.mouse(-6, 80, "mousedown", "1")
	a.mouse(-6, 200)
	a.mouse(-6, -300, "mouseup", "1")
	middle := at()
	if middle < 1000 || middle > 4500 {
		t.Errorf("the scroll bar went to line %d", middle)
	}
	a.shoot("scrolled")
	a.press("ctrl+End")
	if last := at(); last < 4950 {
		t.Errorf("Ctrl+End shows line %d", last)
	}
	a.press("Prior")
	if up := at(); up > 4970 {
		t.Errorf("Page Up shows line %d", up)
	}
}

// TestCaretBlinks looks at the pixels: the caret comes and goes.
func TestCaretBlinks(t *testing.T) {
	d := newDesktop(t)
	a := d.start("a.conf", d.put("a.conf", []byte("text\n")))
	base := a.look()
	eventually(t, "the caret changes", func() error {
		if a.look().differs(base, a.area()) == 0 {
			return fmt.Errorf("nothing changed")
		}
		return nil
	})
}
