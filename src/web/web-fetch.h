/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *web_fetch (const char *url, gsize max, guint timeout_s, char **final_host, GCancellable *cancellable,
                   GError **error);

GBytes *web_post_form (const char *url, const char *form, gsize max, guint timeout_s, const char *ca_file,
                       GCancellable *cancellable, GError **error);

G_END_DECLS
