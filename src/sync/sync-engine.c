/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-engine.c: one profile: its lock, its store and the accounts at work
 *
 * A profile folder holds `lock` (held with flock as long as the engine lives, so a second program on the same profile
 * is refused, and a crash frees it), `data` (local.db: what cannot be had again) and `cache` (mail.db, bodies).
 *
 * Any thread. The table of started accounts is behind one lock that is never held while something blocks. Blocking
 * calls use the network on the calling thread, in a main context of their own. */

#include "sync-engine.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base-types.h"
#include "sync-device.h"
#include "sync-account.h"
#include "sync-body.h"
#include "sync-journal.h"
#include "sync-local-loop.h"
#include "sync-local.h"
#include "sync-outbox.h"
#include "sync-part.h"
#include "sync-round.h"
#include "sync-search-private.h"
#include "sync-sign-in.h"

struct _SyncEngine
{
  char *profile;
  int lock_fd;
  Store *store;
  SyncSecrets *secrets;
  SyncBodies bodies;
  SyncStateFunc state_func;
  gpointer state_data;
  SyncProgressFunc progress_func;
  gpointer progress_data;
  SyncConditions *conditions;
  GMutex lock;          /* guards accounts, setups */
  GHashTable *accounts; /* gint64 id → SyncAccount */
  GHashTable *setups;   /* gint64 id → SyncSetup: one for all who work on an account, for its locks */
  GHashTable *loops;    /* id → SyncLocalLoop: accounts whose mail is kept here */
};

void
sync_report_free (SyncReport *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_clear_error (&self->error);
  g_free (self);
}

/* Takes the single-instance lock. Returns: a file descriptor, -1 on failure. */
static int
lock_profile (const char *profile, GError **error)
{
  g_autofree char *path = g_build_filename (profile, "lock", NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int code;

  if (fd < 0)
    {
      g_set_error (error, SYNC_ERROR, SYNC_ERROR_PROFILE, "%s: %s", path, g_strerror (errno));
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  code = errno;
  close (fd);
  if (code == EWOULDBLOCK)
    g_set_error (error, SYNC_ERROR, SYNC_ERROR_LOCKED, "%s is in use by another program", profile);
  else
    g_set_error (error, SYNC_ERROR, SYNC_ERROR_PROFILE, "%s cannot be locked: %s", path, g_strerror (code));
  return -1;
}

static GPtrArray *
all_accounts (SyncEngine *self)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) sync_account_unref);
  GHashTableIter iter;
  gpointer account;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->accounts);
  while (g_hash_table_iter_next (&iter, NULL, &account))
    g_ptr_array_add (accounts, sync_account_ref (account));
  g_mutex_unlock (&self->lock);
  return accounts;
}

/* On the conditions' thread. */
static void
on_conditions (guint changes, gpointer data)
{
  g_autoptr (GPtrArray) accounts = all_accounts (data);

  for (guint i = 0; i < accounts->len; i++)
    sync_account_conditions_changed (accounts->pdata[i], changes);
}

/**
 * sync_engine_new:
 * @profile_dir: made when it is not there, for the owner only
 *
 * Returns: (transfer full): the engine, nothing started yet; %NULL on failure: SYNC_ERROR_LOCKED when another program
 * uses the profile, SYNC_ERROR_PROFILE when the folder cannot be written, else the store's error. Blocks.
 */
SyncEngine *
sync_engine_new (const char *profile_dir, GError **error)
{
  g_autofree char *data = g_build_filename (profile_dir, "data", NULL);
  g_autofree char *cache = g_build_filename (profile_dir, "cache", NULL);
  Store *store;
  SyncEngine *self;
  int fd;

  base_types_ensure ();
  if (g_mkdir_with_parents (data, 0700) != 0 || g_mkdir_with_parents (cache, 0700) != 0)
    {
      g_set_error (error, SYNC_ERROR, SYNC_ERROR_PROFILE, "%s: %s", profile_dir, g_strerror (errno));
      return NULL;
    }
  fd = lock_profile (profile_dir, error);
  if (fd < 0)
    return NULL;
  store = store_open (data, cache, error);
  if (store == NULL)
    {
      close (fd);
      return NULL;
    }
  self = g_new0 (SyncEngine, 1);
  self->profile = g_strdup (profile_dir);
  self->lock_fd = fd;
  self->store = store;
  self->secrets = sync_secrets_new_service ();
  self->bodies = SYNC_BODIES_RECENT;
  g_mutex_init (&self->lock);
  self->accounts
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) sync_account_unref);
  self->loops = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->setups
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) sync_setup_unref);
  {
    g_autofree char *partial = g_build_filename (cache, "partial", NULL);

    sync_parts_clean (partial);
    store_bodies_clean (store);
  }
  self->conditions = sync_conditions_new (on_conditions, self);
  return self;
}

