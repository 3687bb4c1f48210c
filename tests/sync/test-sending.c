/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-sending.c: the ledger, times to send at, refusals per recipient, Sent copies: against servers in memory */

#include "queue-fixture.h"

#include "base-clock.h"
#include "fake-smtp.h"
#include "sync-filing.h"
#include "sync-outbox.h"
#include "sync-session.h"

#include <string.h>

#define SERVER "IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS"

typedef struct
{
  QueueFixture q;
  FakeSmtp *smtp;
} Fixture;

static void
set_up (Fixture *f, const char *extensions)
{
  memset (f, 0, sizeof *f);
  f->smtp = fake_smtp_new (extensions);
  f->q.smtp_port = fake_smtp_get_port (f->smtp);
  queue_fixture_set_up (&f->q, SERVER);
}

static void
tear_down (Fixture *f)
{
  queue_fixture_tear_down (&f->q);
  fake_smtp_free (f->smtp);
}

static gint64
queue (Fixture *f, const char *id, StoreOutboxNew what)
{
  static const char *const to[] = { "b@mail.test", "c@mail.test", NULL };
  g_autofree char *text = g_strdup_printf (
      "From: a@mail.test\r\nTo: b@mail.test, c@mail.test\r\nMessage-ID: <%s>\r\nSubject: x\r\n\r\nhello\r\n",
      id);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  gint64 outbox_id;

  what.account_id = f->q.account;
  what.from = "a@mail.test";
  what.recipients = to;
  what.message = bytes;
  what.message_id = id;
  outbox_id = store_outbox_add_new (f->q.store, &what, &error);
  g_assert_no_error (error);
  return outbox_id;
}

static gint64
send_all (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  gboolean sent;
  gint64 next_ms;

  if (!sync_outbox_send (f->q.setup, &sent, &next_ms, NULL, &error))
    g_test_message ("%s", error->message);
  return next_ms;
}

static void
file_all (Fixture *f)
{
  GMainContext *context = g_main_context_new ();
  g_autoptr (GError) error = NULL;
  SyncSession *session;

  g_main_context_push_thread_default (context);
  session = sync_session_open (f->q.setup, NULL, &error);
  g_assert_no_error (error);
  if (!sync_filing_run (session, NULL, &error))
    g_test_message ("%s", error->message);
  sync_session_free (session);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
}

static StoreOutboxState
state_of (Fixture *f, gint64 id)
{
  g_autoptr (StoreOutboxItem) item = store_outbox_get (f->q.store, id, NULL);

  g_assert_nonnull (item);
  return item->state;
}

/* ---- time ---- */

