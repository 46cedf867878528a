//go:build !linux

package native

// toolkit needs nothing here: the dialogs are the system's own.
type toolkit struct{}

func (*toolkit) prepare() error { return nil }
