/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-activity.c: the log of activity: reading it, putting it into words, exporting it, and noting sign-ins
 *
 * The lines hold words for programs ("revoke mailcow"); here they become sentences, so that a log is read in the
 * language of today. Main thread, but for the jobs. */

#include "alp-activity.h"

#include "alp-engine-private.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

static const char *const kind_names[ALP_ACTIVITY_N_KINDS]
    = { "",       "sign-in", "password", "certificate", "device", "rule",
        "import", "send",    "account",  "sync",        "upkeep" };

void
alp_activity_free (AlpActivity *self)
{
  if (self == NULL)
    return;
  g_free (self->email);
  g_free (self->subject);
  g_free (self->detail);
  g_free (self->words);
  g_free (self);
}

/** alp_activity_kind_get_name: Returns: (transfer none): a word for programs, "" for none */
const char *
alp_activity_kind_get_name (AlpActivityKind kind)
{
  return kind_names[(guint) kind < ALP_ACTIVITY_N_KINDS ? kind : 0];
}

/** alp_activity_kind_parse: @name: (nullable). Returns: the kind, 0 for any other word */
AlpActivityKind
alp_activity_kind_parse (const char *name)
{
  for (guint i = 1; name != NULL && i < ALP_ACTIVITY_N_KINDS; i++)
    if (g_str_equal (kind_names[i], name))
      return (AlpActivityKind) i;
  return (AlpActivityKind) 0;
}

/** alp_activity_kind_words: Returns: (transfer none): translated */
const char *
alp_activity_kind_words (AlpActivityKind kind)
{
  static const char *const words[ALP_ACTIVITY_N_KINDS]
      = { N_ ("Everything"), N_ ("Sign-Ins"), N_ ("Passwords"), N_ ("Certificates"),
          N_ ("Devices"),    N_ ("Rules"),    N_ ("Imports"),   N_ ("Sending"),
          N_ ("Addresses"),  N_ ("Fetching"), N_ ("Upkeep") };

  return _ (words[(guint) kind < ALP_ACTIVITY_N_KINDS ? kind : 0]);
}

/* ---- words ---- */

/* By the first word of the detail; %s is the subject. The second column is for what failed. */
static const struct
{
  AlpActivityKind kind;
  const char *what;
  const char *done;
  const char *failed;
} table[] = {
  { ALP_ACTIVITY_DEVICE, "connect", N_ ("The provider's service was connected"),
    N_ ("The provider's service could not be connected") },
  { ALP_ACTIVITY_DEVICE, "disconnect", N_ ("The provider's service was disconnected"), NULL },
  { ALP_ACTIVITY_DEVICE, "add", N_ ("Device “%s” was added"), N_ ("Device “%s” could not be added") },
  { ALP_ACTIVITY_DEVICE, "use", N_ ("This computer signs in with the password of “%s”"),
    N_ ("The password of “%s” was not accepted for this computer") },
  { ALP_ACTIVITY_DEVICE, "revoke", N_ ("Device “%s” was disconnected"),
    N_ ("Device “%s” could not be disconnected") },
  { ALP_ACTIVITY_DEVICE, "revoke-all", N_ ("All devices were disconnected"),
    N_ ("The devices could not be disconnected") },
  { ALP_ACTIVITY_DEVICE, "forget", N_ ("Device “%s” was taken off the list"), NULL },
  { ALP_ACTIVITY_DEVICE, "rename", N_ ("A device was renamed “%s”"),
    N_ ("A device could not be renamed “%s”") },
  { ALP_ACTIVITY_DEVICE, "regenerate", N_ ("Device “%s” got a new password"),
    N_ ("Device “%s” could not get a new password") },
  { ALP_ACTIVITY_SIGN_IN, "again", N_ ("Signed in again"), NULL },
  { ALP_ACTIVITY_SIGN_IN, "refused", NULL, N_ ("The server did not accept the password") },
  { ALP_ACTIVITY_CERTIFICATE, "refused", NULL, N_ ("The server could not prove who it is") },
  { ALP_ACTIVITY_PASSWORD, "changed", N_ ("The password was changed"), NULL },
  { ALP_ACTIVITY_ACCOUNT, "added", N_ ("The address was added"), N_ ("The address could not be added") },
};

