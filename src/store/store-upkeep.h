/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-search.h"

G_BEGIN_DECLS

/* What takes room, in bytes on the disk. */
typedef struct
{
  guint64 mail;       /* mail.db without its search index */
  guint64 index;      /* the search index */
  guint64 bodies;     /* whole messages */
  guint n_bodies;     /* files of them */
  guint64 local_mail; /* whole messages that are only here */
  guint n_local_mail; /* of them */
  guint64 outbox;     /* messages on their way, in local.db */
  guint64 drafts;     /* in local.db */
  guint64 journal;    /* what was done and may not have reached the server, in local.db */
  guint64 local;      /* the rest of local.db: what a person set up */
  guint64 backups;    /* copies of local.db */
  guint64 set_aside;  /* damaged databases kept for a person to look at */
} StoreStorage;

/* The same by address. */
typedef struct
{
  gint64 account_id;
  guint messages;     /* known here */
  guint n_bodies;     /* whole messages here */
  guint64 bodies;     /* bytes of them; what two addresses share counts for both */
  guint n_local_mail; /* kept only here */
  guint64 local_mail; /* bytes of them */
  guint unsent;       /* in the outbox */
  guint unfinished;   /* in the journal, not at the server yet */
} StoreAccountStorage;

/* (element-type StoreAccountStorage): in the accounts' order. Reads every message's row. NULL on error. */
GArray *store_storage_get_accounts (Store *store, GError **error);
/* Every run of exactly 64 hexadecimal digits in any column of local.db: names of files somebody may still need. (element-type utf8) */
GHashTable *store_local_collect_hashes (Store *store, GError **error);

/* Reads the size of every file and page count: seconds for a large profile. */
gboolean store_storage_get (Store *store, StoreStorage *storage, GError **error);

/* What is wrong, as lines for a report (not translated); an empty list when nothing is. Looks at every page of both databases, the search
 * index, counts, conversations, and that each body has its file (@hashes: and that the file is what its name says: reads
 * everything). Changes nothing. @progress: (nullable). (element-type utf8) NULL on error or when cancelled. */
GPtrArray *store_check_deep (Store *store, gboolean hashes, StoreProgressFunc progress, gpointer user_data,
                             GCancellable *cancellable, GError **error);
/* Counts and conversations of folders made anew from the placements; bodies without a file are asked for again. */
gboolean store_repair (Store *store, GError **error);

typedef struct
{
  gint64 account_id;      /* 0: all */
  gint64 received_before; /* Unix seconds; G_MAXINT64: of any age */
  guint64 larger_than;    /* bytes, 0: of any size */
} StoreClearing;

/**
 * store_bodies_clear:
 * @n, @bytes: (out) (optional): files removed
 *
 * Forgets bodies that the server can give again; search still finds their text. Never one that is only here: of addresses without an
 * IMAP server, of messages in no folder the server knows, or with an operation that has not reached it.
 */
gboolean store_bodies_clear (Store *store, const StoreClearing *clearing, guint *n, guint64 *bytes,
                             GError **error);
/* Removes body files no message names and temporary files of a crash, both older than an hour, and databases of the cache that were set
 * aside. Never local.db's. */
gboolean store_sweep (Store *store, guint *n, guint64 *bytes, GError **error);
/* Gives unused room of both databases back to the disk; needs as much free space as mail.db has. Others wait for the writer meanwhile. */
gboolean store_compact (Store *store, GCancellable *cancellable, GError **error);

/* Forgets the local copy of an address's folders, to be fetched again; nothing on the server changes, what is pending is kept. */
gboolean store_account_rebuild (Store *store, gint64 account_id, GError **error);

/* A copy of local.db, complete and consistent, at @path (NULL: one of the three in the data folder that recovery uses). */
gboolean store_backup_local (Store *store, const char *path, GError **error);
/* Where the damaged local.db was set aside when store_open () had to save what could be read; NULL: it was sound. The setting
 * "recovered-from" says the same until somebody has told the person and removes it. */
const char *store_get_recovered (Store *store);

G_END_DECLS
