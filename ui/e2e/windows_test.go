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
)

// wine is a drive C: of its own, as .ci/wine prepares it.
type wine struct {
	*desktop
	loader, base string
}

// newWine skips the test if there is no wine or no program for Windows.
func newWine(t *testing.T) (*wine, string) {
	t.Helper()
	program := os.Getenv("HOLDFAST_E2E_WINDOWS")
	if program == "" {
		t.Skip("HOLDFAST_E2E_WINDOWS names no holdfast.exe: make package-windows builds one")
	}
	w := &wine{desktop: newDesktop(t)}
	w.base = filepath.Join(w.dir, "wine")
	out, err := w.shell(`. ../../.ci/wine/env.sh && echo "$wine_loader"`)
	must(t, err)
	w.loader = out
	if w.loader == "" {
		t.Skip("wine is not installed")
	}
	t.Cleanup(w.stop)
	_, err = w.shell("../../.ci/wine/setup")
	must(t, err)
	w.stop() // what was started without a display never sees one
	return w, program
}

func (w *wine) env() []string {
	return append(w.environment(), "HOLDFAST_WINE="+w.base, "WINEPREFIX="+filepath.Join(w.base, "prefix"),
		"WINEARCH=win64", "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree=;mshtml=;winemenubuilder.exe=")
}

func (w *wine) shell(script string) (string, error) {
	cmd := exec.Command("sh", "-c", script)
	// Their output goes to a file: what wine leaves running would keep a pipe open.
	out, err := os.Create(filepath.Join(w.dir, "shell.log"))
	if err != nil {
		return "", err
	}
	defer out.Close()
	cmd.Env, cmd.Stdout, cmd.Stderr = w.env(), out, out
	err = cmd.Run()
	text, _ := os.ReadFile(out.Name())
	if err != nil {
		err = fmt.Errorf("%s: %w: %s", script, err, text)
	}
	return strings.TrimSpace(string(text)), err
}

// stop ends everything that runs in this wine, and waits for it.
func (w *wine) stop() {
	_, _ = w.shell(`server=$(dirname "` + w.loader + `")/wineserver64; [ -x "$server" ] || server=wineserver; "$server" -k; "$server" -w`)
}

// files is a folder on C:.
func (w *wine) files() string { return filepath.Join(w.base, "prefix", "drive_c", "files") }

// start runs the program with arguments and waits for a window of that title.
func (w *wine) start(program, title string, args ...string) *app {
	w.t.Helper()
	a := &app{desktop: w.desktop, t: w.t, log: &log{}, ended: make(chan struct{})}
	a.cmd = exec.Command(w.loader, append([]string{program}, args...)...)
	a.cmd.Env = w.env()
	a.cmd.Stdout, a.cmd.Stderr = a.log, a.log
	a.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	must(w.t, a.cmd.Start())
	go func() {
		_ = a.cmd.Wait()
		close(a.ended)
	}()
	w.t.Cleanup(a.end)
	a.waitWindow()
	a.waitTitle(title)
	a.waitPainted()
	a.waitStill()
	return a
}

// TestWindowsProgram runs the whole program for Windows in a window: it opens a
// file with CRLF line ends and a byte order mark, types, saves and undoes, and
// every byte is as it should be. Then the dialog of the system opens and closes.
func TestWindowsProgram(t *testing.T) {
	w, program := newWine(t)
	must(t, os.MkdirAll(w.files(), 0o755))
	path := filepath.Join(w.files(), "settings.ini")
	before := []byte("\xef\xbb\xbf[server]\r\nport=22\r\nname=caf\xc3\xa9")
	must(t, os.WriteFile(path, before, 0o640))

	a := w.start(program, "settings.ini", "--", `C:\files\settings.ini`)
	a.shoot("opened")
	a.press("ctrl+Home", "Down", "End")
	a.typed("22")
	a.waitTitle("● settings.ini")
	holds(t, path, before)
	a.press("ctrl+s")
	after := bytes.Replace(before, []byte("port=22"), []byte("port=2222"), 1)
	waitFile(t, path, after)
	a.waitTitle("settings.ini")
	a.waitStill()
	a.shoot("saved")
	onlyNames(t, w.files(), "settings.ini")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o600 != 0o600 {
		t.Errorf("the file can no longer be written by its owner: %v %v", info.Mode(), err)
	}

	for range 2 {
		a.press("ctrl+z")
	}
	a.press("ctrl+s")
	waitFile(t, path, before)
	a.waitTitle("settings.ini")

	a.press("ctrl+o")
	dialog := "" // its X window
	eventually(t, "the dialog of the system opens and has the keyboard", func() error {
		dialog, _ = a.try("xdotool", "search", "--onlyvisible", "--name", "^Open$")
		_, err := a.try("xdotool", "windowactivate", dialog)
		if active, _ := a.try("xdotool", "getactivewindow"); dialog == "" || active != dialog {
			return errors.Join(fmt.Errorf("the active window is %q, not %q", active, dialog), err)
		}
		return nil
	})
	a.waitStill()
	a.shoot("dialog")
	eventually(t, "the dialog closes", func() error {
		a.tool("xdotool", "key", "Escape")
		if left, _ := a.try("xdotool", "search", "--onlyvisible", "--name", "^Open$"); left != "" {
			return errors.New("it is there")
		}
		return nil
	})
	a.focus()
	a.waitStill() // the cover of the window goes away
	a.press("ctrl+q")
	eventually(t, "the program ends", func() error {
		if a.running() {
			return errors.New("it runs")
		}
		return nil
	})
	holds(t, path, before)
}
