/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void base_log_install (void);
char *base_log_dup_recent (void);
char *base_log_clean_text (const char *text, gssize length, gsize max_chars);

G_END_DECLS
