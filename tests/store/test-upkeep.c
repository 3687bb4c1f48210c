/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-upkeep.c: storage, checks, clearing, sweeping, compacting, copies: and never what exists only here */

#include "store-fixture.h"
#include "store-private.h"

#include <utime.h>

static gint64
add_with_body (Fixture *f, gint64 folder, guint32 uid, const char *text)
{
  g_autofree char *id = g_strdup_printf ("<%s@up>", text);
  gint64 key = fixture_add (f, folder, fixture_message (uid, id, text));
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  g_assert_true (store_body_add (f->store, key, bytes, NULL));
  g_assert_true (store_body_set_text (f->store, key, text, text, "", FALSE, NULL));
  return key;
}

static void
test_storage (void)
{
  Fixture f;
  StoreStorage s;
  g_autoptr (GArray) accounts = NULL;
  g_autoptr (GBytes) draft = g_bytes_new_static ("1234567", 7);

  fixture_set_up (&f);
  add_with_body (&f, f.inbox, 1, "twelve bytes");
  store_draft_save (f.store, 0, f.account, "d", draft, NULL);
  g_assert_true (store_storage_get (f.store, &s, NULL));
  g_assert_cmpuint (s.bodies, ==, 12);
  g_assert_cmpuint (s.n_bodies, ==, 1);
  g_assert_cmpuint (s.drafts, ==, 7);
  g_assert_cmpuint (s.mail, >, 0);
  g_assert_cmpuint (s.index, >, 0);
  g_assert_cmpuint (s.local, >, 0);
  g_assert_cmpuint (s.set_aside, ==, 0);
  g_assert_cmpuint (s.journal, >, 0);
  accounts = store_storage_get_accounts (f.store, NULL);
  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_cmpuint (g_array_index (accounts, StoreAccountStorage, 0).n_bodies, ==, 1);
  g_assert_cmpuint (g_array_index (accounts, StoreAccountStorage, 0).messages, ==, 1);
  fixture_tear_down (&f);
}

/* Whatever table a later version adds: a name in it is seen. */
static void
test_hashes (void)
{
  Fixture f;
  g_autofree char *hash = g_strnfill (64, 'c');
  g_autofree char *other = g_strnfill (64, 'd');
  g_autofree char *longer = g_strnfill (65, 'e');
  g_autoptr (GBytes) draft = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GHashTable) hashes = NULL;

  fixture_set_up (&f);
  g_byte_array_append (bytes, (const guint8 *) "a\0", 2);
  g_byte_array_append (bytes, (const guint8 *) hash, 65);
  g_byte_array_append (bytes, (const guint8 *) longer, 66);
  draft = g_bytes_new (bytes->data, bytes->len);
  g_assert_cmpint (store_draft_save (f.store, 0, f.account, "d", draft, NULL), !=, 0);
  g_assert_true (store_setting_set (f.store, "something", other, NULL));
  hashes = store_local_collect_hashes (f.store, NULL);
  g_assert_true (g_hash_table_contains (hashes, hash));
  g_assert_true (g_hash_table_contains (hashes, other));
  g_assert_false (g_hash_table_contains (hashes, longer));
  g_assert_cmpuint (g_hash_table_size (hashes), ==, 2);
  fixture_tear_down (&f);
}

/* One message for each reason to keep its body, and two that may go. */
static void
test_clear (void)
{
  Fixture f;
  g_autoptr (StoreAccount) local = store_account_new ();
  g_autoptr (StoreFolder) folder = store_folder_new ();
  g_autoptr (GError) error = NULL;
  StoreNewMessage draft = fixture_message (9, "<draft@up>", "draft");
  StoreAction action = { .kind = STORE_ACTION_MOVE, .n_messages = 1 };
  StoreClearing all = { 0, G_MAXINT64, 0 };
  StoreClearing old = { 0, 1005, 0 };
  gint64 young, aged, moving, here, orphan, drafted, twin;
  g_autoptr (BaseIdset) gone = base_idset_new ();
  guint n;
  guint64 bytes;

  fixture_set_up (&f);
  local->email = g_strdup ("here@local");
  local->kind = STORE_ACCOUNT_LOCAL;
  folder->account_id = store_account_add (f.store, local, &error);
  g_assert_no_error (error);
  folder->path = g_strdup ("Saved");
  here = add_with_body (&f, store_folder_upsert (f.store, folder, &error), 1, "only here");
  aged = add_with_body (&f, f.inbox, 1, "aged");
  young = add_with_body (&f, f.inbox, 7, "young");
  moving = add_with_body (&f, f.inbox, 2, "moving");
  orphan = add_with_body (&f, f.inbox, 3, "orphan");
  twin = add_with_body (&f, f.archive, 4, "young"); /* the same bytes, another message */
  draft.flags = STORE_FLAG_DRAFT;
  drafted = fixture_add (&f, f.inbox, draft);
  {
    g_autoptr (GBytes) body = g_bytes_new_static ("typed", 5);

    store_body_add (f.store, drafted, body, NULL);
  }
  action.message_ids = &moving;
  action.target_id = f.archive;
  g_assert_cmpint (store_act (f.store, &action, NULL), !=, 0);
  base_idset_add (gone, 3);
  store_placements_vanish (f.store, f.inbox, gone, NULL);
  g_assert_true (store_bodies_clear (f.store, &old, &n, &bytes, &error));
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (bytes, ==, 4);
  g_assert_false (store_body_has (f.store, aged));
  g_assert_true (store_body_has (f.store, young));
  g_assert_true (store_bodies_clear (f.store, &all, &n, NULL, &error));
  g_assert_false (store_body_has (f.store, young));
  g_assert_false (store_body_has (f.store, twin));
  g_assert_cmpuint (n, ==, 1); /* one file for both */
  g_assert_true (store_body_has (f.store, here));
  g_assert_true (store_body_has (f.store, moving));
  g_assert_true (store_body_has (f.store, orphan));
  g_assert_true (store_body_has (f.store, drafted));
  g_assert_cmpuint (fixture_search (&f, "aged"), ==, 1); /* still found */
  fixture_tear_down (&f);
}

