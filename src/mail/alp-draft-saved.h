/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-draft.h"
#include "mime-build.h"
#include "store.h"

G_BEGIN_DECLS

/* The seam between what the composer's draft holds (alp-draft*.c) and what happens to saved drafts (alp-draft-box.c). Private to mail/. */

/* Implemented with AlpDraft: an AlpDraft out of what alp_draft_job_save () stored. Main thread. Returns: (transfer full) */
AlpDraft *alp_draft_new_saved (AlpEngine *engine, const StoreDraft *saved);
/* Implemented with AlpDraft: an AlpDraft out of a message that another program left in Drafts; saving must write draft id @draft_id.
 * Main thread. Returns: (transfer full) */
AlpDraft *alp_draft_new_from_message (AlpEngine *engine, gint64 account_id, gint64 draft_id, GBytes *source);
/* Implemented with AlpDraft: the message for the server's Drafts folder out of what was stored, with Bcc and whatever was typed as an
 * address, valid or not. @from: (nullable). Any thread. Returns: (transfer full) (nullable) */
MimeDraft *alp_draft_saved_to_mime (const StoreDraft *saved, const MimeAddress *from, const char *profile,
                                    GError **error);

G_END_DECLS
