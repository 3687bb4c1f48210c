/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean imap_date_parse (const char *text, gsize length, gint64 *unix_seconds);
char *imap_date_format (gint64 unix_seconds);

G_END_DECLS