static void
test_clocks (void)
{
  const SyncClocks zero = { 1000000, 50000000, 60000, "boot" };

  static const struct
  {
    const char *what;
    gint64 not_before;
    guint hold_ms;
    gint64 wall_s, monotonic_ms, boottime_ms; /* what passed on each clock */
    const char *boot;
    gboolean due;
  } rows[] = {
    { "now", 0, 0, 0, 0, 0, "boot", TRUE },
    { "held", 0, 10000, 5, 5000, 5000, "boot", FALSE },
    { "hold over", 0, 10000, 10, 10000, 10000, "boot", TRUE },
    { "hold, clock a year on", 0, 10000, 31536000, 5000, 5000, "boot", FALSE },
    { "hold, clock a year back", 0, 10000, -31536000, 10000, 10000, "boot", TRUE },
    { "hold, slept over it", 0, 10000, 28800, 5000, 28800000, "boot", FALSE },
    { "not yet", 1003600, 0, 3599, 3599000, 3599000, "boot", FALSE },
    { "its time", 1003600, 0, 3600, 3600000, 3600000, "boot", TRUE },
    { "slept over it", 1003600, 0, 28800, 10, 28800000, "boot", TRUE },
    { "clock a year on", 1003600, 0, 31536000, 60000, 60000, "boot", FALSE },
    { "clock a year on, and its time", 1003600, 0, 31539600, 3600000, 3600000, "boot", TRUE },
    { "clock an hour back", 1003600, 0, 0, 3600000, 3600000, "boot", FALSE },
    { "another boot, its time", 1003600, 0, 3600, 5, 5, "other", TRUE },
    { "another boot, not yet", 1003600, 0, 3599, 5, 5, "other", FALSE },
    { "hold of another boot", 0, 10000, 3599, 5, 5, "other", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      StoreOutboxItem item = { .not_before = rows[i].not_before,
                               .hold_ms = rows[i].hold_ms,
                               .hold_until_us = zero.monotonic_us + (gint64) rows[i].hold_ms * 1000,
                               .boot = (char *) "boot",
                               .anchored_ms = zero.boottime_ms,
                               .anchor_unix = zero.unix_s };
      SyncClocks clocks = { zero.unix_s + rows[i].wall_s, zero.monotonic_us + rows[i].monotonic_ms * 1000,
                            zero.boottime_ms + rows[i].boottime_ms, rows[i].boot };

      g_test_message ("%s", rows[i].what);
      g_assert_cmpint (sync_outbox_wait_ms (&item, &clocks) <= 0, ==, rows[i].due);
    }
}

/* Random clocks: never early, whatever the wall clock does. */
static void
test_clocks_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261125);

  for (guint i = 0; i < 20000; i++)
    {
      gint64 wait = g_rand_int_range (random, 1, 100000);
      gint64 wall = g_rand_int_range (random, -100000000, 100000000);
      gint64 real = g_rand_int_range (random, 0, 200000);
      StoreOutboxItem item = { .not_before = 2000000000 + wait,
                               .boot = (char *) "boot",
                               .anchored_ms = 5000,
                               .anchor_unix = 2000000000 };
      SyncClocks clocks = { 2000000000 + real + (i % 3 == 0 ? 0 : wall), 1, 5000 + real * 1000, "boot" };
      gint64 wait_ms = sync_outbox_wait_ms (&item, &clocks);

      if (wait_ms <= 0)
        g_assert_cmpint (real, >=, wait - 2);
      if (i % 3 == 0 && real >= wait)
        g_assert_cmpint (wait_ms, <=, 0);
    }
}

/* D-23: held, quit, opened again: still held, shown as waiting, then sent once. */
static void
test_hold (void)
{
  Fixture f;
  gint64 id, taken_back, draft;
  g_autoptr (GBytes) content = g_bytes_new_static ("x", 1);
  g_autoptr (StoreDraft) again = NULL;

  set_up (&f, "");
  draft = store_draft_save (f.q.store, 0, f.q.account, "x", content, NULL);
  id = queue (&f, "held@test", (StoreOutboxNew) { .hold_ms = 700 });
  taken_back = queue (&f, "back@test", (StoreOutboxNew) { .hold_ms = 700, .draft_id = draft });
  g_assert_cmpint (send_all (&f), >, 0);
  queue_fixture_close (&f.q);
  queue_fixture_open (&f.q);
  g_assert_cmpint (send_all (&f), >, 0);
  g_assert_cmpint (state_of (&f, id), ==, STORE_OUTBOX_QUEUED);
  g_assert_cmpuint (fake_smtp_count (f.smtp, NULL), ==, 0);
  g_assert_true (store_outbox_remove (f.q.store, taken_back, NULL));
  again = store_draft_get (f.q.store, draft, 0, NULL);
  g_assert_cmpint (again->outbox_id, ==, 0);
  g_usleep (750 * 1000);
  send_all (&f);
  send_all (&f);
  g_assert_cmpuint (fake_smtp_count (f.smtp, "held@test"), ==, 1);
  g_assert_cmpuint (fake_smtp_count (f.smtp, "back@test"), ==, 0);
  g_assert_false (store_outbox_remove (f.q.store, taken_back, NULL));
  tear_down (&f);
}

