/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-secret.c: passwords of accounts: the Secret Service, a command's output, or memory (tests)
 *
 * Nothing here writes a password to a log or a file of ours. Memory that held one is wiped before it is freed, as far
 * as it is ours. All calls block; they run on workers and on threads that add accounts. */

#include "sync-secret.h"

#include <libsecret/secret.h>
#include <string.h>

#include "sync-error.h"

struct _SyncSecrets
{
  GMutex lock;          /* guards all below */
  GHashTable *memory;   /* nullable: then the Secret Service */
  GHashTable *session;  /* with a Secret Service: passwords it could not take, gone with the process */
  gboolean may_session; /* the person agreed to that */
};

static const SecretSchema schema = {
  "io.github.alpenpost.Alpenpost.Password",
  SECRET_SCHEMA_NONE,
  {
      { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

/**
 * sync_secret_wipe:
 * @secret: (nullable) (transfer full): a password
 *
 * Overwrites and frees it.
 */
void
sync_secret_wipe (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* Returns: (transfer full): secrets in the person's keyring. Connects at the first call, not here. */
SyncSecrets *
sync_secrets_new_service (void)
{
  SyncSecrets *self = g_new0 (SyncSecrets, 1);

  g_mutex_init (&self->lock);
  self->session = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sync_secret_wipe);
  return self;
}

/* Returns: (transfer full): secrets that are gone with the process. */
SyncSecrets *
sync_secrets_new_memory (void)
{
  SyncSecrets *self = sync_secrets_new_service ();

  self->memory = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sync_secret_wipe);
  return self;
}

void
sync_secrets_free (SyncSecrets *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->memory, g_hash_table_unref);
  g_hash_table_unref (self->session);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* ---- the Secret Service ---- */

/* Which of the ways a keyring can fail @error is. */
static SyncErrorCode
code_of (const GError *error)
{
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return SYNC_ERROR_KEYRING_LOCKED;
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_FILE_NOT_FOUND)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_SERVER)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return SYNC_ERROR_KEYRING_ABSENT;
  return SYNC_ERROR_KEYRING_FAILED;
}

/* @gio_error: (transfer full) */
static void
report (GError **error, GError *gio_error)
{
  if (g_error_matches (gio_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, gio_error);
      return;
    }
  g_set_error (error, SYNC_ERROR, code_of (gio_error), "the keyring does not answer: %s", gio_error->message);
  g_error_free (gio_error);
}

/* A service that ended and came back does not know us any more: once more, from the start. */
static gboolean
may_try_again (const GError *error, guint round)
{
  if (error == NULL || round > 0 || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || code_of (error) != SYNC_ERROR_KEYRING_FAILED)
    return FALSE;
  secret_service_disconnect ();
  return TRUE;
}

static char *
look_up (const char *account_key, GCancellable *cancellable, GError **error)
{
  for (guint round = 0;; round++)
    {
      GError *local_error = NULL;
      char *found
          = secret_password_lookup_sync (&schema, cancellable, &local_error, "account", account_key, NULL);
      char *password = g_strdup (found);

      secret_password_free (found);
      if (local_error == NULL)
        return password;
      if (!may_try_again (local_error, round))
        {
          report (error, local_error);
          return NULL;
        }
      g_clear_error (&local_error);
    }
}

/* Nothing was found: is there something that stayed locked? Asks without unlocking, so without a dialog. */
static gboolean
is_locked (const char *account_key, GCancellable *cancellable)
{
  GList *items = secret_password_search_sync (&schema, SECRET_SEARCH_NONE, cancellable, NULL, "account",
                                              account_key, NULL);
  gboolean locked = FALSE;

  for (GList *l = items; l != NULL && !locked; l = l->next)
    locked = SECRET_IS_ITEM (l->data) && secret_item_get_locked (l->data);
  g_list_free_full (items, g_object_unref);
  return locked;
}

