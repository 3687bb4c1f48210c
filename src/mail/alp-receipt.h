/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* The person's decision about a read receipt that @content asks for: @send: it goes into the outbox; either way it is not asked again
 * (keyword $MDNSent, also for other programs). Never called without the person. Errors: ALP_ERROR in words. */
void alp_engine_answer_receipt_async (AlpEngine *self, AlpContent *content, gboolean send,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean alp_engine_answer_receipt_finish (AlpEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
