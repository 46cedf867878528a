package native

// #cgo LDFLAGS: -lGL -lX11
// #include <X11/Xlib.h>
// void holdfast_keep_memory(void);
// Display *holdfast_load_gl(void);
// void holdfast_release_gl(Display *display);
import "C"

import (
	"os"
	"path/filepath"
	"runtime"
)

// Prepare does what makes windows appear sooner and cost less. Call it before
// anything else that has to do with them, while no other thread runs C code: it
// sets the environment.
//
// On X11 the table of dead and compose keys is kept ready in the user's folder for
// caches. Without that libX11 reads half a megabyte of text, twice, at each start:
// see XCOMPOSECACHE in Compose(5).
func Prepare() {
	C.holdfast_keep_memory()
	cache, err := os.UserCacheDir()
	if err != nil || !onX11() || os.Getenv("XCOMPOSECACHE") != "" {
		return
	}
	if dir := filepath.Join(cache, "holdfast", "compose"); os.MkdirAll(dir, 0o700) == nil {
		_ = os.Setenv("XCOMPOSECACHE", dir) // without it the start only takes longer
	}
}

// LoadGL makes the system load its driver of OpenGL on another thread while the
// window is being made: that takes 20 ms, more if the driver has a compiler in it
// to draw without a graphics card. Call what it returns once there is a window.
func LoadGL() (shown func()) {
	if !onX11() {
		return func() {}
	}
	done := make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if display := C.holdfast_load_gl(); display != nil {
			<-done
			C.holdfast_release_gl(display)
		}
	}()
	return func() { close(done) }
}

// onX11 reports whether windows are those of an X server.
func onX11() bool { return os.Getenv("DISPLAY") != "" && os.Getenv("WAYLAND_DISPLAY") == "" }
