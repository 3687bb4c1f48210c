/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-actions.c: what a person does with messages, put into the journal
 *
 * Runs on the engine's actor, disk only. A conversation becomes its messages, messages are sorted by account (a journal group is of
 * one), the words "archive" and "delete" become a folder of that account; then the store does one transaction and sync is woken. */

#include "alp-actions.h"

#include "alp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

AlpActionJob *
alp_action_job_new (SyncEngine *sync, AlpAction action)
{
  AlpActionJob *job = g_new0 (AlpActionJob, 1);

  job->sync = sync;
  job->action = action;
  job->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  job->threads = g_array_new (FALSE, FALSE, sizeof (gint64));
  return job;
}

void
alp_action_job_free (gpointer data)
{
  AlpActionJob *job = data;

  g_array_unref (job->ids);
  g_array_unref (job->threads);
  g_free (job->target);
  g_free (job);
}

static gboolean
is_flag_action (AlpAction action)
{
  return action == ALP_ACTION_SEEN || action == ALP_ACTION_UNSEEN || action == ALP_ACTION_STAR
         || action == ALP_ACTION_UNSTAR;
}

static gboolean
is_in_folder (Store *store, gint64 message_id, gint64 folder_id)
{
  g_autoptr (GPtrArray) placements = store_placements_list (store, message_id, NULL);

  for (guint i = 0; placements != NULL && i < placements->len; i++)
    {
      const StorePlacement *placement = g_ptr_array_index (placements, i);

      if (placement->folder_id == folder_id && !placement->hidden)
        return TRUE;
    }
  return FALSE;
}

/* Star and "unread" speak of the newest message of a conversation, everything else of all of it that the list shows. */
static gboolean
expand_conversation (AlpActionJob *job, Store *store, gint64 thread_id, GError **error)
{
  g_autoptr (GPtrArray) messages = store_thread_get_messages (store, thread_id, error);
  gboolean only_newest = job->action == ALP_ACTION_STAR || job->action == ALP_ACTION_UNSEEN;
  guint before = job->ids->len;

  if (messages == NULL)
    return FALSE;
  for (guint i = messages->len; i-- > 0;)
    {
      const StoreMessage *message = g_ptr_array_index (messages, i);
      gboolean here = job->folder_id == 0 || is_in_folder (store, message->id, job->folder_id);

      if (here || (is_flag_action (job->action) && !only_newest))
        g_array_append_val (job->ids, message->id);
      if (only_newest && job->ids->len > before)
        break;
    }
  return TRUE;
}

static gint64
find_by_name (Store *store, gint64 account_id, const char *name)
{
  g_autoptr (GPtrArray) folders = store_folders_list (store, account_id, NULL);
  g_autofree char *wanted = g_utf8_casefold (name, -1);
  gint64 best = 0;

  for (guint i = 0; folders != NULL && i < folders->len; i++)
    {
      const StoreFolder *folder = g_ptr_array_index (folders, i);
      g_autofree char *display = g_utf8_casefold (folder->display, -1);
      g_autofree char *last = g_utf8_casefold (folder->name, -1);

      if (strcmp (folder->display, name) == 0 || strcmp (display, wanted) == 0)
        return folder->id;
      if (best == 0 && strcmp (last, wanted) == 0)
        best = folder->id;
    }
  return best;
}

static gint64
find_by_role (Store *store, gint64 account_id, StoreRole role)
{
  g_autoptr (StoreFolder) folder = store_folder_get_by_role (store, account_id, role, NULL);

  return folder != NULL ? folder->id : 0;
}

static gint64
find_role_or_name (Store *store, gint64 account_id, StoreRole role, const char *name)
{
  gint64 id = find_by_role (store, account_id, role);

  return id != 0 ? id : find_by_name (store, account_id, name);
}

