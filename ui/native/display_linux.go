package native

import (
	"errors"
	"os"

	"holdfast/ui/native/x11"
)

// CheckDisplay returns an error if there is no display to show a window on. The
// window library would print a trace and end the process.
func CheckDisplay() error {
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		return nil
	}
	display := os.Getenv("DISPLAY")
	if display == "" {
		return errors.New("native: neither DISPLAY nor WAYLAND_DISPLAY is set")
	}
	return x11.Check(display)
}
