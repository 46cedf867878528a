package atomicsave

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
