package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"holdfast/editor"
	"holdfast/editor/charset"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// TestLostCharactersAreListed saves a text with characters that the encoding of
// its file lacks: each is named with its place, nothing is written, and the user
// can go there or save in UTF-8.
func TestLostCharactersAreListed(t *testing.T) {
	latin := "gr\xfcn und gr\xf6\xdfer, f\xfcr alle sch\xf6nen T\xe4ge\n"
	path := file(t, latin)
	r := start(t, Target{Path: path})
	if got := r.page().file.Format.Encoding; got == charset.UTF8 {
		t.Fatalf("opened as %s", got)
	}
	r.page().view.Do(editor.MoveDocEnd(false))
	r.page().view.Do(editor.Paste("ab中\n\tж\n"))
	r.runCommand("save")
	said := r.shown()
	for _, want := range []string{"2:3  U+4E2D  中", "3:2  U+0436  ж", string(r.page().file.Format.Encoding)} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %q", want, said)
		}
	}
	wantFile(t, path, latin)
	for _, o := range test.LaidOutObjects(r.modal.popup) {
		if b, ok := o.(*foldButton); ok && strings.HasPrefix(b.Text, "3:2") {
			b.OnTapped()
			break
		}
	}
	if line, column := r.page().view.CaretPosition(); line != 3 || column != 2 || r.modal != nil {
		t.Errorf("the entry of the second one leads to %d:%d", line, column)
	}
	r.runCommand("save")
	r.untilModal()
	r.press("button.go_there")
	if line, column := r.page().view.CaretPosition(); line != 2 || column != 3 {
		t.Errorf("the caret is at %d:%d", line, column)
	}
	r.runCommand("save")
	r.press("format.save_utf8")
	r.untilSaved()
	wantFile(t, path, "grün und größer, für alle schönen Täge\nab中\n\tж\n")

	r.page().view.Do(editor.Paste(strings.Repeat("中", mostLost+1)))
	r.useEncoding(r.page(), "ISO-8859-1", false)
	if said := r.shown(); strings.Count(said, "U+4E2D") != mostLost || !strings.Contains(said, "…") {
		t.Errorf("the list is %q", said)
	}
}

// TestTryingAgainSavesWhereTheUserSaid and not to the file's own place.
func TestTryingAgainSavesWhereTheUserSaid(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("x")
	blocked := filepath.Join(r.dir, "copy.conf")
	if err := os.Mkdir(blocked, 0o700); err != nil {
		t.Fatal(err)
	}
	r.saveTo(r.page(), workspace.Destination{Path: blocked})
	r.untilModal()
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	r.press("button.retry")
	r.untilSaved()
	wantFile(t, path, "old")
	wantFile(t, blocked, "xold")

	gone := filepath.Join(r.dir, "new", "copy.conf")
	r.typeText("y")
	r.saveTo(r.page(), workspace.Destination{Path: gone})
	r.press("button.make_folder")
	r.until("the copy", func() bool { _, err := os.Stat(gone); return err == nil && !r.page().file.Saving() })
	wantFile(t, blocked, "xold")
	wantFile(t, gone, "xyold")
	if r.modal != nil {
		t.Error(words.T("error.vanished.title"))
	}
}
