/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure-open.c COUNT FILE…: how long it takes from the click on a message to its picture, and what memory that takes.
 *
 * Opens the files COUNT times in turn the way the conversation does: a new body for each, the old one gone.  A time ends
 * with the first frame after the page told its size.  Prints one line; no time fails it.  Needs a display. */
#include "alp-message-body.h"
#include "alp-open.h"
#include "alp-ui.h"
#include "alp-web-engine.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  GMainLoop *loop;
  GtkWidget *window;
  AlpEngine *engine;
  GPtrArray *contents; /* AlpContent */
  GArray *times;       /* double: milliseconds */
  guint count;
  guint files;
  gint64 started;
  gulong frame_id;
} Probe;

static void open_next (Probe *probe);

static gboolean
open_later (gpointer data)
{
  open_next (data);
  return G_SOURCE_REMOVE;
}

static void
on_frame (GdkFrameClock *clock, Probe *probe)
{
  double milliseconds = (double) (g_get_monotonic_time () - probe->started) / 1000;

  g_signal_handler_disconnect (clock, probe->frame_id);
  g_array_append_val (probe->times, milliseconds);
  g_timeout_add (120, open_later, probe);
}

static void
on_shown (Probe *probe)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (probe->window);

  probe->frame_id = g_signal_connect (clock, "after-paint", G_CALLBACK (on_frame), probe);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_AFTER_PAINT);
  gtk_widget_queue_draw (probe->window);
}

static void
open_next (Probe *probe)
{
  GtkWidget *scrolled, *body;

  if (probe->times->len >= probe->count)
    {
      g_main_loop_quit (probe->loop);
      return;
    }
  scrolled = gtk_scrolled_window_new ();
  body = alp_message_body_new (probe->engine);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), body);
  probe->started = g_get_monotonic_time ();
  gtk_window_set_child (GTK_WINDOW (probe->window), scrolled);
  g_signal_connect_swapped (body, "shown", G_CALLBACK (on_shown), probe);
  alp_message_body_set_content (ALP_MESSAGE_BODY (body),
                                g_ptr_array_index (probe->contents, probe->times->len % probe->contents->len),
                                0, FALSE);
}

static void
on_opened (GObject *engine, GAsyncResult *result, gpointer data)
{
  Probe *probe = data;
  g_autoptr (GError) error = NULL;
  AlpContent *content = alp_engine_open_file_finish (ALP_ENGINE (engine), result, &error);

  if (content == NULL)
    g_error ("%s", error->message);
  g_ptr_array_add (probe->contents, content);
  if (probe->contents->len == probe->files)
    {
      alp_web_engine_warm (GTK_ROOT (probe->window));
      g_timeout_add (1500, open_later, probe);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a, two = *(const double *) b;

  return one < two ? -1 : one > two;
}

/* Resident memory without what is shared, of this process and WebKit's, in MB. */
static double
private_memory (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  double sum = 0;

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *comm_path = g_build_filename ("/proc", name, "comm", NULL);
      g_autofree char *path = g_build_filename ("/proc", name, "smaps_rollup", NULL);
      g_autofree char *comm = NULL, *text = NULL;
      const char *pss;

      if (!g_ascii_isdigit (*name) || !g_file_get_contents (comm_path, &comm, NULL, NULL)
          || (!g_str_has_prefix (comm, "WebKit") && !g_str_has_prefix (comm, "measure-open"))
          || !g_file_get_contents (path, &text, NULL, NULL) || (pss = strstr (text, "\nPss:")) == NULL)
        continue;
      sum += (double) g_ascii_strtoull (pss + 5, NULL, 10) / 1024;
    }
  return sum;
}

static void
on_engine (GObject *source, GAsyncResult *result, gpointer data)
{
  Probe *probe = data;
  g_autoptr (GError) error = NULL;
  const char *const *paths = g_object_get_data (G_OBJECT (probe->window), "paths");

  probe->engine = alp_engine_open_finish (result, &error);
  if (probe->engine == NULL)
    g_error ("%s", error->message);
  for (guint i = 0; i < probe->files; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (paths[i]);

      alp_engine_open_file_async (probe->engine, file, NULL, on_opened, probe);
    }
}

static void
report (Probe *probe)
{
  double first = g_array_index (probe->times, double, 0);
  double memory = private_memory ();

  g_array_sort (probe->times, compare);
  g_print ("open a message, click to painted: first %.0f ms, median %.0f ms, 95 %% %.0f ms of %u; memory "
           "with WebKit "
           "%.0f MB\n",
           first, g_array_index (probe->times, double, probe->times->len / 2),
           g_array_index (probe->times, double, probe->times->len * 95 / 100), probe->times->len, memory);
}

int
main (int argc, char **argv)
{
  g_autofree char *profile = g_dir_make_tmp ("measure-open-XXXXXX", NULL);
  Probe probe = { 0 };

  if (argc < 3 || atoi (argv[1]) < 1)
    return 2;
  adw_init ();
  alp_ui_init ();
  probe.loop = g_main_loop_new (NULL, FALSE);
  probe.contents = g_ptr_array_new_with_free_func (g_object_unref);
  probe.times = g_array_new (FALSE, FALSE, sizeof (double));
  probe.count = (guint) atoi (argv[1]);
  probe.files = (guint) argc - 2;
  probe.window = gtk_window_new ();
  g_object_set_data (G_OBJECT (probe.window), "paths", argv + 2);
  gtk_window_set_default_size (GTK_WINDOW (probe.window), 700, 700);
  gtk_window_present (GTK_WINDOW (probe.window));
  alp_engine_open_async (profile, NULL, on_engine, &probe);
  g_main_loop_run (probe.loop);
  report (&probe);
  alp_engine_stop (probe.engine);
  return 0;
}