static void
test_scheduled (void)
{
  Fixture f;
  gint64 id, moved;

  set_up (&f, "");
  id = queue (&f, "later@test", (StoreOutboxNew) { .not_before = base_clock_now_unix () + 2 });
  moved = queue (&f, "moved@test", (StoreOutboxNew) { .not_before = base_clock_now_unix () + 5000 });
  g_assert_cmpint (send_all (&f), >, 0);
  base_clock_set_for_test (base_clock_now_unix () + 31536000); /* the clock is set a year on */
  send_all (&f);
  g_assert_cmpuint (fake_smtp_count (f.smtp, NULL), ==, 0);
  base_clock_set_for_test (base_clock_now_unix () - 31536000);
  g_assert_true (store_outbox_reschedule (f.q.store, moved, 0, NULL));
  send_all (&f);
  g_assert_cmpuint (fake_smtp_count (f.smtp, "moved@test"), ==, 1);
  g_assert_cmpuint (fake_smtp_count (f.smtp, "later@test"), ==, 0);
  g_assert_false (store_outbox_reschedule (f.q.store, moved, 0, NULL));
  g_usleep (2600 * 1000);
  send_all (&f);
  send_all (&f);
  g_assert_cmpuint (fake_smtp_count (f.smtp, "later@test"), ==, 1);
  g_assert_cmpint (state_of (&f, id), ==, STORE_OUTBOX_SENT);
  tear_down (&f);
}

static void
test_release (void)
{
  Fixture f;
  gint64 id, plain;
  g_autofree char *mail = NULL;
  gint64 when = base_clock_now_unix () + 3600;

  set_up (&f, "FUTURERELEASE 86400 2036-01-01T00:00:00Z");
  id = queue (&f, "hold@test", (StoreOutboxNew) { .not_before = when, .flags = STORE_OUTBOX_RELEASE });
  plain = queue (&f, "wait@test", (StoreOutboxNew) { .not_before = when });
  send_all (&f);
  mail = fake_smtp_dup_mail (f.smtp);
  g_assert_nonnull (strstr (mail, "HOLD"));
  g_assert_cmpint (state_of (&f, id), ==, STORE_OUTBOX_SENT);
  g_assert_cmpint (state_of (&f, plain), ==, STORE_OUTBOX_QUEUED);
  g_assert_false (store_outbox_remove (f.q.store, id, NULL));
  file_all (&f);
  g_assert_cmpint (state_of (&f, id), ==, STORE_OUTBOX_SENT); /* not before its time */
  g_assert_cmpuint (fake_imap_count (f.q.imap, "Sent", NULL), ==, 0);
  tear_down (&f);
}

/* A server without FUTURERELEASE: asked once, then we wait ourselves. */
static void
test_release_not_offered (void)
{
  Fixture f;
  gint64 id;
  g_autoptr (StoreOutboxItem) item = NULL;

  set_up (&f, "");
  id = queue (
      &f, "hold@test",
      (StoreOutboxNew) { .not_before = base_clock_now_unix () + 3600, .flags = STORE_OUTBOX_RELEASE });
  send_all (&f);
  send_all (&f);
  item = store_outbox_get (f.q.store, id, NULL);
  g_assert_cmpint (item->state, ==, STORE_OUTBOX_QUEUED);
  g_assert_cmpuint (item->flags, ==, 0);
  g_assert_cmpuint (fake_smtp_count_connections (f.smtp), ==, 1);
  tear_down (&f);
}

/* ---- refusals ---- */

