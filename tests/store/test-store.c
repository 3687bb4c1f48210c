/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-store.c: accounts, folders, messages, threads, bodies, search, outbox, drafts */

#include "base-clock.h"
#include "store-fixture.h"

static void
test_account (void)
{
  Fixture f;
  g_autoptr (StoreAccount) twin = store_account_new ();
  g_autoptr (StoreAccount) found = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&f);
  twin->email = g_strdup ("DEMO@alpenpost.example");
  g_assert_cmpint (store_account_add (f.store, twin, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_INVALID);
  found = store_account_get_by_email (f.store, "demo@ALPENPOST.example", NULL);
  g_assert_cmpint (found->id, ==, f.account);
  g_assert_true (store_account_remove (f.store, f.account, NULL));
  g_clear_error (&error);
  g_assert_null (store_account_get (f.store, f.account, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  fixture_tear_down (&f);
}

static void
test_messages (void)
{
  Fixture f;
  gint64 a, b, c;
  g_autoptr (StoreFolder) folder = NULL;
  g_autoptr (BaseIdset) gone = base_idset_new ();

  fixture_set_up (&f);
  a = fixture_add (&f, f.inbox, fixture_message (1, "<a@x>", "Grüße"));
  b = fixture_add (&f, f.archive, fixture_message (9, "a@x", "Grüße"));
  g_assert_cmpint (a, ==, b); /* same identity, other folder */
  c = fixture_add (&f, f.inbox, fixture_message (2, "<a@x>", "Grüße"));
  g_assert_cmpint (a, !=, c); /* twice in one folder stays two */
  g_assert_cmpint (fixture_add (&f, f.inbox, fixture_message (2, "<a@x>", "Grüße")), ==, c);
  folder = store_folder_get (f.store, f.inbox, NULL);
  g_assert_cmpuint (folder->total, ==, 2);
  g_assert_cmpuint (folder->unread, ==, 2);
  base_idset_add_range (gone, 2, G_MAXUINT32);
  g_assert_cmpint (store_placements_vanish (f.store, f.inbox, gone, NULL), ==, 1);
  g_assert_cmpuint (fixture_count (&f, f.inbox, FALSE), ==, 1);
  g_assert_cmpuint (fixture_count (&f, f.inbox, TRUE), ==, 1);
  g_assert_cmpint (store_message_find (f.store, f.account, "<a@x>"), ==, a);
  g_assert_true (store_collect_garbage (f.store, G_MAXINT64, NULL));
  g_assert_null (store_message_get (f.store, c, NULL));
  fixture_reopen (&f);
  g_assert_cmpuint (fixture_count (&f, f.inbox, FALSE), ==, 1);
  fixture_tear_down (&f);
}

static void
test_threads (void)
{
  Fixture f;
  StoreNewMessage m;
  gint64 first, second, last;
  g_autoptr (StoreMessage) x = NULL;
  g_autoptr (StoreMessage) y = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  fixture_set_up (&f);
  first = fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "Hut"));
  m = fixture_message (2, "<3@x>", "Re: Hut");
  m.in_reply_to = "<2@x>";
  second = fixture_add (&f, f.inbox, m);
  g_assert_cmpuint (fixture_count (&f, f.inbox, TRUE), ==, 2);
  m = fixture_message (3, "<2@x>", "Re: Hut"); /* the missing link, in another folder, with a cycle */
  m.references = (const char *const[]) { "<1@x>", "<3@x>", NULL };
  last = fixture_add (&f, f.archive, m);
  g_assert_cmpuint (fixture_count (&f, f.inbox, TRUE), ==, 1);
  x = store_message_get (f.store, first, NULL);
  y = store_message_get (f.store, last, NULL);
  g_assert_cmpint (x->thread_id, ==, y->thread_id);
  rows = store_conversations_get (f.store, &x->thread_id, 1, f.inbox, NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpuint (((StoreConversation *) rows->pdata[0])->count, ==, 3);
  g_assert_cmpint (((StoreConversation *) rows->pdata[0])->newest_message, ==, second);
  fixture_tear_down (&f);
}

static GArray *
list_thread (Fixture *f, gint64 thread_id, gint64 prefer_folder)
{
  StoreListQuery query = { 0 };

  query.thread_id = thread_id;
  query.prefer_folder = prefer_folder;
  return store_list_ids (f->store, &query, 0, NULL, NULL);
}

/* What one sends to oneself: the copy in Sent and the delivered one (longer by its trace headers) are one card, and two messages. */
static void
test_copies (void)
{
  Fixture f;
  gint64 sent_folder, sent, delivered, reply;
  StoreNewMessage m = fixture_message (1, "<own@x>", "Notiz");
  StoreAction action = { .kind = STORE_ACTION_DELETE, .n_messages = 1 };
  g_autoptr (StoreMessage) shown = NULL;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GArray) from_sent = NULL;
  g_autoptr (GArray) after = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) all = NULL;

  fixture_set_up (&f);
  sent_folder = fixture_folder (&f, "Sent", STORE_ROLE_SENT);
  m.flags = STORE_FLAG_SEEN | STORE_FLAG_FLAGGED;
  sent = fixture_add (&f, sent_folder, m);
  m = fixture_message (1, "<own@x>", "Notiz");
  m.size += 700;
  delivered = fixture_add (&f, f.inbox, m);
  g_assert_cmpint (sent, !=, delivered);
  m = fixture_message (2, "<re@x>", "Re: Notiz");
  m.in_reply_to = "<own@x>";
  reply = fixture_add (&f, f.inbox, m);
  shown = store_message_get (f.store, delivered, NULL);
  ids = list_thread (&f, shown->thread_id, 0);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_cmpint (g_array_index (ids, StoreListItem, 0).id, ==, reply);
  g_assert_cmpint (g_array_index (ids, StoreListItem, 1).id, ==, delivered);
  from_sent = list_thread (&f, shown->thread_id, sent_folder);
  g_assert_cmpint (g_array_index (from_sent, StoreListItem, 1).id, ==, sent);
  rows = store_conversations_get (f.store, &shown->thread_id, 1, f.inbox, NULL);
  g_assert_cmpuint (((StoreConversation *) rows->pdata[0])->count, ==, 2);
  g_assert_cmpuint (((StoreConversation *) rows->pdata[0])->unread, ==, 2);
  g_assert_true (((StoreConversation *) rows->pdata[0])->flagged);
  all = store_thread_get_messages (f.store, shown->thread_id, NULL);
  g_assert_cmpuint (all->len, ==, 3);
  /* deleting the card deletes that copy; the other one takes its place */
  action.message_ids = &delivered;
  g_assert_cmpint (store_act (f.store, &action, NULL), !=, 0);
  after = list_thread (&f, shown->thread_id, 0);
  g_assert_cmpuint (after->len, ==, 2);
  g_assert_cmpint (g_array_index (after, StoreListItem, 1).id, ==, sent);
  g_assert_cmpuint (fixture_count (&f, sent_folder, FALSE), ==, 1);
  fixture_tear_down (&f);
}

