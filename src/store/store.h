/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-idset.h"
#include "store-record.h"

G_BEGIN_DECLS

/* Store: everything a profile keeps on this computer. Any thread; every function blocks for the disk, so none is for
 * the main thread of the desktop application. Functions that return a pointer or FALSE set @error on failure. */
typedef struct _Store Store;

typedef enum
{
  STORE_ERROR_OPEN = 1,  /* the folder or file cannot be made or opened */
  STORE_ERROR_READ_ONLY, /* the profile cannot be written */
  STORE_ERROR_FULL,      /* no room on the disk */
  STORE_ERROR_CORRUPT,   /* the durable database is damaged; it is left as it is */
  STORE_ERROR_TOO_NEW,   /* written by a newer version of this program */
  STORE_ERROR_BUSY,
  STORE_ERROR_SQL,       /* a defect of ours */
  STORE_ERROR_NOT_FOUND,
  STORE_ERROR_QUERY,     /* a search that cannot be understood */
  STORE_ERROR_BODY,      /* a body file does not have the bytes it should */
} StoreError;

#define STORE_ERROR (store_error_quark ())
GQuark store_error_quark (void);

/* @data_dir: local.db, what exists only here (synchronous=FULL). @cache_dir: mail.db and bodies, which the servers have
 * too; damaged, it is set aside and made anew. */
Store *store_open (const char *data_dir, const char *cache_dir, GError **error);
void store_close (Store *self);
gboolean store_check (Store *self, char **report, GError **error);
gboolean store_was_rebuilt (Store *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Store, store_close)

/* --- changes --- */

typedef struct
{
  gboolean accounts;
  gboolean folders; /* names, roles or counts */
  gboolean outbox;
  gboolean drafts;
  GArray *lists;    /* gint64: folders in which messages came or went, or conversations changed order */
  GArray *messages; /* gint64: messages whose row changed (flags, preview, body) */
} StoreChange;

/* Called after each commit that changed something, on the thread that wrote, without a lock. @change lives for the call. */
typedef void (*StoreChangeFunc) (const StoreChange *change, gpointer user_data);
void store_set_change_func (Store *self, StoreChangeFunc func, gpointer user_data);

/* --- accounts (durable) --- */

GPtrArray *store_account_list (Store *self, GError **error); /* StoreAccount */
StoreAccount *store_account_get (Store *self, gint64 id, GError **error);
gint64 store_account_add (Store *self, const StoreAccount *account, GError **error);
gboolean store_account_remove (Store *self, gint64 id, GError **error);

/* --- folders --- */

GPtrArray *store_folder_list (Store *self, gint64 account_id, GError **error); /* StoreFolder; account 0: all */
StoreFolder *store_folder_get (Store *self, gint64 id, GError **error);
StoreFolder *store_folder_find (Store *self, gint64 account_id, const char *path_or_name, GError **error);
StoreFolder *store_folder_by_role (Store *self, gint64 account_id, StoreRole role, GError **error);
/* By (account_id, path): adds it or updates name, delimiter, role, selectable, subscribed. Returns its id, 0 on failure. */
gint64 store_folder_upsert (Store *self, const StoreFolder *folder, GError **error);
gboolean store_folder_set_state (Store *self, gint64 id, guint64 uidvalidity, guint64 uidnext, guint64 highestmodseq,
                                 gboolean complete, GError **error);
gboolean store_folder_remove (Store *self, gint64 id, GError **error);

/* --- messages and placements --- */

/* One transaction. Messages known by UID get their flags merged, others are recognised by EMAILID or by Message-ID, size
 * and date, or are new; threads, counts and search follow. @n_added: (out) (optional): new in this folder. */
gboolean store_message_add (Store *self, gint64 folder_id, GPtrArray *new_messages, guint *n_added, GError **error);
/* The server says that @uid has these flags; what waits in the journal stays on top. @changed: (out) (optional) */
gboolean store_message_merge_flags (Store *self, gint64 folder_id, guint64 uid, guint flags, const char *keywords,
                                    guint64 modseq, gboolean *changed, GError **error);