/* Returns: (transfer full) (nullable): the started account. */
static SyncAccount *
find_account (SyncEngine *self, gint64 id)
{
  SyncAccount *account;

  g_mutex_lock (&self->lock);
  account = g_hash_table_lookup (self->accounts, &id);
  if (account != NULL)
    sync_account_ref (account);
  g_mutex_unlock (&self->lock);
  return account;
}

/* The setup everybody shares who works on this account, started or not, so that only one of them replays the journal at a
 * time. Blocks (disk). Returns: (transfer full): %NULL with SYNC_ERROR_NO_ACCOUNT or the store's error. */
static SyncSetup *
get_setup (SyncEngine *self, gint64 id, GError **error)
{
  g_autoptr (StoreAccount) account = store_account_get (self->store, id, error);
  SyncSetup *setup;

  if (account == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  setup = g_hash_table_lookup (self->setups, &id);
  if (setup == NULL || !sync_setup_is_of (setup, account))
    {
      setup = sync_setup_new (self->store, self->secrets, account, NULL);
      setup->partial_dir = g_build_filename (self->profile, "cache", "partial", NULL);
      g_hash_table_insert (self->setups, g_memdup2 (&id, sizeof id), setup);
    }
  sync_setup_ref (setup);
  g_mutex_unlock (&self->lock);
  return setup;
}

/* Takes the loop of an account out and ends it. */
static void
stop_loop (SyncEngine *self, gint64 account_id)
{
  SyncLocalLoop *loop;

  g_mutex_lock (&self->lock);
  loop = g_hash_table_lookup (self->loops, &account_id);
  g_hash_table_remove (self->loops, &account_id);
  g_mutex_unlock (&self->lock);
  if (loop != NULL)
    sync_local_loop_stop (loop);
}

static void
stop_loops (SyncEngine *self)
{
  GHashTableIter iter;
  gpointer id;

  for (;;)
    {
      gint64 account_id;

      g_mutex_lock (&self->lock);
      g_hash_table_iter_init (&iter, self->loops);
      account_id = g_hash_table_iter_next (&iter, &id, NULL) ? *(gint64 *) id : 0;
      g_mutex_unlock (&self->lock);
      if (account_id == 0)
        return;
      stop_loop (self, account_id);
    }
}

/* Under the lock; the functions do not wait. */
static void
for_loops (SyncEngine *self, gint64 account_id, void (*func) (SyncLocalLoop *))
{
  GHashTableIter iter;
  gpointer id, loop;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->loops);
  while (g_hash_table_iter_next (&iter, &id, &loop))
    if (account_id == 0 || account_id == *(gint64 *) id)
      func (loop);
  g_mutex_unlock (&self->lock);
}

/* Stops every account, closes the store, frees the profile for others. Blocks, at most a few seconds. */
void
sync_engine_free (SyncEngine *self)
{
  g_autoptr (GPtrArray) accounts = NULL;

  if (self == NULL)
    return;
  accounts = all_accounts (self);
  for (guint i = 0; i < accounts->len; i++)
    sync_account_stop (accounts->pdata[i]);
  stop_loops (self);
  sync_conditions_free (self->conditions);
  g_clear_pointer (&accounts, g_ptr_array_unref);
  g_hash_table_unref (self->accounts);
  g_hash_table_unref (self->setups);
  g_hash_table_unref (self->loops);
  g_mutex_clear (&self->lock);
  store_free (self->store);
  sync_secrets_free (self->secrets);
  close (self->lock_fd);
  g_free (self->profile);
  g_free (self);
}

Store *
sync_engine_get_store (SyncEngine *self)
{
  return self->store;
}

const char *
sync_engine_get_profile (SyncEngine *self)
{
  return self->profile;
}

/** sync_engine_get_secrets: Returns: (transfer none): where passwords are */
SyncSecrets *
sync_engine_get_secrets (SyncEngine *self)
{
  return self->secrets;
}

/* @secrets: (transfer full): where passwords are from now on. Before the first account starts. */
void
sync_engine_set_secrets (SyncEngine *self, SyncSecrets *secrets)
{
  sync_secrets_free (self->secrets);
  self->secrets = secrets;
  g_mutex_lock (&self->lock);
  g_hash_table_remove_all (self->setups); /* they know the old ones */
  g_mutex_unlock (&self->lock);
}

