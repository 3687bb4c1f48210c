/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* Passes a message on as it is, to @to (addresses as typed): its sender, text and attachments stay, the new fields say who passed it on
 * (Resent-*, RFC 5322, 3.6.6). Main thread; ready when it is in the durable outbox. Errors: ALP_ERROR_INVALID says which address is
 * wrong. Returns (finish): the outbox id, 0 on failure. */
void alp_draft_redirect_async (AlpEngine *engine, AlpAccount *account, const char *from_name,
                               const char *from_email, const char *to, GBytes *source, guint undo_seconds,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gint64 alp_draft_redirect_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
