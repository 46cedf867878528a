//go:build !linux && !windows

package atomicsave

import "syscall"

// damaged stands for no answer: only Linux has one for a file system that found
// its own records to be wrong.
const damaged = syscall.Errno(0)

// mayChown reports whether the process may give files away although it is not
// root: only Linux has such a right.
func mayChown() bool { return false }