/* Any depth, any order: each message knows only its parent. */
static void
test_deep_thread (void)
{
  enum
  {
    DEPTH = 3000
  };

  Fixture f;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree StoreNewMessage *all = g_new0 (StoreNewMessage, DEPTH);
  g_autoptr (GError) error = NULL;

  fixture_set_up (&f);
  for (guint i = 0; i < DEPTH; i++)
    g_ptr_array_add (texts, g_strdup_printf ("<%u@deep>", i));
  for (guint i = 0; i < DEPTH; i++)
    {
      guint n = (i * 1597) % DEPTH; /* scattered */

      all[i] = fixture_message (n + 1, texts->pdata[n], "tief");
      all[i].in_reply_to = n > 0 ? texts->pdata[n - 1] : NULL;
      g_ptr_array_add (list, &all[i]);
    }
  g_assert_cmpint (store_messages_add (f.store, f.inbox, list, NULL, &error), ==, DEPTH);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture_count (&f, f.inbox, TRUE), ==, 1);
  g_assert_cmpuint (fixture_count (&f, f.inbox, FALSE), ==, DEPTH);
  fixture_tear_down (&f);
}

static void
test_body (void)
{
  Fixture f;
  gint64 id;
  g_autoptr (GBytes) body = g_bytes_new_static ("Subject: x\r\n\r\nHallo\r\n", 21);
  g_autoptr (GBytes) back = NULL;
  g_autoptr (StoreMessage) m = NULL;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;

  fixture_set_up (&f);
  id = fixture_add (&f, f.inbox, fixture_message (1, "<b@x>", "x"));
  g_assert_null (store_body_get (f.store, id, NULL));
  g_assert_true (store_body_add (f.store, id, body, NULL));
  back = store_body_get (f.store, id, NULL);
  g_assert_true (g_bytes_equal (back, body));
  m = store_message_get (f.store, id, NULL);
  name = g_strconcat (m->body_hash, ".eml", NULL);
  m->body_hash[2] = '\0';
  path = g_build_filename (f.cache, "bodies", m->body_hash, name, NULL);
  g_assert_true (g_file_set_contents (path, "damaged", -1, NULL));
  g_assert_null (store_body_get (f.store, id, NULL)); /* never a damaged body */
  g_assert_false (store_body_has (f.store, id));
  fixture_tear_down (&f);
}

