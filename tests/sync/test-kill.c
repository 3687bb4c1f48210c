/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-kill.c: kill -9 at every marked point of sending, filing, moving, appending and saving drafts (data-safety D-03, D-04, D-05, D-06,
 * D-08)
 *
 * A child (this program again, with --child) works on the profile; the servers are threads of the parent, so they outlive it and know
 * when it has passed a point: before and after each command, after each reply, before and after each commit. It is killed there, started
 * again until it has nothing left to do, and what the servers have is counted.
 *
 * The short run takes steps; ALP_LONG=1: every point of every kind; ALP_KILL_SECONDS: then random rounds for so long. */

#include "queue-fixture.h"

#include "fake-smtp.h"
#include "store-private.h"
#include "sync-filing.h"
#include "sync-journal.h"
#include "sync-outbox.h"
#include "sync-session.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FULL "IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS MOVE"
#define COPY_ONLY "IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS"
#define BARE "IMAP4rev1 AUTH=PLAIN SASL-IR"
#define ATTACHMENT 200000 /* bytes in each draft */

/* ---- the child ---- */

static int commits_left = -1;

static int
commit_cb (void *data)
{
  if (commits_left >= 0 && commits_left-- == 0)
    raise (SIGKILL);
  return 0;
}

/* WAL: called when the commit is in the file but before anybody is told. */
static int
wal_cb (void *data, sqlite3 *db, const char *schema, int pages)
{
  if (commits_left >= 0 && commits_left-- == 0)
    raise (SIGKILL);
  return SQLITE_OK;
}

static void
child_replay (QueueFixture *f)
{
  SyncSession *session = sync_session_open (f->setup, NULL, NULL);

  if (session != NULL && sync_journal_replay (session, NULL, NULL))
    sync_filing_run (session, NULL, NULL);
  sync_session_free (session);
}

static void
child_send (QueueFixture *f)
{
  gboolean sent;
  gint64 next_ms;

  sync_outbox_send (f->setup, &sent, &next_ms, NULL, NULL);
  child_replay (f);
}

static GBytes *
draft_message (guint n)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (
      text, "From: a@mail.test\r\nMessage-ID: <draft.%u@test>\r\nSubject: d\r\n\r\ntext %u\r\n", n, n);
  while (text->len < ATTACHMENT)
    g_string_append (text, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n");
  return g_string_free_to_bytes (text);
}

/* Types: each save is told when it is durable; every third goes up. */
static void
child_type (QueueFixture *f, guint first)
{
  g_autoptr (GPtrArray) drafts = store_drafts_list (f->store, f->account, NULL);
  gint64 id = drafts != NULL && drafts->len > 0 ? ((StoreDraft *) drafts->pdata[0])->id : 0;

  for (guint n = first; n < first + 12; n++)
    {
      g_autoptr (GBytes) content = draft_message (n);
      g_autofree char *told = g_strdup_printf ("%u\n", n);
      g_autofree char *message_id = g_strdup_printf ("draft.%u@test", n);

      id = store_draft_save (f->store, id, f->account, "d", content, NULL);
      if (id == 0 || write (STDOUT_FILENO, told, strlen (told)) < 0)
        _exit (3);
      if (n % 3 != 0)
        continue;
      store_act_draft (f->store, id, f->account, n, message_id, content, NULL);
      child_replay (f);
    }
}

