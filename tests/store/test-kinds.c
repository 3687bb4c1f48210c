/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-kinds.c: the journal's other kinds: keywords, copies, emptying, folders, appending, and trying again */

#include "store-fixture.h"
#include "store-private.h"

static StoreJournalEntry *
only_pending (Fixture *f, guint n)
{
  g_autoptr (GPtrArray) list = store_journal_pending (f->store, f->account, NULL);

  g_assert_cmpuint (list->len, ==, n);
  return g_ptr_array_steal_index (list, n - 1);
}

static char *
keywords_of (Fixture *f, gint64 message)
{
  g_autoptr (StoreMessage) m = store_message_get (f->store, message, NULL);

  return g_strdup (m->keywords);
}

static gint64
act_keywords (Fixture *f, gint64 message, const char *add, const char *remove)
{
  StoreAction a = { .kind = STORE_ACTION_FLAGS,
                    .message_ids = &message,
                    .n_messages = 1,
                    .add_keywords = add,
                    .remove_keywords = remove };
  g_autoptr (GError) error = NULL;
  gint64 group = store_act (f->store, &a, &error);

  g_assert_no_error (error);
  return group;
}

static void
assert_keywords (Fixture *f, gint64 message, const char *expected)
{
  g_autofree char *keywords = keywords_of (f, message);

  g_assert_cmpstr (keywords, ==, expected);
}

