/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-refusal.c: operations the server refused, for a person to read, dismiss or try again
 *
 * Main thread; the work is on the engine's actor, disk only. */

#include "alp-refusal.h"

#include "alp-engine-private.h"

#include <glib/gi18n-lib.h>

void
alp_refusal_free (AlpRefusal *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->reason);
  g_free (self);
}

/* What it was, when nobody gave it a label. */
static char *
describe_kind (const StoreJournalEntry *entry)
{
  guint n = entry->items->len;

  switch (entry->kind)
    {
    case STORE_ACTION_FLAGS:
      return g_strdup_printf (ngettext ("The marks of %u message", "The marks of %u messages", n), n);
    case STORE_ACTION_MOVE:
    case STORE_ACTION_COPY:
      /* Translators: %s is the name of a folder */
      return g_strdup_printf (ngettext ("%u message to “%s”", "%u messages to “%s”", n), n,
                              entry->target_path);
    case STORE_ACTION_DELETE:
      return g_strdup_printf (ngettext ("Deleting %u message for good", "Deleting %u messages for good", n),
                              n);
    case STORE_ACTION_APPEND:
      return g_strdup_printf (_ ("A message to “%s”"), entry->path);
    case STORE_ACTION_DRAFT:
      return g_strdup (_ ("A draft to the server"));
    case STORE_ACTION_FOLDER_CREATE:
      return g_strdup_printf (_ ("New folder “%s”"), entry->target_path);
    case STORE_ACTION_FOLDER_RENAME:
      /* Translators: old and new name of a folder */
      return g_strdup_printf (_ ("Folder “%s” as “%s”"), entry->note, entry->target_path);
    case STORE_ACTION_FOLDER_DELETE:
      return g_strdup_printf (_ ("Deleting the folder “%s”"), entry->path);
    case STORE_ACTION_FOLDER_SUBSCRIBE:
    default:
      return g_strdup_printf (_ ("The folder “%s”"), entry->path);
    }
}

static AlpRefusal *
refusal_new (const StoreJournalEntry *entry)
{
  AlpRefusal *self = g_new0 (AlpRefusal, 1);
  g_autofree char *target = NULL;
  g_autofree char *what = NULL;
  AlpAction action;
  guint n;

  what = alp_undo_parse (entry->label, &action, &n, &target) ? alp_undo_describe_done (action, n, target)
                                                             : describe_kind (entry);
  self->id = entry->id;
  self->account_id = entry->account_id;
  /* Translators: %s is what the server refused to do: "2 messages archived" */
  self->text = g_strdup_printf (_ ("Not done: %s"), what);
  self->reason = g_strdup (entry->error);
  self->created = entry->created;
  self->n = entry->items->len;
  return self;
}

typedef struct
{
  SyncEngine *sync;
  gint64 id;
  gint64 account_id;
} RefusalJob;

static gboolean
add_of_account (Store *store, gint64 account_id, GPtrArray *out, GError **error)
{
  g_autoptr (GPtrArray) entries = store_journal_failed (store, account_id, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    g_ptr_array_add (out, refusal_new (g_ptr_array_index (entries, i)));
  return entries != NULL;
}

static gpointer
load_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  RefusalJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_refusal_free);
  g_autoptr (GPtrArray) accounts = NULL;

  if (job->account_id != 0)
    return add_of_account (store, job->account_id, out, error) ? g_steal_pointer (&out) : NULL;
  accounts = store_accounts_list (store, error);
  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len; i++)
    if (!add_of_account (store, ((StoreAccount *) g_ptr_array_index (accounts, i))->id, out, error))
      return NULL;
  return g_steal_pointer (&out);
}

static gpointer
dismiss_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  RefusalJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (GPtrArray) all = NULL;

  if (job->id != 0)
    return store_journal_dismiss (store, job->id, error) ? ALP_JOB_DONE : NULL;
  all = load_job (job, cancellable, error);
  for (guint i = 0; all != NULL && i < all->len; i++)
    store_journal_dismiss (store, ((AlpRefusal *) g_ptr_array_index (all, i))->id, NULL);
  return all != NULL ? ALP_JOB_DONE : NULL;
}

static gpointer
retry_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  RefusalJob *job = argument;
  gint64 account_id = store_journal_again (sync_engine_get_store (job->sync), job->id, error);

  if (account_id == 0)
    return NULL;
  sync_engine_wake (job->sync, account_id);
  return ALP_JOB_DONE;
}

static void
run (AlpEngine *self, gpointer tag, BaseWorkerFunc func, RefusalJob what, GDestroyNotify result_free,
     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  what.sync = alp_engine_get_sync (self);
  if (what.sync == NULL)
    alp_job_fail (self, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
  else
    alp_job_run (self, tag, alp_engine_get_actor (self), BASE_PRIORITY_INTERACTIVE, func,
                 g_memdup2 (&what, sizeof what), g_free, result_free, cancellable, callback, user_data);
}

void
alp_engine_load_refusals_async (AlpEngine *self, AlpAccount *account, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (self));

  run (self, alp_engine_load_refusals_async, load_job,
       (RefusalJob) { .account_id = account != NULL ? alp_account_get_id (account) : 0 },
       (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
alp_engine_load_refusals_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_load_refusals_async, result, error);
}

void
alp_engine_dismiss_refusal_async (AlpEngine *self, gint64 id, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (self));

  run (self, alp_engine_refusal_finish, dismiss_job, (RefusalJob) { .id = id }, NULL, cancellable, callback,
       user_data);
}

void
alp_engine_retry_refusal_async (AlpEngine *self, gint64 id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (self));

  run (self, alp_engine_refusal_finish, retry_job, (RefusalJob) { .id = id }, NULL, cancellable, callback,
       user_data);
}

gboolean
alp_engine_refusal_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_refusal_finish, result, error) != NULL;
}
