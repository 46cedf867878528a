//go:build !unix

package lab

import (
	"errors"
	"os/exec"
)

// ownMounts fails: there are no mount namespaces here.
func ownMounts(*exec.Cmd) error { return errors.ErrUnsupported }

func mountSmall(string, int64) error { return errors.ErrUnsupported }
func mountOver(string) error         { return errors.ErrUnsupported }
func limitFiles(int64) error         { return errors.ErrUnsupported }
