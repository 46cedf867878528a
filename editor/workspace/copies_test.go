package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/atomicsave"
)

func TestASecondCopyIsWrittenAndReplaced(t *testing.T) {
	s, ctx, dir := newStore(t), context.Background(), t.TempDir()
	path := filepath.Join(t.TempDir(), "site.conf")
	for _, content := range []string{"one", "two"} {
		if err := s.WriteCopy(ctx, path, dir, strings.NewReader(content), CopyOptions{}); err != nil {
			t.Fatal(err)
		}
		if got := read(t, CopyPath(path, dir)); got != content {
			t.Errorf("the copy is %q", got)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%d files, %v", len(entries), err)
	}
	if fits, _ := filepath.Match("*.conf", filepath.Base(CopyPath(path, dir))); fits {
		t.Error("a program that reads *.conf would take the copy for its own")
	}
}

func TestCopiesOfFilesWithTheSameNameAreApart(t *testing.T) {
	if CopyPath("/a/config", "/usb") == CopyPath("/b/config", "/usb") {
		t.Error("they have the same path")
	}
}

func TestACopyThatSomebodyElseChangedIsNotReplaced(t *testing.T) {
	s, ctx, dir := newStore(t), context.Background(), t.TempDir()
	path := filepath.Join(t.TempDir(), "site.conf")
	to := CopyPath(path, dir)
	write(t, to, "a stranger's")
	err := s.WriteCopy(ctx, path, dir, strings.NewReader("mine"), CopyOptions{})
	if conflict, ok := errors.AsType[*CopyConflict](err); !ok || conflict.Path != to || read(t, to) != "a stranger's" {
		t.Fatalf("%v, the copy holds %q", err, read(t, to))
	}
	if err := s.WriteCopy(ctx, path, dir, strings.NewReader("mine"), CopyOptions{Replace: true}); err != nil {
		t.Fatal(err)
	}
	write(t, to, "changed")
	err = s.WriteCopy(ctx, path, dir, strings.NewReader("newer"), CopyOptions{})
	if _, ok := errors.AsType[*CopyConflict](err); !ok || read(t, to) != "changed" {
		t.Errorf("%v, the copy holds %q", err, read(t, to))
	}
}

// TestACopyThatHasGoneIsNotWrittenAnew: the folder may be where a disk is connected
// that is not there.
func TestACopyThatHasGoneIsNotWrittenAnew(t *testing.T) {
	s, ctx, dir := newStore(t), context.Background(), t.TempDir()
	path := filepath.Join(t.TempDir(), "site.conf")
	to := CopyPath(path, dir)
	save := func(content string, o CopyOptions) error {
		return s.WriteCopy(ctx, path, dir, strings.NewReader(content), o)
	}
	if err := save("one", CopyOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(to, to+".away"); err != nil {
		t.Fatal(err)
	}
	err := save("two", CopyOptions{})
	if conflict, ok := errors.AsType[*CopyConflict](err); !ok || !conflict.Gone || conflict.Path != to {
		t.Errorf("got %v", err)
	}
	if _, err := os.Lstat(to); !errors.Is(err, os.ErrNotExist) {
		t.Error("it was written:", err)
	}
	if err := os.Rename(to+".away", to); err != nil {
		t.Fatal(err)
	}
	if err := save("three", CopyOptions{}); err != nil || read(t, to) != "three" {
		t.Errorf("after it has come back: %v, %q", err, read(t, to))
	}
	if err := os.Remove(to); err != nil {
		t.Fatal(err)
	}
	if err := save("four", CopyOptions{Anew: true}); err != nil || read(t, to) != "four" {
		t.Errorf("anew: %v", err)
	}
	write(t, to, "a stranger's")
	if _, ok := errors.AsType[*CopyConflict](save("five", CopyOptions{Anew: true})); !ok || read(t, to) != "a stranger's" {
		t.Error("a copy that somebody has changed was written anew")
	}
}

func TestACopyIntoAFolderThatIsGoneFails(t *testing.T) {
	s := newStore(t)
	err := s.WriteCopy(context.Background(), "/x/site.conf", filepath.Join(t.TempDir(), "unplugged"), strings.NewReader("x"), CopyOptions{})
	if atomicsave.ClassOf(err) != atomicsave.Vanished {
		t.Errorf("got %v", err)
	}
}

func TestABrokenListOfCopiesIsSetAsideAndTheCopyIsWritten(t *testing.T) {
	s, ctx, dir := newStore(t), context.Background(), t.TempDir()
	if err := os.MkdirAll(s.Dirs().State, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, s.copiesPath(), "\x00\x00")
	err := s.WriteCopy(ctx, "/x/site.conf", dir, strings.NewReader("x"), CopyOptions{})
	if _, ok := errors.AsType[*SetAside](err); !ok || read(t, CopyPath("/x/site.conf", dir)) != "x" {
		t.Errorf("got %v", err)
	}
}

func TestTheFolderOfTheFileTakesNoCopies(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.conf")
	away := filepath.Join(t.TempDir(), "not", "there")
	for folder, want := range map[string]bool{dir: false, dir + "/.": false, "relative": false, t.TempDir(): true, away: true} {
		if got := CanCopyTo(path, folder); got != want {
			t.Errorf("%s: %v", folder, got)
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip("this system makes no symbolic links here:", err)
	}
	if _, err := os.Readlink(link); err != nil {
		t.Skip("symbolic links are not shown as such here (wine):", err)
	}
	if CanCopyTo(path, link) {
		t.Error("a link to the folder of the file is taken")
	}
}

func TestSyncClient(t *testing.T) {
	for sign, want := range map[string]string{
		".dropbox.cache": "Dropbox", ".stfolder": "Syncthing", ".sync_0123abcd.db": "Nextcloud", ".sync/ID": "Resilio Sync", ".git": "",
	} {
		top := t.TempDir()
		deep := filepath.Join(top, "a", "b")
		if err := os.MkdirAll(deep, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(top, sign)), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(top, sign), "")
		if got := SyncClient(filepath.Join(deep, "file")); got != want {
			t.Errorf("%s: %q, want %q", sign, got, want)
		}
	}
}

func TestASynchronisedFolderNeedsConsentOnce(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, ".stfolder"), "")
	path := filepath.Join(dir, "a.conf")
	write(t, path, "old")
	f := open(t, path)
	prefs := DefaultPreferences()
	run := func() error {
		saving, err := f.BeginSave()
		if err != nil {
			t.Fatal(err)
		}
		report, err := saving.Run(context.Background(), prefs, Net{StateDir: t.TempDir()})
		saving.Finish(report, err)
		return err
	}
	if e, ok := errors.AsType[*Synchronised](run()); !ok || e.Client != "Syncthing" {
		t.Fatalf("got %v", e)
	}
	prefs.Agree(path, func(a *Agreement) { a.Synchronised = true })
	if err := run(); err != nil {
		t.Error(err)
	}
}

