package workspace

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"holdfast/editor"
	"holdfast/editor/merge"
)

var labels = merge.Labels{Mine: "mine", Base: "opened", Theirs: "theirs"}

// diverged is a file that was changed here and on the disk.
func diverged(t *testing.T, opened, mine, theirs string) (f, now *File) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, opened)
	f = open(t, path)
	change, err := merge.Change(context.Background(), f.Document.Text(), editor.FromString(mine))
	if err == nil && !change.Empty() {
		err = f.Document.Apply(editor.Transaction{Base: f.Document.Version(), Change: change, Selection: editor.Single(len(mine), len(mine)), Time: noon})
	}
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, theirs)
	return f, open(t, path)
}

func join(t *testing.T, j *Joining) {
	t.Helper()
	if err := errors.Join(j.Run(context.Background()), j.Finish(noon)); err != nil {
		t.Fatal(err)
	}
}

func TestBothChangesAreMerged(t *testing.T) {
	f, theirs := diverged(t, "1\r\n2\r\n3\r\n", "1\r\n2\r\n3\r\nmine\r\n", "theirs\r\n1\r\n2\r\n3\r\n")
	j, err := f.BeginMerge(theirs, labels)
	if err != nil {
		t.Fatal(err)
	}
	join(t, j)
	want := "theirs\r\n1\r\n2\r\n3\r\nmine\r\n"
	if got := f.Document.Text().String(); got != want || len(j.Places) != 0 || !f.Modified() {
		t.Errorf("merged is %q, conflicts %v, modified %v", got, j.Places, f.Modified())
	}
	if got := f.Document.Selection().Main().Head; got != len(want) {
		t.Errorf("the caret is at %d, want %d", got, len(want))
	}
	if err := save(t, f); err != nil || read(t, f.Path) != want {
		t.Errorf("saved %q, %v", read(t, f.Path), err)
	}
	for f.Document.Undo() {
		if !f.Modified() {
			t.Errorf("after undo %q counts as saved", f.Document.Text())
		}
	}
	f.Document.Redo()
	if got := f.Document.Text().String(); got != "1\r\n2\r\n3\r\nmine\r\n" || !f.Modified() {
		t.Errorf("after undo %q, modified %v", got, f.Modified())
	}
}

func TestConflictsAreMarkedInTheText(t *testing.T) {
	f, theirs := diverged(t, "1\n2\n", "1\nmine\n", "1\ntheirs\n")
	j, err := f.BeginMerge(theirs, labels)
	if err != nil {
		t.Fatal(err)
	}
	join(t, j)
	if len(j.Places) != 1 {
		t.Fatalf("conflicts are %v", j.Places)
	}
	p, text := j.Places[0], f.Document.Text()
	want := "<<<<<<< mine\nmine\n||||||| opened\n2\n=======\ntheirs\n>>>>>>> theirs\n"
	if got := string(text.Slice(p.From, p.To)); got != want || !f.Modified() {
		t.Errorf("the place is %q, want %q", got, want)
	}
}

func TestAMergeThatGivesTheirVersionIsSaved(t *testing.T) {
	f, theirs := diverged(t, "1\n", "1\nboth\n", "1\nboth\n")
	j, err := f.BeginMerge(theirs, labels)
	if err != nil {
		t.Fatal(err)
	}
	join(t, j)
	if f.Modified() || f.Fingerprint != theirs.Fingerprint {
		t.Error("text that the file has counts as modified")
	}
}

func TestReloadingKeepsTheCaretAndCanBeUndone(t *testing.T) {
	f, theirs := diverged(t, "1\n2\n3\n", "1\n2\n3\n", "new\n1\n2\n3\n")
	f.Document.Select(editor.Single(2, 2))
	join(t, f.BeginReload(theirs))
	if f.Modified() || f.Document.Text().String() != "new\n1\n2\n3\n" || f.Document.Selection().Main().Head != 6 {
		t.Errorf("reloaded %q, modified %v, caret %+v", f.Document.Text(), f.Modified(), f.Document.Selection())
	}
	f.Document.Undo()
	if !f.Modified() || f.Document.Text().String() != "1\n2\n3\n" {
		t.Errorf("after undo %q, modified %v", f.Document.Text(), f.Modified())
	}
}

