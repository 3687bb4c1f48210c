/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Shared by the store's own files only: connections, statements, transactions, pieces of other tables. */

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "store.h"

G_BEGIN_DECLS

#define STORE_RECENT 256

typedef struct
{
  const char *sql;
  sqlite3_stmt *stmt;
} StoreRecent;

/* A SQLite connection (local.db as "main", mail.db attached as "mail") with its prepared statements. One thread at a time. */
typedef struct
{
  sqlite3 *db;
  GHashTable *statements; /* SQL text → sqlite3_stmt */
  StoreRecent recent[STORE_RECENT];
  struct _Store *store;
} StoreConn;

#define STORE_READERS 4

struct _Store
{
  char *data_dir;
  char *cache_dir;
  char *local_path;
  char *mail_path;
  gboolean rebuilt;
  char *recovered;       /* nullable: where the damaged local.db was set aside */
  gint reserve_released; /* atomic: the disk was full, see store-reserve.c */

  GMutex lock; /* guards everything below */
  GCond cond;
  StoreConn writer;
  GThread *owner; /* who holds the writer */
  guint depth;
  gboolean failed; /* the batch must be rolled back */
  guint interactive_waiting;
  StoreConn readers[STORE_READERS];
  gboolean reader_taken[STORE_READERS];

  GPtrArray *changes;     /* StoreChange, of the running transaction; the owner's */
  GHashTable *index_rows; /* nullable: search rows of the running transaction; the owner's, like all below */
  GHashTable *index_waiting; /* nullable: texts of finished transactions that wait for more */
  gsize index_bytes;         /* of those waiting */
  gint64 index_since;        /* when the first of them came, monotonic, 0: none */
  gboolean index_written;    /* the running transaction has written them */
  gint index_any;            /* atomic: some wait */
  StoreChangeFunc change_func;
  gpointer change_data;
};

/* A cached statement; reset when it goes out of scope. */
typedef sqlite3_stmt *StoreStmt;
void store_stmt_reset (StoreStmt stmt);
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (StoreStmt, store_stmt_reset, NULL)

/* @format has one letter per argument: i (gint64), s (const char *, nullable), b (GBytes *, nullable). NULL with @error on failure. */
StoreStmt store_sql (StoreConn *conn, GError **error, const char *sql, const char *format, ...);
StoreStmt store_sql_va (StoreConn *conn, GError **error, const char *sql, const char *format,
                        va_list arguments);
/* 1: a row, 0: finished, -1: @error set */
int store_step (StoreConn *conn, StoreStmt stmt, GError **error);
/* Runs to the end, rows are ignored. */
gboolean store_run (StoreConn *conn, GError **error, const char *sql, const char *format, ...);
/* First column of the first row, or @fallback when there is none or on error. */
gint64 store_value (StoreConn *conn, gint64 fallback, const char *sql, const char *format, ...);
char *store_dup_column (StoreStmt stmt, int column);
void store_set_error (StoreConn *conn, int code, GError **error);
gboolean store_exec_script (StoreConn *conn, const char *sql, GError **error);
gboolean store_conn_open (StoreConn *conn, Store *store, gboolean read_only, GError **error);
/* local.db alone. */
gboolean store_conn_open_local (StoreConn *conn, Store *store, gboolean read_only, GError **error);
void store_conn_close (StoreConn *conn);
gboolean store_is_full_errno (int number);
/* Made when mail.db was seen to be damaged: the next open looks closely. (transfer full) */
char *store_dup_suspect_path (Store *store);

/* The connection to read with: the writer inside a batch of this thread, else one of the pool (waits for one). */
StoreConn *store_read_begin (Store *store, GCancellable *cancellable);
void store_read_end (Store *store, StoreConn *conn);
/* Long statements of the owner stop when @cancellable (NULL: none any more) is cancelled. */
void store_writer_set_cancellable (Store *store, GCancellable *cancellable);
/* Ends a function's transaction: commits when @ok, else rolls back. Returns: whether all went well. */
gboolean store_end (Store *store, gboolean ok, GError **error);

