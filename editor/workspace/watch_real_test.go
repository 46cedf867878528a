package workspace

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave"
)

// realWatch watches a real file and gives the news to the test.
type realWatch struct {
	*Watch
	t    *testing.T
	news chan WatchEvent
}

func watchReal(t *testing.T, path string) *realWatch {
	t.Helper()
	fp, err := Current(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	w := &realWatch{t: t, news: make(chan WatchEvent, 100)}
	w.Watch = WatchFile(t.Context(), path, fp, func(e WatchEvent) { w.news <- e }, spawn)
	return w
}

// next is the next news; there must be some soon.
func (w *realWatch) next(kind WatchKind) WatchEvent {
	w.t.Helper()
	select {
	case e := <-w.news:
		if e.Kind != kind {
			w.t.Fatalf("the news are %+v, want %v", e, kind)
		}
		return e
	case <-time.After(time.Minute):
		w.t.Fatalf("no news, want %v", kind)
	}
	return WatchEvent{}
}

func TestForeignChangesOfARealFile(t *testing.T) {
	dir := t.TempDir()
	path, other := filepath.Join(dir, "file"), filepath.Join(dir, "other")
	write(t, path, "opened")
	w := watchReal(t, path)
	overwrite(t, path, "in place")
	if e := w.next(WatchChanged); e.Fingerprint.Size() != 8 {
		t.Errorf("the version is %v", e.Fingerprint)
	}
	write(t, other, "by rename!")
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	e := w.next(WatchChanged)
	if e.Fingerprint.Size() != 10 {
		t.Errorf("the version is %v", e.Fingerprint)
	}
	w.Expect(e.Fingerprint)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	w.next(WatchDeleted)
	appear(t, path, "by rename!") // the same content in another file
	w.next(WatchBack)
}

// overwrite changes a file in one step, in place: emptied first, it would be news
// twice if the watch looked between.
func overwrite(t *testing.T, path, content string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(content); err != nil {
		t.Fatal(err)
	}
}

// appear makes a file in one step.
func appear(t *testing.T, path, content string) {
	t.Helper()
	write(t, path+".made", content)
	if err := os.Rename(path+".made", path); err != nil {
		t.Fatal(err)
	}
}

// TestOwnSavesOfARealFile saves in all ways and then changes the file from
// outside: the first news must be of that.
func TestOwnSavesOfARealFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "opened")
	w := watchReal(t, path)
	expect, err := atomicsave.Identify(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		w.Pause()
		r, err := atomicsave.Save(context.Background(), path, strings.NewReader(strings.Repeat("x", n+1)),
			atomicsave.Options{Expect: expect, Durability: atomicsave.Durability(n % 3)})
		if err != nil {
			t.Fatal(err)
		}
		expect = r.Fingerprint
		w.Resume(expect)
	}
	overwrite(t, path, "from outside, and longer than any other")
	if e := w.next(WatchChanged); e.Fingerprint.Size() != 39 {
		t.Errorf("an own save was reported: %+v", e)
	}
}

func TestAFileBehindALinkedFolderIsWatched(t *testing.T) {
	dir := t.TempDir()
	for _, version := range []string{"1", "2"} {
		if err := os.Mkdir(filepath.Join(dir, version), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, version, "file"), "version "+version)
	}
	link := filepath.Join(dir, "current")
	if err := os.Symlink("1", link); err != nil {
		t.Skip("symbolic links cannot be made here:", err)
	}
	if _, err := os.Readlink(link); err != nil {
		t.Skip("symbolic links are not shown as such here (wine):", err)
	}
	w := watchReal(t, filepath.Join(link, "file"))
	// As Kubernetes changes the files of a mounted configuration.
	if err := os.Symlink("2", link+".new"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(link+".new", link); err != nil {
		t.Fatal(err)
	}
	w.next(WatchChanged)
}

func TestAFileThatAppearsIsNews(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new")
	w := watchReal(t, path)
	appear(t, path, "theirs")
	w.next(WatchChanged)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	w.next(WatchBack) // nothing is there, as expected
}
