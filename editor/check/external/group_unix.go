//go:build unix

package external

import (
	"os"
	"os/exec"
	"syscall"
)

// programEndings are what may follow the name of a program.
var programEndings = []string{""}

// systemVariables are passed on to a checker.
var systemVariables = []string{"HOME", "TMPDIR"}

// ownGroup makes the program the leader of a process group of its own.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup kills the program and all that it started. SIGKILL, because a
// checker has nothing to tidy up and may ignore SIGTERM.
func killGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// isProgram says whether path is a file that can be executed.
func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// anybodyWrites says whether other users may put programs into a folder.
func anybodyWrites(dir string) bool {
	info, err := os.Stat(dir)
	return err != nil || info.Mode().Perm()&0o002 != 0
}
