//go:build e2e && linux

package e2e

import (
	"bytes"
	"syscall"
	"testing"
)

// TestEndWhileLoading ends the program while it reads a file: by the window's
// button and by a signal.
func TestEndWhileLoading(t *testing.T) {
	d := newDesktop(t)
	path := d.put("big.conf", bytes.Repeat([]byte("key = value\n"), 400<<20/12))
	for _, end := range []func(a *app){
		func(a *app) { a.press("ctrl+q") },
		func(a *app) { must(t, a.cmd.Process.Signal(syscall.SIGTERM)) },
	} {
		a := d.launch(syscall.Getuid(), path)
		a.waitWindow()
		a.waitTitle("big.conf")
		end(a)
		a.waitEnd(0)
	}
}