static void
test_partial (void)
{
  Fixture f;
  gint64 id;
  g_autoptr (GPtrArray) recipients = NULL;
  g_autoptr (GPtrArray) attempts = NULL;
  const StoreRecipient *refused;

  set_up (&f, "PIPELINING");
  fake_smtp_set_rcpt_answer (f.smtp, "c@mail.test", "550 5.1.1 no such user");
  id = queue (&f, "part@test", (StoreOutboxNew) { 0 });
  send_all (&f);
  g_assert_cmpint (state_of (&f, id), ==, STORE_OUTBOX_FAILED);
  g_assert_cmpuint (fake_smtp_count (f.smtp, NULL), ==, 0);
  recipients = store_ledger_get_recipients (f.q.store, id, NULL);
  g_assert_cmpuint (recipients->len, ==, 2);
  refused = recipients->pdata[1];
  g_assert_cmpstr (refused->address, ==, "c@mail.test");
  g_assert_cmpuint (refused->code, ==, 550);
  g_assert_cmpstr (refused->enhanced, ==, "5.1.1");
  g_assert_false (refused->accepted);
  /* the person says: to the others all the same */
  g_assert_true (store_outbox_change_flags (f.q.store, id, STORE_OUTBOX_PARTIAL, 0, NULL));
  g_assert_true (store_outbox_set_state (f.q.store, id, STORE_OUTBOX_QUEUED, NULL, 0, NULL));
  send_all (&f);
  g_assert_cmpint (state_of (&f, id), ==, STORE_OUTBOX_SENT);
  g_assert_cmpuint (fake_smtp_count (f.smtp, NULL), ==, 1);
  attempts = store_ledger_list (f.q.store, id, NULL);
  g_assert_cmpuint (attempts->len, ==, 2);
  g_assert_cmpint (((StoreAttempt *) attempts->pdata[0])->outcome, ==, STORE_ATTEMPT_REFUSED);
  g_assert_false (((StoreAttempt *) attempts->pdata[0])->committed);
  g_assert_cmpint (((StoreAttempt *) attempts->pdata[1])->outcome, ==, STORE_ATTEMPT_SENT);
  g_assert_true (((StoreAttempt *) attempts->pdata[1])->committed);
  tear_down (&f);
}

/* Greylisted again and again: pauses grow, a limit is there, and past it the person is told. */
static void
test_later (void)
{
  Fixture f;
  gint64 id, start = base_clock_now_unix ();
  guint n = 0;
  g_autoptr (StoreOutboxItem) first = NULL;

  set_up (&f, "");
  fake_smtp_set_answer (f.smtp, "451 4.7.1 greylisted");
  id = queue (&f, "grey@test", (StoreOutboxNew) { 0 });
  first = store_outbox_get (f.q.store, id, NULL);
  while (state_of (&f, id) == STORE_OUTBOX_QUEUED)
    {
      g_autoptr (StoreOutboxItem) item = store_outbox_get (f.q.store, id, NULL);

      g_assert_cmpuint (n++, <, 300);
      base_clock_set_for_test (MAX (item->next_attempt, base_clock_now_unix ()));
      send_all (&f);
    }
  g_assert_cmpint (state_of (&f, id), ==, STORE_OUTBOX_FAILED);
  g_assert_cmpint (base_clock_now_unix (), >, sync_outbox_gives_up (first));
  g_assert_cmpuint (n, >=, 100);
  g_assert_cmpuint (fake_smtp_count (f.smtp, NULL), ==, 0);
  base_clock_set_for_test (start + 10);
  tear_down (&f);
}

/* A clock set back must not make the pause a year. */
static void
test_later_clock_back (void)
{
  Fixture f;
  gint64 id;

  set_up (&f, "");
  fake_smtp_set_answer (f.smtp, "451 4.7.1 greylisted");
  id = queue (&f, "grey@test", (StoreOutboxNew) { 0 });
  send_all (&f);
  fake_smtp_set_answer (f.smtp, NULL);
  base_clock_set_for_test (base_clock_now_unix () - 31536000);
  send_all (&f);
  g_assert_cmpint (state_of (&f, id), ==, STORE_OUTBOX_SENT);
  base_clock_set_for_test (base_clock_now_unix () + 31536000);
  tear_down (&f);
}

