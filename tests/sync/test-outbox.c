/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-outbox.c: the outbox against a submission server that misbehaves at the moment that matters
 *
 * A server of twenty lines on loopback: it takes the message and then answers, refuses, or hangs up. */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base-clock.h"
#include "store.h"
#include "sync-outbox.h"

typedef enum
{
  SAY_OK = 1,
  SAY_NOTHING,   /* hangs up after the final dot */
  SAY_LATER,     /* 451 after the final dot */
  SAY_NO,        /* 554 after the final dot */
  HANG_UP_EARLY, /* hangs up in the message */
} Behaviour;

typedef struct
{
  GSocketService *service;
  guint16 port;
  Behaviour behaviour;
  gint deliveries; /* atomic: final dots seen */
} Server;

static void
say (GOutputStream *out, const char *text)
{
  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

/* Reads to the final dot. FALSE when the connection should end without an answer. */
static gboolean
take_message (Server *server, GDataInputStream *in, GOutputStream *out)
{
  char *line;

  while ((line = g_data_input_stream_read_line (in, NULL, NULL, NULL)) != NULL)
    {
      gboolean end = g_str_equal (line, ".");

      g_free (line);
      if (server->behaviour == HANG_UP_EARLY)
        return FALSE;
      if (!end)
        continue;
      g_atomic_int_inc (&server->deliveries);
      if (server->behaviour == SAY_NOTHING)
        return FALSE;
      say (out, server->behaviour == SAY_OK      ? "250 2.0.0 taken\r\n"
                : server->behaviour == SAY_LATER ? "451 4.3.0 later\r\n"
                                                 : "554 5.6.0 no\r\n");
      return TRUE;
    }
  return FALSE;
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Server *server = data;
  g_autoptr (GDataInputStream) in
      = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  say (out, "220 test\r\n");
  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);

      if (line == NULL)
        break;
      if (g_ascii_strncasecmp (line, "EHLO", 4) == 0)
        say (out, "250-test\r\n250 AUTH PLAIN\r\n");
      else if (g_ascii_strncasecmp (line, "AUTH", 4) == 0)
        say (out, "235 2.7.0 welcome\r\n");
      else if (g_ascii_strncasecmp (line, "DATA", 4) == 0)
        {
          say (out, "354 go\r\n");
          if (!take_message (server, in, out))
            break;
        }
      else if (g_ascii_strncasecmp (line, "QUIT", 4) == 0)
        {
          say (out, "221 bye\r\n");
          break;
        }
      else
        say (out, "250 2.1.0 ok\r\n");
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

typedef struct
{
  Server server;
  GThread *thread;
  GMainLoop *loop;
  char *folder;
  Store *store;
  SyncSetup *setup;
  gint64 id;
} Fixture;

static gpointer
serve (gpointer data)
{
  Fixture *f = data;
  GMainContext *context = g_main_loop_get_context (f->loop);

  g_main_context_push_thread_default (context);
  f->server.service = g_threaded_socket_service_new (4);
  g_signal_connect (f->server.service, "run", G_CALLBACK (on_run), &f->server);
  g_atomic_int_set (&f->server.deliveries, 0);
  f->server.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (f->server.service), NULL, NULL);
  g_main_loop_run (f->loop);
  g_socket_service_stop (f->server.service);
  g_socket_listener_close (G_SOCKET_LISTENER (f->server.service));
  g_object_unref (f->server.service);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
set_up (Fixture *f, gconstpointer behaviour)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (StoreAccount) account = store_account_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  g_autofree char *cache = NULL;
  static const char message[]
      = "From: a@mail.test\r\nTo: b@mail.test\r\nMessage-ID: <m1@test>\r\nSubject: x\r\n\r\nhello\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (message, sizeof message - 1);
  const char *const recipients[] = { "b@mail.test", NULL };

  f->server.behaviour = (Behaviour) GPOINTER_TO_INT (behaviour);
  f->loop = g_main_loop_new (context, FALSE);
  f->thread = g_thread_new ("server", serve, f);
  while (*(volatile guint16 *) &f->server.port == 0)
    g_usleep (1000);
  f->folder = g_dir_make_tmp ("alp-outbox-XXXXXX", NULL);
  data = g_build_filename (f->folder, "data", NULL);
  cache = g_build_filename (f->folder, "cache", NULL);
  f->store = store_open (data, cache, &error);
  g_assert_no_error (error);
  g_free (account->email);
  account->email = g_strdup ("a@mail.test");
  g_free (account->imap_host);
  account->imap_host = g_strdup ("127.0.0.1");
  g_free (account->smtp_host);
  account->smtp_host = g_strdup ("127.0.0.1");
  account->smtp_port = f->server.port;
  account->smtp_security = STORE_SECURITY_NONE;
  account->id = store_account_add (f->store, account, &error);
  g_assert_no_error (error);
  f->setup = sync_setup_new (f->store, NULL, account, "secret");
  f->id = sync_outbox_add (f->store, account->id, "a@mail.test", recipients, bytes, 0, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer behaviour)
{
  const char *const argv[] = { "rm", "-rf", f->folder, NULL };
  g_autoptr (GSubprocess) rm = NULL;

  sync_setup_unref (f->setup);
  store_free (f->store);
  g_main_context_invoke (g_main_loop_get_context (f->loop), quit, f->loop);
  g_thread_join (f->thread);
  g_main_loop_unref (f->loop);
  rm = g_subprocess_newv (argv, 0, NULL);
  g_subprocess_wait (rm, NULL, NULL);
  g_free (f->folder);
}

static StoreOutboxItem *
send_once (Fixture *f)
{
  gboolean sent;
  gint64 next_ms;
  g_autoptr (GError) error = NULL;
  StoreOutboxItem *item;

  sync_outbox_send (f->setup, &sent, &next_ms, NULL, &error);
  item = store_outbox_get (f->store, f->id, NULL);
  g_assert_nonnull (item);
  g_assert_cmpint (sent, ==, item->state == STORE_OUTBOX_SENT);
  return item;
}

static void
test_ok (Fixture *f, gconstpointer behaviour)
{
  g_autoptr (StoreOutboxItem) item = send_once (f);

  g_assert_cmpint (item->state, ==, STORE_OUTBOX_SENT);
  g_assert_cmpint (g_atomic_int_get (&f->server.deliveries), ==, 1);
}

/* The answer to the final dot is lost: unknown, and never again by itself. */
static void
test_cut (Fixture *f, gconstpointer behaviour)
{
  g_autoptr (StoreOutboxItem) item = send_once (f);
  g_autoptr (StoreOutboxItem) again = NULL;

  g_assert_cmpint (item->state, ==, STORE_OUTBOX_UNKNOWN);
  f->server.behaviour = SAY_OK;
  again = send_once (f);
  g_assert_cmpint (again->state, ==, STORE_OUTBOX_UNKNOWN);
  g_assert_cmpint (g_atomic_int_get (&f->server.deliveries), ==, 1);
}

static void
test_cut_early (Fixture *f, gconstpointer behaviour)
{
  g_autoptr (StoreOutboxItem) item = send_once (f);

  /* The whole message may have left us in one piece, so "unknown" is true as well; "sent" or "failed" never is. */
  g_assert_true (item->state == STORE_OUTBOX_QUEUED || item->state == STORE_OUTBOX_UNKNOWN);
  g_assert_cmpint (g_atomic_int_get (&f->server.deliveries), ==, 0);
}

static void
test_later (Fixture *f, gconstpointer behaviour)
{
  g_autoptr (StoreOutboxItem) item = send_once (f);
  g_autoptr (StoreOutboxItem) again = NULL;

  g_assert_cmpint (item->state, ==, STORE_OUTBOX_QUEUED);
  g_assert_cmpint (item->next_attempt, >=, base_clock_now_unix () + 30);
  again = send_once (f); /* not due: no second attempt */
  g_assert_cmpint (g_atomic_int_get (&f->server.deliveries), ==, 1);
}

static void
test_refused (Fixture *f, gconstpointer behaviour)
{
  g_autoptr (StoreOutboxItem) item = send_once (f);

  g_assert_cmpint (item->state, ==, STORE_OUTBOX_FAILED);
  g_assert_nonnull (strstr (item->error, "no"));
}

static void
test_pauses (void)
{
  g_assert_cmpint (sync_outbox_pause (0), ==, 60);
  g_assert_cmpint (sync_outbox_pause (1), ==, 60);
  g_assert_cmpint (sync_outbox_pause (2), ==, 300);
  g_assert_cmpint (sync_outbox_pause (1000), ==, 3600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, behaviour, function)                                                                       \
  g_test_add ("/sync/outbox/" name, Fixture, GINT_TO_POINTER (behaviour), set_up, function, tear_down)
  ADD ("ok", SAY_OK, test_ok);
  ADD ("cut-after-final-dot", SAY_NOTHING, test_cut);
  ADD ("cut-early", HANG_UP_EARLY, test_cut_early);
  ADD ("later", SAY_LATER, test_later);
  ADD ("refused", SAY_NO, test_refused);
  g_test_add_func ("/sync/outbox/pauses", test_pauses);
  return g_test_run ();
}
