/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-engine.c: one profile at work, seen from the main thread: opening, closing, accounts, changes
 *
 * Main thread. Below is a SyncEngine with its store; between them stand four workers, so that nothing a person waits for queues behind
 * something slow: the reader (rows and ids), the actor (journal, drafts, outbox), the loader (whole messages, may wait for the network)
 * and the setup worker (connecting to try an account, whole rounds); a fifth does the upkeep. What changes below comes up through AlpChanges.
 * What messages can be asked for is in alp-engine-messages.c, what programs ask for in alp-engine-service.c. */

#include "alp-engine-private.h"

#include "alp-account-private.h"
#include "alp-activity.h"
#include "alp-changes.h"
#include "alp-draft-upload.h"
#include "alp-folder-private.h"
#include "alp-message-list-private.h"
#include "alp-profile-private.h"
#include "alp-snapshot.h"
#include "alp-upkeep-job.h"
#include "sync-pop-choice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _AlpEngine
{
  GObject parent_instance;

  char *profile;
  SyncEngine *sync; /* nullable: not open, or stopped */
  BaseWorker *reader;
  BaseWorker *actor;
  BaseWorker *loader;
  BaseWorker *setup;
  BaseWorker *upkeep;
  AlpChanges *changes;
  GListStore *accounts;
  GListStore *profiles;
  gint64 default_profile;
  GPtrArray *lists; /* AlpMessageList, weak */
  AlpChangesFunc watch;
  gpointer watch_data;
  gboolean started;
  gboolean stopped;
  gboolean refreshing;
  gboolean refresh_again;
};

G_DEFINE_FINAL_TYPE (AlpEngine, alp_engine, G_TYPE_OBJECT)

enum
{
  PROP_ACCOUNTS = 1,
  PROP_PROFILE,
  N_PROPS,
};

enum
{
  SIGNAL_OUTBOX_CHANGED,
  SIGNAL_DRAFTS_CHANGED,
  SIGNAL_SEARCHES_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

SyncEngine *
alp_engine_get_sync (AlpEngine *self)
{
  return self->sync;
}

BaseWorker *
alp_engine_get_reader (AlpEngine *self)
{
  return self->reader;
}

BaseWorker *
alp_engine_get_actor (AlpEngine *self)
{
  return self->actor;
}

BaseWorker *
alp_engine_get_loader (AlpEngine *self)
{
  return self->loader;
}

BaseWorker *
alp_engine_get_setup (AlpEngine *self)
{
  return self->setup;
}

BaseWorker *
alp_engine_get_upkeep (AlpEngine *self)
{
  return self->upkeep;
}

GError *
alp_engine_new_stopped_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The program is ending."));
}

/* ---- accounts and folders ---- */

/* Borrowed from the model, which keeps it. */
static AlpAccount *
account_at (AlpEngine *self, guint position)
{
  g_autoptr (AlpAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), position);

  return account;
}

static gboolean
has_account (const AlpSnapshot *snapshot, gint64 id)
{
  for (guint i = 0; i < snapshot->accounts->len; i++)
    if (((StoreAccount *) g_ptr_array_index (snapshot->accounts, i))->id == id)
      return TRUE;
  return FALSE;
}

static void
take_snapshot (AlpEngine *self, const AlpSnapshot *snapshot)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i-- > 0;)
    if (!has_account (snapshot, alp_account_get_id (account_at (self, i))))
      g_list_store_remove (self->accounts, i);
  for (guint i = 0; i < snapshot->accounts->len; i++)
    {
      const StoreAccount *record = g_ptr_array_index (snapshot->accounts, i);
      AlpAccount *known = alp_engine_get_account (self, record->id);
      g_autoptr (AlpAccount) account = known != NULL ? g_object_ref (known) : alp_account_new (record);

      alp_account_update (account, record, g_ptr_array_index (snapshot->folders, i), snapshot->settings);
      if (known == NULL)
        g_list_store_insert (self->accounts,
                             MIN (i, g_list_model_get_n_items (G_LIST_MODEL (self->accounts))), account);
    }
  alp_profiles_update (self->profiles, snapshot->profiles, G_LIST_MODEL (self->accounts));
}

static gpointer
snapshot_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  return alp_snapshot_read (argument, error);
}

static void refresh (AlpEngine *self);

static void
on_snapshot (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpEngine) self = data;
  g_autoptr (AlpSnapshot) snapshot = base_worker_run_finish (result, NULL);

  self->refreshing = FALSE;
  if (snapshot != NULL && self->sync != NULL)
    take_snapshot (self, snapshot);
  if (self->refresh_again && self->sync != NULL)
    refresh (self);
}

