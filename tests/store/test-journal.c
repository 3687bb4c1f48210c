/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-journal.c: acting, replay, undo, rebuilt mail.db */

#include "store-fixture.h"

static gint64
act (Fixture *f, StoreActionKind kind, gint64 message, gint64 folder, gint64 target, guint add, guint remove)
{
  StoreAction a = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 group;

  a.kind = kind;
  a.message_ids = &message;
  a.n_messages = 1;
  a.folder_id = folder;
  a.target_id = target;
  a.add_flags = add;
  a.remove_flags = remove;
  a.label = "label";
  group = store_act (f->store, &a, &error);
  g_assert_no_error (error);
  return group;
}

static guint
flags_of (Fixture *f, gint64 message)
{
  g_autoptr (StoreMessage) m = store_message_get (f->store, message, NULL);

  return m->flags;
}

static guint
n_pending (Fixture *f)
{
  g_autoptr (GPtrArray) list = store_journal_pending (f->store, f->account, NULL);

  return list->len;
}

static void
undo (Fixture *f, gint64 group)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *label = NULL;

  g_assert_cmpint (store_undo (f->store, group, &label, &error), ==, f->account);
  g_assert_no_error (error);
  g_assert_cmpstr (label, ==, "label");
}

/* A server answer older than the click does not undo the click; an answer about another flag is taken. */
static void
test_three_way (void)
{
  Fixture f;
  gint64 id;
  StoreFlagsUpdate old = { 1, STORE_FLAG_ANSWERED, NULL, 5 };
  g_autoptr (GPtrArray) entries = NULL;
  StoreJournalEntry *e;

  fixture_set_up (&f);
  id = fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
  act (&f, STORE_ACTION_FLAGS, id, 0, 0, STORE_FLAG_SEEN | STORE_FLAG_FLAGGED, 0);
  g_assert_cmpint (store_placements_update_flags (f.store, f.inbox, &old, 1, NULL), ==, 1);
  g_assert_cmpuint (flags_of (&f, id), ==, STORE_FLAG_SEEN | STORE_FLAG_FLAGGED | STORE_FLAG_ANSWERED);
  fixture_reopen (&f);
  entries = store_journal_pending (f.store, f.account, NULL);
  g_assert_cmpuint (entries->len, ==, 1);
  e = entries->pdata[0];
  g_assert_cmpstr (e->path, ==, "INBOX");
  g_assert_cmpuint (e->uidvalidity, ==, 7);
  g_assert_cmpuint (((StoreJournalItem *) e->items->pdata[0])->uid, ==, 1);
  g_assert_true (store_journal_begin (f.store, e->id, NULL));
  g_assert_true (store_journal_done (f.store, e->id, 0, NULL, NULL, 0, NULL));
  g_assert_true (store_journal_done (f.store, e->id, 0, NULL, NULL, 0, NULL)); /* twice changes nothing */
  old.modseq = 6;
  g_assert_cmpint (store_placements_update_flags (f.store, f.inbox, &old, 1, NULL), ==, 1);
  g_assert_cmpuint (flags_of (&f, id), ==, STORE_FLAG_ANSWERED);
  fixture_tear_down (&f);
}

static void
test_undo_flags (void)
{
  Fixture f;
  StoreNewMessage m;
  gint64 id, group;

  fixture_set_up (&f);
  m = fixture_message (1, "<1@x>", "x");
  m.flags = STORE_FLAG_SEEN;
  id = fixture_add (&f, f.inbox, m);
  group = act (&f, STORE_ACTION_FLAGS, id, 0, 0, STORE_FLAG_SEEN | STORE_FLAG_FLAGGED, 0);
  undo (&f, 0);
  g_assert_cmpuint (flags_of (&f, id), ==, STORE_FLAG_SEEN);
  g_assert_cmpuint (n_pending (&f), ==, 0);
  group = act (&f, STORE_ACTION_FLAGS, id, 0, 0, STORE_FLAG_SEEN | STORE_FLAG_FLAGGED, 0);
  g_assert_true (store_journal_begin (f.store, group, NULL));
  g_assert_true (store_journal_done (f.store, group, 0, NULL, NULL, 0, NULL));
  undo (&f, group);
  g_assert_cmpuint (flags_of (&f, id), ==, STORE_FLAG_SEEN); /* seen was so before: stays */
  g_assert_cmpuint (n_pending (&f), ==, 1);
  fixture_tear_down (&f);
}

