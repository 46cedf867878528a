//go:build unix && !linux && !darwin

package process

import (
	"errors"

	"golang.org/x/sys/unix"
)

// startOf cannot tell when a process started here.
func startOf(pid int) (start string, running bool) {
	return "", !errors.Is(unix.Kill(pid, 0), unix.ESRCH)
}

func boot() string    { return "" }
func space() string   { return "" }
func machine() string { return hostname() }
