/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-build.h"

G_BEGIN_DECLS

char *mime_rich_prepare (const char *html, GPtrArray *attachments, GPtrArray *pictures);
char *mime_rich_text (const char *html);

G_END_DECLS