static void
test_search (void)
{
  static const struct
  {
    const char *query;
    guint hits;
  } rows[] = {
    { "grusse", 1 },
    { "GRÜSSE", 1 },
    { "gruße", 1 },
    { "zurich", 1 },
    { "züri", 1 },
    { "日本", 1 },
    { "本語", 1 },
    { "語本", 0 },
    { "from:anna", 2 },
    { "from:bob", 0 },
    { "subject:zürich", 1 },
    { "is:unread", 1 },
    { "is:starred", 1 },
    { "in:inbox", 2 },
    { "in:trash", 0 },
    { "-zürich", 1 },
    { "larger:1k", 2 },
    { "larger:1m", 0 },
    { "before:1971", 2 },
    { "after:2020-01-01", 0 },
    { "\"nach zürich\"", 1 },
    { "\"zürich nach\"", 0 },
    { "has:attachment", 1 },
    { "filename:plan", 1 },
    { "2026", 1 },
    { "\"", 0 },
    { "from:\"", 0 },
    { "' OR 1=1 --", 0 },
    { "NEAR(a b)", 0 },
    { "*", 0 },
    { "", 0 },
    { "is:nonsense", 0 },
    { "anna zürich", 1 },
    { "anna -zürich", 1 },
    { "\xff\xfe", 0 },
  };

  Fixture f;
  StoreNewMessage m;
  gint64 id;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&f);
  m = fixture_message (1, "<1@x>", "Reise nach Zürich");
  m.flags = STORE_FLAG_SEEN | STORE_FLAG_FLAGGED;
  id = fixture_add (&f, f.inbox, m);
  fixture_add (&f, f.inbox, fixture_message (2, "<2@x>", "Hut"));
  g_assert_true (store_body_set_text (f.store, id, "Hallo", "Viele Grusse, Gruße; 日本語 2026", "plan.pdf\n",
                                      TRUE, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint hits = fixture_search (&f, rows[i].query);

      if (hits != rows[i].hits)
        g_test_message ("%s: %u", rows[i].query, hits);
      g_assert_cmpuint (hits, ==, rows[i].hits);
    }
  fixture_tear_down (&f);
}