/* Takes these UIDs out of the folder. Bodies and messages that are nowhere any more go too. */
gboolean store_message_vanish (Store *self, gint64 folder_id, const BaseIdset *uids, guint *n_removed, GError **error);
/* The folder's UIDs mean nothing any more: they are forgotten, messages added later are recognised and reused. Call
 * store_folder_drop_stale() when the folder was read again. */
gboolean store_folder_forget_uids (Store *self, gint64 folder_id, GError **error);
gboolean store_folder_drop_stale (Store *self, gint64 folder_id, guint *n_removed, GError **error);

BaseIdset *store_folder_uids (Store *self, gint64 folder_id, GError **error);
GPtrArray *store_message_placements (Store *self, gint64 message_id, GError **error); /* StorePlacement, g_free */
gint64 store_message_by_uid (Store *self, gint64 folder_id, guint64 uid, GError **error); /* 0: none */
/* By Message-ID; folder 0: anywhere in the account. 0: none */
gint64 store_message_by_message_id (Store *self, gint64 account_id, gint64 folder_id, const char *message_id, GError **error);
StoreMessage *store_message_get (Store *self, gint64 id, GError **error);

/* --- lists --- */

typedef struct
{
  gint64 folder_id;     /* 0: not by folder */
  gint64 thread_id;     /* a conversation, oldest first */
  StoreRole role;       /* over all accounts */
  const char *search;   /* a query of the search language; within folder_id where given */
  gint64 account_id;    /* 0: any */
  gboolean conversations; /* one row for each conversation: id is that of its newest message */
} StoreListQuery;

/* Ids and sort keys (newest first) in two arrays of equal length. @limit 0: all. */
gboolean store_list (Store *self, const StoreListQuery *query, guint limit, GArray **ids, GArray **keys,
                     GCancellable *cancellable, GError **error);
/* Rows in the order of @ids; an id that is gone is left out. @query: as it was listed (folder and conversations). */
GPtrArray *store_list_rows (Store *self, const StoreListQuery *query, const gint64 *ids, guint n, GError **error);
char *store_query_check (const char *search, GError **error);

/* --- bodies --- */

/* Written under its SHA-256, synced and renamed before the row says it is there. */
gboolean store_body_put (Store *self, gint64 message_id, GBytes *body, GError **error);
GBytes *store_body_get (Store *self, gint64 message_id, GError **error); /* %NULL without error: not here */
/* Newest first, not larger than @max_size (0: any), received since @since. gint64 ids. */
GArray *store_body_missing (Store *self, gint64 folder_id, gint64 since, guint64 max_size, guint limit, GError **error);
/* What a body told: text for search, preview, attachment names. @has_attachment: -1 leaves it as it is */
gboolean store_message_set_text (Store *self, gint64 message_id, const char *text, const char *attachment_names,
                                 const char *preview, int has_attachment, GError **error);

/* --- journal: what a person did (durable) --- */

typedef enum
{
  STORE_ACTION_FLAGS = 1,
  STORE_ACTION_MOVE,
  STORE_ACTION_EXPUNGE, /* for good */
} StoreActionKind;

typedef enum
{
  STORE_JOURNAL_PENDING = 1,
  STORE_JOURNAL_RUNNING, /* begun; ask the server before repeating it */
  STORE_JOURNAL_DONE,
  STORE_JOURNAL_FAILED,
  STORE_JOURNAL_CANCELLED,
} StoreJournalState;

typedef struct
{
  gint64 id;
  gint64 action_id; /* one action of the person: all its entries */
  gint64 account_id;
  StoreActionKind kind;
  StoreJournalState state;
  gint64 message_id;    /* our key */
  char *message_header; /* nullable: its Message-ID */
  gint64 folder_id;
  char *folder_path;
  guint64 uidvalidity;
  guint64 uid; /* 0: look it up: an earlier move had not told it */
  gint64 target_id; /* of MOVE */
  char *target_path;
  guint add_flags;
  guint remove_flags;
} StoreJournalEntry;

