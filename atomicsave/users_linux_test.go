package atomicsave

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

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

// TestKernelFileThatCannotBeRead: no disk has failed.
func TestKernelFileThatCannotBeRead(t *testing.T) {
	const path = "/proc/self/mem" // at the address 0 there is nothing
	if _, err := os.ReadFile(path); !errors.Is(err, syscall.EIO) {
		t.Skipf("it can be read here, or may not be opened: %v", err)
	}
	if _, _, err := Read(t.Context(), path); ClassOf(err) != NotRegular || !errors.Is(err, syscall.EIO) {
		t.Errorf("%v, class %v", err, ClassOf(err))
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
		if err != nil || plan.Strategy != StrategyRefuse || plan.Refusal.Class != Unsupported || !errors.Is(plan.Refusal, ErrNoDisk) {
			t.Errorf("%s: plan %+v, %v", path, plan, err)
		}
		report, err := Save(t.Context(), path, strings.NewReader("0\n"), Options{Expect: fp})
		if ClassOf(err) != Unsupported || !errors.Is(err, ErrNoDisk) || report.State != Old {
			t.Errorf("%s: %v, %v", path, report.State, err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
			t.Errorf("%s: %q, %v", path, after, err)
		}
	}
}
