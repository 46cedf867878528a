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
