/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-damage.c: databases that come back damaged (D-20)
 *
 * One profile is made and copied; each round damages one file in one way and opens it. Whatever happens: no crash; mail.db is made
 * anew by itself; of local.db what can be read is saved, what is in its copies comes back, and it is never silently empty; a newer
 * schema is refused and left as it is. ALPENPOST_ROUNDS=1000 is the long run; it prints what became of them. */

#include "store-fixture.h"
#include "store-private.h"

static char *template_dir;

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *contents = NULL;
  gsize length;

  if (g_file_get_contents (from, &contents, &length, NULL))
    g_assert_true (g_file_set_contents (to, contents, (gssize) length, NULL));
}

static void
copy_dir (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_mkdir_with_parents (to, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *a = g_build_filename (from, name, NULL);
      g_autofree char *b = g_build_filename (to, name, NULL);

      if (g_file_test (a, G_FILE_TEST_IS_DIR))
        copy_dir (a, b);
      else
        copy_file (a, b);
    }
}

enum
{
  N_DRAFTS = 40,
  N_OUTBOX = 10
};

/* Mail, drafts, messages on their way, operations; @crash: the WALs stay as after a kill. */
static void
make_template (void)
{
  Fixture f;
  static const char *const to[] = { "a@x.example", NULL };
  gint64 keys[60];
  StoreAction action
      = { .kind = STORE_ACTION_FLAGS, .message_ids = keys, .n_messages = 5, .add_flags = STORE_FLAG_FLAGGED };
  g_autofree char *data = NULL;
  g_autofree char *cache = NULL;

  template_dir = g_dir_make_tmp ("damage-XXXXXX", NULL);
  data = g_build_filename (template_dir, "data", NULL);
  cache = g_build_filename (template_dir, "cache", NULL);
  fixture_set_up (&f);
  for (guint32 i = 0; i < 60; i++)
    {
      g_autofree char *id = g_strdup_printf ("<%u@damage>", i);

      keys[i] = fixture_add (&f, f.inbox, fixture_message (i + 1, id, "subject of mail"));
    }
  for (int i = 0; i < N_DRAFTS; i++)
    {
      g_autofree char *text = g_strdup_printf ("draft %d %0500d", i, i);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      g_assert_cmpint (store_draft_save (f.store, 0, f.account, "d", bytes, NULL), !=, 0);
    }
  for (int i = 0; i < N_OUTBOX; i++)
    {
      g_autofree char *id = g_strdup_printf ("<out%d@damage>", i);
      g_autofree char *text = g_strdup_printf ("Subject: x\r\n\r\n%0900d", i);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      g_assert_cmpint (store_outbox_add (f.store, f.account, "d@x", to, bytes, id, "s", 0, NULL), !=, 0);
    }
  g_assert_cmpint (store_act (f.store, &action, NULL), !=, 0);
  fixture_reopen (&f); /* makes the copy of local.db */
  g_clear_pointer (&f.store, store_free);
  copy_dir (f.data, data);
  copy_dir (f.cache, cache);
  fixture_tear_down (&f);
}

static void
use_template (Fixture *f)
{
  g_autofree char *data = g_build_filename (template_dir, "data", NULL);
  g_autofree char *cache = g_build_filename (template_dir, "cache", NULL);

  memset (f, 0, sizeof *f);
  f->account = 1;
  f->dir = g_dir_make_tmp ("store-XXXXXX", NULL);
  f->data = g_build_filename (f->dir, "data", NULL);
  f->cache = g_build_filename (f->dir, "cache", NULL);
  copy_dir (data, f->data);
  copy_dir (cache, f->cache);
}

static gint64
value (Fixture *f, const char *sql)
{
  StoreConn *conn = store_read_begin (f->store, NULL);
  gint64 n = store_value (conn, -1, sql, "");

  store_read_end (f->store, conn);
  return n;
}

typedef enum
{
  FLIP,  /* one byte */
  ZERO,  /* one page */
  NOISE, /* one page */
  TRUNCATE,
  WAL,    /* a WAL of noise beside it */
  HEADER, /* the first 100 bytes */
  EMPTY,
  GONE,
  N_WAYS
} Way;

