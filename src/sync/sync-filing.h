/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-session.h"

G_BEGIN_DECLS

gboolean sync_filing_run (SyncSession *session, GCancellable *cancellable, GError **error);

gboolean sync_filing_look_for (SyncSession *session, const StoreOutboxItem *item, gboolean *has,
                               GCancellable *cancellable, GError **error);

/* Pure: whether the list in data/filing names this submission server. */
gboolean sync_filing_is_listed (const char *smtp_host);
/* Pure: the message with a Bcc field in front, for our own copy. */
GBytes *sync_filing_add_bcc (GBytes *message, const char *bcc);

G_END_DECLS
