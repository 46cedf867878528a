//go:build e2e && linux

package e2e

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// desktop is an X server with a window manager, a message bus and a home, all
// of them for one test.
type desktop struct {
	t       *testing.T
	dir     string // everything of this test is in here
	home    string
	display string
	server  int // the process of the X server
	bus     string
	shots   int
	kept    string // the folder for screenshots and logs
	program string // what is started instead of the program under test
	drawing string // what draws windows, see native.Prepare; the program decides if empty
}

// The size of the screen in pixels.
const screenWidth, screenHeight = 1280, 900

// newDesktop starts a desktop that ends with the test, with more arguments for the X
// server.
func newDesktop(t *testing.T, server ...string) *desktop {
	t.Helper()
	dir, err := os.MkdirTemp("", "holdfast-e2e-")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o755))
	d := &desktop{t: t, dir: dir, home: filepath.Join(dir, "home"), kept: filepath.Join(dir, "artifacts")}
	must(t, os.Mkdir(d.kept, 0o755))
	t.Cleanup(d.keep) // after every other clean-up but the removal
	for _, sub := range []string{"screen", "home", "home/.config", "home/.cache", "home/.local", "home/.local/state", "home/.local/share", "run", "files"} {
		must(t, os.Mkdir(filepath.Join(dir, sub), 0o700))
	}
	must(t, os.Chmod(d.files(), 0o755))
	d.startServer(server...)
	d.startBus()
	d.startManager()
	return d
}

// files is the folder for the files that a test edits.
func (d *desktop) files() string { return filepath.Join(d.dir, "files") }

// config is the folder for the program's settings.
func (d *desktop) config() string { return filepath.Join(d.home, ".config", "holdfast") }

// giveTo makes the home belong to a user.
func (d *desktop) giveTo(uid int) {
	d.t.Helper()
	for _, top := range []string{d.home, filepath.Join(d.dir, "run")} {
		must(d.t, filepath.WalkDir(top, func(path string, _ os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Lchown(path, uid, uid)
		}))
	}
}

// background runs a program until the test ends.
func (d *desktop) background(cmd *exec.Cmd) {
	d.t.Helper()
	// In a group of its own, so that a Ctrl+C on the tests does not end the
	// screen before the clean-up has looked at it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	must(d.t, cmd.Start())
	d.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// startServer starts Xvfb, which finds a free display number by itself and
// writes it to a pipe. It repeats no key that is held: on a busy machine xdotool
// holds every key too long.
func (d *desktop) startServer(args ...string) {
	d.t.Helper()
	read, write, err := os.Pipe()
	must(d.t, err)
	defer read.Close()
	size := fmt.Sprintf("%dx%dx24", screenWidth, screenHeight)
	args = append([]string{"-displayfd", "3", "-r", "-screen", "0", size, "-nolisten", "tcp", "-ac", "-noreset", "-fbdir", filepath.Join(d.dir, "screen")}, args...)
	cmd := exec.Command("Xvfb", args...)
	cmd.ExtraFiles = []*os.File{write}
	d.background(cmd)
	d.server = cmd.Process.Pid
	must(d.t, write.Close())
	line, err := bufio.NewReader(read).ReadString('\n')
	must(d.t, err)
	d.display = ":" + strings.TrimSpace(line)
}

// startBus starts a message bus that knows no services, so that nothing is
// started by being asked for and nothing outlives the test.
func (d *desktop) startBus() {
	d.t.Helper()
	config := filepath.Join(d.dir, "bus.conf")
	must(d.t, os.WriteFile(config, []byte(`<busconfig><type>session</type>
<listen>unix:path=`+filepath.Join(d.dir, "bus")+`</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>
</busconfig>`), 0o644))
	read, write, err := os.Pipe()
	must(d.t, err)
	defer read.Close()
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address=3")
	cmd.ExtraFiles = []*os.File{write}
	d.background(cmd)
	must(d.t, write.Close())
	line, err := bufio.NewReader(read).ReadString('\n')
	must(d.t, err)
	d.bus = strings.TrimSpace(line)
}

func (d *desktop) startManager() {
	d.t.Helper()
	cmd := exec.Command("openbox")
	cmd.Env = d.environment()
	d.background(cmd)
	eventually(d.t, "the window manager starts", func() error {
		_, err := d.try("xdotool", "get_desktop")
		return err
	})
}

// environment is that of every program on the desktop.
func (d *desktop) environment() []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + d.home, "LANG=C.UTF-8", "TMPDIR=" + os.TempDir(),
		"DISPLAY=" + d.display, "DBUS_SESSION_BUS_ADDRESS=" + d.bus,
		"XDG_CONFIG_HOME=" + filepath.Join(d.home, ".config"), "XDG_CACHE_HOME=" + filepath.Join(d.home, ".cache"),
		"XDG_STATE_HOME=" + filepath.Join(d.home, ".local/state"), "XDG_DATA_HOME=" + filepath.Join(d.home, ".local/share"),
		"XDG_RUNTIME_DIR=" + filepath.Join(d.dir, "run"),
		"HOLDFAST_DRAWING=" + cmp.Or(d.drawing, os.Getenv("HOLDFAST_DRAWING")),
		"LIBGL_ALWAYS_SOFTWARE=1", "GSETTINGS_BACKEND=memory", "NO_AT_BRIDGE=1", "GDK_BACKEND=x11",
	}
}