static void
damage (const char *path, Way way, GRand *random)
{
  g_autofree char *contents = NULL;
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  gsize length, page;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  page = (gsize) g_rand_int_range (random, 0, (gint32) (length / 4096)) * 4096;
  switch (way)
    {
    case FLIP:
      contents[g_rand_int_range (random, 0, (gint32) length)]
          ^= (char) (1 << g_rand_int_range (random, 0, 8));
      break;
    case ZERO:
      memset (contents + page, 0, 4096);
      break;
    case NOISE:
      for (gsize i = 0; i < 4096; i++)
        contents[page + i] = (char) g_rand_int (random);
      break;
    case TRUNCATE:
      length = (gsize) g_rand_int_range (random, 0, (gint32) length);
      break;
    case HEADER:
      for (gsize i = 0; i < 100; i++)
        contents[i] = (char) g_rand_int (random);
      break;
    case EMPTY:
      length = 0;
      break;
    case GONE:
      g_assert_cmpint (g_unlink (path), ==, 0);
      return;
    case WAL:
    case N_WAYS:
    default:
      g_assert_true (g_file_set_contents (wal, contents, (gssize) length, NULL));
      return;
    }
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
}

typedef struct
{
  guint sound, saved, refused, rebuilt;
  guint drafts_lost, outbox_lost;
} Tally;

/* local.db: saved, or refused with the file left as it was. */
static void
after_local (Fixture *f, const GError *error, const char *path, Way way, Tally *tally)
{
  gint64 drafts, outbox;

  if (f->store == NULL)
    {
      g_assert_true (g_error_matches (error, STORE_ERROR, STORE_ERROR_CORRUPT)
                     || g_error_matches (error, STORE_ERROR, STORE_ERROR_TOO_NEW));
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
      tally->refused++;
      return;
    }
  drafts = value (f, "SELECT count(DISTINCT draft_id) FROM main.draft_version");
  outbox = value (f, "SELECT count(*) FROM main.outbox");
  tally->drafts_lost += (guint) (N_DRAFTS - drafts);
  tally->outbox_lost += (guint) (N_OUTBOX - outbox);
  if (store_get_recovered (f->store) != NULL)
    {
      tally->saved++;
      g_assert_true (g_file_test (store_get_recovered (f->store), G_FILE_TEST_EXISTS));
    }
  else
    tally->sound++;
  /* a copy was there: nothing of value may be missing */
  g_assert_cmpint (drafts, ==, N_DRAFTS);
  g_assert_cmpint (outbox, ==, N_OUTBOX);
  g_assert_cmpint (value (f, "SELECT count(*) FROM main.account"), ==, 1);
}

static void
after_mail (Fixture *f, const GError *error, Tally *tally)
{
  if (f->store == NULL)
    {
      g_assert_error (error, STORE_ERROR, STORE_ERROR_TOO_NEW);
      tally->refused++;
      return;
    }
  if (store_was_rebuilt (f->store))
    {
      tally->rebuilt++;
      fixture_make_folders (f);
      g_assert_cmpint (fixture_add (f, value (f, "SELECT id FROM mail.folder WHERE path='INBOX'"),
                                    fixture_message (1, "<0@damage>", "subject of mail")),
                       !=, 0);
    }
  else
    tally->sound++;
  g_assert_cmpint (value (f, "SELECT count(*) FROM main.outbox"), ==, N_OUTBOX);
  g_assert_cmpint (value (f, "SELECT count(*) FROM main.journal WHERE state=1"), ==, 1);
}

/* What a damaged but opened mail.db may do: fail with an error, and be made anew at the next open. */
static void
use_it (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  StoreListQuery query = { .role = STORE_ROLE_INBOX };
  g_autoptr (GArray) ids = store_list_ids (f->store, &query, 0, NULL, NULL);
  g_autoptr (GArray) hits = store_search (f->store, 0, "subject", FALSE, 20, NULL, NULL);
  gint64 folder = value (f, "SELECT id FROM mail.folder WHERE path='INBOX'");
  StoreNewMessage m = fixture_message (900, "<use@damage>", "x");
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  g_ptr_array_add (list, &m);
  store_messages_add (f->store, folder, list, NULL, &error);
}

static void
run_round (guint round, GRand *random, Tally *tally)
{
  Fixture f;
  gboolean local = round % 2 == 0;
  Way way = (Way) (round / 2 % N_WAYS);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  use_template (&f);
  path = g_build_filename (local ? f.data : f.cache, local ? "local.db" : "mail.db", NULL);
  damage (path, way, random);
  f.store = store_open (f.data, f.cache, &error);
  g_test_message ("round %u: %s, way %d: %s", round, local ? "local" : "mail", way,
                  f.store == NULL ? error->message : "opened");
  if (local)
    after_local (&f, error, path, way, tally);
  else
    after_mail (&f, error, tally);
  if (f.store != NULL)
    {
      use_it (&f);
      g_clear_pointer (&f.store, store_free);
      g_clear_error (&error);
      f.store = store_open (f.data, f.cache, &error);
      g_assert_no_error (error);
      use_it (&f);
    }
  fixture_tear_down (&f);
}

