/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-list.h"

G_BEGIN_DECLS

/* Runs @text (store_query_compile () has the language) over the messages of an account (0: all). Returns: (element-type StoreListItem):
 * newest first, at most @limit (0: all). Bodies not here are not searched: store_search_get_coverage () says how far the index goes.
 * With a limit the cost does not grow with the number of hits beyond a fraction of a microsecond each. */
GArray *store_search (Store *store, gint64 account_id, const char *text, gboolean conversations, guint limit,
                      GCancellable *cancellable, GError **error);

/* A message whose text is not in the index, and where the server has it. */
typedef struct
{
  gint64 message_id;
  gint64 received;
  gint64 folder_id;
  guint32 uid;
} StoreUnread;

/* Messages of an account that may match @text although the index does not say so, newest first, at most @limit: only the server knows.
 * What is not said by words (is: in: has: dates, sizes) holds for them. (element-type StoreUnread) */
GArray *store_search_unread (Store *store, gint64 account_id, const char *text, guint limit,
                             GCancellable *cancellable, GError **error);

/* "Bodies indexed back to …, n to go." */
typedef struct
{
  guint to_go;    /* messages whose text is not in the index (their bodies may not be here) */
  gint64 back_to; /* everything received after this (Unix seconds) is in it with its text; 0: everything is */
  gboolean rebuilding; /* a new index is being made; the former one answers until then */
  gboolean current;    /* FALSE: made by an older version, store_search_rebuild () is due */
} StoreCoverage;

gboolean store_search_get_coverage (Store *store, gint64 account_id, StoreCoverage *coverage, GError **error);

/* What MIME finds in a body, see store_body_set_text (). Strings nullable. */
typedef struct
{
  char *preview;
  char *text;
  char *filenames;
  gboolean has_attachment;
} StoreBodyText;

void store_body_text_clear (StoreBodyText *self);
/* Fills in @text. Returns: FALSE when nothing can be made of the body. */
typedef gboolean (*StoreTextFunc) (GBytes *body, StoreBodyText *text, gpointer user_data);
/* @done of @total messages. Returns: FALSE to stop; it goes on there next time. */
typedef gboolean (*StoreProgressFunc) (gint64 done, gint64 total, gpointer user_data);

/**
 * store_search_rebuild:
 * @force: make a new index even when the present one is current
 * @progress: (nullable)
 *
 * Makes a new index beside the present one, which answers meanwhile, and then puts it in its place; when nothing of that is due, adds the
 * texts of bodies that are here but not in the index (the program died before). Goes on where it was stopped, also after a restart.
 * In batches of 200 messages, each one background transaction. Returns: TRUE when finished; FALSE without @error: stopped.
 */
gboolean store_search_rebuild (Store *store, gboolean force, StoreTextFunc text_func,
                               StoreProgressFunc progress, gpointer user_data, GCancellable *cancellable,
                               GError **error);

G_END_DECLS
