//go:build e2e && linux

package e2e

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// hanging is a file system that can stop answering: see atomicsave/internal/oddfs.
type hanging struct {
	t    *testing.T
	cmd  *exec.Cmd
	dir  string // where it is mounted
	real string // where its files are
	said chan string
	over sync.Once
}

// newHanging mounts one, with switches of oddfs.
func newHanging(d *desktop, switches ...string) *hanging {
	d.t.Helper()
	if _, err := os.Stat("/dev/fuse"); err != nil || os.Getuid() != 0 {
		d.t.Skip("only root can mount a file system that hangs, where the kernel has FUSE: ", err)
	}
	tool := filepath.Join(d.dir, "oddfs")
	if _, err := os.Stat(tool); err != nil {
		build := exec.Command("go", "build", "-o", tool, "holdfast/atomicsave/internal/oddfs")
		if out, err := build.CombinedOutput(); err != nil {
			d.t.Fatalf("%v: %s", err, out)
		}
	}
	top, err := os.MkdirTemp(d.dir, "storage-")
	must(d.t, err)
	h := &hanging{t: d.t, real: filepath.Join(top, "behind"), dir: filepath.Join(top, "mount")}
	must(d.t, errors.Join(os.Mkdir(h.real, 0o755), os.Mkdir(h.dir, 0o755)))
	h.cmd = exec.Command(tool, append(switches, h.real, h.dir)...)
	h.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := h.cmd.StdoutPipe()
	must(d.t, err)
	must(d.t, h.cmd.Start())
	d.t.Cleanup(h.end)
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "ready" {
		d.t.Skip("the file system cannot be mounted here: ", lines.Text(), lines.Err())
	}
	h.said = make(chan string, 8)
	go func() {
		for lines.Scan() {
			h.said <- lines.Text()
		}
	}()
	return h
}

// hangs waits until it has stopped answering because of a switch.
func (h *hanging) hangs() {
	h.t.Helper()
	select {
	case <-h.said:
	case <-time.After(patience):
		h.t.Fatal("the storage goes on answering")
	}
}

// end unmounts it; whoever waits for an answer gets an error.
func (h *hanging) end() {
	h.over.Do(func() {
		_ = h.cmd.Process.Kill()
		_ = h.cmd.Wait()
		_ = syscall.Unmount(h.dir, syscall.MNT_DETACH)
	})
}

// first ends it before the programs that were started until now are ended: a
// process that waits for it cannot be killed.
func (h *hanging) first() { h.t.Cleanup(h.end) }

// toggle stops the answers, or lets them go on.
func (h *hanging) toggle() {
	h.t.Helper()
	must(h.t, h.cmd.Process.Signal(syscall.SIGUSR1))
}

// waitSays waits until the left of the status bar has a text, or has none.
func (a *app) waitSays(something bool) {
	a.t.Helper()
	eventually(a.t, fmt.Sprint("the status bar says something: ", something), func() error {
		bar := a.area()
		bar.Min.Y = bar.Max.Y - 22
		bar.Max.X = bar.Min.X + bar.Dx()/3
		if n := a.look().colors(bar); (n > 9) != something {
			return fmt.Errorf("%d colours", n)
		}
		return nil
	})
}

// TestOpenHanging opens a file on storage that does not answer, beside another
// one, and gives it up.
func TestOpenHanging(t *testing.T) {
	d := newDesktop(t)
	h := newHanging(d)
	must(t, os.WriteFile(filepath.Join(h.real, "far.conf"), []byte("far\n"), 0o644))
	path := d.put("near.conf", []byte("near\n"))
	a := d.start("near.conf", path)
	h.first()
	h.toggle()
	d.run(os.Getuid(), program, filepath.Join(h.dir, "far.conf")).exits(0)
	a.waitSays(true)
	a.shoot("opening")
	a.typed("typed ")
	a.press("ctrl+s")
	a.waitTitle("near.conf")
	waitFile(t, path, []byte("typed near\n"))

	h.toggle() // it answers: the file comes
	a.waitTitle("far.conf")
	if text := a.text(); text != "far\n" {
		t.Errorf("the window has %q", text)
	}

	// Another one is given up, by the keyboard: it does not come any more.
	must(t, os.WriteFile(filepath.Join(h.real, "second.conf"), []byte("second\n"), 0o644))
	h.toggle()
	d.run(os.Getuid(), program, filepath.Join(h.dir, "second.conf")).exits(0)
	a.waitSays(true)
	a.press("ctrl+shift+period")
	a.waitSays(false)
	h.toggle()
	a.waitStill()
	a.waitTitle("far.conf")
}

// TestStartHanging starts with a file on storage that does not answer: the window
// appears, and can be used and closed.
func TestStartHanging(t *testing.T) {
	d := newDesktop(t)
	h := newHanging(d)
	path := filepath.Join(h.dir, "far.conf")
	must(t, os.WriteFile(filepath.Join(h.real, "far.conf"), []byte("far\n"), 0o644))
	a := d.start("far.conf", path)
	h.first()
	a.press("ctrl+q") // the session has the file now
	a.waitEnd(0)
	h.toggle()
	for _, args := range [][]string{{path + ":3"}, {}} {
		a := d.launch(os.Getuid(), args...)
		h.first()
		a.waitWindow()
		a.waitTitle("Untitled")
		a.waitStill()
		a.typed("x")
		a.waitTitle("● Untitled")
		a.press("ctrl+z")
		a.waitTitle("Untitled")
		a.press("ctrl+q")
		d.gone()
	}
}

// TestSaveHanging saves to storage that stops answering. The text can be edited
// and is in a draft, the window can be closed, and the next start offers it.
func TestSaveHanging(t *testing.T) {
	d := newDesktop(t)
	h := newHanging(d)
	real := filepath.Join(h.real, "far.conf")
	must(t, os.WriteFile(real, []byte("far\n"), 0o644))
	a := d.start("far.conf", filepath.Join(h.dir, "far.conf"))
	h.first()
	a.typed("one ")
	a.waitTitle("● far.conf")
	h.toggle()
	a.press("ctrl+s")
	a.typed("two ")
	if text := a.text(); text != "one two far\n" {
		t.Errorf("the window has %q", text)
	}
	a.shoot("saving")
	eventually(t, "the draft has the text", func() error {
		drafts, _ := filepath.Glob(filepath.Join(d.home, ".local/state/holdfast/drafts/*"))
		for _, draft := range drafts {
			if data, err := os.ReadFile(draft); err == nil && strings.Contains(string(data), "one two far\n") {
				return nil
			}
		}
		return fmt.Errorf("drafts: %q", drafts)
	})
	a.beforeModal()
	a.press("ctrl+q")
	a.expectModal("question")
	a.press("shift+Tab", "Return") // close anyway
	d.gone()
	h.end() // a process that waits for such storage cannot even be ended
	a.waitEnd(0)
	holds(t, real, []byte("far\n"))

	b := d.start("", d.put("near.conf", []byte("near\n")))
	b.waitStill()
	b.shoot("offer")
	b.press("Return") // restore
	b.waitTitle("● far.conf")
	if text := b.text(); text != "one two far\n" {
		t.Errorf("the draft has %q", text)
	}
}
