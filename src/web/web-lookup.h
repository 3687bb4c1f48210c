/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-mail-settings.h"

G_BEGIN_DECLS

BaseMailSettings *web_lookup_srv (const char *address, const char *domain, guint timeout_ms,
                                  GCancellable *cancellable, GError **error);
BaseMailSettings *web_lookup_mx (const char *address, const char *domain, guint timeout_ms,
                                 GCancellable *cancellable, GError **error);

G_END_DECLS
