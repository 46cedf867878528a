package vfs

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// These tests have only been compiled.

func openTestDir(t *testing.T, path string) *dir {
	t.Helper()
	d, err := OS().OpenDir(nil, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d.(*dir)
}

func openTestFile(t *testing.T, d Dir, name string, how Access) *file {
	t.Helper()
	f, err := d.OpenFile(name, how, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f.(*file)
}

// onAPFS skips the test on another file system.
func onAPFS(t *testing.T, d *dir) {
	t.Helper()
	v, err := d.Volume()
	if err != nil {
		t.Fatal(err)
	}
	if v.Type != "apfs" {
		t.Skip("the temporary folder is not on APFS but on ", v.Type)
	}
}

func TestFlushReachesTheMedium(t *testing.T) {
	d := openTestDir(t, t.TempDir())
	onAPFS(t, d)
	f := openTestFile(t, d, "a", CreateNew)
	for how, want := range map[Flush]Flush{Durable: Durable, Barrier: Barrier, Push: Push} {
		if got, err := f.Sync(how); got != want || err != nil {
			t.Errorf("Sync(%d): %d, %v", how, got, err)
		}
	}
	if err := d.Sync(); err != nil {
		t.Errorf("directory: %v", err)
	}
}

func TestMoves(t *testing.T) {
	root := t.TempDir()
	d := openTestDir(t, root)
	onAPFS(t, d)
	for _, name := range []string{"a", "b"} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Rename("a", d, "b", NoReplace); !errors.Is(err, fs.ErrExist) {
		t.Errorf("NoReplace: %v", err)
	}
	if err := d.Rename("a", d, "b", Exchange); err != nil {
		t.Errorf("Exchange: %v", err)
	}
	if got, err := os.ReadFile(filepath.Join(root, "a")); string(got) != "b" || err != nil {
		t.Errorf("a holds %q, %v", got, err)
	}
	if err := d.Rename("none", d, "c", Over); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing name: %v", err)
	}
}

// accessList returns what ls shows of the ACL of a file.
func accessList(t *testing.T, path string) []string {
	t.Helper()
	out, err := exec.Command("/bin/ls", "-le", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[1:]
}

// A seeded file is empty, for its owner alone, and has the ACL and the attributes
// of the old one.
func TestSeed(t *testing.T) {
	root := t.TempDir()
	d := openTestDir(t, root)
	onAPFS(t, d)
	old := filepath.Join(root, "old")
	if err := os.WriteFile(old, []byte("content"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := unix.Setxattr(old, "user.note", []byte("kept"), 0); err != nil {
		t.Fatal(err)
	}
	if err := exec.Command("/bin/chmod", "+a", "everyone allow read", old).Run(); err != nil {
		t.Fatal(err)
	}
	seeded, err := d.Seed("old", d, "temp")
	if err != nil {
		t.Fatal(err)
	}
	defer seeded.Close()
	info, err := seeded.Stat()
	if err != nil || info.Size != 0 || info.Mode != 0o600 {
		t.Errorf("%+v, %v", info, err)
	}
	if value, err := seeded.Attr("user.note"); string(value) != "kept" || err != nil {
		t.Errorf("attribute %q, %v", value, err)
	}
	got, want := accessList(t, filepath.Join(root, "temp")), accessList(t, old)
	if len(want) != 1 || !slices.Equal(got, want) {
		t.Errorf("ACL %q, want %q", got, want)
	}
	if got, err := os.ReadFile(old); string(got) != "content" || err != nil {
		t.Errorf("the old file holds %q, %v", got, err)
	}
	if _, err := d.Seed("old", d, "temp"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file that exists: %v", err)
	}
}

func TestCreationTimeAndFlags(t *testing.T) {
	d := openTestDir(t, t.TempDir())
	onAPFS(t, d)
	old, young := openTestFile(t, d, "old", CreateNew), openTestFile(t, d, "young", CreateNew)
	if err := old.setBirth(time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC).UnixNano()); err != nil {
		t.Fatal(err)
	}
	if err := unix.Fchflags(old.fd, flagHidden); err != nil {
		t.Fatal(err)
	}
	names, err := old.Attrs()
	if err != nil || !slices.Contains(names, AttrBirth) || !slices.Contains(names, AttrFlags) {
		t.Fatalf("%q, %v", names, err)
	}
	for _, name := range []string{AttrBirth, AttrFlags} {
		value, err := old.Attr(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := young.SetAttr(name, value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got, err := young.Attr(name); !bytes.Equal(got, value) || err != nil {
			t.Errorf("%s: got %v, want %v; %v", name, got, value, err)
		}
	}
}
