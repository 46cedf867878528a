//go:build unix

package external

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"holdfast/editor/check"
)

// fake makes a checker out of a shell script.
func fake(t *testing.T, script string) Checker {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fake")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return Checker{Name: path, Args: "-c {file}"}
}

func temp(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func show(problems []check.Problem) string {
	var all []string
	for _, p := range problems {
		all = append(all, fmt.Sprintf("%d:%d %s %s", p.Line, p.Column, p.Severity, p.Data["Text"]))
	}
	return strings.Join(all, "; ")
}

func TestVerdicts(t *testing.T) {
	const content = "one\n  two: x\nthree\n"
	for _, tt := range []struct{ script, want string }{
		{"exit 0", ""},
		{"echo fine; exit 0", ""},
		{`echo "$2:2: unknown word" >&2; exit 1`, "2:3 error unknown word"},
		{`echo "$2:3:2: odd" >&2; exit 1`, "3:2 error odd"},
		{`echo "$2: line 3: Bad option" >&2; exit 255`, "3:1 error Bad option"},
		{`echo "nginx: [emerg] unknown directive \"two\" in $2:2"; exit 1`, `2:3 error nginx: [emerg] unknown directive "two"`},
		{`echo "[ALERT] (7) : config : parsing [$2:3] : unknown keyword 'x'"; exit 1`, "3:1 error unknown keyword 'x'"},
		{`printf '\033[31mError: Bad block\033[0m\n\n  on %s line 2, in x:\n' "$2"; exit 2`, "2:3 error Error: Bad block"},
		{`echo "$2:2: Unknown key, ignoring"; exit 0`, "2:3 warning Unknown key, ignoring"},
		{`echo "the value of 'three' is wrong"; exit 1`, "3:1 error the value of 'three' is wrong"},
		{`echo "one.two must be a list"; exit 1`, "2:3 error one.two must be a list"},
		{`echo "AH1: Syntax error on line 2 of $2:"; echo "Invalid command 'two'"; echo "Action failed."; exit 1`, "2:3 error AH1: Syntax error Invalid command 'two'"},
		{`echo "bad option at line 2 of $2"; exit 1`, "2:3 error bad option"},
		{`echo "2026/11/29 04:44:28| $2(2): unrecognized: 'two'"; exit 1`, "2:3 error unrecognized: 'two'"},
		{`echo "$2:2:3-5: Error: odd"; exit 1`, "2:3 error Error: odd"},
		{`echo "$2: 2:3: group x: odd"; exit 1`, "2:3 error group x: odd"},
		{`echo "$2: 3 errors found"; exit 1`, "0:0 error real.conf: 3 errors found"},
		{`echo "no idea"; exit 1`, "0:0 error no idea"},
		{"exit 7", "0:0 error exit code 7"},
		{`echo "line 99: far"; exit 1`, "0:0 error line 99: far"},
		{`[ "$1" = -c ] && [ "$#" = 2 ] && [ "$(cat)" = "" ] || exit 9`, ""},
		{`[ -z "$SECRET" ] && [ "$LC_ALL" = C ] || exit 9`, ""},
		{`echo "fake: invalid option -- 'T'" >&2; exit 2`, "not-found"},
	} {
		t.Setenv("SECRET", "x")
		file := temp(t, ".holdfast-1", content)
		problems, err := fake(t, tt.script).Run(t.Context(), "/etc/real.conf", file)
		if e, ok := errors.AsType[*check.FailError](err); ok && e.Class.String() == tt.want {
			continue
		}
		if err != nil || show(problems) != tt.want {
			t.Errorf("%s:\n%s, %v\nwant\n%s", tt.script, show(problems), err, tt.want)
		}
	}
}

// TestNames checks files whose names could be taken for something else.
func TestNames(t *testing.T) {
	for _, name := range []string{"-c", "--help", "a\nb", "a b", "$(touch x)", "'", "`x`", "*", "é\xff"} {
		dir := t.TempDir()
		t.Chdir(dir)
		if err := os.WriteFile(name, []byte("right"), 0o600); err != nil {
			t.Fatal(err)
		}
		c := fake(t, `[ "$(cat "$2")" = right ] && [ "$#" = 2 ] || exit 1`)
		problems, err := c.Run(t.Context(), name, name)
		c.Shadow = true
		shadowed, shadowErr := c.Run(t.Context(), name, name)
		if err != nil || shadowErr != nil || len(problems)+len(shadowed) > 0 {
			t.Errorf("%q: %v %v %v %v", name, problems, err, shadowed, shadowErr)
		}
	}
}

func TestShadow(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "web.service")
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte("A=1"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := fake(t, `[ "$(basename "$2")" = web.service ] && [ -e "$(dirname "$2")/.env" ] || exit 1; echo "$2:1: x"; dirname "$2" > "`+dir+`/where"; exit 1`)
	c.Shadow, c.With = true, ".env main.cf"
	problems, err := c.Run(t.Context(), target, temp(t, ".holdfast-1", "abc\n"))
	if err != nil || show(problems) != "1:1 error web.service:1: x" && show(problems) != "1:1 error x" {
		t.Errorf("%s, %v", show(problems), err)
	}
	where, _ := os.ReadFile(filepath.Join(dir, "where"))
	if _, err := os.Stat(strings.TrimSpace(string(where))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the shadow folder %q is left behind", where)
	}
}

// TestBadCheckers has programs that do not behave.
func TestBadCheckers(t *testing.T) {
	for name, script := range map[string]string{
		"hangs":               "sleep 600",
		"ignores SIGTERM":     "trap '' TERM INT HUP; while :; do sleep 1; done",
		"prints a gigabyte":   "yes '0123456789012345678901234567890123456789' | head -c 1000000000",
		"prints for ever":     "exec yes",
		"hangs in a child":    "sleep 600 & wait",
		"stops itself":        "kill -STOP $$",
		"dies of a signal":    "kill -SEGV $$",
		"is not a program":    "",
		"is not even a shell": "\x7fELF",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := fake(t, script)
			if script == "" || strings.HasPrefix(script, "\x7f") {
				if err := os.WriteFile(c.Name, []byte("\x7fELF broken"), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			start := time.Now()
			problems, err := c.Run(ctx, "x.conf", temp(t, "x", "x"))
			if e, ok := errors.AsType[*check.FailError](err); !ok || len(problems) > 0 {
				t.Errorf("%v, %v, %v", problems, e, err)
			}
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestChildrenAreKilled starts a checker that leaves a child behind, which still
// holds the output.
func TestChildrenAreKilled(t *testing.T) {
	dir := t.TempDir()
	c := fake(t, `sleep 600 & echo $! > "`+dir+`/pid"; exit 0`)
	if problems, err := c.Run(t.Context(), "x", temp(t, "x", "x")); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	for alive(pid) {
		if time.Now().After(deadline) {
			t.Fatalf("process %d is still there", pid)
		}
	}
}

// alive says whether a process is there and no zombie.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

func TestHook(t *testing.T) {
	file := temp(t, "x", "x")
	good, bad := fake(t, "exit 0"), fake(t, "echo 'line 1: no'; exit 1")
	hanging := Checker{Name: "/no/such/program"}
	if err := Hook([]Checker{hanging, good}, "x", nil)(t.Context(), file); err != nil {
		t.Error(err)
	}
	var said []string
	err := Hook([]Checker{good, bad}, "x", func(v Verdict) { said = append(said, fmt.Sprint(v.Refused())) })(t.Context(), file)
	if strings.Join(said, " ") != "false true" {
		t.Errorf("said %q", said)
	}
	if e, ok := errors.AsType[*Refusal](err); !ok || len(e.Problems) != 1 || e.Problems[0].Line != 1 {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Hook([]Checker{good}, "x", nil)(ctx, file); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
