/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-format.h: dates and sizes as people read them.  Pure; any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *alp_format_list_date (gint64 unix_time, GDateTime *now);
char *alp_format_full_date (gint64 unix_time);
char *alp_format_ago (gint64 unix_time, gint64 now);
char *alp_format_count (guint n);

char *alp_format_recipients (const char *to, const char *cc, const char *own);

G_END_DECLS