// try runs a tool on the desktop and returns what it printed.
func (d *desktop) try(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = d.environment()
	out, err := cmd.Output()
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		err = fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, bytes.TrimSpace(e.Stderr))
	}
	return strings.TrimRight(string(out), "\n"), err
}

// tool runs a tool that must succeed.
func (d *desktop) tool(name string, args ...string) string {
	d.t.Helper()
	out, err := d.try(name, args...)
	must(d.t, err)
	return out
}

// setClipboard puts text on the clipboard.
func (d *desktop) setClipboard(text string) {
	d.t.Helper()
	d.offer("clipboard", text)
}

// offer makes text a selection of the display, and waits until it is: xclip ends
// before its child, which stays, has asked for the selection. What the program offers
// next would otherwise be lost to it.
func (d *desktop) offer(selection, text string) {
	d.t.Helper()
	cmd := exec.Command("xclip", "-selection", selection, "-in")
	cmd.Env = d.environment()
	cmd.Stdin = strings.NewReader(text)
	must(d.t, cmd.Run())
	eventually(d.t, "the selection is taken", func() error {
		got, err := d.selection(selection)
		if err == nil && got != text {
			err = fmt.Errorf("it still has %d other bytes", len(got))
		}
		return err
	})
}

// selection is the text of a selection of the display, with the line breaks at its end.
func (d *desktop) selection(name string) (string, error) {
	cmd := exec.Command("xclip", "-selection", name, "-out")
	cmd.Env = d.environment()
	out, err := cmd.Output()
	return string(out), err
}

// artifact is the path of a file to keep for people to look at.
func (d *desktop) artifact(name string) string {
	d.t.Helper()
	return filepath.Join(d.kept, name)
}

var notForNames = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// keep copies the artifacts to the folder that HOLDFAST_E2E_ARTIFACTS names, if
// the test failed or all are wanted.
func (d *desktop) keep() {
	to := os.Getenv("HOLDFAST_E2E_ARTIFACTS")
	if to == "" || !d.t.Failed() && os.Getenv("HOLDFAST_E2E_KEEP") != "all" {
		return
	}
	to = filepath.Join(to, notForNames.ReplaceAllString(d.t.Name(), "_"))
	if err := os.MkdirAll(to, 0o755); err != nil {
		d.t.Log(err)
		return
	}
	entries, _ := os.ReadDir(d.kept)
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(d.kept, e.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, e.Name()), data, 0o644)
		}
		if err != nil {
			d.t.Log(err)
		}
	}
}

// log collects the output of a program while it runs.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

var _ io.Writer = (*log)(nil)

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