static void
refresh (AlpEngine *self)
{
  self->refresh_again = self->refreshing;
  if (self->refreshing)
    return;
  self->refreshing = TRUE;
  base_worker_run_async (self->reader, BASE_PRIORITY_NORMAL, snapshot_job, sync_engine_get_store (self->sync),
                         NULL, (GDestroyNotify) alp_snapshot_free, NULL, on_snapshot, g_object_ref (self));
}

/* ---- changes from below ---- */

static void
apply_state (AlpEngine *self, const AlpChange *change)
{
  AlpAccount *account = alp_engine_get_account (self, change->account_id);

  if (account != NULL)
    alp_account_set_state (account, change->state, change->error);
}

static void
apply_progress (AlpEngine *self, const AlpChange *change)
{
  AlpAccount *account = alp_engine_get_account (self, change->progress.account_id);

  if (account != NULL)
    alp_account_set_progress (account, &change->progress);
}

static void
on_changes (GPtrArray *changes, gpointer data)
{
  g_autoptr (AlpEngine) self = g_object_ref (data);
  gboolean accounts = FALSE, outbox = FALSE, drafts = FALSE, searches = FALSE;
  g_autoptr (GPtrArray) lists = NULL;

  for (guint i = 0; i < changes->len; i++)
    {
      const AlpChange *change = g_ptr_array_index (changes, i);

      if (change->progress.account_id != 0)
        apply_progress (self, change);
      else if (change->kind == 0)
        apply_state (self, change);
      accounts |= change->kind == STORE_CHANGE_SETTINGS || change->kind == STORE_CHANGE_ACCOUNTS
                  || change->kind == STORE_CHANGE_PROFILES || change->kind == STORE_CHANGE_FOLDERS
                  || change->kind == STORE_CHANGE_FOLDER;
      outbox |= change->kind == STORE_CHANGE_OUTBOX;
      drafts |= change->kind == STORE_CHANGE_DRAFTS;
      searches |= change->kind == STORE_CHANGE_SEARCHES;
    }
  lists = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->lists->len; i++)
    g_ptr_array_add (lists, g_object_ref (g_ptr_array_index (self->lists, i)));
  for (guint i = 0; i < lists->len; i++)
    alp_message_list_apply (g_ptr_array_index (lists, i), changes);
  if (self->watch != NULL)
    self->watch (changes, self->watch_data);
  if (accounts && self->sync != NULL)
    refresh (self);
  if (outbox)
    g_signal_emit (self, signals[SIGNAL_OUTBOX_CHANGED], 0);
  if (drafts)
    g_signal_emit (self, signals[SIGNAL_DRAFTS_CHANGED], 0);
  if (searches)
    g_signal_emit (self, signals[SIGNAL_SEARCHES_CHANGED], 0);
}

void
alp_engine_add_list (AlpEngine *self, AlpMessageList *list)
{
  g_ptr_array_add (self->lists, list);
}

void
alp_engine_remove_list (AlpEngine *self, AlpMessageList *list)
{
  g_ptr_array_remove_fast (self->lists, list);
}

void
alp_engine_set_watch (AlpEngine *self, AlpChangesFunc func, gpointer user_data)
{
  self->watch = func;
  self->watch_data = user_data;
}

/* ---- opening and closing ---- */

typedef struct
{
  char *profile;
  AlpChanges *changes;
} OpenJob;

static void
open_job_free (gpointer data)
{
  OpenJob *job = data;

  g_free (job->profile);
  g_free (job);
}

typedef struct
{
  SyncEngine *sync;
  AlpSnapshot *snapshot;
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  g_clear_pointer (&opened->snapshot, alp_snapshot_free);
  g_clear_pointer (&opened->sync, sync_engine_free);
  g_free (opened);
}

static gpointer
open_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  OpenJob *job = argument;
  Opened *opened = g_new0 (Opened, 1);

  opened->sync = sync_engine_new (job->profile, error);
  if (opened->sync != NULL)
    alp_profiles_prune (sync_engine_get_store (opened->sync));
  if (opened->sync != NULL)
    opened->snapshot = alp_snapshot_read (sync_engine_get_store (opened->sync), error);
  if (opened->snapshot == NULL)
    {
      opened_free (opened);
      return NULL;
    }
  store_set_change_func (sync_engine_get_store (opened->sync), alp_changes_push_store, job->changes);
  sync_engine_set_state_func (opened->sync, alp_changes_push_state, job->changes);
  sync_engine_set_progress_func (opened->sync, alp_changes_push_progress, job->changes);
  return opened;
}