static int
run_child (char **argv)
{
  QueueFixture f = { .dir = argv[3], .smtp_port = (guint16) atoi (argv[5]), .account = 1 };
  const char *what = argv[2];
  int commits = atoi (argv[6]);
  g_autofree char *data = g_build_filename (f.dir, "data", NULL);
  g_autofree char *cache = g_build_filename (f.dir, "cache", NULL);
  g_autoptr (StoreAccount) account = NULL;

  signal (SIGPIPE, SIG_IGN);
  f.store = store_open (data, cache, NULL);
  account = f.store != NULL ? store_account_get (f.store, 1, NULL) : NULL;
  if (account == NULL)
    return 2;
  account->imap_port = (guint16) atoi (argv[4]);
  f.setup = sync_setup_new (f.store, NULL, account, "secret");
  commits_left = commits < 0 ? -1 : commits / 2;
  if (commits >= 0 && commits % 2 == 0)
    sqlite3_commit_hook (f.store->writer.db, commit_cb, NULL);
  else if (commits >= 0)
    sqlite3_wal_hook (f.store->writer.db, wal_cb, NULL);
  if (strcmp (what, "send") == 0)
    child_send (&f);
  else if (strcmp (what, "replay") == 0)
    child_replay (&f);
  else
    child_type (&f, (guint) atoi (argv[7]));
  f.dir = NULL;
  queue_fixture_close (&f);
  return 0;
}

/* ---- the parent ---- */

typedef struct
{
  QueueFixture q;
  FakeSmtp *smtp;
  GMutex lock;
  GPid child;       /* 0: none */
  gint points_left; /* of the servers; -1: never */
  guint told;       /* the last number the child told */
  gboolean was_killed;
} Killer;

static void
kill_child (Killer *k)
{
  g_mutex_lock (&k->lock);
  if (k->child != 0 && k->points_left >= 0 && k->points_left-- == 0)
    {
      kill (k->child, SIGKILL);
      k->was_killed = TRUE;
    }
  g_mutex_unlock (&k->lock);
}

static void
on_imap (FakeImap *imap, const char *verb, gpointer data)
{
  kill_child (data);
}

static void
on_smtp (FakeSmtp *smtp, const char *point, gpointer data)
{
  kill_child (data);
}

static void
killer_set_up (Killer *k, const char *capabilities)
{
  memset (k, 0, sizeof *k);
  g_mutex_init (&k->lock);
  k->points_left = -1;
  k->smtp = fake_smtp_new ("PIPELINING");
  k->q.smtp_port = fake_smtp_get_port (k->smtp);
  queue_fixture_set_up (&k->q, capabilities);
  fake_imap_set_func (k->q.imap, on_imap, k);
  fake_smtp_set_func (k->smtp, on_smtp, k);
}

static void
killer_tear_down (Killer *k)
{
  queue_fixture_tear_down (&k->q);
  fake_smtp_free (k->smtp);
  g_mutex_clear (&k->lock);
}

/* Runs the child; @points: the server's point to kill it at, @commits: the commit, @after_us: the time; -1: none. The store is closed
 * before and opened again after. Returns: whether it came to its end. */
