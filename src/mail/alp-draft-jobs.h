/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-draft-record.h"
#include "sync-engine.h"

G_BEGIN_DECLS

/* A draft as it was when saving or sending was asked for. Private to mail/. */
typedef struct
{
  SyncEngine *sync;
  char *folder; /* of the attachments' copies */
  gint64 draft_id;
  gint64 account_id;
  AlpDraftRecord *record;
} AlpDraftJob;

AlpDraftJob *alp_draft_job_new (SyncEngine *sync, AlpDraftRecord *record);
void alp_draft_job_free (gpointer data);

/* BaseWorkerFuncs. Return (gint64 *): the draft's id from then on, 0 when it is gone. */
gpointer alp_draft_job_save (gpointer argument, GCancellable *cancellable, GError **error);
gpointer alp_draft_job_discard (gpointer argument, GCancellable *cancellable, GError **error);
gpointer alp_draft_job_send (gpointer argument, GCancellable *cancellable, GError **error);

G_END_DECLS
