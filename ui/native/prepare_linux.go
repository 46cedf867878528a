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
	"strings"
)

// Prepare does what makes windows appear sooner and cost less. Call it before
// anything else that has to do with them, while no other thread runs C code: it
// sets the environment, and makes the user's folder for caches.
//
// It decides what draws on X11, see painter, and sets HOLDFAST_DRAWING, which those
// modules look at that the packages are made of; a plain build draws by OpenGL anyway.
//
// On X11 the table of dead and compose keys is kept ready in the user's folder for
// caches. Without that libX11 reads half a megabyte of text, twice, at each start:
// see XCOMPOSECACHE in Compose(5).
func Prepare() {
	if onX11() {
		_ = os.Setenv(drawing, painter(os.Getenv, filepath.Glob)) // without it OpenGL draws
	}
	if os.Getenv(drawing) != inMemory {
		C.holdfast_keep_memory()
	}
	cache, err := os.UserCacheDir()
	if err == nil {
		_ = os.MkdirAll(cache, 0o700) // a new user has none, of which Fyne complains
	}
	if err != nil || !onX11() || os.Getenv("XCOMPOSECACHE") != "" {
		return
	}
	if dir := filepath.Join(cache, "holdfast", "compose"); os.MkdirAll(dir, 0o700) == nil {
		_ = os.Setenv("XCOMPOSECACHE", dir) // without it the start only takes longer
	}
}

// loadGL makes the system load its driver of OpenGL on another thread while the
// window is being made: that takes 20 ms, more if the driver has a compiler in it
// to draw without a graphics card. Call what it returns once there is a window.
func loadGL() (shown func()) {
	if !onX11() || os.Getenv(drawing) == inMemory {
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

// drawing is the variable that says what draws windows on X11.
const (
	drawing  = "HOLDFAST_DRAWING"
	inMemory = "memory" // the processor, and the pixels are sent to the X server
	byOpenGL = "opengl"
)

// painter says what draws: what the user has chosen, or memory where OpenGL would have
// nothing but the processor either, or would have to reach the screen by a network.
func painter(getenv func(string) string, glob func(string) ([]string, error)) string {
	if v := getenv(drawing); v == inMemory || v == byOpenGL {
		return v
	}
	if host, _, _ := strings.Cut(getenv("DISPLAY"), ":"); host != "" && host != "unix" {
		return inMemory
	}
	if v := getenv("LIBGL_ALWAYS_SOFTWARE"); v == "1" || v == "true" {
		return inMemory // see environment variables of Mesa
	}
	for _, devices := range []string{"/dev/dri/renderD*", "/dev/nvidia*", "/dev/dxg"} {
		if found, _ := glob(devices); len(found) > 0 {
			return byOpenGL
		}
	}
	return inMemory
}

// onX11 reports whether windows are those of an X server.
func onX11() bool { return os.Getenv("DISPLAY") != "" && os.Getenv("WAYLAND_DISPLAY") == "" }
