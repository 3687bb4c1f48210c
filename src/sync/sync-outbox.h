/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-outbox-time.h"
#include "sync-setup.h"

G_BEGIN_DECLS

gboolean sync_outbox_has_work (SyncSetup *setup);
char *sync_outbox_dup_work (SyncSetup *setup);
gboolean sync_outbox_send (SyncSetup *setup, gboolean *sent, gint64 *next_ms, GCancellable *cancellable,
                           GError **error);
gint64 sync_outbox_add (Store *store, gint64 account_id, const char *from, const char *const *recipients,
                        GBytes *message, gint64 not_before, GError **error);

G_END_DECLS
