/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-jobs.c: a draft saved, thrown away, or made into a message for the outbox
 *
 * Runs on the engine's actor; disk only. The Message-ID is made here, before the first attempt to send, and never again. */

#include "alp-draft-jobs.h"

#include "alp-error.h"
#include "alp-job.h"
#include "sync-send.h"

#include <glib/gi18n-lib.h>
#include <string.h>

AlpDraftJob *
alp_draft_job_new (SyncEngine *sync, AlpDraftRecord *record)
{
  AlpDraftJob *self = g_new0 (AlpDraftJob, 1);

  self->sync = sync;
  self->folder = alp_draft_record_dup_folder (sync_engine_get_profile (sync));
  self->record = record;
  return self;
}

void
alp_draft_job_free (gpointer data)
{
  AlpDraftJob *self = data;

  g_free (self->folder);
  alp_draft_record_free (self->record);
  g_free (self);
}

static gint64 *
id_new (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

gpointer
alp_draft_job_save (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpDraftJob *self = argument;
  g_autoptr (GBytes) content = alp_draft_record_serialize (self->record);
  gint64 id = store_draft_save (sync_engine_get_store (self->sync), self->draft_id, self->account_id,
                                self->record->subject, content, error);

  return id != 0 ? id_new (id) : NULL;
}

gpointer
alp_draft_job_discard (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpDraftJob *self = argument;

  if (self->draft_id != 0 && !store_draft_remove (sync_engine_get_store (self->sync), self->draft_id, error))
    return NULL;
  return id_new (0);
}

/* The message is on its way: that its original is not marked would be no reason to say otherwise. */
static void
mark_original (AlpDraftJob *self)
{
  StoreAction action = {
    .kind = STORE_ACTION_FLAGS, .message_ids = &self->record->source_id, .n_messages = 1, .automatic = TRUE
  };

  if (self->record->source_id == 0)
    return;
  action.add_flags = self->record->forward ? STORE_FLAG_FORWARDED : STORE_FLAG_ANSWERED;
  if (store_act (sync_engine_get_store (self->sync), &action, NULL) != 0)
    sync_engine_wake (self->sync, self->account_id);
}

static void
translate_mime (GError **error)
{
  if (error != NULL && *error != NULL && (*error)->domain == MIME_ERROR)
    {
      (*error)->domain = SYNC_ERROR;
      (*error)->code = SYNC_ERROR_MESSAGE;
    }
}

gpointer
alp_draft_job_send (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpDraftJob *self = argument;
  g_autoptr (MimeDraft) draft = alp_draft_record_to_mime (self->record, self->folder, TRUE, error);
  g_autoptr (GBytes) message = NULL;
  g_auto (GStrv) recipients = NULL;
  g_autofree char *bcc = NULL;
  SyncSendRequest request = { .want_report = self->record->delivery };

  if (draft == NULL)
    return NULL;
  draft->message_id = mime_build_message_id (draft->from->email);
  message = alp_draft_record_build (self->record, draft, FALSE, error);
  if (message == NULL)
    {
      translate_mime (error);
      return NULL;
    }
  recipients = mime_draft_dup_recipients (draft);
  bcc = mime_addresses_to_text (draft->bcc, MIME_MAX_ADDRESSES);
  request.from = draft->from->email;
  request.recipients = (const char *const *) recipients;
  request.message = message;
  request.bcc = bcc;
  if (sync_send_queue (self->sync, self->account_id, &request, error) == 0)
    return NULL;
  if (self->draft_id != 0)
    store_draft_remove (sync_engine_get_store (self->sync), self->draft_id, NULL);
  mark_original (self);
  return id_new (0);
}
