/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* One mailbox of an account. */
typedef struct
{
  gint64 id;
  gint64 account_id;
  char *path;     /* the server's own bytes (modified UTF-7 or UTF-8); key together with account_id */
  char *display;  /* whole path as UTF-8 */
  char *name;     /* last part, for people */
  char delimiter; /* 0: flat */
  StoreRole role;
  guint attributes; /* bits, meaning is the caller's (ImapFolder attributes) */
  gboolean selectable;
  gboolean subscribed;
  /* what sync knows of the server; 0: unknown */
  guint32 uidvalidity;
  guint32 uidnext;
  guint64 highestmodseq;
  guint32 low_uid;  /* first sync goes down from the top: everything from here up is here; 1: complete */
  gint64 synced_at; /* Unix seconds of the last complete sync, 0: never */
  /* counted from placements (pending operations included) */
  guint total;
  guint unread;
} StoreFolder;

StoreFolder *store_folder_new (void);
StoreFolder *store_folder_copy (const StoreFolder *self);
void store_folder_free (StoreFolder *self);

/* Returns: (element-type StoreFolder): by display path, inbox first. */
GPtrArray *store_folders_list (Store *store, gint64 account_id, GError **error);
StoreFolder *store_folder_get (Store *store, gint64 id, GError **error);
StoreFolder *store_folder_get_by_path (Store *store, gint64 account_id, const char *path, GError **error);
/* The folder with this role; NOT_FOUND when there is none. */
StoreFolder *store_folder_get_by_role (Store *store, gint64 account_id, StoreRole role, GError **error);
/* Adds or updates by (account_id, path): display, name, delimiter, role, attributes, selectable, subscribed; sync state is
 * left alone. Returns: the id, 0 on error. */
gint64 store_folder_upsert (Store *store, const StoreFolder *folder, GError **error);
/* Keeps id, mail and journal entries when the server's folder was renamed. */
gboolean store_folder_rename (Store *store, gint64 id, const char *path, const char *display,
                              const char *name, GError **error);
/* Removes the folder and its placements. */
gboolean store_folder_remove (Store *store, gint64 id, GError **error);
/* All numbers at once, in the same transaction as the rows they speak of (store_begin ()). */
gboolean store_folder_set_sync_state (Store *store, gint64 id, guint32 uidvalidity, guint32 uidnext,
                                      guint64 highestmodseq, guint32 low_uid, gint64 synced_at,
                                      GError **error);
/* UIDVALIDITY changed: forgets every placement's UID of this folder, keeps messages and bodies so that the next
 * store_messages_add () finds them again by identity. Journal entries are bound again by identity too. */
gboolean store_folder_reset (Store *store, gint64 id, guint32 new_uidvalidity, GError **error);
/* After a complete sync of the folder: provisional placements whose operation is done but which the server does not
 * have are removed. */
gboolean store_folder_settle (Store *store, gint64 id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreFolder, store_folder_free)

G_END_DECLS
