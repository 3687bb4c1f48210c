/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-journal.c: replay against a server in memory: grouped, asked before repeated, proven before deleted
 *
 * The kinds of servers: with MOVE and UIDPLUS, with UIDPLUS only, with neither, with UIDPLUS that tells no codes. */

#include "queue-fixture.h"

#include "sync-journal-plan.h"

#include <string.h>

#define FULL "IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS MOVE"
#define COPY_ONLY "IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS"
#define BARE "IMAP4rev1 AUTH=PLAIN SASL-IR"

static gint64
add (QueueFixture *f, guint n)
{
  g_autofree char *id = g_strdup_printf ("m%u@test", n);

  return queue_fixture_add (f, f->inbox, "INBOX", id);
}

/* A thousand single clicks, two kinds of them mixed, are two commands. */
static void
test_flags_grouped (void)
{
  QueueFixture f = { 0 };
  g_autofree char *flags = NULL;
  g_autofree char *other = NULL;

  queue_fixture_set_up (&f, FULL);
  g_assert_true (store_begin (f.store, STORE_PRIORITY_BACKGROUND, NULL));
  for (guint i = 0; i < 1000; i++)
    queue_fixture_act (&f, STORE_ACTION_FLAGS, add (&f, i), 0, 0,
                       i % 2 ? STORE_FLAG_SEEN : STORE_FLAG_FLAGGED, 0);
  g_assert_true (store_commit (f.store, NULL));
  g_assert_cmpuint (queue_fixture_count_pending (&f), ==, 1000);
  queue_fixture_replay_all (&f, 1);
  g_assert_cmpuint (fake_imap_take_commands (f.imap, "UID STORE"), ==, 2);
  flags = fake_imap_dup_flags (f.imap, "INBOX", "m998@test");
  other = fake_imap_dup_flags (f.imap, "INBOX", "m999@test");
  g_assert_cmpstr (flags, ==, "\\Flagged");
  g_assert_cmpstr (other, ==, "\\Seen");
  queue_fixture_tear_down (&f);
}

static void
test_moves_grouped (gconstpointer capabilities)
{
  QueueFixture f = { 0 };
  const guint n = 300;

  queue_fixture_set_up (&f, capabilities);
  g_assert_true (store_begin (f.store, STORE_PRIORITY_BACKGROUND, NULL));
  for (guint i = 0; i < n; i++)
    queue_fixture_act (&f, STORE_ACTION_MOVE, add (&f, i), f.inbox, i % 3 ? f.archive : f.trash, 0, 0);
  g_assert_true (store_commit (f.store, NULL));
  queue_fixture_replay_all (&f, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "INBOX", NULL), ==, 0);
  g_assert_cmpuint (fake_imap_count (f.imap, "Archive", NULL), ==, n - n / 3);
  g_assert_cmpuint (fake_imap_count (f.imap, "Trash", NULL), ==, n / 3);
  g_assert_cmpuint (
      fake_imap_take_commands (f.imap, "UID MOVE") + fake_imap_take_commands (f.imap, "UID COPY"), ==, 2);
  g_assert_cmpuint (fake_imap_take_commands (f.imap, "EXPUNGE"), ==, 0);
  g_assert_cmpuint (queue_fixture_count_failed (&f), ==, 0);
  queue_fixture_tear_down (&f);
}

