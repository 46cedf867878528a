package atomicsave

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The tests that depend on the file system are run again on others than the one
// that the temporary directory is on.
func TestOnOtherFileSystems(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and mounts file systems")
	}
	needRoot(t)
	const again = "^Test(Replace|Unchanged.*|Metadata.*|ACL.*|DefaultACL|Lost.*|Loss.*|InPlace|Hostile.*|Foreign.*|Symlinks|Names|TempDir|FileFlags|Immutable.*|HardLink.*|Read|SaveAll)$"
	for _, kind := range []string{"ext4", "xfs", "btrfs", "overlay"} {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			mountNew(t, kind, dir)
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(self, "-test.short", "-test.run", again)
			cmd.Env = append(os.Environ(), "TMPDIR="+filepath.Join(dir, "mnt"))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// ext4 without a journal is told apart from ext4 with one, each time that it is
// looked at, and the plan and the report say what that means.
func TestExt4WithoutJournal(t *testing.T) {
	needRoot(t)
	if _, err := os.Stat("/sys/fs/ext4"); err != nil {
		t.Skip("the kernel does not show its ext4 volumes:", err)
	}
	for _, bare := range []bool{true, false} {
		dir := t.TempDir()
		features := "has_journal"
		if bare {
			features = "^has_journal"
		}
		mountNew(t, "ext4", dir, "-O", features)
		path := conf(filepath.Join(dir, "mnt"))
		for round := range 2 { // the second answer is remembered
			plan, err := Plan(ctx, path, Options{Expect: AnyVersion()})
			if err != nil || slices.Contains(plan.Why, Reason{ReasonWithoutJournal, "", bareRemark}) != bare {
				t.Errorf("bare %v: %+v, %v", bare, plan, err)
			}
			for level, tell := range map[Durability]CaveatKind{Full: CaveatVolume, Balanced: CaveatVolume, Fast: CaveatUnprotected} {
				r := mustSave(t, path, fmt.Sprint(newContent, level, round), Options{Expect: AnyVersion(), Durability: level})
				if told := len(r.Caveats) == 1 && r.Caveats[0].Kind == tell; told != bare || !bare && len(r.Caveats) > 0 {
					t.Errorf("bare %v: caveats %v", bare, r.Caveats)
				}
				if flushed := strings.Contains(steps(r), string(StepFlushDirectory)); flushed != (level == Full || level == Balanced && bare) || r.Achieved != level {
					t.Errorf("bare %v, %v: %v", bare, level, steps(r))
				}
			}
		}
	}
}

// What no level can promise is said at every level: in memory, and on a server.
func TestVolumesThatPromiseNothing(t *testing.T) {
	for _, kind := range []string{"tmpfs", "ramfs", "nfs"} {
		for _, level := range []Durability{Full, Balanced, Fast} {
			dir := t.TempDir()
			opts := Options{Durability: level}.OnDisk(volumeFS{kind: kind, dir: dir})
			r := mustSave(t, conf(dir), newContent, opts)
			if len(r.Caveats) != 1 || r.Caveats[0].Kind != CaveatVolume || !strings.HasPrefix(r.Caveats[0].Detail, kind) {
				t.Errorf("%s, %v: %v", kind, level, r.Caveats)
			}
		}
	}
}

// mountNew makes a file system in dir, with arguments for mkfs, and mounts it on
// dir/mnt.
func mountNew(t testing.TB, kind, dir string, made ...string) {
	t.Helper()
	target := folder(t, dir, "mnt")
	var args []string
	if kind == "overlay" {
		options := "lowerdir=" + folder(t, dir, "lower") + ",upperdir=" + folder(t, dir, "upper") + ",workdir=" + folder(t, dir, "work")
		args = []string{"-t", kind, kind, "-o", options, target}
	} else {
		image := filepath.Join(dir, "image")
		if err := os.WriteFile(image, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(image, 1<<30); err != nil { // sparse; the least that mkfs.xfs accepts is 300 MiB
			t.Fatal(err)
		}
		if out, err := exec.Command("mkfs."+kind, append(append([]string{"-q"}, made...), image)...).CombinedOutput(); err != nil {
			t.Skipf("mkfs.%s: %v %s", kind, err, out)
		}
		args = []string{"-o", "loop", image, target}
	}
	if out, err := exec.Command("mount", args...).CombinedOutput(); err != nil {
		t.Skipf("mount: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", target).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
}
