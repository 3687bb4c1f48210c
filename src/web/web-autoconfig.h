/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-mail-settings.h"

G_BEGIN_DECLS

#define WEB_AUTOCONFIG_MAX (256 * 1024)

BaseMailSettings *web_autoconfig_parse (const char *text, gsize length, const char *address,
                                        BaseMailSource source, GError **error);

G_END_DECLS
