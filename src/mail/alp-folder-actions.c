/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-actions.c: what a person does with folders, put into the journal or the settings
 *
 * The jobs run on the engine's actor, disk only. */

#include "alp-folder-actions.h"

#include "alp-engine-private.h"
#include "alp-error.h"
#include "alp-folder-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  JOB_CREATE = 1,
  JOB_RENAME,
  JOB_DELETE,
  JOB_EMPTY,
  JOB_REBUILD,
  JOB_SUBSCRIBE,
  JOB_ROLE,
  JOB_FAVORITE,
  JOB_COLLAPSED,
} JobKind;

typedef struct
{
  SyncEngine *sync;
  JobKind kind;
  gint64 account_id;
  gint64 folder_id; /* CREATE: 0 */
  gint64 parent_id; /* 0: the top */
  char *name;
  char *shown; /* nullable: what to call the folder in words */
  gboolean on;
  StoreRole role;
} FolderJob;

static void
folder_job_free (gpointer data)
{
  FolderJob *job = data;

  g_free (job->name);
  g_free (job->shown);
  g_free (job);
}

const char *
alp_folder_name_mistake (const char *name, char delimiter)
{
  if (name == NULL || *name == '\0' || !g_utf8_validate (name, -1, NULL))
    return _ ("A folder needs a name.");
  if (g_utf8_strlen (name, -1) > ALP_FOLDER_NAME_MAX)
    return _ ("This name is too long. 255 characters are possible.");
  if (delimiter != '\0' && strchr (name, delimiter) != NULL)
    return _ ("This name contains the character that separates folders on the server.");
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return _ ("This name contains a character that cannot be seen.");
  if (*name == ' ' || name[strlen (name) - 1] == ' ')
    return _ ("A name cannot begin or end with a space.");
  return NULL;
}

static char
find_delimiter (Store *store, gint64 account_id)
{
  g_autoptr (GPtrArray) folders = store_folders_list (store, account_id, NULL);

  for (guint i = 0; folders != NULL && i < folders->len; i++)
    if (((StoreFolder *) g_ptr_array_index (folders, i))->delimiter != '\0')
      return ((StoreFolder *) g_ptr_array_index (folders, i))->delimiter;
  return '\0';
}

/* Path and display of @name under the job's parent. FALSE with @error in words. */
static gboolean
make_path (FolderJob *job, Store *store, char delimiter, char **path, char **display, GError **error)
{
  g_autoptr (StoreFolder) parent = NULL;
  const char *mistake = alp_folder_name_mistake (job->name, delimiter);

  if (mistake != NULL)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID, mistake);
      return FALSE;
    }
  if (job->parent_id != 0)
    {
      parent = store_folder_get (store, job->parent_id, error);
      if (parent == NULL)
        return FALSE;
    }
  if (parent != NULL && delimiter == '\0')
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                           _ ("This server has no folders inside folders."));
      return FALSE;
    }
  *path = parent != NULL ? g_strdup_printf ("%s%c%s", parent->path, delimiter, job->name)
                         : g_strdup (job->name);
  *display = parent != NULL ? g_strdup_printf ("%s%c%s", parent->display, delimiter, job->name)
                            : g_strdup (job->name);
  return TRUE;
}

static gboolean
act (FolderJob *job, Store *store, StoreActionKind kind, GError **error)
{
  char delimiter = find_delimiter (store, job->account_id);
  StoreFolderAction action = { .kind = kind,
                               .account_id = job->account_id,
                               .folder_id = job->folder_id,
                               .delimiter = delimiter,
                               .on = job->on };
  g_autofree char *path = NULL, *display = NULL;
  g_autoptr (GError) problem = NULL;

  if ((kind == STORE_ACTION_FOLDER_CREATE || kind == STORE_ACTION_FOLDER_RENAME)
      && !make_path (job, store, delimiter, &path, &display, error))
    return FALSE;
  action.path = path;
  action.display = display;
  if (store_act_folder (store, &action, &problem) != 0)
    return TRUE;
  if (g_error_matches (problem, STORE_ERROR, STORE_ERROR_INVALID))
    g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                         kind == STORE_ACTION_FOLDER_DELETE
                             ? _ ("This folder has a purpose of its own and cannot be deleted.")
                             : _ ("There is a folder of this name already."));
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* A ghost does not exist on the server: what is deleted are the real folders below it. */
static gboolean
delete_folder (FolderJob *job, Store *store, GError **error)
{
  g_autoptr (StoreFolder) folder = store_folder_get (store, job->folder_id, error);

  return folder != NULL && act (job, store, STORE_ACTION_FOLDER_DELETE, error);
}