/* What the program does by itself is journaled, but Undo means what the person did. */
static void
test_undo_automatic (void)
{
  Fixture f;
  StoreAction a
      = { .kind = STORE_ACTION_FLAGS, .n_messages = 1, .add_flags = STORE_FLAG_SEEN, .automatic = TRUE };
  g_autoptr (GError) error = NULL;
  gint64 id;

  fixture_set_up (&f);
  id = fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
  act (&f, STORE_ACTION_FLAGS, id, 0, 0, STORE_FLAG_FLAGGED, 0);
  a.message_ids = &id;
  g_assert_cmpint (store_act (f.store, &a, &error), !=, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (n_pending (&f), ==, 2);
  fixture_reopen (&f);
  undo (&f, 0);
  g_assert_cmpuint (flags_of (&f, id), ==, STORE_FLAG_SEEN);
  g_assert_cmpint (store_undo (f.store, 0, NULL, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_UNDOABLE);
  g_assert_cmpuint (flags_of (&f, id), ==, STORE_FLAG_SEEN);
  fixture_tear_down (&f);
}

static void
check_counts (Fixture *f, guint inbox, guint archive)
{
  g_autoptr (StoreFolder) a = store_folder_get (f->store, f->inbox, NULL);
  g_autoptr (StoreFolder) b = store_folder_get (f->store, f->archive, NULL);

  g_assert_cmpuint (fixture_count (f, f->inbox, FALSE), ==, inbox);
  g_assert_cmpuint (fixture_count (f, f->archive, FALSE), ==, archive);
  g_assert_cmpuint (fixture_count (f, f->inbox, TRUE), ==, inbox);
  g_assert_cmpuint (fixture_count (f, f->archive, TRUE), ==, archive);
  g_assert_cmpuint (a->total, ==, inbox);
  g_assert_cmpuint (b->total, ==, archive);
}

static void
test_move (void)
{
  Fixture f;
  gint64 id, group;
  guint32 from = 1, to = 55;
  StoreFlagsUpdate seen = { 1, STORE_FLAG_SEEN, NULL, 0 };

  fixture_set_up (&f);
  id = fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
  act (&f, STORE_ACTION_MOVE, id, 0, f.archive, 0, 0);
  check_counts (&f, 0, 1);
  fixture_reopen (&f);
  check_counts (&f, 0, 1);
  undo (&f, 0);
  check_counts (&f, 1, 0);
  g_assert_cmpuint (n_pending (&f), ==, 0);
  /* the server's news of the hidden row stay with it */
  group = act (&f, STORE_ACTION_MOVE, id, 0, f.archive, 0, 0);
  g_assert_true (store_journal_begin (f.store, group, NULL));
  store_placements_update_flags (f.store, f.inbox, &seen, 1, NULL);
  check_counts (&f, 0, 1);
  g_assert_true (store_journal_done (f.store, group, 7, &from, &to, 1, NULL));
  check_counts (&f, 0, 1);
  g_assert_cmpint (store_placement_find (f.store, f.archive, 55), ==, id);
  g_assert_cmpint (store_placement_find (f.store, f.inbox, 1), ==, 0);
  undo (&f, group); /* inverse */
  check_counts (&f, 1, 0);
  g_assert_cmpuint (n_pending (&f), ==, 1);
  fixture_tear_down (&f);
}

/* No COPYUID: the target's sync binds by identity; and a flag set meanwhile waits for the UID. */
static void
test_move_bound_by_sync (void)
{
  Fixture f;
  gint64 id, group;
  g_autoptr (GPtrArray) entries = NULL;

  fixture_set_up (&f);
  id = fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
  group = act (&f, STORE_ACTION_MOVE, id, 0, f.archive, 0, 0);
  act (&f, STORE_ACTION_FLAGS, id, 0, 0, STORE_FLAG_FLAGGED, 0);
  g_assert_true (store_journal_begin (f.store, group, NULL));
  g_assert_true (store_journal_done (f.store, group, 0, NULL, NULL, 0, NULL));
  check_counts (&f, 0, 1);
  g_assert_cmpint (fixture_add (&f, f.archive, fixture_message (8, "<1@x>", "x")), ==, id);
  check_counts (&f, 0, 1);
  g_assert_cmpuint (flags_of (&f, id), ==, STORE_FLAG_FLAGGED);
  entries = store_journal_pending (f.store, f.account, NULL);
  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_cmpuint (((StoreJournalItem *) ((StoreJournalEntry *) entries->pdata[0])->items->pdata[0])->uid,
                    ==, 8);
  g_assert_true (store_folder_settle (f.store, f.archive, NULL));
  check_counts (&f, 0, 1);
  fixture_tear_down (&f);
}

static void
test_fail (void)
{
  Fixture f;
  gint64 id, group;
  g_autoptr (GPtrArray) failed = NULL;

  fixture_set_up (&f);
  id = fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
  group = act (&f, STORE_ACTION_DELETE, id, 0, 0, 0, 0);
  check_counts (&f, 0, 0);
  g_assert_true (store_journal_fail (f.store, group, "NO", NULL));
  check_counts (&f, 1, 0);
  failed = store_journal_failed (f.store, f.account, NULL);
  g_assert_cmpuint (failed->len, ==, 1);
  g_assert_false (store_journal_begin (f.store, group, NULL));
  fixture_tear_down (&f);
}

/* mail.db thrown away: the journal finds its messages again, by UID or by Message-ID. */
static void
test_rebuilt (void)
{
  Fixture f;
  gint64 a, b;
  g_autofree char *path = NULL;

  fixture_set_up (&f);
  a = fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
  b = fixture_add (&f, f.inbox, fixture_message (2, "<2@x>", "y"));
  act (&f, STORE_ACTION_MOVE, a, 0, f.archive, 0, 0);
  act (&f, STORE_ACTION_FLAGS, b, 0, 0, STORE_FLAG_FLAGGED, 0);
  g_clear_pointer (&f.store, store_free);
  path = g_build_filename (f.cache, "mail.db", NULL);
  g_assert_true (g_file_set_contents (path, "This is not a database, not at all, no.", -1, NULL));
  fixture_open (&f);
  g_assert_true (store_was_rebuilt (f.store));
  fixture_make_folders (&f);
  b = fixture_add (&f, f.inbox, fixture_message (2, "<2@x>", "y"));
  a = fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
  check_counts (&f, 1, 1);
  g_assert_cmpuint (flags_of (&f, b), ==, STORE_FLAG_FLAGGED);
  /* UIDVALIDITY changes: bound again by identity */
  g_assert_true (store_folder_reset (f.store, f.inbox, 8, NULL));
  b = fixture_add (&f, f.inbox, fixture_message (102, "<2@x>", "y"));
  a = fixture_add (&f, f.inbox, fixture_message (101, "<1@x>", "x"));
  g_assert_cmpuint (flags_of (&f, b), ==, STORE_FLAG_FLAGGED);
  check_counts (&f, 1, 1);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/journal/three-way", test_three_way);
  g_test_add_func ("/store/journal/undo-flags", test_undo_flags);
  g_test_add_func ("/store/journal/undo-automatic", test_undo_automatic);
  g_test_add_func ("/store/journal/move", test_move);
  g_test_add_func ("/store/journal/move-bound-by-sync", test_move_bound_by_sync);
  g_test_add_func ("/store/journal/fail", test_fail);
  g_test_add_func ("/store/journal/rebuilt", test_rebuilt);
  return g_test_run ();
}
