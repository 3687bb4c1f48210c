/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-engine.h"

G_BEGIN_DECLS

/* Private to mail/: a message the program wrote for the person, into the outbox. On the actor. */
gboolean alp_answer_send (SyncEngine *sync, gint64 account_id, GBytes *message, GError **error);

G_END_DECLS