/* store-rows.c */
typedef gpointer (*StoreRowFunc) (StoreStmt stmt);
GPtrArray *store_rows (Store *store, StoreRowFunc from_row, GDestroyNotify free_func, GError **error,
                       const char *sql, const char *format, ...);
gpointer store_rows_first (GPtrArray *rows, const char *what, GError **error);
gint64 store_write (Store *store, StoreChangeKind kind, gint64 account_id, GError **error, const char *sql,
                    const char *format, ...);
/* NULL → "" */
#define STORE_TEXT(s) ((s) != NULL ? (s) : "")

/* store-local-file.c */
gboolean store_local_place_file (Store *store, gint64 account_id, gint64 id, const char *file,
                                 GError **error);
gboolean store_local_file_is_other (Store *store, gint64 account_id, gint64 id, const char *file);
gint64 store_local_get_highest_file (Store *store, gint64 account_id);
/* @n: (out): files that got a row */
gboolean store_local_adopt_files (Store *store, guint *n, GError **error);

/* store-storage.c */
typedef gboolean (*StoreFileFunc) (const char *path, const char *name, const GStatBuf *info, gpointer data);
/* Calls @func for each body file; it ends when @func says so. */
void store_bodies_for_each (Store *store, StoreFileFunc func, gpointer data);
/* 0: no regular file. */
guint64 store_file_size (const char *path);

/* store-reserve.c */
gboolean store_reserve_keep (Store *store);
gboolean store_reserve_release (Store *store);
gboolean store_reserve_allows (Store *store, StorePriority priority, GError **error);

/* store-recover.c, at open */
gboolean store_recover_local (Store *store);
void store_backup_if_due (Store *store, StoreConn *conn);
/* local.db alone, without a look at mail.db. */
gboolean store_schema_upgrade_local (StoreConn *conn, GError **error);
gboolean store_schema_upgrade (StoreConn *conn, gboolean *made_mail, GError **error);

/* Collects a change of the running transaction; @message_id 0: without items. */
void store_change_add (Store *store, StoreChangeKind kind, gint64 account_id, gint64 folder_id,
                       gint64 message_id, gint64 thread_id, gint64 key);
void store_change_free (StoreChange *self);

/* 64 bits of SHA-256, never 0. */
gint64 store_hash64 (const char *text, gssize length);
/* Message-ID without <> and spaces, at most 998 bytes. */
char *store_normalize_message_id (const char *text);

/* What ties a message to its conversation. Borrowed strings, never NULL but where marked. */
typedef struct
{
  const char *message_id;        /* normalized, "" */
  const char *in_reply_to;       /* nullable */
  const char *const *references; /* nullable */
  const char *subject;
  const char *from_email;
  const char *to;
  const char *cc;
  gint64 received;
} StoreThreadLinks;

/* store-thread.c: conversations of what one batch adds to one folder */
typedef struct _StoreThreader StoreThreader;
StoreThreader *store_threader_new (Store *store, StoreConn *conn, gint64 account_id);
void store_threader_free (StoreThreader *self);
/* Finds or makes the conversation of a message; joins conversations it connects. 0 on error. */
gint64 store_threader_assign (StoreThreader *self, const StoreThreadLinks *links, GError **error);
/* The message has its row now. */
gboolean store_threader_added (StoreThreader *self, const StoreThreadLinks *links, gint64 message_id,
                               GError **error);
/* A placement the trigger did not count; store_threader_flush () writes folder_thread for all of them. */
void store_threader_placed (StoreThreader *self, gint64 thread_id, gint64 received);
gboolean store_threader_flush (StoreThreader *self, gint64 folder_id, GError **error);
/* store-thread-subject.c: the conversation an answer without References belongs to by its subject. @others: (element-type gint64):
 * conversations to join. Pure but for reading. */
gboolean store_subject_find (StoreConn *conn, gint64 account_id, const StoreThreadLinks *links,
                             GArray *others, GError **error);
gboolean store_subject_add (StoreConn *conn, gint64 account_id, const StoreThreadLinks *links,
                            gint64 message_id, GError **error);
