/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-notices.h: what the program says about a message, above its text.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* @banners: inside of an AlpMessageBody, whose "told" and "link-activated" they emit. @spam: whether it lies in the spam folder. */
void alp_notices_add_before (GtkBox *banners, AlpEngine *engine, AlpContent *content);
void alp_notices_add_after (GtkBox *banners, AlpEngine *engine, AlpContent *content, gboolean spam);
char *alp_notice_dup_remote_text (guint images, guint trackers);
char *alp_notice_dup_sender (AlpContent *content);
gboolean alp_notice_is_proven (AlpContent *content);
/* The header of a card: "External", "Unknown" or the mark of a proved sender; hidden when there is nothing to say. */
void alp_notice_update_badge (GtkLabel *badge, AlpContent *content);
/* Lines for the details of a card: (element-type utf8): what was found out about the sender. (transfer full) */
char **alp_notice_dup_auth_lines (AlpContent *content);
/* A click on a link: when it shows another site than it leads to, the person is asked first. @func: called when it is to be opened. */
typedef void (*AlpNoticeOpen) (GtkWidget *widget, const char *uri);
void alp_notice_open_link (GtkWidget *widget, AlpContent *content, const char *uri, AlpNoticeOpen func);

G_END_DECLS
