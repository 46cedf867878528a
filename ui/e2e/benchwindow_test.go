//go:build e2e && linux

package e2e

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// starts measures from the start of the process to the first frame with the
// document, and what that costs, beside mousepad.
func (b *bench) starts() {
	other := map[int]started{}
	if _, err := exec.LookPath("mousepad"); err == nil {
		for _, mb := range []int{1, 10, 100} {
			other[mb] = b.launchAndWatch("mousepad", mb, 1)
		}
	}
	for _, c := range []struct {
		mb, runs int
		frame    float64 // target in ms
		cpu      float64 // target as a ratio
	}{{0, 7, 200, 0}, {1, 7, 200, 0}, {10, 7, 200, 0.10}, {100, 5, 300, 0.03}, {1024, 3, 300, 0}} {
		s, size := b.launchAndWatch(program, c.mb, c.runs), fmt.Sprintf("%d MB", c.mb)
		if c.mb == 0 {
			size = "no file"
		}
		m, compared := other[c.mb], ""
		if m.frame > 0 {
			compared = fmt.Sprintf("%.2f of mousepad (%d ms)", float64(s.frame)/float64(m.frame), m.frame.Milliseconds())
		}
		b.add("start to first frame, "+size, ms(s.frame), c.frame, "ms", compared)
		if m.cpu > 0 {
			b.add("CPU to open and show, "+size+", of mousepad's", float64(s.cpu)/float64(m.cpu), c.cpu, "×", fmt.Sprintf("%d ms against %d ms", s.cpu.Milliseconds(), m.cpu.Milliseconds()))
		}
		if c.mb == 1024 {
			b.add("1 GB, start to all of it indexed, warm", s.quiet.Seconds(), 0, "s", "")
			b.add("1 GB indexed, without the start", max(s.quiet-s.frame, 0).Seconds(), 1.5, "s", "")
		}
		compared = fmt.Sprintf("%d MB without libraries and files that others share", s.private)
		if m.resident > 0 {
			compared += fmt.Sprintf("; mousepad %d MB", m.resident)
		}
		target := 1.05*float64(c.mb) + 60
		if c.mb == 0 {
			target = 120
		}
		b.add("resident, "+size, float64(s.resident), target, "MB", compared)
	}
}

