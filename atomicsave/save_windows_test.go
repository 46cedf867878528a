package atomicsave

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/windows"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

// noTemp fails the test if a temporary file is left in the folder.
func noTemp(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) {
			t.Errorf("%s is left in %s", e.Name(), dir)
		}
	}
}

func TestReplaceByReplaceFile(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	r := mustSave(t, conf(dir), "new!", Options{Expect: identify(t, conf(dir))})
	if r.Commit != CommitReplace || r.Achieved != Full || r.State != New {
		t.Errorf("report %+v", r)
	}
	if want := "probe create-temp write flush-file replace cleanup flush-directory"; steps(r) != want {
		t.Errorf("steps %s, want %s", steps(r), want)
	}
	wantNames(t, dir, "app.conf")
}

// A reader as most programs open files, without sharing "delete".
func TestHeldOpen(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	expect := identify(t, conf(dir))
	held, err := os.Open(conf(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	_, err = Save(ctx, conf(dir), strings.NewReader("new"), Options{Expect: expect})
	if e := wantError(t, err, InUse, Old); e.Step != StepReplace {
		t.Errorf("step %v", e.Step)
	}
	wantContent(t, conf(dir), "old")
	wantNames(t, dir, "app.conf")

	// The same, but the reader lets go while the save waits.
	released := make(chan struct{})
	r := mustSave(t, conf(dir), "new", Options{Expect: expect, Check: func(context.Context, string) error {
		go func() { held.Close(); close(released) }()
		return nil
	}})
	<-released
	if r.State != New {
		t.Errorf("report %+v", r)
	}
	wantContent(t, conf(dir), "new")
	wantNames(t, dir, "app.conf")
}

func TestCancelledWhileHeldOpen(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	held, err := os.Open(conf(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
		if c.Op == "replace" {
			cancel()
		}
		return faultfs.Fault{}
	})
	_, err = Save(ctx, conf(dir), strings.NewReader("new"), Options{Expect: AnyVersion()}.OnDisk(disk))
	wantError(t, err, Cancelled, Old)
	wantContent(t, conf(dir), "old")
	wantNames(t, dir, "app.conf")
}

func TestReadOnlyAttribute(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	if err := os.Chmod(conf(dir), 0o444); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(conf(dir), 0o666) })
	_, err := Save(ctx, conf(dir), strings.NewReader("new"), Options{Expect: identify(t, conf(dir))})
	wantError(t, err, Permission, Old)
	wantContent(t, conf(dir), "old")
	wantNames(t, dir, "app.conf")
}

