/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-recipient-chip.h: one recipient in a field.  Main thread. */
#pragma once

#include "alp-recipient.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_RECIPIENT_CHIP (alp_recipient_chip_get_type ())
G_DECLARE_FINAL_TYPE (AlpRecipientChip, alp_recipient_chip, ALP, RECIPIENT_CHIP, GtkWidget)

GtkWidget *alp_recipient_chip_new (const AlpRecipient *recipient);
const AlpRecipient *alp_recipient_chip_get_recipient (AlpRecipientChip *self);
void alp_recipient_chip_set_warning (AlpRecipientChip *self, const char *text);

G_END_DECLS