// started is what was measured at a start: the median of each.
type started struct {
	frame, quiet, cpu time.Duration
	resident, private int // megabytes
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// launchAndWatch starts a program several times with a file of so many
// megabytes, 0 for none.
func (b *bench) launchAndWatch(path string, mb, runs int) started {
	var all []started
	for range runs {
		b.t.Run("start", func(t *testing.T) {
			d := newDesktop(t)
			var args []string
			if mb > 0 {
				args = append(args, b.file(mb))
			}
			all = append(all, d.watchStart(path, args...))
		})
	}
	median := func(f func(started) int64) int64 {
		var v []int64
		for _, s := range all {
			v = append(v, f(s))
		}
		slices.Sort(v)
		return v[len(v)/2]
	}
	return started{
		frame:    time.Duration(median(func(s started) int64 { return int64(s.frame) })),
		quiet:    time.Duration(median(func(s started) int64 { return int64(s.quiet) })),
		cpu:      time.Duration(median(func(s started) int64 { return int64(s.cpu) })),
		resident: int(median(func(s started) int64 { return int64(s.resident) })),
		private:  int(median(func(s started) int64 { return int64(s.private) })),
	}
}

// quietFor is how long a program must use next to no CPU to count as ready, and
// quietShare how much of a core that is: a caret that blinks costs something.
const (
	quietFor   = 400 * time.Millisecond
	quietShare = 0.08
)

// resting is how long after the start memory is looked at: when the garbage of
// the start has been given back.
const resting = 3 * time.Second

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

// watchStart starts a program and watches the screen and the clock.
func (d *desktop) watchStart(path string, args ...string) started {
	d.t.Helper()
	m := d.mapScreen()
	cmd := exec.Command(path, args...)
	cmd.Env = d.environment()
	began := time.Now()
	must(d.t, cmd.Start())
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	pid, text := cmd.Process.Pid, len(args) > 0
	var s started
	for {
		if s.frame = time.Since(began); m.shown(text) {
			break
		}
		if s.frame > patience {
			d.t.Fatal("nothing appears")
		}
		time.Sleep(500 * time.Microsecond)
	}
	s.quiet = d.rested(pid, began)
	s.cpu = cpuTime(pid)
	time.Sleep(max(0, resting-time.Since(began)))
	s.resident, s.private = memory(d.t, pid)
	return s
}

// benchKeys is how many keys are measured.
const benchKeys = 150

// keys types in the middle of files and measures each key: the CPU time of the
// main thread, and the time until the letter is on the screen.
func (b *bench) keys() {
	for _, mb := range []int{1, 100, 1024} {
		b.t.Run(fmt.Sprintf("keys in %d MB", mb), func(t *testing.T) {
			d := newDesktop(t)
			a := d.start("", fmt.Sprintf("%s:%d", b.file(mb), mb*(1<<20)/53/2))
			d.settled(a)
			hand := d.hand()
			m := d.mapScreen()
			area := a.area()
			area.Min.Y += 60
			area.Max.Y -= 40 // the text without tabs and status bar
			hand.press("x")
			time.Sleep(300 * time.Millisecond)
			var frames, cpu []time.Duration
			for i := range benchKeys {
				time.Sleep(time.Duration(20+i%17) * time.Millisecond) // not in step with the frames
				before, work := m.copyOf(area), mainThread(a.cmd.Process.Pid)
				began := time.Now()
				hand.press("x")
				for !m.differs(area, before) && time.Since(began) < time.Second {
				}
				frames = append(frames, time.Since(began))
				time.Sleep(25 * time.Millisecond)
				cpu = append(cpu, mainThread(a.cmd.Process.Pid)-work)
			}
			slices.Sort(frames)
			slices.Sort(cpu)
			size := fmt.Sprintf(", %d MB", mb)
			b.add("key to changed screen, median"+size, ms(frames[len(frames)/2]), 8, "ms", "")
			b.add("key to changed screen, p99"+size, ms(frames[len(frames)*99/100]), 16, "ms", "")
			b.add("key, CPU of the main thread, p99"+size, ms(cpu[len(cpu)*99/100]), 1.5, "ms", fmt.Sprintf("median %s ms", figure(ms(cpu[len(cpu)/2]))))
		})
	}
}

// benchPaging is how long pages are turned, to see whether memory grows.
const benchPaging = 20 * time.Second

// pages turns pages in a file of 100 MB.
func (b *bench) pages() {
	b.t.Run("pages", func(t *testing.T) {
		d := newDesktop(t)
		a := d.start("", b.file(100))
		d.settled(a)
		hand := d.hand()
		pid := a.cmd.Process.Pid
		for range 100 { // what is made once
			hand.press("Next")
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		before, _ := memory(t, pid)
		var cpu []time.Duration
		for began := time.Now(); time.Since(began) < benchPaging; {
			work := mainThread(pid)
			hand.press("Next")
			time.Sleep(35 * time.Millisecond)
			cpu = append(cpu, mainThread(pid)-work)
		}
		time.Sleep(time.Second)
		after, _ := memory(t, pid)
		slices.Sort(cpu)
		b.add("page down, CPU of the main thread, p99", ms(cpu[len(cpu)*99/100]), 4, "ms", fmt.Sprintf("median %s ms", figure(ms(cpu[len(cpu)/2]))))
		b.rows = append(b.rows, benchRow{what: fmt.Sprintf("growth over %d s of paging, %d pages", int(benchPaging.Seconds()), len(cpu)), target: "none", got: fmt.Sprintf("%+d MB", after-before), ratio: "10 minutes are the target; this is shorter"})
	})
}

// idle measures a focused window that nobody touches: while the caret blinks,
// and after that.
func (b *bench) idle() {
	b.t.Run("idle", func(t *testing.T) {
		d := newDesktop(t)
		a := d.start("", b.file(1))
		d.settled(a)
		d.hand().press("x")
		for _, part := range []string{"while the caret blinks", "after that"} {
			time.Sleep(time.Second)
			before := cpuTime(a.cmd.Process.Pid)
			time.Sleep(8 * time.Second)
			used := cpuTime(a.cmd.Process.Pid) - before
			b.add("idle, focused, "+part, 100*used.Seconds()/8, 1.5, "% of a core", "")
			time.Sleep(3 * time.Second)
		}
	})
}

// paste pastes 100 MB of another program.
func (b *bench) paste() {
	b.t.Run("paste", func(t *testing.T) {
		d := newDesktop(t)
		a := d.start("a.conf", d.put("a.conf", []byte("first\n")))
		cmd := exec.Command("xclip", "-selection", "clipboard", "-in", b.file(100))
		cmd.Env = d.environment()
		must(t, cmd.Run())
		hand := d.hand()
		began := time.Now()
		hand.press("ctrl+v")
		eventually(t, "the text is there", func() error {
			if title := a.title(); !strings.HasPrefix(title, "●") {
				return fmt.Errorf("the title is %q", title)
			}
			return nil
		})
		b.add("paste 100 MB of another program (xclip)", time.Since(began).Seconds(), 1, "s", "can be cancelled")
	})
}

// hand is an xdotool that stays, so that a key costs no start of a program.
type hand struct{ in io.Writer }

func (d *desktop) hand() hand {
	d.t.Helper()
	cmd := exec.Command("xdotool", "-")
	cmd.Env = d.environment()
	in, err := cmd.StdinPipe()
	must(d.t, err)
	d.background(cmd)
	return hand{in}
}

func (h hand) press(key string) { fmt.Fprintf(h.in, "key --delay 0 %s\n", key) }

// settled waits until a program rests.
func (d *desktop) settled(a *app) {
	d.t.Helper()
	d.rested(a.cmd.Process.Pid, time.Now())
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

// memory returns what a process holds, in megabytes: all of it (VmRSS), and
// without libraries and files that it shares with others (RssAnon).
func memory(t *testing.T, pid int) (resident, private int) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(t, err)
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(line, ":")
		kb := 0
		_, _ = fmt.Sscan(rest, &kb)
		switch name {
		case "VmRSS":
			resident = kb >> 10
		case "RssAnon":
			private = kb >> 10
		}
	}
	return resident, private
}
