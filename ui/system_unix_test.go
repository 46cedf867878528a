//go:build unix

package ui

import (
	"os"
	"path/filepath"
	"testing"
)

// shellScript makes a program called judge of a script for sh.
func shellScript(t *testing.T, script string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "judge")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return program
}

// onDisk makes a file that is not in memory, as temporary ones are on many systems:
// what the steps of a save are worth depends on it. Of /var/tmp the file hierarchy
// standard says that it survives a restart.
func onDisk(t *testing.T, content string) string {
	t.Helper()
	dir, err := os.MkdirTemp("/var/tmp", "holdfast-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "a.conf")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
