#define _GNU_SOURCE
#include <dlfcn.h>

// sqweek/dialog initialises GTK when its package is initialised: 24 ms of every
// start and 10 MB, also for a command line that never shows a dialog. This
// definition is what the linker finds first; it puts the work off until
// holdfast_gtk_init. Hidden, so that GTK itself does not see it.
__attribute__((visibility("hidden"))) int gtk_init_check(int *argc, char ***argv) {
	(void)argc;
	(void)argv;
	return 1;
}

// holdfast_gtk_init calls GTK's own gtk_init_check and returns what it returns:
// 0 without a display. All later calls of GTK must come from the same thread.
int holdfast_gtk_init(void) {
	int (*init)(int *, char ***) = (int (*)(int *, char ***))dlsym(RTLD_NEXT, "gtk_init_check");
	return init != 0 && init(0, 0);
}
