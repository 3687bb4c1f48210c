/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-crash.c: kill -9 at every commit, damaged bytes, full disk, read-only profile, newer schema
 *
 * A child (this program again, with --child) works on the profile and writes one byte per finished commit to a pipe; it kills
 * itself inside commit number N, for each N. What was acknowledged must be there, and the invariants must hold. */

#include "store-fixture.h"
#include "store-private.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int commits_left = -1;

/* ALPENPOST_ROUNDS: every point and more damage; else a sample that takes seconds. */
static gboolean
is_long (void)
{
  return g_getenv ("ALPENPOST_ROUNDS") != NULL;
}

static int
commit_cb (void *data)
{
  if (commits_left-- == 0)
    raise (SIGKILL);
  return 0;
}

/* WAL: called when the commit is in the file but before anybody is told. */
static int
wal_cb (void *data, sqlite3 *db, const char *schema, int pages)
{
  if (commits_left-- == 0)
    raise (SIGKILL);
  return SQLITE_OK;
}

static void
acknowledge (int step)
{
  if (write (STDOUT_FILENO, "x", 1) != 1)
    _exit (3);
}

/* The work: messages, a move, a flag, replay, an outbox entry, a body. */
static int
run_child (const char *data, const char *cache, int n)
{
  g_autoptr (Store) store = store_open (data, cache, NULL);
  g_autoptr (StoreFolder) inbox = store != NULL ? store_folder_get_by_path (store, 1, "INBOX", NULL) : NULL;
  g_autoptr (StoreFolder) archive
      = store != NULL ? store_folder_get_by_path (store, 1, "Archive", NULL) : NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("Subject: x\r\n\r\nx\r\n", 17);
  static const char *const to[] = { "a@x.example", NULL };
  Fixture f = { 0 };
  StoreAction action = { 0 };
  gint64 ids[4], group;

  if (inbox == NULL || archive == NULL)
    return 2;
  commits_left = n / 2;
  if (n % 2 == 0)
    sqlite3_commit_hook (store->writer.db, commit_cb, NULL);
  else
    sqlite3_wal_hook (store->writer.db, wal_cb, NULL);
  f.store = store;
  for (guint32 i = 0; i < 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("<%u@crash>", i);

      ids[i] = fixture_add (&f, inbox->id, fixture_message (i + 1, id, "x"));
      acknowledge (1);
    }
  action.kind = STORE_ACTION_MOVE;
  action.message_ids = ids;
  action.n_messages = 2;
  action.target_id = archive->id;
  group = store_act (store, &action, NULL);
  acknowledge (5);
  action.kind = STORE_ACTION_FLAGS;
  action.message_ids = &ids[2];
  action.n_messages = 1;
  action.add_flags = STORE_FLAG_FLAGGED;
  store_act (store, &action, NULL);
  acknowledge (6);
  store_body_add (store, ids[3], bytes, NULL);
  acknowledge (7);
  store_journal_begin (store, group, NULL);
  acknowledge (8);
  store_journal_done (store, group, 7, (const guint32[]) { 1, 2 }, (const guint32[]) { 11, 12 }, 2, NULL);
  acknowledge (9);
  store_outbox_add (store, 1, "demo@x", to, bytes, "<o@crash>", NULL, 0, NULL);
  acknowledge (10);
  store_undo (store, group, NULL, NULL);
  acknowledge (11);
  return 0;
}

static gint64
value (Fixture *f, const char *sql)
{
  StoreConn *conn = store_read_begin (f->store, NULL);
  gint64 n = store_value (conn, -1, sql, "");

  store_read_end (f->store, conn);
  return n;
}

/* What must hold after any crash. */
static void
check_invariants (Fixture *f, guint done)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store_check (f->store, &error));
  g_assert_no_error (error);
  g_assert_cmpint (value (f, "SELECT count(*) FROM mail.folder f WHERE total<>(SELECT count(*) FROM "
                             "mail.placement p WHERE p.folder_id=f.id AND hidden=0)"),
                   ==, 0);
  g_assert_cmpint (value (f, "SELECT count(*) FROM mail.message m WHERE visible<>(SELECT count(*) FROM "
                             "mail.placement p WHERE p.message_id=m.id AND hidden=0)"),
                   ==, 0);
  g_assert_cmpint (value (f, "SELECT count(*) FROM mail.placement p WHERE hidden<>0 AND hidden NOT IN "
                             "(SELECT id FROM main.journal WHERE state IN (1,2))"),
                   ==, 0);
  g_assert_cmpint (value (f, "SELECT count(*) FROM (SELECT folder_id,thread_id,max(received) FROM "
                             "mail.placement WHERE hidden=0 GROUP BY 1,2"
                             " EXCEPT SELECT folder_id,thread_id,received FROM mail.folder_thread)"),
                   ==, 0);
  g_assert_cmpint (value (f, "SELECT count(*) FROM mail.message"), >=,
                   MIN (done, 4)); /* acknowledged is kept */
  g_assert_cmpint (value (f, "SELECT count(*) FROM mail.message WHERE visible<>1"), ==,
                   0); /* each in exactly one place */
  if (done >= 5 && done < 10)
    g_assert_cmpuint (fixture_count (f, f->archive, FALSE), ==, 2);
  if (done >= 6)
    g_assert_cmpint (value (f, "SELECT count(*) FROM mail.message WHERE flags&4"), ==, 1);
  if (done >= 10)
    g_assert_cmpint (value (f, "SELECT count(*) FROM main.outbox WHERE state=1"), ==, 1);
}