// A folder for temporary files on another drive: nothing is ever copied.
func TestTempDirOnAnotherDrive(t *testing.T) {
	root := os.Getenv("HOLDFAST_SECOND_VOLUME")
	if root == "" {
		t.Skip("HOLDFAST_SECOND_VOLUME names no second volume")
	}
	other, err := os.MkdirTemp(root, "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(other) })
	dir := t.TempDir()
	write(t, conf(dir), "old")
	for name, opts := range map[string]Options{
		"app.conf": {Expect: identify(t, conf(dir)), TempDir: other},
		"new.conf": {TempDir: other},
	} {
		r, err := Save(ctx, filepath.Join(dir, name), strings.NewReader("new"), opts)
		e := wantError(t, err, CrossVolume, Old)
		if e.Step != StepProbe || !errors.Is(err, windows.ERROR_NOT_SAME_DEVICE) {
			t.Errorf("%s: step %v, %v", name, e.Step, err)
		}
		if strings.Contains(steps(r), "write") {
			t.Errorf("%s: content was written: %s", name, steps(r))
		}
	}
	wantContent(t, conf(dir), "old")
	wantNames(t, dir, "app.conf")
	wantNames(t, other)
}

func TestTempDirOnTheSameDrive(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	write(t, conf(dir), "old")
	mustSave(t, conf(dir), "new", Options{Expect: identify(t, conf(dir)), TempDir: temp})
	mustSave(t, filepath.Join(dir, "b"), "new", Options{TempDir: temp})
	wantContent(t, conf(dir), "new")
	wantContent(t, filepath.Join(dir, "b"), "new")
	wantNames(t, temp)
	noTemp(t, dir)
}

func TestDiskFull(t *testing.T) {
	for _, op := range []string{"file.write", "file.reserve", "file.sync", "open-create", "replace"} {
		dir := t.TempDir()
		write(t, conf(dir), "old")
		opts := Options{Expect: identify(t, conf(dir))}
		disk := faultfs.New(vfs.OS(), faultfs.OnOp(op, faultfs.Fault{Err: windows.ERROR_DISK_FULL}))
		content := strings.Repeat("x", reserveFrom)
		_, err := Save(ctx, conf(dir), strings.NewReader(content), opts.OnDisk(disk))
		wantError(t, err, NoSpace, Old)
		wantContent(t, conf(dir), "old")
		wantNames(t, dir, "app.conf")
	}
}

func TestReservedNamesAndStreams(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	for _, name := range []string{"NUL", "con.txt", "aux .conf", "app.conf:stream", "app.conf::$DATA", "app.conf.", "app.conf ",
		"a*b", "a?b", strings.Repeat("n", 256)} {
		path := dir + `\` + name
		_, err := Save(ctx, path, strings.NewReader("new"), Options{Expect: AnyVersion()})
		wantError(t, err, BadName, Old)
		if _, _, err := Read(ctx, path); ClassOf(err) != BadName {
			t.Errorf("Read %s: %v", name, err)
		}
		plan, err := Plan(ctx, path, Options{})
		if err != nil || plan.Strategy != StrategyRefuse || plan.Refusal.Class != BadName {
			t.Errorf("Plan %s: %+v, %v", name, plan, err)
		}
	}
	wantContent(t, conf(dir), "old")
	wantNames(t, dir, "app.conf")
}

// The name on the disk keeps its case, whatever case the caller uses.
func TestCaseOfNames(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Hosts"), "old")
	_, err := Save(ctx, filepath.Join(dir, "HOSTS"), strings.NewReader("new"), Options{})
	wantError(t, err, Exists, Old)
	mustSave(t, filepath.Join(dir, "hosts"), "new", Options{Expect: identify(t, filepath.Join(dir, "HOSTS"))})
	wantContent(t, filepath.Join(dir, "Hosts"), "new")
	wantNames(t, dir, "Hosts")
}

func TestLongPathAndName(t *testing.T) {
	dir := t.TempDir()
	for range 5 {
		dir = filepath.Join(dir, strings.Repeat("long", 20))
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, strings.Repeat("n", 240))
	if len(path) < 400 {
		t.Fatalf("only %d characters", len(path))
	}
	mustSave(t, path, "old", Options{})
	mustSave(t, path, "new", Options{Expect: identify(t, path)})
	wantContent(t, path, "new")
	noTemp(t, dir)
}

// Another program replaces the file after the last look: ReplaceFileW moves the
// foreign version to the backup name, where it is recognised and put back.
func TestForeignVersionIsPutBack(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	opts := Options{Expect: identify(t, conf(dir))}
	meddled := false
	disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
		if c.Op == "replace" && !meddled {
			meddled = true
			write(t, filepath.Join(dir, "other"), "foreign")
			if err := os.Rename(filepath.Join(dir, "other"), conf(dir)); err != nil {
				t.Error(err)
			}
		}
		return faultfs.Fault{}
	})
	_, err := Save(ctx, conf(dir), strings.NewReader("new"), opts.OnDisk(disk))
	wantError(t, err, Changed, Old)
	wantContent(t, conf(dir), "foreign")
	wantNames(t, dir, "app.conf")
}

// And once more while the first foreign version is being put back: nobody can
// tell which one counts, so both stay and are named.
func TestTwoForeignVersionsAreBothKept(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	opts := Options{Expect: identify(t, conf(dir))}
	rounds := 0
	disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
		if c.Op == "replace" {
			rounds++
			write(t, filepath.Join(dir, "other"), "foreign "+string(rune('0'+rounds)))
			if err := os.Rename(filepath.Join(dir, "other"), conf(dir)); err != nil {
				t.Error(err)
			}
		}
		return faultfs.Fault{}
	})
	_, err := Save(ctx, conf(dir), strings.NewReader("new"), opts.OnDisk(disk))
	e := wantError(t, err, Other, Unknown)
	var held []string
	for _, p := range e.Paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Error(err)
		}
		held = append(held, string(b))
	}
	slices.Sort(held)
	if strings.Join(held, ",") != "foreign 1,foreign 2" {
		t.Errorf("paths %q hold %q", e.Paths, held)
	}
}

// Every call of a save and of a creation fails or loses its answer: the target
// is entirely old or entirely new, and the report tells which.
func TestEveryCallFailsOnWindows(t *testing.T) {
	codes := []syscall.Errno{windows.ERROR_ACCESS_DENIED, windows.ERROR_IO_DEVICE, windows.ERROR_NOT_SUPPORTED}
	for _, exists := range []bool{false, true} {
		run := func(plan func(faultfs.Call) faultfs.Fault) (*faultfs.FS, string, Report, error) {
			dir := t.TempDir()
			opts := Options{Verify: true}
			if exists {
				write(t, conf(dir), "old")
				opts.Expect = identify(t, conf(dir))
			}
			disk := faultfs.New(vfs.OS(), plan)
			r, err := Save(ctx, conf(dir), strings.NewReader("new!"), opts.OnDisk(disk))
			return disk, dir, r, err
		}
		clean, _, _, err := run(nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range clean.Calls() {
			for _, code := range codes {
				for _, lost := range []bool{false, true} {
					_, dir, r, err := run(faultfs.At(c.N, faultfs.Fault{Err: code, Lost: lost}))
					wantTruth(t, exists, conf(dir), r, err)
					if t.Failed() {
						t.Fatalf("after %v (lost %v) from call %d, %s: report %+v, %v", code, lost, c.N, c.Op, r, err)
					}
				}
			}
		}
	}
}

func wantTruth(t *testing.T, existed bool, path string, r Report, err error) {
	t.Helper()
	old := "-"
	if existed {
		old = "old"
	}
	if err != nil && StateOf(err) != r.State {
		t.Errorf("the report says %v, the error %v", r.State, err)
	}
	switch {
	case (err == nil) != (r.State == New || r.State == NewUnconfirmed):
		t.Errorf("state %v with error %v", r.State, err)
	case r.State == Old:
		wantContent(t, path, old)
	case r.State == Unknown:
		e, _ := errors.AsType[*Error](err)
		if len(e.Paths) == 0 {
			t.Error("unknown, and no path is named")
		}
	default:
		wantContent(t, path, "new!")
	}
	named := slices.ContainsFunc(r.Caveats, func(c Caveat) bool { return c.Kind == CaveatLeftover })
	if !named && r.State != Unknown {
		noTemp(t, filepath.Dir(path))
	}
}