void
sync_engine_set_state_func (SyncEngine *self, SyncStateFunc func, gpointer user_data)
{
  self->state_func = func;
  self->state_data = user_data;
}

void
sync_engine_set_progress_func (SyncEngine *self, SyncProgressFunc func, gpointer user_data)
{
  self->progress_func = func;
  self->progress_data = user_data;
}

void
sync_engine_set_bodies (SyncEngine *self, SyncBodies bodies)
{
  self->bodies = bodies;
}

/* Network calls on a thread that is no worker get a main context of their own for their duration. */
static GMainContext *
push_context (void)
{
  GMainContext *context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  return context;
}

static void
pop_context (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
}

static gboolean
check_servers (SyncSetup *setup, GCancellable *cancellable, GError **error)
{
  gboolean is_local = sync_local_is_mine (setup);
  g_autoptr (SyncSession) session = is_local ? NULL : sync_session_open (setup, cancellable, error);
  SmtpSession *smtp;

  if (is_local ? !sync_local_check (setup, cancellable, error) : session == NULL)
    return FALSE;
  if (setup->account->kind == STORE_ACCOUNT_LOCAL)
    return TRUE;
  smtp = sync_sign_in_smtp (setup, cancellable, error);
  if (smtp == NULL)
    return FALSE;
  smtp_session_quit (smtp);
  smtp_session_free (smtp);
  return TRUE;
}

/**
 * sync_engine_check_account:
 * @account: not stored; its id means nothing
 * @password: (nullable): when the account has a password command, or its stored password is meant
 *
 * Returns: whether both servers let us in. Blocks.
 */
gboolean
sync_engine_check_account (SyncEngine *self, const StoreAccount *account, const char *password,
                           GCancellable *cancellable, GError **error)
{
  g_autoptr (SyncSetup) setup = sync_setup_new (self->store, self->secrets, account, password);
  GMainContext *context = push_context ();
  gboolean ok = check_servers (setup, cancellable, error);

  pop_context (context);
  return ok;
}

static gboolean
store_password (SyncEngine *self, const StoreAccount *account, const char *password, GError **error)
{
  g_autofree char *key = sync_setup_secret_key (account);
  g_autofree char *label = g_strdup_printf ("Alpenpost %s", account->email);

  return sync_secrets_store (self->secrets, key, label, password, NULL, error);
}

/**
 * sync_engine_add_account:
 * @password: (nullable): not stored when %NULL (password command)
 *
 * Returns: the new account's id; 0 on failure, then nothing is left behind. Blocks.
 */
gint64
sync_engine_add_account (SyncEngine *self, const StoreAccount *account, const char *password, GError **error)
{
  if (password != NULL && !store_password (self, account, password, error))
    return 0;
  return store_account_add (self->store, account, error);
}

/* Replaces the stored password and lets the account try again. Blocks. */
gboolean
sync_engine_set_password (SyncEngine *self, gint64 account_id, const char *password, GError **error)
{
  g_autoptr (StoreAccount) account = store_account_get (self->store, account_id, error);
  g_autoptr (SyncAccount) running = find_account (self, account_id);
  g_autoptr (SyncSetup) setup = NULL;

  if (account == NULL || !store_password (self, account, password, error))
    return FALSE;
  sync_device_forget_use (self->store, account_id);
  setup = get_setup (self, account_id, NULL);
  if (setup != NULL)
    sync_setup_forgive (setup);
  if (running != NULL)
    sync_account_refresh (running);
  return TRUE;
}

/**
 * sync_engine_remove_account:
 * @force: also when something in journal or outbox never reached the server
 *
 * Stops the account and removes it with everything of it here. The server's mail stays. Blocks.
 */
gboolean
sync_engine_remove_account (SyncEngine *self, gint64 account_id, gboolean force, GError **error)
{
  g_autoptr (SyncSetup) setup = get_setup (self, account_id, error);
  g_autoptr (GError) secret_error = NULL;

  if (setup == NULL)
    return FALSE;
  if (!force && (sync_journal_has_work (setup) || sync_outbox_has_work (setup)))
    {
      g_autofree char *what = sync_outbox_dup_work (setup);

      g_set_error (error, SYNC_ERROR, SYNC_ERROR_BUSY, "the account still has %s", what);
      return FALSE;
    }
  sync_engine_stop_account (self, account_id);
  if (!store_account_remove (self->store, account_id, error))
    return FALSE;
  store_local_tidy (self->store, account_id);
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->setups, &account_id);
  g_mutex_unlock (&self->lock);
  if (setup->password_command == NULL
      && !sync_secrets_clear (self->secrets, setup->secret_key, NULL, &secret_error))
    g_info ("the password stays in the keyring: %s", secret_error->message);
  return TRUE;
}

