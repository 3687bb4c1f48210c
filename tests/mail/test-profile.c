/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-profile.c: user accounts with their addresses: made, changed, switched, detached; what is paused and left out; the table */

#include "alp-account-csv.h"
#include "alp-draft-record.h"
#include "alp-engine-private.h"
#include "alp-profile.h"
#include "alp-unsent.h"

#include <string.h>

typedef struct
{
  char *dir;
  GAsyncResult *result;
  AlpEngine *engine;
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
wait_until (gboolean (*reached) (Fixture *f), Fixture *f)
{
  while (!reached (f))
    g_main_context_iteration (NULL, TRUE);
}

static void
add_account (Store *store, const char *email, const char *name, gint64 profile_id, gint position)
{
  g_autoptr (StoreAccount) account = store_account_new ();
  g_autoptr (GError) error = NULL;
  StoreFolder folder = { .path = (char *) "INBOX",
                         .display = (char *) "INBOX",
                         .name = (char *) "INBOX",
                         .role = STORE_ROLE_INBOX,
                         .selectable = TRUE };

  g_set_str (&account->email, email);
  g_set_str (&account->name, name);
  g_set_str (&account->imap_host, "127.0.0.1");
  account->imap_port = 1;
  account->profile_id = profile_id;
  account->position = position;
  folder.account_id = store_account_add (store, account, &error);
  g_assert_no_error (error);
  g_assert_cmpint (store_folder_upsert (store, &folder, &error), >, 0);
}

static void
open_engine (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->engine);
  g_clear_object (&f->result);
  alp_engine_open_async (f->dir, NULL, on_result, f);
  f->engine = alp_engine_open_finish (wait_result (f), &error);
  g_assert_no_error (error);
  g_clear_object (&f->result);
}

static void
setup (Fixture *f, gconstpointer unused)
{
  g_autofree char *data = NULL, *cache = NULL;
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("alpenpost-profile-XXXXXX", NULL);
  data = g_build_filename (f->dir, "data", NULL);
  cache = g_build_filename (f->dir, "cache", NULL);
  {
    g_autoptr (Store) store = store_open (data, cache, &error);

    g_assert_no_error (error);
    add_account (store, "anna@mail.test", "Anna", 1, 0);
    add_account (store, "shop@mail.test", "", 1, 1);
  }
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
save (Fixture *f, const AlpProfileValues *values, GError **error)
{
  g_clear_object (&f->result);
  alp_profile_save_async (f->engine, values, NULL, on_result, f);
  return alp_profile_save_finish (f->engine, wait_result (f), error);
}

static void
change (Fixture *f, const char *email, const AlpAccountChange *what)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->result);
  alp_account_change_async (f->engine, alp_engine_find_account (f->engine, email), what, NULL, on_result, f);
  g_assert_true (alp_account_change_finish (f->engine, wait_result (f), &error));
  g_assert_no_error (error);
}

static AlpProfile *
profile_at (Fixture *f, guint position)
{
  g_autoptr (AlpProfile) profile = g_list_model_get_item (alp_engine_get_profiles (f->engine), position);

  return profile;
}

static gboolean
has_two (Fixture *f)
{
  return g_list_model_get_n_items (alp_engine_get_profiles (f->engine)) == 2;
}

static gboolean
is_split (Fixture *f)
{
  return has_two (f) && g_list_model_get_n_items (alp_profile_get_accounts (profile_at (f, 1))) == 1;
}

static gboolean
has_one (Fixture *f)
{
  return g_list_model_get_n_items (alp_engine_get_profiles (f->engine)) == 1;
}

