/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-body.h: what is below the header of a message: notices, text, attachments.  Main thread. */
#pragma once

#include "alp-trust.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* AlpMessageBody.  Signals: "link-activated" (uri), "link-hovered" (uri or NULL), "told" (text): something happened,
 * "shown": its HTML is laid out. */
#define ALP_TYPE_MESSAGE_BODY (alp_message_body_get_type ())
G_DECLARE_FINAL_TYPE (AlpMessageBody, alp_message_body, ALP, MESSAGE_BODY, AdwBin)

GtkWidget *alp_message_body_new (AlpEngine *engine);
void alp_message_body_set_content (AlpMessageBody *self, AlpContent *content, gint64 account_id,
                                   gboolean spam);
AlpContent *alp_message_body_get_content (AlpMessageBody *self);
void alp_message_body_set_plain (AlpMessageBody *self, gboolean plain);
gboolean alp_message_body_get_plain (AlpMessageBody *self);
void alp_message_body_set_dark (AlpMessageBody *self, gboolean dark);
gboolean alp_message_body_get_dark (AlpMessageBody *self);
void alp_message_body_set_zoom (AlpMessageBody *self, double zoom);
void alp_message_body_find (AlpMessageBody *self, const char *text, int direction);
gboolean alp_message_body_get_images_shown (AlpMessageBody *self);

G_END_DECLS
