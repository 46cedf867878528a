package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"holdfast/editor"
	"holdfast/ui/words"
)

// TestALongEditLeavesTheWindowFree sorts more than the window may wait for:
// nothing happens at once, one step that can be undone happens later.
func TestALongEditLeavesTheWindowFree(t *testing.T) {
	r := start(t)
	before := strings.Repeat("b = 1\na = 2 \n", longEdit/13+1)
	r.page().view.Do(editor.Paste(before))
	text := func() string { return r.page().file.Document.Text().String() }
	r.page().view.SelectAll()
	r.runCommand("sort")
	if text() != before {
		t.Fatal("the window waited")
	}
	r.until("the lines to be sorted", func() bool { return text() != before })
	if got := text(); !strings.HasPrefix(got, "a = 2 \na = 2 \n") || len(got) != len(before) {
		t.Errorf("sorted: %.40q, %d bytes", got, len(got))
	}
	r.page().view.Undo()
	if text() != before {
		t.Error("one step of undo is not enough")
	}
	r.page().view.SelectAll()
	r.page().view.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	if text() != before {
		t.Fatal("Tab makes the window wait")
	}
	r.until("the lines to be indented", func() bool { return strings.HasPrefix(text(), "\tb = 1\n\ta") })
	r.runCommand("undo")

	r.runCommand("trim") // and the user goes on typing
	r.page().view.TypedRune('x')
	r.until("the answer", func() bool { return r.page().message == words.T("find.moved_on") })
	if got := text(); !strings.Contains(got, "x") {
		t.Error("what was typed is gone")
	}
}
