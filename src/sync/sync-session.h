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

/* What the server said about the selected folder, unasked: bits. */
typedef enum
{
  SYNC_NEWS_NONE = 0,
  SYNC_NEWS_EXISTS = 1 << 0, /* messages came, or the count was only told again */
  SYNC_NEWS_GONE = 1 << 1,
  SYNC_NEWS_FLAGS = 1 << 2,
} SyncNews;

guint sync_session_take_news (SyncSession *self);

/* NOTIFY (RFC 5465): what the server said about other folders. */
gboolean sync_session_notify (SyncSession *self, GCancellable *cancellable, GError **error);
gboolean sync_session_is_notified (SyncSession *self);
GPtrArray *sync_session_take_statuses (SyncSession *self);
gboolean sync_session_take_list_news (SyncSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncSession, sync_session_free)

G_END_DECLS
