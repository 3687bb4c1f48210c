/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-killer.c: kill -9 in the middle of everything, cut connections, full disks, clocks that jump (data-safety D-01, D-02,
 * D-03, D-06, D-08, D-17, D-19, D-22)
 *
 * The round itself runs in a program of its own (sync-target), which dies or fails where ALP_FAULT says (fault.c), or when we
 * kill it. Afterwards an undisturbed round must bring agreement, and both sides are compared with what another client sees:
 * every message once, every body whole and its own. ALP_KILL_ROUNDS sets how often; the figures are printed. */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base-clock.h"
#include "sync-fixture.h"

static struct
{
  guint rounds, killed, failed, cuts, unknown, lost, doubled, wrong;
} figures;

static guint
rounds (guint otherwise)
{
  const char *text = g_getenv ("ALP_KILL_ROUNDS");

  return text != NULL ? (guint) atoi (text) : otherwise;
}

static char *
make_message (const char *id, guint lines)
{
  GString *text = g_string_new (NULL);

  g_string_printf (
      text,
      "From: Bob <bob@mail.test>\nTo: alice@mail.test\nSubject: About %s\nMessage-ID: <%s@test>\n"
      "Date: Mon, 2 Nov 2026 10:00:00 +0000\n\n",
      id, id);
  for (guint i = 0; i < lines; i++)
    g_string_append_printf (text, "line %u of %s\n", i, id);
  return g_string_free (text, FALSE);
}

static guint
lines_of (guint i)
{
  return i % 37 == 36 ? 30000 : (i % 5) * 40; /* now and then one that comes in chunks */
}

/* Runs the target. @delay_us: kill it then; <0: not. Returns: exit code, 255: killed */
static int
run_target (SyncFixture *f, const char *fault, gint64 delay_us)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "sync", "sync-target", NULL);
  const char *const argv[] = { program, f->profile, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;

  if (fault != NULL)
    g_subprocess_launcher_setenv (launcher, "ALP_FAULT", fault, TRUE);
  child = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  if (delay_us >= 0)
    {
      g_usleep ((gulong) delay_us);
      g_subprocess_send_signal (child, SIGKILL);
    }
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_if_signaled (child))
    {
      g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL); /* any other is a crash */
      return 255;
    }
  return g_subprocess_get_exit_status (child);
}

static void
close_engine (SyncFixture *f)
{
  g_clear_pointer (&f->engine, sync_engine_free);
}

/* Every message of the set once here, its body whole and its own. */
static void
check_bodies (SyncFixture *f, const char *prefix, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s%u", prefix, i);
      g_autofree char *message_id = g_strdup_printf ("%s@test", id);
      g_autofree char *text = make_message (id, lines_of (i));
      g_autofree char *crlf = other_client_dup_crlf (text);
      gint64 key = store_message_find (f->store, f->account, message_id);
      g_autoptr (GBytes) body = key != 0 ? store_body_get (f->store, key, NULL) : NULL;

      figures.lost += body == NULL;
      figures.wrong += body != NULL
                       && (g_bytes_get_size (body) != strlen (crlf)
                           || memcmp (g_bytes_get_data (body, NULL), crlf, strlen (crlf)) != 0);
    }
  g_assert_cmpuint (figures.lost, ==, 0);
  g_assert_cmpuint (figures.wrong, ==, 0);
}

static void
check_profile (SyncFixture *f)
{
  g_autofree char *unfinished = g_build_filename (f->profile, "cache", "bodies", "unfinished", NULL);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;

  sync_fixture_open (f);
  g_assert_true (store_check (f->store, &error));
  g_assert_no_error (error);
  dir = g_dir_open (unfinished, 0, NULL);
  g_assert_true (dir == NULL || g_dir_read_name (dir) == NULL);
}

/* After any disturbance: one undisturbed round and both sides agree. */
static void
check_agreement (SyncFixture *f, const char *prefix, guint n)
{
  check_profile (f);
  close_engine (f);
  g_assert_cmpint (run_target (f, NULL, -1), ==, 0);
  sync_fixture_open (f);
  sync_fixture_check_equal (f, "INBOX");
  figures.doubled += sync_fixture_count_shown (f, "INBOX") > n;
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, n);
  check_bodies (f, prefix, n);
  close_engine (f);
}