static void
test_outbox (void)
{
  Fixture f;
  static const char *const to[] = { "a@x.example", "b@x.example", NULL };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x\0y", 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreOutboxItem) item = NULL;
  gint64 id;

  fixture_set_up (&f);
  id = store_outbox_add (f.store, f.account, "demo@x", to, bytes, "<o@x>", "S", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (store_outbox_add (f.store, f.account, "demo@x", to, bytes, "o@x", "S", 0, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_INVALID);
  g_assert_true (store_outbox_transition (f.store, id, STORE_OUTBOX_QUEUED, STORE_OUTBOX_SENDING, NULL));
  g_assert_false (store_outbox_transition (f.store, id, STORE_OUTBOX_QUEUED, STORE_OUTBOX_SENDING, NULL));
  g_assert_true (store_outbox_transition (f.store, id, STORE_OUTBOX_SENDING, STORE_OUTBOX_COMMITTING, NULL));
  g_assert_false (store_outbox_remove (f.store, id, NULL));
  fixture_reopen (&f);
  item = store_outbox_get (f.store, id, NULL);
  g_assert_cmpint (item->state, ==, STORE_OUTBOX_UNKNOWN);
  g_assert_true (g_bytes_equal (item->message, bytes));
  g_assert_cmpstr (item->recipients[1], ==, "b@x.example");
  g_assert_cmpuint (store_account_count_unfinished (f.store, f.account), ==, 1);
  fixture_tear_down (&f);
}

static void
test_drafts (void)
{
  Fixture f;
  gint64 id = 0;
  g_autoptr (StoreDraft) newest = NULL;
  g_autoptr (StoreDraft) old = NULL;

  fixture_set_up (&f);
  base_clock_set_for_test (1790000010); /* in the middle of a minute */
  for (guint i = 1; i <= 15; i++)
    {
      g_autofree char *text = g_strdup_printf ("v%u", i);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      id = store_draft_save (f.store, id, f.account, text, bytes, NULL);
      g_assert_cmpint (id, !=, 0);
    }
  fixture_reopen (&f);
  newest = store_draft_get (f.store, id, 0, NULL);
  g_assert_cmpstr (newest->subject, ==, "v15");
  /* the newest five, and of older ones the last of each minute */
  old = store_draft_get (f.store, id, 11, NULL);
  g_assert_cmpstr (old->subject, ==, "v11");
  g_assert_null (store_draft_get (f.store, id, 10, NULL));
  base_clock_set_for_test (g_get_real_time () / G_USEC_PER_SEC);
  fixture_tear_down (&f);
}

static void
append_kind (const StoreChange *change, gpointer data)
{
  g_string_append_printf (data, "%d:%u ", change->kind, change->items != NULL ? change->items->len : 0);
}

static void
test_changes (void)
{
  Fixture f;
  g_autoptr (GString) log = g_string_new (NULL);

  fixture_set_up (&f);
  store_set_change_func (f.store, append_kind, log);
  fixture_add (&f, f.inbox, fixture_message (1, "<1@x>", "x"));
  g_assert_cmpstr (log->str, ==, "4:1 3:0 ");
  g_string_truncate (log, 0);
  g_assert_true (store_begin (f.store, STORE_PRIORITY_BACKGROUND, NULL));
  fixture_add (&f, f.inbox, fixture_message (2, "<2@x>", "x"));
  store_rollback (f.store);
  g_assert_cmpstr (log->str, ==, "");
  g_assert_cmpuint (fixture_count (&f, f.inbox, FALSE), ==, 1);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/account", test_account);
  g_test_add_func ("/store/messages", test_messages);
  g_test_add_func ("/store/threads", test_threads);
  g_test_add_func ("/store/threads/copies", test_copies);
  g_test_add_func ("/store/threads/deep", test_deep_thread);
  g_test_add_func ("/store/body", test_body);
  g_test_add_func ("/store/search", test_search);
  g_test_add_func ("/store/outbox", test_outbox);
  g_test_add_func ("/store/drafts", test_drafts);
  g_test_add_func ("/store/changes", test_changes);
  return g_test_run ();
}
