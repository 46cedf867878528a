//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// program is the path of the program under test.
var program string

// patience is how long the tests wait for something to become true. It is not
// a measure of speed: it only ends a test that would never end.
var patience = time.Minute

func TestMain(m *testing.M) { os.Exit(prepare(m)) }

func prepare(m *testing.M) int {
	if text := os.Getenv("HOLDFAST_E2E_PATIENCE"); text != "" {
		d, err := time.ParseDuration(text)
		if err != nil {
			fmt.Fprintln(os.Stderr, "HOLDFAST_E2E_PATIENCE:", err)
			return 2
		}
		patience = d
	}
	for _, tool := range []string{"Xvfb", "openbox", "xdotool", "xclip", "xwininfo", "dbus-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			fmt.Fprintln(os.Stderr, "the end-to-end tests cannot run:", err)
			return 1
		}
	}
	dir, err := os.MkdirTemp("", "holdfast-e2e-bin-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if program, err = build(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// build makes the program, in a folder that other users may look into, and
// returns its path.
func build(dir string) (string, error) {
	if err := os.Chmod(dir, 0o755); err != nil {
		return "", err
	}
	out := filepath.Join(dir, "holdfast")
	if ready := os.Getenv("HOLDFAST_E2E_BINARY"); ready != "" {
		data, err := os.ReadFile(ready)
		if err != nil {
			return "", err
		}
		return out, os.WriteFile(out, data, 0o755)
	}
	return out, compile(out)
}

// compile builds the program as the Makefile does, with more flags for the go
// command. GOFLAGS of the environment say from which modules (.ci/slim).
func compile(out string, flags ...string) error {
	arguments := append([]string{"build", "-tags", "migrated_fynedo,no_emoji,no_metadata", "-o", out}, flags...)
	cmd := exec.Command("go", append(arguments, "holdfast")...)
	cmd.Env = os.Environ()
	if os.Getenv("GOFLAGS") == "" {
		cmd.Env = append(cmd.Env, "GOFLAGS=-trimpath -buildvcs=false")
	}
	// The bindings to OpenGL take clang 5 seconds and gcc more than 2 minutes.
	if _, err := exec.LookPath("clang"); err == nil && os.Getenv("CC") == "" {
		cmd.Env = append(cmd.Env, "CC=clang")
	}
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("building the program: %w", err)
	}
	return nil
}

// eventually waits until check returns nil, and fails the test with its last
// error when patience is at an end.
func eventually(t *testing.T, what string, check func() error) {
	t.Helper()
	deadline := time.Now().Add(patience)
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: %v", what, err)
		}
		<-tick.C
	}
}

// needMounts skips a test where nobody may have mounts of one's own.
func needMounts(t *testing.T) {
	t.Helper()
	if out, err := exec.Command("unshare", "-m", "true").CombinedOutput(); err != nil {
		t.Skipf("no mounts of one's own here, as in a chroot whose folder is no mount: %v: %s", err, out)
	}
}

// must ends the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
