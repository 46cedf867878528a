//go:build !linux

package vfs

import "errors"

// OS returns the real disk. On this system nothing is implemented: every call
// answers errors.ErrUnsupported.
func OS() FS { return none{} }

type none struct{}

func (none) OpenDir(Dir, string) (Dir, error) { return nil, errors.ErrUnsupported }
