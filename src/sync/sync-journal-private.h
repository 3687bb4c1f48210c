/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-session.h"

G_BEGIN_DECLS

/* One command's worth of the journal: entries of one kind, folder and change. */
typedef struct
{
  SyncSession *session;
  ImapSession *imap;
  Store *store;
  GPtrArray *entries;       /* (element-type StoreJournalEntry): at least one */
  StoreJournalEntry *entry; /* the first */
  GCancellable *cancellable;
  gboolean was_running; /* cut before: what it did is not known */
  BaseIdset *uids;      /* those still to be done */
  GHashTable *items;    /* UID → StoreJournalItem, of uids */
  GArray *lost;         /* gint64: items whose message could not be told from others any more */
} SyncReplay;

/* All entries are done; COPYUID nullable. */
gboolean sync_replay_finish (SyncReplay *self, const ImapCopied *copied, GError **error);
/* Takes out of uids what the source no longer has: moved or deleted by the attempt that was cut, or by others. */
gboolean sync_replay_drop_absent (SyncReplay *self, GError **error);
/* \Deleted and UID EXPUNGE of exactly @uids. Without UIDPLUS the mark is all that may be done. */
gboolean sync_replay_delete (SyncReplay *self, const BaseIdset *uids, GError **error);

gboolean sync_replay_move (SyncReplay *self, GError **error);
gboolean sync_replay_copy (SyncReplay *self, GError **error);
gboolean sync_replay_folder (SyncReplay *self, GError **error);
gboolean sync_replay_append (SyncReplay *self, GError **error);
gboolean sync_replay_draft (SyncReplay *self, GError **error);

G_END_DECLS
