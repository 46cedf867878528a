//go:build e2e && linux

package e2e

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// app is the program running in a window of a desktop.
type app struct {
	*desktop
	t      *testing.T
	cmd    *exec.Cmd
	window string // its X window
	log    *log
	ended  chan struct{}
	blank  shot // the window before a modal opened, see expectModal
}

// start runs the program with args and waits until its window has the title;
// any title will do if that is empty.
func (d *desktop) start(title string, args ...string) *app {
	d.t.Helper()
	return d.startAs(os.Getuid(), title, args...)
}

// startAs is start as the user with that number.
func (d *desktop) startAs(uid int, title string, args ...string) *app {
	d.t.Helper()
	a := d.launch(uid, args...)
	a.waitWindow()
	if title != "" {
		a.waitTitle(title)
	}
	a.waitPainted()
	a.waitStill()
	return a
}

// launch runs the program and waits for nothing.
func (d *desktop) launch(uid int, args ...string) *app {
	d.t.Helper()
	a := &app{desktop: d, t: d.t, log: &log{}, ended: make(chan struct{})}
	a.cmd = exec.Command(cmp.Or(d.program, program), args...)
	a.cmd.Dir = d.files()
	a.cmd.Env = d.environment()
	a.cmd.Stdout, a.cmd.Stderr = a.log, a.log
	a.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if uid != os.Getuid() {
		if os.Getuid() != 0 {
			d.t.Skip("only root can run the program as somebody else")
		}
		d.giveTo(uid)
		a.cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}
	}
	must(d.t, a.cmd.Start())
	go func() {
		_ = a.cmd.Wait()
		close(a.ended)
	}()
	d.t.Cleanup(a.end)
	return a
}

// end kills the program if it still runs, and looks for what it must never say.
func (a *app) end() {
	if a.t.Failed() && a.running() {
		a.shoot("failed")
	}
	_ = a.cmd.Process.Kill()
	<-a.ended
	text := a.log.String()
	// Fyne writes its own preferences in place and may read half of them: it
	// says so, and reads them again.
	// It says also that it does not know the language of the system.
	complaints := strings.NewReplacer("Fyne error:  Preferences load error", "", "Fyne error:  Error parsing user locale", "").Replace(text)
	for _, bad := range []string{"Error in Fyne call thread", "panic:", "fatal error:", "Fyne error:", "CRITICAL **", "goroutine 1 ["} {
		if strings.Contains(complaints, bad) {
			a.t.Errorf("the program said %q", bad)
		}
	}
	if text != "" {
		a.t.Logf("the program said:\n%s", text)
		_ = os.WriteFile(a.artifact("program.log"), []byte(text), 0o644)
	}
}

func (a *app) running() bool {
	select {
	case <-a.ended:
		return false
	default:
		return true
	}
}

// waitWindow waits for the window and gives it the keyboard.
func (a *app) waitWindow() {
	a.t.Helper()
	eventually(a.t, "the window appears", func() error {
		if !a.running() {
			a.t.Fatalf("the program ended with %v: %s", a.cmd.ProcessState, a.log)
		}
		found, err := a.try("xdotool", "search", "--all", "--onlyvisible", "--pid", strconv.Itoa(a.cmd.Process.Pid), "--name", "Holdfast")
		a.window, _, _ = strings.Cut(found, "\n")
		if a.window == "" {
			return errors.Join(errors.New("no window yet"), err)
		}
		return nil
	})
	a.focus()
}

// focus brings the window to the front and waits until it has the keyboard.
func (a *app) focus() {
	a.t.Helper()
	eventually(a.t, "the window gets the keyboard", func() error {
		_, err := a.try("xdotool", "windowactivate", a.window)
		active, _ := a.try("xdotool", "getactivewindow")
		if active != a.window {
			return errors.Join(fmt.Errorf("the active window is %q, not %s", active, a.window), err)
		}
		return nil
	})
}

// area is where the window's content is on the screen. It asks xwininfo, because
// xdotool counts the frame of the window manager twice.
func (a *app) area() image.Rectangle {
	a.t.Helper()
	v := map[string]int{}
	for line := range strings.Lines(a.tool("xwininfo", "-id", a.window)) {
		name, text, _ := strings.Cut(strings.TrimSpace(line), ":")
		v[name], _ = strconv.Atoi(strings.TrimSpace(text))
	}
	at := image.Pt(v["Absolute upper-left X"], v["Absolute upper-left Y"])
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(v["Width"], v["Height"]))}
}

// waitPainted waits until the status bar, the last thing to be filled, has text:
// a plain area has one colour, and letters have many.
func (a *app) waitPainted() {
	a.t.Helper()
	eventually(a.t, "the window is painted", func() error {
		bar := a.area()
		bar.Min.Y = bar.Max.Y - 26
		if n := a.look().colors(bar); n < 10 {
			return fmt.Errorf("%d colours in the status bar", n)
		}
		return nil
	})
}

func (a *app) title() string {
	title, _ := a.try("xdotool", "getwindowname", a.window)
	return title
}

