/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-quick-reply.h: a composer inside of a conversation.  Main thread. */
#pragma once

#include "alp-composer.h"

G_BEGIN_DECLS

/* AlpQuickReply.  Signals: "detached" (AlpComposer): it wants a window of its own; it is no child here any more. */
#define ALP_TYPE_QUICK_REPLY (alp_quick_reply_get_type ())
G_DECLARE_FINAL_TYPE (AlpQuickReply, alp_quick_reply, ALP, QUICK_REPLY, AdwBin)

GtkWidget *alp_quick_reply_new (AlpComposer *composer, const char *title);
/* Whether the person writes in one, in @window. */
gboolean alp_quick_reply_has_focus (GtkWindow *window);
AlpComposer *alp_quick_reply_get_composer (AlpQuickReply *self);

G_END_DECLS