/* The order that can be told is kept: the same message starred, unstarred, moved. */
static void
test_order (void)
{
  QueueFixture f = { 0 };
  gint64 one, two;
  g_autofree char *flags = NULL;

  queue_fixture_set_up (&f, FULL);
  one = add (&f, 1);
  two = add (&f, 2);
  queue_fixture_act (&f, STORE_ACTION_FLAGS, one, 0, 0, STORE_FLAG_FLAGGED, 0);
  queue_fixture_act (&f, STORE_ACTION_FLAGS, one, 0, 0, 0, STORE_FLAG_FLAGGED);
  queue_fixture_act (&f, STORE_ACTION_FLAGS, two, 0, 0, STORE_FLAG_FLAGGED, 0);
  queue_fixture_act (&f, STORE_ACTION_MOVE, one, f.inbox, f.archive, 0, 0);
  queue_fixture_act (&f, STORE_ACTION_FLAGS, one, 0, 0, STORE_FLAG_SEEN, 0);
  queue_fixture_act (&f, STORE_ACTION_MOVE, one, f.archive, f.trash, 0, 0);
  queue_fixture_replay_all (&f, 1);
  flags = fake_imap_dup_flags (f.imap, "Trash", "m1@test");
  g_assert_cmpstr (flags, ==, "\\Seen");
  g_assert_cmpuint (fake_imap_count (f.imap, "Archive", NULL), ==, 0);
  queue_fixture_tear_down (&f);
}

static void
test_keywords (void)
{
  QueueFixture f = { 0 };
  gint64 id;
  StoreAction action = { .kind = STORE_ACTION_FLAGS,
                         .n_messages = 1,
                         .add_flags = STORE_FLAG_FORWARDED,
                         .add_keywords = "later work" };
  g_autofree char *flags = NULL;

  queue_fixture_set_up (&f, FULL);
  id = add (&f, 1);
  action.message_ids = &id;
  g_assert_cmpint (store_act (f.store, &action, NULL), !=, 0);
  action.add_flags = 0;
  action.add_keywords = NULL;
  action.remove_keywords = "later";
  g_assert_cmpint (store_act (f.store, &action, NULL), !=, 0);
  queue_fixture_replay_all (&f, 1);
  flags = fake_imap_dup_flags (f.imap, "INBOX", "m1@test");
  g_assert_cmpstr (flags, ==, "$Forwarded work");
  queue_fixture_tear_down (&f);
}

/* Only ours are expunged, whatever others have marked, on every kind of server. */
static void
test_delete (gconstpointer capabilities)
{
  QueueFixture f = { 0 };
  gint64 mine;
  guint32 theirs;

  queue_fixture_set_up (&f, capabilities);
  mine = add (&f, 1);
  add (&f, 2);
  theirs = fake_imap_add (f.imap, "INBOX", "theirs@test", "\\Deleted");
  g_assert_cmpuint (theirs, !=, 0);
  queue_fixture_act (&f, STORE_ACTION_DELETE, mine, f.inbox, 0, 0, 0);
  queue_fixture_replay_all (&f, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "INBOX", NULL), ==, 1);
  g_assert_cmpuint (fake_imap_count_deleted (f.imap, "INBOX"), ==,
                    strstr (capabilities, "UIDPLUS") != NULL ? 1 : 2);
  g_assert_cmpuint (fake_imap_take_commands (f.imap, "EXPUNGE"), ==, 0);
  queue_fixture_tear_down (&f);
}

static void
test_copy (gconstpointer capabilities)
{
  QueueFixture f = { 0 };
  gint64 id;

  queue_fixture_set_up (&f, capabilities);
  id = add (&f, 1);
  queue_fixture_act (&f, STORE_ACTION_COPY, id, f.inbox, f.archive, 0, 0);
  fake_imap_break_in (f.imap, "UID COPY"); /* done, and the answer lost */
  queue_fixture_replay_all (&f, 3);
  g_assert_cmpuint (fake_imap_count (f.imap, "INBOX", NULL), ==, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "Archive", NULL), ==, 1);
  g_assert_cmpuint (fake_imap_take_commands (f.imap, "UID COPY"), ==, 1);
  queue_fixture_tear_down (&f);
}

