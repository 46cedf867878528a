package workspace

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func open(t *testing.T, path string) *File {
	t.Helper()
	f, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// insert types text at a byte offset of the document.
func insert(t *testing.T, f *File, at int, text string) {
	t.Helper()
	d := f.Document
	d.Select(editor.Single(at, at))
	if _, err := d.Do(editor.InsertText(text), editor.Settings{}, noon); err != nil {
		t.Fatal(err)
	}
}

// reload takes another version of the file into the document.
func reload(f, theirs *File) error {
	j := f.BeginReload(theirs)
	if err := j.Run(context.Background()); err != nil {
		return err
	}
	return j.Finish(noon)
}

func save(t *testing.T, f *File) error {
	t.Helper()
	s, err := f.BeginSave()
	if err != nil {
		t.Fatal(err)
	}
	report, err := s.Run(context.Background(), DefaultPreferences(), Net{StateDir: t.TempDir()})
	s.Finish(report, err)
	return err
}

func TestBytesThatWereNotTouchedComeBack(t *testing.T) {
	for name, content := range map[string]string{
		"lf":               "one\ntwo\nthree\n",
		"crlf":             "one\r\ntwo\r\nthree\r\n",
		"cr":               "one\rtwo\rthree\r",
		"mixed":            "one\ntwo\r\nthree\rfour",
		"no final newline": "one\ntwo",
		"bom":              "\xef\xbb\xbfone\ntwo\n",
		"bom and crlf":     "\xef\xbb\xbfone\r\ntwo",
		"only a bom":       "\xef\xbb\xbf",
		"empty":            "",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file.conf")
			write(t, path, content)
			f := open(t, path)
			middle := f.Document.Text().Len() / 2
			insert(t, f, middle, "X")
			if !f.Modified() {
				t.Fatal("not modified after an insertion")
			}
			if err := save(t, f); err != nil {
				t.Fatal(err)
			}
			bom := ""
			if rest, ok := bytes.CutPrefix([]byte(content), []byte("\xef\xbb\xbf")); ok {
				bom, content = "\xef\xbb\xbf", string(rest)
			}
			if want := bom + content[:middle] + "X" + content[middle:]; read(t, path) != want {
				t.Errorf("file is %q, want %q", read(t, path), want)
			}
			if f.Modified() {
				t.Error("still modified after the save")
			}
		})
	}
}

func TestANewNameOpensEmptyAndIsCreatedBySaving(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.conf")
	f := open(t, path)
	if f.Document.Text().Len() != 0 || !f.Fingerprint.IsZero() {
		t.Fatal("a missing file did not open as an empty new one")
	}
	insert(t, f, 0, "hello\n")
	if err := save(t, f); err != nil {
		t.Fatal(err)
	}
	if read(t, path) != "hello\n" {
		t.Errorf("file is %q", read(t, path))
	}
}

func TestAFileThatAppearsMeanwhileIsNotReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.conf")
	f := open(t, path)
	insert(t, f, 0, "mine")
	write(t, path, "theirs")
	if err := save(t, f); atomicsave.ClassOf(err) != atomicsave.Exists {
		t.Fatalf("error is %v, want class exists", err)
	}
	if read(t, path) != "theirs" || !f.Modified() {
		t.Error("the foreign file was replaced, or the text counts as saved")
	}
}

func TestAForeignChangeIsNotOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.conf")
	write(t, path, "old")
	f := open(t, path)
	insert(t, f, 0, "mine ")
	write(t, path, "theirs")
	if err := save(t, f); atomicsave.ClassOf(err) != atomicsave.Changed {
		t.Fatalf("error is %v, want class changed", err)
	}
	if read(t, path) != "theirs" || !f.Modified() || f.Saving() {
		t.Error("the foreign change was overwritten, or the text counts as saved")
	}

	// Keep mine: the version that is there now may be replaced, and no other.
	current, err := Current(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.BeginSaveTo(Destination{Path: path, Expect: current})
	if err != nil {
		t.Fatal(err)
	}
	report, err := s.Run(context.Background(), DefaultPreferences(), Net{StateDir: t.TempDir()})
	s.Finish(report, err)
	if err != nil || read(t, path) != "mine old" || f.Modified() {
		t.Errorf("keeping mine gave %q, %v", read(t, path), err)
	}
}

