/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-receipt.c: read receipts: sent when the person says so, and remembered when they come back
 *
 * On the engine's actor, disk only.  Who read a sent message is kept as an account setting read:ID ("address TAB time", one
 * a line): a receipt proves nothing, it is only what somebody's program said. */

#include "alp-receipt.h"

#include "alp-answer.h"
#include "alp-engine-private.h"
#include "alp-facts-private.h"
#include "mime-receipt.h"
#include "store-choice.h"
#include "store-journal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_READERS 100

static char *
dup_key (const char *message_id)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, message_id, -1);

  return g_strdup_printf ("read:%.40s", hash);
}

/* Only receipts for what was sent from here count: others could name any id. */
void
alp_receipt_remember (Store *store, gint64 account_id, const char *message_id, const char *reader,
                      gint64 time)
{
  gint64 id = *message_id != '\0' ? store_message_find (store, account_id, message_id) : 0;
  g_autofree char *key = dup_key (message_id);
  g_autofree char *old = NULL;
  g_autofree char *line = NULL, *value = NULL;
  g_auto (GStrv) lines = NULL;

  if (id == 0 || *reader == '\0' || strpbrk (reader, "\t\n") != NULL)
    return;
  old = store_account_setting_get (store, account_id, key);
  lines = g_strsplit (old != NULL ? old : "", "\n", -1);
  line = g_strdup_printf ("%s\t", reader);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], line) || i >= MAX_READERS)
      return;
  value = g_strdup_printf ("%s%s%s%" G_GINT64_FORMAT, old != NULL ? old : "", old != NULL ? "\n" : "", line,
                           time);
  store_account_setting_set (store, account_id, key, value, NULL);
}

/* Returns: (transfer full) (nullable) */
char **
alp_receipt_recall (Store *store, gint64 account_id, const char *message_id)
{
  g_autofree char *key = dup_key (message_id);
  g_autofree char *value = *message_id != '\0' ? store_account_setting_get (store, account_id, key) : NULL;

  return value != NULL ? g_strsplit (value, "\n", MAX_READERS) : NULL;
}

typedef struct
{
  SyncEngine *sync;
  gint64 account_id;
  gint64 message_id;
  GBytes *source;
  gboolean send;
} ReceiptJob;

static void
receipt_job_free (gpointer data)
{
  ReceiptJob *job = data;

  g_bytes_unref (job->source);
  g_free (job);
}

static gboolean
send_receipt (ReceiptJob *job, GError **error)
{
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (StoreAccount) account = store_account_get (store, job->account_id, error);
  g_autoptr (MimeMessage) message = account != NULL ? mime_message_parse (job->source, error) : NULL;
  g_autoptr (MimeAddress) from = NULL;
  g_autofree char *subject = NULL, *text = NULL;
  g_autoptr (GBytes) receipt = NULL;

  if (message == NULL)
    return FALSE;
  from = mime_address_new (account->name, account->email);
  /* Translators: subject of a read receipt; %s is the subject of the message read */
  subject = g_strdup_printf (_ ("Read: %s"), message->headers->subject);
  text = g_strdup_printf (
      _ ("Your message “%s” was opened. That does not mean that it was read or understood."),
      message->headers->subject);
  receipt = mime_receipt_build (message, from, subject, text, FALSE, NULL);
  if (receipt == NULL)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                           _ ("A confirmation cannot be sent for this message."));
      return FALSE;
    }
  return alp_answer_send (job->sync, job->account_id, receipt, error);
}

static gpointer
receipt_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  ReceiptJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (StoreMessage) row = store_message_get (store, job->message_id, NULL);
  const StoreAction action = { .kind = STORE_ACTION_FLAGS,
                               .message_ids = &job->message_id,
                               .n_messages = 1,
                               .add_keywords = "$MDNSent",
                               .automatic = TRUE };
  g_autofree char *keywords = row != NULL ? g_ascii_strdown (row->keywords, -1) : NULL;

  if (keywords != NULL && strstr (keywords, "$mdnsent") != NULL)
    return ALP_JOB_DONE;
  if (job->send && !send_receipt (job, error))
    return NULL;
  if (row != NULL && store_act (store, &action, error) == 0)
    return NULL;
  sync_engine_wake (job->sync, job->account_id);
  return ALP_JOB_DONE;
}

void
alp_engine_answer_receipt_async (AlpEngine *self, AlpContent *content, gboolean send,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  ReceiptJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_CONTENT (content));

  if (alp_engine_get_sync (self) == NULL)
    {
      alp_job_fail (self, alp_engine_answer_receipt_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  job = g_new0 (ReceiptJob, 1);
  job->sync = alp_engine_get_sync (self);
  job->account_id = alp_content_get_account_id (content);
  job->message_id = alp_content_get_message_id (content);
  job->source = g_bytes_ref (alp_content_get_source (content));
  job->send = send;
  alp_job_run (self, alp_engine_answer_receipt_async, alp_engine_get_actor (self), BASE_PRIORITY_INTERACTIVE,
               receipt_job, job, receipt_job_free, NULL, cancellable, callback, user_data);
}

gboolean
alp_engine_answer_receipt_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_answer_receipt_async, result, error) != NULL;
}
