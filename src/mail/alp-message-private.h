/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-message.h"
#include "store.h"

G_BEGIN_DECLS

AlpMessage *alp_message_new (gint64 id, gboolean conversation, gint64 folder_id);
void alp_message_set_message (AlpMessage *self, const StoreMessage *record);
void alp_message_set_conversation (AlpMessage *self, const StoreConversation *record);
void alp_message_set_gone (AlpMessage *self);
/* Also while the object goes away. */
gint64 alp_message_peek_id (const AlpMessage *self);

G_END_DECLS
