//go:build unix

package workspace

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"holdfast/editor/internal/private"
)

func TestStrangeThingsAmongTheDraftsAreSetAside(t *testing.T) {
	drafts, _ := draftsOf(t, t.TempDir())
	if err := private.Folder(drafts.folder); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "secret")
	write(t, secret, "secret")
	err := errors.Join(
		syscall.Mkfifo(drafts.path("pipe"), 0o600), // reading it would never end
		os.Symlink(secret, drafts.path("link")),
		os.Mkdir(drafts.path("folder"), 0o700))
	if err != nil {
		t.Fatal(err)
	}
	want := 3
	if os.Geteuid() == 0 {
		write(t, drafts.path("foreign"), "text of someone else")
		if err := os.Chown(drafts.path("foreign"), 12345, 12345); err != nil {
			t.Fatal(err)
		}
		want = 4
	}
	l := list(t, drafts)
	if len(l.SetAside) != want || len(l.Drafts) != 0 {
		t.Fatalf("drafts %+v, set aside %v", l.Drafts, l.SetAside)
	}
	for _, aside := range l.SetAside {
		if aside.Kept == "" {
			t.Errorf("%v was left where it is", aside)
		}
	}
	if read(t, secret) != "secret" {
		t.Error("the file that a link leads to was touched")
	}
}

func TestSessionAndLocksOfSomeoneElseAreSetAside(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only the administrator can give a file away")
	}
	ctx := t.Context()
	s := newStore(t)
	if err := s.SaveSession(ctx, Session{Files: []SessionFile{{Path: "/etc/shadow"}}}); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(s.sessionPath(), 12345, 12345); err != nil {
		t.Fatal(err)
	}
	session, err := s.Session(ctx)
	if aside, ok := errors.AsType[*SetAside](err); !ok || aside.Kept == "" || len(session.Files) != 0 {
		t.Errorf("the session of someone else: %+v, %v", session, err)
	}

	locks := NewLocks(s.Dirs())
	got := lock(t, locks, "/file")
	if err := os.Chown(got.Lock.file, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	if got = lock(t, locks, "/file"); got.Lock == nil || got.SetAside == nil || got.SetAside.Kept == "" {
		t.Errorf("the lock of someone else: %+v", got)
	}
	if err := os.Chown(locks.folder, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	if _, err := locks.Lock(ctx, "/file"); !errors.Is(err, private.ErrForeign) {
		t.Errorf("locking in a folder of someone else gave %v", err)
	}
}
