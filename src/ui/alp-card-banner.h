/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-banner.h: one notice inside a message card.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* AlpCardBanner: signal "response" (id): one of its buttons. */
#define ALP_TYPE_CARD_BANNER (alp_card_banner_get_type ())
G_DECLARE_FINAL_TYPE (AlpCardBanner, alp_card_banner, ALP, CARD_BANNER, AdwBin)

GtkWidget *alp_card_banner_new (const char *icon_name, const char *text, gboolean alarming);
void alp_card_banner_set_text (AlpCardBanner *self, const char *text);
void alp_card_banner_add_button (AlpCardBanner *self, const char *id, const char *label);
void alp_card_banner_add_detail (AlpCardBanner *self, const char *text);

G_END_DECLS
