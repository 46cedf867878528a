//go:build unix && !linux

package lab

import (
	"errors"
	"os/exec"
	"os/signal"

	"golang.org/x/sys/unix"
)

// ownMounts fails: there are no mount namespaces here.
func ownMounts(*exec.Cmd) error { return errors.ErrUnsupported }

func mountSmall(string, int64) error { return errors.ErrUnsupported }
func mountOver(string) error         { return errors.ErrUnsupported }

// limitFiles lets no file of this process grow beyond a size: EFBIG.
func limitFiles(size int64) error {
	signal.Ignore(unix.SIGXFSZ)
	return unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: uint64(size), Max: uint64(size)})
}
