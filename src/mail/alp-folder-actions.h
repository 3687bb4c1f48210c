/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* What a person does with folders. Main thread; finished when it is in the journal (or in the settings of this computer), the server
 * follows. All end in alp_engine_folder_finish (). */

/* Characters at most in one name. */
#define ALP_FOLDER_NAME_MAX 255

/* Pure. @delimiter: of the account, '\0': flat. Returns: (nullable): why @name cannot be a folder's name, translated. */
const char *alp_folder_name_mistake (const char *name, char delimiter);

/* @parent: (nullable): below it, else at the top. */
void alp_engine_create_folder_async (AlpEngine *self, AlpAccount *account, AlpFolder *parent,
                                     const char *name, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
/* Also moves: @parent is where it belongs afterwards, nullable: at the top. What is below goes along. */
void alp_engine_rename_folder_async (AlpEngine *self, AlpFolder *folder, AlpFolder *parent, const char *name,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
/* With everything in it and below it. A ghost: the real ones below it. */
void alp_engine_delete_folder_async (AlpEngine *self, AlpFolder *folder, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
/* Deletes for good what is in it now. */
void alp_engine_empty_folder_async (AlpEngine *self, AlpFolder *folder, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
/* Forgets what is here of this folder and fetches it again; nothing changes on the server. */
void alp_engine_rebuild_folder_async (AlpEngine *self, AlpFolder *folder, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
void alp_engine_subscribe_folder_async (AlpEngine *self, AlpFolder *folder, gboolean on,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
/* Choices kept on this computer. @role: ALP_FOLDER_ROLE_NONE: as the server says. */
void alp_engine_set_folder_role_async (AlpEngine *self, AlpFolder *folder, AlpFolderRole role,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
void alp_engine_set_folder_favorite_async (AlpEngine *self, AlpFolder *folder, gboolean on,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);
void alp_engine_set_folder_collapsed_async (AlpEngine *self, AlpFolder *folder, gboolean on,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer user_data);
/* @undoable: (out) (optional): whether alp_engine_undo_async () takes it back. Returns: (transfer full) (nullable): what was done,
 * translated, "" for what needs no words; NULL with @error. */
char *alp_engine_folder_finish (AlpEngine *self, GAsyncResult *result, gboolean *undoable, GError **error);

G_END_DECLS
