//go:build (!linux && !freebsd && !openbsd && !netbsd) || (wayland && !x11) || wasm || test_web_driver

package glfw

import (
	"image"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// asksForMemory reports whether windows shall be painted in memory.
func asksForMemory() bool { return false }

// showsMemory reports whether pixels in memory can be shown on the screen.
func showsMemory() bool { return false }

type surface struct{ stale bool }

func newSurface(*glfw.Window) *surface { return nil }

func (*surface) show(*image.RGBA, []image.Rectangle) {}
func (*surface) free()                               {}
