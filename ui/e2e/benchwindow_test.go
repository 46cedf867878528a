//go:build e2e && linux

package e2e

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
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
	b.veryFirst()
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
		compared = s.memory.String()
		if m.memory.resident > 0 {
			compared += fmt.Sprintf("; mousepad %d MB", m.memory.resident)
		}
		target := 1.05*float64(c.mb) + 60
		if c.mb == 0 {
			target = 120
		}
		b.add("resident, "+size, float64(s.memory.resident), target, "MB", compared)
		if s.memory.renderer > 0 {
			b.add("resident without what draws OpenGL in software, "+size, float64(s.memory.resident-s.memory.renderer), target, "MB", "what it costs beside a graphics card, without the driver of that")
		}
	}
}

// veryFirst measures the first start of a user: no cache is there, and the fonts of
// the machine are looked through.
func (b *bench) veryFirst() {
	var frames []time.Duration
	for range 3 {
		b.t.Run("first start", func(t *testing.T) {
			frames = append(frames, newDesktop(t).watchStart(b.user, program, b.file(1)).frame)
		})
	}
	slices.Sort(frames)
	if len(frames) > 0 {
		b.add("the very first start, without any caches, 1 MB", ms(frames[len(frames)/2]), 200, "ms", "the fonts of the machine are looked through")
	}
}

// forget makes the next start one like others: a killed program leaves a session
// and drafts.
func (d *desktop) forget() {
	d.t.Helper()
	must(d.t, os.RemoveAll(filepath.Join(d.home, ".local/state", "holdfast")))
	m := d.mapScreen()
	eventually(d.t, "the last window is gone", func() error {
		if m.shown(false) {
			return fmt.Errorf("something is shown")
		}
		return nil
	})
}

