package external

import (
	"os"
	"os/exec"
	"syscall"
)

// programEndings are what may follow the name of a program. Batch files are
// none: they would be run by a shell.
var programEndings = []string{".exe"}

// systemVariables are passed on to a checker.
var systemVariables = []string{"SystemRoot", "USERPROFILE", "TEMP", "TMP"}

// ownGroup keeps the program away from the console of this one.
func ownGroup(cmd *exec.Cmd) {
	const createNewProcessGroup = 0x200
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: createNewProcessGroup}
}

// killGroup ends the program. What it started goes on: see the package doc.
func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// isProgram says whether path is a file.
func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// anybodyWrites is about the permission bits of Unix.
func anybodyWrites(string) bool { return false }