/* The command does half of its set and the line goes down: nothing is lost, nothing twice. With and without Message-IDs. */
static void
test_broken (gconstpointer capabilities)
{
  QueueFixture f = { 0 };
  gint64 ids[4];
  StoreAction action = { .kind = STORE_ACTION_MOVE, .message_ids = ids, .n_messages = 4 };
  static const char *const verbs[] = { "UID COPY", "UID MOVE", "UID STORE", "UID EXPUNGE" };

  for (gsize v = 0; v < G_N_ELEMENTS (verbs); v++)
    {
      memset (&f, 0, sizeof f);
      queue_fixture_set_up (&f, capabilities);
      /* an older copy of one of them is in the target: it proves nothing */
      fake_imap_add (f.imap, "Archive", "m1@test", "");
      for (guint i = 0; i < 3; i++)
        ids[i] = add (&f, i);
      ids[3] = queue_fixture_add (&f, f.inbox, "INBOX", NULL);
      action.folder_id = f.inbox;
      action.target_id = f.archive;
      g_assert_cmpint (store_act (f.store, &action, NULL), !=, 0);
      fake_imap_break_in (f.imap, verbs[v]);
      queue_fixture_replay_all (&f, 4);
      g_assert_cmpuint (fake_imap_count (f.imap, "INBOX", NULL), ==, 0);
      g_assert_cmpuint (fake_imap_count (f.imap, "Archive", NULL), ==, 5);
      g_assert_cmpuint (fake_imap_count (f.imap, "Archive", "m1@test"), ==, 2);
      g_assert_cmpuint (queue_fixture_count_failed (&f), ==, 0);
      queue_fixture_tear_down (&f);
    }
}

/* COPY says OK and no word of where: looked for, then deleted. A copy that is not there keeps its original. */
static void
test_silent (void)
{
  QueueFixture f = { 0 };
  gint64 id;

  queue_fixture_set_up (&f, COPY_ONLY);
  fake_imap_set_silent (f.imap, TRUE);
  id = add (&f, 1);
  queue_fixture_act (&f, STORE_ACTION_MOVE, id, f.inbox, f.archive, 0, 0);
  queue_fixture_replay_all (&f, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "INBOX", NULL), ==, 0);
  g_assert_cmpuint (fake_imap_count (f.imap, "Archive", NULL), ==, 1);
  queue_fixture_tear_down (&f);
}

/* One of a hundred is refused: it alone fails, is listed with the reason, and its effect is taken back. */
static void
refuse_archive (FakeImap *imap, const char *verb, gpointer data)
{
  guint *n = data;

  if (strcmp (verb, "UID STORE") != 0)
    return;
  ++*n;
  fake_imap_refuse (imap, "UID STORE", *n == 1 || *n == 4 ? "[CANNOT] no" : NULL);
}

static void
test_refused (void)
{
  QueueFixture f = { 0 };
  guint n = 0;
  gint64 ids[5];
  g_autoptr (GPtrArray) failed = NULL;
  g_autoptr (StoreMessage) message = NULL;

  queue_fixture_set_up (&f, FULL);
  for (guint i = 0; i < 5; i++)
    {
      ids[i] = add (&f, i);
      queue_fixture_act (&f, STORE_ACTION_FLAGS, ids[i], 0, 0, STORE_FLAG_SEEN, 0);
    }
  fake_imap_set_func (f.imap, refuse_archive, &n);
  queue_fixture_replay_all (&f, 1);
  fake_imap_set_func (f.imap, NULL, NULL);
  fake_imap_refuse (f.imap, "UID STORE", NULL);
  failed = store_journal_failed (f.store, f.account, NULL);
  g_assert_cmpuint (failed->len, ==, 1);
  g_assert_nonnull (strstr (((StoreJournalEntry *) failed->pdata[0])->error, "no"));
  message = store_message_get (f.store, ids[2], NULL);
  g_assert_cmpuint (message->flags, ==, 0);
  g_assert_cmpint (store_journal_again (f.store, ((StoreJournalEntry *) failed->pdata[0])->id, NULL), ==,
                   f.account);
  queue_fixture_replay_all (&f, 1);
  g_assert_cmpuint (queue_fixture_count_failed (&f), ==, 0);
  g_assert_cmpuint (n, >=, 5);
  queue_fixture_tear_down (&f);
}

