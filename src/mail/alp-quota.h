/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* Storage of an address, as its server said last; limit 0: it said nothing. */
typedef struct
{
  guint64 used; /* bytes */
  guint64 limit;
} AlpQuota;

void alp_quota_load_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean alp_quota_load_finish (AlpEngine *engine, GAsyncResult *result, AlpQuota *quota, GError **error);
/* Pure: what sync keeps ("used limit"), nullable. FALSE: nothing, or not understood. */
gboolean alp_quota_parse (const char *text, AlpQuota *quota);
/* How full, 0 to 100 and more; 0 without a limit. */
double alp_quota_get_percent (const AlpQuota *quota);

G_END_DECLS
