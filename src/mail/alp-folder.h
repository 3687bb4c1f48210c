/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  ALP_FOLDER_ROLE_NONE = 1,
  ALP_FOLDER_ROLE_INBOX,
  ALP_FOLDER_ROLE_DRAFTS,
  ALP_FOLDER_ROLE_SENT,
  ALP_FOLDER_ROLE_ARCHIVE,
  ALP_FOLDER_ROLE_SPAM,
  ALP_FOLDER_ROLE_TRASH,
  ALP_FOLDER_ROLE_ALL,
} AlpFolderRole;

/* AlpFolder: one folder of an account. Main thread. Properties (read-only, notified): id (int64), account-id (int64), name, path,
 * icon-name, role (int), unread (uint), total (uint), depth (uint), selectable, favorite,
 * collapsed (booleans). */
#define ALP_TYPE_FOLDER (alp_folder_get_type ())
G_DECLARE_FINAL_TYPE (AlpFolder, alp_folder, ALP, FOLDER, GObject)

gint64 alp_folder_get_id (AlpFolder *self);
gint64 alp_folder_get_account_id (AlpFolder *self);
/* For people: translated for the special folders. */
const char *alp_folder_get_name (AlpFolder *self);
/* Whole path as shown, UTF-8, with the server's separator. */
const char *alp_folder_get_path (AlpFolder *self);
const char *alp_folder_get_icon_name (AlpFolder *self);
AlpFolderRole alp_folder_get_role (AlpFolder *self);
guint alp_folder_get_unread (AlpFolder *self);
guint alp_folder_get_total (AlpFolder *self);
/* 0 at the top. */
guint alp_folder_get_depth (AlpFolder *self);
/* Between the parts of the path, '\0': flat. */
char alp_folder_get_delimiter (AlpFolder *self);
/* The path of the folder it is in, "" at the top. (transfer full) */
char *alp_folder_dup_parent_path (AlpFolder *self);
/* The person's choices on this computer. */
gboolean alp_folder_get_favorite (AlpFolder *self);
gboolean alp_folder_get_collapsed (AlpFolder *self);
gboolean alp_folder_get_subscribed (AlpFolder *self);
/* FALSE: it only holds other folders. */
gboolean alp_folder_get_selectable (AlpFolder *self);
/* For programs: "inbox", "archive", … "" for none. */
const char *alp_folder_role_get_name (AlpFolderRole role);

G_END_DECLS
