package external

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"holdfast/editor/check"
)

// TimeLimit is how long a checker may take.
const TimeLimit = 15 * time.Second

// MaxOutput is how much is kept of what a checker prints.
const MaxOutput = 64 << 10

// tooMuchOutput ends a checker: nothing that prints so much is a verdict.
const tooMuchOutput = 4 << 20

// searchPath is where checkers are looked for: many are for root, and not on the
// PATH of other users. What the user's PATH adds comes last.
const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// Find returns the absolute path of the checker's program; false if it is not
// installed. Folders that are not absolute, or that anybody may write to, are
// not searched.
func (c Checker) Find() (string, bool) {
	if filepath.IsAbs(c.Name) {
		return c.Name, isProgram(c.Name)
	}
	for _, dir := range append(strings.Split(searchPath, ":"), filepath.SplitList(os.Getenv("PATH"))...) {
		if !filepath.IsAbs(dir) || anybodyWrites(dir) {
			continue
		}
		for _, name := range append([]string{c.Name}, strings.Fields(c.Also)...) {
			for _, ending := range programEndings {
				if path := filepath.Join(dir, name+ending); isProgram(path) {
					return path, true
				}
			}
		}
	}
	return "", false
}

// Run lets the checker judge the content of the file temp, which is to take the
// place of target, and returns what it found. A checker that could not give a
// verdict is an error, a *check.FailError: of class NotFound if it is not
// installed, Cancelled if its time was over.
func (c Checker) Run(ctx context.Context, target, temp string) ([]check.Problem, error) {
	program, ok := c.Find()
	if !ok {
		return nil, &check.FailError{Class: check.NotFound, Err: fmt.Errorf("%s is not installed", c.Name)}
	}
	temp, err := filepath.Abs(temp)
	if err != nil {
		return nil, &check.FailError{Err: err}
	}
	content, err := os.ReadFile(temp)
	if err != nil {
		return nil, &check.FailError{Err: err}
	}
	file, root := temp, ""
	if c.Shadow {
		dir, err := c.shadow(target, content)
		if err != nil {
			return nil, &check.FailError{Err: err}
		}
		defer os.RemoveAll(dir)
		file, root = filepath.Join(dir, c.Below, filepath.Base(target)), dir
	}
	output, code, err := c.start(ctx, program, file, c.arguments(file, root, filepath.Base(target)))
	if err != nil {
		return nil, err
	}
	return c.judge(content, file, filepath.Base(target), output, code)
}

// Verdict is what one checker said: problems, none if it agrees, or an error if
// it could not judge.
type Verdict struct {
	Checker  string
	Problems []check.Problem
	Err      error
}

// Refused says that the checker found an error, not only something doubtful.
func (v Verdict) Refused() bool { return hasError(v.Problems) }

// Hook returns a function for atomicsave.Options.Check that lets the checkers
// veto a save with a *Refusal. A checker that is missing or gives no verdict
// vetoes nothing. Every verdict is told to said, which may be nil, before the
// function returns.
func Hook(checkers []Checker, target string, said func(Verdict)) func(ctx context.Context, temp string) error {
	return func(ctx context.Context, temp string) error {
		for _, c := range checkers {
			problems, err := c.Run(ctx, target, temp)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			v := Verdict{c.Name, problems, err}
			if said != nil {
				said(v)
			}
			if err == nil && v.Refused() {
				return &Refusal{Checker: c.Name, Problems: problems}
			}
		}
		return nil
	}
}

func hasError(problems []check.Problem) bool {
	for _, p := range problems {
		if p.Severity == check.Error {
			return true
		}
	}
	return false
}

// Refusal is the veto of a checker.
type Refusal struct {
	Checker  string
	Problems []check.Problem
}

// Error implements error.
func (e *Refusal) Error() string {
	return fmt.Sprintf("external: %s found %d problems", e.Checker, len(e.Problems))
}

// shadow makes a folder that holds content under the real name, and the files
// that belong to it.
func (c Checker) shadow(target string, content []byte) (string, error) {
	dir, err := os.MkdirTemp("", "holdfast-check-")
	if err != nil {
		return "", err
	}
	beside := filepath.Join(dir, c.Below)
	if err := os.MkdirAll(beside, 0o700); err != nil {
		os.RemoveAll(dir)
		return "", err
	}
	for name := range strings.FieldsSeq(c.With) {
		if companion, err := os.ReadFile(filepath.Join(filepath.Dir(target), name)); err == nil {
			_ = os.WriteFile(filepath.Join(beside, name), companion, 0o600) // not there: the checker says so
		}
	}
	if err := os.WriteFile(filepath.Join(beside, filepath.Base(target)), content, 0o600); err != nil {
		os.RemoveAll(dir)
		return "", err
	}
	return dir, nil
}

// start runs the program and returns what it printed and its exit code.
func (c Checker) start(ctx context.Context, program, file string, args []string) (output []byte, code int, err error) {
	limited, cancel := context.WithTimeout(ctx, TimeLimit)
	defer cancel()
	cmd := exec.CommandContext(limited, program, args...)
	cmd.Dir = filepath.Dir(file)
	cmd.Env = environment()
	out := &bounded{end: cancel}
	cmd.Stdout, cmd.Stderr = out, out
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd) }
	// A process that escaped may hold the output open: it is not waited for.
	cmd.WaitDelay = 300 * time.Millisecond
	if err := cmd.Start(); err != nil {
		return nil, 0, &check.FailError{Err: err}
	}
	err = cmd.Wait()
	_ = killGroup(cmd) // what it left behind; usually nothing
	switch {
	case limited.Err() != nil:
		return nil, 0, &check.FailError{Class: check.Cancelled, Err: fmt.Errorf("%s: %w", c.Name, errors.Join(limited.Err(), ctx.Err()))}
	case cmd.ProcessState == nil:
		return nil, 0, &check.FailError{Err: err}
	case !cmd.ProcessState.Exited():
		return nil, 0, &check.FailError{Err: fmt.Errorf("%s: %s", c.Name, cmd.ProcessState)}
	}
	return out.kept.Bytes(), cmd.ProcessState.ExitCode(), nil
}

// arguments fills the arguments for a file, its shadow folder and the name that
// it is to have.
func (c Checker) arguments(file, root, name string) []string {
	fill := strings.NewReplacer("{file}", file, "{dir}", filepath.Dir(file), "{root}", root, "{zone}", zone(name))
	args := strings.Fields(c.Args)
	for i, arg := range args {
		args[i] = fill.Replace(arg)
	}
	return args
}

// zone is the domain that the name of a zone file tells, by the habits of BIND:
// db.example.com or example.com.zone.
func zone(name string) string {
	return strings.TrimSuffix(strings.TrimPrefix(name, "db."), ".zone")
}

// environment is all that a checker gets to know: enough to find its parts, to
// speak English, and to use no colour.
func environment() []string {
	env := []string{"PATH=" + searchPath, "LC_ALL=C", "LANG=C", "TERM=dumb", "NO_COLOR=1", "CHECKPOINT_DISABLE=1"}
	for _, name := range systemVariables {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// bounded keeps the beginning of what is written, and ends a program that writes
// without end. Both streams share it: os/exec then uses one pipe for them.
type bounded struct {
	kept  bytes.Buffer
	total int
	end   func()
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if room := MaxOutput - b.kept.Len(); room > 0 {
		b.kept.Write(p[:min(room, len(p))])
	}
	if b.total += len(p); b.total > tooMuchOutput {
		b.end()
	}
	return len(p), nil
}