/**
 * alp_engine_open_async:
 * @profile_dir: made when missing
 */
void
alp_engine_open_async (const char *profile_dir, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (AlpEngine) self = g_object_new (ALP_TYPE_ENGINE, NULL);
  OpenJob *job = g_new0 (OpenJob, 1);

  self->profile = g_canonicalize_filename (profile_dir, NULL);
  self->changes = alp_changes_new (on_changes, self);
  job->profile = g_strdup (self->profile);
  job->changes = self->changes;
  alp_job_run (self, alp_engine_open_async, self->actor, BASE_PRIORITY_INTERACTIVE, open_job, job,
               open_job_free, opened_free, cancellable, callback, user_data);
}

gboolean
alp_engine_get_started (AlpEngine *self)
{
  return self->started;
}

/* Returns: (transfer full): NULL with @error in words */
AlpEngine *
alp_engine_open_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (AlpEngine) self = ALP_ENGINE (g_async_result_get_source_object (result));
  Opened *opened = alp_job_finish (self, alp_engine_open_async, result, error);

  if (opened == NULL)
    return NULL;
  self->sync = g_steal_pointer (&opened->sync);
  take_snapshot (self, opened->snapshot);
  opened_free (opened);
  return g_steal_pointer (&self);
}

void
alp_engine_start (AlpEngine *self)
{
  g_return_if_fail (ALP_IS_ENGINE (self));

  if (self->sync == NULL || self->started)
    return;
  self->started = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    if (!alp_account_get_paused (account_at (self, i)))
      sync_engine_start_account (self->sync, alp_account_get_id (account_at (self, i)));
  alp_draft_upload_attach (self);
  alp_activity_watch (self);
  alp_upkeep_begin (self);
}

static gpointer
close_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  sync_engine_free (argument);
  return ALP_JOB_DONE;
}

static void
end_worker (BaseWorker **worker)
{
  base_worker_stop (*worker);
  base_worker_join (*worker);
}

/**
 * alp_engine_stop:
 *
 * Order: what uses the store ends, then sync and the store, then what carried their changes.
 */
void
alp_engine_stop (AlpEngine *self)
{
  SyncEngine *sync;

  g_return_if_fail (ALP_IS_ENGINE (self));

  if (self->stopped)
    return;
  self->stopped = TRUE;
  sync = g_steal_pointer (&self->sync);
  for (guint i = 0; i < self->lists->len; i++)
    alp_message_list_detach (g_ptr_array_index (self->lists, i));
  base_worker_stop (self->loader);
  base_worker_stop (self->setup);
  base_worker_stop (self->upkeep);
  end_worker (&self->reader);
  end_worker (&self->loader);
  end_worker (&self->setup);
  end_worker (&self->upkeep);
  if (sync != NULL)
    base_worker_run_sync (self->actor, BASE_PRIORITY_BACKGROUND, close_job, sync, NULL, NULL);
  end_worker (&self->actor);
  g_clear_pointer (&self->changes, alp_changes_free);
}

void
alp_engine_sync (AlpEngine *self, AlpAccount *account)
{
  guint n;

  g_return_if_fail (ALP_IS_ENGINE (self));

  if (self->sync == NULL)
    return;
  n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  for (guint i = 0; i < n; i++)
    if (account == NULL || account == account_at (self, i))
      sync_engine_refresh (self->sync, alp_account_get_id (account_at (self, i)));
}

const char *
alp_engine_get_profile (AlpEngine *self)
{
  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);

  return self->profile;
}

GListModel *
alp_engine_get_accounts (AlpEngine *self)
{
  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->accounts);
}

GListModel *
alp_engine_get_profiles (AlpEngine *self)
{
  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->profiles);
}

void
alp_engine_set_default_profile (AlpEngine *self, gint64 id)
{
  g_return_if_fail (ALP_IS_ENGINE (self));

  self->default_profile = MAX (1, id);
}

gint64
alp_engine_get_default_profile (AlpEngine *self)
{
  g_return_val_if_fail (ALP_IS_ENGINE (self), 1);

  return self->default_profile;
}

AlpAccount *
alp_engine_find_account (AlpEngine *self, const char *email)
{
  guint n;

  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  for (guint i = 0; i < n; i++)
    if (g_ascii_strcasecmp (alp_account_get_email (account_at (self, i)), email) == 0)
      return account_at (self, i);
  return NULL;
}

