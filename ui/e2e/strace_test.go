//go:build e2e && linux

package e2e

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// traced is the system calls that can change or flush something on a disk.
const traced = "open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat," +
	"mkdir,mkdirat,truncate,ftruncate,fsync,fdatasync,sync,syncfs,sync_file_range"

// call is one system call in the output of strace -y.
type call struct{ name, args, result string }

var traceLine = regexp.MustCompile(`^(?:\d+ +)?(\w+)\((.*)\) += (.*)$`)

// calls reads what strace wrote, leaving out calls that failed and joining those
// that were interrupted by another thread.
func calls(t *testing.T, trace []byte) []call {
	t.Helper()
	var out []call
	begun := map[string]string{} // by thread
	for line := range strings.Lines(string(trace)) {
		line = strings.TrimSpace(line)
		thread, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		if start, ok := strings.CutSuffix(rest, " <unfinished ...>"); ok {
			begun[thread] = start
			continue
		}
		if strings.HasPrefix(rest, "<... ") {
			_, tail, _ := strings.Cut(rest, " resumed>")
			rest = begun[thread] + tail
		}
		m := traceLine.FindStringSubmatch(rest)
		if m != nil && !strings.HasPrefix(m[3], "-1") {
			out = append(out, call{m[1], m[2], m[3]})
		}
	}
	return out
}

func index(all []call, from int, match func(call) bool) int {
	for i := from; i < len(all); i++ {
		if match(all[i]) {
			return i
		}
	}
	return -1
}

// checkFullSave checks the order of one save at Full, and that nothing was
// opened for writing but the temporary file beside the target, devices, and
// what is below one of the program's own folders.
func checkFullSave(t *testing.T, trace []byte, target string, own ...string) {
	t.Helper()
	all := calls(t, trace)
	dir := filepath.Dir(target)
	var temp string
	create := index(all, 0, func(c call) bool {
		if !strings.HasPrefix(c.name, "open") || !strings.Contains(c.args, "O_CREAT") || !strings.Contains(c.result, "<"+dir+"/.holdfast-") {
			return false
		}
		_, temp, _ = strings.Cut(strings.TrimSuffix(c.result, ">"), "<")
		return strings.Contains(c.args, "O_EXCL") && strings.Contains(c.args, "0600")
	})
	flush := index(all, create+1, func(c call) bool {
		return (c.name == "fsync" || c.name == "fdatasync") && strings.Contains(c.args, "<"+temp+">")
	})
	replace := index(all, 0, func(c call) bool {
		return strings.HasPrefix(c.name, "rename") && strings.Contains(c.args, filepath.Base(temp)) && strings.Contains(c.args, strconv.Quote(filepath.Base(target)))
	})
	flushDir := index(all, replace+1, func(c call) bool { return c.name == "fsync" && strings.Contains(c.args, "<"+dir+">") })
	if create < 0 || !(create < flush && flush < replace && replace < flushDir) {
		t.Errorf("temp created by call %d, flushed by %d, in place by %d, folder flushed by %d", create, flush, replace, flushDir)
	}
	for _, c := range all {
		_, path, _ := strings.Cut(strings.TrimSuffix(c.result, ">"), "<")
		writes := strings.Contains(c.args, "O_WRONLY") || strings.Contains(c.args, "O_RDWR") || strings.Contains(c.args, "O_CREAT")
		if !strings.HasPrefix(c.name, "open") || !writes || path == temp || strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, "/proc/") {
			continue
		}
		allowed := false
		for _, o := range own {
			allowed = allowed || strings.HasPrefix(path, o+"/")
		}
		if !allowed {
			t.Errorf("%s was opened for writing: %s", path, c.args)
		}
	}
	if t.Failed() {
		t.Logf("%s", trace)
	}
}

func needStrace(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("strace is not installed")
	}
	if out, err := exec.Command("strace", "-o", "/dev/null", "true").CombinedOutput(); err != nil {
		t.Skipf("this system does not let one process trace another: %v: %s", err, out)
	}
}