static char *
make_file (Fixture *f, const char *folder, const char *name, gboolean old)
{
  g_autofree char *dir = g_build_filename (f->cache, folder, NULL);
  char *path = g_build_filename (dir, name, NULL);
  struct utimbuf times = { 1000, 1000 };

  g_mkdir_with_parents (dir, 0700);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  if (old)
    utime (path, &times);
  return path;
}

static void
test_sweep (void)
{
  Fixture f;
  g_autofree char *hash = g_strnfill (64, 'a');
  g_autofree char *name = g_strconcat (hash, ".eml", NULL);
  g_autofree char *other_name = g_strdup (name);
  g_autofree char *orphan = NULL;
  g_autofree char *temp = NULL;
  g_autofree char *fresh = NULL;
  g_autofree char *foreign = NULL;
  g_autofree char *aside = NULL;
  gint64 kept;
  guint n;

  fixture_set_up (&f);
  kept = add_with_body (&f, f.inbox, 1, "kept");
  other_name[0] = 'b';
  orphan = make_file (&f, "bodies/aa", name, TRUE);
  temp = make_file (&f, "bodies/aa", "tmp-x-123", TRUE);
  fresh = make_file (&f, "bodies/ba", other_name, FALSE);
  foreign = make_file (&f, "bodies/aa", "holiday.jpg", TRUE);
  aside = make_file (&f, ".", "mail.db.damaged-1", TRUE);
  g_assert_true (store_sweep (f.store, &n, NULL, NULL));
  g_assert_cmpuint (n, ==, 3);
  g_assert_false (g_file_test (orphan, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (temp, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (fresh, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (foreign, G_FILE_TEST_EXISTS));
  g_assert_true (store_body_has (f.store, kept));
  fixture_tear_down (&f);
}

static guint
count_problems (Fixture *f, gboolean hashes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = store_check_deep (f->store, hashes, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < lines->len; i++)
    g_test_message ("%s", (char *) lines->pdata[i]);
  return lines->len;
}

static void
test_check (void)
{
  Fixture f;
  gint64 key;
  g_autoptr (StoreMessage) m = NULL;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  char prefix[3] = { 0 };

  fixture_set_up (&f);
  key = add_with_body (&f, f.inbox, 1, "checked");
  add_with_body (&f, f.inbox, 2, "other");
  g_assert_cmpuint (count_problems (&f, TRUE), ==, 0);
  /* every rule of the counts, broken by hand */
  g_assert_true (
      store_exec_script (&f.store->writer,
                         "UPDATE mail.folder SET total=9,unread=9 WHERE path='INBOX';"
                         "UPDATE mail.message SET visible=5 WHERE id=1;"
                         "DELETE FROM mail.folder_thread; INSERT INTO mail.folder_thread VALUES (77,77,77)",
                         NULL));
  g_assert_cmpuint (count_problems (&f, FALSE), ==, 5);
  g_assert_true (store_repair (f.store, NULL));
  g_assert_cmpuint (count_problems (&f, TRUE), ==, 0);
  m = store_message_get (f.store, key, NULL);
  memcpy (prefix, m->body_hash, 2);
  name = g_strconcat (m->body_hash, ".eml", NULL);
  path = g_build_filename (f.cache, "bodies", prefix, name, NULL);
  g_assert_true (g_file_set_contents (path, "changed", -1, NULL));
  g_assert_cmpuint (count_problems (&f, FALSE), ==, 0);
  g_assert_cmpuint (count_problems (&f, TRUE), ==, 1);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpuint (count_problems (&f, FALSE), ==, 1);
  g_assert_true (store_repair (f.store, NULL));
  g_assert_cmpuint (count_problems (&f, TRUE), ==, 0);
  g_assert_false (store_body_has (f.store, key)); /* fetched again */
  fixture_tear_down (&f);
}

static void
test_compact (void)
{
  Fixture f;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree StoreNewMessage *all = g_new0 (StoreNewMessage, 3000);
  g_autoptr (BaseIdset) gone = base_idset_new ();
  g_autoptr (GError) error = NULL;
  StoreStorage before, after;

  fixture_set_up (&f);
  for (guint i = 0; i < 3000; i++)
    {
      g_ptr_array_add (texts, g_strdup_printf ("<%u@compact>", i));
      all[i] = fixture_message (i + 1, texts->pdata[i], "words of a subject");
      g_ptr_array_add (list, &all[i]);
    }
  store_messages_add (f.store, f.inbox, list, NULL, NULL);
  base_idset_add_range (gone, 11, 3000);
  store_placements_vanish (f.store, f.inbox, gone, NULL);
  store_collect_garbage (f.store, G_MAXINT64, NULL);
  store_storage_get (f.store, &before, NULL);
  g_assert_true (store_compact (f.store, NULL, &error));
  g_assert_no_error (error);
  store_storage_get (f.store, &after, NULL);
  g_assert_cmpuint (after.mail + after.index, <, (before.mail + before.index) / 2);
  g_assert_cmpuint (fixture_count (&f, f.inbox, FALSE), ==, 10);
  g_assert_cmpuint (count_problems (&f, TRUE), ==, 0);
  fixture_add (&f, f.inbox, fixture_message (5000, "<later@compact>", "later"));
  g_assert_cmpuint (fixture_search (&f, "later"), ==, 1);
  fixture_tear_down (&f);
}

static void
test_rebuild_account (void)
{
  Fixture f;
  gint64 key;
  StoreAction action = { .kind = STORE_ACTION_FLAGS, .n_messages = 1, .add_flags = STORE_FLAG_FLAGGED };
  g_autoptr (StoreMessage) again = NULL;

  fixture_set_up (&f);
  key = add_with_body (&f, f.inbox, 1, "again");
  action.message_ids = &key;
  g_assert_cmpint (store_act (f.store, &action, NULL), !=, 0);
  g_assert_true (store_account_rebuild (f.store, f.account, NULL));
  g_assert_cmpuint (fixture_count (&f, f.inbox, FALSE), ==, 0);
  /* the server tells of it again, under another UID: the same message, its body here, the star still on it */
  g_assert_cmpint (fixture_add (&f, f.inbox, fixture_message (1, "<again@up>", "again")), ==, key);
  again = store_message_get (f.store, key, NULL);
  g_assert_cmpint (again->flags & STORE_FLAG_FLAGGED, !=, 0);
  g_assert_true (store_body_has (f.store, key));
  fixture_tear_down (&f);
}

static void
test_backup (void)
{
  Fixture f;
  g_autofree char *path = NULL;
  g_autofree char *automatic = NULL;
  g_autofree char *copy_dir = NULL;
  g_autofree char *copy = NULL;
  g_autoptr (Store) other = NULL;
  g_autoptr (StoreAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&f);
  copy_dir = g_build_filename (f.dir, "copy", NULL);
  g_mkdir_with_parents (copy_dir, 0700);
  copy = g_build_filename (copy_dir, "local.db", NULL);
  g_assert_true (store_backup_local (f.store, copy, &error));
  g_assert_no_error (error);
  other = store_open (copy_dir, copy_dir, &error);
  g_assert_no_error (error);
  account = store_account_get_by_email (other, "demo@alpenpost.example", &error);
  g_assert_no_error (error);
  fixture_reopen (&f);
  automatic = g_build_filename (f.data, "local.db.backup-1", NULL);
  g_assert_true (g_file_test (automatic, G_FILE_TEST_EXISTS));
  path = g_build_filename (f.dir, "no", "such", "folder", NULL);
  g_assert_false (store_backup_local (f.store, path, &error));
  g_assert_nonnull (error);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/upkeep/storage", test_storage);
  g_test_add_func ("/upkeep/hashes", test_hashes);
  g_test_add_func ("/upkeep/clear", test_clear);
  g_test_add_func ("/upkeep/sweep", test_sweep);
  g_test_add_func ("/upkeep/check", test_check);
  g_test_add_func ("/upkeep/compact", test_compact);
  g_test_add_func ("/upkeep/rebuild-account", test_rebuild_account);
  g_test_add_func ("/upkeep/backup", test_backup);
  return g_test_run ();
}
