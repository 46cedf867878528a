package vfs

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

func TestReplaceFile(t *testing.T) {
	d := openTestDir(t, t.TempDir())
	fill(t, d, "Target.TXT", "old")
	fill(t, d, "temp", "new")
	if err := d.Replace(t.Context(), d, "temp", "target.txt", "backup"); err != nil {
		t.Fatal(err)
	}
	if got := content(t, d, "target.txt") + content(t, d, "backup"); got != "newold" {
		t.Errorf("got %q", got)
	}
	absent(t, d, "temp")
	names, err := d.List()
	if err != nil || !strings.Contains(strings.Join(names, " "), "Target.TXT") {
		t.Errorf("names %q, %v; want that Target.TXT kept its case", names, err)
	}
	if err := d.Sync(); err != nil {
		t.Errorf("Sync: %v", err)
	}
}

func TestReplaceLongPath(t *testing.T) {
	path := t.TempDir()
	for range 6 {
		path = filepath.Join(path, strings.Repeat("long", 15))
	}
	if err := os.MkdirAll(path, 0o777); err != nil {
		t.Fatal(err)
	}
	d := openTestDir(t, path)
	if len(d.path) < 300 {
		t.Fatalf("only %d characters", len(d.path))
	}
	name := strings.Repeat("n", 200)
	fill(t, d, name, "old")
	fill(t, d, "temp", "new")
	if err := d.Replace(t.Context(), d, "temp", name, "backup"); err != nil {
		t.Fatal(err)
	}
	if got := content(t, d, name) + content(t, d, "backup"); got != "newold" {
		t.Errorf("got %q", got)
	}
}

// slowCalls are the real calls with a hook instead of a pause, and a hook
// instead of ReplaceFileW.
type slowCalls struct {
	winCalls
	onWait  func()
	replace func(target, temp, backup string) error
}

func (c slowCalls) wait(ctx context.Context, d time.Duration) error {
	if c.onWait != nil {
		c.onWait()
	}
	return ctx.Err()
}

func (c slowCalls) replaceFile(target, temp, backup string) error {
	if c.replace != nil {
		return c.replace(target, temp, backup)
	}
	return c.winCalls.replaceFile(target, temp, backup)
}

func replaceWith(t *testing.T, d *winDir, calls replaceCalls) error {
	t.Helper()
	r := replacement{calls: calls, target: joinPath(d.path, "target"),
		temp: joinPath(d.path, "temp"), backup: joinPath(d.path, "backup")}
	return r.run(t.Context())
}

// A reader as Go's os.Open makes it, which does not share "delete".
func TestReplaceHeldOpen(t *testing.T) {
	d := openTestDir(t, t.TempDir())
	fill(t, d, "target", "old")
	fill(t, d, "temp", "new")
	held, err := os.Open(joinPath(d.path, "target"))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	err = replaceWith(t, d, slowCalls{})
	failed, ok := errors.AsType[*ReplaceError](err)
	if !ok || failed.Outcome != TargetOldTempSpoilt || !busy(failed.Err) {
		t.Fatalf("while held: got %v", err)
	}
	if got := content(t, d, "target") + content(t, d, "temp"); got != "oldnew" {
		t.Errorf("while held: %q", got)
	}
	absent(t, d, "backup")
	waits := 0
	err = replaceWith(t, d, slowCalls{onWait: func() {
		if waits++; waits == 3 {
			held.Close()
		}
	}})
	if err != nil {
		t.Fatalf("when let go: %v", err)
	}
	if got := content(t, d, "target") + content(t, d, "backup"); got != "newold" {
		t.Errorf("when let go: %q", got)
	}
}

// Our own readers share everything and are not in the way.
func TestReplaceUnderOurReader(t *testing.T) {
	d := openTestDir(t, t.TempDir())
	fill(t, d, "target", "old")
	fill(t, d, "temp", "new")
	f, err := d.OpenFile("target", ReadOnly, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := d.Replace(t.Context(), d, "temp", "target", "backup"); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 10)
	if n, _ := f.Read(buf); string(buf[:n]) != "old" {
		t.Errorf("the reader sees %q", buf[:n])
	}
}