// TestTraceOfTheVerb looks at every system call of one save without a window.
func TestTraceOfTheVerb(t *testing.T) {
	needStrace(t)
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	trace := d.artifact("write.strace")
	cmd := exec.Command("strace", "-f", "-y", "-s", "256", "-o", trace, "-e", "trace="+traced, program, "write", path)
	cmd.Env = d.environment()
	cmd.Stdin = strings.NewReader("new\n")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	holds(t, path, []byte("new\n"))
	data, err := os.ReadFile(trace)
	must(t, err)
	checkFullSave(t, data, path, filepath.Join(d.home, ".local/state/holdfast"))
	onlyNames(t, d.files(), "a.conf")
}

// TestTraceOfTheWindow looks at the system calls of one save by the window.
func TestTraceOfTheWindow(t *testing.T) {
	needStrace(t)
	d := newDesktop(t)
	path := d.put("a.conf", []byte("old\n"))
	a := d.start("a.conf", path)
	a.typed("new ")
	a.waitTitle("● a.conf")

	trace := d.artifact("window.strace")
	said := &log{}
	cmd := exec.Command("strace", "-f", "-y", "-s", "256", "-o", trace, "-e", "trace="+traced, "-p", strconv.Itoa(a.cmd.Process.Pid))
	cmd.Stderr = said
	d.background(cmd)
	eventually(t, "strace attaches", func() error {
		if !strings.Contains(said.String(), "attached") {
			return errors.New(said.String())
		}
		return nil
	})
	a.press("ctrl+s")
	a.waitTitle("a.conf")
	holds(t, path, []byte("new old\n"))
	eventually(t, "strace has seen the flush of the folder", func() error {
		data, err := os.ReadFile(trace)
		if err == nil && !bytes.Contains(data, []byte("fsync(")) {
			err = errors.New("no flush yet")
		}
		return err
	})
	must(t, cmd.Process.Signal(os.Interrupt))
	eventually(t, "strace lets go", func() error {
		if !strings.Contains(said.String(), "detached") {
			return errors.New(said.String())
		}
		return nil
	})
	data, err := os.ReadFile(trace)
	must(t, err)
	checkFullSave(t, data, path, filepath.Join(d.home, ".local/state/holdfast"), d.config())
	onlyNames(t, d.files(), "a.conf")
}

// TestNoNetwork looks at every socket of a whole session, from the start to the
// end: opening, typing, checking, saving, the settings. All are of Unix.
func TestNoNetwork(t *testing.T) {
	needStrace(t)
	d := newDesktop(t)
	path := d.put("a.json", []byte("{\"$schema\": \"http://192.0.2.1/schema.json\", \"a\": 1}\n"))
	trace := d.artifact("network.strace")
	real := program
	t.Cleanup(func() { program = real })
	program = filepath.Join(d.dir, "traced")
	script := "#!/bin/sh\nexec strace -D -f -o " + trace + " -e trace=socket,connect,bind,sendto " + real + " \"$@\"\n"
	must(t, os.WriteFile(program, []byte(script), 0o755))

	a := d.start("a.json", path)
	a.press("ctrl+Home")
	a.typed(" ")
	a.press("ctrl+s")
	a.waitTitle("a.json")
	a.press("ctrl+q")
	eventually(t, "the program ends", func() error {
		if a.running() {
			return errors.New("it runs")
		}
		return nil
	})
	data, err := os.ReadFile(trace)
	must(t, err)
	sockets := 0
	for line := range strings.Lines(string(data)) {
		switch {
		case strings.Contains(line, "AF_INET"), strings.Contains(line, "AF_INET6"), strings.Contains(line, "AF_PACKET"):
			t.Errorf("a socket of a network: %s", line)
		case strings.Contains(line, "socket(AF_UNIX"):
			sockets++
		}
	}
	if sockets == 0 {
		t.Errorf("not even the socket of the display was seen: %s", data)
	}
}