/* Starts background work; an account that runs goes on. Returns at once. */
void
sync_engine_start_account (SyncEngine *self, gint64 account_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SyncSetup) setup = NULL;
  g_autoptr (SyncAccount) running = find_account (self, account_id);
  SyncAccountOptions options = { self->bodies,        self->state_func,    self->state_data,
                                 self->progress_func, self->progress_data, self->conditions };

  if (running != NULL)
    return;
  setup = get_setup (self, account_id, &error);
  if (setup == NULL)
    {
      g_warning ("account %" G_GINT64_FORMAT " cannot start: %s", account_id, error->message);
      return;
    }
  g_mutex_lock (&self->lock);
  if (sync_local_is_mine (setup))
    {
      if (!g_hash_table_contains (self->loops, &account_id))
        g_hash_table_insert (self->loops, g_memdup2 (&account_id, sizeof account_id),
                             sync_local_loop_start (setup, self->state_func, self->state_data));
    }
  else if (!g_hash_table_contains (self->accounts, &account_id))
    g_hash_table_insert (self->accounts, g_memdup2 (&account_id, sizeof account_id),
                         sync_account_start (setup, &options));
  g_mutex_unlock (&self->lock);
}

void
sync_engine_start_all (SyncEngine *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts = store_accounts_list (self->store, &error);

  if (accounts == NULL)
    {
      g_warning ("accounts cannot be read: %s", error->message);
      return;
    }
  for (guint i = 0; i < accounts->len; i++)
    sync_engine_start_account (self, ((StoreAccount *) accounts->pdata[i])->id);
}

void
sync_engine_stop_account (SyncEngine *self, gint64 account_id)
{
  g_autoptr (SyncAccount) account = find_account (self, account_id);

  stop_loop (self, account_id);
  if (account == NULL)
    return;
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->accounts, &account_id);
  g_mutex_unlock (&self->lock);
  sync_account_stop (account);
}

SyncState
sync_engine_get_state (SyncEngine *self, gint64 account_id)
{
  g_autoptr (SyncAccount) account = find_account (self, account_id);
  SyncState state = SYNC_STATE_STOPPED;
  SyncLocalLoop *loop;

  if (account != NULL)
    return sync_account_get_state (account);
  g_mutex_lock (&self->lock);
  loop = g_hash_table_lookup (self->loops, &account_id);
  if (loop != NULL)
    state = sync_local_loop_get_state (loop);
  g_mutex_unlock (&self->lock);
  return state;
}

static void
for_accounts (SyncEngine *self, gint64 account_id, void (*func) (SyncAccount *))
{
  g_autoptr (GPtrArray) accounts = account_id == 0 ? all_accounts (self) : NULL;
  g_autoptr (SyncAccount) one = account_id == 0 ? NULL : find_account (self, account_id);

  if (one != NULL)
    func (one);
  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    func (accounts->pdata[i]);
}

void
sync_engine_wake (SyncEngine *self, gint64 account_id)
{
  for_accounts (self, account_id, sync_account_wake);
  for_loops (self, account_id, sync_local_loop_wake);
}

void
sync_engine_refresh (SyncEngine *self, gint64 account_id)
{
  for_accounts (self, account_id, sync_account_refresh);
  for_loops (self, account_id, sync_local_loop_refresh);
}

void
sync_engine_note_sleep (SyncEngine *self)
{
  sync_conditions_note_sleep (self->conditions);
}

void
sync_engine_note_network (SyncEngine *self)
{
  sync_conditions_note_network (self->conditions);
}

void
sync_engine_set_saving (SyncEngine *self, gboolean metered, gboolean saving_power)
{
  sync_conditions_set_saving (self->conditions, metered, saving_power);
}

guint
sync_engine_get_budget (SyncEngine *self, gint64 account_id)
{
  g_autoptr (SyncAccount) account = find_account (self, account_id);

  return account != NULL ? sync_account_get_budget (account) : 0;
}

static gboolean
sync_once (SyncSetup *setup, const SyncRoundOptions *options, GPtrArray *reports, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GError) send_error = NULL;
  g_autoptr (SyncSession) session = NULL;
  gboolean sent;
  gint64 next_ms;

  if (!sync_outbox_send (setup, &sent, &next_ms, cancellable, &send_error))
    g_info ("outbox: %s", send_error->message);
  if (sync_local_is_mine (setup))
    {
      if (!sync_local_round (setup, TRUE, reports, cancellable, error))
        return FALSE;
    }
  else
    {
      session = sync_session_open (setup, cancellable, error);
      if (session == NULL || !sync_round_run (session, options, reports, cancellable, error))
        return FALSE;
    }
  if (send_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&send_error));
  return FALSE;
}