/* A second user account takes one of the addresses, is renamed, detached; the other one remains. */
static void
test_life (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) picture = g_bytes_new_static ("\x89PNG", 4);
  AlpProfileValues values
      = { .name = " Work ", .first_name = "Anna", .birth_date = "1990-02-28", .avatar = picture };
  AlpAccountChange move = { .flags = ALP_ACCOUNT_CHANGE_PROFILE };
  g_autoptr (GError) error = NULL;
  AlpProfile *work;

  g_assert_cmpstr (alp_profile_get_title (profile_at (f, 0)), ==, "Anna");
  values.id = save (f, &values, &error);
  g_assert_no_error (error);
  wait_until (has_two, f);
  work = profile_at (f, 1);
  g_assert_cmpstr (alp_profile_get_title (work), ==, "Work");
  g_assert_cmpstr (alp_profile_get_birth_date (work), ==, "1990-02-28");
  g_assert_true (g_bytes_equal (alp_profile_get_avatar (work), picture));
  g_assert_null (alp_engine_next_profile (f->engine, profile_at (f, 0)));

  move.profile_id = values.id;
  change (f, "shop@mail.test", &move);
  wait_until (is_split, f);
  g_assert_true (profile_at (f, 1) == work);
  g_assert_true (alp_engine_next_profile (f->engine, profile_at (f, 0)) == work);

  values.name = NULL;
  values.avatar = NULL;
  g_assert_cmpint (save (f, &values, &error), ==, values.id);
  while (alp_profile_get_avatar (work) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (alp_profile_get_title (work), ==, "Anna");

  g_clear_object (&f->result);
  alp_profile_detach_async (f->engine, work, FALSE, NULL, on_result, f);
  g_assert_true (alp_profile_detach_finish (f->engine, wait_result (f), &error));
  g_assert_no_error (error);
  wait_until (has_one, f);
  g_assert_null (alp_engine_find_account (f->engine, "shop@mail.test"));
  g_assert_nonnull (alp_engine_find_account (f->engine, "anna@mail.test"));
}

/* Number 1 stays, without anything of the person; what was begun and got no address is gone at the next start. */
static void
test_first_and_empty (Fixture *f, gconstpointer unused)
{
  AlpProfileValues values = { .name = "Begun" };
  AlpProfileValues first = { .id = 1, .name = "Private" };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (save (f, &values, &error), >, 1);
  g_assert_cmpint (save (f, &first, &error), ==, 1);
  wait_until (has_two, f);
  open_engine (f);
  g_assert_true (has_one (f));
  g_assert_cmpstr (alp_profile_get_title (profile_at (f, 0)), ==, "Private");

  g_clear_object (&f->result);
  alp_profile_detach_async (f->engine, profile_at (f, 0), FALSE, NULL, on_result, f);
  g_assert_true (alp_profile_detach_finish (f->engine, wait_result (f), &error));
  g_assert_no_error (error);
  while (g_list_model_get_n_items (alp_engine_get_accounts (f->engine)) > 0
         || *alp_profile_get_name (profile_at (f, 0)) != '\0')
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (alp_engine_next_profile (f->engine, NULL));
}

static void
test_mistakes (Fixture *f, gconstpointer unused)
{
  g_autofree char *long_name = g_strnfill (101, 'x');
  g_autofree char *bytes = g_malloc0 (ALP_PROFILE_AVATAR_MAX + 1);
  g_autoptr (GBytes) large = g_bytes_new_static (bytes, ALP_PROFILE_AVATAR_MAX + 1);
  g_autoptr (GBytes) empty = g_bytes_new_static (NULL, 0);
  const AlpProfileValues bad[] = {
    { .name = long_name },
    { .name = "two\nlines" },
    { .first_name = "\xff" },
    { .birth_date = "1990-02-30" },
    { .birth_date = "yesterday" },
    { .birth_date = "1990-1-1" },
    { .birth_date = "1990-01-01x" },
    { .color = "red" },
    { .color = "#12345g" },
    { .avatar = large },
    { .avatar = empty },
  };
  AlpAccountChange nowhere = { .flags = ALP_ACCOUNT_CHANGE_PROFILE, .profile_id = 77 };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) mistake = NULL;

      g_assert_nonnull (alp_profile_find_mistake (&bad[i]));
      g_assert_cmpint (save (f, &bad[i], &mistake), ==, 0);
      g_assert_error (mistake, ALP_ERROR, ALP_ERROR_INVALID);
    }
  g_assert_true (has_one (f));
  g_clear_object (&f->result);
  alp_account_change_async (f->engine, alp_engine_find_account (f->engine, "anna@mail.test"), &nowhere, NULL,
                            on_result, f);
  g_assert_false (alp_account_change_finish (f->engine, wait_result (f), &error));
  g_assert_error (error, ALP_ERROR, ALP_ERROR_INVALID);
}

static gboolean
is_settled (Fixture *f)
{
  AlpAccount *anna = alp_engine_find_account (f->engine, "anna@mail.test");

  return alp_account_get_paused (anna) && !alp_account_get_unified (anna)
         && g_strcmp0 (alp_account_get_color (anna), "#336699") == 0;
}

/* Whether anybody below was told to connect: its state leaves "stopped". */
static SyncState
state_of (Fixture *f, const char *email)
{
  return sync_engine_get_state (alp_engine_get_sync (f->engine),
                                alp_account_get_id (alp_engine_find_account (f->engine, email)));
}

