/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-wake.h"
#include "sync-engine.h"
#include "sync-session.h"

G_BEGIN_DECLS

GBytes *sync_body_fetch (SyncSession *session, gint64 message_id, guint64 *bytes, GCancellable *cancellable,
                         GError **error);
gboolean sync_body_prefetch (SyncSession *session, gint64 folder_id, SyncBodies bodies, guint limit,
                             BaseWake *interrupt, gboolean *more, SyncReport *report,
                             GCancellable *cancellable, GError **error);
gboolean sync_body_prefetch_any (SyncSession *session, SyncBodies bodies, guint limit, BaseWake *interrupt,
                                 gboolean *more, GCancellable *cancellable, GError **error);
void sync_body_index (Store *store, gint64 message_id, GBytes *body);

G_END_DECLS