static gboolean
save (const char *account_key, const char *label, const char *password, GCancellable *cancellable,
      GError **error)
{
  for (guint round = 0;; round++)
    {
      GError *local_error = NULL;

      if (secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, password, cancellable,
                                      &local_error, "account", account_key, NULL))
        return TRUE;
      if (local_error == NULL)
        {
          g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_KEYRING_LOCKED, "the keyring was not unlocked");
          return FALSE;
        }
      if (!may_try_again (local_error, round))
        {
          report (error, local_error);
          return FALSE;
        }
      g_clear_error (&local_error);
    }
}

/* A keyring that says yes and keeps nothing is found out now and not at the next start. */
static gboolean
save_and_read_back (const char *account_key, const char *label, const char *password,
                    GCancellable *cancellable, GError **error)
{
  char *kept;
  gboolean same;

  if (!save (account_key, label, password, cancellable, error))
    return FALSE;
  kept = look_up (account_key, cancellable, NULL);
  same = g_strcmp0 (kept, password) == 0;
  sync_secret_wipe (kept);
  if (!same)
    g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_KEYRING_FAILED,
                         "the keyring did not keep the password");
  return same;
}

static gboolean
is_keyring_error (const GError *error)
{
  return g_error_matches (error, SYNC_ERROR, SYNC_ERROR_KEYRING_ABSENT)
         || g_error_matches (error, SYNC_ERROR, SYNC_ERROR_KEYRING_LOCKED)
         || g_error_matches (error, SYNC_ERROR, SYNC_ERROR_KEYRING_FAILED);
}

/**
 * sync_secrets_allow_session:
 *
 * The person agreed: from now on a password the keyring cannot take is kept in memory until the program ends (product
 * 3.6). Never in a file. Any thread.
 */
void
sync_secrets_allow_session (SyncSecrets *self)
{
  g_mutex_lock (&self->lock);
  self->may_session = TRUE;
  g_mutex_unlock (&self->lock);
}

/* @table: memory or session; under no lock. @password NULL removes. */
static void
put (SyncSecrets *self, GHashTable *table, const char *account_key, const char *password)
{
  g_mutex_lock (&self->lock);
  if (password != NULL)
    g_hash_table_replace (table, g_strdup (account_key), g_strdup (password));
  else
    g_hash_table_remove (table, account_key);
  g_mutex_unlock (&self->lock);
}

static char *
get (SyncSecrets *self, GHashTable *table, const char *account_key)
{
  char *password;

  g_mutex_lock (&self->lock);
  password = g_strdup (g_hash_table_lookup (table, account_key));
  g_mutex_unlock (&self->lock);
  return password;
}

/**
 * sync_secrets_store:
 * @account_key: names the account for ever (its e-mail address and user name, not a row id)
 * @label: what the keyring shows to a person
 * @password: stored as it is
 *
 * Replaces what was stored before and reads it back. Blocks; a locked keyring asks the person. SYNC_ERROR_KEYRING_… when
 * it is not kept; after sync_secrets_allow_session () it is then kept for as long as the process runs.
 */
