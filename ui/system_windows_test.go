package ui

import "testing"

// shellScript skips the test: Windows has no sh.
func shellScript(t *testing.T, _ string) string {
	t.Helper()
	t.Skip("the program is a shell script")
	return ""
}

// onDisk makes a file. Windows keeps temporary ones on a disk.
func onDisk(t *testing.T, content string) string {
	t.Helper()
	return file(t, content)
}
