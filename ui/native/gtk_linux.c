#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <stddef.h>

// GTK and the 27 libraries that it brings are loaded before the first file dialog,
// and not with the program: 30 ms of every start, also of a command line that never
// shows a dialog. To that end sqweek/dialog calls the functions below, which have the
// names of GTK's and call these. The linker finds them first, and leaves the library
// out, since nothing asks for it any more (--as-needed in gtk_linux.go). They are
// hidden, so that GTK itself does not see them.
#define HIDDEN __attribute__((visibility("hidden")))

// All that sqweek/dialog calls: the result, the name, the parameters, the arguments.
// A program that lacks one of GTK's names here is not linked without the library.
#define FUNCTIONS(F)                                                                       \
	F(int, gtk_dialog_run, (void *dialog), (dialog))                                       \
	F(int, gtk_events_pending, (void), ())                                                 \
	F(int, gtk_main_iteration, (void), ())                                                 \
	F(void, gtk_widget_destroy, (void *widget), (widget))                                  \
	F(void, gtk_window_set_title, (void *window, const char *title), (window, title))      \
	F(void *, gtk_file_filter_new, (void), ())                                             \
	F(void, gtk_file_filter_set_name, (void *filter, const char *name), (filter, name))    \
	F(void, gtk_file_filter_add_pattern, (void *filter, const char *p), (filter, p))       \
	F(void, gtk_file_chooser_add_filter, (void *chooser, void *filter), (chooser, filter)) \
	F(char *, gtk_file_chooser_get_filename, (void *chooser), (chooser))                   \
	F(int, gtk_file_chooser_set_current_folder, (void *chooser, const char *d), (chooser, d)) \
	F(void, gtk_file_chooser_set_current_name, (void *chooser, const char *n), (chooser, n)) \
	F(void, gtk_file_chooser_set_do_overwrite_confirmation, (void *chooser, int on), (chooser, on))

#define FORWARD(result, name, parameters, arguments) \
	static result(*real_##name) parameters;          \
	HIDDEN result name parameters { return real_##name arguments; }
FUNCTIONS(FORWARD)

// sqweek/dialog calls this when its package is initialised; holdfast_gtk_init does it.
HIDDEN int gtk_init_check(int *argc, char ***argv) {
	(void)argc;
	(void)argv;
	return 1;
}

static void *(*real_gtk_file_chooser_dialog_new)(const char *, void *, int, const char *, ...);
static void *(*real_gtk_dialog_add_button)(void *, const char *, int);

// The buttons are pairs of a text and an answer; NULL ends them.
HIDDEN void *gtk_file_chooser_dialog_new(const char *title, void *parent, int action, const char *button, ...) {
	void *dialog = real_gtk_file_chooser_dialog_new(title, parent, action, NULL, NULL);
	va_list more;
	va_start(more, button);
	for (; button != NULL; button = va_arg(more, const char *)) {
		int answer = va_arg(more, int);
		real_gtk_dialog_add_button(dialog, button, answer);
	}
	va_end(more);
	return dialog;
}

// The program shows no messages of GTK's.
HIDDEN void *gtk_message_dialog_new(void *parent, int flags, int type, int buttons, const char *format, ...) {
	(void)parent, (void)flags, (void)type, (void)buttons, (void)format;
	return NULL;
}

#define ENTRY(result, name, parameters, arguments) {#name, (void **)&real_##name},
static const struct {
	const char *name;
	void **place;
} entries[] = {
	FUNCTIONS(ENTRY)
	{"gtk_file_chooser_dialog_new", (void **)&real_gtk_file_chooser_dialog_new},
	{"gtk_dialog_add_button", (void **)&real_gtk_dialog_add_button},
};

// holdfast_gtk_init loads GTK and initialises it. It returns 0 if GTK is not
// installed, or finds no display. All later calls of GTK must come from the same
// thread.
int holdfast_gtk_init(void) {
	// Global, as if the program were linked with it: modules of GTK may expect that.
	void *library = dlopen("libgtk-3.so.0", RTLD_LAZY | RTLD_GLOBAL);
	if (library == NULL)
		return 0;
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
		if ((*entries[i].place = dlsym(library, entries[i].name)) == NULL)
			return 0;
	int (*init)(int *, char ***) = (int (*)(int *, char ***))dlsym(library, "gtk_init_check");
	return init != NULL && init(NULL, NULL);
}