// waitTitle waits until the window is called "NAME — Holdfast".
func (a *app) waitTitle(name string) {
	a.t.Helper()
	want := name + " — Holdfast"
	eventually(a.t, "the title becomes "+want, func() error {
		if got := a.title(); got != want {
			return fmt.Errorf("it is %q", got)
		}
		return nil
	})
}

// waitEnd waits until the program has ended, and checks its exit code.
func (a *app) waitEnd(code int) {
	a.t.Helper()
	eventually(a.t, "the program ends", func() error {
		if a.running() {
			return errors.New("it runs")
		}
		return nil
	})
	if got := a.cmd.ProcessState.ExitCode(); got != code {
		a.t.Errorf("exit code %d, want %d", got, code)
	}
}

// press presses keys, named as xdotool names them, one after the other.
func (a *app) press(keys ...string) {
	a.t.Helper()
	a.tool("xdotool", append([]string{"key", "--clearmodifiers", "--delay", "20"}, keys...)...)
}

// typed types plain ASCII text. A line break is the key Return.
func (a *app) typed(text string) {
	a.t.Helper()
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			a.press("Return")
		}
		if line != "" {
			a.tool("xdotool", "type", "--clearmodifiers", "--delay", "20", "--", line)
		}
	}
}

// mouse moves the pointer to a place in the window's content and then does
// what the other arguments tell xdotool. Negative numbers count from the right
// and from the bottom.
func (a *app) mouse(x, y int, then ...string) {
	a.t.Helper()
	area := a.area()
	if x < 0 {
		x += area.Dx()
	}
	if y < 0 {
		y += area.Dy()
	}
	// A hand takes longer than a frame between arriving and pressing.
	args := []string{"mousemove", "--window", a.window, strconv.Itoa(x), strconv.Itoa(y), "sleep", "0.06"}
	a.tool("xdotool", append(args, then...)...)
}

// text is everything in the text view, by way of the clipboard. The text is
// left selected.
func (a *app) text() string {
	a.t.Helper()
	return a.copied("ctrl+a", "ctrl+c")
}

// copied is what the clipboard has after keys that copy something.
func (a *app) copied(keys ...string) string {
	a.t.Helper()
	const nothing = "nothing was copied"
	a.setClipboard(nothing)
	a.press(keys...)
	var text string
	eventually(a.t, "something reaches the clipboard", func() error {
		var err error
		if text, err = a.selection("clipboard"); err == nil && text == nothing {
			err = errors.New("not yet")
		}
		return err
	})
	return text
}

// A modal dims the whole window, or hides nearly all of a small one; a caret, a
// selection or a line of status does not change nearly as much of it.
const modalShare = 0.15

// beforeModal remembers what the window looks like without a modal.
func (a *app) beforeModal() {
	a.t.Helper()
	a.blank = a.look()
}

// expectModal waits until a modal covers the window, since beforeModal, and
// until it stands still, and keeps a picture of it.
func (a *app) expectModal(name string) shot {
	a.t.Helper()
	eventually(a.t, "a modal covers the window", func() error {
		if share := a.look().differs(a.blank, a.area()); share < modalShare {
			return fmt.Errorf("only %.3f of the window changed", share)
		}
		return nil
	})
	a.waitStill()
	return a.shoot(name)
}

// expectNoModal waits until the window looks as it did at beforeModal.
func (a *app) expectNoModal() {
	a.t.Helper()
	eventually(a.t, "the modal goes away", func() error {
		if share := a.look().differs(a.blank, a.area()); share > modalShare/5 {
			return fmt.Errorf("%.3f of the window differs", share)
		}
		return nil
	})
}

// stillFor is how long the screen must not move to count as still: longer than
// any frame takes to draw here.
const stillFor = 300 * time.Millisecond

// restedFor is how often the window and the X server must be seen at rest meanwhile.
const restedFor = 3

// waitStill waits until nothing moves on the screen but a blinking caret, and until
// the window and the X server were seen to rest meanwhile: on a busy machine, a screen
// also stands still because a key has not yet had its turn.
func (a *app) waitStill() {
	a.t.Helper()
	last, since, rested := a.look(), time.Now(), 0
	owner := a.owner()
	eventually(a.t, "the screen stands still", func() error {
		now := a.look()
		if share := now.differs(last, image.Rectangle{}); share > 0.0005 {
			last, since, rested = now, time.Now(), 0
			return fmt.Errorf("%.4f of it changed", share)
		}
		if !runs(owner) && !runs(a.server) {
			rested++
		}
		if time.Since(since) < stillFor || rested < restedFor {
			return fmt.Errorf("not for long enough yet, and %d times at rest", rested)
		}
		return nil
	})
}

// owner is the process that has the window, which another program may have started.
func (a *app) owner() int {
	a.t.Helper()
	if a.cmd != nil {
		return a.cmd.Process.Pid
	}
	pid, err := strconv.Atoi(a.tool("xdotool", "getwindowpid", a.window))
	must(a.t, err)
	return pid
}

// runs reports whether the main thread of a process runs or waits for a processor.
// That of the program is the one that draws and takes the keys.
func runs(pid int) bool {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return bytes.Contains(stat, []byte(") R "))
}
