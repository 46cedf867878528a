package versions

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor/internal/private"
)

var (
	ctx  = context.Background()
	noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
)

// clocked is a store whose clock the test moves.
type clocked struct {
	*Store
	t   *testing.T
	dir string
}

func newStore(t *testing.T, policy Policy) *clocked {
	t.Helper()
	dir := t.TempDir()
	s := &clocked{New(filepath.Join(dir, "state"), policy), t, dir}
	s.at(noon)
	return s
}

func (s *clocked) at(now time.Time) { s.now = func() time.Time { return now } }

// file is a path of the user's, which exists.
func (s *clocked) file(name string) string {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	s.put(path, "now")
	return path
}

func (s *clocked) put(path, text string) {
	s.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s *clocked) keepText(path, text string) Version {
	s.t.Helper()
	v, err := s.Keep(ctx, path, strings.NewReader(text))
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

// texts are the contents that are kept, the newest first.
func (s *clocked) texts(path string) []string {
	s.t.Helper()
	l, err := s.List(ctx, path)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, v := range l.Versions {
		content, _, err := s.Read(ctx, path, v.ID)
		if err != nil {
			s.t.Fatal(err)
		}
		all = append(all, string(content))
	}
	return all
}

func (s *clocked) wants(path string, want ...string) {
	s.t.Helper()
	if got := s.texts(path); !slices.Equal(got, want) {
		s.t.Errorf("kept are %q, want %q", got, want)
	}
}

func TestVersionsAreKeptNewestFirst(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path, other := s.file("a.conf"), s.file("b.conf")
	s.wants(path)
	for n, text := range []string{"one", "two", "", "one"} {
		s.at(noon.Add(time.Duration(n) * time.Minute))
		s.keepText(path, text)
	}
	s.keepText(other, "another file")
	s.wants(path, "one", "", "two") // the same content once, as of the last time
	s.wants(other, "another file")
	l, _ := s.List(ctx, path)
	if got := l.Versions[0]; !got.Replaced.Equal(noon.Add(3*time.Minute)) || got.Bytes != 3 || got.Sum != sha256.Sum256([]byte("one")) {
		t.Errorf("the newest is %+v", got)
	}
	all, problems, err := s.Files(ctx)
	if err != nil || len(problems) != 0 || len(all) != 2 || all[0].Path != path || all[0].Count != 3 || all[0].Bytes != 6 {
		t.Errorf("files are %+v, %v, %v", all, problems, err)
	}
}

func TestAReplacedFileIsMoved(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	old := filepath.Join(s.dir, ".displaced")
	s.put(old, "old")
	if err := os.Chtimes(old, noon, noon.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(old)
	if err != nil || !os.SameFile(before, before) { // Windows asks for the identity only now
		t.Fatal(err)
	}
	v, err := s.Take(ctx, path, old, sha256.Sum256([]byte("old")))
	if err != nil || !v.Written.Equal(noon.Add(-time.Hour)) {
		t.Fatalf("%+v, %v", v, err)
	}
	if _, err := os.Lstat(old); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the replaced file is still there: %v", err)
	}
	after, err := os.Stat(filepath.Join(s.folderOf(path), v.name))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("it was copied: %v", err)
	}
	s.wants(path, "old")

	s.put(old, "old") // the same again: nothing to move
	if _, err := s.Take(ctx, path, old, [32]byte{}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(old); err != nil {
		t.Errorf("the file was taken although its content is known: %v", err)
	}
	s.wants(path, "old")
}

func TestAFileThatCannotBeMovedIsCopied(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	written := noon.Add(-time.Hour)
	if err := os.Chtimes(path, written, written); err != nil {
		t.Fatal(err)
	}
	if v, err := s.KeepFile(ctx, path); err != nil || !v.Written.Equal(written) {
		t.Errorf("%+v, %v", v, err)
	}
	s.wants(path, "now")
	if _, err := s.Take(ctx, path, filepath.Join(s.dir, "none"), [32]byte{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there gave %v", err)
	}
	if _, err := s.Take(ctx, path, s.dir, [32]byte{}); !errors.Is(err, private.ErrNotFile) {
		t.Errorf("a folder gave %v", err)
	}
}

func TestReadFindsAVersionByItsBeginning(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	v := s.keepText(path, "text")
	for id, want := range map[string]error{
		v.ID: nil, v.ID[:4]: nil, strings.ToUpper(v.ID): nil, v.ID[:3]: ErrNoVersion, "": ErrNoVersion, "../..": ErrNoVersion, "ffff0000": ErrNoVersion,
	} {
		if _, _, err := s.Read(ctx, path, id); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", id, err, want)
		}
	}
}

func TestDamageIsFoundAndHarmsNothingElse(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	good, bad := s.keepText(path, "good"), Version{}
	s.at(noon.Add(time.Minute))
	for name, damage := range map[string]func(string){
		"truncated": func(file string) { s.put(file, "b") },
		"zeroed":    func(file string) { s.put(file, "\x00\x00\x00") },
		"removed":   func(file string) { os.Remove(file) },
		"a folder":  func(file string) { os.Remove(file); os.Mkdir(file, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			bad = s.keepText(path, "bad")
			file := filepath.Join(s.folderOf(path), bad.name)
			defer os.Remove(file)
			damage(file)
			if _, _, err := s.Read(ctx, path, bad.ID); err == nil {
				t.Error("it can be read")
			}
			if content, _, err := s.Read(ctx, path, good.ID); err != nil || string(content) != "good" {
				t.Errorf("the other version is %q, %v", content, err)
			}
			s.at(s.now().Add(time.Second))
			if v := s.keepText(path, "bad"); v.ID != bad.ID && name != "a folder" {
				t.Errorf("kept anew as %+v", v)
			}
		})
	}
	for _, name := range []string{"stranger", "20260101T120000.000000000Z-3-zz", "20260101T120000.000000000Z--1-" + strings.Repeat("0", 64)} {
		s.put(filepath.Join(s.folderOf(path), name), "?")
	}
	if l, err := s.List(ctx, path); err != nil || len(l.Problems) != 3 {
		t.Errorf("%+v, %v", l, err)
	}
	if _, err := s.Prune(ctx); err != nil {
		t.Fatal(err)
	}
	if l, _ := s.List(ctx, path); len(l.Problems) != 3 {
		t.Error("what is not understood was removed")
	}
}

func TestADamagedOriginIsWrittenAnew(t *testing.T) {
	for name, content := range map[string]string{
		"zeroed": "\x00\x00", "of another file": `{"format":1,"path":"/etc/passwd"}`, "truncated": `{"format":1,`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t, DefaultPolicy())
			path := s.file("file")
			s.keepText(path, "one")
			s.put(filepath.Join(s.folderOf(path), originName), content)
			all, problems, err := s.Files(ctx)
			if err != nil || len(all) != 1 || all[0].Path != "" || all[0].Count != 1 || len(problems) != 1 {
				t.Errorf("files are %+v, %v, %v", all, problems, err)
			}
			s.wants(path, "one")
			s.keepText(path, "two")
			if all, problems, _ := s.Files(ctx); len(problems) != 0 || all[0].Path != path {
				t.Errorf("files are %+v, %v", all, problems)
			}
		})
	}
}

