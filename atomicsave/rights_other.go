//go:build !linux && !windows

package atomicsave

// mayChown reports whether the process may give files away although it is not
// root: only Linux has such a right.
func mayChown() bool { return false }