AlpAccount *
alp_engine_get_account (AlpEngine *self, gint64 id)
{
  guint n;

  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  for (guint i = 0; i < n; i++)
    if (alp_account_get_id (account_at (self, i)) == id)
      return account_at (self, i);
  return NULL;
}

AlpFolder *
alp_engine_get_folder (AlpEngine *self, gint64 id)
{
  guint n;

  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  for (guint i = 0; i < n; i++)
    {
      GListModel *folders = alp_account_get_folders (account_at (self, i));

      for (guint j = 0; j < g_list_model_get_n_items (folders); j++)
        {
          g_autoptr (AlpFolder) folder = g_list_model_get_item (folders, j);

          if (alp_folder_get_id (folder) == id)
            return folder;
        }
    }
  return NULL;
}

/* ---- adding and removing accounts ---- */

typedef struct
{
  SyncEngine *sync;
  StoreAccount *account; /* nullable */
  gint64 account_id;
  char *password; /* nullable */
  gboolean flag;  /* start, or force */
  int pop_leave_days;
} AccountJob;

static AccountJob *
account_job_new (AlpEngine *self, const char *password)
{
  AccountJob *job = g_new0 (AccountJob, 1);

  job->sync = self->sync;
  job->password = g_strdup (password);
  return job;
}

static void
account_job_free (gpointer data)
{
  AccountJob *job = data;

  g_clear_pointer (&job->account, store_account_free);
  sync_secret_wipe (job->password);
  g_free (job);
}

static gpointer
add_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AccountJob *job = argument;
  gint64 id;

  if (!sync_engine_check_account (job->sync, job->account, job->password, cancellable, error))
    return NULL;
  id = sync_engine_add_account (job->sync, job->account, job->password, error);
  if (id == 0
      || (job->account->kind == STORE_ACCOUNT_POP
          && !sync_pop_set_leave_days (sync_engine_get_store (job->sync), id, job->pop_leave_days, error)))
    return NULL;
  if (job->flag)
    sync_engine_start_account (job->sync, id);
  return alp_snapshot_read (sync_engine_get_store (job->sync), error);
}

static const char *
find_mistake (AlpEngine *self, const AlpAccountSpec *spec, const char *password)
{
  const char *at = spec->email != NULL ? strrchr (spec->email, '@') : NULL;

  if (at == NULL || at == spec->email || at[1] == '\0' || strpbrk (spec->email, " \t\r\n<>,") != NULL)
    return _ ("This is not an e-mail address. It looks like name@example.org.");
  if (alp_engine_find_account (self, spec->email) != NULL)
    return _ ("This address is here already.");
  if (spec->imap_host == NULL || *spec->imap_host == '\0' || spec->smtp_host == NULL
      || *spec->smtp_host == '\0')
    return _ ("The servers for receiving and for sending are needed.");
  if ((password == NULL || *password == '\0') && spec->password_command == NULL)
    return _ ("The password is missing.");
  if (spec->ca_file != NULL && !g_file_test (spec->ca_file, G_FILE_TEST_IS_REGULAR))
    return _ ("There is no such certificate file. Check its path.");
  return NULL;
}

void
alp_engine_add_account_async (AlpEngine *self, const AlpAccountSpec *spec, const char *password,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  const char *mistake;
  AccountJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));

  mistake = find_mistake (self, spec, password);
  if (mistake != NULL || self->sync == NULL)
    {
      alp_job_fail (self, alp_engine_add_account_async, cancellable, callback, user_data,
                    mistake != NULL ? g_error_new_literal (ALP_ERROR, ALP_ERROR_INVALID, mistake)
                                    : alp_engine_new_stopped_error ());
      return;
    }
  job = account_job_new (self, password);
  job->account = alp_account_spec_to_record (spec);
  job->pop_leave_days = spec->pop_leave_days;
  job->account->profile_id = self->default_profile;
  job->account->position = (int) g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  job->flag = self->started;
  alp_job_run (self, alp_engine_add_account_async, self->setup, BASE_PRIORITY_INTERACTIVE, add_job, job,
               account_job_free, (GDestroyNotify) alp_snapshot_free, cancellable, callback, user_data);
}

gboolean
alp_engine_add_account_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  g_autoptr (AlpSnapshot) snapshot = alp_job_finish (self, alp_engine_add_account_async, result, error);

  if (snapshot != NULL && self->sync != NULL)
    take_snapshot (self, snapshot);
  return snapshot != NULL;
}

