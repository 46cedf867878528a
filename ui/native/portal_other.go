//go:build !linux

package native

import "holdfast/ui"

// There is no desktop portal on this system: its own dialogs always exist.

func portalOpen(string, bool) (string, error)   { return "", ui.ErrNoPicker }
func portalSave(string, string) (string, error) { return "", ui.ErrNoPicker }
