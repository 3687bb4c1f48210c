/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* Values are stored: never renumber. */
typedef enum
{
  STORE_ACTION_FLAGS = 1, /* add_flags, remove_flags, add_keywords, remove_keywords */
  STORE_ACTION_MOVE,      /* from folder_id (see below) to target_id */
  STORE_ACTION_DELETE,    /* for good: \Deleted and UID EXPUNGE of just these */
  STORE_ACTION_COPY,      /* from folder_id to target_id */
  STORE_ACTION_APPEND,    /* below: not for store_act () */
  STORE_ACTION_DRAFT,
  STORE_ACTION_FOLDER_CREATE,
  STORE_ACTION_FOLDER_RENAME,
  STORE_ACTION_FOLDER_DELETE,
  STORE_ACTION_FOLDER_SUBSCRIBE,
} StoreActionKind;

/* What a person wants. Borrowed by store_act (). */
typedef struct
{
  StoreActionKind kind;
  const gint64 *message_ids;
  gsize n_messages;
  /* only in this folder; 0: FLAGS and DELETE: in all; MOVE and COPY: from the inbox, else the first folder */
  gint64 folder_id;
  gint64 target_id; /* MOVE, COPY: same account as the messages */
  StoreFlags add_flags;
  StoreFlags remove_flags;
  const char
      *add_keywords; /* nullable: space-separated, other than those in StoreFlags; compared without case */
  const char *remove_keywords; /* nullable */
  const char *label;           /* nullable: opaque to the store, given back by store_undo () */
  gboolean automatic; /* the program did it by itself (marking as read): store_undo () never means it */
} StoreAction;

typedef enum
{
  STORE_JOURNAL_PENDING = 1,
  STORE_JOURNAL_RUNNING, /* being replayed, or was when we died: ask the server before repeating */
  STORE_JOURNAL_DONE,
  STORE_JOURNAL_FAILED,    /* the server refuses for good; the local effect is taken back */
  STORE_JOURNAL_CANCELLED, /* undone before replay */
} StoreJournalState;

typedef struct
{
  gint64 id;            /* of the item */
  gint64 message_id;    /* key; 0 when the message is not in mail.db (rebuilt) */
  guint32 uid;          /* in the source folder; 0: not known yet (an earlier move is not done) */
  char *rfc_message_id; /* without <>, "" */
  guint64 size;
} StoreJournalItem;

/* One operation on one source folder: what replay does. */
typedef struct
{
  gint64 id;
  gint64 group_id; /* entries of one store_act () */
  gint64 account_id;
  StoreActionKind kind;
  StoreJournalState state;
  gint64 folder_id;    /* 0 when the folder is gone; then path still says it */
  char *path;          /* server's bytes; follows renames that the server does not know yet */
  char *wire_path;     /* the name the server knows when this entry's turn comes */
  guint32 uidvalidity; /* of the UIDs below */
  gint64 target_id;    /* MOVE, COPY */
  char *target_path;   /* "" unless MOVE, COPY; FOLDER_CREATE, FOLDER_RENAME: the path to show, UTF-8 */
  char *wire_target;   /* like wire_path */
  StoreFlags add_flags;
  StoreFlags remove_flags;
  char *add_keywords;    /* space-separated, "" */
  char *remove_keywords; /* space-separated, "" */
  gint64 argument;       /* data/sql/0003-queue.sql */
  char *rfc_message_id;  /* APPEND, DRAFT: of the payload; else "" */
  char *note;            /* data/sql/0003-queue.sql */
  char *label;           /* what store_act () was given */
  guint attempts;
  char *error;      /* "" */
  gint64 created;   /* Unix seconds */
  GPtrArray *items; /* (element-type StoreJournalItem) */
} StoreJournalEntry;

void store_journal_entry_free (StoreJournalEntry *self);

/**
 * store_act:
 *
 * One interactive transaction: appends to the journal and changes the local rows. Messages may be of several folders (one
 * entry each) but of one account. Returns: the group id to undo with; 0 with @error set on failure; STORE_ERROR_NOT_FOUND when
 * nothing is left to do (messages gone or already so).
 */