void store_journal_entry_free (StoreJournalEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreJournalEntry, store_journal_entry_free)

/* Records the action durably and shows its effect, in one transaction. @folder_id 0: FLAGS in every folder, MOVE and
 * EXPUNGE from wherever it is seen first. Returns the action's id, 0 on failure. */
gint64 store_act (Store *self, StoreActionKind kind, const gint64 *message_ids, guint n, gint64 folder_id,
                  gint64 target_id, guint add_flags, guint remove_flags, GError **error);
/* The inverse of @action_id (0: the last that was not undone). What did not reach the server is simply taken back.
 * @kind, @n: (out) (optional): what was undone. Returns the new action, or the same id; STORE_ERROR_NOT_FOUND. */
gint64 store_undo (Store *self, gint64 action_id, StoreActionKind *kind, guint *n, GError **error);
GPtrArray *store_journal_pending (Store *self, gint64 account_id, guint limit, GError **error); /* oldest first */
gboolean store_journal_set_running (Store *self, gint64 entry_id, GError **error);
/* The server did it. @uid, @uidvalidity: where a moved message is now, 0: not told. */
gboolean store_journal_done (Store *self, gint64 entry_id, guint64 uid, guint64 uidvalidity, GError **error);
/* The server refused for good: the local effect is taken back and @reason kept. */
gboolean store_journal_failed (Store *self, gint64 entry_id, const char *reason, GError **error);

/* --- outbox (durable) --- */

typedef enum
{
  STORE_OUTBOX_QUEUED = 1,
  STORE_OUTBOX_SENDING, /* the connection stands; nothing can have been delivered yet */
  STORE_OUTBOX_UNKNOWN, /* the last byte may have left, no answer was seen */
  STORE_OUTBOX_SENT,    /* taken by the server, not yet in Sent */
  STORE_OUTBOX_FILED,   /* done */
  STORE_OUTBOX_FAILED,  /* refused; only the person can try again */
} StoreOutboxState;

typedef struct
{
  gint64 id;
  gint64 account_id;
  StoreOutboxState state;
  char *sender;
  char **recipients;
  char *message_id;
  char *subject;
  gint64 created;
  gint64 not_before; /* Unix seconds */
  guint attempts;
  char *error_text; /* nullable: the last reason, for the log and for people who ask */
} StoreOutboxItem;

void store_outbox_item_free (StoreOutboxItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreOutboxItem, store_outbox_item_free)

gint64 store_outbox_add (Store *self, gint64 account_id, const char *sender, const char *const *recipients,
                         GBytes *message, const char *message_id, const char *subject, gint64 not_before, GError **error);
GPtrArray *store_outbox_list (Store *self, gint64 account_id, GError **error); /* StoreOutboxItem; account 0: all */
StoreOutboxItem *store_outbox_get (Store *self, gint64 id, GError **error);
GBytes *store_outbox_message (Store *self, gint64 id, GError **error);
/* Written through to the disk when this returns. @not_before: next attempt (0: unchanged). */
gboolean store_outbox_set_state (Store *self, gint64 id, StoreOutboxState state, const char *error_text,
                                 gint64 not_before, gboolean count_attempt, GError **error);
gboolean store_outbox_remove (Store *self, gint64 id, GError **error);

/* --- drafts (durable; the last ten versions are kept) --- */

typedef struct
{
  gint64 id;
  gint64 account_id;
  gint64 updated;
  guint version;
  char *meta; /* JSON, opaque here */
} StoreDraft;

void store_draft_free (StoreDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDraft, store_draft_free)

/* @id 0: a new draft. Returns its id, 0 on failure. */
gint64 store_draft_save (Store *self, gint64 id, gint64 account_id, const char *meta, GBytes *message, GError **error);
GPtrArray *store_draft_list (Store *self, gint64 account_id, GError **error); /* StoreDraft */
StoreDraft *store_draft_get (Store *self, gint64 id, GBytes **message, GError **error);
gboolean store_draft_remove (Store *self, gint64 id, GError **error);

G_END_DECLS
