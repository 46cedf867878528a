package native

import "github.com/go-gl/glfw/v3.4/glfw"

// BeforeWindow does what must be done when the window library is ready and has made
// no window yet: it names the windows for the desktop, and begins loadGL, whose answer
// it returns.
func BeforeWindow() (shown func()) {
	nameWindows()
	return loadGL()
}

// nameWindows tells the desktop which program the windows are of: by that it finds the
// desktop entry, and with it the icon in a dock. Without it their class on X11 is their
// first title, and there is none on Wayland. Other systems know a program by its file.
func nameWindows() {
	glfw.WindowHintString(glfw.X11ClassName, "Holdfast") // StartupWMClass in the desktop entry
	glfw.WindowHintString(glfw.X11InstanceName, "holdfast")
	glfw.WindowHintString(glfw.WaylandAppID, "app.holdfast.Holdfast") // the name of the desktop entry
}
