//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"holdfast/editor/workspace"
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

// fault is a line of the program before which panicking puts code that waits for a
// file, %q, and panics with words, %q.
type fault struct{ file, line, imports, code string }

// onTheWindow panics on the goroutine of the window, onTheWatch on that of
// something that the window has begun, in a package below it.
var (
	onTheWindow = fault{"main.go", "\tui.New(options).Run()\n", "\t\"time\"\n\n\t\"fyne.io/fyne/v2\"\n", `
	go func() {
		for {
			if _, err := os.Stat(%q); err == nil {
				fyne.Do(func() { panic(%q) })
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
`}
	onTheWatch = fault{"editor/workspace/watch_sight.go", "\twatcher, err := fsnotify.NewWatcher()\n", "", `
	for {
		if _, err := os.Stat(%q); err == nil {
			panic(%q)
		}
		time.Sleep(10 * time.Millisecond)
	}
`}
)

// panicking builds the program with one change: it panics there, with these
// words, as soon as there is a file of that name.
func panicking(t *testing.T, at fault, words, when string) string {
	t.Helper()
	real, err := filepath.Abs("../../" + at.file)
	must(t, err)
	code, err := os.ReadFile(real)
	must(t, err)
	if strings.Count(string(code), at.line) != 1 || strings.Count(string(code), "import (\n") != 1 {
		t.Fatal("there is no such line in ", at.file)
	}
	changed := strings.Replace(string(code), "import (\n", "import (\n"+at.imports, 1)
	changed = strings.Replace(changed, at.line, fmt.Sprintf(at.code, when, words)+at.line, 1)
	dir := t.TempDir()
	instead, overlay, out := filepath.Join(dir, "instead.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "holdfast")
	must(t, os.WriteFile(instead, []byte(changed), 0o644))
	list, err := json.Marshal(map[string]any{"Replace": map[string]string{real: instead}})
	must(t, err)
	must(t, os.WriteFile(overlay, list, 0o644))
	must(t, compile(out, "-overlay", overlay))
	return out
}

// TestPanic lets the program die of a panic right after somebody has typed: all of
// the text is in the draft, and the next start offers it and tells of the crash.
func TestPanic(t *testing.T) { dieOfPanic(t, onTheWindow, "ui.(*Shell).Run(…)") }

// TestPanicBelowTheWindow is the same for a goroutine of another package.
func TestPanicBelowTheWindow(t *testing.T) {
	dieOfPanic(t, onTheWatch, "ui.(*Shell).Run(…)", "workspace.(*fileSight).hints(…)")
}

// dieOfPanic lets the program panic somewhere. The report must name the functions.
func dieOfPanic(t *testing.T, at fault, functions ...string) {
	d := newDesktop(t)
	path := d.put("private-name.conf", []byte("old\n"))
	when := filepath.Join(d.dir, "now")
	d.program = panicking(t, at, "private words about "+path, when)
	a := d.start("private-name.conf", path)
	a.typed("all of this ")
	a.waitTitle("● private-name.conf")
	a.waitStill() // the last letter, too, has come
	must(t, os.WriteFile(when, nil, 0o644))
	a.waitEnd(2)
	if !strings.Contains(a.log.String(), "private words") {
		t.Errorf("it died of %s", a.log.String())
	}
	a.log.text.Reset() // it is meant to be there
	holds(t, path, []byte("old\n"))
	state := filepath.Join(d.home, ".local/state/holdfast")
	if text, found := draftOf(t, workspace.Dirs{Config: d.config(), State: state}); !found || text != "all of this old\n" {
		t.Errorf("the draft is %q, %v", text, found)
	}

	d.program = ""
	b := d.start("", path)
	b.waitStill()
	b.shoot("told")
	reports, err := filepath.Glob(filepath.Join(state, "crashes/report-*.txt"))
	must(t, err)
	if len(reports) != 1 {
		t.Fatalf("reports: %q", reports)
	}
	text, err := os.ReadFile(reports[0])
	must(t, err)
	for _, want := range append(functions, "panic: (text withheld)") {
		if !strings.Contains(string(text), want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.Contains(string(text), "private") || t.Failed() {
		t.Errorf("the report is %s", text)
	}
	b.press("Escape")
	b.waitStill()
	b.shoot("offered")
	b.press("Escape")
	b.waitStill()
	b.shoot("after both")
}
