/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-open.h: what the desktop asks the main window to open: a message told of, a file, a search.  Main thread. */
#pragma once

#include "alp-window.h"

G_BEGIN_DECLS

/* The message in a window of its own; a toast when it is gone or cannot be had. */
void alp_window_open_message (AlpWindow *self, gint64 message_id);
/* A composer with an answer to it. */
void alp_window_reply_to (AlpWindow *self, gint64 message_id);
/* A message in a file (.eml). */
void alp_window_open_file (AlpWindow *self, GFile *file);
/* The search, with this text. */
void alp_window_search (AlpWindow *self, const char *text);

G_END_DECLS
