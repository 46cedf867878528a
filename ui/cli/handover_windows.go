package cli

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// onItsOwn lets a program outlive this one: it has no console, so the Ctrl+C of
// this one is not for it.
func onItsOwn() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP}
}