static void
new_profile (SyncFixture *f)
{
  g_autoptr (StoreAccount) account = sync_fixture_make_account (f->user);
  g_autoptr (GError) error = NULL;
  const char *const argv[] = { "rm", "-rf", f->profile, NULL };
  g_autoptr (GSubprocess) rm = g_subprocess_newv (argv, 0, NULL);

  g_subprocess_wait (rm, NULL, NULL);
  sync_fixture_open (f);
  f->account = sync_engine_add_account (f->engine, account, NULL, &error);
  g_assert_no_error (error);
  close_engine (f);
}

static void
fill (SyncFixture *f, const char *prefix, guint n)
{
  other_client_hold (f->other, TRUE);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s%u", prefix, i);
      g_autofree char *text = make_message (id, lines_of (i));

      other_client_append (f->other, "INBOX", "", text);
    }
  other_client_hold (f->other, FALSE);
}

/* A death at a random call of one kind; @share: of what a first sync calls, in per cent. */
static char *
random_fault (guint i, gint share)
{
  static const char *const calls[]
      = { "any", "pwrite64", "fsync,fdatasync,syncfs", "rename", "send,sendmsg", "recv,recvmsg", "write" };
  static const gint most[] = { 900, 300, 12, 40, 40, 150, 60 };
  guint kind = i % G_N_ELEMENTS (calls);

  return g_strdup_printf ("kill %s %d", calls[kind], g_random_int_range (1, 2 + most[kind] * share / 100));
}

/* D-01: the first sync, killed again and again until it gets through; then a new profile. */
static void
test_first_sync (SyncFixture *f, gconstpointer user)
{
  const guint messages = 60;
  guint n = rounds (4);

  close_engine (f);
  fill (f, "kill", messages);
  for (guint i = 0, here = 0; i < n; i++, here++)
    {
      g_autofree char *fault = i % 3 == 2 ? NULL : random_fault (i, 100);
      int code = run_target (f, fault, fault == NULL ? g_random_int_range (0, 900000) : -1);

      figures.rounds++;
      figures.killed += code == 255;
      g_assert_true (code == 255 || code == 0);
      if (here < 4 && i + 1 < n)
        continue;
      check_agreement (f, "kill", messages);
      new_profile (f);
      here = 0;
    }
}

static void
queue_flags (SyncFixture *f, guint messages, StoreFlags add, StoreFlags remove)
{
  for (guint i = 0; i < messages; i += 2)
    {
      g_autofree char *id = g_strdup_printf ("flag%u@test", i);
      gint64 key = store_message_find (f->store, f->account, id);
      StoreAction action = { .kind = STORE_ACTION_FLAGS,
                             .message_ids = &key,
                             .n_messages = 1,
                             .add_flags = add,
                             .remove_flags = remove };

      g_assert_cmpint (key, !=, 0);
      store_act (f->store, &action, NULL);
    }
}

/* D-02: our flags on even messages, theirs on odd ones, killed in between: each ends as its own side wanted. */
static void
test_flags (SyncFixture *f, gconstpointer user)
{
  const guint messages = 40;
  guint n = rounds (2);

  fill (f, "flag", messages);
  close_engine (f);
  g_assert_cmpint (run_target (f, NULL, -1), ==, 0);
  for (guint i = 0; i < n; i++)
    {
      gboolean on = i % 2 == 0;
      g_autofree char *fault = random_fault (i, 100);
      g_autofree char *odd = NULL;
      GString *set = g_string_new (NULL);

      sync_fixture_open (f);
      queue_flags (f, messages, on ? STORE_FLAG_FLAGGED : 0, on ? 0 : STORE_FLAG_FLAGGED);
      close_engine (f);
      for (guint k = 2; k <= messages; k += 2)
        g_string_append_printf (set, "%s%u", set->len > 0 ? "," : "", k);
      odd = g_string_free (set, FALSE);
      g_free (other_client_run (f->other, "SELECT INBOX"));
      g_free (other_client_run (f->other, "STORE %s %sFLAGS.SILENT (\\Seen)", odd, on ? "+" : "-"));
      figures.rounds++;
      figures.killed += run_target (f, fault, -1) == 255;
      figures.killed += run_target (f, NULL, g_random_int_range (0, 500000)) == 255;
      check_agreement (f, "flag", messages);
      g_assert_cmpuint (other_client_count (f->other, "INBOX", "FLAGGED"), ==, on ? messages / 2 : 0);
      g_assert_cmpuint (other_client_count (f->other, "INBOX", "SEEN"), ==, on ? messages / 2 : 0);
    }
}

