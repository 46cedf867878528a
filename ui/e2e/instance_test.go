//go:build e2e && linux

package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// errand is a program that waits for files to be edited.
type errand struct {
	t     *testing.T
	cmd   *exec.Cmd
	out   log
	ended chan error
}

// run starts a program on the desktop, as the user with that number.
func (d *desktop) run(uid int, name string, args ...string) *errand {
	d.t.Helper()
	e := &errand{t: d.t, cmd: exec.Command(name, args...), ended: make(chan error, 1)}
	e.cmd.Env = append(d.environment(), "EDITOR="+program+" --wait", "GIT_CONFIG_GLOBAL=/dev/null")
	e.cmd.Dir = d.files()
	e.cmd.Stdout, e.cmd.Stderr = &e.out, &e.out
	e.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if uid != os.Getuid() {
		e.cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}
	}
	must(d.t, e.cmd.Start())
	go func() { e.ended <- e.cmd.Wait() }()
	d.t.Cleanup(func() { _ = syscall.Kill(-e.cmd.Process.Pid, syscall.SIGKILL) })
	return e
}

// exits waits for the end of the program.
func (e *errand) exits(code int) {
	e.t.Helper()
	select {
	case <-e.ended:
	case <-time.After(patience):
		e.t.Fatalf("%s still runs: %s", e.cmd.Args[0], &e.out)
	}
	if got := e.cmd.ProcessState.ExitCode(); got != code {
		e.t.Errorf("%v: exit code %d, want %d: %s", e.cmd.Args, got, code, &e.out)
	}
}

// waits makes sure that the program has not ended yet.
func (e *errand) waits() {
	e.t.Helper()
	select {
	case err := <-e.ended:
		e.t.Fatalf("%v did not wait: %v: %s", e.cmd.Args, err, &e.out)
	default:
	}
}

// window waits for a window with that title which some other program has
// opened, and gives it the keyboard.
func (d *desktop) window(name string) *app {
	d.t.Helper()
	a := &app{desktop: d, t: d.t, log: &log{}}
	eventually(d.t, "a window for "+name+" appears", func() error {
		found, err := d.try("xdotool", "search", "--onlyvisible", "--name", name+" — Holdfast")
		a.window, _, _ = strings.Cut(found, "\n")
		if a.window == "" {
			return errors.Join(errors.New("no window yet"), err)
		}
		return nil
	})
	a.focus()
	a.waitPainted()
	a.waitStill()
	return a
}

// gone waits until no window of the program is left.
func (d *desktop) gone() {
	d.t.Helper()
	eventually(d.t, "the window closes", func() error {
		if found, _ := d.try("xdotool", "search", "--onlyvisible", "--name", "Holdfast"); found != "" {
			return fmt.Errorf("there is %q", found)
		}
		return nil
	})
}

// TestSecondStart hands a file with line and column to the window that is open.
func TestSecondStart(t *testing.T) {
	d := newDesktop(t)
	one, two := d.put("one.conf", []byte("1\n")), d.put("two.conf", []byte("a\nbcd\ne\n"))
	a := d.start("one.conf", one)
	d.run(os.Getuid(), program, two+":2:3").exits(0)
	a.waitTitle("two.conf")
	a.waitStill()
	a.typed("X")
	a.press("ctrl+s")
	waitFile(t, two, []byte("a\nbcXd\ne\n"))
	d.run(os.Getuid(), program, "one.conf").exits(0) // relative to its own folder
	a.waitTitle("one.conf")

	// A window of its own, when that is asked for.
	other := d.run(os.Getuid(), program, "--new-window", two)
	d.window("two.conf").press("ctrl+q")
	other.exits(0)
	a.waitTitle("one.conf")
}

// TestWaitInAnOpenWindow waits for a tab beside others.
func TestWaitInAnOpenWindow(t *testing.T) {
	d := newDesktop(t)
	one, two := d.put("one.conf", []byte("1\n")), d.put("two.conf", []byte("2\n"))
	a := d.start("one.conf", one)
	e := d.run(os.Getuid(), program, "--wait", two)
	a.waitTitle("two.conf")
	a.waitStill()
	a.shoot("waiting")
	a.typed("new ")
	a.press("ctrl+s")
	waitFile(t, two, []byte("new 2\n"))
	e.waits()
	a.press("ctrl+w")
	e.exits(0)
	a.waitTitle("one.conf")

	// What was typed is thrown away: the program that waits must not go on as
	// if it had been saved.
	e = d.run(os.Getuid(), program, "--wait", two)
	a.waitTitle("two.conf")
	a.waitStill()
	a.typed("x")
	a.waitTitle("● two.conf")
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+w")
	a.expectModal("question")
	a.press("Left", "Return")
	e.exits(11)

	// The window dies.
	e = d.run(os.Getuid(), program, "--wait", two)
	a.waitTitle("two.conf")
	must(t, a.cmd.Process.Kill())
	e.exits(1)
	if !strings.Contains(e.out.String(), "draft") {
		t.Errorf("it said %q", &e.out)
	}
}

