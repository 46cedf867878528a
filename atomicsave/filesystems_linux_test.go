package atomicsave

import (
	"os"
	"os/exec"
	"path/filepath"
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

// mountNew makes a file system in dir and mounts it on dir/mnt.
func mountNew(t *testing.T, kind, dir string) {
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
		if err := os.Truncate(image, 600<<20); err != nil { // sparse; the least that mkfs.xfs accepts is 300 MiB
			t.Fatal(err)
		}
		if out, err := exec.Command("mkfs."+kind, "-q", image).CombinedOutput(); err != nil {
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
