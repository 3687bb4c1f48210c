/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-session.h"

G_BEGIN_DECLS

gboolean sync_append_find (ImapSession *imap, const char *message_id, guint32 since, BaseIdset **found,
                           GCancellable *cancellable, GError **error);
gboolean sync_append_once (SyncSession *session, const char *path, guint flags, const char *message_id,
                           GBytes *message, gboolean look_first, ImapAppended *appended,
                           GCancellable *cancellable, GError **error);

G_END_DECLS