/* Killed twice, then let through. */
static void
disturb (SyncFixture *f, guint i, gint share)
{
  g_autofree char *fault = random_fault (i, share);

  close_engine (f);
  figures.rounds++;
  figures.killed += run_target (f, fault, -1) == 255;
  figures.killed += run_target (f, NULL, g_random_int_range (0, 400000)) == 255;
}

/* D-03: all of the mail moved to and fro: each message is in the one folder or in the other, once. */
static void
test_moves (SyncFixture *f, gconstpointer user)
{
  static const char *const paths[] = { "INBOX", "Archive" };
  const guint messages = 30;
  guint n = rounds (2);

  fill (f, "move", messages);
  g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_ALL, NULL), ==, 0);
  for (guint i = 0; i < n; i++)
    {
      const char *from = paths[i % 2], *to = paths[(i + 1) % 2];

      if (f->engine == NULL)
        sync_fixture_open (f);
      for (guint k = 0; k < messages; k++)
        {
          g_autoptr (StoreFolder) source = store_folder_get_by_path (f->store, f->account, from, NULL);
          g_autoptr (StoreFolder) target = store_folder_get_by_path (f->store, f->account, to, NULL);
          g_autofree char *id = g_strdup_printf ("move%u@test", k);
          gint64 key = store_message_find (f->store, f->account, id);
          StoreAction action = { .kind = STORE_ACTION_MOVE,
                                 .message_ids = &key,
                                 .n_messages = 1,
                                 .folder_id = source->id,
                                 .target_id = target->id };

          g_assert_cmpint (store_act (f->store, &action, NULL), !=, 0);
        }
      disturb (f, i, 25);
      g_assert_cmpint (run_target (f, NULL, -1), ==, 0);
      check_profile (f);
      sync_fixture_check_equal (f, "INBOX");
      sync_fixture_check_equal (f, "Archive");
      figures.doubled += other_client_count (f->other, to, "ALL") > messages;
      g_assert_cmpuint (other_client_count (f->other, from, "ALL"), ==, 0);
      g_assert_cmpuint (other_client_count (f->other, to, "ALL"), ==, messages);
      check_bodies (f, "move", messages);
    }
}

/* D-08: a message of ours put into a folder, once. */
static void
test_append (SyncFixture *f, gconstpointer user)
{
  guint n = rounds (2);

  sync_fixture_sync (f);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("append%u", i);
      g_autofree char *message_id = g_strdup_printf ("%s@test", id);
      g_autofree char *text = make_message (id, 3000);
      g_autofree char *crlf = other_client_dup_crlf (text);
      g_autoptr (GBytes) bytes = g_bytes_new (crlf, strlen (crlf));
      g_autofree char *criteria = g_strdup_printf ("HEADER Message-ID %s", message_id);

      if (f->engine == NULL)
        sync_fixture_open (f);
      g_assert_cmpint (
          store_act_append (f->store, f->account, "Archive", STORE_FLAG_SEEN, message_id, bytes, NULL, NULL),
          !=, 0);
      disturb (f, i, 10);
      g_assert_cmpint (run_target (f, NULL, -1), ==, 0);
      check_profile (f);
      sync_fixture_check_equal (f, "Archive");
      figures.doubled += other_client_count (f->other, "Archive", criteria) > 1;
      g_assert_cmpuint (other_client_count (f->other, "Archive", criteria), ==, 1);
    }
}

/* What was handed to the server is delivered, a moment later. */
static guint
wait_for_delivery (SyncFixture *f, const char *criteria)
{
  for (guint i = 0; i < 40; i++)
    {
      guint n = other_client_count (f->other, "INBOX", criteria);

      if (n > 0)
        return n;
      g_usleep (100000);
    }
  return 0;
}

