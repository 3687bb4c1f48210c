/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store.h"
#include "sync-error.h"
#include "sync-secret.h"

G_BEGIN_DECLS

/* SyncEngine: one profile at work: its store, its accounts, their workers. Every function may be called from any thread;
 * those marked "blocking" wait for disk or network and so must not be called on the main thread. */
typedef struct _SyncEngine SyncEngine;

/* What an account is doing. */
typedef enum
{
  SYNC_STATE_STOPPED = 1, /* not started */
  SYNC_STATE_OFFLINE,     /* no network, or the server does not answer; tries again by itself */
  SYNC_STATE_CONNECTING,
  SYNC_STATE_SYNCING,
  SYNC_STATE_IDLE,            /* connected, in agreement, waiting for news */
  SYNC_STATE_NEEDS_ATTENTION, /* a person must act (password, certificate); the error says what */
} SyncState;

/**
 * SyncStateFunc:
 * @error: (nullable): why the account is offline or needs attention; valid only during the call
 *
 * Called on a worker's thread, without any lock held, each time an account's state changes.
 */
typedef void (*SyncStateFunc) (gint64 account_id, SyncState state, const GError *error, gpointer user_data);

/* Which bodies a sync brings here. */
typedef enum
{
  SYNC_BODIES_NONE = 1,
  SYNC_BODIES_RECENT, /* received in the last 30 days, at most 1 MB each */
  SYNC_BODIES_ALL,
} SyncBodies;

/* What a sync did in one folder. */
typedef struct
{
  gint64 folder_id;
  char *path;     /* UTF-8, as shown */
  guint added;    /* messages new here */
  guint changed;  /* flags taken over from the server */
  guint vanished; /* messages gone from the folder */
  guint bodies;   /* bodies fetched */
  guint64 bytes;  /* read from the server */
  double seconds;
  GError *error; /* nullable */
} SyncReport;

void sync_report_free (SyncReport *self);

/* How far a folder is. done == total: finished. */
typedef enum
{
  SYNC_PROGRESS_HEADERS = 1, /* messages listed */
  SYNC_PROGRESS_BODIES,      /* whole messages here */
} SyncProgressKind;

typedef struct
{
  gint64 account_id;
  gint64 folder_id;
  SyncProgressKind kind;
  guint done;
  guint total;
} SyncProgress;

/* Called on the thread that syncs, a few times a second at most while it lasts. @progress lives for the call. */
typedef void (*SyncProgressFunc) (const SyncProgress *progress, gpointer user_data);

/* blocking: opens or makes the profile. SYNC_ERROR_LOCKED: another program uses it. */
SyncEngine *sync_engine_new (const char *profile_dir, GError **error);
/* blocking: ends all workers (at most a few seconds), closes the store. */
void sync_engine_free (SyncEngine *self);

Store *sync_engine_get_store (SyncEngine *self);
const char *sync_engine_get_profile (SyncEngine *self);
/* Takes over @secrets; before the first account starts. Default: the Secret Service. */
void sync_engine_set_secrets (SyncEngine *self, SyncSecrets *secrets);
SyncSecrets *sync_engine_get_secrets (SyncEngine *self);
/* Before the first account starts. */
void sync_engine_set_state_func (SyncEngine *self, SyncStateFunc func, gpointer user_data);
/* How far the background is, for a line of text. Before the first account starts. */
void sync_engine_set_progress_func (SyncEngine *self, SyncProgressFunc func, gpointer user_data);
/* Which bodies the background fetches by itself. Default: SYNC_BODIES_RECENT. */
void sync_engine_set_bodies (SyncEngine *self, SyncBodies bodies);

/* blocking: connects to both servers of @account with @password and disconnects again; stores nothing.
 * @password: nullable when the account has a password command. */
gboolean sync_engine_check_account (SyncEngine *self, const StoreAccount *account, const char *password,
                                    GCancellable *cancellable, GError **error);
/* blocking: stores the account and its password (not started yet). Returns: the account's id, 0 on failure. */
gint64 sync_engine_add_account (SyncEngine *self, const StoreAccount *account, const char *password,
                                GError **error);
/* blocking: replaces the password and lets the account try again. */
gboolean sync_engine_set_password (SyncEngine *self, gint64 account_id, const char *password, GError **error);
/* blocking: stops the account and removes it with its mail here. SYNC_ERROR_BUSY: its outbox or journal still holds
 * something that never reached the server (unless @force). */
gboolean sync_engine_remove_account (SyncEngine *self, gint64 account_id, gboolean force, GError **error);

/* Starts background work of one account, or of all that are stored. Returns at once. */
void sync_engine_start_account (SyncEngine *self, gint64 account_id);
void sync_engine_start_all (SyncEngine *self);
/* blocking for at most a few seconds. */
void sync_engine_stop_account (SyncEngine *self, gint64 account_id);
SyncState sync_engine_get_state (SyncEngine *self, gint64 account_id);

/* There is something in the journal or outbox of @account_id (0: of any). Returns at once. A started account replays
 * and sends; a stopped one does nothing. */
void sync_engine_wake (SyncEngine *self, gint64 account_id);
/* The person asked to look now: a whole round, also after failures. Returns at once. */
void sync_engine_refresh (SyncEngine *self, gint64 account_id);

/* The computer woke from sleep: no connection is trusted. The engine notices by itself (sync-conditions); for callers who know
 * earlier, and for tests. Returns at once. */
void sync_engine_note_sleep (SyncEngine *self);
/* The network is another one. As above. */
void sync_engine_note_network (SyncEngine *self);
/* Says it instead of the network and power monitors, from now on. */
void sync_engine_set_saving (SyncEngine *self, gboolean metered, gboolean saving_power);
/* IMAP connections that a started account may hold now; less after the server said "too many". 0: not started. */
guint sync_engine_get_budget (SyncEngine *self, gint64 account_id);

/* blocking: one whole round on the calling thread, without starting the account: folders, journal replay, outbox, then
 * every folder (or only @folder: its shown path or raw name, nullable). @reports: (out) (element-type SyncReport)
 * (nullable). FALSE when the round could not be finished; reports of what was done are returned all the same. */
gboolean sync_engine_sync_once (SyncEngine *self, gint64 account_id, const char *folder, SyncBodies bodies,
                                SyncProgressFunc progress, gpointer user_data, GPtrArray **reports,
                                GCancellable *cancellable, GError **error);

/* blocking: the whole body of a message, from the store or (on a connection of its own kept for this) from the server.
 * Verified complete, or an error. */
GBytes *sync_engine_fetch_body (SyncEngine *self, gint64 message_id, GCancellable *cancellable,
                                GError **error);
/* The same without waiting; @callback comes on the caller's thread-default main context. */
void sync_engine_fetch_body_async (SyncEngine *self, gint64 message_id, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GBytes *sync_engine_fetch_body_finish (SyncEngine *self, GAsyncResult *result, GError **error);

/* blocking (disk only): puts a finished message into the outbox and wakes the account. @message has its Message-ID and
 * no Bcc field; @recipients is everybody (To, Cc, Bcc), NULL-terminated, bare addresses. @not_before: Unix seconds, 0:
 * now. Returns: outbox id, 0 on failure. */
gint64 sync_engine_send (SyncEngine *self, gint64 account_id, const char *from, const char *const *recipients,
                         GBytes *message, gint64 not_before, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncEngine, sync_engine_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncReport, sync_report_free)

G_END_DECLS
