package vfs

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// No call follows a link in the last element of a name, and none waits for the other
// end of a pipe.
func TestNoLinkIsFollowed(t *testing.T) {
	path := t.TempDir()
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte("precious"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, filepath.Join(path, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(path, "nothing"), filepath.Join(path, "dangling")); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mkfifo(filepath.Join(path, "pipe"), 0o666); err != nil {
		t.Fatal(err)
	}
	d, err := OS().OpenDir(nil, path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for how, want := range map[Access]error{ReadOnly: unix.ELOOP, ReadWrite: unix.ELOOP, CreateNew: fs.ErrExist} {
		for _, name := range []string{"link", "dangling"} {
			f, err := d.OpenFile(name, how, 0o600)
			if !errors.Is(err, want) {
				t.Errorf("%s opened, %v: %v", name, how, err)
			}
			if err == nil {
				f.Close()
			}
		}
	}
	if f, err := d.OpenFile("pipe", ReadOnly, 0); err != nil {
		t.Error(err)
	} else {
		f.Close()
	}
	if info, err := d.Stat("link"); err != nil || info.Kind != Symlink {
		t.Errorf("%+v, %v", info, err)
	}
	if err := d.Link("link", d, "second"); err != nil {
		t.Error(err)
	}
	if text, err := os.Readlink(filepath.Join(path, "second")); err != nil || text != victim {
		t.Errorf("a second name of the link leads to %q, %v", text, err)
	}
	if err := errors.Join(d.Remove("link"), d.Remove("second")); err != nil {
		t.Error(err)
	}
	if content, err := os.ReadFile(victim); err != nil || string(content) != "precious" {
		t.Errorf("%q, %v", content, err)
	}
	if _, err := os.Lstat(filepath.Join(path, "nothing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a dangling link was written through: %v", err)
	}
}