static void
test_words (void)
{
  static const struct
  {
    const char *base, *add, *remove, *result;
  } rows[] = {
    { "", "", "", "" },        { NULL, NULL, NULL, "" },    { "a b", "c", "", "a b c" },
    { "a b", "B", "", "a b" }, { "a b c", "", "B", "a c" }, { "a", "b b", "a", "b" },
    { " a  ", "", "", "a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *result = store_keywords_apply (rows[i].base, rows[i].add, rows[i].remove);

      g_assert_cmpstr (result, ==, rows[i].result);
    }
}

/* What the server says meanwhile is taken; what the person did stays on top; undo takes back only what was changed. */
static void
test_keywords (void)
{
  Fixture f;
  StoreNewMessage m;
  StoreFlagsUpdate update = { 1, 0, "work urgent", 5 };
  gint64 id, group;

  fixture_set_up (&f);
  m = fixture_message (1, "<1@x>", "x");
  m.keywords = "work";
  id = fixture_add (&f, f.inbox, m);
  group = act_keywords (&f, id, "later", "work");
  assert_keywords (&f, id, "later");
  g_assert_cmpint (store_placements_update_flags (f.store, f.inbox, &update, 1, NULL), >=, 0);
  assert_keywords (&f, id, "urgent later");
  fixture_reopen (&f);
  assert_keywords (&f, id, "urgent later");
  g_assert_true (store_journal_begin (f.store, group, NULL));
  g_assert_true (store_journal_done (f.store, group, 0, NULL, NULL, 0, NULL));
  assert_keywords (&f, id, "urgent later");
  g_assert_cmpint (store_undo (f.store, group, NULL, NULL), !=, 0);
  assert_keywords (&f, id, "urgent work");
  update.keywords = "urgent later";
  update.modseq = 7;
  g_assert_cmpint (store_placements_update_flags (f.store, f.inbox, &update, 1, NULL), >=, 0);
  assert_keywords (&f, id, "urgent work");
  fixture_tear_down (&f);
}

static void
test_keywords_cancelled (void)
{
  Fixture f;
  StoreNewMessage m;
  gint64 id, group;

  fixture_set_up (&f);
  m = fixture_message (1, "<1@x>", "x");
  m.keywords = "work";
  id = fixture_add (&f, f.inbox, m);
  group = act_keywords (&f, id, "later", "work");
  g_assert_cmpint (store_undo (f.store, group, NULL, NULL), !=, 0);
  assert_keywords (&f, id, "work");
  group = act_keywords (&f, id, "later", NULL);
  g_assert_true (store_journal_begin (f.store, group, NULL));
  g_assert_true (store_journal_fail (f.store, group, "no", NULL));
  assert_keywords (&f, id, "work");
  g_assert_cmpint (store_journal_again (f.store, group, NULL), ==, f.account);
  assert_keywords (&f, id, "work later");
  g_assert_cmpint (store_journal_again (f.store, group, NULL), ==, 0);
  fixture_tear_down (&f);
}

static void
test_copy (void)
{
  Fixture f;
  gint64 id, group;
  StoreAction a = { .kind = STORE_ACTION_COPY, .n_messages = 1 };
  const guint32 from[] = { 1 }, to[] = { 9 };
  g_autoptr (GError) error = NULL;

  fixture_set_up (&f);
  id = fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
  a.message_ids = &id;
  a.target_id = f.archive;
  group = store_act (f.store, &a, NULL);
  g_assert_cmpint (group, !=, 0);
  g_assert_cmpuint (fixture_count (&f, f.inbox, FALSE), ==, 1);
  g_assert_cmpuint (fixture_count (&f, f.archive, FALSE), ==, 1);
  fixture_reopen (&f);
  g_assert_cmpuint (fixture_count (&f, f.archive, FALSE), ==, 1);
  g_assert_true (store_journal_begin (f.store, group, NULL));
  g_assert_true (store_journal_done (f.store, group, 7, from, to, 1, NULL));
  g_assert_cmpint (store_placement_find (f.store, f.archive, 9), ==, id);
  g_assert_cmpuint (fixture_count (&f, f.inbox, FALSE), ==, 1);
  /* it is there already: nothing to do, and no undo of it could take the first copy away */
  g_assert_cmpint (store_act (f.store, &a, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  g_assert_cmpint (store_undo (f.store, group, NULL, NULL), !=, 0);
  g_assert_cmpuint (fixture_count (&f, f.archive, FALSE), ==, 0);
  g_assert_cmpuint (fixture_count (&f, f.inbox, FALSE), ==, 1);
  fixture_tear_down (&f);
}

static void
test_empty (void)
{
  Fixture f;
  gint64 entry;
  g_autoptr (StoreJournalEntry) e = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&f);
  for (guint32 i = 1; i <= 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("<%u@x>", i);

      fixture_add (&f, f.trash, fixture_message (i, id, "x"));
    }
  entry = store_act_empty (f.store, f.trash, "empty", &error);
  g_assert_no_error (error);
  fixture_add (&f, f.trash, fixture_message (6, "<6@x>", "later"));
  g_assert_cmpuint (fixture_count (&f, f.trash, FALSE), ==, 1);
  e = only_pending (&f, 1);
  g_assert_cmpint (e->kind, ==, STORE_ACTION_DELETE);
  g_assert_cmpuint (e->items->len, ==, 5);
  g_assert_true (store_journal_begin (f.store, entry, NULL));
  g_assert_true (store_journal_done (f.store, entry, 0, NULL, NULL, 0, NULL));
  g_assert_cmpuint (fixture_count (&f, f.trash, FALSE), ==, 1);
  g_assert_cmpint (store_act_empty (f.store, f.inbox, NULL, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  fixture_tear_down (&f);
}

static gint64
act_folder (Fixture *f, StoreActionKind kind, gint64 folder, const char *path)
{
  StoreFolderAction a = { .kind = kind,
                          .account_id = f->account,
                          .folder_id = folder,
                          .path = path,
                          .display = path,
                          .delimiter = '/',
                          .label = "label" };
  g_autoptr (GError) error = NULL;
  gint64 group = store_act_folder (f->store, &a, &error);

  g_assert_no_error (error);
  return group;
}

static gint64
find (Fixture *f, const char *path)
{
  g_autoptr (StoreFolder) folder = store_folder_get_by_path (f->store, f->account, path, NULL);

  return folder != NULL ? folder->id : 0;
}

static void
move (Fixture *f, gint64 message, gint64 target)
{
  StoreAction a
      = { .kind = STORE_ACTION_MOVE, .message_ids = &message, .n_messages = 1, .target_id = target };

  g_assert_cmpint (store_act (f->store, &a, NULL), !=, 0);
}

/* What came before a rename goes out under the old name, what comes after under the new one; a refusal takes all back. */
static void
test_rename (void)
{
  Fixture f;
  gint64 one, two, create, rename, folder;
  g_autoptr (StoreJournalEntry) first = NULL;
  g_autoptr (StoreJournalEntry) last = NULL;
  g_autoptr (StoreJournalEntry) reverted = NULL;

  fixture_set_up (&f);
  one = fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
  two = fixture_add (&f, f.inbox, fixture_message (2, "<2@x>", "x"));
  create = act_folder (&f, STORE_ACTION_FOLDER_CREATE, 0, "Work");
  folder = find (&f, "Work");
  g_assert_cmpint (folder, !=, 0);
  act_folder (&f, STORE_ACTION_FOLDER_CREATE, 0, "Work/Deep");
  move (&f, one, folder);
  rename = act_folder (&f, STORE_ACTION_FOLDER_RENAME, folder, "Job");
  g_assert_cmpint (find (&f, "Job"), ==, folder);
  g_assert_cmpint (find (&f, "Job/Deep"), !=, 0);
  g_assert_cmpint (find (&f, "Work"), ==, 0);
  move (&f, two, folder);
  g_assert_cmpuint (fixture_count (&f, folder, FALSE), ==, 2);
  fixture_reopen (&f);
  g_assert_cmpint (find (&f, "Job"), ==, folder);
  first = store_journal_get (f.store, create, NULL);
  g_assert_cmpstr (first->wire_path, ==, "Work");
  g_assert_cmpstr (first->path, ==, "Job");
  last = only_pending (&f, 5);
  g_assert_cmpstr (last->wire_target, ==, "Job");
  g_assert_true (store_journal_begin (f.store, rename, NULL));
  g_assert_true (store_journal_fail (f.store, rename, "no", NULL));
  g_assert_cmpint (find (&f, "Work"), ==, folder);
  g_assert_cmpint (find (&f, "Work/Deep"), !=, 0);
  reverted = only_pending (&f, 4);
  g_assert_cmpstr (reverted->wire_target, ==, "Work");
  fixture_tear_down (&f);
}

static void
test_rename_undone (void)
{
  Fixture f;
  gint64 rename, folder;
  g_autoptr (StoreJournalEntry) back = NULL;

  fixture_set_up (&f);
  folder = fixture_folder (&f, "Work", STORE_ROLE_NONE);
  rename = act_folder (&f, STORE_ACTION_FOLDER_RENAME, folder, "Job");
  g_assert_true (store_journal_begin (f.store, rename, NULL));
  g_assert_true (store_journal_done (f.store, rename, 0, NULL, NULL, 0, NULL));
  fixture_reopen (&f);
  g_assert_cmpint (store_undo (f.store, 0, NULL, NULL), !=, 0);
  g_assert_cmpint (find (&f, "Work"), ==, folder);
  back = only_pending (&f, 1);
  g_assert_cmpint (back->kind, ==, STORE_ACTION_FOLDER_RENAME);
  g_assert_cmpstr (back->wire_path, ==, "Job");
  g_assert_cmpstr (back->path, ==, "Work");
  fixture_tear_down (&f);
}

static void
test_delete_folder (void)
{
  Fixture f;
  gint64 folder, below, group;
  g_autoptr (StoreJournalEntry) top = NULL;

  fixture_set_up (&f);
  folder = fixture_folder (&f, "Work", STORE_ROLE_NONE);
  {
    g_autoptr (StoreFolder) record = store_folder_get (f.store, folder, NULL);

    record->delimiter = '/';
    g_assert_cmpint (store_folder_upsert (f.store, record, NULL), ==, folder);
  }
  below = fixture_folder (&f, "Work/Deep", STORE_ROLE_NONE);
  fixture_add (&f, folder, fixture_message (1, "<1@x>", "x"));
  group = act_folder (&f, STORE_ACTION_FOLDER_DELETE, folder, NULL);
  top = only_pending (&f, 2);
  g_assert_cmpstr (top->path, ==, "Work");
  g_assert_cmpuint (fixture_count (&f, folder, FALSE), ==, 0);
  fixture_reopen (&f);
  g_assert_cmpuint (fixture_count (&f, folder, FALSE), ==, 0);
  g_assert_true (store_journal_begin (f.store, group, NULL));
  g_assert_true (store_journal_done (f.store, group, 0, NULL, NULL, 0, NULL));
  g_assert_cmpint (find (&f, "Work/Deep"), ==, 0);
  g_assert_cmpint (below, !=, 0);
  g_assert_true (store_journal_begin (f.store, top->id, NULL));
  g_assert_true (store_journal_fail (f.store, top->id, "new mail", NULL));
  g_assert_cmpuint (fixture_count (&f, folder, FALSE), ==, 1);
  fixture_tear_down (&f);
}

static void
test_folder_refused (void)
{
  Fixture f;
  StoreFolderAction a = { .kind = STORE_ACTION_FOLDER_CREATE, .path = "Archive", .display = "Archive" };
  g_autoptr (GError) error = NULL;

  fixture_set_up (&f);
  a.account_id = f.account;
  g_assert_cmpint (store_act_folder (f.store, &a, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_INVALID);
  g_clear_error (&error);
  a.kind = STORE_ACTION_FOLDER_DELETE;
  a.folder_id = f.inbox;
  g_assert_cmpint (store_act_folder (f.store, &a, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_INVALID);
  g_assert_cmpuint (fixture_count (&f, f.inbox, FALSE), ==, 0);
  fixture_tear_down (&f);
}

static void
test_append (void)
{
  Fixture f;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("Message-ID: <a@x>\r\n\r\nx\r\n", 25);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (StoreJournalEntry) e = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  fixture_set_up (&f);
  id = store_act_append (f.store, f.account, "Archive", STORE_FLAG_SEEN, "<a@x>", bytes, NULL, &error);
  g_assert_no_error (error);
  fixture_reopen (&f);
  e = only_pending (&f, 1);
  g_assert_cmpint (e->id, ==, id);
  g_assert_cmpstr (e->rfc_message_id, ==, "a@x");
  payload = store_journal_get_payload (f.store, id, NULL);
  g_assert_true (g_bytes_equal (payload, bytes));
  g_assert_true (store_journal_begin (f.store, id, NULL));
  g_assert_true (store_journal_fail (f.store, id, "full", NULL));
  g_assert_cmpint (store_journal_again (f.store, id, NULL), ==, f.account);
  g_assert_true (store_journal_begin (f.store, id, NULL));
  g_assert_true (store_journal_done (f.store, id, 0, NULL, NULL, 0, NULL));
  g_assert_null (store_journal_get_payload (f.store, id, NULL));
  g_assert_cmpint (store_undo (f.store, 0, NULL, NULL), ==, 0);
  fixture_tear_down (&f);
}

static void
test_begin_many (void)
{
  Fixture f;
  gint64 ids[3];
  g_autoptr (GArray) begun = NULL;

  fixture_set_up (&f);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("<%u@x>", i);

      ids[i] = act_keywords (&f, fixture_add (&f, f.inbox, fixture_message (i + 1, id, "x")), "later", NULL);
    }
  g_assert_cmpint (store_undo (f.store, ids[1], NULL, NULL), !=, 0);
  g_assert_true (store_journal_begin_many (f.store, ids, 3, &begun, NULL));
  g_assert_cmpuint (begun->len, ==, 2);
  g_assert_true (store_journal_done_many (f.store, (const gint64 *) (gpointer) begun->data, begun->len, 0,
                                          NULL, NULL, 0, NULL));
  {
    g_autoptr (GPtrArray) rest = store_journal_pending (f.store, f.account, NULL);

    g_assert_cmpuint (rest->len, ==, 0);
  }
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/kinds/words", test_words);
  g_test_add_func ("/store/kinds/keywords", test_keywords);
  g_test_add_func ("/store/kinds/keywords-cancelled", test_keywords_cancelled);
  g_test_add_func ("/store/kinds/copy", test_copy);
  g_test_add_func ("/store/kinds/empty", test_empty);
  g_test_add_func ("/store/kinds/rename", test_rename);
  g_test_add_func ("/store/kinds/rename-undone", test_rename_undone);
  g_test_add_func ("/store/kinds/delete-folder", test_delete_folder);
  g_test_add_func ("/store/kinds/folder-refused", test_folder_refused);
  g_test_add_func ("/store/kinds/append", test_append);
  g_test_add_func ("/store/kinds/begin-many", test_begin_many);
  return g_test_run ();
}
