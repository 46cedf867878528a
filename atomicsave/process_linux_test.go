package atomicsave

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/fuse/odd"
	"holdfast/atomicsave/internal/vfs"
)

// The test binary is also the program that is killed, traced or run as another
// user: with this variable it saves, reads or plans instead of testing.
const childVariable = "ATOMICSAVE_TEST_CHILD"

func TestMain(m *testing.M) {
	if job := os.Getenv(childVariable); job != "" {
		os.Exit(child(strings.Fields(job)))
	}
	os.Exit(m.Run())
}

// child does a job: "save PATH any|FINGERPRINT LEVEL TEMPDIR|- KILL [JOURNAL]"
// where KILL is the number of the call at which the process kills itself, or 0;
// "read PATH"; "plan PATH FINGERPRINT"; "size PATH FINGERPRINT BYTES" saves so many bytes;
// "numbers PATH JOURNAL" saves ever higher numbers and prints each when it is
// saved and confirmed, and at the end an error of several words;
// "duel PATH JOURNAL" saves once for each line "FINGERPRINT LEVEL CONTENT" on
// standard input and answers; "fight PATH JOURNAL NAME" saves without end, whatever
// others do; "oddfs ARGUMENT…" serves an odd file system.
func child(job []string) int {
	switch job[0] {
	case "save":
		level, _ := ParseDurability(job[3])
		expect, _ := ParseFingerprint(job[2])
		kill, _ := strconv.Atoi(job[5])
		opts := Options{Expect: expect, Durability: level}
		opts.now = func() time.Time { return time.Now().Add(time.Hour) } // no file is fresh: the calls are always the same
		if job[4] != "-" {
			opts.TempDir = job[4]
		}
		if len(job) > 6 {
			journal, err := OpenJournal(ctx, job[6])
			if err != nil {
				fmt.Println(err)
				return 1
			}
			opts.Journal, opts.Consent = journal, Agree(LossAtomicity)
		}
		if kill > 0 {
			opts = opts.OnDisk(faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
				if c.N == kill {
					syscall.Kill(os.Getpid(), syscall.SIGKILL)
					select {}
				}
				return faultfs.Fault{}
			}))
		}
		r, err := Save(ctx, job[1], strings.NewReader(newContent), opts)
		fmt.Println(ClassOf(err), r.State)
		if err != nil {
			fmt.Println(err)
			return 1
		}
	case "plan":
		expect, _ := ParseFingerprint(job[2])
		plan, err := Plan(ctx, job[1], Options{Expect: expect})
		fmt.Println(plan.Strategy, plan.Why[0].Code, plan.Needs, plan.Or, err)
	case "read":
		_, _, err := Read(ctx, job[1])
		fmt.Println(ClassOf(err))
	case "size":
		expect, _ := ParseFingerprint(job[2])
		size, _ := strconv.Atoi(job[3])
		r, err := Save(ctx, job[1], strings.NewReader(strings.Repeat("x", size)), Options{Expect: expect})
		fmt.Println(ClassOf(err), r.State)
	case "numbers":
		return saveNumbers(job[1], job[2])
	case "duel":
		return duel(job[1], job[2])
	case "fight":
		return fight(job[1], job[2], job[3])
	case "oddfs":
		if err := odd.Run(job[1:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return 0
}

// numbered is the content number n: longer than a block, and different in each.
func numbered(n int) string { return strings.Repeat(fmt.Sprintln("number", n), 400) }

func saveNumbers(path, state string) int {
	journal, err := OpenJournal(ctx, state)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	expect, err := Identify(ctx, path)
	for n := 1; err == nil; n++ {
		var r Report
		if r, err = Save(ctx, path, strings.NewReader(numbered(n)), Options{Expect: expect, Journal: journal}); err == nil {
			if r.State != New {
				err = fmt.Errorf("number %d is in place, not confirmed", n)
				break
			}
			fmt.Println(n)
			expect = r.Fingerprint
		}
	}
	fmt.Println(err)
	return 1
}

// command is the test binary about to do a job.
func command(t testing.TB, job ...any) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childVariable+"="+strings.TrimSuffix(fmt.Sprintln(job...), "\n"))
	return cmd
}

// The process is killed before every single call of a save: the file is
// entirely old or entirely new, at most one temporary file is left, and the next
// save works.
func TestKilledAtEveryCall(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a process for every call")
	}
	for _, v := range variants() {
		if v.unknown != 0 || strings.Contains(v.name, "perm") || strings.Contains(v.name, "verified") || strings.Contains(v.name, "fresh") || v.name == "in place" {
			continue // the same calls as another variant, or tested with a journal
		}
		t.Run(v.name, func(t *testing.T) {
			for _, c := range v.count(t) {
				v.killAt(t, c)
			}
		})
	}
}

