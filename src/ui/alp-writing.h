/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-writing.h: composers of one main window.  Main thread. */
#pragma once

#include "alp-composer.h"

G_BEGIN_DECLS

#define ALP_TYPE_WRITING (alp_writing_get_type ())
G_DECLARE_FINAL_TYPE (AlpWriting, alp_writing, ALP, WRITING, GObject)

AlpWriting *alp_writing_new (GtkWindow *window, AdwToastOverlay *toasts);
void alp_writing_set_engine (AlpWriting *self, AlpEngine *engine);

void alp_writing_compose (AlpWriting *self, AlpAccount *account, const char *mailto);
void alp_writing_reply (AlpWriting *self, AlpMessage *message, AlpContent *content, AlpReplyKind kind,
                        const char *selection);
void alp_writing_redirect (AlpWriting *self, AlpMessage *message, AlpContent *content);
void alp_writing_show_outbox (AlpWriting *self);
void alp_writing_open_draft (AlpWriting *self, gint64 draft_id);
void alp_writing_open_message (AlpWriting *self, AlpMessage *message);
void alp_writing_open (AlpWriting *self, AlpDraft *draft);

G_END_DECLS
