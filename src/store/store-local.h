/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* Mail that no server keeps (POP3, "on this computer"): rows in local.db, bytes in files of their own. */

typedef struct
{
  gint64 id; /* the UID in every folder */
  char *path;
  StoreFlags flags;
  char *keywords; /* "" */
  gint64 received;
  guint64 size;
} StoreLocalMessage;

void store_local_message_free (StoreLocalMessage *self);

/* What is added. Borrowed. */
typedef struct
{
  gint64 account_id;
  const char *path;
  StoreFlags flags;
  const char *keywords; /* nullable */
  gint64 received;
  const char *file; /* a finished, flushed file in the same file system: it is moved to its place */
  guint64 size;
  const char *uidl; /* nullable: the POP3 server's id, kept in the same transaction */
  guint repeated;
} StoreLocalNew;

/* Durable when it returns: row, file and UIDL together or nothing. Returns: the id, 0 on error (then @file is still there). */
gint64 store_local_add (Store *store, const StoreLocalNew *what, GError **error);
/* (transfer full) (type filename): where the bytes are. */
char *store_local_dup_file (Store *store, gint64 account_id, gint64 id);
/* (transfer full) (type filename): for files in the making; made when it is not there. NULL with @error. */
char *store_local_dup_folder (Store *store, gint64 account_id, GError **error);
/* By id. @path NULL: of all folders. (element-type StoreLocalMessage) */
GPtrArray *store_local_list (Store *store, gint64 account_id, const char *path, GError **error);
/* NOT_FOUND when there is none. */
StoreLocalMessage *store_local_get (Store *store, gint64 account_id, gint64 id, GError **error);
/* Repeating these changes nothing more; ids that are gone are left out. @keywords NULL: as they are. */
gboolean store_local_set_flags (Store *store, gint64 account_id, gint64 id, StoreFlags flags,
                                const char *keywords, GError **error);
gboolean store_local_move (Store *store, gint64 account_id, gint64 id, const char *path, GError **error);
gboolean store_local_remove (Store *store, gint64 account_id, gint64 id, GError **error);
gint64 store_local_get_max_id (Store *store);

/* Folders beside those every account has. NULL-terminated. */
char **store_local_folders_list (Store *store, gint64 account_id, GError **error);
gboolean store_local_folder_add (Store *store, gint64 account_id, const char *path, GError **error);
/* With the folders below it and what is in them. */
gboolean store_local_folder_rename (Store *store, gint64 account_id, const char *path, const char *to,
                                    GError **error);
/* With what is in it, for good; not the folders below. */
gboolean store_local_folder_remove (Store *store, gint64 account_id, const char *path, GError **error);

/* One message a POP3 server has shown. */
typedef struct
{
  char *uidl;
  guint repeated;
  gint64 local_id;
  gint64 fetched; /* Unix seconds */
  gboolean here;  /* not deleted here since */
} StorePopMessage;

void store_pop_message_free (StorePopMessage *self);
/* (element-type StorePopMessage) */
GPtrArray *store_pop_list (Store *store, gint64 account_id, GError **error);
/* The local id kept with @uidl, 0: none. */
gint64 store_pop_find (Store *store, gint64 account_id, const char *uidl);
/* The server listed these just now; forgets what it has not shown since @before (Unix seconds). (element-type StorePopMessage) */
gboolean store_pop_listed (Store *store, gint64 account_id, GPtrArray *messages, gint64 before,
                           GError **error);
/* Deletes the files of an account that was removed; of no other, for a lost row is no wish. */
void store_local_tidy (Store *store, gint64 account_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreLocalMessage, store_local_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StorePopMessage, store_pop_message_free)

G_END_DECLS
