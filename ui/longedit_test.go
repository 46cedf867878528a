package ui

import (
	"context"
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
	r.until("the answer", func() bool { return r.page().message.String() == words.T("find.moved_on") })
	if got := text(); !strings.Contains(got, "x") {
		t.Error("what was typed is gone")
	}
}

// TestALongEditSaysWhatItDoes and is stopped when the user says so.
func TestALongEditSaysWhatItDoes(t *testing.T) {
	r := start(t)
	stopped := make(chan struct{})
	r.editAhead(r.page(), commandName("sort"), func(ctx context.Context) func() {
		<-ctx.Done()
		close(stopped)
		return func() { t.Error("what was stopped is done") }
	})
	r.until("the status bar to speak", func() bool { return len(r.running) > 0 })
	if got := r.status.message.text; got != "Sort: working…" {
		t.Errorf("the status bar says %q", got)
	}
	r.runCommand("stop")
	<-stopped
	r.settled()
	if len(r.running) > 0 {
		t.Error("the status bar still speaks of it")
	}
}

// TestALongUndoLeavesTheWindowFree takes back a replacement of very many words
// that must be worked out again.
func TestALongUndoLeavesTheWindowFree(t *testing.T) {
	const n = 20_000
	r := start(t, Target{Path: file(t, strings.Repeat("a b\n", n))})
	r.search("b", true)
	r.find.bar.with.SetText("ccc")
	r.find.replaceAll()
	after := strings.Repeat("a ccc\n", n)
	r.until("the text to change", func() bool { return r.text() == after })
	r.until("the search to end", func() bool { return r.find.counted })
	r.page().file.Document.Extend(editor.FromString("more"))
	r.page().view.Undo()
	if r.text() != after+"more" {
		t.Error("the window waited")
	}
	r.until("the undo", func() bool { return r.text() == strings.Repeat("a b\n", n)+"more" })
	r.page().view.Redo()
	if r.text() != after+"more" {
		t.Error("redo of what is known takes time")
	}
	r.page().view.Undo()
	r.page().file.Document.Extend(editor.FromString("!"))
	r.page().view.Redo()
	r.typeText("x")
	r.until("the answer", func() bool { return r.page().message.String() == words.T("find.moved_on") })
}
