/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-list-swipe.h: swiping a row of the message list, by touch or touchpad.  Main thread. */
#pragma once

#include "alp-message-row.h"

G_BEGIN_DECLS

/* The swipe was completed: do @action ("trash", "archive", …) with the row's message. */
typedef void (*AlpListSwipeFunc) (AlpMessageRow *row, const char *action, gpointer data);

void alp_list_swipe_install (GtkWidget *list, AlpListSwipeFunc func, gpointer data);
void alp_list_swipe_set_actions (GtkWidget *list, const char *to_right, const char *to_left);

G_END_DECLS
