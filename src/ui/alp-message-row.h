/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-row.h: one row of the message list.  Main thread. */
#pragma once

#include "alp-message.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Numbers are those of the setting "list-density". */
typedef enum
{
  ALP_DENSITY_NORMAL,
  ALP_DENSITY_LARGE,
  ALP_DENSITY_COMPACT,
} AlpDensity;

/* AlpMessageRow: signal "action" (name): a round button or the star was clicked: "archive", "trash", "star", … */
#define ALP_TYPE_MESSAGE_ROW (alp_message_row_get_type ())
G_DECLARE_FINAL_TYPE (AlpMessageRow, alp_message_row, ALP, MESSAGE_ROW, GtkWidget)

GtkWidget *alp_message_row_new (void);
void alp_message_row_set_message (AlpMessageRow *self, AlpMessage *message);
AlpMessage *alp_message_row_get_message (AlpMessageRow *self);
void alp_message_row_set_density (AlpMessageRow *self, AlpDensity density);
void alp_message_row_set_check (AlpMessageRow *self, gboolean shown, gboolean checked);
void alp_message_row_set_words (AlpMessageRow *self, const char *const *words);
void alp_message_row_set_hover_actions (AlpMessageRow *self, const char *const *actions);
void alp_message_row_set_swipe (AlpMessageRow *self, double offset, const char *action, gboolean ready);
char *alp_message_row_dup_spoken (AlpMessage *message);

const char *alp_row_get_subject (AlpMessage *message);
const char *alp_row_get_sender (AlpMessage *message);
char *alp_row_dup_date (AlpMessage *message);

/* Icon and translated name of an action on a message; NULL when there is no such action. */
const char *alp_row_action_get_icon (const char *action, AlpMessage *message);
const char *alp_row_action_get_title (const char *action, AlpMessage *message);

G_END_DECLS
