package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"holdfast/editor/charset"
)

// TestUndoOfAConversionOfLineEnds brings back what the status bar says and the break
// that a new line gets, not only the text; redo likewise.
func TestUndoOfAConversionOfLineEnds(t *testing.T) {
	path := file(t, "a\r\nb\r\n")
	r := start(t, Target{Path: path})
	told := 0
	r.convertBreaks(r.page(), "\n", func() { told++ })
	want := func(what string, ending charset.Ending, text string) {
		t.Helper()
		if got := r.page().file.Format; got.Ending != ending || got.Dominant != ending || r.text() != text {
			t.Errorf("%s: %v, %v, %q", what, got.Ending, got.Dominant, r.text())
		}
	}
	want("converted", charset.LF, "a\nb\n")
	if told != 1 {
		t.Errorf("told %d times", told)
	}
	r.runCommand("undo")
	want("taken back", charset.CRLF, "a\r\nb\r\n")
	r.runCommand("redo")
	want("made again", charset.LF, "a\nb\n")
	r.typedKey(fyne.KeyReturn)
	want("a line more", charset.LF, "\na\nb\n")
	r.runCommand("undo")
	r.runCommand("undo")
	r.typedKey(fyne.KeyReturn)
	want("a line more in the old text", charset.CRLF, "\r\na\r\nb\r\n")
}