static void
test_mutations (void)
{
  const char *text = g_getenv ("ALPENPOST_ROUNDS");
  guint rounds = text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 96;
  g_autoptr (GRand) random = g_rand_new_with_seed (20260303);
  Tally tally = { 0 };

  for (guint i = 0; i < rounds; i++)
    run_round (i, random, &tally);
  g_test_message ("%u rounds: %u sound, %u mail.db made anew, %u local.db saved, %u refused; drafts lost %u, "
                  "outbox lost %u",
                  rounds, tally.sound, tally.rebuilt, tally.saved, tally.refused, tally.drafts_lost,
                  tally.outbox_lost);
  g_assert_cmpuint (tally.rebuilt, >, rounds / 10);
  g_assert_cmpuint (tally.saved, >, rounds / 10);
}

/* Without a copy: what can be read is saved from both ends, the rest is gone, and that is said. */
static void
test_without_copy (void)
{
  guint saved = 0, refused = 0;
  gint64 drafts = 0;
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (int round = 0; round < 12; round++)
    {
      Fixture f;
      g_autofree char *path = NULL;
      g_autofree char *copy = NULL;
      g_autofree char *setting = NULL;

      use_template (&f);
      path = g_build_filename (f.data, "local.db", NULL);
      copy = g_build_filename (f.data, "local.db.backup-1", NULL);
      g_unlink (copy);
      damage (path, round % 2 ? ZERO : NOISE, random);
      f.store = store_open (f.data, f.cache, NULL);
      if (f.store == NULL)
        refused++;
      else if (store_get_recovered (f.store) != NULL)
        {
          saved++;
          drafts += value (&f, "SELECT count(*) FROM main.draft_version");
          setting = store_setting_get (f.store, "recovered-from");
          g_assert_cmpstr (setting, ==, store_get_recovered (f.store));
        }
      fixture_tear_down (&f);
    }
  g_test_message ("%u saved with %" G_GINT64_FORMAT " drafts, %u refused", saved, drafts, refused);
  g_assert_cmpuint (saved, >, 0);
  g_assert_cmpint (drafts, >, saved * N_DRAFTS / 2);
}

/* A message that came back from a copy may have been sent since: it waits for the person. */
static void
test_copy_is_careful (void)
{
  Fixture f;
  g_autofree char *path = NULL;

  use_template (&f);
  path = g_build_filename (f.data, "local.db", NULL);
  g_assert_true (g_file_set_contents (path, "this was a database", -1, NULL));
  fixture_open (&f);
  g_assert_cmpint (value (&f, "SELECT count(*) FROM main.outbox WHERE state=4"), ==, N_OUTBOX);
  g_assert_cmpint (value (&f, "SELECT count(*) FROM main.journal"), ==, 0);
  g_assert_cmpint (value (&f, "SELECT count(*) FROM main.draft"), ==, N_DRAFTS);
  fixture_tear_down (&f);
}

static void
test_newer (void)
{
  static const char *const names[][2] = { { "data", "local.db" }, { "cache", "mail.db" } };

  for (int i = 0; i < 2; i++)
    {
      Fixture f;
      g_autofree char *path = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      gsize length, new_length;
      sqlite3 *db = NULL;
      g_autoptr (GError) error = NULL;

      use_template (&f);
      path = g_build_filename (f.dir, names[i][0], names[i][1], NULL);
      g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version=9999", NULL, NULL, NULL), ==, SQLITE_OK);
      sqlite3_close (db);
      g_assert_true (g_file_get_contents (path, &before, &length, NULL));
      f.store = store_open (f.data, f.cache, &error);
      g_assert_null (f.store);
      g_assert_error (error, STORE_ERROR, STORE_ERROR_TOO_NEW);
      g_assert_true (g_file_get_contents (path, &after, &new_length, NULL));
      g_assert_cmpmem (before, length, after, new_length);
      fixture_tear_down (&f);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  make_template ();
  g_test_add_func ("/damage/mutations", test_mutations);
  g_test_add_func ("/damage/without-copy", test_without_copy);
  g_test_add_func ("/damage/copy-is-careful", test_copy_is_careful);
  g_test_add_func ("/damage/newer", test_newer);
  result = g_test_run ();
  fixture_remove_tree (template_dir);
  g_free (template_dir);
  return result;
}
