//go:build !linux

package native

// Prepare does nothing here.
func Prepare() {}

// loadGL does nothing here, and what it returns does nothing either.
func loadGL() (shown func()) { return func() {} }
