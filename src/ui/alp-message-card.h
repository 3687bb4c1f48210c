/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-card.h: one message of the conversation.  Main thread. */
#pragma once

#include "alp-message-body.h"
#include "alp-message.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* AlpMessageCard.  Signals: "link-activated" (uri), "link-hovered" (uri or NULL), "loaded" (), "told" (text), "action"
 * (name): of its menu, for the window: "reply", "reply-all", "forward", "star", "unread". */
#define ALP_TYPE_MESSAGE_CARD (alp_message_card_get_type ())
G_DECLARE_FINAL_TYPE (AlpMessageCard, alp_message_card, ALP, MESSAGE_CARD, AdwBin)

GtkWidget *alp_message_card_new (AlpEngine *engine, AlpMessage *message);
AlpMessage *alp_message_card_get_message (AlpMessageCard *self);
AlpContent *alp_message_card_get_content (AlpMessageCard *self);
void alp_message_card_set_spam (AlpMessageCard *self, gboolean spam);
void alp_message_card_set_expanded (AlpMessageCard *self, gboolean expanded);
gboolean alp_message_card_get_expanded (AlpMessageCard *self);
AlpMessageBody *alp_message_card_get_body (AlpMessageCard *self);

G_END_DECLS
