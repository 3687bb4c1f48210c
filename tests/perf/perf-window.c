/* SPDX-License-Identifier: GPL-3.0-or-later */
/* perf-window.c: does the window ever stand still?  Every turn of the main loop is timed.
 *
 * perf-window DIR N: fills the profile DIR with N messages (once), opens the real window on it, scrolls by rows, by screens and by
 * jumps, lets 10,000 messages arrive, and steps from message to message.  For each it prints turns, median, 99 %, longest, and how
 * many took more than 16 ms: of processor time of this thread (a busy machine does not count), and without painting, which
 * without a graphics card is done by this thread too.  Needs a display (tests/ui/headless). */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alp-engine-private.h"
#include "alp-list-pane.h"
#include "alp-message-card.h"
#include "alp-settings.h"
#include "alp-style.h"
#include "alp-ui.h"
#include "alp-window.h"
#include "store.h"

#define BATCH 500
#define ARRIVE 10000
#define ARRIVE_BATCH 100
#define WITH_BODY 80
#define SLOW_MS 16.0

typedef enum
{
  PHASE_OPEN,
  PHASE_ROWS,
  PHASE_SCREENS,
  PHASE_JUMPS,
  PHASE_ARRIVE,
  PHASE_KEYS,
  PHASE_END,
} Phase;

static const char *const names[]
    = { "open", "scroll by rows", "scroll by screens", "jump", "10,000 arrive", "next message" };

static struct
{
  const char *folder;
  guint total;
  AlpEngine *engine;
  GtkWidget *window;
  AlpListPane *pane;
  GtkWidget *list;
  GtkAdjustment *adjustment;
  Phase phase;
  guint frames;
  GRand *random;
  GArray *turns;   /* double: ms of processor time of each turn, painting left out */
  GArray *paints;  /* double */
  GArray *answers; /* double: ms from a key to the painted message */
  double turn_began;
  double paint_began;
  double painted; /* in this turn */
  gint64 key_pressed;
  gint64 shown; /* the message before the key */
  gboolean arrived;
} self;

static double
thread_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* ---- the profile ---- */

static GPtrArray *
make_messages (guint first, guint n)
{
  static const char *const words[] = { "Offerte", "Zürich", "Rechnung", "meeting", "Wanderung",
                                       "budget",  "Ferien", "report",   "invoice", "Hütte" };

  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      guint k = first + i;
      StoreNewMessage *m = g_new0 (StoreNewMessage, 1);

      m->uid = k + 1;
      m->flags = k % 7 == 0 ? 0 : STORE_FLAG_SEEN;
      m->message_id = g_intern_string (g_strdup_printf ("%u.perf@perf.example", k));
      m->subject = g_intern_string (words[k % 10]);
      m->from_name = words[(k / 10) % 10];
      m->from_email = "person@perf.example";
      m->to = "Demo <demo@perf.example>";
      m->received = 1200000000 + k * 300;
      m->date = m->received;
      m->size = 2000 + k % 5000;
      m->has_attachment = k % 9 == 0;
      g_ptr_array_add (list, m);
    }
  return list;
}

static gint64
inbox_id (Store *store)
{
  g_autoptr (GPtrArray) accounts = store_accounts_list (store, NULL);
  g_autoptr (StoreFolder) folder = NULL;

  if (accounts == NULL || accounts->len == 0)
    return 0;
  folder = store_folder_get_by_role (store, ((StoreAccount *) g_ptr_array_index (accounts, 0))->id,
                                     STORE_ROLE_INBOX, NULL);
  return folder != NULL ? folder->id : 0;
}

static void
add_body (Store *store, gint64 message_id, guint k)
{
  g_autofree char *text = g_strdup_printf (
      "From: person@perf.example\r\nSubject: number %u\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "\r\nHello,\r\n\r\nthis is the message of the row.\r\n",
      k);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  if (!store_body_add (store, message_id, bytes, &error))
    g_error ("%s", error->message);
}

