//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// quietFor is how long a program must use next to no CPU to count as ready, and
// quietShare how much of a core that is: a caret that blinks costs something.
const (
	quietFor   = 400 * time.Millisecond
	quietShare = 0.08
)

// resting is how long after the start memory is looked at: when the garbage of
// the start has been given back.
const resting = 3 * time.Second

// benchUser is who starts the programs that are measured: root is no usual user, and
// libX11 keeps no table of compose keys for it, which costs each start 20 ms. So root
// starts them as nobody, if nobody can read the file.
func benchUser(file string) int {
	if os.Getuid() == 0 {
		cmd := exec.Command("test", "-r", file)
		cmd.SysProcAttr = asUser(nobody)
		if cmd.Run() == nil {
			return nobody
		}
	}
	return os.Getuid()
}

func asUser(uid int) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
}

// rested waits until a program rests, and returns when that began.
func (d *desktop) rested(pid int, began time.Time) time.Duration {
	type look struct {
		at  time.Duration
		cpu time.Duration
	}
	var looks []look
	for time.Since(began) < 2*patience {
		now := look{time.Since(began), cpuTime(pid)}
		looks = append(looks, now)
		for len(looks) > 1 && now.at-looks[1].at >= quietFor {
			looks = looks[1:]
		}
		if now.at-looks[0].at >= quietFor && float64(now.cpu-looks[0].cpu) < quietShare*float64(now.at-looks[0].at) {
			return looks[0].at
		}
		time.Sleep(10 * time.Millisecond)
	}
	d.t.Log("the program never rests")
	return time.Since(began)
}

// cpuTime is what a process has used: the sum over its threads of the first
// number in schedstat, see Documentation/scheduler/sched-stats.rst, and what
// ended threads have used is left out.
func cpuTime(pid int) (sum time.Duration) {
	tasks, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	for _, t := range tasks {
		sum += threadTime(pid, t.Name())
	}
	return sum
}

func mainThread(pid int) time.Duration { return threadTime(pid, fmt.Sprint(pid)) }

func threadTime(pid int, task string) time.Duration {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/schedstat", pid, task))
	ns := int64(0)
	_, _ = fmt.Sscan(string(data), &ns)
	return time.Duration(ns)
}

// memoryUse is what a process holds, in megabytes.
type memoryUse struct {
	resident int // VmRSS
	private  int // RssAnon: without libraries and files that it shares with others
	renderer int // resident pages of the libraries that draw OpenGL in software
}

// String explains where memory is.
func (m memoryUse) String() string {
	text := fmt.Sprintf("%d MB anonymous; %d MB from files", m.private, m.resident-m.private)
	if m.renderer > 0 {
		text += fmt.Sprintf(", of which %d MB are the libraries of software OpenGL", m.renderer)
	}
	return text
}

// memory looks at /proc/PID/status and smaps, see proc_pid_smaps(5).
func memory(t *testing.T, pid int) (m memoryUse) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(t, err)
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(line, ":")
		kb := 0
		_, _ = fmt.Sscan(rest, &kb)
		switch name {
		case "VmRSS":
			m.resident = kb >> 10
		case "RssAnon":
			m.private = kb >> 10
		}
	}
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps", pid))
	must(t, err)
	renderer, kb := false, 0
	for line := range strings.Lines(string(maps)) {
		words := strings.Fields(line)
		switch {
		case len(words) > 0 && !strings.HasSuffix(words[0], ":"):
			renderer = softwareGL.MatchString(line)
		case renderer && words[0] == "Rss:":
			n, _ := strconv.Atoi(words[1])
			kb += n
		case renderer && words[0] == "Anonymous:":
			n, _ := strconv.Atoi(words[1])
			kb -= n
		}
	}
	m.renderer = kb >> 10
	return m
}

// softwareGL are the libraries that a computer with a graphics card does not load.
var softwareGL = regexp.MustCompile(`/(libLLVM|swrast_dri|libgallium|libz3|libdrm)[^/]*$`)