/* The folder is made anew on the server: found again by Message-ID, never by the old number. */
static void
test_renumbered (void)
{
  QueueFixture f = { 0 };
  gint64 first, second, unnamed;
  g_autofree char *flags = NULL;

  queue_fixture_set_up (&f, FULL);
  first = add (&f, 1);
  second = add (&f, 2);
  unnamed = queue_fixture_add (&f, f.inbox, "INBOX", NULL);
  queue_fixture_act (&f, STORE_ACTION_FLAGS, first, 0, 0, STORE_FLAG_FLAGGED, 0);
  queue_fixture_act (&f, STORE_ACTION_MOVE, second, f.inbox, f.archive, 0, 0);
  queue_fixture_act (&f, STORE_ACTION_DELETE, unnamed, f.inbox, 0, 0, 0);
  fake_imap_renumber (f.imap, "INBOX");
  queue_fixture_replay_all (&f, 1);
  flags = fake_imap_dup_flags (f.imap, "INBOX", "m1@test");
  g_assert_cmpstr (flags, ==, "\\Flagged");
  g_assert_cmpuint (fake_imap_count (f.imap, "Archive", "m2@test"), ==, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "INBOX", NULL), ==, 2);
  /* the one that cannot be known again is listed, not guessed */
  g_assert_cmpuint (queue_fixture_count_failed (&f), ==, 1);
  queue_fixture_tear_down (&f);
}

/* Of one action over many messages: those that cannot be known again are told of by themselves, the others are done. */
static void
test_renumbered_partly (void)
{
  static const StoreActionKind kinds[] = { STORE_ACTION_MOVE, STORE_ACTION_DELETE, STORE_ACTION_FLAGS };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      QueueFixture f = { 0 };
      gint64 ids[3];
      StoreAction action = { .kind = kinds[i], .message_ids = ids, .n_messages = 3 };
      g_autoptr (GPtrArray) failed = NULL;
      StoreListQuery query = { 0 };
      g_autoptr (GArray) shown = NULL;
      g_autoptr (StoreMessage) unnamed = NULL;
      gboolean is_flags = kinds[i] == STORE_ACTION_FLAGS;

      queue_fixture_set_up (&f, FULL);
      ids[0] = add (&f, 1);
      ids[1] = queue_fixture_add (&f, f.inbox, "INBOX", NULL);
      ids[2] = add (&f, 2);
      action.folder_id = is_flags ? 0 : f.inbox;
      action.target_id = kinds[i] == STORE_ACTION_MOVE ? f.archive : 0;
      action.add_flags = is_flags ? STORE_FLAG_FLAGGED : 0;
      g_assert_cmpint (store_act (f.store, &action, NULL), !=, 0);
      fake_imap_renumber (f.imap, "INBOX");
      queue_fixture_replay_all (&f, 1);
      if (is_flags)
        for (guint n = 1; n <= 2; n++)
          {
            g_autofree char *id = g_strdup_printf ("m%u@test", n);
            g_autofree char *flags = fake_imap_dup_flags (f.imap, "INBOX", id);

            g_assert_cmpstr (flags, ==, "\\Flagged");
          }
      g_assert_cmpuint (fake_imap_count (f.imap, "INBOX", NULL), ==, is_flags ? 3 : 1);
      g_assert_cmpuint (fake_imap_count (f.imap, "Archive", NULL), ==, kinds[i] == STORE_ACTION_MOVE ? 2 : 0);
      failed = store_journal_failed (f.store, f.account, NULL);
      g_assert_cmpuint (failed->len, ==, 1);
      g_assert_cmpuint (((StoreJournalEntry *) failed->pdata[0])->items->len, ==, 1);
      /* and here it is as if nobody had touched it */
      query.folder_id = f.inbox;
      shown = store_list_ids (f.store, &query, 0, NULL, NULL);
      g_assert_cmpuint (shown->len, ==, is_flags ? 3 : 1);
      unnamed = store_message_get (f.store, ids[1], NULL);
      g_assert_cmpint (unnamed->flags & STORE_FLAG_FLAGGED, ==, 0);
      g_assert_false (unnamed->pending);
      queue_fixture_tear_down (&f);
    }
}

