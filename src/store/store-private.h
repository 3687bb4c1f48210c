/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Shared by the store's own files only: connections, statements, transactions, pieces of other tables. */

#include <sqlite3.h>

#include "store.h"

G_BEGIN_DECLS

/* A SQLite connection (local.db as "main", mail.db attached as "mail") with its prepared statements. */
typedef struct
{
  sqlite3 *db;
  GHashTable *statements; /* SQL text → sqlite3_stmt */
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

  GMutex lock; /* guards everything below */
  GCond cond;
  StoreConn writer;
  GThread *owner; /* who holds the writer */
  guint depth;
  gboolean failed; /* the batch must be rolled back */
  guint interactive_waiting;
  StoreConn readers[STORE_READERS];
  gboolean reader_taken[STORE_READERS];

  GPtrArray *changes; /* StoreChange, of the running transaction; the owner's */
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
void store_conn_close (StoreConn *conn);

/* The connection to read with: the writer inside a batch of this thread, else one of the pool (waits for one). */
StoreConn *store_read_begin (Store *store, GCancellable *cancellable);
void store_read_end (Store *store, StoreConn *conn);
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

gboolean store_schema_upgrade (StoreConn *conn, gboolean *made_mail, GError **error);

/* Collects a change of the running transaction; @message_id 0: without items. */
void store_change_add (Store *store, StoreChangeKind kind, gint64 account_id, gint64 folder_id,
                       gint64 message_id, gint64 thread_id, gint64 key);
void store_change_free (StoreChange *self);

/* 64 bits of SHA-256, never 0. */
gint64 store_hash64 (const char *text, gssize length);
/* Message-ID without <> and spaces, at most 998 bytes. */
char *store_normalize_message_id (const char *text);

/* Finds or makes the conversation of a message; joins conversations it connects. 0 on error. */
gint64 store_thread_assign (Store *store, StoreConn *conn, gint64 account_id, const char *message_id,
                            const char *in_reply_to, const char *const *references, GError **error);

/* (Re-)writes a message's search row; @text NULL: headers only. */
gboolean store_search_index (StoreConn *conn, gint64 message_id, const char *subject, const char *sender,
                             const char *recipients, const char *text, const char *filenames, gboolean is_new,
                             GError **error);

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

#define STORE_MESSAGE_COLUMNS                                                                                \
  "m.id,m.account_id,m.thread_id,m.message_id,m.subject,m.from_name,m.from_email,m.to_text,m.cc,m.date,m."   \
  "received,m.size,"                                                                                         \
  "m.preview,m.flags,m.keywords,m.has_attachment,m.body_state,m.body_hash,"                                  \
  "EXISTS(SELECT 1 FROM mail.placement p WHERE p.message_id=m.id AND (p.provisional<>0 OR p.hidden<>0 OR "   \
  "p.pend_add<>0 OR p.pend_remove<>0))"
StoreMessage *store_message_from_row (StoreStmt stmt);
gboolean store_thread_collect (StoreConn *conn, GArray *items, gint64 thread_id, gint64 prefer_folder,
                               guint limit, GError **error);

G_END_DECLS