/* The subject without Re:, Fwd:, [list] and spaces, folded; @is_reply: it began with Re: or the like. Pure. */
char *store_subject_base (const char *subject, gboolean *is_reply);

/* store-index.c: a message's search row. Strings nullable. */
#define STORE_INDEX_COLUMNS 7

typedef struct
{
  gint64 id;
  gboolean is_new; /* has no row yet */
  const char *subject;
  const char *sender;
  const char *recipients;
  const char *cc;
  const char *body;
  const char *filenames;
  const char *list;
} StoreIndexDoc;

/* Of the text preparation and the tokenizer; in message.text_version and search_state.version. Raise it after any change. */
#define STORE_INDEX_VERSION 1
#define STORE_SQL_INDEX_HEADERS                                                                              \
  "SELECT id,subject,from_name||' '||from_email,to_text,cc,list_id FROM mail.message"
void store_index_doc_from_row (StoreIndexDoc *doc, StoreStmt stmt);
void store_index_queue (Store *store, const StoreIndexDoc *doc);
gboolean store_index_flush (Store *store, gboolean all, GError **error);
void store_index_committed (Store *store);
/* Writes one row straight into the index that is being built. */
gboolean store_index_write_new (Store *store, const StoreIndexDoc *doc, GError **error);
void store_index_drop (Store *store);
gboolean store_index_has_waiting (Store *store);
gboolean store_index_write (Store *store, GError **error);
void store_index_write_if_free (Store *store);
/* Takes the writer when nobody has it. Returns: whether the caller is the owner now, depth 1, inside a transaction. */
gboolean store_try_begin (Store *store);
/* Text as the index and queries have it: see store-text.c. Pure. */
char *store_text_prepare (const char *text);

/* store-contact.c: people met by one batch */
typedef struct _StoreContacts StoreContacts;
StoreContacts *store_contacts_new (StoreConn *conn, gint64 account_id);
void store_contacts_free (StoreContacts *self);
/* @addresses: "Name <address>, …" */
void store_contacts_note_sent (StoreContacts *self, const char *addresses, gint64 when);
void store_contacts_note_received (StoreContacts *self, const char *name, const char *email, gint64 when);
gboolean store_contacts_flush (StoreContacts *self, GError **error);

/* Puts the effect of entries that lost their message (mail.db made anew, folder reset) on a placement that came. */
gboolean store_journal_adopt (Store *store, StoreConn *conn, gint64 folder_id, GError **error);
/* At open: makes mail.db show what the journal says, whatever a crash left. */
gboolean store_journal_recover (Store *store, GError **error);
/* Inside a transaction; @group_id 0: a new one. Returns: the group, 0 on error (NOT_FOUND: nothing to do). */
gint64 store_journal_append (Store *store, const StoreAction *action, gint64 group_id, gboolean inverse,
                             GError **error);
/* Takes a not replayed entry's local effect back. */
gboolean store_journal_revert (Store *store, StoreConn *conn, gint64 entry_id, StoreJournalState state,
                               GError **error);
gboolean store_journal_bind (Store *store, StoreConn *conn, gint64 placement_id, guint32 uid, GError **error);
/* Those of @words that are (or, @inside FALSE, are not) in @set. Pure. */
char *store_keywords_select (const char *words, const char *set, gboolean inside);
char *store_keywords_apply (const char *base, const char *add, const char *remove);
/* @add, @remove: all that is pending; sets @changed when something shown changed. */
gboolean store_journal_refresh_keywords (StoreConn *conn, gint64 placement_id, const char *add,
                                         const char *remove, gboolean *changed, GError **error);
/* The server has done these; a refresh must follow. */
gboolean store_journal_take_server_keywords (StoreConn *conn, gint64 placement_id, const char *add,
                                             const char *remove, GError **error);
/* At open and after acting: what is pending on folders (made, renamed, on their way out) as mail.db should show it. */
gboolean store_journal_apply_folder (Store *store, StoreConn *conn, gint64 entry_id, GError **error);
gboolean store_journal_revert_folder (Store *store, StoreConn *conn, gint64 entry_id, GError **error);
gboolean store_journal_finish_folder (Store *store, StoreConn *conn, gint64 entry_id, GError **error);
/* Undoes one folder operation that the server has done, by another. */
gboolean store_journal_undo_folder (Store *store, const StoreJournalEntry *entry, gint64 *group,
                                    GError **error);