typedef struct
{
  guint32 uid;
  const char *verb;
  guint skip;
} Race;

static void
expunge_one (FakeImap *imap, const char *verb, gpointer data)
{
  Race *race = data;

  if (strcmp (verb, race->verb) == 0 && race->skip-- == 0)
    fake_imap_remove (imap, "INBOX", race->uid);
}

/* D-14: another client expunges between our commands: every number after it shifts, and only the right messages are touched. */
static void
test_shift (void)
{
  static const char *const verbs[]
      = { "UID COPY", "UID STORE", "UID EXPUNGE", "UID SEARCH", "STATUS", "NOOP" };
  static const char *const servers[] = { FULL, COPY_ONLY, BARE };

  for (guint round = 0; round < G_N_ELEMENTS (verbs) * G_N_ELEMENTS (servers) * 3;
       round += g_getenv ("ALP_LONG") != NULL ? 1 : 4)
    {
      QueueFixture f = { 0 };
      guint gone = round % 3; /* before, of, after ours */
      Race race = { 0, verbs[round / 3 % G_N_ELEMENTS (verbs)], 0 };
      gint64 ids[4];

      queue_fixture_set_up (&f, servers[round / 3 / G_N_ELEMENTS (verbs)]);
      for (guint i = 0; i < 4; i++)
        ids[i] = add (&f, i);
      race.uid = gone + 1;
      fake_imap_set_func (f.imap, expunge_one, &race);
      queue_fixture_act (&f, STORE_ACTION_MOVE, ids[1], f.inbox, f.archive, 0, 0);
      queue_fixture_act (&f, STORE_ACTION_FLAGS, ids[3], 0, 0, STORE_FLAG_FLAGGED, 0);
      queue_fixture_replay_all (&f, 2);
      fake_imap_set_func (f.imap, NULL, NULL);
      for (guint i = 0; i < 4; i++)
        {
          g_autofree char *id = g_strdup_printf ("m%u@test", i);
          g_autofree char *flags = fake_imap_dup_flags (f.imap, "INBOX", id);
          guint archived = fake_imap_count (f.imap, "Archive", id);

          g_assert_cmpuint (archived, <=, i == 1);
          g_assert_cmpuint (fake_imap_count (f.imap, "INBOX", id) + archived, <=, 1);
          if (i != 1)
            g_assert_cmpstr (flags != NULL ? flags : "", ==, i == 3 ? "\\Flagged" : "");
          if (i != gone)
            g_assert_cmpuint (fake_imap_count (f.imap, "INBOX", id) + archived, ==, 1);
        }
      queue_fixture_tear_down (&f);
    }
}

static gint64
act_folder (QueueFixture *f, StoreActionKind kind, gint64 folder, const char *path)
{
  StoreFolderAction a = { .kind = kind,
                          .account_id = f->account,
                          .folder_id = folder,
                          .path = path,
                          .display = path,
                          .delimiter = '/' };
  g_autoptr (GError) error = NULL;
  gint64 group = store_act_folder (f->store, &a, &error);

  g_assert_no_error (error);
  return group;
}