static gboolean
run (Killer *k, const char *what, gint points, gint commits, gint64 after_us, guint first)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *imap_port = g_strdup_printf ("%u", fake_imap_get_port (k->q.imap));
  g_autofree char *smtp_port = g_strdup_printf ("%u", k->q.smtp_port);
  g_autofree char *commit = g_strdup_printf ("%d", commits);
  g_autofree char *number = g_strdup_printf ("%u", first);
  char *argv[]
      = { self, (char *) "--child", (char *) what, k->q.dir, imap_port, smtp_port, commit, number, NULL };
  g_autoptr (GString) output = g_string_new (NULL);
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "ASAN_OPTIONS", "detect_leaks=0", TRUE);
  siginfo_t ended;
  GPid child;
  int status, out;
  char buffer[512];
  gssize n;

  queue_fixture_close (&k->q);
  g_mutex_lock (&k->lock);
  g_assert_true (g_spawn_async_with_pipes (NULL, argv, environment,
                                           G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                                           &child, NULL, &out, NULL, NULL));
  k->child = child;
  k->points_left = points;
  k->was_killed = FALSE;
  g_mutex_unlock (&k->lock);
  if (after_us >= 0)
    {
      g_usleep ((gulong) after_us);
      kill (child, SIGKILL);
    }
  while ((n = read (out, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
    g_string_append_len (output, buffer, MAX (n, 0));
  close (out);
  /* forgotten before it is reaped: its number may be another process's at once */
  while (waitid (P_PID, (id_t) child, &ended, WEXITED | WNOWAIT) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  g_mutex_lock (&k->lock);
  k->child = 0;
  g_mutex_unlock (&k->lock);
  while (waitpid (child, &status, 0) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  if (output->len > 1)
    {
      char *last = g_strrstr_len (output->str, (gssize) output->len - 1, "\n");

      k->told = (guint) atoi (last != NULL ? last + 1 : output->str);
    }
  queue_fixture_open (&k->q);
  g_assert_true (WIFSIGNALED (status) ? WTERMSIG (status) == SIGKILL : WEXITSTATUS (status) == 0);
  return !WIFSIGNALED (status);
}

/* What the next starts of the program do, here. */
static void
run_to_end (Killer *k, void (*work) (QueueFixture *f))
{
  for (guint i = 0; i < 3; i++)
    {
      GMainContext *context = g_main_context_new ();

      g_main_context_push_thread_default (context);
      work (&k->q);
      while (g_main_context_iteration (context, FALSE))
        ;
      g_main_context_pop_thread_default (context);
      g_main_context_unref (context);
    }
}

/* D-06 */
static void
check_send (Killer *k, gint64 id)
{
  g_autoptr (StoreOutboxItem) item = store_outbox_get (k->q.store, id, NULL);
  guint copies = fake_smtp_count (k->smtp, "kill@test");
  guint filed = fake_imap_count (k->q.imap, "Sent", "kill@test");

  g_assert_nonnull (item);
  g_assert_cmpuint (copies, <=, 1);
  if (item->state == STORE_OUTBOX_FILED)
    {
      g_assert_cmpuint (copies, ==, 1);
      g_assert_cmpuint (filed, ==, 1);
    }
  else
    {
      g_assert_cmpint (item->state, ==, STORE_OUTBOX_UNKNOWN); /* told as it is */
      g_assert_cmpuint (filed, ==, 0);
    }
}

static gboolean
round_send (gint points, gint commits, gint64 after_us)
{
  static const char *const to[] = { "b@mail.test", "c@mail.test", NULL };
  static const char text[]
      = "From: a@mail.test\r\nTo: b@mail.test\r\nMessage-ID: <kill@test>\r\nSubject: x\r\n\r\nhello\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  Killer k;
  gboolean ended;
  gint64 id;

  killer_set_up (&k, COPY_ONLY);
  id = store_outbox_add (k.q.store, k.q.account, "a@mail.test", to, bytes, "kill@test", "x", 0, NULL);
  g_assert_cmpint (id, !=, 0);
  ended = run (&k, "send", points, commits, after_us, 0);
  run_to_end (&k, child_send);
  check_send (&k, id);
  killer_tear_down (&k);
  return ended;
}

/* D-03 */
static gboolean
round_move (const char *capabilities, guint n, gint points, gint commits, gint64 after_us)
{
  g_autofree gint64 *ids = g_new (gint64, n);
  StoreAction action = { .kind = STORE_ACTION_MOVE, .n_messages = n };
  Killer k;
  gboolean ended;

  killer_set_up (&k, capabilities);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u@test", i);

      ids[i] = queue_fixture_add (&k.q, k.q.inbox, "INBOX", id);
    }
  fake_imap_add (k.q.imap, "INBOX", "theirs@test", "\\Deleted");
  action.message_ids = ids;
  action.folder_id = k.q.inbox;
  action.target_id = k.q.archive;
  g_assert_cmpint (store_act (k.q.store, &action, NULL), !=, 0);
  ended = run (&k, "replay", points, commits, after_us, 0);
  run_to_end (&k, child_replay);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u@test", i);

      g_assert_cmpuint (fake_imap_count (k.q.imap, "INBOX", id), ==, 0);
      g_assert_cmpuint (fake_imap_count (k.q.imap, "Archive", id), ==, 1);
    }
  g_assert_cmpuint (fake_imap_count_deleted (k.q.imap, "INBOX"), ==,
                    strcmp (capabilities, BARE) == 0 ? n + 1 : 1);
  g_assert_cmpuint (queue_fixture_count_failed (&k.q), ==, 0);
  killer_tear_down (&k);
  return ended;
}

/* D-04: what another program marked meanwhile stays. */
static gboolean
round_delete (gint points, gint commits, gint64 after_us)
{
  gint64 ids[20];
  StoreAction action = { .kind = STORE_ACTION_DELETE, .n_messages = G_N_ELEMENTS (ids), .message_ids = ids };
  Killer k;
  gboolean ended;

  killer_set_up (&k, FULL);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *id = g_strdup_printf ("d%u@test", i);
      g_autofree char *theirs = g_strdup_printf ("theirs%u@test", i);

      ids[i] = queue_fixture_add (&k.q, k.q.trash, "Trash", id);
      fake_imap_add (k.q.imap, "Trash", theirs, i % 2 ? "\\Deleted" : "");
    }
  action.folder_id = k.q.trash;
  g_assert_cmpint (store_act (k.q.store, &action, NULL), !=, 0);
  ended = run (&k, "replay", points, commits, after_us, 0);
  run_to_end (&k, child_replay);
  g_assert_cmpuint (fake_imap_count (k.q.imap, "Trash", NULL), ==, 10);
  g_assert_cmpuint (fake_imap_count_deleted (k.q.imap, "Trash"), ==, 10);
  g_assert_cmpuint (queue_fixture_count_failed (&k.q), ==, 0);
  killer_tear_down (&k);
  return ended;
}

/* D-08 */
static gboolean
round_append (const char *capabilities, gint points, gint commits, gint64 after_us)
{
  g_autoptr (GBytes) bytes = draft_message (7);
  Killer k;
  gboolean ended;

  killer_set_up (&k, capabilities);
  g_assert_cmpint (store_act_append (k.q.store, k.q.account, "Archive", STORE_FLAG_SEEN, "draft.7@test",
                                     bytes, NULL, NULL),
                   !=, 0);
  ended = run (&k, "replay", points, commits, after_us, 0);
  run_to_end (&k, child_replay);
  g_assert_cmpuint (fake_imap_count (k.q.imap, "Archive", NULL), ==, 1);
  g_assert_cmpuint (queue_fixture_count_pending (&k.q), ==, 0);
  killer_tear_down (&k);
  return ended;
}

/* D-05 */
static gboolean
round_draft (const char *capabilities, gint points, gint commits, gint64 after_us)
{
  Killer k;
  gboolean ended;
  guint newest = 0;
  g_autoptr (GPtrArray) drafts = NULL;
  g_autofree char *end = NULL;

  killer_set_up (&k, capabilities);
  ended = run (&k, "type", points, commits, after_us, 1);
  for (guint again = 0; again < 2; again++)
    {
      g_autoptr (GPtrArray) there = store_drafts_list (k.q.store, k.q.account, NULL);

      /* what was told to be saved is there, whole */
      g_assert_cmpuint (there->len, ==, k.told > 0 || there->len > 0 ? 1 : 0);
      for (guint v = 1; there->len > 0 && v < 60; v++)
        {
          g_autoptr (GBytes) expected = draft_message (v);

          if (g_bytes_equal (expected, ((StoreDraft *) there->pdata[0])->content))
            newest = v;
        }
      g_assert_cmpuint (newest, >=, k.told);
      g_assert_cmpuint (there->len > 0, ==, newest > 0);
      if (again == 0)
        g_assert_true (run (&k, "type", -1, -1, -1, newest + 1));
    }
  run_to_end (&k, child_replay);
  newest = newest / 3 * 3;
  end = g_strdup_printf ("draft.%u@test", newest);
  g_assert_cmpuint (fake_imap_count (k.q.imap, "Drafts", NULL), ==, 1);
  g_assert_cmpuint (fake_imap_count (k.q.imap, "Drafts", end), ==, 1);
  killer_tear_down (&k);
  return ended;
}

/* ---- each point once ---- */

typedef gboolean (*RoundFunc) (gint points, gint commits, gint64 after_us);

static gboolean
move_full (gint points, gint commits, gint64 after_us)
{
  return round_move (FULL, 20, points, commits, after_us);
}

static gboolean
move_copy (gint points, gint commits, gint64 after_us)
{
  return round_move (COPY_ONLY, 20, points, commits, after_us);
}

static gboolean
move_bare (gint points, gint commits, gint64 after_us)
{
  return round_move (BARE, 20, points, commits, after_us);
}

static gboolean
append_uidplus (gint points, gint commits, gint64 after_us)
{
  return round_append (FULL, points, commits, after_us);
}

static gboolean
append_bare (gint points, gint commits, gint64 after_us)
{
  return round_append (BARE, points, commits, after_us);
}

static gboolean
draft_uidplus (gint points, gint commits, gint64 after_us)
{
  return round_draft (FULL, points, commits, after_us);
}

static gboolean
draft_bare (gint points, gint commits, gint64 after_us)
{
  return round_draft (BARE, points, commits, after_us);
}

static const struct
{
  const char *name;
  RoundFunc func;
  guint step; /* of the short run */
} kinds[] = {
  { "send", round_send, 4 },      { "move", move_full, 7 },        { "move-copy", move_copy, 9 },
  { "move-bare", move_bare, 13 }, { "append", append_uidplus, 5 }, { "append-bare", append_bare, 7 },
  { "delete", round_delete, 5 },  { "draft", draft_uidplus, 61 },  { "draft-bare", draft_bare, 83 },
};

static void
test_points (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  gint step = g_getenv ("ALP_LONG") != NULL ? 1 : (gint) kinds[i].step;
  guint rounds = 0;

  for (gint n = 0; !kinds[i].func (n, -1, -1); n += step)
    rounds++;
  for (gint n = 0; !kinds[i].func (-1, n, -1); n += step)
    rounds++;
  g_test_message ("%s: killed at %u points, lost 0, duplicates 0", kinds[i].name, rounds);
  g_assert_cmpuint (rounds, >=, 2);
}

/* ---- random, for a while ---- */

static void
test_random (void)
{
  gint64 seconds = g_ascii_strtoll (g_getenv ("ALP_KILL_SECONDS"), NULL, 10);
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  guint rounds[G_N_ELEMENTS (kinds)] = { 0 }, killed[G_N_ELEMENTS (kinds)] = { 0 };
  guint all = 0;

  while (g_get_monotonic_time () < end)
    {
      gsize i = all % G_N_ELEMENTS (kinds);
      gint range = g_str_has_prefix (kinds[i].name, "draft") ? 90
                   : strcmp (kinds[i].name, "send") == 0     ? 34
                                                             : 15;
      gint n = g_test_rand_int_range (0, range);
      gint way = g_test_rand_int_range (0, 5);

      killed[i] += !kinds[i].func (way < 2 ? n : -1, way >= 2 && way < 4 ? n : -1,
                                   way == 4 ? g_test_rand_int_range (0, 250000) : -1);
      rounds[i]++;
      all++;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_printerr ("%s: rounds %u, killed %u, lost 0, duplicates 0\n", kinds[i].name, rounds[i], killed[i]);
}

int
main (int argc, char **argv)
{
  if (argc >= 8 && strcmp (argv[1], "--child") == 0)
    return run_child (argv);
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sync/kill/%s", kinds[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_points);
    }
  if (g_getenv ("ALP_KILL_SECONDS") != NULL)
    g_test_add_func ("/sync/kill/random", test_random);
  return g_test_run ();
}