static char *
make_words (const StoreActivity *row)
{
  g_auto (GStrv) parts = g_strsplit (row->detail, " ", 4);
  const char *what = parts[0] != NULL ? parts[0] : "";

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const char *text = row->ok ? table[i].done : table[i].failed;

      if (table[i].kind == (AlpActivityKind) row->kind && g_str_equal (table[i].what, what) && text != NULL)
        {
          g_auto (GStrv) around = g_strsplit (_ (text), "%s", 2);

          return g_strjoinv (row->subject, around);
        }
    }
  return *row->subject != '\0' && *row->detail != '\0' ? g_strdup_printf ("%s: %s", row->subject, row->detail)
         : *row->detail != '\0'                        ? g_strdup (row->detail)
                                                       : g_strdup (row->subject);
}

/* ---- reading ---- */

typedef struct
{
  Store *store;
  gint64 account_id;
  AlpActivityKind kind;
  gint64 before;
  guint limit;
  gboolean ok;
  char *subject;
  char *detail;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->subject);
  g_free (job->detail);
  g_free (job);
}

static const char *
find_email (GPtrArray *accounts, gint64 id)
{
  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    if (((StoreAccount *) g_ptr_array_index (accounts, i))->id == id)
      return ((StoreAccount *) g_ptr_array_index (accounts, i))->email;
  return "";
}

static gpointer
load_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  const Job *job = argument;
  g_autoptr (GPtrArray) rows = store_activity_list (
      job->store, job->account_id, (StoreActivityKind) job->kind, job->before, job->limit, error);
  g_autoptr (GPtrArray) accounts = rows != NULL ? store_accounts_list (job->store, NULL) : NULL;
  GPtrArray *lines;

  if (rows == NULL)
    return NULL;
  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_activity_free);
  for (guint i = 0; i < rows->len; i++)
    {
      const StoreActivity *row = g_ptr_array_index (rows, i);
      AlpActivity *line = g_new0 (AlpActivity, 1);

      line->id = row->id;
      line->account_id = row->account_id;
      line->time = row->time;
      line->kind = (AlpActivityKind) row->kind;
      line->ok = row->ok;
      line->email = g_strdup (find_email (accounts, row->account_id));
      line->subject = g_strdup (row->subject);
      line->detail = g_strdup (row->detail);
      line->words = make_words (row);
      g_ptr_array_add (lines, line);
    }
  return lines;
}

void
alp_activity_load_async (AlpEngine *engine, AlpAccount *account, AlpActivityKind kind, gint64 before,
                         guint limit, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  SyncEngine *sync = alp_engine_get_sync (engine);
  Job *job;

  if (sync == NULL)
    {
      alp_job_fail (engine, alp_activity_load_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  job = g_new0 (Job, 1);
  job->store = sync_engine_get_store (sync);
  job->account_id = account != NULL ? alp_account_get_id (account) : 0;
  job->kind = kind;
  job->before = before;
  job->limit = limit;
  alp_job_run (engine, alp_activity_load_async, alp_engine_get_reader (engine), BASE_PRIORITY_NORMAL,
               load_job, job, job_free, (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
alp_activity_load_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_activity_load_async, result, error);
}

/* ---- writing ---- */

static gpointer
add_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  const Job *job = argument;
  g_autoptr (GError) problem = NULL;

  if (!store_activity_add (job->store, job->account_id, (StoreActivityKind) job->kind, job->ok, job->subject,
                           job->detail, &problem))
    g_warning ("the log of activity: %s", problem->message);
  return NULL;
}

void
alp_activity_add (AlpEngine *engine, AlpAccount *account, AlpActivityKind kind, gboolean ok,
                  const char *subject, const char *detail)
{
  SyncEngine *sync = alp_engine_get_sync (engine);
  Job *job;

  if (sync == NULL)
    return;
  job = g_new0 (Job, 1);
  job->store = sync_engine_get_store (sync);
  job->account_id = account != NULL ? alp_account_get_id (account) : 0;
  job->kind = kind;
  job->ok = ok;
  job->subject = g_strdup (subject);
  job->detail = g_strdup (detail);
  base_worker_post (alp_engine_get_actor (engine), BASE_PRIORITY_BACKGROUND, add_job, job, job_free);
}

/* ---- sign-ins ---- */

#define KEY_STATE "alp-activity-refused"

/* A line when it begins to fail and when it works again, not for each attempt. */
static void
on_state (AlpAccount *account, GParamSpec *pspec, gpointer engine)
{
  gboolean was = g_object_get_data (G_OBJECT (account), KEY_STATE) != NULL;
  AlpAccountState state = alp_account_get_state (account);

  if (state == ALP_ACCOUNT_STATE_NEEDS_ATTENTION && !was)
    alp_activity_add (engine, account, ALP_ACTIVITY_SIGN_IN, FALSE, alp_account_get_spec (account)->imap_host,
                      "refused");
  else if (state == ALP_ACCOUNT_STATE_IDLE && was)
    alp_activity_add (engine, account, ALP_ACTIVITY_SIGN_IN, TRUE, alp_account_get_spec (account)->imap_host,
                      "again");
  if (state == ALP_ACCOUNT_STATE_NEEDS_ATTENTION || state == ALP_ACCOUNT_STATE_IDLE)
    g_object_set_data (G_OBJECT (account), KEY_STATE,
                       state == ALP_ACCOUNT_STATE_NEEDS_ATTENTION ? (gpointer) "yes" : NULL);
}

static void
on_accounts (GListModel *accounts, guint position, guint removed, guint added, gpointer engine)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      g_signal_connect_object (account, "notify::state", G_CALLBACK (on_state), engine, G_CONNECT_DEFAULT);
    }
}

