//go:build !linux && !darwin && !windows

package vfs

import "errors"

// OS returns the real disk. On this system nothing is implemented: every call
// answers errors.ErrUnsupported.
func OS() FS { return nothing{} }

type nothing struct{}

func (nothing) OpenDir(Dir, string) (Dir, error) { return nil, errors.ErrUnsupported }
