/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-redirect.c: a message passed on as it is
 *
 * Main thread; the work is on the engine's actor. The message keeps its Message-ID, so the one it is found by in the outbox is that of
 * this sending (Resent-Message-ID). */

#include "alp-draft-redirect.h"

#include "alp-engine-private.h"
#include "alp-error.h"
#include "alp-prepare.h"
#include "alp-recipient.h"
#include "mime-build.h"
#include "sync-send.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  SyncEngine *sync;
  gint64 account_id;
  MimeAddress *from;
  GPtrArray *to; /* MimeAddress */
  GBytes *source;
  guint hold_ms;
} RedirectJob;

static void
redirect_job_free (gpointer data)
{
  RedirectJob *job = data;

  mime_address_free (job->from);
  g_ptr_array_unref (job->to);
  g_bytes_unref (job->source);
  g_free (job);
}

static gpointer
redirect_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  RedirectJob *job = argument;
  g_autofree char *id = mime_build_message_id (job->from->email);
  g_autoptr (AlpPrepared) prepared = alp_prepare_redirect (job->source, job->from, job->to, id, error);
  SyncSendRequest request = { .from = job->from->email, .hold_ms = job->hold_ms, .message_id = id };
  gint64 outbox_id;

  if (prepared == NULL)
    return NULL;
  request.message = prepared->message;
  request.recipients = (const char *const *) prepared->recipients;
  outbox_id = sync_send_queue (job->sync, job->account_id, &request, error);
  return outbox_id != 0 ? g_memdup2 (&outbox_id, sizeof outbox_id) : NULL;
}

/* (nullable): with @error, which one is wrong */
static GPtrArray *
parse_recipients (const char *typed, GError **error)
{
  g_autoptr (GPtrArray) recipients = alp_recipients_parse (typed);
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_address_free);

  for (guint i = 0; i < recipients->len; i++)
    {
      const AlpRecipient *one = g_ptr_array_index (recipients, i);

      if (!one->valid)
        {
          g_set_error (error, ALP_ERROR, ALP_ERROR_INVALID,
                       _ ("“%s” is not an address. Correct it and send it again."), one->text);
          return NULL;
        }
      g_ptr_array_add (out, mime_address_new (one->name, one->email));
    }
  if (out->len > 0)
    return g_steal_pointer (&out);
  g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                       _ ("The message has no recipient. Add one and send it again."));
  return NULL;
}

void
alp_draft_redirect_async (AlpEngine *engine, AlpAccount *account, const char *from_name,
                          const char *from_email, const char *to, GBytes *source, guint undo_seconds,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *recipients;
  RedirectJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  recipients = parse_recipients (to, &error);
  if (recipients == NULL || alp_engine_get_sync (engine) == NULL)
    {
      alp_job_fail (engine, alp_draft_redirect_async, cancellable, callback, user_data,
                    error != NULL ? g_steal_pointer (&error) : alp_engine_new_stopped_error ());
      g_clear_pointer (&recipients, g_ptr_array_unref);
      return;
    }
  job = g_new0 (RedirectJob, 1);
  job->sync = alp_engine_get_sync (engine);
  job->account_id = alp_account_get_id (account);
  job->from = mime_address_new (from_name, from_email);
  job->to = recipients;
  job->source = g_bytes_ref (source);
  job->hold_ms = undo_seconds * 1000;
  alp_job_run (engine, alp_draft_redirect_async, alp_engine_get_actor (engine), BASE_PRIORITY_INTERACTIVE,
               redirect_job, job, redirect_job_free, g_free, cancellable, callback, user_data);
}

gint64
alp_draft_redirect_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = alp_job_finish (engine, alp_draft_redirect_async, result, error);

  return id != NULL ? *id : 0;
}