static gboolean
set_choice (FolderJob *job, Store *store, GError **error)
{
  g_autoptr (StoreFolder) folder = store_folder_get (store, job->folder_id, error);
  g_autoptr (StoreFolderSetting) setting
      = folder != NULL ? store_folder_setting_get (store, folder->account_id, folder->path, error) : NULL;

  if (setting == NULL)
    return FALSE;
  if (job->kind == JOB_ROLE)
    setting->role = job->role;
  else if (job->kind == JOB_FAVORITE)
    setting->favorite = job->on;
  else
    setting->collapsed = job->on;
  return store_folder_setting_save (store, setting, error);
}

static gboolean
rebuild (FolderJob *job, Store *store, GError **error)
{
  if (!store_folder_reset (store, job->folder_id, 0, error)
      || !store_folder_set_sync_state (store, job->folder_id, 0, 0, 0, 0, 0, error))
    return FALSE;
  sync_engine_refresh (job->sync, job->account_id);
  return TRUE;
}

static gboolean
run (FolderJob *job, Store *store, GError **error)
{
  g_autoptr (GError) problem = NULL;

  switch (job->kind)
    {
    case JOB_CREATE:
      return act (job, store, STORE_ACTION_FOLDER_CREATE, error);
    case JOB_RENAME:
      return act (job, store, STORE_ACTION_FOLDER_RENAME, error);
    case JOB_DELETE:
      return delete_folder (job, store, error);
    case JOB_SUBSCRIBE:
      return act (job, store, STORE_ACTION_FOLDER_SUBSCRIBE, error);
    case JOB_EMPTY:
      if (store_act_empty (store, job->folder_id, NULL, &problem) != 0
          || g_error_matches (problem, STORE_ERROR, STORE_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    case JOB_REBUILD:
      return rebuild (job, store, error);
    case JOB_ROLE:
    case JOB_FAVORITE:
    case JOB_COLLAPSED:
    default:
      return set_choice (job, store, error);
    }
}

static char *
describe (const FolderJob *job)
{
  switch (job->kind)
    {
    case JOB_CREATE:
      return g_strdup_printf (_ ("Folder “%s” created"), job->name);
    case JOB_RENAME:
      return g_strdup_printf (_ ("The folder is now “%s”"), job->name);
    case JOB_DELETE:
      return g_strdup_printf (_ ("Folder “%s” deleted"), job->shown);
    case JOB_EMPTY:
      return g_strdup_printf (_ ("“%s” emptied"), job->shown);
    case JOB_REBUILD:
      return g_strdup_printf (_ ("Fetching “%s” again"), job->shown);
    case JOB_ROLE:
    case JOB_SUBSCRIBE:
    case JOB_FAVORITE:
    case JOB_COLLAPSED:
    default:
      return g_strdup ("");
    }
}

typedef struct
{
  char *text;
  gboolean undoable;
} Outcome;

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;

  g_free (outcome->text);
  g_free (outcome);
}

static gpointer
folder_job_run (gpointer argument, GCancellable *cancellable, GError **error)
{
  FolderJob *job = argument;
  Outcome *outcome;

  if (!run (job, sync_engine_get_store (job->sync), error))
    return NULL;
  if (job->kind <= JOB_EMPTY || job->kind == JOB_SUBSCRIBE)
    sync_engine_wake (job->sync, job->account_id);
  outcome = g_new0 (Outcome, 1);
  outcome->text = describe (job);
  outcome->undoable = job->kind == JOB_CREATE || job->kind == JOB_RENAME;
  return outcome;
}

/* Takes over @job. */
static void
start (AlpEngine *self, FolderJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
       gpointer user_data)
{
  job->sync = alp_engine_get_sync (self);
  if (job->sync == NULL)
    {
      folder_job_free (job);
      alp_job_fail (self, alp_engine_folder_finish, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  alp_job_run (self, alp_engine_folder_finish, alp_engine_get_actor (self), BASE_PRIORITY_INTERACTIVE,
               folder_job_run, job, folder_job_free, outcome_free, cancellable, callback, user_data);
}

static FolderJob *
job_new (JobKind kind, AlpFolder *folder)
{
  FolderJob *job = g_new0 (FolderJob, 1);

  job->kind = kind;
  if (folder == NULL)
    return job;
  job->account_id = alp_folder_get_account_id (folder);
  job->folder_id = alp_folder_get_id (folder);
  job->shown = g_strdup (alp_folder_get_name (folder));
  return job;
}

void
alp_engine_create_folder_async (AlpEngine *self, AlpAccount *account, AlpFolder *parent, const char *name,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  FolderJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  job = job_new (JOB_CREATE, NULL);
  job->account_id = alp_account_get_id (account);
  job->parent_id = parent != NULL ? alp_folder_get_id (parent) : 0;
  job->name = g_strdup (name);
  start (self, job, cancellable, callback, user_data);
}

void
alp_engine_rename_folder_async (AlpEngine *self, AlpFolder *folder, AlpFolder *parent, const char *name,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  FolderJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_FOLDER (folder));

  job = job_new (JOB_RENAME, folder);
  job->parent_id = parent != NULL ? alp_folder_get_id (parent) : 0;
  job->name = g_strdup (name);
  start (self, job, cancellable, callback, user_data);
}

void
alp_engine_delete_folder_async (AlpEngine *self, AlpFolder *folder, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_FOLDER (folder));

  start (self, job_new (JOB_DELETE, folder), cancellable, callback, user_data);
}

void
alp_engine_empty_folder_async (AlpEngine *self, AlpFolder *folder, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_FOLDER (folder));

  start (self, job_new (JOB_EMPTY, folder), cancellable, callback, user_data);
}

