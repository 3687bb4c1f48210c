/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-engine.h"

G_BEGIN_DECLS

/* blocking: from now on the certificate with this SHA-256 (NULL: none any more) is accepted for this server; accounts at work there
 * connect again. */
gboolean sync_engine_trust_certificate (SyncEngine *self, const char *host, guint16 port, const char *sha256,
                                        GError **error);

G_END_DECLS