static void
test_address (Fixture *f, gconstpointer unused)
{
  AlpAccountChange what = { .flags = ALP_ACCOUNT_CHANGE_NAME | ALP_ACCOUNT_CHANGE_COLOR
                                     | ALP_ACCOUNT_CHANGE_UNIFIED | ALP_ACCOUNT_CHANGE_PAUSED,
                            .name = "Anna A.",
                            .color = "#336699",
                            .paused = TRUE };
  AlpAccountChange go_on = { .flags = ALP_ACCOUNT_CHANGE_PAUSED };
  StoreListQuery query = { .role = STORE_ROLE_INBOX };
  g_autoptr (GArray) ids = NULL;

  change (f, "anna@mail.test", &what);
  wait_until (is_settled, f);
  g_assert_cmpstr (alp_account_get_name (alp_engine_find_account (f->engine, "anna@mail.test")), ==,
                   "Anna A.");
  alp_engine_start (f->engine);
  while (state_of (f, "shop@mail.test") == SYNC_STATE_STOPPED)
    g_usleep (1000);
  g_assert_cmpint (state_of (f, "anna@mail.test"), ==, SYNC_STATE_STOPPED);
  change (f, "anna@mail.test", &go_on);
  while (state_of (f, "anna@mail.test") == SYNC_STATE_STOPPED)
    g_usleep (1000);
  ids = store_list_ids (sync_engine_get_store (alp_engine_get_sync (f->engine)), &query, 0, NULL, NULL);
  g_assert_nonnull (ids);
}

/* The views over all addresses leave out what is left out, and keep to the user account asked for. */
static void
test_unified (Fixture *f, gconstpointer unused)
{
  Store *store = sync_engine_get_store (alp_engine_get_sync (f->engine));
  AlpAccountChange leave_out = { .flags = ALP_ACCOUNT_CHANGE_UNIFIED };

  const struct
  {
    gint64 profile_id;
    guint n;
  } expected[] = { { 0, 1 }, { 1, 1 }, { 2, 0 } };

  GListModel *accounts = alp_engine_get_accounts (f->engine);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);
      StoreNewMessage message = { .uid = 1, .message_id = "a@b", .size = 10, .received = 5 };
      g_autoptr (GPtrArray) messages = g_ptr_array_new ();
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (messages, &message);
      g_assert_true (store_messages_add (
          store, alp_folder_get_id (alp_account_find_role (account, ALP_FOLDER_ROLE_INBOX)), messages, NULL,
          &error));
      g_assert_no_error (error);
    }
  change (f, "shop@mail.test", &leave_out);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      StoreListQuery query = { .role = STORE_ROLE_INBOX, .profile_id = expected[i].profile_id };
      g_autoptr (GArray) ids = store_list_ids (store, &query, 0, NULL, NULL);

      g_assert_cmpuint (ids->len, ==, expected[i].n);
    }
}