gint64 store_act (Store *store, const StoreAction *action, GError **error);

/* Deletes for good what @folder_id shows now, in one entry: what comes later stays. Returns: like store_act () */
gint64 store_act_empty (Store *store, gint64 folder_id, const char *label, GError **error);

/* Entries of the account in order that still have to be replayed (PENDING and RUNNING). (element-type StoreJournalEntry) */
GPtrArray *store_journal_pending (Store *store, gint64 account_id, GError **error);
/* Failed ones, newest first, to show. */
GPtrArray *store_journal_failed (Store *store, gint64 account_id, GError **error);
StoreJournalEntry *store_journal_get (Store *store, gint64 entry_id, GError **error);

/* Just before the first command: RUNNING, attempts + 1, durable. STORE_ERROR_NOT_FOUND when it was undone meanwhile: skip it. */
gboolean store_journal_begin (Store *store, gint64 entry_id, GError **error);
/* The same for many in one transaction. @begun: (out) (element-type gint64): those that were not undone. */
gboolean store_journal_begin_many (Store *store, const gint64 *ids, gsize n, GArray **begun, GError **error);
/* A fact that must be known after a cut, durable. */
gboolean store_journal_set_argument (Store *store, gint64 entry_id, gint64 argument, GError **error);
/* What APPEND and DRAFT bring; NULL without an error: a DRAFT that only deletes. */
GBytes *store_journal_get_payload (Store *store, gint64 entry_id, GError **error);
/* Nothing reached the server: back to PENDING. */
gboolean store_journal_retry (Store *store, gint64 entry_id, const char *why, GError **error);

/**
 * store_journal_done:
 * @uidvalidity: of the target, 0 when unknown
 * @from_uids, @to_uids: COPYUID, pairs; @n may be 0: the next sync of the target binds by identity
 *
 * The server has it. FLAGS: server flags now include it. MOVE: source placements go, target ones get their UID.
 */
gboolean store_journal_done (Store *store, gint64 entry_id, guint32 uidvalidity, const guint32 *from_uids,
                             const guint32 *to_uids, gsize n, GError **error);
/* The same for many entries that one command did, in one transaction. */
gboolean store_journal_done_many (Store *store, const gint64 *ids, gsize n_ids, guint32 uidvalidity,
                                  const guint32 *from_uids, const guint32 *to_uids, gsize n, GError **error);
/* The server refuses for good: local effect is taken back, the entry stays to be shown. */
gboolean store_journal_fail (Store *store, gint64 entry_id, const char *why, GError **error);
/* The same for some messages of the entry alone (StoreJournalItem.id); they become a failed entry of their own. */
gboolean store_journal_fail_items (Store *store, gint64 entry_id, const gint64 *item_ids, gsize n,
                                   const char *why, GError **error);
/* The entry's items were looked for again by Message-ID (UIDVALIDITY changed, mail.db rebuilt): their UIDs as @entry has them now,
 * all in one transaction, so that none is ever taken for one of another UIDVALIDITY. */
gboolean store_journal_rebind (Store *store, const StoreJournalEntry *entry, guint32 uidvalidity,
                               GError **error);
/* The person has read about the failure. */
gboolean store_journal_dismiss (Store *store, gint64 entry_id, GError **error);
/* The person wants a failed one tried again: its effect is put back on top of what is now. Returns: the account to wake, 0 on error:
 * NOT_FOUND: it is not failed, or what it was about is gone. */
gint64 store_journal_again (Store *store, gint64 entry_id, GError **error);

/**
 * store_undo:
 * @group_id: of store_act (); 0: the newest that is not undone and was not automatic
 * @label: (out) (optional): what store_act () was given, "" when none
 *
 * Takes the action back: entries not yet replayed are cancelled, others get an inverse entry. Returns: an account id to wake, 0
 * on failure: STORE_ERROR_NOT_UNDOABLE.
 */
gint64 store_undo (Store *store, gint64 group_id, char **label, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreJournalEntry, store_journal_entry_free)

G_END_DECLS
