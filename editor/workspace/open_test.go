package workspace

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor/charset"
)

// big is more than one part, with a character across the border of the first.
func big() string {
	line := "0123456789 äöü 漢字\r\n"
	return strings.Repeat(line, 2*firstPart/len(line))
}

// beginBig opens a big file, whose first part is there.
func beginBig(t *testing.T) (path string, f *File, loading *Loading) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "big")
	write(t, path, big())
	f, loading, err := BeginOpen(context.Background(), path)
	if err != nil || loading == nil {
		t.Fatalf("%v, %v", loading, err)
	}
	t.Cleanup(func() { loading.Close() })
	return path, f, loading
}

// loadRest reads a file that is open in part to its end.
func loadRest(t *testing.T, f *File, loading *Loading) {
	t.Helper()
	for done := false; !done; {
		text, last, err := loading.Next()
		if err != nil {
			t.Fatal(err)
		}
		f.Extend(text)
		done = last
	}
	f.Loaded(loading)
}

func TestABigFileComesInParts(t *testing.T) {
	path, f, loading := beginBig(t)
	if !f.Loading() || f.Document.Text().Len() != firstPart {
		t.Fatalf("the first part has %d bytes", f.Document.Text().Len())
	}
	insert(t, f, 0, "typed while reading ")
	if _, err := f.BeginSave(); !errors.Is(err, ErrLoading) {
		t.Errorf("a save of half a file gave %v", err)
	}
	loadRest(t, f, loading)
	if f.Format.Ending != charset.CRLF || !f.Modified() {
		t.Errorf("format %+v, modified %v", f.Format, f.Modified())
	}
	if base, known := f.Base(); !known || base.String() != big() {
		t.Error("the base of a merge is not the file")
	}
	if err := save(t, f); err != nil {
		t.Fatal(err)
	}
	if read(t, path) != "typed while reading "+big() {
		t.Error("the saved file is not what was read with what was typed")
	}
}

func TestABigFileInAnotherEncoding(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latin")
	content := big() + "na\xefve caf\xe9 d\xe9j\xe0 vu\r\n"
	write(t, path, content)
	f := open(t, path)
	if !f.Editable() || f.Loading() {
		t.Fatalf("not editable: %v", f.NotText)
	}
	insert(t, f, 0, "x")
	if err := save(t, f); err != nil {
		t.Fatal(err)
	}
	if read(t, path) != "x"+content {
		t.Error("bytes were changed that nobody touched")
	}
}

// TestAFileThatChangesWhileItIsRead is refused, and what the user has typed into
// its beginning is kept.
func TestAFileThatChangesWhileItIsRead(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, path string){
		"cut": func(t *testing.T, path string) { write(t, path, "short") },
		"written over": func(t *testing.T, path string) {
			write(t, path, strings.ToUpper(big()))
			later := time.Now().Add(time.Second)
			if err := os.Chtimes(path, later, later); err != nil {
				t.Fatal(err)
			}
		},
	} {
		path, f, loading := beginBig(t)
		insert(t, f, 0, "mine")
		change(t, path)
		var err error
		for done := false; !done && err == nil; {
			_, done, err = loading.Next()
		}
		if err == nil {
			t.Errorf("%s: half of one version and the end of another passed for a file", name)
		}
		f.Abandon()
		if !f.Modified() || f.Path != "" || !strings.HasPrefix(f.Document.Text().String(), "mine0123") {
			t.Errorf("%s: what was there is not kept as a new document", name)
		}
	}
}

