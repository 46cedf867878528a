//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestCrashReport lets the runtime end the program as a crash does, and looks at
// what the next start tells of it.
func TestCrashReport(t *testing.T) {
	d := newDesktop(t)
	path := d.put("private-name.conf", []byte("private content\n"))
	a := d.start("private-name.conf", path)
	folder := filepath.Join(d.home, ".local/state/holdfast/crashes")
	eventually(t, "the place for last words is there", func() error {
		if names, _ := filepath.Glob(folder + "/running-*"); len(names) != 1 {
			return fmt.Errorf("%q", names)
		}
		return nil
	})
	must(t, a.cmd.Process.Signal(syscall.SIGABRT))
	a.waitEnd(2)
	if a.log.String() == "" {
		t.Error("nothing was said on standard error")
	}
	a.log.text.Reset() // it is meant to be there

	b := d.start("", path)
	b.waitStill()
	b.shoot("told")
	reports, err := filepath.Glob(folder + "/report-*.txt")
	must(t, err)
	if len(reports) != 1 {
		t.Fatalf("reports: %q", reports)
	}
	text, err := os.ReadFile(reports[0])
	must(t, err)
	if !strings.Contains(string(text), "SIGABRT") || !strings.Contains(string(text), "ui.(*Shell).Run") {
		t.Errorf("the report is %s", text)
	}
	for _, never := range []string{"private", d.dir, "/root", os.Getenv("HOME") + "/"} {
		if strings.Contains(string(text), never) {
			t.Errorf("the report names %q", never)
		}
	}
	info, err := os.Stat(reports[0])
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	b.press("shift+Tab", "Return") // show it
	b.waitStill()
	b.shoot("report")
	b.press("Escape")
	b.waitStill()
	b.press("Escape")
	b.waitStill()
	b.press("ctrl+q")
	b.waitEnd(0)
	if names, _ := filepath.Glob(folder + "/running-*"); len(names) != 0 {
		t.Errorf("left behind: %q", names)
	}
	c := d.start("", path)
	c.press("ctrl+q") // nothing is told twice, or this would not be heard
	c.waitEnd(0)
}