void
alp_engine_rebuild_folder_async (AlpEngine *self, AlpFolder *folder, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_FOLDER (folder));

  start (self, job_new (JOB_REBUILD, folder), cancellable, callback, user_data);
}

static void
start_choice (AlpEngine *self, JobKind kind, AlpFolder *folder, gboolean on, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  FolderJob *job = job_new (kind, folder);

  job->on = on;
  start (self, job, cancellable, callback, user_data);
}

void
alp_engine_subscribe_folder_async (AlpEngine *self, AlpFolder *folder, gboolean on, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_FOLDER (folder));

  start_choice (self, JOB_SUBSCRIBE, folder, on, cancellable, callback, user_data);
}

void
alp_engine_set_folder_role_async (AlpEngine *self, AlpFolder *folder, AlpFolderRole role,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  FolderJob *job;

  g_return_if_fail (ALP_IS_FOLDER (folder));

  job = job_new (JOB_ROLE, folder);
  job->role = role == ALP_FOLDER_ROLE_NONE ? 0 : alp_folder_role_to_store (role);
  start (self, job, cancellable, callback, user_data);
}

void
alp_engine_set_folder_favorite_async (AlpEngine *self, AlpFolder *folder, gboolean on,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_return_if_fail (ALP_IS_FOLDER (folder));

  start_choice (self, JOB_FAVORITE, folder, on, cancellable, callback, user_data);
}

void
alp_engine_set_folder_collapsed_async (AlpEngine *self, AlpFolder *folder, gboolean on,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_return_if_fail (ALP_IS_FOLDER (folder));

  start_choice (self, JOB_COLLAPSED, folder, on, cancellable, callback, user_data);
}

char *
alp_engine_folder_finish (AlpEngine *self, GAsyncResult *result, gboolean *undoable, GError **error)
{
  Outcome *outcome = alp_job_finish (self, alp_engine_folder_finish, result, error);
  char *text;

  if (undoable != NULL)
    *undoable = outcome != NULL && outcome->undoable;
  if (outcome == NULL)
    return NULL;
  text = g_steal_pointer (&outcome->text);
  outcome_free (outcome);
  return text;
}