void
alp_activity_watch (AlpEngine *engine)
{
  GListModel *accounts = alp_engine_get_accounts (engine);

  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts), engine, G_CONNECT_DEFAULT);
  on_accounts (accounts, 0, 0, g_list_model_get_n_items (accounts), engine);
}

/* ---- export ---- */

static char *
iso_date (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);

  return date != NULL ? g_date_time_format_iso8601 (date) : g_strdup ("");
}

/* RFC 4180; what a spreadsheet would take for a formula gets an apostrophe. */
static void
add_cell (GString *text, const char *cell, gboolean last)
{
  g_string_append_c (text, '"');
  if (*cell != '\0' && strchr ("=+-@\t\r", *cell) != NULL)
    g_string_append_c (text, '\'');
  for (const char *c = cell; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *c);
    }
  g_string_append (text, last ? "\"\r\n" : "\",");
}

/** alp_activity_format_csv: Returns: (transfer full): RFC 4180, UTF-8, with a line of names */
char *
alp_activity_format_csv (GPtrArray *lines)
{
  GString *text = g_string_new ("time,address,kind,result,about,what,detail\r\n");

  for (guint i = 0; i < lines->len; i++)
    {
      const AlpActivity *line = g_ptr_array_index (lines, i);
      g_autofree char *time = iso_date (line->time);
      const char *const cells[] = { time,
                                    line->email,
                                    alp_activity_kind_get_name (line->kind),
                                    line->ok ? "ok" : "failed",
                                    line->subject,
                                    line->words,
                                    line->detail };

      for (gsize j = 0; j < G_N_ELEMENTS (cells); j++)
        add_cell (text, cells[j], j + 1 == G_N_ELEMENTS (cells));
    }
  return g_string_free_and_steal (text);
}

static void
add_member (JsonBuilder *builder, const char *name, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, valid);
}

/** alp_activity_format_json: Returns: (transfer full): an object with the list "activity" */
char *
alp_activity_format_json (GPtrArray *lines)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "activity");
  json_builder_begin_array (builder);
  for (guint i = 0; i < lines->len; i++)
    {
      const AlpActivity *line = g_ptr_array_index (lines, i);
      g_autofree char *time = iso_date (line->time);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "id");
      json_builder_add_int_value (builder, line->id);
      add_member (builder, "time", time);
      add_member (builder, "address", line->email);
      add_member (builder, "kind", alp_activity_kind_get_name (line->kind));
      json_builder_set_member_name (builder, "ok");
      json_builder_add_boolean_value (builder, line->ok);
      add_member (builder, "about", line->subject);
      add_member (builder, "what", line->words);
      add_member (builder, "detail", line->detail);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