/* Made, filled, renamed, filled again while offline; then the line goes down in each of the commands. */
static void
test_folders (void)
{
  static const char *const verbs[] = { "NONE", "CREATE", "RENAME", "UID MOVE", "DELETE", "SUBSCRIBE" };

  for (gsize v = 0; v < G_N_ELEMENTS (verbs); v++)
    {
      QueueFixture f = { 0 };
      g_autoptr (StoreFolder) work = NULL;

      queue_fixture_set_up (&f, FULL);
      act_folder (&f, STORE_ACTION_FOLDER_CREATE, 0, "Work");
      work = store_folder_get_by_path (f.store, f.account, "Work", NULL);
      queue_fixture_act (&f, STORE_ACTION_MOVE, add (&f, 1), f.inbox, work->id, 0, 0);
      act_folder (&f, STORE_ACTION_FOLDER_RENAME, work->id, "Job");
      queue_fixture_act (&f, STORE_ACTION_MOVE, add (&f, 2), f.inbox, work->id, 0, 0);
      fake_imap_break_in (f.imap, verbs[v]);
      queue_fixture_replay_all (&f, 3);
      g_assert_cmpuint (fake_imap_count (f.imap, "Job", NULL), ==, 2);
      g_assert_false (fake_imap_has_folder (f.imap, "Work"));
      g_assert_cmpuint (queue_fixture_count_failed (&f), ==, 0);
      g_assert_true (store_folder_set_sync_state (f.store, work->id, fake_imap_get_validity (f.imap, "Job"),
                                                  3, 0, 1, 0, NULL));
      /* new mail comes: not deleted */
      act_folder (&f, STORE_ACTION_FOLDER_DELETE, work->id, NULL);
      fake_imap_add (f.imap, "Job", "new@test", "");
      queue_fixture_replay_all (&f, 3);
      g_assert_true (fake_imap_has_folder (f.imap, "Job"));
      g_assert_cmpuint (queue_fixture_count_failed (&f), ==, 1);
      g_assert_true (store_folder_set_sync_state (f.store, work->id, fake_imap_get_validity (f.imap, "Job"),
                                                  4, 0, 1, 0, NULL));
      act_folder (&f, STORE_ACTION_FOLDER_DELETE, work->id, NULL);
      fake_imap_break_in (f.imap, verbs[v]);
      queue_fixture_replay_all (&f, 3);
      g_assert_false (fake_imap_has_folder (f.imap, "Job"));
      queue_fixture_tear_down (&f);
    }
}

static GBytes *
big_message (gsize size)
{
  GString *text = g_string_new ("From: a@mail.test\r\nMessage-ID: <big@test>\r\nSubject: x\r\n\r\n");

  while (text->len < size)
    g_string_append (text, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n");
  return g_string_free_to_bytes (text);
}

/* D-08: the line goes down at a byte of what we send or of what we are told: in the end one copy, with and without codes. */
static void
append_cut (const char *capabilities, gboolean silent, gsize size, gint64 in, gint64 out, gboolean *was_cut)
{
  QueueFixture f = { 0 };
  g_autoptr (GBytes) bytes = big_message (size);

  queue_fixture_set_up (&f, capabilities);
  fake_imap_set_silent (f.imap, silent);
  g_assert_cmpint (
      store_act_append (f.store, f.account, "Archive", STORE_FLAG_SEEN, "big@test", bytes, NULL, NULL), !=,
      0);
  g_assert_cmpint (store_act_draft (f.store, 77, f.account, 1, "big@test", bytes, NULL), !=, 0);
  if (in >= 0)
    fake_imap_cut_input (f.imap, in);
  if (out >= 0)
    fake_imap_cut_output (f.imap, out);
  queue_fixture_replay_all (&f, 4);
  *was_cut = fake_imap_was_cut (f.imap);
  g_assert_cmpuint (fake_imap_count (f.imap, "Archive", "big@test"), ==, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "Drafts", "big@test"), ==, 1);
  g_assert_cmpuint (queue_fixture_count_failed (&f), ==, 0);
  queue_fixture_tear_down (&f);
}

static void
test_append_cut (void)
{
  gboolean is_long = g_getenv ("ALP_LONG") != NULL;
  guint step = is_long ? 1 : 157, rounds = 0;
  gboolean was_cut = TRUE;

  for (gint64 n = 1; was_cut; n += step, rounds++)
    append_cut (n % 2 ? FULL : BARE, n % 3 == 0, 300, n, -1, &was_cut);
  was_cut = TRUE;
  for (gint64 n = 1; was_cut; n += step, rounds++)
    append_cut (n % 2 ? FULL : BARE, n % 3 == 0, 300, -1, n, &was_cut);
  for (guint i = 0; i < (is_long ? 300 : 2); i++, rounds++)
    append_cut (i % 2 ? FULL : BARE, i % 3 == 0, 1024 * 1024, g_test_rand_int_range (400, 2 * 1024 * 1024),
                -1, &was_cut);
  g_test_message ("append: rounds %u, lost 0, duplicates 0", rounds);
}