static gint64
find_named_target (Store *store, gint64 account_id, const char *name)
{
  static const struct
  {
    const char *name;
    StoreRole role;
  } roles[] = {
    { "inbox", STORE_ROLE_INBOX },     { "drafts", STORE_ROLE_DRAFTS }, { "sent", STORE_ROLE_SENT },
    { "archive", STORE_ROLE_ARCHIVE }, { "spam", STORE_ROLE_JUNK },     { "junk", STORE_ROLE_JUNK },
    { "trash", STORE_ROLE_TRASH },
  };

  gint64 id = find_by_name (store, account_id, name);

  for (gsize i = 0; id == 0 && i < G_N_ELEMENTS (roles); i++)
    if (g_ascii_strcasecmp (roles[i].name, name) == 0)
      id = find_by_role (store, account_id, roles[i].role);
  return id;
}

/* Returns: 0 with @error set when the account has no such folder. */
static gint64
find_target (AlpActionJob *job, Store *store, gint64 account_id, GError **error)
{
  gint64 id = 0;

  switch (job->action)
    {
    case ALP_ACTION_ARCHIVE:
      id = find_role_or_name (store, account_id, STORE_ROLE_ARCHIVE, "Archive");
      if (id == 0)
        id = find_by_role (store, account_id, STORE_ROLE_ALL);
      if (id == 0)
        g_set_error_literal (
            error, ALP_ERROR, ALP_ERROR_NOT_FOUND,
            _ ("This account has no archive folder. Make a folder “Archive” on the server first."));
      return id;
    case ALP_ACTION_DELETE:
      id = find_role_or_name (store, account_id, STORE_ROLE_TRASH, "Trash");
      if (id == 0)
        g_set_error_literal (
            error, ALP_ERROR, ALP_ERROR_NOT_FOUND,
            _ ("This account has no trash folder. Make a folder “Trash” on the server first."));
      return id;
    case ALP_ACTION_MOVE:
      id = job->target_id != 0
               ? job->target_id
               : find_named_target (store, account_id, job->target != NULL ? job->target : "");
      if (id == 0)
        g_set_error (error, ALP_ERROR, ALP_ERROR_NOT_FOUND, _ ("There is no folder “%s” in this account."),
                     job->target != NULL ? job->target : "");
      return id;
    case ALP_ACTION_SEEN:
    case ALP_ACTION_UNSEEN:
    case ALP_ACTION_STAR:
    case ALP_ACTION_UNSTAR:
    default:
      return 0;
    }
}

static void
set_flags (StoreAction *action, AlpAction kind)
{
  action->kind = STORE_ACTION_FLAGS;
  switch (kind)
    {
    case ALP_ACTION_SEEN:
      action->add_flags = STORE_FLAG_SEEN;
      break;
    case ALP_ACTION_UNSEEN:
      action->remove_flags = STORE_FLAG_SEEN;
      break;
    case ALP_ACTION_STAR:
      action->add_flags = STORE_FLAG_FLAGGED;
      break;
    case ALP_ACTION_UNSTAR:
      action->remove_flags = STORE_FLAG_FLAGGED;
      break;
    case ALP_ACTION_ARCHIVE:
    case ALP_ACTION_DELETE:
    case ALP_ACTION_MOVE:
    default:
      break;
    }
}

/* Returns: FALSE on failure; TRUE with *@n_done unchanged when there was nothing left to do. */
static gboolean
act (AlpActionJob *job, Store *store, StoreAction *action, GArray *ids, guint *n_done, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (ids->len == 0)
    return TRUE;
  action->message_ids = (const gint64 *) (gpointer) ids->data;
  action->n_messages = ids->len;
  if (store_act (store, action, &problem) != 0)
    *n_done += ids->len;
  else if (!g_error_matches (problem, STORE_ERROR, STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return TRUE;
}

/* What is in the trash already goes for good. */
static gboolean
delete_or_trash (AlpActionJob *job, Store *store, StoreAction *action, GArray *ids, guint *n_done,
                 GError **error)
{
  g_autoptr (GArray) to_trash = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) for_good = g_array_new (FALSE, FALSE, sizeof (gint64));
  StoreAction final = *action;

  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      g_array_append_val (is_in_folder (store, id, action->target_id) ? for_good : to_trash, id);
    }
  action->kind = STORE_ACTION_MOVE;
  final.kind = STORE_ACTION_DELETE;
  final.folder_id = action->target_id;
  final.target_id = 0;
  return act (job, store, action, to_trash, n_done, error)
         && act (job, store, &final, for_good, n_done, error);
}

