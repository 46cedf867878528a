package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/editor/internal/private"
)

// crashIn makes the test binary a program that dies in that state folder, in the
// way that crashBy names.
const crashIn, crashBy = "HOLDFAST_CRASH_TEST_STATE", "HOLDFAST_CRASH_TEST_BY"

// die is what the test binary does then.
func die(state, by string) {
	log, err := BeginCrashLog(Dirs{State: state}, "1.2.3", time.Now())
	if err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	switch by {
	case "a panic with a path":
		panic(&os.PathError{Op: "open", Path: "/home/secret/passwords", Err: errors.New("the content: hunter2")})
	case "a panic of the runtime":
		fmt.Println([]int{}[len(os.Args)+7])
	case "a panic on another goroutine":
		go func() { panic("hunter2\ngoroutine 1 [running]:\nmain.secret(0x1)\n") }()
		select {}
	case "a fatal error":
		var m map[string]int
		//lint:ignore SA5000 it is meant to die of this
		m["hunter2"] = 1
	case "an ordinary end":
		log.End()
	case "an abrupt end":
		os.Exit(3)
	}
	os.Exit(0)
}

func TestCrashReports(t *testing.T) {
	for by, want := range map[string]string{
		"a panic with a path":          "panic: (text withheld)",
		"a panic of the runtime":       "runtime error: index out of range",
		"a panic on another goroutine": "panic: (text withheld)",
		"a fatal error":                "panic: (text withheld)",
		"an ordinary end":              "",
		"an abrupt end":                "",
	} {
		t.Run(by, func(t *testing.T) {
			dirs := Dirs{State: filepath.Join(t.TempDir(), "state")}
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), crashIn+"="+dirs.State, crashBy+"="+by)
			out, _ := child.CombinedOutput() // it is to fail
			reports, err := CrashReports(t.Context(), dirs)
			if err != nil {
				t.Fatal(err)
			}
			if want == "" {
				if left, _ := os.ReadDir(dirs.CrashDir()); len(reports) > 0 || len(left) > 0 {
					t.Errorf("%v, %v: %s", reports, left, out)
				}
				return
			}
			if len(reports) != 1 {
				t.Fatalf("%d reports: %s", len(reports), out)
			}
			if _, err := private.Look(reports[0]); err != nil {
				t.Error(err)
			}
			text, err := os.ReadFile(reports[0])
			if err != nil {
				t.Fatal(err)
			}
			for _, must := range []string{"Holdfast 1.2.3", want, "workspace/crash_test.go:", "workspace.die"} {
				if !strings.Contains(string(text), must) {
					t.Errorf("%q is missing:\n%s", must, text)
				}
			}
			for _, never := range []string{"secret/", "hunter2", "passwords", dirs.State} {
				if strings.Contains(string(text), never) {
					t.Errorf("it has %q:\n%s", never, text)
				}
			}
			again, err := CrashReports(t.Context(), dirs)
			if err != nil || len(again) > 0 {
				t.Errorf("told twice: %v, %v", again, err)
			}
		})
	}
}

func TestCrashLogsOfRunningProgramsAreLeftAlone(t *testing.T) {
	dirs := Dirs{State: filepath.Join(t.TempDir(), "state")}
	log, err := BeginCrashLog(dirs, "1", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if reports, err := CrashReports(context.Background(), dirs); err != nil || len(reports) > 0 {
		t.Errorf("%v, %v", reports, err)
	}
	if err := log.End(); err != nil {
		t.Error(err)
	}
}

func TestCrashLogsThatMakeNoSenseAreSetAside(t *testing.T) {
	for name, content := range map[string]string{"nonsense": "\x00\xff\n", "the future": `{"format":2}` + "\npanic: x\n", "cut": `{"form`, "empty": ""} {
		dirs := Dirs{State: filepath.Join(t.TempDir(), "state")}
		if err := private.Folder(dirs.CrashDir()); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dirs.CrashDir(), crashRunning+"1"), content)
		reports, err := CrashReports(t.Context(), dirs)
		if len(reports) > 0 || content != "" && !errors.Is(err, private.ErrBroken) {
			t.Errorf("%s: %v, %v", name, reports, err)
		}
		if reports, err := CrashReports(t.Context(), dirs); len(reports) > 0 || err != nil {
			t.Errorf("%s, again: %v, %v", name, reports, err)
		}
	}
}

func TestOnlyTheNewestCrashReportsAreKept(t *testing.T) {
	dirs := Dirs{State: filepath.Join(t.TempDir(), "state")}
	if err := private.Folder(dirs.CrashDir()); err != nil {
		t.Fatal(err)
	}
	for i := range maxCrashes + 5 {
		write(t, filepath.Join(dirs.CrashDir(), fmt.Sprintf("%s%02d.txt", crashReport, i)), "x")
	}
	if _, err := CrashReports(t.Context(), dirs); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dirs.CrashDir())
	if err != nil || len(left) != maxCrashes || left[0].Name() != crashReport+"05.txt" {
		t.Errorf("%v, %v", left, err)
	}
}

func FuzzPublishable(f *testing.F) {
	f.Add("panic: open /home/me/x: no\n\ngoroutine 1 [running]:\nmain.main()\n\t/home/me/src/main.go:7 +0x1d\n")
	f.Add("panic: text\n0/home/()\ncreated by me/home/x in goroutine 1\n\tC:\\home\\me\\a.go:1 +0x1\n")
	f.Add("runtime error: makeslice [recovered /home/]\nSIGABRT: abort m=/home/\n[signal SIGSEGV: x code=/home/ addr=0x0 pc=0x0]\n")
	f.Fuzz(func(t *testing.T, raw string) {
		for line := range strings.Lines(Publishable(raw)) {
			place := strings.HasPrefix(line, "\t") && strings.Count(line, "/") <= 1
			if strings.ContainsAny(line, `/\`) && !place {
				t.Errorf("%q gives the line %q", raw, line)
			}
		}
	})
}
