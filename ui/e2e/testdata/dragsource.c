/* A window to drag files out of, for the test that drops files on Holdfast:
 *
 *	dragsource URI...
 *
 * It stands in the top left corner of the screen and offers the addresses as
 * text/uri-list, as a file manager does.
 */
#include <gtk/gtk.h>

static char **uris;

static void give(GtkWidget *w, GdkDragContext *ctx, GtkSelectionData *data,
                 guint info, guint time, gpointer unused)
{
	gtk_selection_data_set_uris(data, uris);
}

int main(int argc, char **argv)
{
	gtk_init(&argc, &argv);
	uris = argv + 1;
	GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
	GtkWidget *box = gtk_event_box_new();
	gtk_window_set_title(GTK_WINDOW(window), "dragsource");
	gtk_window_set_decorated(GTK_WINDOW(window), FALSE);
	gtk_window_set_keep_above(GTK_WINDOW(window), TRUE);
	gtk_window_set_default_size(GTK_WINDOW(window), 80, 80);
	gtk_window_move(GTK_WINDOW(window), 0, 0);
	gtk_container_add(GTK_CONTAINER(window), box);
	gtk_drag_source_set(box, GDK_BUTTON1_MASK, NULL, 0, GDK_ACTION_COPY | GDK_ACTION_MOVE);
	gtk_drag_source_add_uri_targets(box);
	g_signal_connect(box, "drag-data-get", G_CALLBACK(give), NULL);
	g_signal_connect(window, "destroy", G_CALLBACK(gtk_main_quit), NULL);
	gtk_widget_show_all(window);
	gtk_main();
	return 0;
}