// TestGitCommit writes the message of a commit, with no window open before.
func TestGitCommit(t *testing.T) {
	d := newDesktop(t)
	git := func(args ...string) *errand {
		return d.run(os.Getuid(), "git", append([]string{"-c", "user.name=n", "-c", "user.email=e@example.org"}, args...)...)
	}
	git("init", "-q").exits(0)
	d.put("a.conf", []byte("a\n"))
	git("add", "a.conf").exits(0)
	e := git("commit")
	a := d.window("COMMIT_EDITMSG")
	a.shoot("commit")
	a.press("ctrl+Home")
	a.typed("Written in the window")
	a.press("ctrl+s")
	a.waitTitle("COMMIT_EDITMSG")
	e.waits()
	a.press("ctrl+w")
	e.exits(0)
	d.gone() // it was there for this only
	log := git("log", "--format=%s")
	log.exits(0)
	if got := strings.TrimSpace(log.out.String()); got != "Written in the window" {
		t.Errorf("the message is %q", got)
	}

	// Closing the window with the button saves too, if the person says so; a
	// message that is thrown away makes no commit.
	e = git("commit", "--amend")
	a = d.window("COMMIT_EDITMSG")
	a.typed("x")
	a.waitTitle("● COMMIT_EDITMSG")
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+q")
	a.expectModal("question")
	a.press("Left", "Return")
	e.exits(1)
}

// TestCrontab edits the table of jobs: crontab(1) looks whether its file has
// changed, and reads it again.
func TestCrontab(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can put another folder in the place of cron's")
	}
	if _, err := exec.LookPath("crontab"); err != nil {
		t.Skip("cron is not installed")
	}
	needMounts(t)
	d := newDesktop(t)
	kept := d.artifact("table")
	const script = `mount -t tmpfs tmpfs /var/spool/cron && mkdir -m 1730 /var/spool/cron/crontabs &&
		chgrp crontab /var/spool/cron/crontabs && crontab -e && crontab -l >"$0"`
	e := d.run(0, "unshare", "-m", "sh", "-c", script, kept)
	a := d.window("crontab")
	a.press("ctrl+Home")
	a.typed("7 4 * * 1 true\n")
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+s")
	a.expectModal("checker")
	a.press("Return") // not now
	a.waitTitle("crontab")
	e.waits()
	a.press("ctrl+w")
	e.exits(0)
	data, err := os.ReadFile(kept)
	must(t, err)
	if !bytes.Contains(data, []byte("7 4 * * 1 true\n")) {
		t.Errorf("the table is %q; crontab said %s", data, &e.out)
	}
	d.gone()
}

// TestSudoedit edits a file of root's as another user.
func TestSudoedit(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can allow another user to use sudo")
	}
	if _, err := exec.LookPath("sudo"); err != nil {
		t.Skip("sudo is not installed")
	}
	needMounts(t)
	d := newDesktop(t)
	d.giveTo(nobody)
	path := d.put("root.conf", []byte("old\n"))
	must(t, os.WriteFile(filepath.Join(d.dir, "rule"), []byte("#65534 ALL=(root) NOPASSWD: ALL\n"), 0o440))
	const script = `mount -t tmpfs -o mode=755 tmpfs /etc/sudoers.d && install -m 440 "$0" /etc/sudoers.d/test &&
		exec setpriv --reuid=65534 --regid=65534 --clear-groups sudoedit "$1"`
	e := d.run(0, "unshare", "-m", "sh", "-c", script, filepath.Join(d.dir, "rule"), path)
	a := d.window("root.*conf")
	a.typed("new ")
	a.press("ctrl+s")
	a.waitStill()
	e.waits()
	a.press("ctrl+w")
	e.exits(0)
	holds(t, path, []byte("new old\n"))
	info, err := os.Stat(path)
	must(t, err)
	if owner := info.Sys().(*syscall.Stat_t).Uid; owner != 0 {
		t.Errorf("it belongs to %d", owner)
	}
	d.gone()
}
