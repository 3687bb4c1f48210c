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
  GMutex lock;        /* guards memory */
  GHashTable *memory; /* nullable: then the Secret Service */
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
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * sync_secrets_store:
 * @account_key: names the account for ever (its e-mail address and user name, not a row id)
 * @label: what the keyring shows to a person
 * @password: stored as it is
 *
 * Replaces what was stored before. Blocks; a locked keyring asks the person.
 */
gboolean
sync_secrets_store (SyncSecrets *self, const char *account_key, const char *label, const char *password,
                    GCancellable *cancellable, GError **error)
{
  if (self->memory != NULL)
    {
      g_mutex_lock (&self->lock);
      g_hash_table_replace (self->memory, g_strdup (account_key), g_strdup (password));
      g_mutex_unlock (&self->lock);
      return TRUE;
    }
  return secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, password, cancellable, error,
                                     "account", account_key, NULL);
}

/**
 * sync_secrets_lookup:
 *
 * Returns: (transfer full): the password (sync_secret_wipe() it); %NULL with SYNC_ERROR_NO_PASSWORD when none is stored.
 */
char *
sync_secrets_lookup (SyncSecrets *self, const char *account_key, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  char *password = NULL;

  if (self->memory != NULL)
    {
      g_mutex_lock (&self->lock);
      password = g_strdup (g_hash_table_lookup (self->memory, account_key));
      g_mutex_unlock (&self->lock);
    }
  else
    {
      char *found
          = secret_password_lookup_sync (&schema, cancellable, &local_error, "account", account_key, NULL);

      password = g_strdup (found);
      secret_password_free (found);
    }
  if (password != NULL)
    return password;
  if (local_error != NULL)
    g_set_error (error, SYNC_ERROR, SYNC_ERROR_NO_PASSWORD, "the keyring does not answer: %s",
                 local_error->message);
  else
    g_set_error (error, SYNC_ERROR, SYNC_ERROR_NO_PASSWORD, "no password is stored for %s", account_key);
  return NULL;
}

/* Removes a password; that there was none is no error. */
gboolean
sync_secrets_clear (SyncSecrets *self, const char *account_key, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (self->memory != NULL)
    {
      g_mutex_lock (&self->lock);
      g_hash_table_remove (self->memory, account_key);
      g_mutex_unlock (&self->lock);
      return TRUE;
    }
  secret_password_clear_sync (&schema, cancellable, &local_error, "account", account_key, NULL);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
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
