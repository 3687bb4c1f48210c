/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-engine.h"

G_BEGIN_DECLS

/* Searching: where, what was looked for before, what is kept as a folder, how far the index goes. Main thread; nothing blocks; errors
 * are ALP_ERROR. The language is that of store-query.h; alp-search-hint.h helps with typing it. */

typedef enum
{
  ALP_SCOPE_FOLDER = 1,
  ALP_SCOPE_ACCOUNT,
  ALP_SCOPE_EVERYWHERE,
} AlpSearchScope;

/* Messages that match, newest first. @account: for the first two; @folder: for ALP_SCOPE_FOLDER. Spam and trash are only looked
 * through when the text or the folder says so. (transfer full) */
AlpMessageList *alp_search_list (AlpEngine *engine, AlpSearchScope scope, AlpAccount *account,
                                 AlpFolder *folder, const char *text);
/* The text that alp_search_list () asks the index for. Pure. (transfer full) */
char *alp_search_compose (AlpSearchScope scope, const char *folder_path, const char *text);

/* AlpSavedSearch: a search kept under a name. Properties (read-only, notified): name, query (strings). */
#define ALP_TYPE_SAVED_SEARCH (alp_saved_search_get_type ())
G_DECLARE_FINAL_TYPE (AlpSavedSearch, alp_saved_search, ALP, SAVED_SEARCH, GObject)

gint64 alp_saved_search_get_id (AlpSavedSearch *self);
/* 0: of all addresses. */
gint64 alp_saved_search_get_account_id (AlpSavedSearch *self);
const char *alp_saved_search_get_name (AlpSavedSearch *self);
const char *alp_saved_search_get_query (AlpSavedSearch *self);

/* (transfer none): of AlpSavedSearch, in the person's order; filled a moment after the first call and followed. */
GListModel *alp_search_get_saved (AlpEngine *engine);
/* @id 0: a new one. @account: (nullable): it looks only there. Empty names are refused. */
void alp_search_save_async (AlpEngine *engine, gint64 id, AlpAccount *account, const char *name,
                            const char *query, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
void alp_search_remove_async (AlpEngine *engine, gint64 id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
/* For both. */
gboolean alp_search_change_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* Remembers a search that was carried out; texts shorter than three letters are not worth it. */
void alp_search_remember (AlpEngine *engine, const char *text);
/* @text: (nullable): all of them. */
void alp_search_forget (AlpEngine *engine, const char *text);
/* What was looked for, newest first. Returns (finish): (transfer full): NULL-terminated. */
void alp_search_load_recent_async (AlpEngine *engine, guint limit, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
char **alp_search_load_recent_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* How far the texts of messages are in the index; headers always are. */
typedef struct
{
  guint to_go;         /* messages whose text is not in it */
  gint64 back_to;      /* Unix seconds: everything newer is in it; 0: everything is */
  gboolean rebuilding; /* a new index is being made */
} AlpCoverage;

/* @account: (nullable): all. */
void alp_search_load_coverage_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean alp_search_load_coverage_finish (AlpEngine *engine, GAsyncResult *result, AlpCoverage *coverage,
                                          GError **error);

G_END_DECLS
