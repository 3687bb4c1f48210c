/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mime_text_unflow (const char *text, gboolean delsp);
char *mime_text_to_html (const char *text);
char *mime_text_preview (const char *text, gsize max_chars);
char *mime_text_quote (const char *text);

G_END_DECLS