/* D-06: delivered once and filed once, or visibly not at all. */
static void
test_send (SyncFixture *f, gconstpointer user)
{
  static const char *const to[] = { "alice@mail.test", NULL };
  guint n = rounds (2);

  sync_fixture_sync (f);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("send%u", i);
      g_autofree char *criteria = g_strdup_printf ("HEADER Message-ID %s@test", id);
      g_autofree char *text = make_message (id, 200);
      g_autofree char *crlf = other_client_dup_crlf (text);
      g_autoptr (GBytes) bytes = g_bytes_new (crlf, strlen (crlf));
      g_autoptr (StoreOutboxItem) item = NULL;
      gint64 outbox_id;

      if (f->engine == NULL)
        sync_fixture_open (f);
      outbox_id = sync_engine_send (f->engine, f->account, "alice@mail.test", to, bytes, 0, NULL);
      g_assert_cmpint (outbox_id, !=, 0);
      disturb (f, i, 12);
      g_assert_cmpint (run_target (f, NULL, -1), ==, 0);
      sync_fixture_open (f);
      item = store_outbox_get (f->store, outbox_id, NULL);
      if (item->state == STORE_OUTBOX_UNKNOWN && wait_for_delivery (f, criteria) > 0)
        {
          sync_fixture_sync (f); /* it is seen in the inbox, and so it was sent */
          g_clear_pointer (&item, store_outbox_item_free);
          item = store_outbox_get (f->store, outbox_id, NULL);
          g_assert_cmpint (item->state, ==, STORE_OUTBOX_FILED);
        }
      if (item->state == STORE_OUTBOX_FILED)
        {
          guint copies = wait_for_delivery (f, criteria);

          figures.lost += copies == 0;
          figures.doubled += copies > 1;
          g_assert_cmpuint (copies, ==, 1);
          g_assert_cmpuint (other_client_count (f->other, "Sent", criteria), ==, 1);
        }
      else
        {
          g_assert_cmpint (item->state, ==, STORE_OUTBOX_UNKNOWN); /* told as it is, and nowhere */
          g_assert_cmpuint (other_client_count (f->other, "Sent", criteria), ==, 0);
          figures.unknown++;
        }
    }
}

/* D-19: no space, or a broken disk, from the N-th write on: an error is told, nothing is lost, and it goes on by itself when
 * there is space again. */
static void
test_full_disk (SyncFixture *f, gconstpointer user)
{
  static const char *const kinds[] = { "enospc", "eio", "erofs" };
  static const char *const calls[] = { "write,pwrite64", "fsync,fdatasync,syncfs", "rename",
                                       "write,pwrite64,fsync,fdatasync,syncfs,rename,ftruncate64" };
  const guint messages = 40;
  guint n = rounds (3);

  close_engine (f);
  fill (f, "full", messages);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *fault = g_strdup_printf ("%s %s %d", kinds[i % 3], calls[i % 4],
                                                g_random_int_range (1, i % 4 == 1   ? 8
                                                                       : i % 4 == 2 ? 40
                                                                                    : 250));
      int code = run_target (f, fault, -1);

      g_test_message ("%s: %d", fault, code);
      figures.rounds++;
      figures.failed += code == 1;
      g_assert_cmpint (code, !=, 255);
      check_agreement (f, "full", messages);
      new_profile (f);
    }
}

/* Connections cut after ever other numbers of bytes, until the round gets through. */
static void
test_cuts (SyncFixture *f, gconstpointer way)
{
  const guint messages = 40;
  guint n = rounds (1);

  fill (f, "cut", messages);
  for (guint i = 0; i < n; i++)
    {
      gint64 bytes = g_random_int_range (2000, 12000);

      figures.rounds++;
      for (guint attempt = 0; attempt < 30; attempt++)
        {
          wire_proxy_cut_after (f->proxy, bytes);
          if (sync_fixture_try_sync (f, SYNC_BODIES_ALL, NULL) == 0)
            break;
          figures.cuts++;
          bytes += g_random_int_range (1000, 30000);
        }
      wire_proxy_cut_after (f->proxy, -1);
      g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_ALL, NULL), ==, 0);
      sync_fixture_check_equal (f, "INBOX");
      check_bodies (f, "cut", messages);
      g_free (other_client_run (f->other, "SELECT INBOX"));
      g_free (other_client_run (f->other, "STORE %u:%u +FLAGS (\\Seen \\Flagged)", 1 + i % 20, 21 + i % 19));
    }
}

