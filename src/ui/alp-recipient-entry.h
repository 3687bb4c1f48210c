/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-recipient-entry.h: a field of recipients.  Main thread. */
#pragma once

#include "alp-engine.h"
#include "alp-recipient.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_RECIPIENT_ENTRY (alp_recipient_entry_get_type ())
G_DECLARE_FINAL_TYPE (AlpRecipientEntry, alp_recipient_entry, ALP, RECIPIENT_ENTRY, GtkWidget)

GtkWidget *alp_recipient_entry_new (const char *label);
void alp_recipient_entry_set_label (AlpRecipientEntry *self, const char *label);
void alp_recipient_entry_set_engine (AlpRecipientEntry *self, AlpEngine *engine);
char *alp_recipient_entry_dup_text (AlpRecipientEntry *self);
void alp_recipient_entry_set_text (AlpRecipientEntry *self, const char *text);
guint alp_recipient_entry_add (AlpRecipientEntry *self, const char *text);
GPtrArray *alp_recipient_entry_dup_recipients (AlpRecipientEntry *self);
void alp_recipient_entry_commit (AlpRecipientEntry *self);
gboolean alp_recipient_entry_has (AlpRecipientEntry *self, const AlpRecipient *recipient);
/* Fields beside it: who is in one of them is not added to another. */
void alp_recipient_entry_set_siblings (AlpRecipientEntry *self, AlpRecipientEntry *const *siblings, gsize n);

G_END_DECLS
