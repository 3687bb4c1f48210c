/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"
#include "alp-facts.h"

G_BEGIN_DECLS

/* Answers an invitation: a message to its organizer goes into the outbox, and the answer is remembered.  Only after the person said so.
 * Errors: ALP_ERROR in words. */
void alp_engine_answer_invitation_async (AlpEngine *self, AlpContent *content, AlpAnswer answer,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean alp_engine_answer_invitation_finish (AlpEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