/* A draft's copy is replaced; what another program made of it stays; it goes with the draft. */
static void
test_draft (void)
{
  QueueFixture f = { 0 };
  g_autoptr (GBytes) content = g_bytes_new_static ("x", 1);
  g_autoptr (StoreDraftCopy) copy = NULL;
  gint64 draft;

  queue_fixture_set_up (&f, FULL);
  draft = store_draft_save (f.store, 0, f.account, "d", content, NULL);
  for (guint v = 1; v <= 3; v++)
    {
      g_autofree char *id = g_strdup_printf ("v%u@test", v);
      g_autofree char *text = g_strdup_printf ("From: a@mail.test\r\nMessage-ID: <%s>\r\n\r\nx\r\n", id);
      g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));

      store_draft_save (f.store, draft, f.account, "d", content, NULL);
      g_assert_cmpint (store_act_draft (f.store, draft, f.account, v + 1, id, message, NULL), !=, 0);
      if (v != 2) /* the second never goes: the third is there before */
        queue_fixture_replay_all (&f, 1);
    }
  g_assert_cmpuint (fake_imap_take_commands (f.imap, "APPEND"), ==, 2);
  g_assert_cmpuint (fake_imap_count (f.imap, "Drafts", NULL), ==, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "Drafts", "v3@test"), ==, 1);
  copy = store_draft_copy_get (f.store, draft);
  g_assert_cmpuint (copy->version, ==, 4);
  fake_imap_add (f.imap, "Drafts", "theirs@test", "\\Draft");
  g_assert_true (store_draft_remove (f.store, draft, NULL));
  queue_fixture_replay_all (&f, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "Drafts", NULL), ==, 1);
  g_assert_null (store_draft_copy_get (f.store, draft));
  queue_fixture_tear_down (&f);
}

/* The copy that is to be replaced is not ours any more: its number is another message's by now. */
static void
test_draft_stranger (void)
{
  QueueFixture f = { 0 };
  g_autoptr (GBytes) content = g_bytes_new_static ("x", 1);
  g_autoptr (GBytes) message = big_message (100);
  StoreDraftCopy copy
      = { .path = (char *) "Drafts", .uidvalidity = 7, .rfc_message_id = (char *) "gone@test", .version = 1 };

  queue_fixture_set_up (&f, FULL);
  copy.draft_id = store_draft_save (f.store, 0, f.account, "d", content, NULL);
  copy.account_id = f.account;
  copy.uid = fake_imap_add (f.imap, "Drafts", "stranger@test", "");
  g_assert_true (store_draft_copy_set (f.store, &copy, NULL));
  g_assert_cmpint (store_act_draft (f.store, copy.draft_id, f.account, 2, "big@test", message, NULL), !=, 0);
  queue_fixture_replay_all (&f, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "Drafts", "stranger@test"), ==, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "Drafts", "big@test"), ==, 1);
  queue_fixture_tear_down (&f);
}

/* D-24: the server delivered the same message twice: two rows, as on the server, and one action takes one away. */
static void
test_twice (void)
{
  QueueFixture f = { 0 };
  gint64 first, second;

  queue_fixture_set_up (&f, FULL);
  first = queue_fixture_add (&f, f.inbox, "INBOX", "twice@test");
  second = queue_fixture_add (&f, f.inbox, "INBOX", "twice@test");
  g_assert_cmpint (first, !=, second);
  queue_fixture_act (&f, STORE_ACTION_MOVE, first, f.inbox, f.trash, 0, 0);
  queue_fixture_replay_all (&f, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "INBOX", "twice@test"), ==, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "Trash", "twice@test"), ==, 1);
  queue_fixture_act (&f, STORE_ACTION_DELETE, second, f.inbox, 0, 0, 0);
  queue_fixture_replay_all (&f, 1);
  g_assert_cmpuint (fake_imap_count (f.imap, "INBOX", "twice@test"), ==, 0);
  g_assert_cmpuint (fake_imap_count (f.imap, "Trash", "twice@test"), ==, 1);
  queue_fixture_tear_down (&f);
}

