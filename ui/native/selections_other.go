//go:build !linux

package native

import (
	"fyne.io/fyne/v2"

	"holdfast/ui"
)

// Selections returns nil: this system has a clipboard alone, which the window
// library reaches without another program.
func Selections(fyne.Window) ui.Connect { return nil }