static gboolean
act_on_account (AlpActionJob *job, Store *store, gint64 account_id, GArray *ids, guint *n_done,
                GError **error)
{
  g_autofree char *label = NULL;
  StoreAction action = { .folder_id = is_flag_action (job->action) ? 0 : job->folder_id };
  gboolean ok;

  if (!is_flag_action (job->action))
    {
      g_autoptr (StoreFolder) folder = NULL;

      action.target_id = find_target (job, store, account_id, error);
      if (action.target_id == 0)
        return FALSE;
      folder = store_folder_get (store, action.target_id, error);
      if (folder == NULL)
        return FALSE;
      g_set_str (&job->target, folder->name);
    }
  label = alp_undo_format (job->action, ids->len, job->target);
  action.label = label;
  action.automatic = job->automatic;
  if (is_flag_action (job->action))
    set_flags (&action, job->action);
  else
    action.kind = STORE_ACTION_MOVE;
  ok = job->action == ALP_ACTION_DELETE ? delete_or_trash (job, store, &action, ids, n_done, error)
                                        : act (job, store, &action, ids, n_done, error);
  if (ok)
    sync_engine_wake (job->sync, account_id);
  return ok;
}

static void
free_ids (gpointer ids)
{
  g_array_unref (ids);
}

/* Returns: (element-type gint64 GArray): by account; NULL when a message is not there. */
static GHashTable *
sort_by_account (AlpActionJob *job, Store *store, GError **error)
{
  g_autoptr (GHashTable) accounts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_ids);

  for (guint i = 0; i < job->ids->len; i++)
    {
      gint64 id = g_array_index (job->ids, gint64, i);
      g_autoptr (StoreMessage) message = store_message_get (store, id, error);
      GArray *ids;

      if (message == NULL)
        return NULL;
      ids = g_hash_table_lookup (accounts, &message->account_id);
      if (ids == NULL)
        {
          ids = g_array_new (FALSE, FALSE, sizeof (gint64));
          g_hash_table_insert (accounts, g_memdup2 (&message->account_id, sizeof (gint64)), ids);
        }
      g_array_append_val (ids, id);
    }
  return g_steal_pointer (&accounts);
}

gpointer
alp_action_job_run (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpActionJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (GHashTable) accounts = NULL;
  GHashTableIter iter;
  gpointer account, ids;
  guint n_done = 0;

  for (guint i = 0; i < job->threads->len; i++)
    if (!expand_conversation (job, store, g_array_index (job->threads, gint64, i), error)
        || g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
  accounts = sort_by_account (job, store, error);
  if (accounts == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, accounts);
  while (g_hash_table_iter_next (&iter, &account, &ids))
    if (!act_on_account (job, store, *(gint64 *) account, ids, &n_done, error))
      return NULL;
  return n_done > 0 ? alp_undo_describe_done (job->action, n_done, job->target) : g_strdup ("");
}

gpointer
alp_undo_job_run (gpointer argument, GCancellable *cancellable, GError **error)
{
  SyncEngine *sync = argument;
  g_autofree char *label = NULL;
  gint64 account_id = store_undo (sync_engine_get_store (sync), 0, &label, error);

  if (account_id == 0)
    return NULL;
  sync_engine_wake (sync, account_id);
  return alp_undo_describe_undone (label);
}
