package crashrig

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestMain(m *testing.M) {
	if os.Getpid() == 1 && os.Getenv("HOLDFAST_CRASHRIG_GUEST") != "" {
		guest()
	}
	done, err := play()
	if !done && len(os.Args) > 1 && os.Args[1] == "table" {
		done, err = true, table(os.Args[2:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if !done {
		os.Exit(m.Run())
	}
}

// table runs many cuts and prints them: what .ci/crash-test calls.
func table(arguments []string) error {
	flags := flag.NewFlagSet("crash-test", flag.ContinueOnError)
	systems := flags.String("fs", "ext4,xfs,btrfs", "file systems")
	chosen := flags.String("strategies", strings.Join(strategyOrder, ","), "ways to save")
	j := job{}
	flags.IntVar(&j.Cuts, "cuts", 500, "cuts for each file system and strategy")
	flags.IntVar(&j.Saves, "saves", 200, "saves that are recorded for them")
	flags.Uint64Var(&j.Seed, "seed", 1, "of the choice of cuts")
	flags.StringVar(&j.Trusted, "journal", "", "file system of another disk, for the journal of ours (default: on the same disk)")
	flags.BoolVar(&j.Ignore, "ignore-flushes", false, "a disk that only says that it flushes: everything must fail")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	var rows []Row
	wrong := 0
	for system := range strings.SplitSeq(*systems, ",") {
		for strategy := range strings.SplitSeq(*chosen, ",") {
			j.System, j.Strategy = system, strategy
			if err := able(system); err != nil {
				return err
			}
			row, err := runRig(j)
			if err != nil {
				return err
			}
			rows = append(rows, row)
			for _, problem := range problems(row) {
				wrong++
				fmt.Fprintln(os.Stderr, problem)
			}
			fmt.Fprint(os.Stderr, row.line())
		}
	}
	if err := WriteTable(os.Stdout, rows); err != nil {
		return err
	}
	if wrong > 0 {
		return fmt.Errorf("%d findings break a promise or contradict the model", wrong)
	}
	return nil
}

// able is nil if the rig can try a file system here.
func able(name string) error {
	s, err := systemOf(name)
	if err != nil {
		return err
	}
	if reason := missing(s); reason != "" && unix.Access(filepath.Join(imageFolder, name), unix.R_OK) != nil {
		return errors.New(reason)
	}
	return nil
}

// problems lists what must not be, one line each.
func problems(r Row) (list []string) {
	for _, f := range r.Broken() {
		list = append(list, fmt.Sprintf("%s on %s breaks its promise: %v, after Recover %v: %+v", r.Strategy, r.System, f.Kind, f.Repaired, f))
	}
	if s, _ := systemOf(r.System); !s.journal {
		return list
	}
	unpredicted, err := r.Unpredicted()
	if err != nil {
		return append(list, err.Error())
	}
	for _, f := range unpredicted {
		list = append(list, fmt.Sprintf("%s on %s was not predicted: %+v", r.Strategy, r.System, f))
	}
	return list
}

// need skips a test where the rig cannot run.
func need(t *testing.T, name string) {
	t.Helper()
	s, err := systemOf(name)
	if err != nil {
		t.Fatal(err)
	}
	if reason := missing(s); reason != "" {
		t.Skip(reason)
	}
	if testing.Short() {
		t.Skip("-short: every cut mounts a file system")
	}
}

// run makes the cuts of a test.
func run(t *testing.T, j job) Row {
	t.Helper()
	need(t, j.System)
	row, err := runRig(j)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range row.Findings {
		if !row.Obey || f.Mounted {
			continue
		}
		t.Errorf("could not be mounted: %s", f.Detail)
	}
	for _, problem := range problems(row) {
		t.Error(problem)
	}
	if t.Failed() {
		t.Log("\n" + row.line())
	}
	return row
}

// TestPowerCuts holds the levels to their promises on real file systems, and
// the model of package crashsim to what really happens.
func TestPowerCuts(t *testing.T) {
	for _, system := range []string{"ext4", "xfs", "btrfs"} {
		for _, strategy := range []string{"full", "balanced", "fast"} {
			t.Run(system+"/"+strategy, func(t *testing.T) {
				run(t, job{System: system, Strategy: strategy, Saves: 40, Cuts: 40, Seed: 1})
			})
		}
	}
}

// TestRestored: what a cut tears or loses where no order of flushes is enough, or
// where a file is overwritten, comes back with the next start of the program, from
// the journal's folder on another disk.
func TestRestored(t *testing.T) {
	for _, j := range []job{
		{System: "ext4", Strategy: "inplace", Saves: 60, Cuts: 60, Seed: 1},
		{System: "xfs", Strategy: "inplace", Saves: 40, Cuts: 30, Seed: 1},
		{System: "ext4-nojournal", Trusted: "ext4", Strategy: "guarded", Saves: 80, Cuts: 120, Seed: 1},
	} {
		t.Run(j.System+"/"+j.Strategy, func(t *testing.T) {
			row := run(t, j)
			t.Logf("%d of %d cuts damaged the file, %d were restored from the journal", row.Damaged(), j.Cuts, row.Count(func(f Finding) bool { return f.Restored }))
		})
	}
}

// TestOthersAreHarmed: the rig must see the damage that the ways of others do,
// or it could not see ours. What it sees must be in the model, too.
func TestOthersAreHarmed(t *testing.T) {
	for _, c := range []struct{ system, strategy string }{
		{"ext4", "rename"}, {"xfs", "rename"}, {"ext4", "truncate"}, {"xfs", "truncate"},
	} {
		t.Run(c.system+"/"+c.strategy, func(t *testing.T) {
			row := run(t, job{System: c.system, Strategy: c.strategy, Saves: 60, Cuts: 40, Seed: 1})
			if row.Damaged() == 0 {
				t.Error("no cut did any harm")
			}
		})
	}
}

// TestIgnoredFlushes proves the rig: on a disk that ignores flushes, the safest
// save must lose.
func TestIgnoredFlushes(t *testing.T) {
	for _, system := range []string{"ext4", "xfs", "btrfs"} {
		t.Run(system, func(t *testing.T) {
			row := run(t, job{System: system, Strategy: "full", Saves: 60, Cuts: 40, Seed: 1, Ignore: true})
			if row.Damaged()+row.Lost() == 0 {
				t.Error("no cut did any harm")
			}
		})
	}
}

// TestKilledRigLeavesNothing: when the disk is gone in the middle of a write,
// every process that uses it must still end, and with the last one its mounts.
func TestKilledRigLeavesNothing(t *testing.T) {
	for _, system := range []string{"ext4", "xfs", "btrfs"} {
		t.Run(system, func(t *testing.T) {
			need(t, system)
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			command, err := role("heir", job{System: system, Strategy: "full", Saves: 1000, Seed: 1, Die: 300})
			if err != nil {
				t.Fatal(err)
			}
			hangs := time.AfterFunc(time.Minute, func() { command.Process.Kill() })
			defer hangs.Stop()
			command.WaitDelay = time.Second
			if out, err := command.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
