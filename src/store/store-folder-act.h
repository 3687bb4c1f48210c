/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-journal.h"

G_BEGIN_DECLS

/* What a person wants of a folder. Borrowed. */
typedef struct
{
  StoreActionKind kind; /* STORE_ACTION_FOLDER_… */
  gint64 account_id;
  gint64 folder_id;    /* RENAME, DELETE, SUBSCRIBE */
  const char *path;    /* CREATE, RENAME: the server's bytes for it, as far as one can know before asking */
  const char *display; /* CREATE, RENAME: the whole path, UTF-8 */
  char delimiter;      /* CREATE; 0: flat */
  gboolean on;         /* SUBSCRIBE */
  const char *label;   /* nullable */
} StoreFolderAction;

/**
 * store_act_folder:
 *
 * Like store_act (): one interactive transaction, journal and local rows. RENAME also moves (another parent) and takes the folders
 * below with it. DELETE takes the folders below first, deepest first, one entry each. Errors: NOT_FOUND, INVALID (the name is
 * taken, a folder with a role). Returns: the group, 0 on error.
 */
gint64 store_act_folder (Store *store, const StoreFolderAction *action, GError **error);

/* CREATE, RENAME: the server's bytes for the name are @path after all; later entries follow. */
gboolean store_journal_folder_named (Store *store, gint64 entry_id, const char *path, GError **error);
/* Whether a pending operation made, renamed to, or deletes the folder @path, so that its absence or presence on the server proves
 * nothing. */
gboolean store_journal_has_folder (Store *store, gint64 account_id, const char *path);

/**
 * store_act_append:
 * @path: of the target, server's bytes
 * @message_id: of @message, without <>: how it is looked for after a cut
 *
 * A message for the server that is not there yet. Durable when it returns. Returns: the entry, 0 on error.
 */
gint64 store_act_append (Store *store, gint64 account_id, const char *path, StoreFlags flags,
                         const char *message_id, GBytes *message, const char *label, GError **error);

G_END_DECLS
