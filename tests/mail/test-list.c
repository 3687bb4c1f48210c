/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-list.c: AlpMessageList over a real store under random changes, against what the store says and a shadow of items-changed */

#include "alp-changes.h"
#include "alp-message-list-private.h"
#include "alp-message-private.h"

#include <glib/gstdio.h>

typedef struct
{
  char *dir;
  Store *store;
  BaseWorker *reader;
  AlpChanges *changes;
  gint64 account_id;
  gint64 folder_id;
  guint32 next_uid;
  AlpMessageList *list;
  GArray *shadow; /* gint64: ids as items-changed tells them */
  guint n_signals;
} Fixture;

static void
on_changes (GPtrArray *changes, gpointer data)
{
  Fixture *f = data;

  if (f->list != NULL)
    alp_message_list_apply (f->list, changes);
}

static void
setup (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreAccount) account = store_account_new ();
  g_autoptr (StoreFolder) folder = store_folder_new ();
  g_autofree char *data = NULL, *cache = NULL;

  f->dir = g_dir_make_tmp ("alpenpost-list-XXXXXX", &error);
  data = g_build_filename (f->dir, "data", NULL);
  cache = g_build_filename (f->dir, "cache", NULL);
  f->store = store_open (data, cache, &error);
  g_assert_no_error (error);
  g_set_str (&account->email, "ana@example.org");
  f->account_id = store_account_add (f->store, account, &error);
  g_assert_no_error (error);
  folder->account_id = f->account_id;
  g_set_str (&folder->path, "INBOX");
  g_set_str (&folder->display, "INBOX");
  g_set_str (&folder->name, "INBOX");
  folder->role = STORE_ROLE_INBOX;
  folder->selectable = TRUE;
  f->folder_id = store_folder_upsert (f->store, folder, &error);
  g_assert_no_error (error);
  store_folder_set_sync_state (f->store, f->folder_id, 7, 1, 0, 1, 0, &error);
  g_assert_no_error (error);
  f->next_uid = 1;
  f->reader = base_worker_new ("test-reader");
  f->changes = alp_changes_new (on_changes, f);
  store_set_change_func (f->store, alp_changes_push_store, f->changes);
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", f->dir);

  g_clear_object (&f->list);
  g_clear_pointer (&f->shadow, g_array_unref);
  base_worker_stop (f->reader);
  base_worker_join (f->reader);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  base_worker_unref (f->reader);
  store_free (f->store);
  alp_changes_free (f->changes);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (f->dir);
}

static void
add_messages (Fixture *f, guint n)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      StoreNewMessage *record = g_new0 (StoreNewMessage, 1);
      char *id = g_strdup_printf ("m%u@example.org", f->next_uid);
      char *parent = g_strdup_printf ("m%d@example.org", g_test_rand_int_range (1, (int) f->next_uid + 20));
      char *subject = g_strdup_printf ("subject %u", f->next_uid);

      g_ptr_array_add (texts, id);
      g_ptr_array_add (texts, parent);
      g_ptr_array_add (texts, subject);
      record->uid = f->next_uid++;
      record->received = 1700000000 + g_test_rand_int_range (0, 50);
      record->size = 100 + record->uid;
      record->message_id = id;
      record->in_reply_to = g_test_rand_bit () ? parent : NULL;
      record->subject = subject;
      record->from_email = "bob@example.org";
      g_ptr_array_add (records, record);
    }
  store_messages_add (f->store, f->folder_id, records, NULL, &error);
  g_assert_no_error (error);
}

static void
remove_some (Fixture *f)
{
  g_autoptr (BaseIdset) uids = base_idset_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5; i++)
    base_idset_add (uids, (guint64) g_test_rand_int_range (1, (int) f->next_uid + 1));
  store_placements_vanish (f->store, f->folder_id, uids, &error);
  g_assert_no_error (error);
}

static void
flag_some (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  StoreFlagsUpdate update
      = { .uid = (guint32) g_test_rand_int_range (1, (int) f->next_uid + 1), .flags = STORE_FLAG_SEEN };

  store_placements_update_flags (f->store, f->folder_id, &update, 1, &error);
  g_assert_no_error (error);
}

static void
act_some (Fixture *f)
{
  gint64 id = store_placement_find (f->store, f->folder_id,
                                    (guint32) g_test_rand_int_range (1, (int) f->next_uid + 1));
  StoreAction action
      = { .kind = STORE_ACTION_DELETE, .message_ids = &id, .n_messages = 1, .folder_id = f->folder_id };

  if (id != 0)
    store_act (f->store, &action, NULL);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Fixture *f = data;

  f->n_signals++;
  g_assert_cmpuint (position + removed, <=, f->shadow->len);
  if (removed > 0)
    g_array_remove_range (f->shadow, position, removed);
  for (guint i = 0; i < added; i++)
    {
      gint64 id = alp_message_list_get_id (f->list, position + i);

      g_array_insert_val (f->shadow, position + i, id);
    }
  g_assert_cmpuint (f->shadow->len, ==, g_list_model_get_n_items (model));
}

static gboolean
agrees (Fixture *f, const StoreListQuery *query)
{
  g_autoptr (GArray) items = store_list_ids (f->store, query, 0, NULL, NULL);

  if (items->len != g_list_model_get_n_items (G_LIST_MODEL (f->list)))
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    if (g_array_index (items, StoreListItem, i).id != alp_message_list_get_id (f->list, i))
      return FALSE;
  return TRUE;
}

