//go:build (linux || freebsd || openbsd || netbsd) && ((!x11 && !wayland) || x11) && !wasm && !test_web_driver

package glfw

/*
#cgo LDFLAGS: -lX11
#include <stdlib.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>

// plain reports whether the pixels of a window are of 32 bits, blue in the lowest.
static int plain(Display *d) {
	int screen = DefaultScreen(d), count = 0, bits = 0;
	Visual *v = DefaultVisual(d, screen);
	XPixmapFormatValues *f = XListPixmapFormats(d, &count);
	for (int i = 0; f != NULL && i < count; i++) {
		if (f[i].depth == DefaultDepth(d, screen)) bits = f[i].bits_per_pixel;
	}
	if (f != NULL) XFree(f);
	return bits == 32 && v->class == TrueColor &&
		v->red_mask == 0xff0000 && v->green_mask == 0xff00 && v->blue_mask == 0xff;
}

// show copies pixels to a place of a window.
static void show(Display *d, Window w, GC gc, char *pixels, int x, int y, int width, int height) {
	XImage img = {
		.width = width, .height = height, .format = ZPixmap, .data = pixels,
		.byte_order = LSBFirst, .bitmap_unit = 32, .bitmap_bit_order = LSBFirst, .bitmap_pad = 32,
		.depth = DefaultDepth(d, DefaultScreen(d)), .bytes_per_line = 4 * width, .bits_per_pixel = 32,
		.red_mask = 0xff0000, .green_mask = 0xff00, .blue_mask = 0xff,
	};
	if (XInitImage(&img)) XPutImage(d, w, gc, &img, 0, 0, x, y, width, height);
}

static GC newGC(Display *d, Window w) { return XCreateGC(d, w, 0, NULL); }
*/
import "C"

import (
	"image"
	"os"
	"unsafe"

	"fyne.io/fyne/v2/internal/painter/memory"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// asksForMemory reports whether windows shall be painted in memory.
func asksForMemory() bool { return os.Getenv("HOLDFAST_DRAWING") == "memory" }

// showsMemory reports whether pixels in memory can be shown on the screen.
func showsMemory() bool {
	return glfw.GetPlatform() == glfw.PlatformX11 && C.plain(display()) != 0
}

func display() *C.Display { return (*C.Display)(unsafe.Pointer(glfw.GetX11Display())) }

// surface is the window of X that pixels are shown in.
type surface struct {
	window C.Window
	gc     C.GC
	stale  bool   // the window has lost pixels
	pixels []byte // on their way, in memory of C
}

func newSurface(w *glfw.Window) *surface {
	window := C.Window(w.GetX11Window())
	return &surface{window: window, gc: C.newGC(display(), window), stale: true}
}

// show shows what has changed.
func (s *surface) show(frame *image.RGBA, changed []image.Rectangle) {
	if s.stale {
		changed, s.stale = []image.Rectangle{frame.Rect}, false
	}
	for _, r := range changed {
		if r.Empty() {
			continue
		}
		s.grow(4 * r.Dx() * r.Dy())
		to := s.pixels
		for y := r.Min.Y; y < r.Max.Y; y++ {
			from := frame.Pix[frame.PixOffset(r.Min.X, y):][:4*r.Dx()]
			memory.Swap(to, from)
			to = to[len(from):]
		}
		C.show(display(), s.window, s.gc, (*C.char)(unsafe.Pointer(&s.pixels[0])), C.int(r.Min.X), C.int(r.Min.Y), C.int(r.Dx()), C.int(r.Dy()))
	}
	C.XFlush(display())
}

// grow makes room for n bytes.
func (s *surface) grow(n int) {
	if n <= len(s.pixels) {
		return
	}
	s.release()
	s.pixels = unsafe.Slice((*byte)(C.malloc(C.size_t(n))), n)
}

func (s *surface) release() {
	if s.pixels != nil {
		C.free(unsafe.Pointer(&s.pixels[0]))
		s.pixels = nil
	}
}

// free gives back what a surface has, before its window is destroyed.
func (s *surface) free() {
	s.release()
	C.XFreeGC(display(), s.gc)
}
