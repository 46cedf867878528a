//go:build e2e && linux

package e2e

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// details are those of the message that covers the window, for an expert. It is
// left open.
func (a *app) details() string {
	a.t.Helper()
	return a.copied("Tab", "Return", "Tab", "Return") // from OK to the fold, and on to its Copy
}

// usable opens an empty tab beside what is shown, types into it, and closes it.
func (a *app) usable(back string) {
	a.t.Helper()
	a.press("ctrl+n")
	a.waitTitle("Untitled")
	a.typed("x")
	a.waitTitle("● Untitled")
	a.press("ctrl+z")
	a.waitTitle("Untitled")
	a.press("ctrl+w")
	a.waitTitle(back)
}

// writing appends a line to a file each millisecond, until what it returns is called.
func writing(t *testing.T, path string) (end func()) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for tick := time.Tick(time.Millisecond); ; {
			select {
			case <-stop:
				stopped <- file.Close()
				return
			case <-tick:
			}
			if _, err := file.WriteString("one more line\n"); err != nil {
				stopped <- err
				return
			}
		}
	}()
	end = sync.OnceFunc(func() {
		close(stop)
		must(t, <-stopped)
	})
	t.Cleanup(end)
	return end
}

// TestBadTargets starts the program with things that are no files, all at once, and
// with a language that does not exist. Each is refused with its reason.
func TestBadTargets(t *testing.T) {
	d := newDesktop(t)
	d.program = filepath.Join(d.dir, "in-no-language")
	must(t, os.WriteFile(d.program, fmt.Appendf(nil, "#!/bin/sh\nLANG=xx_XX.UTF-8 LC_ALL=xx_XX.UTF-8 LANGUAGE=xx exec %s \"$@\"\n", program), 0o755))
	in := func(name string) string { return filepath.Join(d.files(), name) }
	d.folder("folder")
	d.put("file", []byte("old"))
	must(t, syscall.Mkfifo(in("pipe"), 0o644))
	must(t, os.Symlink("loop", in("loop")))
	must(t, os.Symlink("nowhere", in("dangling")))
	huge := d.put("huge", nil)
	must(t, os.Truncate(huge, 1<<40))
	want := map[string]string{
		huge:        "too large",
		"/dev/zero": "not-regular", in("folder"): "not-regular", in("pipe"): "not-regular",
		in("loop"): "not-regular", in("dangling"): "not-regular", fmt.Sprintf("/proc/%d/mem", os.Getpid()): "not-regular",
		in("file") + "/below": "not-exist", in(strings.Repeat("x", 256)): "bad-name",
	}
	a := d.start("Untitled", slices.Collect(maps.Keys(want))...)
	told := map[string]string{}
	for i := range len(want) {
		a.waitStill()
		a.shoot(fmt.Sprint("told-", i))
		text := a.details()
		if large := tooLarge.FindStringSubmatch(text); large != nil {
			told[large[1]] = "too large"
		} else if class := refused.FindStringSubmatch(text); class != nil {
			told[class[1]] = class[2]
		} else {
			t.Errorf("the details are %q", text)
		}
		a.press("Escape")
	}
	if !maps.Equal(told, want) {
		t.Errorf("the reasons are %q, want %q", told, want)
	}
	a.waitStill()
	a.usable("Untitled")
	holds(t, in("file"), []byte("old"))
	onlyNames(t, d.files(), "dangling", "file", "folder", "huge", "loop", "pipe")
}

// What the details say of a file that was not opened.
var (
	refused  = regexp.MustCompile(`(?m)^Path: (.*)\nKind: (.*)$`)
	tooLarge = regexp.MustCompile(`workspace: (.*) has 1099511627776 bytes and needs \d+ bytes of memory, of which \d+ are free`)
)

// TestOddFiles opens one after the other, in one window, what seems to be a file and
// has no length, no end, or nothing but NULs. Each shows what it has.
func TestOddFiles(t *testing.T) {
	d := newDesktop(t)
	a := d.start("start.conf", d.put("start.conf", []byte("start\n")))
	for _, path := range []string{"/proc/filesystems", "/proc/sys/kernel/ostype", "/sys/class/net/lo/address"} {
		a.hand(path)
		want, err := os.ReadFile(path)
		must(t, err)
		if got := a.text(); got != string(want) || got == "" {
			t.Errorf("%s shows %q, want %q", path, got, want)
		}
		a.usable(filepath.Base(path))
	}

	nuls := d.put("nuls", nil)
	must(t, os.Truncate(nuls, 100<<20))
	a.beforeModal()
	a.hand(nuls)
	a.expectModal("not-text")
	if text := a.details(); !strings.Contains(text, "a NUL byte at byte 0") {
		t.Errorf("the details are %q", text)
	}
	a.press("Escape")
	a.usable("nuls")
	a.shoot("nuls")

	log := d.put("log", nil) // to which another program begins to write
	a.hand(log)
	end := writing(t, log)
	a.usable("log")
	end()
	eventually(t, "the window shows all of the log", func() error { return sameBytes(log, []byte(a.text())) })
	a.shoot("log")
	onlyNames(t, d.files(), "log", "nuls", "start.conf")
}