func (v variant) killAt(t *testing.T, c faultfs.Call) {
	t.Helper()
	path, opts := v.stage(t)
	temp := opts.TempDir
	if temp == "" {
		temp = "-"
	}
	err := command(t, "save", path, opts.Expect, opts.Durability, temp, c.N).Run()
	exit, ok := err.(*exec.ExitError)
	if !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the process was not killed at call %d: %v", c.N, err)
	}
	old := oldContent
	if !v.exists {
		old = "-"
	}
	wantEither(t, path, old, newContent)
	left := temps(t, filepath.Dir(path)) + temps(t, filepath.Join(filepath.Dir(path), "temp"))
	if left > 1 {
		t.Errorf("%d temporary files after a kill at call %d, %s", left, c.N, c.Op)
	}
	mustSave(t, path, "next", Options{Expect: AnyVersion()})
	wantContent(t, path, "next")
	if t.Failed() {
		t.Fatalf("killed at call %d, %s %s", c.N, c.Op, c.Name)
	}
}

func temps(t *testing.T, dir string) (n int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) {
			n++
		}
	}
	return n
}

// The system calls of one save at Full, as the kernel sees them: the temporary
// file is made in the target's directory with O_EXCL, flushed before the rename,
// the directory flushed after it, and nothing else is written.
func TestSystemCalls(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	trace := filepath.Join(t.TempDir(), "trace")
	inner := command(t, "save", conf(dir), identify(t, conf(dir)), Full, "-", 0)
	cmd := exec.Command(strace, "-f", "-y", "-s", "64", "-o", trace, "-e", "trace=file,desc,process", inner.Path)
	cmd.Env = inner.Env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("strace cannot trace here: %v\n%s", err, out)
	}
	data, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	quoted := regexp.QuoteMeta(real)
	calls := wholeCalls(string(data))
	rest := wantInOrder(t, calls,
		`openat\(\d+<`+quoted+`>, "\.holdfast-[0-9a-f]{32}", O_RDWR\|O_CREAT\|O_EXCL\|O_NONBLOCK\|O_NOFOLLOW\|O_CLOEXEC, 0600\)`,
		`write\(\d+<`+quoted+`/\.holdfast-[0-9a-f]{32}>`,
		`fsync\(\d+<`+quoted+`/\.holdfast-[0-9a-f]{32}>\) += 0`,
		`rename(at2?)?\(.*\.holdfast-.*"app\.conf"`,
		`fsync\(\d+<`+quoted+`>\) += 0`,
	)
	if strings.Contains(rest, "rename") {
		t.Error("a second rename")
	}
	wantNothingElse(t, calls, real)
	wantContent(t, conf(dir), newContent)
}

// wholeCalls puts calls together that strace wrote in two parts, because another
// thread of the runtime made one in between: they stand where they ended.
func wholeCalls(trace string) string {
	begun := map[string]string{} // by thread
	var whole strings.Builder
	for line := range strings.Lines(trace) {
		thread, _, _ := strings.Cut(line, " ")
		if start, ok := strings.CutSuffix(line, " <unfinished ...>\n"); ok {
			begun[thread] = start
			continue
		}
		if _, end, ok := strings.Cut(line, " resumed>"); ok {
			line = begun[thread] + end
		}
		whole.WriteString(line)
	}
	return whole.String()
}

// wantInOrder finds the patterns one after the other and returns what follows.
func wantInOrder(t *testing.T, text string, patterns ...string) string {
	t.Helper()
	all := text
	for _, p := range patterns {
		at := regexp.MustCompile(p).FindStringIndex(text)
		if at == nil {
			t.Fatalf("no %s in the rest of\n%s", p, all)
		}
		text = text[at[1]:]
	}
	return text
}

// wantNothingElse checks that only the temporary file is opened for writing, and
// that only it and the pipe to the test are written.
func wantNothingElse(t *testing.T, trace, dir string) {
	t.Helper()
	opens := regexp.MustCompile(`(?m)^.*open(at)?\(.*O_(WRONLY|RDWR|TRUNC|CREAT).*$`)
	for _, line := range opens.FindAllString(trace, -1) {
		if !strings.Contains(line, `".holdfast-`) && !strings.Contains(line, "/dev/null") {
			t.Errorf("opened for writing: %s", line)
		}
	}
	writes := regexp.MustCompile(`(?m)^.*(write|pwrite64|ftruncate|fallocate)\(\d+<(/[^>]*)>.*$`)
	for _, m := range writes.FindAllStringSubmatch(trace, -1) {
		if !strings.HasPrefix(m[2], dir+"/.holdfast-") {
			t.Errorf("written: %s", m[0])
		}
	}
}