/* D-17: the folder is another one again and again, with the same mail in another order and flags of ours on their way. */
static void
test_rekey (SyncFixture *f, gconstpointer user)
{
  const guint messages = 20;
  guint n = rounds (1), bodies;

  g_free (other_client_try (f->other, "DELETE Again"));
  for (guint i = 0; i <= n; i++)
    {
      g_free (other_client_run (f->other, "CREATE Again"));
      for (guint k = 0; k < messages; k++)
        {
          guint which = i % 2 == 0 ? k : messages - 1 - k;
          g_autofree char *id = g_strdup_printf ("again%u", which);
          g_autofree char *text = make_message (id, lines_of (which));

          other_client_append (f->other, "Again", "", text);
        }
      figures.rounds++;
      g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_ALL, &bodies), ==, 0);
      g_assert_cmpuint (bodies, ==, i == 0 ? messages : 0);
      sync_fixture_sync (f);
      sync_fixture_check_equal (f, "Again");
      check_bodies (f, "again", messages);
      if (i > 0)
        {
          g_autofree char *flags = other_client_flags (f->other, "Again", "<again7@test>");
          guint flagged = other_client_count (f->other, "Again", "FLAGGED");

          g_assert_nonnull (strstr (flags, "\\Flagged"));
          g_assert_cmpuint (flagged, ==, 1);
        }
      {
        gint64 key = store_message_find (f->store, f->account, "again7@test");
        StoreAction action = {
          .kind = STORE_ACTION_FLAGS, .message_ids = &key, .n_messages = 1, .add_flags = STORE_FLAG_FLAGGED
        };
        StoreAction back = {
          .kind = STORE_ACTION_FLAGS, .message_ids = &key, .n_messages = 1, .remove_flags = STORE_FLAG_FLAGGED
        };

        store_act (f->store, &back, NULL);
        store_act (f->store, &action, NULL);
      }
      g_free (other_client_run (f->other, "SELECT INBOX"));
      g_free (other_client_run (f->other, "DELETE Again"));
    }
}

/* D-22: a year on, a year back, 1970: nothing is lost, nothing comes twice. */
static void
test_clock (SyncFixture *f, gconstpointer user)
{
  static const gint64 jumps[] = { 365 * 86400, -365 * 86400, -1 };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  fill (f, "clock", 12);
  g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_RECENT, NULL), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (jumps); i++)
    {
      g_autofree char *id = g_strdup_printf ("jump%zu", i);

      base_clock_set_for_test (jumps[i] == -1 ? 1000 : now + jumps[i]);
      sync_fixture_add_mail (f, "INBOX", id);
      g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_RECENT, NULL), ==, 0);
      sync_fixture_check_equal (f, "INBOX");
      g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 13 + i);
      figures.rounds++;
    }
  base_clock_set_for_test (now);
}

int
main (int argc, char **argv)
{
  static const SyncFixtureWay honest = { FALSE, NULL };
  int code;

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("LAB_IMAPS") == NULL)
    {
      g_printerr ("needs tests/servers/with-lab\n");
      return 1;
    }
#define ADD(name, function)                                                                                  \
  g_test_add ("/sync/killer/" name, SyncFixture, NULL, sync_fixture_set_up, function, sync_fixture_tear_down)
  ADD ("first-sync", test_first_sync);
  ADD ("flags", test_flags);
  ADD ("moves", test_moves);
  ADD ("append", test_append);
  ADD ("send", test_send);
  ADD ("full-disk", test_full_disk);
  ADD ("rekey", test_rekey);
  ADD ("clock", test_clock);
  g_test_add ("/sync/killer/cuts", SyncFixture, &honest, sync_fixture_set_up_way, test_cuts,
              sync_fixture_tear_down);
  code = g_test_run ();
  g_print ("# rounds %u, killed %u, disk failures told %u, cuts %u, sending unknown %u; lost %u, twice %u, "
           "wrong %u\n",
           figures.rounds, figures.killed, figures.failed, figures.cuts, figures.unknown, figures.lost,
           figures.doubled, figures.wrong);
  return code;
}