static void
fill (Store *store)
{
  g_autoptr (StoreAccount) account = store_account_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) last = NULL;
  StoreFolder folder = { .path = (char *) "INBOX",
                         .display = (char *) "INBOX",
                         .name = (char *) "INBOX",
                         .delimiter = '/',
                         .role = STORE_ROLE_INBOX,
                         .selectable = TRUE,
                         .subscribed = TRUE };
  gint64 begun = g_get_monotonic_time ();

  g_set_str (&account->email, "demo@perf.example");
  g_set_str (&account->name, "Demo");
  g_set_str (&account->imap_host, "localhost");
  g_set_str (&account->smtp_host, "localhost");
  folder.account_id = store_account_add (store, account, &error);
  if (folder.account_id == 0 || (folder.id = store_folder_upsert (store, &folder, &error)) == 0)
    g_error ("%s", error->message);
  for (guint first = 0; first < self.total; first += BATCH)
    {
      g_autoptr (GPtrArray) list = make_messages (first, MIN (BATCH, self.total - first));

      g_clear_pointer (&last, g_array_unref);
      if (store_messages_add (store, folder.id, list, &last, &error) < 0)
        g_error ("%s", error->message);
    }
  for (guint i = 0; i < MIN (WITH_BODY, last->len); i++)
    add_body (store, g_array_index (last, gint64, last->len - 1 - i), i);
  g_print ("%u messages made in %.1f s\n", self.total, (double) (g_get_monotonic_time () - begun) / 1e6);
}

/* ---- figures ---- */

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
print_figures (const char *name, GArray *values)
{
  guint slow = 0;

  if (values->len == 0)
    return;
  g_array_sort (values, compare);
  for (guint i = 0; i < values->len; i++)
    slow += g_array_index (values, double, i) > SLOW_MS;
  g_print ("%-32s %6u  median %6.2f  99 %% %6.2f  longest %7.2f ms  over 16 ms: %u\n", name, values->len,
           g_array_index (values, double, values->len / 2),
           g_array_index (values, double, values->len * 99 / 100),
           g_array_index (values, double, values->len - 1), slow);
  g_array_set_size (values, 0);
}

static void
end_phase (void)
{
  g_autofree char *painting = g_strdup_printf ("  painting, by software");

  print_figures (names[self.phase], self.turns);
  print_figures (painting, self.paints);
  print_figures ("  from the key to the painting", self.answers);
  self.frames = 0;
  self.phase++;
}

/* ---- the probe ---- */

static int
probe_poll (GPollFD *fds, guint n, int timeout)
{
  double now = thread_ms (), turn = now - self.turn_began - self.painted;
  int result;

  if (self.turn_began > 0)
    g_array_append_val (self.turns, turn);
  if (turn > SLOW_MS)
    g_print ("%s, frame %u: a turn of %.1f ms\n", names[self.phase], self.frames, turn);
  result = g_poll (fds, n, timeout);
  self.painted = 0;
  self.turn_began = thread_ms ();
  return result;
}

static GtkWidget *
find (GtkWidget *from, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (from, type))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_next_shown (void)
{
  GtkWidget *card = find (self.window, ALP_TYPE_MESSAGE_CARD);

  return card != NULL && alp_message_card_get_content (ALP_MESSAGE_CARD (card)) != NULL
         && alp_message_get_id (alp_message_card_get_message (ALP_MESSAGE_CARD (card))) != self.shown;
}

static void
on_layout (void)
{
  self.paint_began = thread_ms ();
}

static void
on_after_paint (void)
{
  double took = thread_ms () - self.paint_began;

  if (self.paint_began == 0)
    return;
  self.painted += took;
  self.paint_began = 0;
  g_array_append_val (self.paints, took);
  if (self.key_pressed != 0 && is_next_shown ())
    {
      double answer = (double) (g_get_monotonic_time () - self.key_pressed) / 1e3;

      g_array_append_val (self.answers, answer);
      self.key_pressed = 0;
    }
}

/* ---- what is done ---- */

static gpointer
arrive (gpointer unused)
{
  Store *store = sync_engine_get_store (alp_engine_get_sync (self.engine));
  gint64 folder = inbox_id (store);

  for (guint i = 0; i < ARRIVE; i += ARRIVE_BATCH)
    {
      g_autoptr (GPtrArray) list = make_messages (self.total + i, ARRIVE_BATCH);
      g_autoptr (GError) error = NULL;

      if (store_messages_add (store, folder, list, NULL, &error) < 0)
        g_error ("%s", error->message);
    }
  g_atomic_int_set (&self.arrived, TRUE);
  return NULL;
}

static void
next_message (void)
{
  GtkWidget *card;

  if (self.key_pressed != 0 && g_get_monotonic_time () - self.key_pressed < 2 * G_USEC_PER_SEC)
    return;
  if (self.frames++ % 6 != 0)
    return;
  card = find (self.window, ALP_TYPE_MESSAGE_CARD);
  self.shown = card != NULL ? alp_message_get_id (alp_message_card_get_message (ALP_MESSAGE_CARD (card))) : 0;
  self.key_pressed = g_get_monotonic_time ();
  alp_list_pane_step (self.pane, 1, FALSE);
}

