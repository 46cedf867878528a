package atomicsave

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// mount mounts for the time of a test.
func mount(t *testing.T, source, target, kind string, flags uintptr, data string) {
	t.Helper()
	needRoot(t)
	if err := unix.Mount(source, target, kind, flags, data); err != nil {
		t.Skipf("cannot mount %s on %s here: %v", kind, target, err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(target, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// folder makes a folder below dir.
func folder(t testing.TB, dir, name string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// A file system that is full: the old file is intact, nothing is left, and for
// content of a known size that is found before the work.
func TestFullFileSystem(t *testing.T) {
	dir := folder(t, t.TempDir(), "full")
	mount(t, "tmpfs", dir, "tmpfs", 0, "size=2m")
	write(t, conf(dir), oldContent)
	fp := identify(t, conf(dir))
	big := bytes.Repeat([]byte("x"), 3<<20)
	_, err := Save(ctx, conf(dir), bytes.NewReader(big), Options{Expect: fp})
	if e := wantError(t, err, NoSpace, Old); e.Step != StepReserve {
		t.Errorf("found at %v", e.Step)
	}
	_, err = Save(ctx, conf(dir), struct{ *onlyReader }{&onlyReader{bytes.NewReader(big)}}, Options{Expect: fp})
	if e := wantError(t, err, NoSpace, Old); e.Step != StepWrite {
		t.Errorf("found at %v", e.Step)
	}
	wantContent(t, conf(dir), oldContent)
	wantNames(t, dir, "app.conf")
}

// onlyReader has no method but Read.
type onlyReader struct{ r *bytes.Reader }

func (r *onlyReader) Read(p []byte) (int, error) { return r.r.Read(p) }

// A bind-mounted single file cannot be replaced. That is known before a byte is
// written.
func TestBindMountedFile(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "source")
	write(t, source, oldContent)
	write(t, conf(dir), "")
	mount(t, source, conf(dir), "", unix.MS_BIND, "")
	_, err := Save(ctx, conf(dir), strings.NewReader(newContent), Options{Expect: identify(t, conf(dir))})
	if e := wantError(t, err, NeedsConsent, Old); e.Step != StepProbe {
		t.Errorf("found at %v", e.Step)
	}
	plan, err := Plan(ctx, conf(dir), Options{Expect: AnyVersion()})
	if err != nil || plan.Strategy != StrategyInPlace || plan.Needs != Agree(LossAtomicity) {
		t.Errorf("plan %+v, %v", plan, err)
	}
	wantContent(t, conf(dir), oldContent)
	wantNames(t, dir, "app.conf", "source")
}

// A folder for temporary files on another volume is an error before anything is
// written, never a copy. Two mounts of one file system count as two volumes,
// although their device numbers are equal.
func TestTempDirOnAnotherVolume(t *testing.T) {
	dir := t.TempDir()
	target, inner := folder(t, dir, "target"), folder(t, dir, "inner")
	for name, prepare := range map[string]func(t *testing.T, temp string){
		"another file system": func(t *testing.T, temp string) { mount(t, "tmpfs", temp, "tmpfs", 0, "") },
		"another mount":       func(t *testing.T, temp string) { mount(t, inner, temp, "", unix.MS_BIND, "") },
	} {
		t.Run(name, func(t *testing.T) {
			temp := folder(t, t.TempDir(), "temp")
			prepare(t, temp)
			write(t, conf(target), oldContent)
			called := false
			content := readerFunc(func([]byte) (int, error) { called = true; return 0, os.ErrClosed })
			_, err := Save(ctx, conf(target), content, Options{Expect: AnyVersion(), TempDir: temp})
			e := wantError(t, err, CrossVolume, Old)
			if e.Step != StepProbe || called {
				t.Errorf("found at %v, the content was read: %v", e.Step, called)
			}
			wantContent(t, conf(target), oldContent)
			wantNames(t, target, "app.conf")
			wantNames(t, temp)
		})
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// A folder for temporary files on the same volume is used, and the target's
// folder never shows one.
func TestTempDir(t *testing.T) {
	dir := t.TempDir()
	target, temp := folder(t, dir, "target"), folder(t, dir, "temp")
	write(t, conf(target), oldContent)
	seen := ""
	mustSave(t, conf(target), newContent, Options{Expect: identify(t, conf(target)), TempDir: temp, Observe: func(e Event) {
		if e.Step == StepWrite {
			wantNames(t, target, "app.conf")
			entries, _ := os.ReadDir(temp)
			for _, entry := range entries {
				seen += entry.Name()
			}
		}
	}})
	if !strings.HasPrefix(seen, tempPrefix) {
		t.Errorf("the temporary folder held %q", seen)
	}
	wantContent(t, conf(target), newContent)
	wantNames(t, temp)
	_, err := Save(ctx, conf(target), strings.NewReader(""), Options{Expect: AnyVersion(), TempDir: filepath.Join(dir, "none")})
	wantError(t, err, Vanished, Old)
}

func TestReadOnlyFileSystem(t *testing.T) {
	dir := folder(t, t.TempDir(), "ro")
	mount(t, "tmpfs", dir, "tmpfs", 0, "")
	write(t, conf(dir), oldContent)
	fp := identify(t, conf(dir))
	if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Skip("cannot remount:", err)
	}
	for _, path := range []string{conf(dir), filepath.Join(dir, "new")} {
		expect := fp
		if path != conf(dir) {
			expect = Fingerprint{}
		}
		_, err := Save(ctx, path, strings.NewReader(newContent), Options{Expect: expect})
		if e := wantError(t, err, ReadOnly, Old); e.Step != StepProbe {
			t.Errorf("found at %v", e.Step)
		}
	}
	wantContent(t, conf(dir), oldContent)
}

// A file system that becomes read-only just before the replace: the old file is
// intact, and the temporary file that cannot be removed is named.
func TestRemountedDuringTheSave(t *testing.T) {
	dir := folder(t, t.TempDir(), "ro")
	mount(t, "tmpfs", dir, "tmpfs", 0, "")
	write(t, conf(dir), oldContent)
	r, err := Save(ctx, conf(dir), strings.NewReader(newContent), Options{
		Expect: identify(t, conf(dir)),
		Check: func(context.Context, string) error { // no file is open for writing now
			return unix.MountSetattr(unix.AT_FDCWD, dir, 0, &unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY})
		},
	})
	wantError(t, err, ReadOnly, Old)
	wantContent(t, conf(dir), oldContent)
	if n := len(r.Caveats); n == 0 || r.Caveats[n-1].Kind != CaveatLeftover || temps(t, dir) != 1 {
		t.Errorf("caveats %v", r.Caveats)
	}
}

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

// asNobody runs a job as an unprivileged user.
func asNobody(t *testing.T, job ...any) string {
	t.Helper()
	needRoot(t)
	cmd := command(t, job...)
	copied := filepath.Join(t.TempDir(), "program")
	if err := os.Link(cmd.Path, copied); err != nil {
		program, err := os.ReadFile(cmd.Path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied, program, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for dir := filepath.Dir(copied); strings.HasPrefix(dir, os.TempDir()) && dir != os.TempDir(); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd.Path = copied
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	cmd.WaitDelay = time.Minute
	out, _ := cmd.CombinedOutput()
	return string(out)
}

func TestUnprivileged(t *testing.T) {
	needRoot(t)
	for name, c := range map[string]struct {
		dirMode, fileMode os.FileMode
		dirOwner, owner   int
		want              string
	}{
		"own file, own folder":             {0o755, 0o644, 65534, 65534, "other new"},
		"read-only folder":                 {0o755, 0o666, 0, 65534, "needs-consent old"},
		"read-only file in own folder":     {0o755, 0o444, 65534, 65534, "permission old"},
		"foreign file":                     {0o755, 0o644, 65534, 0, "permission old"},
		"foreign writable file":            {0o755, 0o666, 65534, 0, "needs-consent old"},
		"foreign file in a sticky folder":  {0o777 | os.ModeSticky, 0o666, 0, 0, "needs-consent old"},
		"own file in a sticky folder":      {0o777 | os.ModeSticky, 0o644, 0, 65534, "other new"},
		"folder without search permission": {0o600, 0o644, 65534, 65534, "permission old"},
		"folder without read permission":   {0o300, 0o644, 65534, 65534, "other new-unconfirmed"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, t.TempDir(), "dir")
			write(t, conf(dir), oldContent)
			chown := func(path string, owner int, mode os.FileMode) {
				if err := os.Chown(path, owner, owner); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(path, mode); err != nil {
					t.Fatal(err)
				}
			}
			fp := identify(t, conf(dir))
			chown(conf(dir), c.owner, c.fileMode)
			chown(dir, c.dirOwner, c.dirMode)
			out := asNobody(t, "save", conf(dir), fp, Full, "-", 0)
			if !strings.HasPrefix(out, c.want) {
				t.Errorf("%s, want %s", out, c.want)
			}
			want := oldContent
			if strings.Contains(c.want, "new") {
				want = newContent
			}
			wantContent(t, conf(dir), want)
			wantNames(t, dir, "app.conf")
		})
	}
}

// In a sticky folder the file of another can only be overwritten: no consent to losing
// its owner would help, for the system does not let it be replaced.
func TestStickyFolder(t *testing.T) {
	needRoot(t)
	for mode, want := range map[os.FileMode]string{
		0o777:                 "replace replace-lossy owner,group atomicity <nil>",
		0o777 | os.ModeSticky: "in-place sticky atomicity none <nil>",
	} {
		dir := folder(t, t.TempDir(), "dir")
		write(t, conf(dir), oldContent)
		fp := identify(t, conf(dir))
		for path, mode := range map[string]os.FileMode{conf(dir): 0o666, dir: mode} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
		}
		if out := strings.TrimSpace(asNobody(t, "plan", conf(dir), fp)); out != want {
			t.Errorf("%v: %s, want %s", mode, out, want)
		}
	}
}

func TestUnreadable(t *testing.T) {
	needRoot(t)
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	if err := os.Chmod(conf(dir), 0o000); err != nil {
		t.Fatal(err)
	}
	if out := asNobody(t, "read", conf(dir)); !strings.HasPrefix(out, "permission") {
		t.Error(out)
	}
}

// TestKernelFiles has files that no disk holds: they can be read, whatever size
// the kernel tells, and neither a plan nor a save pretends to replace one.
func TestKernelFiles(t *testing.T) {
	for _, path := range []string{"/proc/version", "/proc/sys/vm/swappiness", "/sys/kernel/mm/transparent_hugepage/enabled"} {
		if _, err := os.Stat(path); err != nil {
			t.Logf("%s is not shown here", path)
			continue
		}
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		content, fp, err := Read(t.Context(), path)
		if err != nil || !bytes.Equal(content, before) {
			t.Errorf("%s: read %q, %v", path, content, err)
		}
		plan, err := Plan(t.Context(), path, Options{Expect: fp})
		if err != nil || plan.Strategy != StrategyRefuse || plan.Refusal.Class != Unsupported {
			t.Errorf("%s: plan %+v, %v", path, plan, err)
		}
		report, err := Save(t.Context(), path, strings.NewReader("0\n"), Options{Expect: fp})
		if ClassOf(err) != Unsupported || report.State != Old {
			t.Errorf("%s: %v, %v", path, report.State, err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
			t.Errorf("%s: %q, %v", path, after, err)
		}
	}
}