/* Sums up what the journal still has for a placement and sets its flags. */
/* placement.hidden: the operation that moved or deleted it; 0: it is shown; this: the server has it marked \Deleted. */
#define STORE_HIDDEN_DELETED ((gint64) - 1)

gboolean store_journal_refresh_flags (Store *store, StoreConn *conn, gint64 placement_id, GError **error);

gboolean store_body_mark (Store *store, gint64 message_id, StoreBodyState state, const char *hash,
                          GError **error);

/* The list queries, here so that tests can look at their plans. ?1: folder or thread, ?2: limit */
#define STORE_SQL_LIST_MESSAGES                                                                              \
  "SELECT message_id,received FROM mail.placement WHERE folder_id=?1 AND hidden=0 ORDER BY received "        \
  "DESC,message_id DESC LIMIT ?2"
#define STORE_SQL_LIST_THREADS                                                                               \
  "SELECT thread_id,received FROM mail.folder_thread WHERE folder_id=?1 ORDER BY received DESC,thread_id "   \
  "DESC LIMIT ?2"
/* ?1: thread. Equal message_key (not 0): copies of one message. */
#define STORE_SQL_LIST_THREAD                                                                                \
  "SELECT id,received,message_key,body_state FROM mail.message WHERE thread_id=?1 AND visible>0 ORDER BY "   \
  "received DESC,id DESC"
/* ?1: message, ?2: folder */
#define STORE_SQL_COPY_RANK                                                                                  \
  "SELECT max(4*(folder_id=?2)+2*((SELECT role FROM mail.folder f WHERE f.id=folder_id)=2)) FROM "           \
  "mail.placement WHERE message_id=?1 AND hidden=0"

/* ?1: FTS5 expression */
#define STORE_SQL_SEARCH_WORDS "SELECT rowid FROM mail.message_fts WHERE message_fts MATCH ?1"
#define STORE_SQL_SEARCH_DATES                                                                               \
  "SELECT id,received FROM mail.message INDEXED BY message_received ORDER BY received DESC,id DESC"
#define STORE_SQL_SEARCH_DATES_OF(index, condition)                                                          \
  "SELECT m.id,m.received FROM mail.message m INDEXED BY " index " WHERE " condition                         \
  " ORDER BY m.received DESC,m.id DESC"
/* As in the partial indexes message_starred and message_attachment. */
#define STORE_SQL_STARRED "m.flags & 4 <> 0"
#define STORE_SQL_ATTACHMENT "m.has_attachment <> 0"
/* ?1: account, 0: all. One row per account: how many texts are missing, and the newest message among them. */
#define STORE_SQL_COVERAGE                                                                                   \
  "SELECT (SELECT count(*) FROM mail.message m WHERE m.account_id=a.id AND text_version=0),"                 \
  "(SELECT received FROM mail.message m WHERE m.account_id=a.id AND text_version=0 AND visible>0"            \
  " ORDER BY received DESC LIMIT 1) FROM main.account a WHERE ?1=0 OR a.id=?1"

#define STORE_MESSAGE_COLUMNS                                                                                \
  "m.id,m.account_id,m.thread_id,m.message_id,m.subject,m.from_name,m.from_email,m.to_text,m.cc,m.date,m."   \
  "received,m.size,"                                                                                         \
  "m.preview,m.flags,m.keywords,m.has_attachment,m.body_state,m.body_hash,"                                  \
  "EXISTS(SELECT 1 FROM mail.placement p WHERE p.message_id=m.id AND (p.provisional<>0 OR p.hidden>0 OR "    \
  "p.pend_add<>0 OR p.pend_remove<>0))"
StoreMessage *store_message_from_row (StoreStmt stmt);
gboolean store_thread_collect (StoreConn *conn, GArray *items, gint64 thread_id, gint64 prefer_folder,
                               guint limit, GError **error);

G_END_DECLS
