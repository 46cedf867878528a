package atomicsave

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestSymlinks(t *testing.T) {
	dir := t.TempDir()
	etc, sub := folder(t, dir, "etc"), folder(t, dir, "sub")
	write(t, conf(etc), oldContent)
	link := func(text, path string) string {
		t.Helper()
		if err := os.Symlink(text, path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	absolute := link(conf(etc), filepath.Join(dir, "absolute"))
	relative := link("../etc/app.conf", filepath.Join(sub, "relative"))
	viaDir := link(sub, filepath.Join(dir, "subdir"))
	chain := link(filepath.Join(viaDir, "relative"), filepath.Join(dir, "chain"))
	for i, path := range []string{absolute, relative, chain, filepath.Join(viaDir, "relative"), filepath.Join(viaDir, "..", "absolute")} {
		content := newContent + strings.Repeat("x", i)
		r := mustSave(t, path, content, Options{Expect: identify(t, path)})
		wantContent(t, conf(etc), content)
		if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is no link any more", path)
		}
		if !strings.HasSuffix(r.Target, "/app.conf") {
			t.Errorf("target %s", r.Target)
		}
		wantNames(t, etc, "app.conf")
	}
	// filepath.Clean would make another path of this: ".." is the parent of the folder
	// that the link leads to.
	deep := link(folder(t, sub, "deep"), filepath.Join(dir, "deeplink"))
	write(t, conf(sub), oldContent)
	mustSave(t, deep+"/../app.conf", "tricky", Options{Expect: AnyVersion()})
	wantContent(t, conf(sub), "tricky")
	wantContent(t, conf(dir), "-")

	dangling := link("nowhere", filepath.Join(dir, "dangling"))
	loop := link("loop", filepath.Join(dir, "loop"))
	toDir := link(etc, filepath.Join(dir, "todir"))
	for _, path := range []string{dangling, loop, toDir} {
		_, err := Save(ctx, path, strings.NewReader(newContent), Options{Expect: AnyVersion()})
		wantError(t, err, NotRegular, Old)
		_, _, err = Read(ctx, path)
		wantError(t, err, NotRegular, Old)
	}
	if _, err := os.Lstat(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a dangling link was written through")
	}
}

// A chain of links that leads from one volume to the next: the file is replaced on its
// own volume, with the temporary file beside it, and every link stays.
func TestSymlinkChainAcrossVolumes(t *testing.T) {
	dir := t.TempDir()
	first, second := folder(t, dir, "first"), folder(t, dir, "second")
	mount(t, "tmpfs", first, "tmpfs", 0, "")
	mount(t, "tmpfs", second, "tmpfs", 0, "")
	write(t, conf(second), oldContent)
	links := []string{filepath.Join(dir, "absolute"), filepath.Join(first, "relative"), filepath.Join(dir, "back")}
	for i, text := range []string{links[1], "../back", "second/app.conf"} {
		if err := os.Symlink(text, links[i]); err != nil {
			t.Fatal(err)
		}
	}
	for i, path := range links {
		content := newContent + strings.Repeat("x", i)
		r := mustSave(t, path, content, Options{Expect: identify(t, path), Observe: func(e Event) {
			if e.Step == StepWrite && (temps(t, second) != 1 || temps(t, first) != 0 || temps(t, dir) != 0) {
				t.Error("the temporary file is not beside the target")
			}
		}})
		wantContent(t, conf(second), content)
		if !strings.HasSuffix(r.Target, "/second/app.conf") {
			t.Errorf("target %s", r.Target)
		}
	}
	wantNames(t, first, "relative")
	wantNames(t, second, "app.conf")
	wantNames(t, dir, "absolute", "back", "first", "second")
}

func TestSymlinkChainLimit(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "0"), oldContent)
	name := func(i int) string { return filepath.Join(dir, string(rune('a'+i/26))+string(rune('a'+i%26))) }
	previous := "0"
	const limit = 40 // of the kernel, path_resolution(7)
	for i := range limit + 1 {
		if err := os.Symlink(previous, name(i)); err != nil {
			t.Fatal(err)
		}
		previous = filepath.Base(name(i))
	}
	mustSave(t, name(limit-1), newContent, Options{Expect: AnyVersion()})
	wantContent(t, filepath.Join(dir, "0"), newContent)
	if _, err := os.ReadFile(name(limit)); err == nil {
		t.Error("the kernel follows more links than a save does")
	}
	_, err := Save(ctx, name(limit), strings.NewReader(""), Options{Expect: AnyVersion()})
	wantError(t, err, NotRegular, Old)
}

func TestSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{fifo, "/dev/null", dir} {
		// Neither may block: a FIFO without a writer would.
		_, err := Save(ctx, path, strings.NewReader(newContent), Options{Expect: AnyVersion()})
		wantError(t, err, NotRegular, Old)
		_, _, err = Read(ctx, path)
		wantError(t, err, NotRegular, Old)
	}
	wantNames(t, dir, "fifo")
}

func TestNames(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{strings.Repeat("n", 255), "not\xffutf8\xc3", " leading", "-rf", "new\nline", "ünïcödé", "*?\"<>|"} {
		path := filepath.Join(dir, name)
		mustSave(t, path, oldContent, Options{})
		mustSave(t, path, newContent, Options{Expect: identify(t, path)})
		wantContent(t, path, newContent)
	}
}

// A path longer than the kernel accepts in one call.
func TestLongPath(t *testing.T) {
	dir := t.TempDir()
	fd, err := unix.Open(dir, unix.O_PATH|unix.O_DIRECTORY, 0)
	if err != nil {
		t.Fatal(err)
	}
	path, element := dir, strings.Repeat("d", 200)
	for len(path) < 3*pathMaxForTest {
		if err := unix.Mkdirat(fd, element, 0o755); err != nil {
			t.Fatal(err)
		}
		next, err := unix.Openat(fd, element, unix.O_PATH|unix.O_DIRECTORY, 0)
		if err != nil {
			t.Fatal(err)
		}
		unix.Close(fd)
		fd, path = next, path+"/"+element
	}
	unix.Close(fd)
	t.Cleanup(func() { exec.Command("rm", "-rf", dir).Run() })
	r := mustSave(t, conf(path), oldContent, Options{})
	mustSave(t, conf(path), newContent, Options{Expect: r.Fingerprint})
	got, _, err := Read(ctx, conf(path))
	if err != nil || string(got) != newContent {
		t.Errorf("%q, %v", got, err)
	}
}

const pathMaxForTest = 4096

// A parent that is swapped during the save does not redirect it.
func TestSwappedParent(t *testing.T) {
	dir := t.TempDir()
	sub := folder(t, dir, "sub")
	write(t, conf(sub), oldContent)
	moved := filepath.Join(dir, "moved")
	mustSave(t, conf(sub), newContent, Options{Expect: identify(t, conf(sub)), Observe: func(e Event) {
		if e.Step == StepWrite {
			if err := os.Rename(sub, moved); err != nil {
				t.Fatal(err)
			}
			folder(t, dir, "sub")
		}
	}})
	wantContent(t, conf(moved), newContent)
	wantNames(t, sub)
	wantNames(t, moved, "app.conf")
}

// The folder is removed during the save.
func TestVanishedParent(t *testing.T) {
	dir := t.TempDir()
	sub := folder(t, dir, "sub")
	_, err := Save(ctx, conf(sub), strings.NewReader(newContent), Options{Observe: func(e Event) {
		if e.Step == StepProbe {
			if err := os.Remove(sub); err != nil {
				t.Fatal(err)
			}
		}
	}})
	wantError(t, err, Vanished, Old)
}

func TestVanishedWorkingDirectory(t *testing.T) {
	sub := folder(t, t.TempDir(), "sub")
	t.Chdir(sub)
	if err := os.Remove(sub); err != nil {
		t.Fatal(err)
	}
	_, err := Save(ctx, "app.conf", strings.NewReader(newContent), Options{})
	wantError(t, err, Vanished, Old)
}

func TestRelativePath(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	r := mustSave(t, "app.conf", newContent, Options{})
	wantContent(t, conf(dir), newContent)
	if !filepath.IsAbs(r.Target) {
		t.Errorf("target %s", r.Target)
	}
}