func TestAVersionThatIsStillWrittenToIsNoticed(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	v := s.keepText(path, "text")
	file := filepath.Join(s.folderOf(path), v.name)
	s.put(file, "TEXT")
	content, _, err := s.Read(ctx, path, v.ID)
	if !errors.Is(err, ErrDamaged) || string(content) != "TEXT" {
		t.Errorf("%q, %v", content, err)
	}
	s.at(noon.Add(time.Minute))
	s.keepText(path, "text")
	s.wants(path, "text", "TEXT")
}

func TestLinksAndOtherSpellingsNameTheSameFile(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	link := filepath.Join(s.dir, "link")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("symbolic links cannot be made here:", err)
	}
	if _, err := os.Readlink(link); err != nil {
		t.Skip("symbolic links are not shown as such here (wine):", err)
	}
	s.keepText(link, "text")
	s.wants(path, "text")
	s.wants(filepath.Join(s.dir, ".", "file"), "text")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	s.wants(path, "text") // also when the file is gone
}

func TestACancelledKeepLeavesNothing(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Keep(cancelled, path, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	s.wants(path)
}

func TestSavesKeepWhatTheyReplace(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	save := func(text string, o atomicsave.Options) {
		t.Helper()
		var err error
		if o.Expect, err = atomicsave.Identify(ctx, path); err != nil {
			t.Fatal(err)
		}
		o.Keep = s.Hook
		r, err := atomicsave.Save(ctx, path, strings.NewReader(text), o)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range r.Caveats {
			if c.Kind == atomicsave.CaveatNotKept || c.Kind == atomicsave.CaveatLeftover {
				t.Error(c)
			}
		}
	}
	for n, level := range []atomicsave.Durability{atomicsave.Full, atomicsave.Balanced, atomicsave.Fast} {
		s.at(noon.Add(time.Duration(n) * time.Minute))
		save(fmt.Sprint(n), atomicsave.Options{Durability: level})
	}
	s.wants(path, "1", "0", "now")
	if err := s.Exclude(ctx, path); err != nil {
		t.Fatal(err)
	}
	save("secret", atomicsave.Options{})
	save("other", atomicsave.Options{})
	s.wants(path, "1", "0", "now")
	if entries, err := os.ReadDir(s.dir); err != nil || len(entries) != 2 {
		t.Errorf("beside the file there is %v, %v", entries, err)
	}
}