/* ---- unknown ---- */

static void
test_unknown (void)
{
  Fixture f;
  gint64 lost, seen;
  g_autoptr (StoreOutboxItem) item = NULL;

  set_up (&f, "");
  fake_smtp_swallow (f.smtp, -1);
  lost = queue (&f, "lost@test", (StoreOutboxNew) { 0 });
  send_all (&f);
  seen = queue (&f, "seen@test", (StoreOutboxNew) { 0 });
  send_all (&f);
  fake_smtp_swallow (f.smtp, 0);
  g_assert_cmpint (state_of (&f, lost), ==, STORE_OUTBOX_UNKNOWN);
  g_assert_cmpint (state_of (&f, seen), ==, STORE_OUTBOX_UNKNOWN);
  fake_imap_add (f.q.imap, "INBOX", "seen@test", "");
  file_all (&f);
  g_assert_cmpint (state_of (&f, seen), ==, STORE_OUTBOX_FILED);
  g_assert_cmpuint (fake_imap_count (f.q.imap, "Sent", "seen@test"), ==, 1);
  item = store_outbox_get (f.q.store, lost, NULL);
  g_assert_cmpint (item->state, ==, STORE_OUTBOX_UNKNOWN);
  g_assert_cmpint (item->checked, >, 0);
  for (guint i = 0; i < 3; i++)
    send_all (&f);
  g_assert_cmpuint (fake_smtp_count (f.smtp, "lost@test"), ==, 1); /* never by itself */
  /* the person says: again; it is looked for first */
  g_assert_true (store_outbox_change_flags (f.q.store, lost, STORE_OUTBOX_RESEND, 0, NULL));
  send_all (&f);
  g_assert_cmpuint (fake_smtp_count (f.smtp, "lost@test"), ==, 1);
  file_all (&f);
  g_assert_cmpint (state_of (&f, lost), ==, STORE_OUTBOX_QUEUED);
  send_all (&f);
  g_assert_cmpint (state_of (&f, lost), ==, STORE_OUTBOX_SENT);
  tear_down (&f);
}

/* ---- Sent ---- */

static void
test_listed (void)
{
  g_assert_true (sync_filing_is_listed ("smtp.gmail.com"));
  g_assert_true (sync_filing_is_listed ("SMTP.office365.com"));
  g_assert_true (sync_filing_is_listed ("mail.protonmail.ch"));
  g_assert_false (sync_filing_is_listed ("mail.infomaniak.com"));
  g_assert_false (sync_filing_is_listed ("smtp.gmail.com.evil.example"));
  g_assert_false (sync_filing_is_listed ("# host or .domain"));
}

static void
test_bcc (void)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("Subject: x\r\n\r\nx\r\n", 17);
  g_autoptr (GBytes) same = sync_filing_add_bcc (message, NULL);
  g_autoptr (GBytes) copy = sync_filing_add_bcc (message, "a@x.example");

  g_assert_true (g_bytes_equal (message, same));
  g_assert_cmpmem (g_bytes_get_data (copy, NULL), g_bytes_get_size (copy),
                   "Bcc: a@x.example\r\nSubject: x\r\n\r\nx\r\n", 35);
}

static void
file_by_server (GBytes *message, gpointer data)
{
  FakeImap *imap = data;
  g_autofree char *text = g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  char *start = strstr (text, "Message-ID: <") + 13;

  *strchr (start, '>') = '\0';
  fake_imap_add (imap, "Sent", start, "\\Seen");
}

