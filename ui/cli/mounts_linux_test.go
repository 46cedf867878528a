package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// mount mounts something for the time of a test.
func mount(t *testing.T, source, target, fstype string, flags uintptr, data string) {
	t.Helper()
	if err := syscall.Mount(source, target, fstype, flags, data); err != nil {
		t.Skipf("mounting needs more rights than this test has: %s on %s: %v", fstype, target, err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(target, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// folder makes a folder below dir.
func folder(t *testing.T, dir, name string) string {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.Mkdir(name, 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// tmpfs mounts an empty file system of that many bytes.
func tmpfs(t *testing.T, size int) string {
	t.Helper()
	dir := folder(t, t.TempDir(), "tmpfs")
	mount(t, "tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=755", size))
	return dir
}

func TestFullDisk(t *testing.T) {
	dir := tmpfs(t, 256<<10)
	old := strings.Repeat("old line\n", 10)
	name := put(t, filepath.Join(dir, "a"), old)
	large := strings.Repeat("new line\n", 256<<10)
	for _, level := range []string{"full", "balanced", "fast"} {
		// From a pipe, whose length nobody knows before the end.
		r := run(t, large, "write", "--json", "--durability", level, name)
		r.exits(t, ExitNoSpace)
		if report := parseReport(t, r.out); report.State != "old" || report.Error == nil || report.Error.Class != "no-space" {
			t.Errorf("%s", r.out)
		}
		holds(t, name, old)
		onlyNames(t, dir, "a")
	}
	// From a file, whose length is known: refused before anything is written.
	input, err := os.Open(put(t, filepath.Join(t.TempDir(), "input"), large))
	if err != nil {
		t.Fatal(err)
	}
	defer input.Close()
	cmd := program(t, "write", "--json", name)
	cmd.Stdin = input
	r := finish(t, cmd)
	r.exits(t, ExitNoSpace)
	if report := parseReport(t, r.out); report.Error == nil || report.Error.Step != "reserve" {
		t.Errorf("%s", r.out)
	}
	holds(t, name, old)
	onlyNames(t, dir, "a")
}

func TestTempDirOnAnotherVolume(t *testing.T) {
	dir := t.TempDir()
	name := put(t, filepath.Join(dir, "a"), "old")
	temps := tmpfs(t, 1<<20)
	crossVolume(t, name, "old", temps)
	onlyNames(t, dir, "a")
}

// Two bind mounts of one file system have equal device numbers, and a rename
// between them fails all the same: only trying tells.
func TestTempDirOnAnotherMount(t *testing.T) {
	dir := t.TempDir()
	real := folder(t, dir, "real")
	one, two := folder(t, dir, "one"), folder(t, dir, "two")
	mount(t, real, one, "", syscall.MS_BIND, "")
	mount(t, real, two, "", syscall.MS_BIND, "")
	name := put(t, filepath.Join(one, "a"), "old")
	crossVolume(t, name, "old", two)
	onlyNames(t, real, "a")
	// On one side of them it is one volume.
	run(t, "new", "write", "--temp-dir", one, name).exits(t, ExitDone)
	holds(t, name, "new")
}

// crossVolume saves with a temporary folder on another volume, which must fail
// before any content is written, and leave nothing in that folder.
func crossVolume(t *testing.T, name, old, temps string) {
	t.Helper()
	for _, flags := range [][]string{nil, {"--force"}, {"--durability=fast"}} {
		args := append([]string{"write", "--json", "--temp-dir", temps, name}, flags...)
		r := run(t, "new", args...)
		r.exits(t, ExitCrossVolume)
		report := parseReport(t, r.out)
		if report.State != "old" || report.Error == nil || report.Error.Class != "cross-volume" {
			t.Errorf("%s", r.out)
		}
		for _, e := range report.Events {
			if e.Step == "write" {
				t.Errorf("content was written before it was known: %s", r.out)
			}
		}
		holds(t, name, old)
		for _, entry := range names(t, temps) {
			if strings.HasPrefix(entry, ".") {
				t.Errorf("%s was left behind", entry)
			}
		}
	}
	// A new file is refused in the same way.
	created := filepath.Join(filepath.Dir(name), "created")
	run(t, "new", "write", "--temp-dir", temps, created).exits(t, ExitCrossVolume)
	if _, err := os.Lstat(created); err == nil {
		t.Error("a file was created all the same")
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestReadOnlyFileSystem(t *testing.T) {
	dir := tmpfs(t, 1<<20)
	name := put(t, filepath.Join(dir, "a"), "old")
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	run(t, "new", "write", name).exits(t, ExitPermission)
	run(t, "new", "write", filepath.Join(dir, "b")).exits(t, ExitPermission)
	holds(t, name, "old")
	onlyNames(t, dir, "a")
	run(t, "", "fingerprint", name).exits(t, ExitDone)
}

// A single file that is bind-mounted, as in a container, cannot be replaced.
func TestMountedFile(t *testing.T) {
	dir := t.TempDir()
	source := put(t, filepath.Join(dir, "source"), "old")
	target := put(t, filepath.Join(dir, "target"), "")
	mount(t, source, target, "", syscall.MS_BIND, "")
	r := run(t, "new", "write", target)
	if r.code != ExitNeedsConsent && r.code != ExitInUse {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
	holds(t, target, "old")
	holds(t, source, "old")
	onlyNames(t, dir, "source", "target")
}

func TestHardLink(t *testing.T) {
	dir := t.TempDir()
	name := put(t, filepath.Join(dir, "a"), "old")
	if err := os.Link(name, filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	run(t, "new", "write", name).exits(t, ExitNeedsConsent)
	holds(t, name, "old")
	if _, r := within(unread{t}, "plan", name); r.code != ExitNeedsConsent {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	onlyNames(t, dir, "a", "b")
}

func TestSymlinkStays(t *testing.T) {
	dir := t.TempDir()
	sub := folder(t, dir, "sub")
	put(t, filepath.Join(sub, "a"), "old")
	link := filepath.Join(dir, "link")
	if err := os.Symlink("sub/a", link); err != nil {
		t.Fatal(err)
	}
	run(t, "new", "write", link).exits(t, ExitDone)
	if to, err := os.Readlink(link); err != nil || to != "sub/a" {
		t.Errorf("the link became %q, %v", to, err)
	}
	holds(t, filepath.Join(sub, "a"), "new")
	onlyNames(t, sub, "a")
	onlyNames(t, dir, "link", "sub")
}

func TestOwnerAndModeStay(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a file away")
	}
	dir := t.TempDir()
	name := put(t, filepath.Join(dir, "a"), "old")
	if err := os.Chown(name, 1234, 4321); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o640); err != nil {
		t.Fatal(err)
	}
	run(t, "new", "write", name).exits(t, ExitDone)
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if s := info.Sys().(*syscall.Stat_t); s.Uid != 1234 || s.Gid != 4321 || info.Mode() != 0o640 {
		t.Errorf("owner %d, group %d, mode %v", s.Uid, s.Gid, info.Mode())
	}
}
