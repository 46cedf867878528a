package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"holdfast/ui/words"
)

// runAsProgram makes the test binary behave as the program: that is how the
// tests see real exit codes, signals and file descriptors.
const runAsProgram = "HOLDFAST_CLI_TEST_RUN"

func TestMain(m *testing.M) {
	words.Use("en")
	if os.Getenv(runAsProgram) != "" {
		outcome := Run(os.Args[1:], System(), "1.2.3")
		os.Exit(outcome.Exit)
	}
	os.Exit(runAtHome(m))
}

// runAtHome runs the tests as a user with an empty home.
func runAtHome(m *testing.M) int {
	home, err := os.MkdirTemp("", "home")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(home)
	setHome(func(name, value string) { os.Setenv(name, value) }, home)
	return m.Run()
}

// setHome makes a folder the user's home and what is in it by convention.
func setHome(set func(name, value string), home string) {
	for _, name := range []string{"HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "LocalAppData", "AppData"} {
		set(name, home)
	}
}

// result is what a run left behind.
type result struct {
	code     int
	out, err string
}

// within runs args inside the test process, with fake streams.
func within(stdin io.Reader, args ...string) (Outcome, result) {
	var out, errs bytes.Buffer
	outcome := Run(args, Streams{In: stdin, Out: &out, Err: &errs}, "1.2.3")
	return outcome, result{outcome.Exit, out.String(), errs.String()}
}

// program prepares a run of the real program.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), runAsProgram+"=1")
	return cmd
}

// finish runs cmd to its end and collects what it said. What the test already
// connected stays connected.
func finish(t *testing.T, cmd *exec.Cmd) result {
	t.Helper()
	var out, errs bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &out
	}
	if cmd.Stderr == nil {
		cmd.Stderr = &errs
	}
	err := cmd.Run()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// run runs the program with text as its standard input.
func run(t *testing.T, text string, args ...string) result {
	t.Helper()
	cmd := program(t, args...)
	cmd.Stdin = strings.NewReader(text)
	return finish(t, cmd)
}

// put writes a file for a test and returns its name.
func put(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// holds checks the content of a file.
func holds(t *testing.T, name, want string) {
	t.Helper()
	got, err := os.ReadFile(name)
	if err != nil {
		t.Error(err)
	} else if string(got) != want {
		t.Errorf("%s holds %.80q, want %.80q", name, got, want)
	}
}

// onlyNames checks which names a folder has: a save must leave no other behind.
func onlyNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s has %q, want %q", dir, got, want)
	}
}

// exits checks an exit code, and that a failure was explained and a success
// was not; but where the test's folder is in memory, every success comes with
// the remark that a power cut ends it, and under wine with one about the creation
// time, which wine does not keep.
func (r result) exits(t *testing.T, want int) {
	t.Helper()
	if r.code != want {
		t.Errorf("exit code %d, want %d; standard error: %s", r.code, want, r.err)
	}
	explained := strings.HasPrefix(r.err, "holdfast: ") && !strings.Contains(r.err, "power cut") && !strings.Contains(r.err, "creation-time")
	if explained != (want != ExitDone) {
		t.Errorf("standard error: %q", r.err)
	}
}
