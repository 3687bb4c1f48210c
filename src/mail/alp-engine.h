/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-account.h"
#include "alp-content.h"
#include "alp-draft.h"
#include "alp-error.h"
#include "alp-folder.h"
#include "alp-message-list.h"
#include "alp-message.h"
#include "alp-outbox.h"
#include "alp-part.h"
#include "alp-undo.h"

G_BEGIN_DECLS

/* AlpEngine: one profile at work: everything the window, and alpenpost-cli, need. Main thread; nothing here blocks but
 * alp_engine_stop (). All errors are ALP_ERROR: translated sentences, ready to show (or G_IO_ERROR_CANCELLED).
 *
 * Properties: accounts (GListModel of AlpAccount), profile (string).
 * Signals: "outbox-changed" (), "drafts-changed" (), "searches-changed" (). */
#define ALP_TYPE_ENGINE (alp_engine_get_type ())
G_DECLARE_FINAL_TYPE (AlpEngine, alp_engine, ALP, ENGINE, GObject)

/* Opens or makes the profile. Finished when accounts and folders are known. ALP_ERROR_IN_USE: another program has it. */
void alp_engine_open_async (const char *profile_dir, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
AlpEngine *alp_engine_open_finish (GAsyncResult *result, GError **error);
/* Begins live work: sync, waiting for news, sending. Without it only what is asked for happens. */
void alp_engine_start (AlpEngine *self);
/* Ends everything; blocks for a few seconds at most. Only for the end of the program. Done by dispose too. */
void alp_engine_stop (AlpEngine *self);
/* Looks for news now. @account: (nullable): all. */
void alp_engine_sync (AlpEngine *self, AlpAccount *account);

const char *alp_engine_get_profile (AlpEngine *self);
/* (transfer none): of AlpAccount, in the person's order. */
GListModel *alp_engine_get_accounts (AlpEngine *self);
/* (transfer none) (nullable) */
AlpAccount *alp_engine_find_account (AlpEngine *self, const char *email);
AlpAccount *alp_engine_get_account (AlpEngine *self, gint64 id);
AlpFolder *alp_engine_get_folder (AlpEngine *self, gint64 id);

/* Connects to both servers, then stores account and password (in the Secret Service) and, when the engine is started, begins with it.
 * @password: (nullable) when @spec has a password command. */
void alp_engine_add_account_async (AlpEngine *self, const AlpAccountSpec *spec, const char *password,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean alp_engine_add_account_finish (AlpEngine *self, GAsyncResult *result, GError **error);
/* ALP_ERROR_BUSY: something was never sent; @force removes it all the same. */
void alp_engine_remove_account_async (AlpEngine *self, AlpAccount *account, gboolean force,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean alp_engine_remove_account_finish (AlpEngine *self, GAsyncResult *result, GError **error);
void alp_engine_set_password_async (AlpEngine *self, AlpAccount *account, const char *password,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean alp_engine_set_password_finish (AlpEngine *self, GAsyncResult *result, GError **error);

/* Lists. (transfer full): filled a moment later. */
AlpMessageList *alp_engine_list_folder (AlpEngine *self, AlpFolder *folder); /* conversations, newest first */
AlpMessageList *alp_engine_list_folder_messages (AlpEngine *self,
                                                 AlpFolder *folder); /* messages, newest first */

/* What the chips over the list leave. */
typedef enum
{
  ALP_FILTER_UNREAD = 1 << 0,
  ALP_FILTER_STARRED = 1 << 1,
  ALP_FILTER_ATTACHMENT = 1 << 2,
  ALP_FILTER_CONTACT = 1 << 3, /* from somebody one writes to */
} AlpFilter;

/* As alp_engine_list_folder (), but only rows that pass all of @filter (0: all), and in either order. */
AlpMessageList *alp_engine_list_filtered (AlpEngine *self, AlpFolder *folder, AlpFilter filter,
                                          gboolean oldest_first, gboolean conversations);
/* Conversations of these folders of all addresses of a profile (0: of all) that take part: the unified inbox. */
AlpMessageList *alp_engine_list_role (AlpEngine *self, AlpFolderRole role, gint64 profile_id);
AlpMessageList *alp_engine_list_search (AlpEngine *self, AlpAccount *account,
                                        const char *text); /* messages; @account nullable: all */
AlpMessageList *alp_engine_list_conversation (AlpEngine *self,
                                              AlpMessage *message); /* its messages, oldest first */

/* The whole message; from here or from the server. A conversation row gives its newest message. */
void alp_engine_load_content_async (AlpEngine *self, AlpMessage *message, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
void alp_engine_load_content_by_id_async (AlpEngine *self, gint64 message_id, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
AlpContent *alp_engine_load_content_finish (AlpEngine *self, GAsyncResult *result, GError **error);

typedef enum
{
  ALP_FLAG_SEEN = 1,
  ALP_FLAG_STARRED,
} AlpFlag;

/* Actions: finished as soon as they are in the journal (milliseconds); the server follows. All end in alp_engine_act_finish ().
 * A conversation row stands for all its messages in the folder it is listed in (flags: in all folders). */
void alp_engine_set_flag_async (AlpEngine *self, AlpMessage *message, AlpFlag flag, gboolean on,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* A message was opened: it becomes read. Like set_flag, but the program's own doing: Undo never means it. */
void alp_engine_mark_opened_async (AlpEngine *self, AlpMessage *message, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
void alp_engine_archive_async (AlpEngine *self, AlpMessage *message, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
void alp_engine_delete_async (AlpEngine *self, AlpMessage *message, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
void alp_engine_move_async (AlpEngine *self, AlpMessage *message, gint64 target_folder_id,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Many messages by id, of any accounts. @target: (nullable): for ALP_ACTION_MOVE the folder's path, name or role, in each account. */
void alp_engine_act_async (AlpEngine *self, AlpAction action, const gint64 *message_ids, gsize n,
                           const char *target, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);

/* Rows of one list by id, without row objects: any number. */
typedef struct
{
  GArray *ids;            /* (element-type gint64) */
  gboolean conversations; /* ids are conversations */
  gint64 folder_id;       /* the folder the list is of, 0: none */
} AlpRows;

/* @target_folder_id: for ALP_ACTION_MOVE, 0: by @target as in alp_engine_act_async (). */
void alp_engine_act_rows_async (AlpEngine *self, AlpAction action, const AlpRows *rows,
                                gint64 target_folder_id, const char *target, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
/* Returns: (transfer full) (nullable): what was done, translated, for a toast with Undo. */
char *alp_engine_act_finish (AlpEngine *self, GAsyncResult *result, GError **error);
/* Takes the last action back, also one of an earlier start or one the server has done. Returns (finish): (transfer full): what came
 * back, translated. ALP_ERROR_NOTHING_TO_UNDO. */
void alp_engine_undo_async (AlpEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
char *alp_engine_undo_finish (AlpEngine *self, GAsyncResult *result, GError **error);

/* The outbox. Returns (finish): (transfer full) (element-type AlpOutboxItem): oldest first. */
void alp_engine_load_outbox_async (AlpEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *alp_engine_load_outbox_finish (AlpEngine *self, GAsyncResult *result, GError **error);
/* A finished message (RFC 5322), sent as it is but for Bcc; recipients are those of its header. */
void alp_engine_send_bytes_async (AlpEngine *self, AlpAccount *account, GBytes *message,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean alp_engine_send_bytes_finish (AlpEngine *self, GAsyncResult *result, GError **error);

/* For programs: one whole round, and looking after the profile. */
typedef enum
{
  ALP_BODIES_NONE = 1,
  ALP_BODIES_RECENT,
  ALP_BODIES_ALL,
} AlpBodies;

typedef struct
{
  gint64 account_id;
  char *folder;
  guint added;
  guint changed;
  guint vanished;
  guint64 bytes;
  double seconds;
  GError *error; /* nullable: ALP_ERROR */
} AlpSyncReport;

void alp_sync_report_free (AlpSyncReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpSyncReport, alp_sync_report_free)

/* @folder: (nullable): all. @reports: (out) (nullable) (element-type AlpSyncReport): set on failure too, with what was done.
 * Returns (finish): TRUE when everything agrees. */
void alp_engine_sync_once_async (AlpEngine *self, AlpAccount *account, const char *folder, AlpBodies bodies,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean alp_engine_sync_once_finish (AlpEngine *self, GAsyncResult *result, GPtrArray **reports,
                                      GError **error);
/* Quick check of the databases. */
void alp_engine_check_store_async (AlpEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean alp_engine_check_store_finish (AlpEngine *self, GAsyncResult *result, GError **error);
/* Connects to both servers of an account with what is stored. */
void alp_engine_check_account_async (AlpEngine *self, AlpAccount *account, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean alp_engine_check_account_finish (AlpEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
