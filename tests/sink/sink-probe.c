/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sink-probe.c: raw FILE: a page in a bare WebKitWebView with none of our walls, to show that the sink sees what leaks;
 * pdf FILE OUT: a message printed to OUT the way the window does it; open FILE: a message from a file in its window.
 *
 * Needs a display.  Main thread. */
#include "alp-message-window.h"
#include "alp-open.h"
#include "alp-print.h"
#include "alp-ui.h"

#include <string.h>
#include <webkit/webkit.h>

static GMainLoop *loop;
static int code;

static gboolean
on_time (gpointer data)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
show_raw (const char *path)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = webkit_web_view_new ();
  g_autofree char *html = NULL;

  if (!g_file_get_contents (path, &html, NULL, NULL))
    g_error ("%s cannot be read", path);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  webkit_web_view_load_html (WEBKIT_WEB_VIEW (view), html, NULL);
  g_timeout_add (3000, on_time, NULL);
}

static void
on_printed (const GError *error, gpointer data)
{
  code = error == NULL ? 0 : 1;
  if (error != NULL)
    g_printerr ("sink-probe: %s\n", error->message);
  /* What printing started may still be under way. */
  g_timeout_add (300, on_time, NULL);
}

typedef struct
{
  const char *pdf; /* nullable */
  AlpEngine *engine;
} Wish;

static void
on_opened (GObject *engine, GAsyncResult *result, gpointer data)
{
  Wish *wish = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpContent) content = alp_engine_open_file_finish (ALP_ENGINE (engine), result, &error);
  g_autoptr (GFile) file = wish->pdf != NULL ? g_file_new_for_path (wish->pdf) : NULL;

  if (content == NULL)
    g_error ("%s", error->message);
  if (file != NULL)
    {
      alp_print_to_pdf (NULL, content, file, on_printed, NULL);
      return;
    }
  gtk_window_present (GTK_WINDOW (alp_message_window_new (NULL, ALP_ENGINE (engine), content)));
  g_timeout_add (1500, on_time, NULL);
}

static void
on_engine (GObject *source, GAsyncResult *result, gpointer data)
{
  Wish *wish = g_object_get_data (G_OBJECT (data), "wish");
  g_autoptr (GError) error = NULL;

  wish->engine = alp_engine_open_finish (result, &error);
  if (wish->engine == NULL)
    g_error ("%s", error->message);
  alp_engine_open_file_async (wish->engine, G_FILE (data), NULL, on_opened, wish);
}

int
main (int argc, char **argv)
{
  g_autoptr (GFile) file = argc > 2 ? g_file_new_for_path (argv[2]) : NULL;
  g_autofree char *profile = g_dir_make_tmp ("sink-probe-XXXXXX", NULL);
  Wish wish = { .pdf = argc > 3 ? argv[3] : NULL };

  if (file == NULL)
    return 2;
  adw_init ();
  alp_ui_init ();
  loop = g_main_loop_new (NULL, FALSE);
  if (g_str_equal (argv[1], "raw"))
    show_raw (argv[2]);
  else
    {
      g_object_set_data (G_OBJECT (file), "wish", &wish);
      alp_engine_open_async (profile, NULL, on_engine, file);
    }
  g_main_loop_run (loop);
  if (wish.engine != NULL)
    alp_engine_stop (wish.engine);
  return code;
}