/* The server files by itself: learned from the first, waited for from the second on, unlearned when it stops. */
static void
test_learned (void)
{
  Fixture f;
  gint64 ids[3];

  set_up (&f, "");
  fake_smtp_set_deliver (f.smtp, file_by_server, f.q.imap);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u@test", i);

      ids[i] = queue (&f, id, (StoreOutboxNew) { 0 });
      send_all (&f);
      file_all (&f);
      g_assert_cmpint (state_of (&f, ids[i]), ==, STORE_OUTBOX_FILED);
      g_assert_cmpuint (fake_imap_count (f.q.imap, "Sent", id), ==, 1);
    }
  g_assert_cmpuint (fake_imap_take_commands (f.q.imap, "APPEND"), ==, 0);
  fake_smtp_set_deliver (f.smtp, NULL, NULL);
  ids[2] = queue (&f, "s2@test", (StoreOutboxNew) { 0 });
  send_all (&f);
  file_all (&f);
  g_assert_cmpint (state_of (&f, ids[2]), ==, STORE_OUTBOX_SENT); /* it may still come */
  base_clock_set_for_test (base_clock_now_unix () + 70);
  file_all (&f);
  g_assert_cmpint (state_of (&f, ids[2]), ==, STORE_OUTBOX_FILED);
  g_assert_cmpuint (fake_imap_count (f.q.imap, "Sent", "s2@test"), ==, 1);
  base_clock_set_for_test (base_clock_now_unix () - 70);
  tear_down (&f);
}

/* The server's copy comes after ours: one stays, and it is not ours. */
static void
test_two_copies (void)
{
  Fixture f;
  gint64 id;

  set_up (&f, "");
  id = queue (&f, "two@test", (StoreOutboxNew) { 0 });
  send_all (&f);
  file_all (&f);
  g_assert_cmpint (state_of (&f, id), ==, STORE_OUTBOX_FILED);
  fake_imap_add (f.q.imap, "Sent", "two@test", "\\Seen");
  fake_imap_add (f.q.imap, "Sent", "other@test", "\\Deleted");
  file_all (&f);
  g_assert_cmpuint (fake_imap_count (f.q.imap, "Sent", "two@test"), ==, 1);
  g_assert_cmpuint (fake_imap_count_deleted (f.q.imap, "Sent"), ==, 1);
  file_all (&f);
  g_assert_cmpuint (fake_imap_count (f.q.imap, "Sent", "two@test"), ==, 1);
  tear_down (&f);
}

/* D-08 for Sent: the line goes down at every byte of the APPEND. */
static void
test_cut_filing (void)
{
  guint step = g_getenv ("ALP_LONG") != NULL ? 1 : 61, rounds = 0;

  for (gint64 n = 1;; n += step)
    {
      Fixture f;
      gboolean was_cut;
      gint64 id;

      set_up (&f, "");
      id = queue (&f, "cut@test", (StoreOutboxNew) { 0 });
      send_all (&f);
      fake_imap_cut_input (f.q.imap, n);
      for (guint i = 0; state_of (&f, id) != STORE_OUTBOX_FILED; i++)
        {
          GMainContext *context = g_main_context_new ();
          SyncSession *session;

          g_assert_cmpuint (i, <, 3);
          g_main_context_push_thread_default (context);
          session = sync_session_open (f.q.setup, NULL, NULL);
          if (session != NULL)
            sync_filing_run (session, NULL, NULL);
          sync_session_free (session);
          while (g_main_context_iteration (context, FALSE))
            ;
          g_main_context_pop_thread_default (context);
          g_main_context_unref (context);
        }
      was_cut = fake_imap_was_cut (f.q.imap);
      g_assert_cmpuint (fake_imap_count (f.q.imap, "Sent", "cut@test"), ==, 1);
      g_assert_cmpuint (fake_smtp_count (f.smtp, "cut@test"), ==, 1);
      tear_down (&f);
      rounds++;
      if (!was_cut)
        break;
    }
  g_test_message ("filing: rounds %u, lost 0, duplicates 0", rounds);
}

