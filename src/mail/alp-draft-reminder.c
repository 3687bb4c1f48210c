/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-reminder.c: telling the person that nobody answered
 *
 * Entries are written and read on the engine's actor only, so the file has one writer. It is a key file: a group for each message, by
 * its Message-ID, which no later sending changes. */

#include "alp-draft-reminder.h"

#include "alp-draft-private.h"
#include "alp-engine-private.h"
#include "mime-address.h"

#include <gio/gio.h>

#define DAY_S (24 * 3600)
#define MOST 500

void
alp_draft_reminder_free (AlpDraftReminder *self)
{
  if (self == NULL)
    return;
  g_free (self->rfc_message_id);
  g_free (self->subject);
  g_free (self);
}

static GKeyFile *
load (const char *profile, char **path)
{
  GKeyFile *file = g_key_file_new ();

  *path = g_build_filename (profile, "reminders", NULL);
  g_key_file_load_from_file (file, *path, G_KEY_FILE_NONE, NULL);
  return file;
}

static gboolean
save (GKeyFile *file, const char *path, GError **error)
{
  gsize length;
  g_autofree char *text = g_key_file_to_data (file, &length, NULL);

  return g_file_set_contents_full (path, text, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* A group's name may not hold brackets or line ends; an id is whatever somebody made it. */
static char *
group_of (const char *message_id)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, message_id, -1);
}

/**
 * alp_draft_reminder_note:
 * @sent: when it leaves, Unix seconds
 *
 * On the engine's actor, disk only. That a reminder could not be kept is no reason not to send; it is said in the log.
 */
void
alp_draft_reminder_note (SyncEngine *sync, gint64 account_id, const char *message_id, const char *subject,
                         gint64 sent, guint days)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = load (sync_engine_get_profile (sync), &path);
  g_autofree char *group = group_of (message_id);
  g_autoptr (GError) error = NULL;
  gsize n = 0;

  g_strfreev (g_key_file_get_groups (file, &n));
  if (n >= MOST)
    return;
  g_key_file_set_string (file, group, "message-id", message_id);
  g_key_file_set_string (file, group, "subject", subject != NULL ? subject : "");
  g_key_file_set_int64 (file, group, "account", account_id);
  g_key_file_set_int64 (file, group, "sent", sent);
  g_key_file_set_int64 (file, group, "due", sent + (gint64) days * DAY_S);
  if (!save (file, path, &error))
    g_warning ("reminder: %s", error->message);
}

/* ---- what is due ---- */

typedef struct
{
  SyncEngine *sync;
  gint64 now;
  char **own;
} DueJob;

static void
due_job_free (gpointer data)
{
  DueJob *job = data;

  g_strfreev (job->own);
  g_free (job);
}

static gboolean
is_own (char **own, const char *email)
{
  for (guint i = 0; own[i] != NULL; i++)
    if (mime_address_equal (own[i], email))
      return TRUE;
  return FALSE;
}

static gboolean
is_answered (DueJob *job, gint64 message_id, gint64 sent)
{
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (StoreMessage) message = message_id != 0 ? store_message_get (store, message_id, NULL) : NULL;
  g_autoptr (GPtrArray) all
      = message != NULL ? store_thread_get_messages (store, message->thread_id, NULL) : NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const StoreMessage *one = g_ptr_array_index (all, i);

      if (one->received >= sent && !is_own (job->own, one->from_email))
        return TRUE;
    }
  return FALSE;
}

static AlpDraftReminder *
read_group (DueJob *job, GKeyFile *file, const char *group)
{
  AlpDraftReminder *self = g_new0 (AlpDraftReminder, 1);

  self->account_id = g_key_file_get_int64 (file, group, "account", NULL);
  self->rfc_message_id = g_key_file_get_string (file, group, "message-id", NULL);
  self->subject = g_key_file_get_string (file, group, "subject", NULL);
  self->sent = g_key_file_get_int64 (file, group, "sent", NULL);
  self->due = g_key_file_get_int64 (file, group, "due", NULL);
  if (self->rfc_message_id != NULL)
    self->message_id
        = store_message_find (sync_engine_get_store (job->sync), self->account_id, self->rfc_message_id);
  return self;
}

static gpointer
due_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  DueJob *job = argument;
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = load (sync_engine_get_profile (job->sync), &path);
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_autoptr (GPtrArray) due = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_draft_reminder_free);
  gboolean changed = FALSE;

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autoptr (AlpDraftReminder) one = read_group (job, file, groups[i]);

      if (one->due > job->now)
        continue;
      changed = TRUE;
      g_key_file_remove_group (file, groups[i], NULL);
      if (!is_answered (job, one->message_id, one->sent))
        g_ptr_array_add (due, g_steal_pointer (&one));
    }
  if (changed && !save (file, path, error))
    return NULL;
  return g_steal_pointer (&due);
}

void
alp_draft_reminders_due_async (AlpEngine *engine, gint64 now, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  DueJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  if (alp_engine_get_sync (engine) == NULL)
    {
      alp_job_fail (engine, alp_draft_reminders_due_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  job = g_new0 (DueJob, 1);
  job->sync = alp_engine_get_sync (engine);
  job->now = now;
  job->own = alp_draft_dup_own_addresses (engine);
  alp_job_run (engine, alp_draft_reminders_due_async, alp_engine_get_actor (engine), BASE_PRIORITY_NORMAL,
               due_job, job, due_job_free, (GDestroyNotify) g_ptr_array_unref, cancellable, callback,
               user_data);
}

GPtrArray *
alp_draft_reminders_due_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_draft_reminders_due_async, result, error);
}