// started is what was measured at a start: the median of each.
type started struct {
	frame, quiet, cpu time.Duration
	memory            memoryUse
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// launchAndWatch starts a program several times with a file of so many
// megabytes, 0 for none, on a desktop where it has been started before: caches,
// such as those of fonts and shaders, are there.
func (b *bench) launchAndWatch(path string, mb, runs int) started {
	var all []started
	b.t.Run("start", func(t *testing.T) {
		d := newDesktop(t)
		var args []string
		if mb > 0 {
			args = append(args, b.file(mb))
		}
		d.watchStart(b.user, path, args...)
		for range runs {
			d.forget()
			all = append(all, d.watchStart(b.user, path, args...))
		}
	})
	if len(all) == 0 {
		return started{}
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
		frame: time.Duration(median(func(s started) int64 { return int64(s.frame) })),
		quiet: time.Duration(median(func(s started) int64 { return int64(s.quiet) })),
		cpu:   time.Duration(median(func(s started) int64 { return int64(s.cpu) })),
		memory: memoryUse{
			resident: int(median(func(s started) int64 { return int64(s.memory.resident) })),
			private:  int(median(func(s started) int64 { return int64(s.memory.private) })),
			renderer: int(median(func(s started) int64 { return int64(s.memory.renderer) })),
		},
	}
}

// watchStart starts a program as a user, and watches the screen and the clock.
func (d *desktop) watchStart(uid int, path string, args ...string) started {
	d.t.Helper()
	m := d.mapScreen()
	cmd := exec.Command(path, args...)
	cmd.Env = d.environment()
	if uid != os.Getuid() {
		d.giveTo(uid)
		cmd.SysProcAttr = asUser(uid)
	}
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
	s.memory = memory(d.t, pid)
	return s
}

// benchKeys is how many keys are measured.
const benchKeys = 300

// keys types in the middle of files and measures each key: the CPU time of the
// main thread, and the time until the letter is on the screen.
func (b *bench) keys() {
	for _, mb := range []int{1, 10, 100, 1024} {
		b.t.Run(fmt.Sprintf("keys in %d MB", mb), func(t *testing.T) {
			at := fmt.Sprintf("%s:%d", b.file(mb), mb*(1<<20)/53/2)
			// Not in step with the frames.
			frames, cpu := measureKeys(t, at, benchKeys, func(i int) time.Duration { return time.Duration(20+i%17) * time.Millisecond })
			size := fmt.Sprintf(", %d MB", mb)
			b.add("key to changed screen, median"+size, ms(frames[len(frames)/2]), 8, "ms", "")
			b.add("key to changed screen, p99"+size, ms(frames[len(frames)*99/100]), 16, "ms", "")
			b.add("key, CPU of the main thread, p99"+size, ms(cpu[len(cpu)*99/100]), 1.5, "ms", fmt.Sprintf("median %s ms", figure(ms(cpu[len(cpu)/2]))))
		})
	}
}

// measureKeys types so many letters at a place of a file, waiting before each, and
// returns what they took, sorted.
func measureKeys(t *testing.T, at string, keys int, wait func(i int) time.Duration) (frames, cpu []time.Duration) {
	d := newDesktop(t)
	a := d.start("", at)
	d.settled(a)
	hand := d.hand()
	m := d.mapScreen()
	area := a.area()
	area.Min.Y += 60
	area.Max.Y -= 40 // the text without tabs and status bar
	hand.press("x")
	time.Sleep(300 * time.Millisecond)
	for i := range keys {
		time.Sleep(wait(i))
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
	return frames, cpu
}

// checks types in 10 MB of JSON while they are checked, and the same in 10 MB of
// text that nothing checks. A check begins 400 ms after the last key and takes some
// tens of milliseconds here, so the keys come around that time.
func (b *bench) checks() {
	b.t.Run("keys while a check runs", func(t *testing.T) {
		wait := func(i int) time.Duration { return time.Duration(355+i%50) * time.Millisecond }
		record := `{"id": 1, "name": "a name that is long", "tags": ["a", "b"], "on": true},` + "\n"
		count := 10 << 20 / len(record)
		path := b.dir + "/10.json"
		must(t, os.WriteFile(path, []byte("["+strings.Repeat(record, count)+"null]\n"), 0o600))
		plain, plainCPU := measureKeys(t, fmt.Sprintf("%s:%d", b.file(10), 10*(1<<20)/53/2), benchKeys, wait)
		json, jsonCPU := measureKeys(t, fmt.Sprintf("%s:%d:%d", path, count/2, strings.Index(record, "long")), benchKeys, wait)
		for _, part := range []struct {
			name string
			at   func(n int) int
		}{{"median", func(n int) int { return n / 2 }}, {"p99", func(n int) int { return n * 99 / 100 }}} {
			i := part.at(benchKeys)
			b.add("key to changed screen while 10 MB of JSON are checked, "+part.name, ms(json[i]), 0, "ms",
				fmt.Sprintf("%.2f of the same in plain text (%s ms)", float64(json[i])/float64(plain[i]), figure(ms(plain[i]))))
			b.add("key, CPU of the main thread, while 10 MB of JSON are checked, "+part.name, ms(jsonCPU[i]), 0, "ms",
				fmt.Sprintf("%s ms in plain text", figure(ms(plainCPU[i]))))
		}
	})
}

// benchMinutes is how long pages are turned, to see whether memory grows:
// HOLDFAST_BENCH_MINUTES, or two.
func benchMinutes() float64 {
	if n, err := strconv.ParseFloat(os.Getenv("HOLDFAST_BENCH_MINUTES"), 64); err == nil {
		return n
	}
	return 2
}

// pages turns pages in a file of 100 MB.
func (b *bench) pages() {
	b.t.Run("pages", func(t *testing.T) {
		d := newDesktop(t)
		a := d.start("", b.file(100))
		d.settled(a)
		hand := d.hand()
		pid, minutes := a.cmd.Process.Pid, benchMinutes()
		// What is made once, and the textures, which Fyne drops a minute after use.
		for began := time.Now(); time.Since(began).Minutes() < min(minutes, 1.5); {
			hand.press("Next")
			time.Sleep(35 * time.Millisecond)
		}
		time.Sleep(time.Second)
		before := memory(t, pid)
		var cpu []time.Duration
		key := "Next"
		for began := time.Now(); time.Since(began).Minutes() < minutes; {
			if len(cpu)%2000 == 1999 { // there and back
				key = map[string]string{"Next": "Prior", "Prior": "Next"}[key]
			}
			work := mainThread(pid)
			hand.press(key)
			time.Sleep(35 * time.Millisecond)
			cpu = append(cpu, mainThread(pid)-work)
		}
		time.Sleep(time.Second)
		after := memory(t, pid)
		slices.Sort(cpu)
		b.add("page down, CPU of the main thread, p99", ms(cpu[len(cpu)*99/100]), 4, "ms", fmt.Sprintf("median %s ms", figure(ms(cpu[len(cpu)/2]))))
		b.add(fmt.Sprintf("growth of resident memory over %s minutes of paging", figure(minutes)), float64(max(after.resident-before.resident, 0)), 1, "MB", fmt.Sprintf("%d pages; from %d to %d MB", len(cpu), before.resident, after.resident))
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