/**
 * sync_engine_sync_once:
 *
 * See the header. The round on the calling thread; an account that also runs is only slowed down by it.
 */
gboolean
sync_engine_sync_once (SyncEngine *self, gint64 account_id, const char *folder, SyncBodies bodies,
                       SyncProgressFunc progress, gpointer user_data, GPtrArray **reports,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (SyncSetup) setup = get_setup (self, account_id, error);
  g_autoptr (GPtrArray) done = g_ptr_array_new_with_free_func ((GDestroyNotify) sync_report_free);
  SyncRoundOptions options
      = { .folder = folder, .bodies = bodies, .progress = progress, .progress_data = user_data };
  GMainContext *context;
  gboolean ok;

  if (setup == NULL)
    return FALSE;
  options.every_folder = TRUE;
  context = push_context ();
  ok = sync_once (setup, &options, done, cancellable, error);
  pop_context (context);
  if (reports != NULL)
    *reports = g_steal_pointer (&done);
  return ok;
}

static GBytes *
fetch_body_alone (SyncEngine *self, gint64 account_id, gint64 message_id, GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (SyncSetup) setup = get_setup (self, account_id, error);
  GMainContext *context;
  SyncSession *session;
  GBytes *body = NULL;

  if (setup == NULL)
    return NULL;
  context = push_context ();
  session = sync_session_open (setup, cancellable, error);
  if (session != NULL)
    body = sync_body_fetch (session, message_id, 0, cancellable, error);
  sync_session_free (session);
  pop_context (context);
  return body;
}

gboolean
sync_engine_run_alone (SyncEngine *self, gint64 account_id, SyncSessionFunc func, gpointer data,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (SyncSetup) setup = get_setup (self, account_id, error);
  GMainContext *context;
  SyncSession *session;
  gboolean ok;

  if (setup == NULL)
    return FALSE;
  context = push_context ();
  session = sync_session_open (setup, cancellable, error);
  ok = session != NULL && func (session, data, cancellable, error);
  sync_session_free (session);
  pop_context (context);
  return ok;
}

/**
 * sync_engine_fetch_body:
 *
 * Returns: (transfer full): the whole message as the server has it; %NULL with SYNC_ERROR_NO_MESSAGE,
 * SYNC_ERROR_INCOMPLETE or an error of the connection. Blocks.
 */
GBytes *
sync_engine_fetch_body (SyncEngine *self, gint64 message_id, GCancellable *cancellable, GError **error)
{
  GBytes *body = store_body_get (self->store, message_id, NULL);
  g_autoptr (StoreMessage) message = NULL;
  g_autoptr (SyncAccount) account = NULL;

  if (body != NULL)
    return body;
  message = store_message_get (self->store, message_id, error);
  if (message == NULL)
    return NULL;
  body = sync_local_load_body (self->store, message);
  if (body != NULL)
    return body;
  account = find_account (self, message->account_id);
  if (account != NULL)
    return sync_account_fetch_body (account, message_id, cancellable, error);
  return fetch_body_alone (self, message->account_id, message_id, cancellable, error);
}

typedef struct
{
  SyncEngine *engine;
  gint64 message_id;
} BodyCall;

static void
body_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  BodyCall *call = data;
  GError *error = NULL;
  GBytes *body = sync_engine_fetch_body (call->engine, call->message_id, cancellable, &error);

  if (body != NULL)
    g_task_return_pointer (task, body, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
sync_engine_fetch_body_async (SyncEngine *self, gint64 message_id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  BodyCall *call = g_new (BodyCall, 1);

  *call = (BodyCall) { self, message_id };
  g_task_set_source_tag (task, sync_engine_fetch_body_async);
  g_task_set_task_data (task, call, g_free);
  g_task_run_in_thread (task, body_thread);
}

GBytes *
sync_engine_fetch_body_finish (SyncEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* See the header: durable when it returns; a started account sends at once. */
gint64
sync_engine_send (SyncEngine *self, gint64 account_id, const char *from, const char *const *recipients,
                  GBytes *message, gint64 not_before, GError **error)
{
  gint64 id = sync_outbox_add (self->store, account_id, from, recipients, message, not_before, error);

  if (id != 0)
    sync_engine_wake (self, account_id);
  return id;
}