func TestTakingTheirsCanBeUndone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.conf")
	write(t, path, "old")
	f := open(t, path)
	insert(t, f, 0, "mine ")
	write(t, path, "theirs\r\n")
	if err := reload(f, open(t, path)); err != nil {
		t.Fatal(err)
	}
	if got := f.Document.Text().String(); got != "theirs\r\n" || f.Modified() {
		t.Fatalf("text is %q, modified %v", got, f.Modified())
	}
	if f.Format.NewBreak() != "\r\n" {
		t.Error("the line break of the other version was not adopted")
	}
	f.Document.Undo()
	if got := f.Document.Text().String(); got != "mine old" || !f.Modified() {
		t.Errorf("after undo the text is %q, modified %v", got, f.Modified())
	}
}

func TestTypingWhileASaveIsUnderWayStaysUnsaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.conf")
	write(t, path, "old")
	f := open(t, path)
	insert(t, f, 0, "1 ")
	s, err := f.BeginSave()
	if err != nil {
		t.Fatal(err)
	}
	insert(t, f, 0, "2 ")
	if _, err := f.BeginSave(); !errors.Is(err, ErrSaveUnderWay) {
		t.Errorf("a second save gave %v", err)
	}
	report, err := s.Run(context.Background(), DefaultPreferences(), Net{StateDir: t.TempDir()})
	s.Finish(report, err)
	if err != nil || read(t, path) != "1 old" {
		t.Fatalf("saved %q, %v", read(t, path), err)
	}
	if !f.Modified() {
		t.Error("what was typed during the save counts as saved")
	}
}

func TestWhatIsNotTextOpensForReadingOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "binary")
	write(t, path, "abc\x00\xffdef")
	f := open(t, path)
	if f.Editable() || f.NotText == nil {
		t.Fatal("a file with a NUL byte can be edited")
	}
	if _, err := f.BeginSave(); !errors.Is(err, ErrNotText) {
		t.Errorf("BeginSave gave %v", err)
	}
}

func TestAFolderCannotBeOpened(t *testing.T) { cannotOpen(t, t.TempDir()) }

func TestALinkToNothingCannotBeOpened(t *testing.T) {
	for name, target := range map[string]string{"dangling": "nowhere", "loop": "loop"} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.Symlink(target, path); err != nil {
			t.Skip("symbolic links cannot be made here:", err)
		}
		if !isDanglingLink(path) {
			t.Skip("symbolic links are not shown as such here (wine)")
		}
		cannotOpen(t, path)
	}
}

func cannotOpen(t *testing.T, path string) {
	t.Helper()
	f, err := Open(context.Background(), path)
	if err == nil {
		t.Errorf("%s opened as %+v", path, f)
	}
	if _, ok := errors.AsType[*atomicsave.Error](err); !ok {
		t.Errorf("%s: the error is a %T", path, err)
	}
}

func TestSavingElsewhereMovesTheDocument(t *testing.T) {
	dir := t.TempDir()
	old, other := filepath.Join(dir, "old"), filepath.Join(dir, "other")
	write(t, old, "text")
	f := open(t, old)
	insert(t, f, 0, "new ")
	s, err := f.BeginSaveTo(Destination{Path: other})
	if err != nil {
		t.Fatal(err)
	}
	report, err := s.Run(context.Background(), DefaultPreferences(), Net{StateDir: t.TempDir()})
	s.Finish(report, err)
	if err != nil || f.Path != other || f.Modified() {
		t.Fatalf("path %q, modified %v, error %v", f.Path, f.Modified(), err)
	}
	if read(t, old) != "text" || read(t, other) != "new text" {
		t.Errorf("old is %q, other is %q", read(t, old), read(t, other))
	}
}

// TestASaveGoesOnWithoutItsJournal: the folder of the program cannot be written, but
// the file can.
func TestASaveGoesOnWithoutItsJournal(t *testing.T) {
	ctx, state := context.Background(), t.TempDir()
	journal, err := atomicsave.OpenJournal(ctx, state)
	if err != nil {
		t.Fatal(err)
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "old")
	f := open(t, path)
	insert(t, f, 0, "new ")
	s, err := f.BeginSave()
	if err != nil {
		t.Fatal(err)
	}
	report, err := s.Run(ctx, DefaultPreferences(), Net{StateDir: state, Journal: journal})
	s.Finish(report, err)
	if err != nil || report.State != atomicsave.New || read(t, path) != "new old" || f.Modified() {
		t.Errorf("%v, %q, modified %v", err, read(t, path), f.Modified())
	}
	if !slices.ContainsFunc(report.Caveats, func(c atomicsave.Caveat) bool { return c.Kind == CaveatNoJournal && c.Path == state }) {
		t.Errorf("the remarks are %v", report.Caveats)
	}
}
