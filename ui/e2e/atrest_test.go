//go:build e2e && linux

package e2e

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// TestAWindowAtRestSleeps: the main thread does not look 60 times a second
// whether anything has happened, and does what it is told at once all the same.
func TestAWindowAtRestSleeps(t *testing.T) {
	if !patched(t, "fyne.io/fyne/v2") {
		t.Skip("the program was built from Fyne as it is, see .ci/slim")
	}
	d := newDesktop(t)
	a := d.start("a.conf", d.put("a.conf", []byte("first\n")))
	d.settled(a)
	woken := func() (n int) {
		pid := a.cmd.Process.Pid
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/status", pid, pid))
		must(t, err)
		for line := range strings.Lines(string(text)) {
			if rest, ok := strings.CutPrefix(line, "voluntary_ctxt_switches:"); ok {
				_, err = fmt.Sscan(rest, &n)
				must(t, err)
			}
		}
		return n
	}
	before := woken()
	time.Sleep(4 * time.Second)
	// 16 times by itself, and for each blinking of the caret for a frame and what
	// may follow from it; 240 times with a look for each frame.
	if n := woken() - before; n > 160 {
		t.Errorf("the main thread woke up %d times in 4 seconds", n)
	}
	a.typed("x")
	a.waitTitle("● a.conf")
}

// patched reports whether the program was built from a changed copy of a module.
func patched(t *testing.T, module string) bool {
	t.Helper()
	info, err := buildinfo.ReadFile(program)
	must(t, err)
	for _, m := range info.Deps {
		if m.Path == module {
			return m.Replace != nil
		}
	}
	return false
}
