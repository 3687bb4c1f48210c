/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* Upkeep of a profile: what takes room, clearing, rebuilding, checking, compacting. Main thread; the work is on a worker of its own, so
 * that nothing a person waits for stands behind it. Errors are ALP_ERROR. Nothing that exists only here is ever cleared. */

/* How far a long call is. On the main thread, at most ten times a second, never after the call has ended. @total 0: not known. */
typedef void (*AlpProgressFunc) (gint64 done, gint64 total, gpointer user_data);

/* One address's share. */
typedef struct
{
  gint64 account_id;
  char *email;
  guint messages;     /* known here */
  guint bodies;       /* whole messages here that the server has too */
  guint64 body_bytes; /* of them */
  guint kept;         /* messages that are only here */
  guint64 kept_bytes; /* of them */
  guint waiting;      /* messages and changes the server does not have yet */
} AlpStorageAccount;

/* What takes room, in bytes. The first three and set_aside can be had again or are of no use; the rest exists only here. */
typedef struct
{
  guint64 bodies;      /* whole messages that the server has */
  guint n_bodies;      /* files of them */
  guint64 index;       /* search index */
  guint64 lists;       /* folders, senders, subjects: mail.db without the index */
  guint64 kept;        /* whole messages only here */
  guint n_kept;        /* files of them */
  guint64 drafts;      /* with all their versions */
  guint64 attachments; /* files copied for drafts */
  guint64 outbox;      /* messages on their way */
  guint64 journal;     /* what was done, for the server and for Undo */
  guint64 settings;    /* accounts, contacts, rules, … and room not used */
  guint64 backups;     /* copies of the database of all these */
  guint64 set_aside;   /* damaged databases */
  guint64 total;
  GPtrArray *accounts; /* (element-type AlpStorageAccount): in their order */
} AlpStorage;

void alp_storage_free (AlpStorage *self);
void alp_upkeep_load_storage_async (AlpEngine *engine, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) */
AlpStorage *alp_upkeep_load_storage_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* What a check does; bits. */
typedef enum
{
  ALP_CHECK_QUICK = 0, /* both databases, every page; the search index; counts; whether files are there */
  ALP_CHECK_BODIES = 1 << 0, /* and reads every file: minutes for a large profile */
  ALP_CHECK_REPAIR
  = 1 << 1, /* and puts right what can be, then checks again; the notice of a recovery is done with */
} AlpCheckFlags;

typedef struct
{
  GPtrArray *problems; /* (element-type utf8): lines for a report, in English; empty: all is well */
  guint repaired;      /* problems there were before the repair and are not any more */
  char *recovered; /* nullable: where a damaged local.db was set aside, until alp_upkeep_forget_recovery () */
} AlpCheckReport;

void alp_check_report_free (AlpCheckReport *self);
void alp_upkeep_check_async (AlpEngine *engine, AlpCheckFlags flags, AlpProgressFunc progress,
                             gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
/* (transfer full): NULL when the check itself failed. */
AlpCheckReport *alp_upkeep_check_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* @account: (nullable): all. */
typedef struct
{
  gint64 account_id;     /* 0: all */
  guint older_than_days; /* 0: of any age */
  guint64 larger_than;   /* bytes; 0: of any size */
  gboolean sweep_only;   /* no bodies: only what nothing names any more */
} AlpClearing;

typedef struct
{
  guint files;
  guint64 bytes;
} AlpCleared;

/* Forgets whole messages that the server can give again (search still finds their text), files nothing names any more, databases of the
 * cache that were set aside. Never what exists only here, and nothing the server does not have yet. */
void alp_upkeep_clear_async (AlpEngine *engine, const AlpClearing *clearing, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean alp_upkeep_clear_finish (AlpEngine *engine, GAsyncResult *result, AlpCleared *cleared,
                                  GError **error);

/* A new search index beside the present one, which answers meanwhile. */
void alp_upkeep_rebuild_index_async (AlpEngine *engine, AlpProgressFunc progress, gpointer progress_data,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
/* Forgets the list of an address's folders (@folder: (nullable): of one) and fetches it again, now when the engine was started; whole
 * messages and what is on its way to the server stay. */
void alp_upkeep_rebuild_account_async (AlpEngine *engine, AlpAccount *account, AlpFolder *folder,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
/* Gives unused room of the databases back to the disk; needs as much free room as they take. */
void alp_upkeep_compact_async (AlpEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
/* For the three above. */
gboolean alp_upkeep_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* (transfer full) (nullable): what opening this profile found damaged and did about it, a translated sentence. Disk; a few microseconds. */
char *alp_upkeep_dup_notice (AlpEngine *engine);
/* The person knows now: the notice does not come again. */
void alp_upkeep_forget_recovery (AlpEngine *engine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpStorage, alp_storage_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpCheckReport, alp_check_report_free)

G_END_DECLS
