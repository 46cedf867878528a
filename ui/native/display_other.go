//go:build !linux

package native

// CheckDisplay returns nil: this system always has a display to show a window
// on, or refuses by itself.
func CheckDisplay() error { return nil }
