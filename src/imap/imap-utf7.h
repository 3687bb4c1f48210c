/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *imap_utf7_decode (const char *raw);
char *imap_utf7_encode (const char *utf8);
char *imap_utf7_display (const char *raw, gboolean utf8);

G_END_DECLS
