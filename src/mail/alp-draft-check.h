/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-check.h"
#include "alp-draft.h"

G_BEGIN_DECLS

/* The checks of alp-check.h on what the draft would send now. Nothing blocks: the message is built and archives are read on a worker.
 * Returns (finish): (transfer full) (element-type AlpCheckFinding): empty when all is well. */
void alp_draft_check_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
/* While writing: attached files are looked at once only. Ends in alp_draft_check_finish () too. */
void alp_draft_check_writing_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *alp_draft_check_finish (AlpDraft *self, GAsyncResult *result, GError **error);

G_END_DECLS
