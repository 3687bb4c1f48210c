/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-menu.h: the menu of one message.  Main thread. */
#pragma once

#include "alp-message-card.h"

G_BEGIN_DECLS

/* @ask: called as void (*) (AlpMessageCard *card, const char *name) for what the window does. */
void alp_card_menu_install (AlpMessageCard *card, GtkMenuButton *button, GCallback ask);

G_END_DECLS