func TestAgreementsAreForOneFileAndCanBeTakenBack(t *testing.T) {
	p := DefaultPreferences()
	before := p
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	p.Agree(a, func(x *Agreement) { x.Agreed = x.Agreed.With(atomicsave.Agree(atomicsave.LossHardLink)) })
	p.Agree(b, func(x *Agreement) { x.Synchronised = true })
	if len(before.Agreements) != 0 {
		t.Error("a copy of the settings has changed")
	}
	if !p.AgreementOf(a).Agreed.Covers(atomicsave.LossHardLink) || p.AgreementOf(b).Agreed != 0 || p.AgreementOf(filepath.Join(dir, "c")).Synchronised {
		t.Errorf("%+v", p.Agreements)
	}
	s, ctx := newStore(t), context.Background()
	if _, err := s.SavePreferences(ctx, DefaultPreferences(), p); err != nil {
		t.Fatal(err)
	}
	again, err := s.Preferences(ctx)
	if err != nil || again.AgreementOf(a) != p.AgreementOf(a) || !again.AgreementOf(b).Synchronised {
		t.Errorf("%+v, %v", again.Agreements, err)
	}
	p.Agree(a, func(x *Agreement) { *x = Agreement{File: x.File} })
	if len(p.Agreements) != 1 {
		t.Errorf("%+v", p.Agreements)
	}
}
