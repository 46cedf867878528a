package lab

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// asNobody runs a program without rights, where /dev/fuse is for everybody as it
// is on most systems.
const asNobody = `mknod "$1/fuse" c 10 229 && chmod 666 "$1/fuse" && mount --bind "$1/fuse" /dev/fuse &&
shift && exec setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@"`

// TestUnprivileged plays the scenes as somebody who is nobody: with what the system
// gives to everybody, and without the program that mounts.
func TestUnprivileged(t *testing.T) {
	for _, tool := range []string{"unshare", "setpriv", "fusermount3"} {
		if _, err := exec.LookPath(tool); err != nil || os.Geteuid() != 0 || testing.Short() {
			t.Skip("needs unshare, setpriv, fusermount3 and root to become nobody; takes seconds")
		}
	}
	if out, err := exec.Command("unshare", "--mount", "true").CombinedOutput(); err != nil {
		t.Skipf("no mounts of one's own here, as in a chroot whose folder is no mount: %v: %s", err, out)
	}
	dir, err := os.MkdirTemp("/tmp", "lab-nobody-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "lab.test"), program, 0o755)
	}
	if err == nil {
		err = os.Chmod(dir, 0o777)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{os.Getenv("PATH"), "/nowhere"} {
		cmd := exec.Command("unshare", "--mount", "sh", "-c", asNobody, "sh", dir, "env", "PATH="+path, filepath.Join(dir, "lab.test"),
			"-test.v", "-test.run", "^(TestKillsAreAsPredicted|TestPowerCutsAreAsPredicted|TestNoSpace|TestConflict|TestInUse|TestCancelledLeavesNothing)$/^(full|ordinary)?(/.*)?$")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "TMPDIR="+dir, "HOME=/nonexistent")
		out, err := cmd.CombinedOutput()
		os.Remove(filepath.Join(dir, "fuse"))
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		if without := path == "/nowhere"; strings.Contains(string(out), "no-fuse") != without {
			t.Errorf("as nobody, with PATH=%s:\n%s", path, out)
		}
	}
}
