/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder.c: one folder, as the folder pane shows it
 *
 * Main thread. A view of a StoreFolder record; the engine brings a new record when the store says that something changed. */

#include "alp-folder-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _AlpFolder
{
  GObject parent_instance;

  gint64 id;
  gint64 account_id;
  char *name;
  char *path;
  AlpFolderRole role;
  guint unread;
  guint total;
  guint depth;
  gboolean selectable;
  gboolean subscribed;
  gboolean favorite;
  gboolean collapsed;
  char delimiter;
};

G_DEFINE_FINAL_TYPE (AlpFolder, alp_folder, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_ACCOUNT_ID,
  PROP_NAME,
  PROP_PATH,
  PROP_ICON_NAME,
  PROP_ROLE,
  PROP_UNREAD,
  PROP_TOTAL,
  PROP_DEPTH,
  PROP_SELECTABLE,
  PROP_FAVORITE,
  PROP_COLLAPSED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

typedef struct
{
  const char *name;
  const char *title;
  const char *icon;
} RoleRow;

static const RoleRow roles[] = {
  [ALP_FOLDER_ROLE_NONE] = { "", NULL, "folder-symbolic" },
  [ALP_FOLDER_ROLE_INBOX] = { "inbox", NC_ ("folder", "Inbox"), "alp-inbox-symbolic" },
  [ALP_FOLDER_ROLE_DRAFTS] = { "drafts", NC_ ("folder", "Drafts"), "alp-drafts-symbolic" },
  [ALP_FOLDER_ROLE_SENT] = { "sent", NC_ ("folder", "Sent"), "alp-sent-symbolic" },
  [ALP_FOLDER_ROLE_ARCHIVE] = { "archive", NC_ ("folder", "Archive"), "alp-archive-symbolic" },
  [ALP_FOLDER_ROLE_SPAM] = { "spam", NC_ ("folder", "Spam"), "alp-spam-symbolic" },
  [ALP_FOLDER_ROLE_TRASH] = { "trash", NC_ ("folder", "Trash"), "user-trash-symbolic" },
  [ALP_FOLDER_ROLE_ALL] = { "all", NC_ ("folder", "All Mail"), "alp-all-symbolic" },
};

static AlpFolderRole
role_from_store (StoreRole role)
{
  switch (role)
    {
    case STORE_ROLE_INBOX:
      return ALP_FOLDER_ROLE_INBOX;
    case STORE_ROLE_DRAFTS:
      return ALP_FOLDER_ROLE_DRAFTS;
    case STORE_ROLE_SENT:
      return ALP_FOLDER_ROLE_SENT;
    case STORE_ROLE_ARCHIVE:
      return ALP_FOLDER_ROLE_ARCHIVE;
    case STORE_ROLE_JUNK:
      return ALP_FOLDER_ROLE_SPAM;
    case STORE_ROLE_TRASH:
      return ALP_FOLDER_ROLE_TRASH;
    case STORE_ROLE_ALL:
      return ALP_FOLDER_ROLE_ALL;
    case STORE_ROLE_NONE:
    case STORE_ROLE_FLAGGED:
    case STORE_ROLE_IMPORTANT:
    default:
      return ALP_FOLDER_ROLE_NONE;
    }
}

StoreRole
alp_folder_role_to_store (AlpFolderRole role)
{
  static const StoreRole table[] = {
    [ALP_FOLDER_ROLE_NONE] = STORE_ROLE_NONE,       [ALP_FOLDER_ROLE_INBOX] = STORE_ROLE_INBOX,
    [ALP_FOLDER_ROLE_DRAFTS] = STORE_ROLE_DRAFTS,   [ALP_FOLDER_ROLE_SENT] = STORE_ROLE_SENT,
    [ALP_FOLDER_ROLE_ARCHIVE] = STORE_ROLE_ARCHIVE, [ALP_FOLDER_ROLE_SPAM] = STORE_ROLE_JUNK,
    [ALP_FOLDER_ROLE_TRASH] = STORE_ROLE_TRASH,     [ALP_FOLDER_ROLE_ALL] = STORE_ROLE_ALL,
  };

  g_return_val_if_fail (role >= ALP_FOLDER_ROLE_NONE && role <= ALP_FOLDER_ROLE_ALL, STORE_ROLE_NONE);

  return table[role];
}

const char *
alp_folder_role_get_name (AlpFolderRole role)
{
  g_return_val_if_fail (role >= ALP_FOLDER_ROLE_NONE && role <= ALP_FOLDER_ROLE_ALL, "");

  return roles[role].name;
}

gint64
alp_folder_get_id (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), 0);

  return self->id;
}

gint64
alp_folder_get_account_id (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), 0);

  return self->account_id;
}

const char *
alp_folder_get_name (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), NULL);

  return roles[self->role].title != NULL ? g_dpgettext2 (GETTEXT_PACKAGE, "folder", roles[self->role].title)
                                         : self->name;
}

const char *
alp_folder_get_path (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), NULL);

  return self->path;
}

const char *
alp_folder_get_icon_name (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), NULL);

  return roles[self->role].icon;
}

AlpFolderRole
alp_folder_get_role (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), ALP_FOLDER_ROLE_NONE);

  return self->role;
}

guint
alp_folder_get_unread (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), 0);

  return self->unread;
}

guint
alp_folder_get_total (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), 0);

  return self->total;
}

