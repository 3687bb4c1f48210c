/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-draft-extra.c: what comes with drafts: templates, reminders, versions that are thinned out, checks while writing, redirecting */

#include "alp-draft-box.h"
#include "alp-draft-check.h"
#include "alp-draft-private.h"
#include "alp-draft-redirect.h"
#include "alp-draft-reminder.h"
#include "alp-draft-template.h"
#include "alp-engine-private.h"

#include <string.h>

typedef struct
{
  char *dir;
  GAsyncResult *result;
  AlpEngine *engine;
  AlpAccount *account;
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
setup (Fixture *f, gconstpointer unused)
{
  g_autofree char *data = NULL, *cache = NULL;
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("alpenpost-extra-XXXXXX", NULL);
  data = g_build_filename (f->dir, "data", NULL);
  cache = g_build_filename (f->dir, "cache", NULL);
  {
    g_autoptr (Store) store = store_open (data, cache, &error);
    g_autoptr (StoreAccount) account = store_account_new ();

    g_assert_no_error (error);
    g_set_str (&account->email, "anna@mail.test");
    g_set_str (&account->name, "Anna");
    g_assert_cmpint (store_account_add (store, account, &error), >, 0);
  }
  alp_engine_open_async (f->dir, NULL, on_result, f);
  f->engine = alp_engine_open_finish (wait_result (f), &error);
  g_assert_no_error (error);
  g_clear_object (&f->result);
  f->account = alp_engine_find_account (f->engine, "anna@mail.test");
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

static AlpDraft *
new_draft (Fixture *f, const char *to, const char *text)
{
  AlpDraft *draft = alp_draft_new (f->engine, f->account);

  g_object_set (draft, "to", to, "subject", "Hut", "text", text, NULL);
  return draft;
}

static void
save (Fixture *f, AlpDraft *draft)
{
  g_clear_object (&f->result);
  alp_draft_save_async (draft, NULL, on_result, f);
  g_assert_true (alp_draft_save_finish (draft, wait_result (f), NULL));
}

static GPtrArray *
template_names (Fixture *f)
{
  g_clear_object (&f->result);
  alp_draft_templates_async (f->engine, NULL, on_result, f);
  return alp_draft_templates_finish (f->engine, wait_result (f), NULL);
}

static void
save_template (Fixture *f, AlpDraft *draft, const char *name, gboolean good)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->result);
  alp_draft_template_save_async (draft, name, NULL, on_result, f);
  g_assert_cmpint (alp_draft_template_change_finish (draft, wait_result (f), &error), ==, good);
  if (!good)
    g_assert_error (error, ALP_ERROR, ALP_ERROR_INVALID);
}

/* Kept under any name, with its files, though the draft and its files are gone; fills only what is empty. */
static void
test_template (Fixture *f, gconstpointer unused)
{
  static const char name[] = "../Hütte/../x %41\n.template";
  g_autoptr (AlpDraft) draft = new_draft (f, "bob@mail.test", "four beds");
  g_autoptr (AlpDraft) other = new_draft (f, "", "");
  g_autoptr (AlpDraft) loaded = NULL;
  g_autoptr (GPtrArray) names = NULL, none = NULL;
  g_autoptr (GBytes) plan = g_bytes_new_static ("plan", 4);
  g_autofree char *html = NULL, *to = NULL, *subject = NULL, *long_name = g_strnfill (101, 'n'), *path = NULL;
  g_autoptr (AlpDraftAttachment) file = NULL;

  alp_draft_add_bytes (draft, plan, "plan.txt", "text/plain", FALSE);
  while (alp_draft_is_adding (draft))
    g_main_context_iteration (NULL, TRUE);
  save_template (f, draft, name, TRUE);
  save_template (f, draft, "  ", FALSE);
  save_template (f, draft, long_name, FALSE);
  names = template_names (f);
  g_assert_cmpuint (names->len, ==, 1);
  g_assert_cmpstr (names->pdata[0], ==, name);
  g_clear_object (&f->result);
  alp_draft_template_load_async (f->engine, name, NULL, on_result, f);
  loaded = alp_draft_template_load_finish (f->engine, wait_result (f), NULL);
  g_assert_nonnull (loaded);
  g_object_set (other, "subject", "Mine", NULL);
  html = alp_draft_take_template (other, loaded);
  g_assert_nonnull (strstr (html, "four beds"));
  g_object_get (other, "to", &to, "subject", &subject, NULL);
  g_assert_cmpstr (to, ==, "bob@mail.test");
  g_assert_cmpstr (subject, ==, "Mine");
  g_assert_cmpuint (g_list_model_get_n_items (alp_draft_get_attachments (other)), ==, 1);
  file = g_list_model_get_item (alp_draft_get_attachments (other), 0);
  path = alp_draft_attachment_dup_path (file);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_clear_object (&f->result);
  alp_draft_template_remove_async (f->engine, name, NULL, on_result, f);
  g_assert_true (alp_draft_template_change_finish (f->engine, wait_result (f), NULL));
  none = template_names (f);
  g_assert_cmpuint (none->len, ==, 0);
}

static GPtrArray *
due (Fixture *f, gint64 now)
{
  g_clear_object (&f->result);
  alp_draft_reminders_due_async (f->engine, now, NULL, on_result, f);
  return alp_draft_reminders_due_finish (f->engine, wait_result (f), NULL);
}

