/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-queue.c: drafts put into the outbox, and what can still be done with them there
 *
 * Main thread; the work is on the engine's actor, disk only. The Message-ID is made here, before the first attempt, and never again.
 * The draft is saved first and stays, hidden, until the message is delivered: so what is taken back is there as it was. */

#include "alp-draft-box.h"

#include "alp-draft-private.h"
#include "alp-engine-private.h"
#include "alp-error.h"
#include "base-clock.h"
#include "sync-outbox-time.h"
#include "sync-send.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- into the outbox ---- */

typedef struct
{
  SyncEngine *sync;
  AlpDraftRecord *record;
  char *folder;
  gint64 draft_id;
  gint64 account_id;
  guint hold_ms;
  gint64 not_before;
} QueueJob;

typedef struct
{
  gint64 draft_id;
  gint64 outbox_id;
} Queued;

static void
queue_job_free (gpointer data)
{
  QueueJob *job = data;

  g_clear_pointer (&job->record, alp_draft_record_free);
  g_free (job->folder);
  g_free (job);
}

/* The message is on its way: that its original is not marked would be no reason to say otherwise. */
static void
mark_original (QueueJob *job, Store *store)
{
  StoreAction action = { .kind = STORE_ACTION_FLAGS,
                         .message_ids = &job->record->source_id,
                         .n_messages = 1,
                         .add_flags = job->record->forward ? STORE_FLAG_FORWARDED : STORE_FLAG_ANSWERED,
                         .automatic = TRUE };

  if (job->record->source_id != 0)
    store_act (store, &action, NULL);
}

static GBytes *
build (QueueJob *job, MimeDraft *draft, GError **error)
{
  GBytes *message;

  draft->message_id = mime_build_message_id (draft->from->email);
  message = alp_draft_record_build (job->record, draft, FALSE, error);
  if (message == NULL && error != NULL && (*error)->domain == MIME_ERROR)
    {
      (*error)->domain = SYNC_ERROR;
      (*error)->code = SYNC_ERROR_MESSAGE;
    }
  return message;
}

static gpointer
queue_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  QueueJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (MimeDraft) draft = alp_draft_record_to_mime (job->record, job->folder, TRUE, error);
  g_autoptr (GBytes) message = draft != NULL ? build (job, draft, error) : NULL;
  g_autoptr (GBytes) content = alp_draft_record_serialize (job->record);
  g_autofree char *bcc = NULL;
  g_auto (GStrv) recipients = NULL;
  SyncSendRequest request = { .message = message, .hold_ms = job->hold_ms, .not_before = job->not_before };
  Queued queued = { 0 };

  if (message == NULL)
    return NULL;
  queued.draft_id
      = store_draft_save (store, job->draft_id, job->account_id, job->record->subject, content, error);
  if (queued.draft_id == 0)
    return NULL;
  recipients = mime_draft_dup_recipients (draft);
  bcc = mime_addresses_to_text (draft->bcc, MIME_MAX_ADDRESSES);
  request.from = draft->from->email;
  request.recipients = (const char *const *) recipients;
  request.bcc = bcc;
  request.draft_id = queued.draft_id;
  request.want_report = job->record->delivery;
  queued.outbox_id = sync_send_queue (job->sync, job->account_id, &request, error);
  if (queued.outbox_id == 0)
    return NULL;
  mark_original (job, store);
  if (job->record->remind_days > 0)
    alp_draft_reminder_note (job->sync, job->account_id, draft->message_id, job->record->subject,
                             MAX (job->not_before, base_clock_now_unix ()), job->record->remind_days);
  return g_memdup2 (&queued, sizeof queued);
}

typedef struct
{
  GCancellable *cancellable; /* nullable */
  GAsyncReadyCallback callback;
  gpointer user_data;
  guint undo_seconds;
  gint64 not_before;
} Scheduling;

