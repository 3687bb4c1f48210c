/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-draft-box.c: drafts saved, listed, opened in every version, continued from another program, sent, taken back; refusals read */

#include "alp-draft-box.h"
#include "alp-draft-upload.h"
#include "alp-engine-private.h"
#include "alp-refusal.h"

#include <string.h>

typedef struct
{
  char *dir;
  GAsyncResult *result;
  AlpEngine *engine;
  Store *store; /* the engine's */
  AlpAccount *account;
  gint64 account_id;
  gint64 drafts;
} Fixture;

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  g_set_object (&((Fixture *) data)->result, result);
}

static GAsyncResult *
wait_result (Fixture *f)
{
  while (f->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return f->result;
}

static void
make_profile (Fixture *f)
{
  g_autofree char *data = g_build_filename (f->dir, "data", NULL);
  g_autofree char *cache = g_build_filename (f->dir, "cache", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = store_open (data, cache, &error);
  g_autoptr (StoreAccount) account = store_account_new ();
  StoreFolder folder = { .path = (char *) "Drafts",
                         .display = (char *) "Drafts",
                         .name = (char *) "Drafts",
                         .role = STORE_ROLE_DRAFTS,
                         .selectable = TRUE };

  g_assert_no_error (error);
  g_set_str (&account->email, "anna@mail.test");
  g_set_str (&account->name, "Anna");
  f->account_id = folder.account_id = store_account_add (store, account, &error);
  g_assert_no_error (error);
  f->drafts = store_folder_upsert (store, &folder, &error);
  g_assert_no_error (error);
  g_assert_true (store_folder_set_sync_state (store, f->drafts, 7, 0, 0, 1, 0, NULL));
}

static void
open_engine (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->result);
  alp_engine_open_async (f->dir, NULL, on_result, f);
  f->engine = alp_engine_open_finish (wait_result (f), &error);
  g_assert_no_error (error);
  g_clear_object (&f->result);
  f->store = sync_engine_get_store (alp_engine_get_sync (f->engine));
  f->account = alp_engine_find_account (f->engine, "anna@mail.test");
  g_assert_nonnull (f->account);
}

static void
setup (Fixture *f, gconstpointer unused)
{
  f->dir = g_dir_make_tmp ("alpenpost-drafts-XXXXXX", NULL);
  make_profile (f);
  open_engine (f);
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", f->dir);

  g_clear_object (&f->result);
  g_clear_object (&f->engine);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (f->dir);
}

static gint64
save (Fixture *f, AlpDraft *draft)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->result);
  alp_draft_save_async (draft, NULL, on_result, f);
  g_assert_true (alp_draft_save_finish (draft, wait_result (f), &error));
  g_assert_no_error (error);
  return alp_draft_get_id (draft);
}

static AlpDraft *
write_draft (Fixture *f, const char *text)
{
  AlpDraft *draft = alp_draft_new (f->engine, f->account);

  g_object_set (draft, "to", "bob@mail.test", "bcc", "carol@mail.test", "subject", "Hut", "text", text, NULL);
  save (f, draft);
  return draft;
}

static GPtrArray *
list (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *infos;

  g_clear_object (&f->result);
  alp_draft_list_async (f->engine, f->account, NULL, on_result, f);
  infos = alp_draft_list_finish (f->engine, wait_result (f), &error);
  g_assert_no_error (error);
  return infos;
}

static AlpDraft *
open_draft (Fixture *f, gint64 id, guint version, gint64 message_id)
{
  g_autoptr (GError) error = NULL;
  AlpDraft *draft;

  g_clear_object (&f->result);
  if (message_id != 0)
    alp_draft_open_message_async (f->engine, message_id, NULL, on_result, f);
  else
    alp_draft_open_async (f->engine, id, version, NULL, on_result, f);
  draft = alp_draft_open_finish (f->engine, wait_result (f), &error);
  g_assert_no_error (error);
  return draft;
}