func TestReplaceReadOnlyFile(t *testing.T) {
	d := openTestDir(t, t.TempDir())
	fill(t, d, "target", "old")
	fill(t, d, "temp", "new")
	path := joinPath(d.path, "target")
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(path, 0o666) })
	outcome(t, d.Replace(t.Context(), d, "temp", "target", "backup"), TargetOld, windows.ERROR_ACCESS_DENIED)
	if err := d.Writable("target"); !errors.Is(err, fs.ErrPermission) && os.Getenv("HOLDFAST_PRIVILEGED") == "" {
		t.Errorf("Writable: %v", err)
	}
	if got := content(t, d, "target"); got != "old" {
		t.Errorf("got %q", got)
	}
	if err := d.Remove("target"); err != nil {
		t.Errorf("Remove: %v", err)
	}
}

// The partial failures again, with real files: ReplaceFileW is stood in for by
// moves that stop half-way and answer with its codes.
func TestReplacePartialFailuresOnDisk(t *testing.T) {
	calls := winCalls{}
	halfway := func(target, temp, backup string) error {
		if err := calls.moveNew(target, backup); err != nil {
			return err
		}
		return winNotMovedBackup
	}
	for _, c := range []struct {
		name    string
		replace func(target, temp, backup string) error
		want    Outcome // 0: it works in the end
		files   map[string]string
	}{
		{"1175", func(a, b, c string) error { return winNotRemoved }, 0, map[string]string{"target": "new", "backup": "old"}},
		{"1176", func(a, b, c string) error { return winNotMoved }, 0, map[string]string{"target": "new", "backup": "old"}},
		{"1176 without a target", func(target, b, c string) error { removeFile(target); return winNotMoved }, TargetNew, map[string]string{"target": "new"}},
		{"1177", halfway, 0, map[string]string{"target": "new", "backup": "old"}},
		{"112", func(a, b, c string) error { return windows.ERROR_DISK_FULL }, TargetOldTempSpoilt, map[string]string{"target": "old", "temp": "new"}},
		{"done", func(target, temp, backup string) error {
			calls.replaceFile(target, temp, backup)
			return windows.ERROR_UNEXP_NET_ERR
		}, 0, map[string]string{"target": "new", "backup": "old"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := openTestDir(t, t.TempDir())
			fill(t, d, "target", "old")
			fill(t, d, "temp", "new")
			tries := 0
			err := replaceWith(t, d, slowCalls{replace: func(target, temp, backup string) error {
				if tries++; tries == 1 {
					return c.replace(target, temp, backup)
				}
				return calls.replaceFile(target, temp, backup)
			}})
			failed, _ := errors.AsType[*ReplaceError](err)
			if got := failed.outcome(); got != c.want {
				t.Errorf("got %v", err)
			}
			for name, want := range c.files {
				if got := content(t, d, name); got != want {
					t.Errorf("%s: got %q, want %q", name, got, want)
				}
			}
			if names, _ := d.List(); len(names) != len(c.files) {
				t.Errorf("left: %q", names)
			}
		})
	}
}

func (e *ReplaceError) outcome() Outcome {
	if e == nil {
		return 0
	}
	return e.Outcome
}

func TestExclude(t *testing.T) {
	d := openTestDir(t, t.TempDir())
	release := d.Exclude(t.Context(), "a")
	free := make(chan struct{})
	second := make(chan bool)
	go func() {
		again := d.Exclude(t.Context(), "A") // the same name
		select {
		case <-free:
			second <- true
		default:
			second <- false
		}
		again()
	}()
	d.Exclude(t.Context(), "b")() // another is not waited for
	close(free)
	release()
	if !<-second {
		t.Error("two at once")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	d.Exclude(ended, "a")()
	d.Exclude(t.Context(), "a:b")() // no name, nothing to wait for
}