guint
alp_folder_get_depth (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), 0);

  return self->depth;
}

gboolean
alp_folder_get_selectable (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), FALSE);

  return self->selectable;
}

char
alp_folder_get_delimiter (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), '\0');

  return self->delimiter;
}

char *
alp_folder_dup_parent_path (AlpFolder *self)
{
  const char *end;

  g_return_val_if_fail (ALP_IS_FOLDER (self), NULL);

  end = self->delimiter != '\0' ? strrchr (self->path, self->delimiter) : NULL;
  return end != NULL ? g_strndup (self->path, (gsize) (end - self->path)) : g_strdup ("");
}

gboolean
alp_folder_get_favorite (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), FALSE);

  return self->favorite;
}

gboolean
alp_folder_get_collapsed (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), FALSE);

  return self->collapsed;
}

gboolean
alp_folder_get_subscribed (AlpFolder *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER (self), FALSE);

  return self->subscribed;
}

static guint
count_depth (const StoreFolder *record)
{
  guint depth = 0;

  for (const char *c = record->display; record->delimiter != '\0' && *c != '\0'; c++)
    depth += *c == record->delimiter;
  return depth;
}

static void
set_uint (AlpFolder *self, guint *field, guint value, guint property)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/**
 * alp_folder_update:
 * @record: of the same folder
 */
void
alp_folder_update (AlpFolder *self, const StoreFolder *record)
{
  AlpFolderRole role = role_from_store (record->role);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->role != role)
    {
      self->role = role;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROLE]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ICON_NAME]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
    }
  if (g_set_str (&self->name, record->name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  if (g_set_str (&self->path, record->display))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
  set_uint (self, &self->unread, record->unread, PROP_UNREAD);
  set_uint (self, &self->total, record->total, PROP_TOTAL);
  set_uint (self, &self->depth, count_depth (record), PROP_DEPTH);
  self->delimiter = record->delimiter;
  self->subscribed = record->subscribed;
  if (self->selectable != record->selectable)
    {
      self->selectable = record->selectable;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTABLE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
alp_folder_update_setting (AlpFolder *self, const StoreFolderSetting *setting)
{
  gboolean favorite = setting != NULL && setting->favorite;
  gboolean collapsed = setting != NULL && setting->collapsed;

  if (self->favorite != favorite)
    {
      self->favorite = favorite;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAVORITE]);
    }
  if (self->collapsed != collapsed)
    {
      self->collapsed = collapsed;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLLAPSED]);
    }
}

/**
 * alp_folder_compare:
 *
 * Special folders first, in order of their role; the others by path.
 */
int
alp_folder_compare (AlpFolder *a, AlpFolder *b)
{
  guint rank_a = a->role == ALP_FOLDER_ROLE_NONE ? G_MAXUINT : a->role;
  guint rank_b = b->role == ALP_FOLDER_ROLE_NONE ? G_MAXUINT : b->role;
  int order;

  if (rank_a != rank_b)
    return rank_a < rank_b ? -1 : 1;
  order = g_utf8_collate (a->path, b->path);
  return order != 0 ? order : (a->id > b->id) - (a->id < b->id);
}

AlpFolder *
alp_folder_new (const StoreFolder *record)
{
  AlpFolder *self = g_object_new (ALP_TYPE_FOLDER, NULL);

  self->id = record->id;
  self->account_id = record->account_id;
  alp_folder_update (self, record);
  return self;
}

static void
alp_folder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AlpFolder *self = ALP_FOLDER (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_ACCOUNT_ID:
      g_value_set_int64 (value, self->account_id);
      break;
    case PROP_NAME:
      g_value_set_string (value, alp_folder_get_name (self));
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, alp_folder_get_icon_name (self));
      break;
    case PROP_ROLE:
      g_value_set_int (value, (int) self->role);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case PROP_TOTAL:
      g_value_set_uint (value, self->total);
      break;
    case PROP_DEPTH:
      g_value_set_uint (value, self->depth);
      break;
    case PROP_SELECTABLE:
      g_value_set_boolean (value, self->selectable);
      break;
    case PROP_FAVORITE:
      g_value_set_boolean (value, self->favorite);
      break;
    case PROP_COLLAPSED:
      g_value_set_boolean (value, self->collapsed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
alp_folder_finalize (GObject *object)
{
  AlpFolder *self = ALP_FOLDER (object);

  g_free (self->name);
  g_free (self->path);
  G_OBJECT_CLASS (alp_folder_parent_class)->finalize (object);
}

static void
alp_folder_class_init (AlpFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = alp_folder_get_property;
  object_class->finalize = alp_folder_finalize;
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ACCOUNT_ID] = g_param_spec_int64 ("account-id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  properties[PROP_ROLE] = g_param_spec_int ("role", NULL, NULL, ALP_FOLDER_ROLE_NONE, ALP_FOLDER_ROLE_ALL,
                                            ALP_FOLDER_ROLE_NONE, flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_DEPTH] = g_param_spec_uint ("depth", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SELECTABLE] = g_param_spec_boolean ("selectable", NULL, NULL, FALSE, flags);
  properties[PROP_FAVORITE] = g_param_spec_boolean ("favorite", NULL, NULL, FALSE, flags);
  properties[PROP_COLLAPSED] = g_param_spec_boolean ("collapsed", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
alp_folder_init (AlpFolder *self)
{
  self->role = ALP_FOLDER_ROLE_NONE;
}