static void
assert_text (AlpDraft *draft, const char *expected)
{
  g_autofree char *text = NULL;

  g_object_get (draft, "text", &text, NULL);
  g_assert_nonnull (text);
  g_assert_nonnull (strstr (text, expected));
}

static StoreJournalEntry *
only_pending (Fixture *f)
{
  g_autoptr (GPtrArray) pending = store_journal_pending (f->store, f->account_id, NULL);

  g_assert_cmpuint (pending->len, ==, 1);
  return g_ptr_array_steal_index (pending, 0);
}

static void
test_versions (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpDraft) draft = write_draft (f, "first");
  g_autoptr (AlpDraft) newest = NULL;
  g_autoptr (AlpDraft) oldest = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  gint64 id = alp_draft_get_id (draft);

  g_object_set (draft, "text", "second", NULL);
  g_assert_cmpint (save (f, draft), ==, id);
  g_clear_object (&f->engine); /* and again another day */
  g_clear_object (&draft);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  open_engine (f);
  infos = list (f);
  g_assert_cmpuint (infos->len, ==, 1);
  g_assert_cmpuint (((AlpDraftInfo *) infos->pdata[0])->version, ==, 2);
  g_assert_cmpstr (((AlpDraftInfo *) infos->pdata[0])->subject, ==, "Hut");
  g_clear_object (&f->result);
  alp_draft_versions_async (f->engine, id, NULL, on_result, f);
  versions = alp_draft_versions_finish (f->engine, wait_result (f), NULL);
  g_assert_cmpuint (versions->len, ==, 2);
  newest = open_draft (f, id, 0, 0);
  oldest = open_draft (f, id, 1, 0);
  assert_text (newest, "second");
  assert_text (oldest, "first");
  g_assert_cmpint (alp_draft_get_id (newest), ==, id);
}

/* What goes up is the newest, whole, with Bcc; what had not gone yet is left out. */
static void
test_upload (Fixture *f, gconstpointer unused)
{
  SyncEngine *sync = alp_engine_get_sync (f->engine);
  g_autoptr (AlpDraft) draft = write_draft (f, "first");
  g_autoptr (StoreJournalEntry) entry = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (alp_draft_upload_run (sync, NULL), ==, 1);
  g_assert_cmpint (alp_draft_upload_run (sync, NULL), ==, 0);
  g_object_set (draft, "text", "second", NULL);
  save (f, draft);
  g_assert_cmpint (alp_draft_upload_run (sync, NULL), ==, 1);
  entry = only_pending (f);
  g_assert_cmpint (entry->kind, ==, STORE_ACTION_DRAFT);
  payload = store_journal_get_payload (f->store, entry->id, NULL);
  text = g_strndup (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));
  g_assert_nonnull (strstr (text, "second"));
  g_assert_null (strstr (text, "first"));
  g_assert_nonnull (strstr (text, "Bcc: carol@mail.test"));
  g_assert_nonnull (strstr (text, entry->rfc_message_id));
}

static gint64
schedule (Fixture *f, AlpDraft *draft, guint seconds, GError **error)
{
  g_clear_object (&f->result);
  alp_draft_schedule_async (draft, seconds, 0, NULL, on_result, f);
  return alp_draft_schedule_finish (draft, wait_result (f), error);
}