// grow appends to a file as another program does.
func grow(t *testing.T, path, text string) {
	t.Helper()
	log, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Skip("what is open for reading cannot be written on this system:", err)
	}
	_, err = log.WriteString(text)
	if err := errors.Join(err, log.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestALogThatGrowsWhileItIsRead opens with what was there at first, and a save finds
// that it has changed.
func TestALogThatGrowsWhileItIsRead(t *testing.T) {
	path, f, loading := beginBig(t)
	grow(t, path, "one more line\n")
	loadRest(t, f, loading)
	if !f.Grew() || f.Loading() || f.Modified() || f.Document.Text().String() != big() {
		t.Fatalf("grew %v, %d bytes", f.Grew(), f.Document.Text().Len())
	}
	insert(t, f, 0, "mine ")
	if err := save(t, f); atomicsave.ClassOf(err) != atomicsave.Changed {
		t.Errorf("a save over what has come gave %v", err)
	}
	if read(t, path) != big()+"one more line\n" {
		t.Error("what has come is lost")
	}
	if now, err := Current(context.Background(), path); err != nil || now.Size() != int64(len(big())+14) {
		t.Errorf("the version on the disk: %v, %v", now, err)
	}
	if err := reload(f, open(t, path)); err != nil || f.Grew() || f.Document.Text().String() != big()+"one more line\n" {
		t.Errorf("read again: grew %v, %v", f.Grew(), err)
	}
	if err := save(t, f); err != nil || f.Grew() {
		t.Errorf("saved: %v", err)
	}
}

// TestNothingButNULs is shown and cannot be edited.
func TestNothingButNULs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "zeroed")
	write(t, path, string(make([]byte, 3*firstPart)))
	f := open(t, path)
	if f.NotText == nil || f.Editable() || f.Document.Text().Len() == 0 {
		t.Errorf("not text: %v, editable %v, %d bytes shown", f.NotText, f.Editable(), f.Document.Text().Len())
	}
}

func TestReopenInAnotherEncoding(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "gr\xfc\xdfe\n")
	f, err := Reopen(context.Background(), path, "windows-1252")
	if err != nil || f.Document.Text().String() != "grüße\n" {
		t.Fatalf("%v", err)
	}
	f.SetEncoding(charset.UTF8, true)
	if !f.Modified() {
		t.Error("another encoding is no change")
	}
	if err := save(t, f); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); got != "\xef\xbb\xbfgrüße\n" || f.Modified() {
		t.Errorf("file is %q, modified %v", got, f.Modified())
	}
	if _, err := Reopen(context.Background(), path, "no-such"); err == nil {
		t.Error("an unknown encoding is no error")
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	free, known := freeMemory()
	if !known {
		t.Skip("the free memory is not known on this system")
	}
	if _, ok := errors.AsType[*TooLarge](fitsInMemory("x", 1<<50)); !ok {
		t.Error("a petabyte fits")
	}
	if err := fitsInMemory("x", 1000); err != nil {
		t.Error(err)
	}
	large, ok := errors.AsType[*TooLarge](fitsDecoded("x", free))
	if !ok || large.Bytes != free || large.Needs <= large.Free {
		t.Errorf("refused for no reason: %+v", large)
	}
	half := free/2 + memoryReserve
	if err := fitsDecoded("x", half); half < free && fitsInMemory("x", half) == nil && err == nil {
		t.Error("what is decoded needs no more memory than what is UTF-8")
	}
	if err := fitsDecoded("x", 1000); err != nil {
		t.Error(err)
	}
}

func TestTheirsIsTakenWhereItDiffers(t *testing.T) {
	for _, tt := range []struct{ old, theirs string }{
		{"abc", "abc"}, {"abc", "abXc"}, {"abXc", "abc"}, {"", "abc"}, {"abc", ""}, {"aaa", "aaaa"}, {"xay", "xby"},
	} {
		path := filepath.Join(t.TempDir(), "file")
		write(t, path, tt.old)
		f := open(t, path)
		write(t, path, tt.theirs)
		if err := reload(f, open(t, path)); err != nil {
			t.Fatal(err)
		}
		if got := f.Document.Text().String(); got != tt.theirs || f.Modified() {
			t.Errorf("%q became %q, want %q", tt.old, got, tt.theirs)
		}
		if !bytes.Equal([]byte(tt.old), []byte(tt.theirs)) {
			f.Document.Undo()
			if got := f.Document.Text().String(); got != tt.old {
				t.Errorf("after undo %q, want %q", got, tt.old)
			}
		}
	}
}