gboolean
sync_secrets_store (SyncSecrets *self, const char *account_key, const char *label, const char *password,
                    GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean may_session;

  if (self->memory != NULL)
    {
      put (self, self->memory, account_key, password);
      return TRUE;
    }
  if (save_and_read_back (account_key, label, password, cancellable, &local_error))
    {
      put (self, self->session, account_key, NULL);
      return TRUE;
    }
  g_mutex_lock (&self->lock);
  may_session = self->may_session;
  g_mutex_unlock (&self->lock);
  if (may_session && is_keyring_error (local_error))
    {
      g_message ("a password is kept until the program ends: %s", local_error->message);
      put (self, self->session, account_key, password);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * sync_secrets_lookup:
 *
 * Returns: (transfer full): the password (sync_secret_wipe() it); %NULL with SYNC_ERROR_NO_PASSWORD when none is stored,
 * SYNC_ERROR_KEYRING_… when that cannot be told.
 */
char *
sync_secrets_lookup (SyncSecrets *self, const char *account_key, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  char *password = get (self, self->memory != NULL ? self->memory : self->session, account_key);

  if (password == NULL && self->memory == NULL)
    password = look_up (account_key, cancellable, &local_error);
  if (password != NULL)
    return password;
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (self->memory == NULL && is_locked (account_key, cancellable))
    g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_KEYRING_LOCKED, "the keyring was not unlocked");
  else
    g_set_error (error, SYNC_ERROR, SYNC_ERROR_NO_PASSWORD, "no password is stored for %s", account_key);
  return NULL;
}

/* Removes a password; that there was none is no error. */
gboolean
sync_secrets_clear (SyncSecrets *self, const char *account_key, GCancellable *cancellable, GError **error)
{
  GError *local_error = NULL;

  if (self->memory != NULL)
    {
      put (self, self->memory, account_key, NULL);
      return TRUE;
    }
  put (self, self->session, account_key, NULL);
  secret_password_clear_sync (&schema, cancellable, &local_error, "account", account_key, NULL);
  if (local_error == NULL)
    return TRUE;
  report (error, local_error);
  return FALSE;
}

/* The command's process, ended by its deadline. */
static gboolean
on_deadline (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} Wait;

static void
on_communicated (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

static void
forward_cancel (GCancellable *from, gpointer to)
{
  g_cancellable_cancel (to);
}

/* Runs @process to its end on a main context of its own. */
static GBytes *
collect_output (GSubprocess *process, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  g_autoptr (GBytes) output = NULL;
  Wait wait = { 0 };
  GSource *timer = g_timeout_source_new (timeout_ms);
  gulong handler = 0;
  gboolean ok;

  g_main_context_push_thread_default (context);
  wait.loop = g_main_loop_new (context, FALSE);
  g_source_set_callback (timer, on_deadline, stop, NULL);
  g_source_attach (timer, context);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (forward_cancel), stop, NULL);
  g_subprocess_communicate_async (process, NULL, stop, on_communicated, &wait);
  g_main_loop_run (wait.loop);
  ok = g_subprocess_communicate_finish (process, wait.result, &output, NULL, error);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  g_source_destroy (timer);
  g_source_unref (timer);
  g_object_unref (wait.result);
  g_main_loop_unref (wait.loop);
  g_main_context_pop_thread_default (context);
  if (!ok)
    {
      g_subprocess_force_exit (process);
      return NULL;
    }
  return g_steal_pointer (&output);
}

/**
 * sync_secret_run_command:
 * @command: a shell command, as other mail programs have it (`pass show mail`)
 * @timeout_ms: after this it is ended
 *
 * Returns: (transfer full): the first line the command wrote; SYNC_ERROR_PASSWORD_COMMAND when it failed, wrote
 * nothing or took too long. The output is in no error message.
 */
char *
sync_secret_run_command (const char *command, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  const char *const argv[] = { "/bin/sh", "-c", command, NULL };
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *data;
  gsize size, length;

  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &local_error);
  if (process != NULL)
    output = collect_output (process, timeout_ms, cancellable, &local_error);
  if (output == NULL)
    {
      g_set_error (error, SYNC_ERROR, SYNC_ERROR_PASSWORD_COMMAND, "the password command did not end: %s",
                   local_error->message);
      return NULL;
    }
  if (!g_subprocess_get_if_exited (process) || g_subprocess_get_exit_status (process) != 0)
    {
      g_set_error (error, SYNC_ERROR, SYNC_ERROR_PASSWORD_COMMAND,
                   "the password command failed (exit code %d)",
                   g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1);
      return NULL;
    }
  data = g_bytes_get_data (output, &size);
  for (length = 0; length < size && data[length] != '\n' && data[length] != '\r' && data[length] != '\0';
       length++)
    ;
  if (length == 0)
    {
      g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_PASSWORD_COMMAND,
                           "the password command wrote nothing");
      return NULL;
    }
  return g_strndup (data, length);
}
