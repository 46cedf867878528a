//go:build unix

package workspace

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestACrashReportIsForTheUserAlone(t *testing.T) {
	dirs := Dirs{State: filepath.Join(t.TempDir(), "state")}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashIn+"="+dirs.State, crashBy+"=a panic of the runtime")
	_ = child.Run() // it is to fail
	reports, err := CrashReports(t.Context(), dirs)
	if err != nil || len(reports) != 1 {
		t.Fatalf("%v, %v", reports, err)
	}
	if info, err := os.Stat(reports[0]); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
