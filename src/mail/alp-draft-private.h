/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-draft-record.h"
#include "alp-draft.h"
#include "base-worker.h"
#include "sync-engine.h"

G_BEGIN_DECLS

/* What a reply or forward brings besides the fields. @references: (transfer full) */
void alp_draft_set_source (AlpDraft *self, gint64 source_id, gboolean forward, const char *in_reply_to,
                           char **references);
void alp_draft_set_written_to (AlpDraft *self, const char *email);
/* Recipients that came by themselves with "reply to all". @added: (transfer full) */
void alp_draft_set_added (AlpDraft *self, char **added);
const char *const *alp_draft_get_added (AlpDraft *self);
void alp_draft_copy_content (AlpDraft *self, AlpContent *content);
/* Copies attachments, checks; one for each engine. */
BaseWorker *alp_draft_get_worker (AlpEngine *engine);
/* Takes over what a saved record says. */
void alp_draft_take_record (AlpDraft *self, gint64 draft_id, const AlpDraftRecord *record);
/* (transfer full): everything as it is now, for a worker. Attachments that are not ready are left out: see alp_draft_when_added (). */
AlpDraftRecord *alp_draft_dup_record (AlpDraft *self);
/* Where the copies are that a record's files name. */
const char *alp_draft_get_folder (AlpDraft *self);
/* Calls @func once when no attachment is being copied any more, maybe at once. @error: (nullable) (transfer none): the first that
 * failed: then the message must not be sent. */
typedef void (*AlpDraftAddedFunc) (AlpDraft *self, const GError *error, gpointer user_data);
void alp_draft_when_added (AlpDraft *self, AlpDraftAddedFunc func, gpointer user_data);
/* Its row in the store is @draft_id now (0: none). */
void alp_draft_set_id (AlpDraft *self, gint64 draft_id);
/* alp-draft-reminder.c */
void alp_draft_reminder_note (SyncEngine *sync, gint64 account_id, const char *message_id,
                              const char *subject, gint64 sent, guint days);
/* NULL-terminated: addresses of all accounts. */
char **alp_draft_dup_own_addresses (AlpEngine *engine);

G_END_DECLS
