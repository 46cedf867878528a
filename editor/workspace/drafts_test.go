package workspace

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor"
	"holdfast/editor/internal/private"
)

// draftsOf are the drafts of a program in these folders, and of another one
// that has died.
func draftsOf(t *testing.T, state string) (living, dead *Drafts) {
	t.Helper()
	living, dead = NewDrafts(Dirs{State: state}), NewDrafts(Dirs{State: state})
	dead.self.Start += "1" // another process had this number
	if dead.self.Life() == living.self.Life() {
		t.Skip("this system does not tell when a process started")
	}
	return living, dead
}

// perform does the work that is due, which there must be.
func perform(t *testing.T, g *Drafting, w *DraftWork, now time.Time) {
	t.Helper()
	if w == nil {
		t.Fatal("no work is due")
	}
	err := w.Run(context.Background())
	g.Finish(w, err, now)
	if err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, d *Drafts) DraftList {
	t.Helper()
	l, err := d.List(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// only is the single draft that there must be.
func only(t *testing.T, d *Drafts) Draft {
	t.Helper()
	l := list(t, d)
	if len(l.Drafts) != 1 || len(l.SetAside) != 0 {
		t.Fatalf("drafts are %+v, set aside %v", l.Drafts, l.SetAside)
	}
	return l.Drafts[0]
}

func TestADraftIsWrittenAfterARestAndAtTheLatestAfterTenSeconds(t *testing.T) {
	drafts, _ := draftsOf(t, t.TempDir())
	f := NewFile()
	g := drafts.Follow(f)
	now := noon
	if g.Tick(now) != nil {
		t.Fatal("an untouched document has a draft")
	}
	insert(t, f, 0, "a")
	for _, step := range []struct {
		after time.Duration
		due   bool
	}{{0, false}, {999 * time.Millisecond, false}, {time.Millisecond, true}} {
		now = now.Add(step.after)
		if w := g.Tick(now); (w != nil) != step.due {
			t.Fatalf("%v after the edit: due is %v", now.Sub(noon), w != nil)
		} else if w != nil {
			if g.Tick(now.Add(time.Hour)) != nil {
				t.Error("a second write began during the first")
			}
			perform(t, g, w, now)
		}
	}
	if g.Tick(now.Add(time.Hour)) != nil {
		t.Error("a draft that is up to date is written again")
	}
	began := now
	for n := range 100 { // typing without a pause
		now = now.Add(500 * time.Millisecond)
		insert(t, f, f.Document.Text().Len(), "b")
		if w := g.Tick(now); w != nil {
			if n < 10 || now.Sub(began) > DraftLatest+500*time.Millisecond {
				t.Errorf("written %v after the last time", now.Sub(began))
			}
			perform(t, g, w, now)
			began = now
		}
	}
	if now.Sub(began) > DraftLatest+500*time.Millisecond {
		t.Errorf("nothing was written in the last %v", now.Sub(began))
	}
}

func TestASlowDiskIsNotKeptBusy(t *testing.T) {
	drafts, _ := draftsOf(t, t.TempDir())
	f := NewFile()
	g := drafts.Follow(f)
	insert(t, f, 0, "a")
	g.Tick(noon)
	now := noon.Add(DraftRest)
	w := g.Tick(now)
	now = now.Add(500 * time.Millisecond) // so long it took
	perform(t, g, w, now)
	insert(t, f, 0, "b")
	for after, due := range map[time.Duration]bool{time.Second: false, 4 * time.Second: false} {
		if got := g.Tick(now.Add(after)) != nil; got != due {
			t.Errorf("%v after a write of half a second: due is %v", after, got)
		}
	}
	if g.Tick(now.Add(5*time.Second+DraftRest)) == nil {
		t.Error("nothing is written after the pause")
	}
}

// TestADraftComesBackWhereNothingCanBeWritten: to take it over costs room on a disk
// that may be full. Here it is a second link to the draft that keeps it from being
// replaced.
func TestADraftComesBackWhereNothingCanBeWritten(t *testing.T) {
	dir := t.TempDir()
	living, dead := draftsOf(t, filepath.Join(dir, "state"))
	f := NewFile()
	insert(t, f, 0, "text")
	g := dead.Follow(f)
	g.Tick(noon)
	perform(t, g, g.Tick(noon.Add(DraftRest)), noon.Add(DraftRest))
	draft := only(t, living)
	if err := os.Link(living.path(draft.ID), filepath.Join(dir, "second")); err != nil {
		t.Skip("this file system has no hard links:", err)
	}
	if err := living.write(context.Background(), draft, f.Document.Text(), atomicsave.AnyVersion()); err == nil {
		t.Skip("a file with two links is replaced here")
	}
	back, err := living.Restore(context.Background(), draft)
	if err != nil || back.Document.Text().String() != "text" {
		t.Fatalf("got %v", err)
	}
}

func TestADraftComesBackAfterACrash(t *testing.T) {
	dir := t.TempDir()
	living, dead := draftsOf(t, filepath.Join(dir, "state"))
	path := filepath.Join(dir, "file.conf")
	write(t, path, "\xef\xbb\xbfone\r\ntwo\r\n")
	f := open(t, path)
	insert(t, f, 5, "X")
	g := dead.Follow(f)
	g.Tick(noon)
	perform(t, g, g.Tick(noon.Add(DraftRest)), noon.Add(DraftRest))

	draft := only(t, living)
	if draft.Path != path || draft.Fingerprint != f.Fingerprint || !draft.Time.Equal(noon.Add(DraftRest)) || draft.Elsewhere {
		t.Errorf("the draft is %+v", draft)
	}
	if text, err := living.Text(context.Background(), draft); err != nil || text.String() != "one\r\nXtwo\r\n" {
		t.Errorf("the text is %q, %v", text, err)
	}
	back, err := living.Restore(context.Background(), draft)
	if err != nil {
		t.Fatal(err)
	}
	if base, known := back.Base(); base.String() != "one\r\ntwo\r\n" || !known {
		t.Errorf("the base is %q, %v", base, known)
	}
	if back.Document.Text().String() != "one\r\nXtwo\r\n" || !back.Modified() || back.Format != f.Format || back.Document.Selection().Main().Head != 6 {
		t.Errorf("restored %q, modified %v, %+v, caret %+v", back.Document.Text(), back.Modified(), back.Format, back.Document.Selection())
	}
	if l := list(t, living); len(l.Drafts) != 0 {
		t.Error("a draft that was restored is offered again")
	}
	if _, err := dead.Restore(context.Background(), draft); err == nil {
		t.Error("a draft was restored twice")
	}
	if back.Document.Undo(); back.Document.Text().String() != "one\r\ntwo\r\n" || back.Modified() {
		t.Error("what was restored cannot be undone")
	}
	back.Document.Redo()
	h := living.FollowRestored(back, draft)
	if h.Tick(noon) != nil {
		t.Error("the restored draft is written although nothing changed")
	}
	if err := save(t, back); err != nil {
		t.Fatal(err)
	}
	perform(t, h, h.Tick(noon), noon)
	if names, _ := os.ReadDir(living.folder); len(names) != 0 {
		t.Errorf("after the save there still is %v", names)
	}
	if read(t, path) != "\xef\xbb\xbfone\r\nXtwo\r\n" {
		t.Errorf("the file is %q", read(t, path))
	}
}

func TestADraftOfAFileThatChangedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	living, dead := draftsOf(t, filepath.Join(dir, "state"))
	path := filepath.Join(dir, "file.conf")
	write(t, path, "old\n")
	f := open(t, path)
	insert(t, f, 0, "mine ")
	g := dead.Follow(f)
	perform(t, g, g.Flush(noon), noon)
	write(t, path, "theirs\n")
	back, err := living.Restore(context.Background(), only(t, living))
	if err != nil || back.Document.Text().String() != "mine old\n" || !back.Modified() {
		t.Fatalf("restored %q, %v", back.Document.Text(), err)
	}
	if _, known := back.Base(); known {
		t.Error("the base is said to be known")
	}
	if err := save(t, back); atomicsave.ClassOf(err) != atomicsave.Changed {
		t.Errorf("saving over the other version gave %v", err)
	}
}

func TestADocumentThatWasNeverSavedComesBack(t *testing.T) {
	living, dead := draftsOf(t, t.TempDir())
	f := NewFile()
	insert(t, f, 0, "a thought")
	g := dead.Follow(f)
	perform(t, g, g.Flush(noon), noon)
	back, err := living.Restore(context.Background(), only(t, living))
	if err != nil || back.Path != "" || back.Document.Text().String() != "a thought" || !back.Modified() {
		t.Fatalf("restored %+v, %v", back, err)
	}
	if back.Format.NewBreak() != f.Format.NewBreak() {
		t.Error("the kind of line break is lost")
	}
}

func TestDraftsOfRunningProgramsAreLeftAlone(t *testing.T) {
	living, dead := draftsOf(t, t.TempDir())
	f := NewFile()
	insert(t, f, 0, "text")
	g := living.Follow(f)
	perform(t, g, g.Flush(noon), noon)
	if l := list(t, living); len(l.Drafts) != 0 {
		t.Error("the draft of a running program is offered")
	}
	draft := Draft{ID: g.id}
	if err := dead.Discard(context.Background(), draft); !errors.Is(err, ErrDraftTaken) {
		t.Errorf("discarding it gave %v", err)
	}
	if _, err := dead.Restore(context.Background(), draft); !errors.Is(err, ErrDraftTaken) {
		t.Errorf("restoring it gave %v", err)
	}
}

func TestADraftGoesWhenItsDocumentIsClosed(t *testing.T) {
	drafts, _ := draftsOf(t, t.TempDir())
	f := NewFile()
	g := drafts.Follow(f)
	if g.Close(noon) != nil {
		t.Error("there is something to remove before anything was written")
	}
	insert(t, f, 0, "text")
	late := g.Flush(noon)
	if err := g.Close(noon).Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := late.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if names, _ := os.ReadDir(drafts.folder); len(names) != 0 {
		t.Errorf("a write that came late left %v", names)
	}
}

func TestAFailedDraftIsTriedAgain(t *testing.T) {
	dir := t.TempDir()
	drafts, _ := draftsOf(t, filepath.Join(dir, "state"))
	write(t, filepath.Join(dir, "state"), "a file where a folder should be")
	f := NewFile()
	insert(t, f, 0, "text")
	g := drafts.Follow(f)
	w := g.Flush(noon)
	err := w.Run(context.Background())
	g.Finish(w, err, noon)
	if err == nil || g.Err() == nil {
		t.Fatal("the failure is not told")
	}
	if g.Tick(noon.Add(DraftRest)) != nil {
		t.Error("it is tried again at once")
	}
	if err := os.Remove(filepath.Join(dir, "state")); err != nil {
		t.Fatal(err)
	}
	g.Tick(noon.Add(DraftLatest))
	perform(t, g, g.Tick(noon.Add(DraftLatest+DraftRest)), noon.Add(DraftLatest))
	if g.Err() != nil {
		t.Error("the failure is told although the draft is written")
	}
}

func TestBrokenDraftsAreSetAside(t *testing.T) {
	good := func(t *testing.T) (*Drafts, string, []byte) {
		living, dead := draftsOf(t, t.TempDir())
		f := NewFile()
		insert(t, f, 0, "some text that matters\n")
		g := dead.Follow(f)
		perform(t, g, g.Flush(noon), noon)
		path := dead.path(g.id)
		return living, path, []byte(read(t, path))
	}
	for name, damage := range map[string]func([]byte) []byte{
		"empty":            func([]byte) []byte { return nil },
		"truncated early":  func(b []byte) []byte { return b[:20] },
		"truncated late":   func(b []byte) []byte { return b[:len(b)-1] },
		"zeroed":           func(b []byte) []byte { return make([]byte, len(b)) },
		"zeroed at end":    func(b []byte) []byte { return append(b[:len(b)-5], 0, 0, 0, 0, 0) },
		"random":           func(b []byte) []byte { return []byte("\x81\x9e\xd4\x00\xff\n\n{}") },
		"grown":            func(b []byte) []byte { return append(b, 'x') },
		"another's number": func(b []byte) []byte { return bytes.Replace(b, []byte(`{"id":"`), []byte(`{"id":"0`), 1) },
		"version zero":     func(b []byte) []byte { return bytes.Replace(b, []byte("draft 1"), []byte("draft 0"), 1) },
	} {
		t.Run(name, func(t *testing.T) {
			drafts, path, content := good(t)
			damaged := damage(slices.Clone(content))
			write(t, path, string(damaged))
			write(t, filepath.Join(filepath.Dir(path), "stranger"), "left alone")
			l := list(t, drafts)
			if len(l.Drafts) != 0 || len(l.SetAside) != 1 {
				t.Fatalf("drafts %+v, set aside %v", l.Drafts, l.SetAside)
			}
			if aside := l.SetAside[0]; aside.Path != path || read(t, aside.Kept) != string(damaged) || !errors.Is(aside, private.ErrBroken) {
				t.Errorf("set aside: %v", aside)
			}
			if l := list(t, drafts); len(l.Drafts)+len(l.SetAside) != 0 {
				t.Error("what was set aside is found again")
			}
		})
	}
	t.Run("from the future", func(t *testing.T) {
		drafts, path, content := good(t)
		newer := strings.Replace(string(content), "draft 1", "draft 2", 1)
		write(t, path, newer)
		l := list(t, drafts)
		if len(l.SetAside) != 1 || l.SetAside[0].Kept != "" || !errors.Is(l.SetAside[0], private.ErrFuture) || read(t, path) != newer {
			t.Errorf("drafts %+v, set aside %v", l.Drafts, l.SetAside)
		}
	})
}

func TestACaretOutsideTheTextIsNotBelieved(t *testing.T) {
	living, dead := draftsOf(t, t.TempDir())
	draft := Draft{ID: "x", Selection: editor.Selection{Ranges: []editor.Range{{Anchor: 1, Head: 99}}}, owner: dead.self}
	if err := dead.write(context.Background(), draft, editor.FromString("abc"), atomicsave.AnyVersion()); err != nil {
		t.Fatal(err)
	}
	if got := only(t, living).Selection; !got.Equal(editor.Single(0, 0)) {
		t.Errorf("the selection is %+v", got)
	}
}