/* Returns: whether the child was killed; @done: how many steps it had finished. */
static gboolean
run_until_killed (Fixture *f, int n, guint *done)
{
  g_autofree char *number = g_strdup_printf ("%d", n);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = { self, "--child", f->data, f->cache, number, NULL };
  g_autofree char *output = NULL;
  int status = 0;

  g_assert_true (
      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, NULL));
  *done = (guint) strlen (output);
  g_assert_true (WIFSIGNALED (status) ? WTERMSIG (status) == SIGKILL : WEXITSTATUS (status) == 0);
  return WIFSIGNALED (status);
}

static void
test_kill (void)
{
  guint n_killed = 0;
  int step = is_long () ? 1 : 4;

  /* another first point each run, by the test's seed: in time all are seen */
  for (int n = is_long () ? 0 : g_test_rand_int_range (0, step);; n += step)
    {
      Fixture f;
      guint done;

      fixture_set_up (&f);
      g_clear_pointer (&f.store, store_free);
      n_killed += run_until_killed (&f, n, &done);
      fixture_open (&f);
      check_invariants (&f, done);
      fixture_reopen (&f);
      check_invariants (&f, done);
      fixture_tear_down (&f);
      g_assert_cmpint (n, <, 250);
      if (done == 11 && n > 60) /* past the last commit of both kinds */
        break;
    }
  g_assert_cmpuint (n_killed, >=, 20 / step);
}

/* One damaged spot per round: opens (perhaps made anew), and the outbox is never silently empty. */
static void
test_damage (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260301);

  for (int round = 0; round < (is_long () ? 200 : 15); round++)
    {
      Fixture f;
      static const char *const to[] = { "a@x.example", NULL };
      g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
      g_autofree char *path = NULL;
      g_autofree char *contents = NULL;
      g_autoptr (GError) error = NULL;
      gboolean local = round % 3 == 0;
      gsize length;

      fixture_set_up (&f);
      fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
      store_outbox_add (f.store, f.account, "d@x", to, bytes, "<o@x>", NULL, 0, NULL);
      g_clear_pointer (&f.store, store_free);
      path = g_build_filename (local ? f.data : f.cache, local ? "local.db" : "mail.db", NULL);
      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      for (int i = 0; i < 64; i++)
        contents[g_rand_int_range (random, 0, (gint32) length)] ^= (char) g_rand_int_range (random, 1, 256);
      if (round % 5 == 0)
        length /= 2;
      g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
      f.store = store_open (f.data, f.cache, &error);
      if (f.store == NULL)
        {
          g_assert_true (local || error->code == STORE_ERROR_TOO_NEW);
          g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS)); /* left for a person */
        }
      else if (!local)
        g_assert_cmpint (value (&f, "SELECT count(*) FROM main.outbox"), ==, 1);
      fixture_tear_down (&f);
    }
}

static void
test_newer (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&f);
  g_assert_true (store_exec_script (&f.store->writer, "PRAGMA main.user_version=9999", NULL));
  g_clear_pointer (&f.store, store_free);
  f.store = store_open (f.data, f.cache, &error);
  g_assert_null (f.store);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_TOO_NEW);
  fixture_tear_down (&f);
}

/* The disk fills up: a clear error, the rest stays, and it works again when there is room. */
static void
test_full (void)
{
  Fixture f;
  struct rlimit old, small = { 700 * 1024, RLIM_INFINITY };
  g_autoptr (GError) error = NULL;
  g_autofree char *big = g_malloc (2 * 1024 * 1024);
  g_autoptr (GBytes) bytes = NULL;
  gint64 id;

  memset (big, 'x', 2 * 1024 * 1024);
  bytes = g_bytes_new (big, 2 * 1024 * 1024);
  fixture_set_up (&f);
  id = fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  small.rlim_max = old.rlim_max;
  setrlimit (RLIMIT_FSIZE, &small);
  g_assert_cmpint (store_draft_save (f.store, 0, f.account, "big", bytes, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_FULL);
  g_clear_error (&error);
  g_assert_false (store_body_add (f.store, id, bytes, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_FULL);
  g_assert_false (store_body_has (f.store, id));
  setrlimit (RLIMIT_FSIZE, &old);
  g_clear_error (&error);
  g_assert_cmpint (store_draft_save (f.store, 0, f.account, "big", bytes, &error), !=, 0);
  g_assert_no_error (error);
  g_assert_true (store_check (f.store, NULL));
  fixture_tear_down (&f);
}

static void
test_read_only (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  g_autofree char *blocked = NULL;

  fixture_set_up (&f);
  g_clear_pointer (&f.store, store_free);
  blocked
      = g_build_filename (f.data, "local.db", "below", NULL); /* a file is no folder: works for root too */
  f.store = store_open (blocked, f.cache, &error);
  g_assert_null (f.store);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_READ_ONLY);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], argv[3], atoi (argv[4]));
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/crash/kill", test_kill);
  g_test_add_func ("/store/crash/damage", test_damage);
  g_test_add_func ("/store/crash/newer", test_newer);
  g_test_add_func ("/store/crash/full", test_full);
  g_test_add_func ("/store/crash/read-only", test_read_only);
  return g_test_run ();
}
