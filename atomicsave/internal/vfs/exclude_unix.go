//go:build linux || darwin

package vfs

import (
	"context"
	"time"

	"golang.org/x/sys/unix"
)

// Bounds of waiting for another save in the same folder, which holds the lock for
// some microseconds.
const (
	excludeSlice    = 200 * time.Microsecond
	excludePatience = time.Second
)

// Exclude takes a flock(2) of the folder, which ends with the descriptor and so
// with the process. A lock that cannot be had, or not in time, is done without.
func (d *dir) Exclude(ctx context.Context, _ string) (release func()) {
	nothing := func() {}
	for waited := time.Duration(0); ; waited += excludeSlice {
		err := restart(func() error { return unix.Flock(d.fd, unix.LOCK_EX|unix.LOCK_NB) })
		switch {
		case err == nil:
			return func() { unix.Flock(d.fd, unix.LOCK_UN) }
		case err != unix.EWOULDBLOCK || waited >= excludePatience || ctx.Err() != nil:
			return nothing
		}
		time.Sleep(excludeSlice)
	}
}
