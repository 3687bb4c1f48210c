/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-session.h"
#include "sync-setup.h"

G_BEGIN_DECLS

/* SyncSession: one IMAP connection of an account and what is selected on it. Belongs to the thread that opened it. */
typedef struct _SyncSession SyncSession;

SyncSession *sync_session_open (SyncSetup *setup, GCancellable *cancellable, GError **error);
void sync_session_free (SyncSession *self);

SyncSetup *sync_session_get_setup (SyncSession *self);
ImapSession *sync_session_get_imap (SyncSession *self);
gint64 sync_session_get_folder (SyncSession *self);
void sync_session_set_folder (SyncSession *self, gint64 folder_id);
gboolean sync_session_take_news (SyncSession *self);

/* Bodies that could not be had are not asked for again on the same connection. */
void sync_session_skip_body (SyncSession *self, gint64 message_id);
gboolean sync_session_skips_body (SyncSession *self, gint64 message_id);
guint sync_session_count_skipped (SyncSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncSession, sync_session_free)

G_END_DECLS