static void
test_plan (void)
{
  QueueFixture f = { 0 };
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GArray) batch = NULL;
  gboolean handled[8] = { FALSE };
  gint64 one, two, three;

  queue_fixture_set_up (&f, BARE);
  one = add (&f, 1);
  two = add (&f, 2);
  three = add (&f, 3);
  queue_fixture_act (&f, STORE_ACTION_FLAGS, one, 0, 0, STORE_FLAG_SEEN, 0);
  queue_fixture_act (&f, STORE_ACTION_MOVE, two, f.inbox, f.trash, 0, 0);
  queue_fixture_act (&f, STORE_ACTION_FLAGS, two, 0, 0, STORE_FLAG_SEEN,
                     0); /* in the trash: another folder */
  queue_fixture_act (&f, STORE_ACTION_FLAGS, three, 0, 0, STORE_FLAG_SEEN, 0);
  act_folder (&f, STORE_ACTION_FOLDER_CREATE, 0, "Work");
  queue_fixture_act (&f, STORE_ACTION_FLAGS, add (&f, 4), 0, 0, STORE_FLAG_SEEN, 0);
  entries = store_journal_pending (f.store, f.account, NULL);
  g_assert_cmpuint (entries->len, ==, 6);
  batch = sync_journal_plan_batch (entries, 0, handled);
  g_assert_cmpuint (batch->len, ==, 2);
  g_assert_cmpuint (g_array_index (batch, guint, 1), ==, 3);
  queue_fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/journal/plan", test_plan);
  g_test_add_func ("/sync/journal/flags-grouped", test_flags_grouped);
  g_test_add_data_func ("/sync/journal/moves-grouped/move", FULL, test_moves_grouped);
  g_test_add_data_func ("/sync/journal/moves-grouped/uidplus", COPY_ONLY, test_moves_grouped);
  g_test_add_data_func ("/sync/journal/moves-grouped/bare", BARE, test_moves_grouped);
  g_test_add_func ("/sync/journal/order", test_order);
  g_test_add_func ("/sync/journal/keywords", test_keywords);
  g_test_add_data_func ("/sync/journal/delete/uidplus", FULL, test_delete);
  g_test_add_data_func ("/sync/journal/delete/bare", BARE, test_delete);
  g_test_add_data_func ("/sync/journal/copy/uidplus", FULL, test_copy);
  g_test_add_data_func ("/sync/journal/copy/bare", BARE, test_copy);
  g_test_add_data_func ("/sync/journal/broken/move", FULL, test_broken);
  g_test_add_data_func ("/sync/journal/broken/uidplus", COPY_ONLY, test_broken);
  g_test_add_data_func ("/sync/journal/broken/bare", BARE, test_broken);
  g_test_add_func ("/sync/journal/silent", test_silent);
  g_test_add_func ("/sync/journal/refused", test_refused);
  g_test_add_func ("/sync/journal/renumbered", test_renumbered);
  g_test_add_func ("/sync/journal/renumbered-partly", test_renumbered_partly);
  g_test_add_func ("/sync/journal/shift", test_shift);
  g_test_add_func ("/sync/journal/folders", test_folders);
  g_test_add_func ("/sync/journal/append-cut", test_append_cut);
  g_test_add_func ("/sync/journal/draft", test_draft);
  g_test_add_func ("/sync/journal/draft-stranger", test_draft_stranger);
  g_test_add_func ("/sync/journal/twice", test_twice);
  return g_test_run ();
}