static void
test_choice (Fixture *f, gconstpointer unused)
{
  AlpAccount *anna = alp_engine_find_account (f->engine, "anna@mail.test");
  const char *values[] = { "all", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *got = NULL;
      g_autoptr (GError) error = NULL;

      g_clear_object (&f->result);
      alp_account_set_choice_async (f->engine, anna, "policy", values[i], NULL, on_result, f);
      g_assert_true (alp_account_set_choice_finish (f->engine, wait_result (f), &error));
      g_clear_object (&f->result);
      alp_account_get_choice_async (f->engine, anna, "policy", NULL, on_result, f);
      got = alp_account_get_choice_finish (f->engine, wait_result (f), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (got, ==, values[i]);
    }
}

/* What is only here is listed before an address goes, can be saved as files, and keeps the address until the person says so. */
static void
test_unsent (Fixture *f, gconstpointer unused)
{
  SyncEngine *sync = alp_engine_get_sync (f->engine);
  gint64 anna = alp_account_get_id (alp_engine_find_account (f->engine, "anna@mail.test"));
  const char *const to[] = { "ben@mail.test", NULL };
  static const char text[] = "From: anna@mail.test\r\nTo: ben@mail.test\r\nMessage-ID: <1@mail.test>\r\n"
                             "Subject: On its way\r\n\r\nHi\r\n";
  g_autoptr (GBytes) message = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (AlpDraftRecord) record = alp_draft_record_new ();
  g_autoptr (GBytes) content = NULL;
  g_autofree char *folder = g_build_filename (f->dir, "saved", NULL);
  g_autoptr (GPtrArray) unsent = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  gint n;

  g_set_str (&record->to, "Ben <ben@mail.test>");
  g_set_str (&record->subject, "Half done");
  g_set_str (&record->text, "Dear Ben");
  content = alp_draft_record_serialize (record);
  g_assert_cmpint (store_draft_save (sync_engine_get_store (sync), 0, anna, "Half done", content, &error), >,
                   0);
  g_assert_cmpint (sync_engine_send (sync, anna, "anna@mail.test", to, message, 0, &error), >, 0);
  g_assert_no_error (error);

  alp_unsent_list_async (f->engine, alp_engine_get_accounts (f->engine), NULL, on_result, f);
  unsent = alp_unsent_list_finish (f->engine, wait_result (f), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (unsent->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const AlpUnsent *one = g_ptr_array_index (unsent, i);

      g_assert_cmpstr (one->subject, ==, one->draft_id != 0 ? "Half done" : "On its way");
      g_assert_nonnull (strstr (one->to, "ben@mail.test"));
    }

  g_clear_object (&f->result);
  alp_unsent_export_async (f->engine, alp_engine_get_accounts (f->engine), folder, NULL, on_result, f);
  n = alp_unsent_export_finish (f->engine, wait_result (f), &error);
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, 2);
  dir = g_dir_open (folder, 0, &error);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_dir_read_name (dir), NULL);
      g_autofree char *written = NULL;

      g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
      g_assert_nonnull (strstr (written, "ben@mail.test"));
    }
  g_assert_null (g_dir_read_name (dir));

  g_clear_object (&f->result);
  alp_profile_detach_async (f->engine, profile_at (f, 0), FALSE, NULL, on_result, f);
  g_assert_false (alp_profile_detach_finish (f->engine, wait_result (f), &error));
  g_assert_error (error, ALP_ERROR, ALP_ERROR_BUSY);
  g_assert_nonnull (alp_engine_find_account (f->engine, "anna@mail.test"));
}

static void
test_csv_field (void)
{
  const struct
  {
    const char *text;
    const char *field;
  } table[] = {
    { NULL, "" },
    { "", "" },
    { "plain words", "plain words" },
    { "a,b", "\"a,b\"" },
    { "a;b", "\"a;b\"" },
    { "say \"hi\"", "\"say \"\"hi\"\"\"" },
    { "two\nlines", "\"two\nlines\"" },
    { " lead", "\" lead\"" },
    { "=1+1", "\"'=1+1\"" },
    { "+41", "\"'+41\"" },
    { "-2", "\"'-2\"" },
    { "@SUM(A1)", "\"'@SUM(A1)\"" },
    { "\t=1", "\"'\t=1\"" },
    { "\r=1", "\"'\r=1\"" },
    { "=cmd|' /C calc'!A0\"", "\"'=cmd|' /C calc'!A0\"\"\"" },
    { "\xff", "\xef\xbf\xbd" },
    { "a=b", "a=b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *field = alp_csv_field (table[i].text);

      g_assert_cmpstr (field, ==, table[i].field);
    }
}

static void
test_csv (Fixture *f, gconstpointer unused)
{
  AlpAccountChange what = { .flags = ALP_ACCOUNT_CHANGE_NAME, .name = "=HYPERLINK(\"x\")" };
  g_autoptr (GBytes) csv = NULL;
  g_autofree char *text = NULL;

  change (f, "anna@mail.test", &what);
  while (strcmp (alp_account_get_name (alp_engine_find_account (f->engine, "anna@mail.test")), what.name)
         != 0)
    g_main_context_iteration (NULL, TRUE);
  csv = alp_account_csv_export (f->engine, alp_engine_get_accounts (f->engine),
                                ALP_ACCOUNT_COLUMN_ADDRESS | ALP_ACCOUNT_COLUMN_NAME
                                    | ALP_ACCOUNT_COLUMN_MESSAGES);
  text = g_strndup (g_bytes_get_data (csv, NULL), g_bytes_get_size (csv));
  g_assert_cmpstr (text, ==,
                   "Address,Name,Messages\r\n"
                   "anna@mail.test,\"'=HYPERLINK(\"\"x\"\")\",0\r\n"
                   "shop@mail.test,,0\r\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/mail/profile/" path, Fixture, NULL, setup, func, teardown)
  ADD ("life", test_life);
  ADD ("first-and-empty", test_first_and_empty);
  ADD ("mistakes", test_mistakes);
  ADD ("address", test_address);
  ADD ("unified", test_unified);
  ADD ("choice", test_choice);
  ADD ("unsent", test_unsent);
  ADD ("csv", test_csv);
  g_test_add_func ("/mail/profile/csv-field", test_csv_field);
  return g_test_run ();
}