/* No attachment is being copied any more. */
static void
on_added (AlpDraft *draft, const GError *error, gpointer data)
{
  g_autofree Scheduling *s = data;
  g_autoptr (GCancellable) cancellable = s->cancellable;
  AlpAccount *account = alp_draft_get_account (draft);
  SyncEngine *sync = alp_engine_get_sync (alp_draft_get_engine (draft));
  QueueJob *job;

  if (error != NULL || account == NULL || sync == NULL)
    {
      alp_job_fail (draft, alp_draft_schedule_async, cancellable, s->callback, s->user_data,
                    error != NULL  ? g_error_copy (error)
                    : sync == NULL ? alp_engine_new_stopped_error ()
                                   : g_error_new_literal (ALP_ERROR, ALP_ERROR_NOT_FOUND,
                                                          _ ("Choose the address to send from.")));
      return;
    }
  job = g_new0 (QueueJob, 1);
  job->sync = sync;
  job->record = alp_draft_dup_record (draft);
  job->folder = g_strdup (alp_draft_get_folder (draft));
  job->draft_id = alp_draft_get_id (draft);
  job->account_id = alp_account_get_id (account);
  job->hold_ms = s->undo_seconds * 1000;
  job->not_before = s->not_before;
  alp_job_run (draft, alp_draft_schedule_async, alp_engine_get_actor (alp_draft_get_engine (draft)),
               BASE_PRIORITY_INTERACTIVE, queue_job, job, queue_job_free, g_free, cancellable, s->callback,
               s->user_data);
}

void
alp_draft_schedule_async (AlpDraft *draft, guint undo_seconds, gint64 not_before, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  Scheduling *s;

  g_return_if_fail (ALP_IS_DRAFT (draft));
  g_return_if_fail (undo_seconds <= 3600);

  s = g_new0 (Scheduling, 1);
  g_set_object (&s->cancellable, cancellable);
  s->callback = callback;
  s->user_data = user_data;
  s->undo_seconds = undo_seconds;
  s->not_before = not_before;
  alp_draft_when_added (draft, on_added, s);
}

gint64
alp_draft_schedule_finish (AlpDraft *draft, GAsyncResult *result, GError **error)
{
  g_autofree Queued *queued = alp_job_finish (draft, alp_draft_schedule_async, result, error);

  if (queued == NULL)
    return 0;
  alp_draft_set_id (draft, queued->draft_id);
  return queued->outbox_id;
}

/* ---- what is there ---- */

typedef struct
{
  SyncEngine *sync;
  gint64 outbox_id;
  gint64 not_before;
  gboolean to_accepted;
} OutboxJob;

static void
run (AlpEngine *engine, gpointer tag, BaseWorkerFunc func, OutboxJob what, GDestroyNotify result_free,
     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  what.sync = alp_engine_get_sync (engine);
  if (what.sync == NULL)
    alp_job_fail (engine, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
  else
    alp_job_run (engine, tag, alp_engine_get_actor (engine), BASE_PRIORITY_INTERACTIVE, func,
                 g_memdup2 (&what, sizeof what), g_free, result_free, cancellable, callback, user_data);
}

/* Too late is said in other words than "the database is busy". */
static gpointer
too_late (GError **error)
{
  if (error != NULL && g_error_matches (*error, STORE_ERROR, STORE_ERROR_BUSY))
    {
      g_clear_error (error);
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_BUSY,
                           _ ("It is too late: the message is on its way."));
    }
  return NULL;
}

static gpointer
cancel_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  OutboxJob *job = argument;
  gint64 draft_id = 0;

  if (!sync_send_cancel (job->sync, job->outbox_id, &draft_id, error))
    return too_late (error);
  return g_memdup2 (&draft_id, sizeof draft_id);
}

void
alp_outbox_cancel_async (AlpEngine *engine, gint64 outbox_id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  run (engine, alp_outbox_cancel_async, cancel_job, (OutboxJob) { .outbox_id = outbox_id }, g_free,
       cancellable, callback, user_data);
}

gint64
alp_outbox_cancel_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *draft_id = alp_job_finish (engine, alp_outbox_cancel_async, result, error);

  return draft_id != NULL ? *draft_id : 0;
}

static gpointer
reschedule_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  OutboxJob *job = argument;

  return sync_send_reschedule (job->sync, job->outbox_id, job->not_before, error) ? ALP_JOB_DONE
                                                                                  : too_late (error);
}

