//go:build unix

package versions

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"holdfast/editor/internal/private"
)

func TestNobodyElseCanLookIntoTheVersions(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	s.keepText(path, "copied")
	old := filepath.Join(s.dir, "old")
	s.put(old, "moved")
	if _, err := s.Take(ctx, path, old, [32]byte{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Exclude(ctx, filepath.Join(s.dir, "x")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(s.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFileWithOtherNamesIsCopiedAndKeepsItsRights(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	old, other := filepath.Join(s.dir, "old"), filepath.Join(s.dir, "other")
	s.put(old, "text")
	if err := os.Link(old, other); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Take(ctx, path, old, [32]byte{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(other); err != nil || info.Mode().Perm() != 0o644 || info.Sys().(*syscall.Stat_t).Nlink != 2 {
		t.Errorf("the other name: %v, %v", info, err)
	}
	s.wants(path, "text")
}

func TestAPipeDoesNotStopAnything(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	pipe := filepath.Join(s.dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Take(ctx, path, pipe, [32]byte{}); !errors.Is(err, private.ErrNotFile) {
		t.Errorf("taking a pipe gave %v", err)
	}
	v := s.keepText(path, "text")
	file := filepath.Join(s.folderOf(path), v.name)
	if err := errors.Join(os.Remove(file), syscall.Mkfifo(file, 0o600)); err != nil {
		t.Fatal(err)
	}
	if l, err := s.List(ctx, path); err != nil || len(l.Versions) != 0 || len(l.Problems) != 1 {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestVersionsOfSomeoneElseAreNotUsed(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only the administrator can give a file away")
	}
	s := newStore(t, DefaultPolicy())
	path := s.file("file")
	v := s.keepText(path, "text")
	if err := os.Chown(filepath.Join(s.folderOf(path), v.name), 12345, 12345); err != nil {
		t.Fatal(err)
	}
	l, err := s.List(ctx, path)
	if err != nil || len(l.Versions) != 0 || len(l.Problems) != 1 || !errors.Is(l.Problems[0].Err, private.ErrForeign) {
		t.Errorf("%+v, %v", l, err)
	}
	if err := os.Chown(s.folder, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Keep(ctx, path, strings.NewReader("more")); !errors.Is(err, private.ErrForeign) {
		t.Errorf("keeping in a folder of someone else gave %v", err)
	}
}