static gpointer
remove_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AccountJob *job = argument;

  if (!sync_engine_remove_account (job->sync, job->account_id, job->flag, error))
    return NULL;
  return alp_snapshot_read (sync_engine_get_store (job->sync), error);
}

static void
run_account_job (AlpEngine *self, gpointer tag, BaseWorkerFunc func, AccountJob *job,
                 GDestroyNotify result_free, GCancellable *cancellable, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  if (self->sync == NULL)
    {
      account_job_free (job);
      alp_job_fail (self, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
      return;
    }
  alp_job_run (self, tag, self->setup, BASE_PRIORITY_INTERACTIVE, func, job, account_job_free, result_free,
               cancellable, callback, user_data);
}

void
alp_engine_remove_account_async (AlpEngine *self, AlpAccount *account, gboolean force,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  AccountJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  job = account_job_new (self, NULL);
  job->account_id = alp_account_get_id (account);
  job->flag = force;
  run_account_job (self, alp_engine_remove_account_async, remove_job, job, (GDestroyNotify) alp_snapshot_free,
                   cancellable, callback, user_data);
}

gboolean
alp_engine_remove_account_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  g_autoptr (AlpSnapshot) snapshot = alp_job_finish (self, alp_engine_remove_account_async, result, error);

  if (snapshot != NULL && self->sync != NULL)
    take_snapshot (self, snapshot);
  return snapshot != NULL;
}

static gpointer
password_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AccountJob *job = argument;
  g_autoptr (StoreAccount) account
      = store_account_get (sync_engine_get_store (job->sync), job->account_id, error);

  /* Tried first: a mistyped password must not take the place of the one that may still be right. */
  if (account == NULL || !sync_engine_check_account (job->sync, account, job->password, cancellable, error))
    return NULL;
  return sync_engine_set_password (job->sync, job->account_id, job->password, error) ? ALP_JOB_DONE : NULL;
}

void
alp_engine_set_password_async (AlpEngine *self, AlpAccount *account, const char *password,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  AccountJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  job = account_job_new (self, password);
  job->account_id = alp_account_get_id (account);
  run_account_job (self, alp_engine_set_password_async, password_job, job, NULL, cancellable, callback,
                   user_data);
}

gboolean
alp_engine_set_password_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_set_password_async, result, error) != NULL;
}

/* ---- GObject ---- */

static void
alp_engine_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AlpEngine *self = ALP_ENGINE (object);

  switch (id)
    {
    case PROP_ACCOUNTS:
      g_value_set_object (value, self->accounts);
      break;
    case PROP_PROFILE:
      g_value_set_string (value, self->profile);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
alp_engine_dispose (GObject *object)
{
  alp_engine_stop (ALP_ENGINE (object));
  G_OBJECT_CLASS (alp_engine_parent_class)->dispose (object);
}

static void
alp_engine_finalize (GObject *object)
{
  AlpEngine *self = ALP_ENGINE (object);

  g_free (self->profile);
  base_worker_unref (self->reader);
  base_worker_unref (self->actor);
  base_worker_unref (self->loader);
  base_worker_unref (self->setup);
  base_worker_unref (self->upkeep);
  g_object_unref (self->accounts);
  g_object_unref (self->profiles);
  g_ptr_array_unref (self->lists);
  G_OBJECT_CLASS (alp_engine_parent_class)->finalize (object);
}

static void
alp_engine_class_init (AlpEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = alp_engine_get_property;
  object_class->dispose = alp_engine_dispose;
  object_class->finalize = alp_engine_finalize;
  properties[PROP_ACCOUNTS] = g_param_spec_object ("accounts", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_PROFILE] = g_param_spec_string ("profile", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_OUTBOX_CHANGED] = g_signal_new ("outbox-changed", ALP_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DRAFTS_CHANGED] = g_signal_new ("drafts-changed", ALP_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SEARCHES_CHANGED] = g_signal_new ("searches-changed", ALP_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0,
                                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_engine_init (AlpEngine *self)
{
  self->reader = base_worker_new ("alp-reader");
  self->actor = base_worker_new ("alp-actor");
  self->loader = base_worker_new ("alp-loader");
  self->setup = base_worker_new ("alp-setup");
  self->upkeep = base_worker_new ("alp-upkeep");
  self->accounts = g_list_store_new (ALP_TYPE_ACCOUNT);
  self->profiles = g_list_store_new (ALP_TYPE_PROFILE);
  self->default_profile = 1;
  self->lists = g_ptr_array_new ();
}
