/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net-endpoint.h"

G_BEGIN_DECLS

GIOStream *net_tls_new (GIOStream *base, NetEndpoint *endpoint, GError **error);
gboolean net_tls_check (GIOStream *tls, NetEndpoint *endpoint, GError **error);
void net_tls_explain (GIOStream *tls, NetEndpoint *endpoint, GError **error);
char *net_tls_dup_sha256 (GTlsCertificate *certificate);

G_END_DECLS
