/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-conversation-pane.h: the messages of one conversation, as cards.  Main thread. */
#pragma once

#include "alp-account-button.h"
#include "alp-message-card.h"

G_BEGIN_DECLS

#define ALP_TYPE_CONVERSATION_PANE (alp_conversation_pane_get_type ())
G_DECLARE_FINAL_TYPE (AlpConversationPane, alp_conversation_pane, ALP, CONVERSATION_PANE, AdwBin)

void alp_conversation_pane_show (AlpConversationPane *self, AlpEngine *engine, AlpMessage *row,
                                 GListModel *messages);
void alp_conversation_pane_clear (AlpConversationPane *self);
AlpMessageCard *alp_conversation_pane_get_current (AlpConversationPane *self);
void alp_conversation_pane_show_many (AlpConversationPane *self, guint n);
void alp_conversation_pane_set_narrow (AlpConversationPane *self, gboolean narrow);
void alp_conversation_pane_set_spam (AlpConversationPane *self, gboolean spam);
void alp_conversation_pane_add_actions (AlpConversationPane *self, GActionMap *map);
gboolean alp_conversation_pane_close_find (AlpConversationPane *self);
AlpAccountButton *alp_conversation_pane_get_account_button (AlpConversationPane *self);
gboolean alp_conversation_pane_has_focus (AlpConversationPane *self);
/* @answer: (nullable): stands in the place of the answer buttons until it is taken away or another conversation comes. */
void alp_conversation_pane_set_answer (AlpConversationPane *self, GtkWidget *answer);

G_END_DECLS
