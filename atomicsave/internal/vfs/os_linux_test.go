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

// What is remembered of a volume is not taken for the one that is mounted there next,
// and not for what it was mounted like.
func TestVolumeRemembered(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root may mount a file system")
	}
	dir := t.TempDir()
	look := func() Volume {
		t.Helper()
		d, err := OS().OpenDir(nil, dir)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		for range 2 { // the second answer is remembered
			if _, err := d.Volume(); err != nil {
				t.Fatal(err)
			}
		}
		v, err := d.Volume()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	mount := func(kind string, flags uintptr) {
		t.Helper()
		if err := unix.Mount("none", dir, kind, flags, ""); err != nil {
			t.Skipf("mount: %v", err)
		}
	}
	below := look()
	for _, kind := range []string{"tmpfs", "ramfs", "tmpfs"} {
		mount(kind, 0)
		for _, readOnly := range []bool{true, false, true} {
			if kind == "tmpfs" {
				mount(kind, unix.MS_REMOUNT|map[bool]uintptr{true: unix.MS_RDONLY}[readOnly])
			}
			v := look()
			if v.Type != kind {
				t.Errorf("%s: %+v", kind, v)
			}
			if v.ReadOnly && !readOnly {
				t.Errorf("%s can be written again: %+v", kind, v)
			}
			d, err := OS().OpenDir(nil, dir)
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Writable(""); kind == "tmpfs" && readOnly != (err == unix.EROFS) {
				t.Errorf("read-only %v: %v", readOnly, err)
			}
			d.Close()
		}
		if err := unix.Unmount(dir, 0); err != nil {
			t.Fatal(err)
		}
		if v := look(); v != below {
			t.Errorf("%+v, not %+v", v, below)
		}
	}
}
