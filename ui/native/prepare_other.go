//go:build !linux

package native

// Prepare does nothing here.
func Prepare() {}

// LoadGL does nothing here, and what it returns does nothing either.
func LoadGL() (shown func()) { return func() {} }
