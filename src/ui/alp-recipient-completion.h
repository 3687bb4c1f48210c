/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-recipient-completion.h: contacts offered while a recipient is typed.  Main thread. */
#pragma once

#include "alp-engine.h"
#include "alp-recipient.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_RECIPIENT_COMPLETION (alp_recipient_completion_get_type ())
G_DECLARE_FINAL_TYPE (AlpRecipientCompletion, alp_recipient_completion, ALP, RECIPIENT_COMPLETION, GObject)

AlpRecipientCompletion *alp_recipient_completion_new (GtkWidget *text);
void alp_recipient_completion_set_engine (AlpRecipientCompletion *self, AlpEngine *engine);
void alp_recipient_completion_ask (AlpRecipientCompletion *self, const char *text);
void alp_recipient_completion_close (AlpRecipientCompletion *self);
gboolean alp_recipient_completion_key (AlpRecipientCompletion *self, guint key);

/* @warning: (nullable): why a person should look twice at the recipient */
typedef void (*AlpRecipientLookFunc) (gpointer owner, const char *warning);
void alp_recipient_completion_look_at (AlpRecipientCompletion *self, const AlpRecipient *recipient,
                                       GObject *owner, AlpRecipientLookFunc func);

G_END_DECLS
