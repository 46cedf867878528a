#include <GL/glx.h>
#include <X11/Xlib.h>
#include <malloc.h>

// holdfast_keep_memory makes the C library keep what a frame frees for the next
// one. Software OpenGL takes and gives back megabytes for each frame, and with
// the defaults they go to the system and come from it every time: a third of the
// time that a key takes. See mallopt(3).
void holdfast_keep_memory(void) {
#ifdef __GLIBC__
	mallopt(M_TRIM_THRESHOLD, 8 << 20);
	mallopt(M_TOP_PAD, 1 << 20);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

// holdfast_load_gl makes the system load its driver of OpenGL, by asking the
// display what it can draw, and returns the connection that keeps it loaded; NULL
// where nothing can be asked.
Display *holdfast_load_gl(void) {
	Display *display = XOpenDisplay(NULL);
	int count = 0;
	if (display == NULL)
		return NULL;
	if (glXQueryExtension(display, NULL, NULL)) {
		GLXFBConfig *configs = glXGetFBConfigs(display, DefaultScreen(display), &count);
		if (configs != NULL)
			XFree(configs);
	}
	return display;
}

void holdfast_release_gl(Display *display) { XCloseDisplay(display); }
