//go:build unix

package cli

import "syscall"

// onItsOwn lets a program outlive this one: an interrupt or a hang-up of this
// terminal is not for it (setsid(2)).
func onItsOwn() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