static gboolean
tick (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  GListModel *rows = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (self.list)));
  double end = gtk_adjustment_get_upper (self.adjustment) - gtk_adjustment_get_page_size (self.adjustment);
  double value = gtk_adjustment_get_value (self.adjustment);

  gtk_widget_queue_draw (self.list);
  switch (self.phase)
    {
    case PHASE_OPEN:
      if (g_list_model_get_n_items (rows) >= self.total && ++self.frames > 200)
        {
          self.total = g_list_model_get_n_items (rows);
          g_print ("%u rows\n", self.total);
          end_phase ();
        }
      break;
    case PHASE_ROWS:
      gtk_adjustment_set_value (self.adjustment, value + 57);
      if (++self.frames > 400)
        end_phase ();
      break;
    case PHASE_SCREENS:
      gtk_adjustment_set_value (self.adjustment, value + 700);
      if (++self.frames > 400)
        end_phase ();
      break;
    case PHASE_JUMPS:
      if (self.frames % 5 == 0)
        gtk_adjustment_set_value (self.adjustment, g_rand_double_range (self.random, 0, end));
      if (++self.frames > 400)
        {
          gtk_adjustment_set_value (self.adjustment, 0);
          end_phase ();
          g_thread_unref (g_thread_new ("arrive", arrive, NULL));
        }
      break;
    case PHASE_ARRIVE:
      if (g_atomic_int_get (&self.arrived) && g_list_model_get_n_items (rows) >= self.total + ARRIVE
          && ++self.frames > 30)
        {
          g_print ("%u rows\n", g_list_model_get_n_items (rows));
          end_phase ();
          gtk_list_view_scroll_to (GTK_LIST_VIEW (self.list), ARRIVE, GTK_LIST_SCROLL_SELECT, NULL);
        }
      break;
    case PHASE_KEYS:
      next_message ();
      if (self.frames > 6 * 50)
        end_phase ();
      break;
    case PHASE_END:
    default:
      gtk_window_destroy (GTK_WINDOW (self.window));
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
begin (gpointer unused)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self.window);

  self.pane = ALP_LIST_PANE (find (self.window, ALP_TYPE_LIST_PANE));
  self.list = find (GTK_WIDGET (self.pane), GTK_TYPE_LIST_VIEW);
  self.adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self.list));
  g_signal_connect_after (clock, "layout", G_CALLBACK (on_layout), NULL);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), NULL);
  gtk_widget_add_tick_callback (self.window, tick, NULL, NULL);
  g_main_context_set_poll_func (NULL, probe_poll);
  return G_SOURCE_REMOVE;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer application)
{
  g_autoptr (GError) error = NULL;
  Store *store;

  self.engine = alp_engine_open_finish (result, &error);
  if (self.engine == NULL)
    g_error ("%s", error->message);
  store = sync_engine_get_store (alp_engine_get_sync (self.engine));
  if (inbox_id (store) == 0)
    fill (store);
  self.window = alp_window_new (application, alp_settings_get_default ());
  gtk_window_set_default_size (GTK_WINDOW (self.window), 1180, 760);
  alp_window_set_engine (ALP_WINDOW (self.window), self.engine, NULL);
  gtk_window_present (GTK_WINDOW (self.window));
  g_timeout_add (300, begin, NULL);
}

static void
on_activate (GApplication *application)
{
  alp_ui_init ();
  alp_style_bind (alp_style_get_default (), alp_settings_get_default ());
  g_application_hold (application);
  alp_engine_open_async (self.folder, NULL, on_opened, application);
  g_signal_connect (application, "window-removed", G_CALLBACK (g_application_release), NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application
      = adw_application_new ("io.github.alpenpost.PerfWindow", G_APPLICATION_NON_UNIQUE);

  if (argc != 3)
    {
      g_printerr ("usage: perf-window DIR N\n");
      return 2;
    }
  self.folder = argv[1];
  self.total = (guint) atoi (argv[2]);
  self.random = g_rand_new_with_seed (1);
  self.turns = g_array_new (FALSE, FALSE, sizeof (double));
  self.paints = g_array_new (FALSE, FALSE, sizeof (double));
  self.answers = g_array_new (FALSE, FALSE, sizeof (double));
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  g_application_run (G_APPLICATION (application), 1, argv);
  alp_engine_stop (self.engine);
  return 0;
}