void
alp_outbox_reschedule_async (AlpEngine *engine, gint64 outbox_id, gint64 not_before,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  run (engine, alp_outbox_change_finish, reschedule_job,
       (OutboxJob) { .outbox_id = outbox_id, .not_before = not_before }, NULL, cancellable, callback,
       user_data);
}

static gpointer
resend_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  OutboxJob *job = argument;

  return sync_send_again (job->sync, job->outbox_id, job->to_accepted, error) ? ALP_JOB_DONE
                                                                              : too_late (error);
}

void
alp_outbox_resend_async (AlpEngine *engine, gint64 outbox_id, gboolean to_accepted, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  run (engine, alp_outbox_change_finish, resend_job,
       (OutboxJob) { .outbox_id = outbox_id, .to_accepted = to_accepted }, NULL, cancellable, callback,
       user_data);
}

gboolean
alp_outbox_change_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_outbox_change_finish, result, error) != NULL;
}

/* ---- details ---- */

static void
recipient_free (gpointer data)
{
  AlpOutboxRecipient *self = data;

  g_free (self->address);
  g_free (self->enhanced);
  g_free (self->text);
  g_free (self);
}

static void
attempt_free (gpointer data)
{
  AlpOutboxAttempt *self = data;

  g_free (self->outcome);
  g_free (self->text);
  g_free (self);
}

void
alp_outbox_details_free (AlpOutboxDetails *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->recipients);
  g_ptr_array_unref (self->attempts);
  g_free (self);
}

static void
add_recipients (AlpOutboxDetails *self, GPtrArray *records)
{
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const StoreRecipient *record = g_ptr_array_index (records, i);
      AlpOutboxRecipient *one = g_new0 (AlpOutboxRecipient, 1);

      one->address = g_strdup (record->address);
      one->accepted = record->accepted;
      one->code = record->code;
      one->enhanced = g_strdup (record->enhanced);
      one->text = g_strdup (record->text);
      g_ptr_array_add (self->recipients, one);
    }
}

static void
add_attempts (AlpOutboxDetails *self, GPtrArray *records)
{
  static const char *const names[] = { "open", "sent", "refused", "later", "unknown", "cut", "stopped" };

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const StoreAttempt *record = g_ptr_array_index (records, i);
      AlpOutboxAttempt *one = g_new0 (AlpOutboxAttempt, 1);

      one->number = record->number;
      one->started = record->started;
      one->ended = record->ended;
      one->outcome = g_strdup (record->outcome < G_N_ELEMENTS (names) ? names[record->outcome] : names[0]);
      one->text = g_strdup (record->text);
      g_ptr_array_add (self->attempts, one);
    }
}

static gpointer
details_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  OutboxJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (StoreOutboxItem) item = store_outbox_get (store, job->outbox_id, error);
  g_autoptr (GPtrArray) recipients = NULL;
  g_autoptr (GPtrArray) attempts = NULL;
  AlpOutboxDetails *self;

  if (item == NULL)
    return NULL;
  recipients = store_ledger_get_recipients (store, job->outbox_id, NULL);
  attempts = store_ledger_list (store, job->outbox_id, NULL);
  self = g_new0 (AlpOutboxDetails, 1);
  self->id = item->id;
  self->not_before = item->not_before;
  self->undo_until_us = item->hold_ms > 0 ? item->hold_until_us : 0;
  self->next_attempt = item->next_attempt;
  self->gives_up = sync_outbox_gives_up (item);
  self->checked = item->checked;
  self->on_server = (item->flags & STORE_OUTBOX_ON_SERVER) != 0;
  self->recipients = g_ptr_array_new_with_free_func (recipient_free);
  self->attempts = g_ptr_array_new_with_free_func (attempt_free);
  add_recipients (self, recipients);
  add_attempts (self, attempts);
  return self;
}

void
alp_outbox_load_details_async (AlpEngine *engine, gint64 outbox_id, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  run (engine, alp_outbox_load_details_async, details_job, (OutboxJob) { .outbox_id = outbox_id },
       (GDestroyNotify) alp_outbox_details_free, cancellable, callback, user_data);
}

AlpOutboxDetails *
alp_outbox_load_details_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_outbox_load_details_async, result, error);
}