// TestATextThatWasReadAgainIsThereOnce, not once as the text and once as what the file
// holds.
func TestATextThatWasReadAgainIsThereOnce(t *testing.T) {
	f, theirs := diverged(t, "1\n2\n3\n", "1\n2\n3\n", "1\n2\n3\n4\n")
	join(t, f.BeginReload(theirs))
	if base, known := f.Base(); !known || base != f.Document.Text() {
		t.Errorf("the file is known to hold %q, known %v", base, known)
	}
}

func TestTypingDuringAMergeIsNotLost(t *testing.T) {
	f, theirs := diverged(t, "1\n", "1\nmine\n", "theirs\n1\n")
	j, err := f.BeginMerge(theirs, labels)
	if err != nil {
		t.Fatal(err)
	}
	insert(t, f, 0, "typed ")
	if err := j.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := j.Finish(noon); !errors.Is(err, editor.ErrStale) || f.Document.Text().String() != "typed 1\nmine\n" || f.Fingerprint == theirs.Fingerprint {
		t.Errorf("got %v, text %q", err, f.Document.Text())
	}
}

func TestWithoutABaseThereIsNoMerge(t *testing.T) {
	f, theirs := diverged(t, "1\n", "1\nmine\n", "theirs\n1\n")
	f.noBase = true
	if _, err := f.BeginMerge(theirs, labels); !errors.Is(err, ErrNoBase) {
		t.Errorf("got %v", err)
	}
	write(t, f.Path, "not text\x00\xff")
	if _, err := f.BeginMerge(open(t, f.Path), labels); !errors.Is(err, ErrNotText) {
		t.Errorf("got %v", err)
	}
}

// TestTheFormatOfTheirsIsThatOfTheDisk: only what is different from the disk is
// a change.
func TestTheFormatOfTheirsIsThatOfTheDisk(t *testing.T) {
	f, theirs := diverged(t, "a\n", "a\n", "\ufeffb\n")
	join(t, f.BeginReload(theirs))
	if f.Modified() || !f.Format.BOM {
		t.Errorf("modified %v, mark %v", f.Modified(), f.Format.BOM)
	}
}

// TestUndoOfAReloadBringsTheBytesBack, whatever the format of theirs is.
func TestUndoOfAReloadBringsTheBytesBack(t *testing.T) {
	for _, opened := range []string{"gr\xfcn, gr\xf6\xdfer, sch\xf6n\n", "grün, größer, schön, früh \xff\n", "\ufeffa\n", "\xff\xfea\x00\n\x00"} {
		f, theirs := diverged(t, opened, "mine\n", "theirs ü\n")
		f.FollowFormat()
		join(t, f.BeginReload(theirs))
		f.FollowFormat()
		for f.Document.Undo() {
			f.FollowFormat()
		}
		if err := save(t, f); err != nil || read(t, f.Path) != opened {
			t.Errorf("%q: saved %q, %v", opened, read(t, f.Path), err)
		}
		for f.Document.Redo() {
			f.FollowFormat()
		}
		if err := save(t, f); err != nil || read(t, f.Path) != "theirs ü\n" {
			t.Errorf("%q: after redo, saved %q, %v", opened, read(t, f.Path), err)
		}
	}
}

// TestTheFormatFollowsTheHistoryAlone: somebody else has added a byte order mark
// and nothing more, or the user types what the text was once. Neither is an undo.
func TestTheFormatFollowsTheHistoryAlone(t *testing.T) {
	f, theirs := diverged(t, "a\n", "a\n", "\ufeffa\n")
	join(t, f.BeginReload(theirs))
	f.FollowFormat()
	if !f.Format.BOM || f.Modified() {
		t.Errorf("a mark alone: modified %v, mark %v", f.Modified(), f.Format.BOM)
	}
	f, theirs = diverged(t, "a\n", "a\n", "\ufeffb\n")
	join(t, f.BeginReload(theirs))
	f.FollowFormat()
	d := f.Document
	if _, err := d.Do(editor.DeleteForward(), editor.Settings{}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Do(editor.InsertText("a"), editor.Settings{}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if f.FollowFormat(); d.Text().String() != "a\n" || !f.Format.BOM {
		t.Errorf("typed %q: mark %v", d.Text(), f.Format.BOM)
	}
}
