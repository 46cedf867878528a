package atomicsave

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/windows"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

// The test binary is also the program that is killed: with this variable it
// saves "PATH JOURNAL KILL", where KILL is the number of the call at which the
// process ends, or the partial failure of ReplaceFileW in which it ends.
const childVariable = "ATOMICSAVE_TEST_CHILD"

const (
	oldContent = "the old content\n"
	newContent = "the new content, which is longer\n"
)

func TestMain(m *testing.M) {
	if job := os.Getenv(childVariable); job != "" {
		child(strings.Split(job, "|"))
	}
	os.Exit(m.Run())
}

// die ends the process at once, as a kill does.
func die() {
	windows.TerminateProcess(windows.CurrentProcess(), exitKilled)
	select {}
}

const (
	exitKilled = 77
	exitFailed = 78
	exitDone   = 79
)

func child(job []string) {
	j, err := OpenJournal(ctx, job[1])
	if err != nil {
		fmt.Println(err)
		os.Exit(exitFailed)
	}
	var disk vfs.FS = halfFS{job[2]}
	if n, err := strconv.Atoi(job[2]); err == nil {
		disk = faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
			if c.N == n {
				die()
			}
			return faultfs.Fault{}
		})
	}
	expect := AnyVersion()
	if _, err := os.Stat(job[0]); err == nil {
		expect, err = Identify(ctx, job[0])
		if err != nil {
			fmt.Println(err)
			os.Exit(exitFailed)
		}
	}
	_, err = Save(ctx, job[0], strings.NewReader(newContent), Options{Expect: expect, Journal: j}.OnDisk(disk))
	if err != nil {
		fmt.Println(err)
		os.Exit(exitFailed)
	}
	os.Exit(exitDone)
}

// halfFS is a disk on which the process dies in the middle of ReplaceFileW.
type halfFS struct{ half string }

type halfDir struct {
	vfs.Dir
	half string
}

func (f halfFS) OpenDir(base vfs.Dir, path string) (vfs.Dir, error) {
	if d, ok := base.(halfDir); ok {
		base = d.Dir
	}
	d, err := vfs.OS().OpenDir(base, path)
	return halfDir{d, f.half}, err
}

func (d halfDir) Rename(name string, to vfs.Dir, newName string, how vfs.Move) error {
	return d.Dir.Rename(name, to.(halfDir).Dir, newName, how)
}

// Replace makes the first of the two moves. "lost" loses the old file then, as
// without a backup name.
func (d halfDir) Replace(_ context.Context, _ vfs.Dir, _, target, backup string) error {
	err := d.Rename(target, d, backup, vfs.NoReplace)
	if err == nil && d.half == "lost" {
		err = d.Remove(backup)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(exitFailed)
	}
	die()
	return nil
}

// killed saves in a process that dies, or reports that the save ended before.
func killed(t *testing.T, path, journal, kill string) bool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childVariable+"="+path+"|"+journal+"|"+kill)
	out, _ := cmd.CombinedOutput()
	switch cmd.ProcessState.ExitCode() {
	case exitKilled:
		return true
	case exitDone:
		return false
	}
	t.Fatalf("the child: %v: %s", cmd.ProcessState, out)
	return false
}

// afterCrash opens the journal of a dead process and repairs.
func afterCrash(t *testing.T, state string) Recovery {
	t.Helper()
	j, err := OpenJournal(ctx, state)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	r, err := j.Recover(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Killed at every call: the target is the old or the new file, and Recover
// removes what is left.
func TestKilledAtEveryCall(t *testing.T) {
	for _, exists := range []bool{true, false} {
		for n, more := 1, true; more; n++ {
			dir, state := t.TempDir(), t.TempDir()
			if exists {
				write(t, conf(dir), oldContent)
			}
			more = killed(t, conf(dir), state, strconv.Itoa(n))
			r := afterCrash(t, state)
			if len(r.Kept)+len(r.Unreachable)+len(r.Restored) != 0 {
				t.Errorf("killed at call %d: %+v", n, r)
			}
			got, err := os.ReadFile(conf(dir))
			switch {
			case os.IsNotExist(err) && !exists && more:
			case err != nil:
				t.Errorf("killed at call %d: %v", n, err)
			case string(got) == newContent:
			case string(got) != oldContent || !exists || !more:
				t.Errorf("killed at call %d: %q", n, got)
			}
			noTemp(t, dir)
			if t.Failed() {
				return
			}
		}
	}
}

// Killed between the two moves of ReplaceFileW: there is no target. Recover puts
// the old file back from the backup, or if that is lost the new one, which was
// complete.
func TestKilledInsideReplaceFile(t *testing.T) {
	for half, want := range map[string]string{"half": oldContent, "lost": newContent} {
		t.Run(half, func(t *testing.T) {
			dir, state := t.TempDir(), t.TempDir()
			write(t, conf(dir), oldContent)
			if !killed(t, conf(dir), state, half) {
				t.Fatal("the child was not killed")
			}
			wantContent(t, conf(dir), "-")
			r := afterCrash(t, state)
			if len(r.Restored) != 1 || len(r.Kept) != 0 {
				t.Errorf("%+v", r)
			}
			wantContent(t, conf(dir), want)
			wantNames(t, dir, "app.conf")
		})
	}
}

// A process that lives keeps its journal file to itself and is left alone.
func TestRecoverSparesTheLiving(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	first, err := OpenJournal(ctx, state)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	w, err := Create(ctx, conf(dir), Options{Journal: first})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, newContent)
	if r := afterCrash(t, state); len(r.Removed) != 0 {
		t.Errorf("%+v", r)
	}
	if _, err := w.Commit(ctx); err != nil {
		t.Error(err)
	}
	wantContent(t, conf(dir), newContent)
	wantNames(t, dir, "app.conf")
}

// A file with several names is overwritten by consent: both names show the new
// content.
func TestHardLinkInPlace(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	write(t, conf(dir), oldContent)
	second := dir + `\second`
	if err := os.Link(conf(dir), second); err != nil {
		t.Skip("no hard links here:", err)
	}
	opts := Options{Expect: identify(t, conf(dir)), StateDir: state}
	_, err := Save(ctx, conf(dir), strings.NewReader(newContent), opts)
	wantError(t, err, NeedsConsent, Old)
	wantContent(t, second, oldContent)
	opts.Consent = Agree(LossAtomicity)
	r := mustSave(t, conf(dir), newContent, opts)
	if r.Strategy != StrategyInPlace || r.Achieved != Full {
		t.Errorf("%+v", r)
	}
	wantContent(t, conf(dir), newContent)
	wantContent(t, second, newContent)
	opts = Options{Expect: identify(t, conf(dir)), Consent: Agree(LossHardLink)}
	mustSave(t, conf(dir), "cut", opts)
	wantContent(t, conf(dir), "cut")
	wantContent(t, second, newContent)
	wantNames(t, dir, "app.conf", "second")
}