/* D-09, D-06: the line goes down at every byte of a sending. 0 or 1 copy; what is unknown says so; and a second try never doubles. */
static void
test_cut_sending (void)
{
  guint step = g_getenv ("ALP_LONG") != NULL ? 1 : 19, rounds = 0, unknown = 0;

  for (gint64 n = 1;; n += step)
    {
      Fixture f;
      gboolean was_cut;
      gint64 id;
      StoreOutboxState state;
      guint copies;

      set_up (&f, n % 2 ? "PIPELINING" : "");
      id = queue (&f, "cut@test", (StoreOutboxNew) { 0 });
      fake_smtp_cut_input (f.smtp, n);
      send_all (&f);
      was_cut = fake_smtp_was_cut (f.smtp);
      state = state_of (&f, id);
      copies = fake_smtp_count (f.smtp, "cut@test");
      if (state == STORE_OUTBOX_QUEUED)
        g_assert_cmpuint (copies, ==, 0);
      else if (state == STORE_OUTBOX_SENT)
        g_assert_cmpuint (copies, ==, 1);
      else
        g_assert_cmpint (state, ==, STORE_OUTBOX_UNKNOWN);
      unknown += state == STORE_OUTBOX_UNKNOWN;
      base_clock_set_for_test (base_clock_now_unix () + 90);
      send_all (&f);
      g_assert_cmpuint (fake_smtp_count (f.smtp, "cut@test"), <=, 1);
      g_assert_cmpuint (fake_smtp_count (f.smtp, "cut@test"), ==, state == STORE_OUTBOX_UNKNOWN ? copies : 1);
      tear_down (&f);
      rounds++;
      if (!was_cut)
        break;
    }
  g_assert_cmpuint (unknown, <, rounds);
  g_test_message ("sending: rounds %u, unknown %u, duplicates 0", rounds, unknown);
}

/* A report of delivery is asked for where the server can, and the message leaves where it cannot. */
static void
test_report (void)
{
  static const struct
  {
    const char *extensions;
    const char *options;
    gboolean asked;
  } rows[] = {
    { "DSN", "report 1\n", TRUE },
    { "DSN", "", FALSE },
    { "", "report 1\n", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture f;
      g_autofree char *mail = NULL;
      g_autofree char *rcpt = NULL;

      set_up (&f, rows[i].extensions);
      queue (&f, "report@test", (StoreOutboxNew) { .options = rows[i].options });
      send_all (&f);
      g_assert_cmpuint (fake_smtp_count (f.smtp, "report@test"), ==, 1);
      mail = fake_smtp_dup_mail (f.smtp);
      rcpt = fake_smtp_dup_rcpt (f.smtp);
      g_assert_cmpint (strstr (mail, " RET=HDRS") != NULL, ==, rows[i].asked);
      g_assert_cmpint (strstr (rcpt, " NOTIFY=SUCCESS,FAILURE,DELAY") != NULL, ==, rows[i].asked);
      tear_down (&f);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/sending/clocks", test_clocks);
  g_test_add_func ("/sync/sending/clocks-random", test_clocks_random);
  g_test_add_func ("/sync/sending/hold", test_hold);
  g_test_add_func ("/sync/sending/scheduled", test_scheduled);
  g_test_add_func ("/sync/sending/release", test_release);
  g_test_add_func ("/sync/sending/release-not-offered", test_release_not_offered);
  g_test_add_func ("/sync/sending/partial", test_partial);
  g_test_add_func ("/sync/sending/later", test_later);
  g_test_add_func ("/sync/sending/later-clock-back", test_later_clock_back);
  g_test_add_func ("/sync/sending/unknown", test_unknown);
  g_test_add_func ("/sync/sending/listed", test_listed);
  g_test_add_func ("/sync/sending/bcc", test_bcc);
  g_test_add_func ("/sync/sending/learned", test_learned);
  g_test_add_func ("/sync/sending/two-copies", test_two_copies);
  g_test_add_func ("/sync/sending/cut-filing", test_cut_filing);
  g_test_add_func ("/sync/sending/cut-sending", test_cut_sending);
  g_test_add_func ("/sync/sending/report", test_report);
  return g_test_run ();
}