/* What differs, for the log of a failure. */
static void
explain (Fixture *f, const StoreListQuery *query)
{
  g_autoptr (GArray) items = store_list_ids (f->store, query, 0, NULL, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->list));

  g_printerr ("store %u, list %u\n", items->len, n);
  for (guint i = 0; i < MAX (items->len, n); i++)
    {
      gint64 id = i < items->len ? g_array_index (items, StoreListItem, i).id : 0;

      if (id != alp_message_list_get_id (f->list, i))
        {
          g_printerr ("at %u: store %" G_GINT64_FORMAT ", list %" G_GINT64_FORMAT "\n", i, id,
                      alp_message_list_get_id (f->list, i));
          return;
        }
    }
}

static gboolean
stop_waiting (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_until_agreed (Fixture *f, const StoreListQuery *query)
{
  gboolean late = FALSE;
  guint id = g_timeout_add_seconds (20, stop_waiting, &late);

  while (!agrees (f, query))
    {
      g_main_context_iteration (NULL, TRUE);
      if (late)
        explain (f, query);
      g_assert_false (late);
    }
  g_source_remove (id);
  for (guint i = 0; i < f->shadow->len; i++)
    g_assert_cmpint (g_array_index (f->shadow, gint64, i), ==, alp_message_list_get_id (f->list, i));
}

static void
make_list (Fixture *f, const StoreListQuery *query)
{
  f->shadow = g_array_new (FALSE, FALSE, sizeof (gint64));
  f->list = alp_message_list_new (f->store, f->reader, query, FALSE);
  g_signal_connect (f->list, "items-changed", G_CALLBACK (on_items_changed), f);
  while (alp_message_list_get_loading (f->list))
    g_main_context_iteration (NULL, TRUE);
}

static void
random_change (Fixture *f)
{
  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      add_messages (f, (guint) g_test_rand_int_range (1, 30));
      break;
    case 1:
      remove_some (f);
      break;
    case 2:
      act_some (f);
      break;
    case 3:
      flag_some (f);
      break;
    default:
      g_main_context_iteration (NULL, FALSE);
      break;
    }
}

static void
check_random (Fixture *f, gboolean conversations)
{
  StoreListQuery query
      = { .account_id = f->account_id, .folder_id = f->folder_id, .conversations = conversations };

  add_messages (f, 300);
  make_list (f, &query);
  wait_until_agreed (f, &query);
  for (guint round = 0; round < 25; round++)
    {
      for (guint i = 0; i < 6; i++)
        random_change (f);
      wait_until_agreed (f, &query);
    }
}

static void
test_messages (Fixture *f, gconstpointer unused)
{
  check_random (f, FALSE);
}

static void
test_conversations (Fixture *f, gconstpointer unused)
{
  check_random (f, TRUE);
}

static AlpMessage *
wait_row (Fixture *f, guint position)
{
  AlpMessage *row = g_list_model_get_item (G_LIST_MODEL (f->list), position);

  while (alp_message_get_loading (row))
    g_main_context_iteration (NULL, TRUE);
  return row;
}

/* One id is one object; a page comes as a whole; a flag changes it in place without items-changed. */
static void
test_rows (Fixture *f, gconstpointer unused)
{
  StoreListQuery query = { .account_id = f->account_id, .folder_id = f->folder_id };
  g_autoptr (AlpMessage) row = NULL;
  g_autoptr (AlpMessage) again = NULL;
  g_autoptr (AlpMessage) neighbour = NULL;
  StoreAction action = { .kind = STORE_ACTION_FLAGS, .n_messages = 1, .add_flags = STORE_FLAG_FLAGGED };
  gint64 id;
  guint signals;

  add_messages (f, 500);
  make_list (f, &query);
  wait_until_agreed (f, &query);
  row = wait_row (f, 100);
  again = g_list_model_get_item (G_LIST_MODEL (f->list), 100);
  neighbour = g_list_model_get_item (G_LIST_MODEL (f->list), 101);
  g_assert_true (row == again);
  g_assert_false (alp_message_get_loading (neighbour));
  g_assert_true (g_str_has_prefix (alp_message_get_subject (row), "subject "));
  g_assert_true (alp_message_get_unread (row));
  id = alp_message_get_id (row);
  g_assert_cmpuint (alp_message_list_find (f->list, id), ==, 100);
  signals = f->n_signals;
  action.message_ids = &id;
  g_assert_cmpint (store_act (f->store, &action, NULL), !=, 0);
  while (!alp_message_get_starred (row))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (f->n_signals, ==, signals);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (f->list), 500));
}

/* Many new rows all over the list are few signals. */
static void
test_few_signals (Fixture *f, gconstpointer unused)
{
  StoreListQuery query = { .account_id = f->account_id, .folder_id = f->folder_id };

  add_messages (f, 100);
  make_list (f, &query);
  wait_until_agreed (f, &query);
  f->n_signals = 0;
  add_messages (f, 200);
  wait_until_agreed (f, &query);
  g_assert_cmpuint (f->n_signals, <=, 64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/mail/list/messages", Fixture, NULL, setup, test_messages, teardown);
  g_test_add ("/mail/list/conversations", Fixture, NULL, setup, test_conversations, teardown);
  g_test_add ("/mail/list/rows", Fixture, NULL, setup, test_rows, teardown);
  g_test_add ("/mail/list/few-signals", Fixture, NULL, setup, test_few_signals, teardown);
  return g_test_run ();
}
