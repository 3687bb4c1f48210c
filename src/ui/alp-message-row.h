/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-row.h: one row of the message list.  Main thread. */
#pragma once

#include "alp-message.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_MESSAGE_ROW (alp_message_row_get_type ())
G_DECLARE_FINAL_TYPE (AlpMessageRow, alp_message_row, ALP, MESSAGE_ROW, AdwBin)

GtkWidget *alp_message_row_new (void);
void alp_message_row_set_message (AlpMessageRow *self, AlpMessage *message);
AlpMessage *alp_message_row_get_message (AlpMessageRow *self);
void alp_message_row_set_large (AlpMessageRow *self, gboolean large);
char *alp_message_row_dup_spoken (AlpMessage *message);

G_END_DECLS
