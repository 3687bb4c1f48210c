/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure-compose.c [ROUNDS]: how quick writing is: a composer opened, 25 MB attached, looked over, queued.
 *
 * Real composer windows on a profile without a server.  Opening ends with the first frame after the page can be written
 * in; "stall" is the longest time the main loop did not come round meanwhile.  Prints medians; no time fails it.  Needs a
 * display. */
#include "alp-composer-window.h"
#include "alp-draft-box.h"
#include "alp-draft-check.h"
#include "alp-editor.h"
#include "alp-ui.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

#define LARGE (25 * 1024 * 1024)

typedef struct
{
  AlpEngine *engine;
  AlpAccount *account;
  char *dir;
  GAsyncResult *result;
  gint64 ticked;  /* monotonic: the last time round */
  gint64 longest; /* µs between two */
} Measure;

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  g_set_object (&((Measure *) data)->result, result);
}

static GAsyncResult *
wait_result (Measure *m)
{
  while (m->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return m->result;
}

static gboolean
on_tick (gpointer data)
{
  Measure *m = data;
  gint64 now = g_get_monotonic_time ();

  m->longest = MAX (m->longest, now - m->ticked);
  m->ticked = now;
  return G_SOURCE_CONTINUE;
}

static void
begin_stall (Measure *m)
{
  m->ticked = g_get_monotonic_time ();
  m->longest = 0;
}

static void
wait_ms (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
}

static void
make_profile (Measure *m)
{
  g_autofree char *data = g_build_filename (m->dir, "data", NULL);
  g_autofree char *cache = g_build_filename (m->dir, "cache", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = store_open (data, cache, &error);
  g_autoptr (StoreAccount) account = store_account_new ();

  g_assert_no_error (error);
  g_set_str (&account->email, "anna@mail.test");
  g_set_str (&account->name, "Anna");
  g_assert_cmpint (store_account_add (store, account, &error), >, 0);
}

static void
open_engine (Measure *m)
{
  g_autoptr (GError) error = NULL;

  alp_engine_open_async (m->dir, NULL, on_result, m);
  m->engine = alp_engine_open_finish (wait_result (m), &error);
  g_assert_no_error (error);
  g_clear_object (&m->result);
  m->account = alp_engine_find_account (m->engine, "anna@mail.test");
}

static AlpEditor *
find_editor (GtkWidget *widget)
{
  if (ALP_IS_EDITOR (widget))
    return ALP_EDITOR (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      AlpEditor *found = find_editor (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
on_painted (GdkFrameClock *clock, gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* Milliseconds from the key to a frame of a composer that can be written in. */
static double
open_composer (Measure *m, GtkApplication *application, GtkWidget **window)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (AlpDraft) draft = alp_draft_new (m->engine, m->account);
  GtkWidget *composer;
  GdkFrameClock *clock;
  gboolean painted = FALSE;
  gulong id;

  g_object_set (draft, "html", "", "to", "bob@mail.test", "subject", "Plan", NULL);
  composer = alp_composer_new (draft);
  *window = alp_composer_window_new (application, ALP_COMPOSER (composer));
  gtk_window_present (GTK_WINDOW (*window));
  g_clear_object (&m->result);
  alp_editor_get_content_async (find_editor (composer), on_result, m);
  g_free (alp_editor_get_content_finish (find_editor (composer), wait_result (m), NULL));
  g_clear_object (&m->result);
  clock = gtk_widget_get_frame_clock (*window);
  id = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &painted);
  gtk_widget_queue_draw (*window);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, id);
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static char *
large_file (Measure *m)
{
  char *path = g_build_filename (m->dir, "large.bin", NULL);
  g_autofree guint32 *bytes = g_malloc (LARGE);

  for (gsize i = 0; i < LARGE / 4; i++)
    bytes[i] = g_random_int ();
  g_assert_true (g_file_set_contents (path, (const char *) bytes, LARGE, NULL));
  return path;
}

typedef struct
{
  double attached, stall, checked, queued;
} Large;

static Large
send_large (Measure *m, const char *path)
{
  g_autoptr (AlpDraft) draft = alp_draft_new (m->engine, m->account);
  g_autoptr (GError) error = NULL;
  Large large;
  gint64 start = g_get_monotonic_time ();

  g_object_set (draft, "text", "here it is", "to", "bob@mail.test", "subject", "Plan", NULL);
  begin_stall (m);
  alp_draft_add_attachment (draft, path);
  while (alp_draft_is_adding (draft))
    g_main_context_iteration (NULL, TRUE);
  large.attached = (double) (g_get_monotonic_time () - start) / 1000;
  g_clear_object (&m->result);
  start = g_get_monotonic_time ();
  alp_draft_check_async (draft, NULL, on_result, m);
  g_ptr_array_unref (alp_draft_check_finish (draft, wait_result (m), &error));
  g_assert_no_error (error);
  large.checked = (double) (g_get_monotonic_time () - start) / 1000;
  g_clear_object (&m->result);
  start = g_get_monotonic_time ();
  alp_draft_schedule_async (draft, 0, 0, NULL, on_result, m);
  g_assert_cmpint (alp_draft_schedule_finish (draft, wait_result (m), &error), >, 0);
  g_assert_no_error (error);
  large.queued = (double) (g_get_monotonic_time () - start) / 1000;
  large.stall = (double) m->longest / 1000;
  g_clear_object (&m->result);
  return large;
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (GArray *values)
{
  g_array_sort (values, compare);
  return values->len > 0 ? g_array_index (values, double, values->len / 2) : 0;
}

static void
measure (GtkApplication *application, Measure *m)
{
  guint rounds = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (application), "rounds"));
  g_autoptr (GArray) opened = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) queued = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) checked = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *path = large_file (m);
  Large large = { 0 };
  double stall = 0;
  guint tick;

  alp_ui_init ();
  alp_editor_warm_up ();
  wait_ms (6000);
  for (guint i = 0; i < rounds; i++)
    {
      GtkWidget *window;
      double one = open_composer (m, application, &window);

      g_array_append_val (opened, one);
      wait_ms (300);
      gtk_window_close (GTK_WINDOW (window));
      wait_ms (5000);
    }
  tick = g_timeout_add (1, on_tick, m);
  for (guint i = 0; i < rounds; i++)
    {
      large = send_large (m, path);
      g_array_append_val (queued, large.queued);
      g_array_append_val (checked, large.checked);
      stall = MAX (stall, large.stall);
      wait_ms (200);
    }
  g_source_remove (tick);
  g_print ("composer opened in %.0f ms (first %.0f), 25 MB: attached in %.0f ms, looked over in %.0f ms, "
           "queued in %.0f ms, "
           "longest stall %.1f ms\n",
           median (opened), g_array_index (opened, double, 0), large.attached, median (checked),
           median (queued), stall);
}

static void
on_activate (GtkApplication *application, Measure *m)
{
  g_application_hold (G_APPLICATION (application));
  measure (application, m);
  g_application_release (G_APPLICATION (application));
  g_application_quit (G_APPLICATION (application));
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application
      = adw_application_new ("io.github.alpenpost.Measure", G_APPLICATION_NON_UNIQUE);
  Measure m = { .dir = g_dir_make_tmp ("alpenpost-measure-XXXXXX", NULL) };
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", m.dir);

  g_object_set_data (G_OBJECT (application), "rounds", GUINT_TO_POINTER (argc > 1 ? atoi (argv[1]) : 5));
  make_profile (&m);
  open_engine (&m);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), &m);
  g_application_run (G_APPLICATION (application), 1, argv);
  g_clear_object (&m.engine);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (m.dir);
  return 0;
}