/* Sent, taken back in time: the draft is there as it was; sent again: another message. */
static void
test_taken_back (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpDraft) draft = write_draft (f, "text");
  g_autoptr (AlpDraft) again = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) there = NULL;
  g_autoptr (AlpOutboxDetails) details = NULL;
  g_autoptr (StoreOutboxItem) item = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id = schedule (f, draft, 10, &error), draft_id;

  g_assert_no_error (error);
  g_assert_cmpint (id, !=, 0);
  none = list (f);
  g_assert_cmpuint (none->len, ==, 0);
  g_clear_object (&f->result);
  alp_outbox_load_details_async (f->engine, id, NULL, on_result, f);
  details = alp_outbox_load_details_finish (f->engine, wait_result (f), NULL);
  g_assert_cmpint (details->undo_until_us, >, g_get_monotonic_time ());
  g_assert_cmpint (details->undo_until_us, <=, g_get_monotonic_time () + 10 * G_USEC_PER_SEC);
  item = store_outbox_get (f->store, id, NULL);
  bytes = g_strndup (g_bytes_get_data (item->message, NULL), g_bytes_get_size (item->message));
  g_assert_null (strstr (bytes, "carol"));
  g_assert_nonnull (strstr (item->options, "carol@mail.test"));
  g_assert_cmpuint (g_strv_length (item->recipients), ==, 2);
  g_clear_object (&f->result);
  alp_outbox_cancel_async (f->engine, id, NULL, on_result, f);
  draft_id = alp_outbox_cancel_finish (f->engine, wait_result (f), &error);
  g_assert_no_error (error);
  g_assert_cmpint (draft_id, ==, alp_draft_get_id (draft));
  there = list (f);
  g_assert_cmpuint (there->len, ==, 1);
  again = open_draft (f, draft_id, 0, 0);
  assert_text (again, "text");
  g_assert_cmpint (schedule (f, again, 0, &error), !=, 0);
  g_assert_no_error (error);
  g_clear_object (&f->result);
  alp_outbox_cancel_async (f->engine, 999, NULL, on_result, f);
  g_assert_cmpint (alp_outbox_cancel_finish (f->engine, wait_result (f), &error), ==, 0);
  g_assert_nonnull (error);
}

static void
test_not_sendable (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpDraft) draft = alp_draft_new (f->engine, f->account);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = store_outbox_list (f->store, 0, TRUE, NULL);

  g_object_set (draft, "subject", "x", "text", "x", NULL);
  g_assert_cmpint (schedule (f, draft, 0, &error), ==, 0);
  g_assert_error (error, ALP_ERROR, ALP_ERROR_INVALID);
  g_assert_cmpuint (items->len, ==, 0);
}

/* Another program's draft: read from its message, changed here, replaces that very message. */
static void
test_continued (Fixture *f, gconstpointer unused)
{
  static const char source[]
      = "From: Anna <anna@mail.test>\r\nTo: bob@mail.test\r\nSubject: From the phone\r\n"
        "Message-ID: <phone@mail.test>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nhalf a text\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (source, sizeof source - 1);
  StoreNewMessage m = { .uid = 5,
                        .message_id = "phone@mail.test",
                        .subject = "From the phone",
                        .flags = STORE_FLAG_DRAFT,
                        .received = 1000,
                        .date = 900,
                        .size = sizeof source - 1 };
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();
  g_autoptr (GArray) ids = NULL;
  g_autoptr (AlpDraft) draft = NULL;
  g_autoptr (AlpDraft) twice = NULL;
  g_autoptr (StoreDraftCopy) copy = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autofree char *to = NULL;
  gint64 message_id, draft_id;

  g_ptr_array_add (messages, &m);
  store_messages_add (f->store, f->drafts, messages, &ids, NULL);
  message_id = g_array_index (ids, gint64, 0);
  g_assert_true (store_body_add (f->store, message_id, bytes, NULL));
  draft = open_draft (f, 0, 0, message_id);
  draft_id = alp_draft_get_id (draft);
  g_assert_cmpint (draft_id, !=, 0);
  assert_text (draft, "half a text");
  g_object_get (draft, "to", &to, NULL);
  g_assert_cmpstr (to, ==, "bob@mail.test");
  /* only looked at: nothing goes up, nothing is there twice */
  g_assert_cmpint (alp_draft_upload_run (alp_engine_get_sync (f->engine), NULL), ==, 0);
  twice = open_draft (f, 0, 0, message_id);
  g_assert_cmpint (alp_draft_get_id (twice), ==, draft_id);
  assert_text (twice, "half a text");
  infos = list (f);
  g_assert_cmpuint (infos->len, ==, 1);
  g_assert_cmpint (((AlpDraftInfo *) infos->pdata[0])->message_id, ==, message_id);
  g_object_set (draft, "text", "a whole text", NULL);
  g_assert_cmpint (save (f, draft), ==, draft_id);
  g_assert_cmpint (alp_draft_upload_run (alp_engine_get_sync (f->engine), NULL), ==, 1);
  copy = store_draft_copy_get (f->store, draft_id);
  g_assert_cmpstr (copy->rfc_message_id, ==, "phone@mail.test");
  g_assert_cmpuint (copy->uid, ==, 5);
}

