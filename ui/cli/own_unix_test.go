//go:build unix

package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What a killed write leaves, the next one removes.
func TestWritePutsRightWhatAKillLeft(t *testing.T) {
	setHome(t.Setenv, t.TempDir())
	dir := t.TempDir()
	file := put(t, filepath.Join(dir, "file"), "old")
	cmd := program(t, "write", file)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, "half of the"); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; {
		if entries, _ := os.ReadDir(dir); len(entries) == 2 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("no temporary file within a minute")
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	run(t, "new", "write", filepath.Join(dir, "another")).exits(t, ExitDone)
	onlyNames(t, dir, "another", "file")
	holds(t, file, "old")
}

// As root in the home of somebody else nothing is left there.
func TestWriteInTheHomeOfAnother(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can be in the home of another")
	}
	home := t.TempDir()
	if err := os.Chown(home, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	setHome(t.Setenv, home)
	file := put(t, filepath.Join(t.TempDir(), "file"), "old")
	_, r := within(strings.NewReader("new"), "write", file)
	if r.code != ExitDone || !strings.HasPrefix(r.err, "holdfast: ") {
		t.Errorf("%+v", r)
	}
	holds(t, file, "new")
	onlyNames(t, home)
}
