/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer.h: writing one message; in a window of its own or inside a conversation.  Main thread. */
#pragma once

#include "alp-draft.h"
#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_COMPOSER (alp_composer_get_type ())
G_DECLARE_FINAL_TYPE (AlpComposer, alp_composer, ALP, COMPOSER, AdwBin)

GtkWidget *alp_composer_new (AlpDraft *draft);
AlpDraft *alp_composer_get_draft (AlpComposer *self);
/* Of the prefix "composer"; also for the widgets around it. */
GActionGroup *alp_composer_get_actions (AlpComposer *self);
/* (transfer none): what else can be done, of those actions. */
GMenuModel *alp_composer_get_menu (AlpComposer *self);
/* (transfer none): the subject, or "New Message"; what became of the text, in words. */
const char *alp_composer_get_title (AlpComposer *self);
const char *alp_composer_get_state_text (AlpComposer *self);
/* Saves what is not saved; "closed" follows when it is. */
void alp_composer_close (AlpComposer *self);
void alp_composer_set_compact (AlpComposer *self, gboolean compact);
void alp_composer_focus (AlpComposer *self);
/* Installs the composer's keys on @widget, the one around it. */
void alp_composer_add_shortcuts (AlpComposer *self, GtkWidget *widget);

G_END_DECLS