/* Not before its day, once only, and about the message that was sent. */
static void
test_reminder (Fixture *f, gconstpointer unused)
{
  const gint64 day = 24 * 3600;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (AlpDraft) draft = new_draft (f, "bob@mail.test", "answer, please");
  g_autoptr (GPtrArray) early = NULL, late = NULL, again = NULL;

  g_object_set (draft, "remind-days", 3, NULL);
  g_clear_object (&f->result);
  alp_draft_schedule_async (draft, 0, 0, NULL, on_result, f);
  g_assert_cmpint (alp_draft_schedule_finish (draft, wait_result (f), NULL), >, 0);
  early = due (f, now + 2 * day);
  g_assert_cmpuint (early->len, ==, 0);
  late = due (f, now + 3 * day + 60);
  g_assert_cmpuint (late->len, ==, 1);
  g_assert_cmpstr (((AlpDraftReminder *) late->pdata[0])->subject, ==, "Hut");
  again = due (f, now + 4 * day);
  g_assert_cmpuint (again->len, ==, 0);
}

/* However often it is saved, few versions of one minute are kept. */
static void
test_thinned (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpDraft) draft = new_draft (f, "bob@mail.test", "");
  g_autoptr (GPtrArray) versions = NULL;

  for (int i = 0; i < 40; i++)
    {
      g_autofree char *text = g_strdup_printf ("version %d", i);

      g_object_set (draft, "text", text, NULL);
      save (f, draft);
    }
  g_clear_object (&f->result);
  alp_draft_versions_async (f->engine, alp_draft_get_id (draft), NULL, on_result, f);
  versions = alp_draft_versions_finish (f->engine, wait_result (f), NULL);
  g_assert_cmpuint (versions->len, >=, 5);
  g_assert_cmpuint (versions->len, <=, 8); /* 5 and one a minute, should a minute begin meanwhile */
  g_assert_cmpuint (((AlpDraftInfo *) versions->pdata[0])->version, ==, 40);
}

static gboolean
finds (Fixture *f, AlpDraft *draft, gboolean writing, const char *id)
{
  g_autoptr (GPtrArray) findings = NULL;
  gboolean found = FALSE;

  g_clear_object (&f->result);
  if (writing)
    alp_draft_check_writing_async (draft, NULL, on_result, f);
  else
    alp_draft_check_async (draft, NULL, on_result, f);
  findings = alp_draft_check_finish (draft, wait_result (f), NULL);
  g_assert_nonnull (findings);
  for (guint i = 0; i < findings->len; i++)
    found |= strcmp (((AlpCheckFinding *) findings->pdata[i])->id, id) == 0;
  return found;
}

/* A file is looked at once; what was found is said again and again, and gone with it. */
static void
test_checks (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpDraft) draft = new_draft (f, "no-reply@mail.test, bob@far.example", "Hello");
  g_autoptr (GBytes) program = g_bytes_new_static ("MZ", 2);
  AlpDraftAttachment *file;
  g_autoptr (GStrvBuilder) added = g_strv_builder_new ();

  g_assert_true (finds (f, draft, TRUE, "no-reply-recipient"));
  g_assert_false (finds (f, draft, TRUE, "external-recipients"));
  g_strv_builder_add (added, "bob@far.example");
  alp_draft_set_added (draft, g_strv_builder_end (added));
  g_assert_true (finds (f, draft, TRUE, "external-recipients"));
  file = alp_draft_add_bytes (draft, program, "game.exe", "application/octet-stream", FALSE);
  g_assert_true (finds (f, draft, FALSE, "attachment-type-forbidden")); /* waits until it is copied */
  for (int i = 0; i < 2; i++)
    g_assert_true (finds (f, draft, TRUE, "attachment-type-forbidden"));
  alp_draft_remove_attachment (draft, file);
  g_assert_false (finds (f, draft, TRUE, "attachment-type-forbidden"));
}

static void
test_redirect (Fixture *f, gconstpointer unused)
{
  static const char text[] = "From: bob@far.example\nTo: anna@mail.test\nBcc: x@y.example\nSubject: "
                             "On\nMessage-ID: <1@far.example>\n\nHi\n";
  g_autoptr (GBytes) source = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  Store *store = sync_engine_get_store (alp_engine_get_sync (f->engine));
  g_autoptr (StoreOutboxItem) item = NULL;
  g_autofree char *sent = NULL;
  gint64 id;

  g_clear_object (&f->result);
  alp_draft_redirect_async (f->engine, f->account, "Anna", "anna@mail.test", "nobody", source, 0, NULL,
                            on_result, f);
  g_assert_cmpint (alp_draft_redirect_finish (f->engine, wait_result (f), &error), ==, 0);
  g_assert_error (error, ALP_ERROR, ALP_ERROR_INVALID);
  g_clear_object (&f->result);
  alp_draft_redirect_async (f->engine, f->account, "Anna", "anna@mail.test", "carol@mail.test", source, 0,
                            NULL, on_result, f);
  id = alp_draft_redirect_finish (f->engine, wait_result (f), NULL);
  g_assert_cmpint (id, >, 0);
  item = store_outbox_get (store, id, NULL);
  sent = g_strndup (g_bytes_get_data (item->message, NULL), g_bytes_get_size (item->message));
  g_assert_true (g_str_has_prefix (sent, "Resent-Date: "));
  g_assert_nonnull (
      strstr (sent, "\r\nResent-From: Anna <anna@mail.test>\r\nResent-To: carol@mail.test\r\n"));
  g_assert_nonnull (strstr (sent, "\r\nMessage-ID: <1@far.example>\r\n"));
  g_assert_null (strstr (sent, "Bcc"));
  g_assert_cmpstr (item->message_id, !=, "1@far.example");
  g_assert_cmpstr (item->recipients[0], ==, "carol@mail.test");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/mail/draft-extra/" name, Fixture, NULL, setup, function, teardown)
  ADD ("template", test_template);
  ADD ("reminder", test_reminder);
  ADD ("thinned", test_thinned);
  ADD ("checks", test_checks);
  ADD ("redirect", test_redirect);
  return g_test_run ();
}