static void
test_delete (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpDraft) draft = write_draft (f, "text");
  gint64 id = alp_draft_get_id (draft);
  StoreDraftCopy copy = { .draft_id = id,
                          .account_id = f->account_id,
                          .path = (char *) "Drafts",
                          .uidvalidity = 7,
                          .uid = 3,
                          .rfc_message_id = (char *) "up@mail.test",
                          .version = 1 };
  g_autoptr (StoreJournalEntry) entry = NULL;
  g_autoptr (GPtrArray) none = NULL;

  g_assert_true (store_draft_copy_set (f->store, &copy, NULL));
  g_clear_object (&f->result);
  alp_draft_delete_async (f->engine, id, NULL, on_result, f);
  g_assert_true (alp_draft_delete_finish (f->engine, wait_result (f), NULL));
  none = list (f);
  g_assert_cmpuint (none->len, ==, 0);
  entry = only_pending (f);
  g_assert_cmpint (entry->kind, ==, STORE_ACTION_DRAFT);
  g_assert_null (store_journal_get_payload (f->store, entry->id, NULL));
}

static GPtrArray *
refusals (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *out;

  g_clear_object (&f->result);
  alp_engine_load_refusals_async (f->engine, NULL, NULL, on_result, f);
  out = alp_engine_load_refusals_finish (f->engine, wait_result (f), &error);
  g_assert_no_error (error);
  return out;
}

static void
test_refusals (Fixture *f, gconstpointer unused)
{
  StoreFolderAction action = { .kind = STORE_ACTION_FOLDER_CREATE,
                               .account_id = f->account_id,
                               .path = "Work",
                               .display = "Work",
                               .delimiter = '/' };
  gint64 id = store_act_folder (f->store, &action, NULL);
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (StoreJournalEntry) entry = NULL;
  const AlpRefusal *refusal;

  g_assert_true (store_journal_begin (f->store, id, NULL));
  g_assert_true (store_journal_fail (f->store, id, "over quota", NULL));
  one = refusals (f);
  g_assert_cmpuint (one->len, ==, 1);
  refusal = one->pdata[0];
  g_assert_nonnull (strstr (refusal->text, "Work"));
  g_assert_cmpstr (refusal->reason, ==, "over quota");
  g_clear_object (&f->result);
  alp_engine_retry_refusal_async (f->engine, id, NULL, on_result, f);
  g_assert_true (alp_engine_refusal_finish (f->engine, wait_result (f), NULL));
  none = refusals (f);
  g_assert_cmpuint (none->len, ==, 0);
  entry = only_pending (f);
  g_assert_true (store_journal_begin (f->store, entry->id, NULL));
  g_assert_true (store_journal_fail (f->store, entry->id, "over quota", NULL));
  g_clear_object (&f->result);
  alp_engine_dismiss_refusal_async (f->engine, 0, NULL, on_result, f);
  g_assert_true (alp_engine_refusal_finish (f->engine, wait_result (f), NULL));
  again = refusals (f);
  g_assert_cmpuint (again->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/mail/draft-box/" name, Fixture, NULL, setup, function, teardown)
  ADD ("versions", test_versions);
  ADD ("upload", test_upload);
  ADD ("taken-back", test_taken_back);
  ADD ("not-sendable", test_not_sendable);
  ADD ("continued", test_continued);
  ADD ("delete", test_delete);
  ADD ("refusals", test_refusals);
  return g_test_run ();
}
