/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account.c: one address with its folders and what its connection is doing
 *
 * Main thread. The engine brings records from the store and states from sync; this object turns them into properties. */

#include "alp-account-private.h"

#include "alp-folder-private.h"

#include <string.h>

struct _AlpAccount
{
  GObject parent_instance;

  gint64 id;
  AlpAccountSpec *spec;
  char *color;
  AlpAccountState state;
  char *error;
  GError *failure; /* nullable: what error says, with its code */
  gint64 last_sync;
  guint left;
  gint64 profile_id;
  gboolean unified;
  gboolean paused;
  GListStore *folders;
};

G_DEFINE_FINAL_TYPE (AlpAccount, alp_account, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_EMAIL,
  PROP_NAME,
  PROP_COLOR,
  PROP_STATE,
  PROP_ERROR,
  PROP_LAST_SYNC,
  PROP_LEFT,
  PROP_FOLDERS,
  PROP_PROFILE_ID,
  PROP_UNIFIED,
  PROP_PAUSED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

gint64
alp_account_get_id (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), 0);

  return self->id;
}

const char *
alp_account_get_email (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), NULL);

  return self->spec->email;
}

const char *
alp_account_get_name (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), NULL);

  return self->spec->name;
}

const char *
alp_account_get_color (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), NULL);

  return self->color;
}

gint64
alp_account_get_profile_id (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), 0);

  return self->profile_id;
}

gboolean
alp_account_get_unified (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), FALSE);

  return self->unified;
}

gboolean
alp_account_get_paused (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), FALSE);

  return self->paused;
}

AlpAccountState
alp_account_get_state (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), ALP_ACCOUNT_STATE_OFFLINE);

  return self->state;
}

const char *
alp_account_get_error (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), NULL);

  return self->error;
}

gint64
alp_account_get_last_sync (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), 0);

  return self->last_sync;
}

const GError *
alp_account_get_failure (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), NULL);

  return self->failure;
}

GListModel *
alp_account_get_folders (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), NULL);

  return G_LIST_MODEL (self->folders);
}

const AlpAccountSpec *
alp_account_get_spec (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), NULL);

  return self->spec;
}

/* Borrowed from the model, which keeps it. */
static AlpFolder *
folder_at (AlpAccount *self, guint position)
{
  g_autoptr (AlpFolder) folder = g_list_model_get_item (G_LIST_MODEL (self->folders), position);

  return folder;
}

static gboolean
same_text (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);

  return strcmp (folded_a, folded_b) == 0;
}

static gboolean
matches (AlpFolder *folder, const char *name, guint round)
{
  switch (round)
    {
    case 0:
      return strcmp (alp_folder_get_path (folder), name) == 0;
    case 1:
      return same_text (alp_folder_get_path (folder), name);
    case 2:
      return *name != '\0' && same_text (alp_folder_role_get_name (alp_folder_get_role (folder)), name);
    default:
      return same_text (alp_folder_get_name (folder), name);
    }
}

/**
 * alp_account_find_folder:
 * @name: shown path (exact, then any letter case), role, or name
 */
AlpFolder *
alp_account_find_folder (AlpAccount *self, const char *name)
{
  guint n;

  g_return_val_if_fail (ALP_IS_ACCOUNT (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->folders));
  for (guint round = 0; round < 4; round++)
    for (guint i = 0; i < n; i++)
      if (matches (folder_at (self, i), name, round))
        return folder_at (self, i);
  return NULL;
}

AlpFolder *
alp_account_find_role (AlpAccount *self, AlpFolderRole role)
{
  guint n;

  g_return_val_if_fail (ALP_IS_ACCOUNT (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->folders));
  for (guint i = 0; i < n; i++)
    if (alp_folder_get_role (folder_at (self, i)) == role)
      return folder_at (self, i);
  return NULL;
}

static AlpAccountSpec *
spec_from_record (const StoreAccount *record)
{
  AlpAccountSpec *spec = alp_account_spec_new ();

  spec->email = g_strdup (record->email);
  spec->name = g_strdup (record->name);
  spec->user = g_strdup (record->user);
  spec->imap_host = g_strdup (record->imap_host);
  spec->imap_port = record->imap_port;
  spec->imap_security = (AlpSecurity) record->imap_security;
  spec->smtp_host = g_strdup (record->smtp_host);
  spec->smtp_port = record->smtp_port;
  spec->smtp_security = (AlpSecurity) record->smtp_security;
  spec->ca_file = g_strdup (record->ca_file);
  spec->password_command = g_strdup (record->password_command);
  spec->pop = record->kind == STORE_ACCOUNT_POP;
  return spec;
}

static gboolean
has_record (GPtrArray *records, gint64 id)
{
  for (guint i = 0; i < records->len; i++)
    if (((StoreFolder *) g_ptr_array_index (records, i))->id == id)
      return TRUE;
  return FALSE;
}

static AlpFolder *
find_id (AlpAccount *self, gint64 id, guint *position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->folders));

  for (*position = 0; *position < n; (*position)++)
    if (alp_folder_get_id (folder_at (self, *position)) == id)
      return folder_at (self, *position);
  return NULL;
}

static int
compare_folders (gconstpointer a, gconstpointer b, gpointer unused)
{
  return alp_folder_compare (ALP_FOLDER ((gpointer) a), ALP_FOLDER ((gpointer) b));
}

/* Whether its place among its neighbours is still right. */
static gboolean
is_in_place (AlpAccount *self, guint position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->folders));
  AlpFolder *folder = folder_at (self, position);

  return (position == 0 || alp_folder_compare (folder_at (self, position - 1), folder) < 0)
         && (position + 1 >= n || alp_folder_compare (folder, folder_at (self, position + 1)) < 0);
}

/* Item by item, so that a selected folder stays selected. */
static void
update_folders (AlpAccount *self, GPtrArray *records)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->folders)); i-- > 0;)
    if (!has_record (records, alp_folder_get_id (folder_at (self, i))))
      g_list_store_remove (self->folders, i);
  for (guint i = 0; i < records->len; i++)
    {
      const StoreFolder *record = g_ptr_array_index (records, i);
      guint position;
      AlpFolder *known = find_id (self, record->id, &position);
      g_autoptr (AlpFolder) folder = known != NULL ? g_object_ref (known) : alp_folder_new (record);

      if (known == NULL)
        {
          g_list_store_insert_sorted (self->folders, folder, compare_folders, NULL);
          continue;
        }
      alp_folder_update (folder, record);
      if (!is_in_place (self, position))
        {
          g_list_store_remove (self->folders, position);
          g_list_store_insert_sorted (self->folders, folder, compare_folders, NULL);
        }
    }
}

static const StoreFolderSetting *
find_setting (GPtrArray *settings, const StoreFolder *folder)
{
  for (guint i = 0; i < settings->len; i++)
    {
      const StoreFolderSetting *setting = g_ptr_array_index (settings, i);

      if (setting->account_id == folder->account_id && strcmp (setting->path, folder->path) == 0)
        return setting;
    }
  return NULL;
}

static void
update_settings (AlpAccount *self, GPtrArray *folders, GPtrArray *settings)
{
  for (guint i = 0; i < folders->len; i++)
    {
      const StoreFolder *record = g_ptr_array_index (folders, i);
      guint position;
      AlpFolder *folder = find_id (self, record->id, &position);

      if (folder != NULL)
        alp_folder_update_setting (folder, find_setting (settings, record));
    }
}

static void
update_last_sync (AlpAccount *self, GPtrArray *folders)
{
  gint64 last = 0;

  for (guint i = 0; i < folders->len; i++)
    {
      const StoreFolder *folder = g_ptr_array_index (folders, i);

      if (folder->role == STORE_ROLE_INBOX)
        last = folder->synced_at;
    }
  if (last == self->last_sync)
    return;
  self->last_sync = last;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_SYNC]);
}

static void
update_choices (AlpAccount *self, const StoreAccount *record)
{
  if (self->profile_id != record->profile_id)
    {
      self->profile_id = record->profile_id;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROFILE_ID]);
    }
  if (self->unified != record->unified)
    {
      self->unified = record->unified;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNIFIED]);
    }
  if (self->paused != record->paused)
    {
      self->paused = record->paused;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
    }
}

void
alp_account_update (AlpAccount *self, const StoreAccount *record, GPtrArray *folders, GPtrArray *settings)
{
  g_autoptr (AlpAccountSpec) old = self->spec;

  self->spec = spec_from_record (record);
  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (old->email, self->spec->email) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EMAIL]);
  if (g_strcmp0 (old->name, self->spec->name) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  if (g_set_str (&self->color, record->color))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLOR]);
  update_choices (self, record);
  update_folders (self, folders);
  update_settings (self, folders, settings);
  update_last_sync (self, folders);
  g_object_thaw_notify (G_OBJECT (self));
}

static AlpAccountState
state_from_sync (SyncState state)
{
  switch (state)
    {
    case SYNC_STATE_CONNECTING:
      return ALP_ACCOUNT_STATE_CONNECTING;
    case SYNC_STATE_SYNCING:
      return ALP_ACCOUNT_STATE_SYNCING;
    case SYNC_STATE_IDLE:
      return ALP_ACCOUNT_STATE_IDLE;
    case SYNC_STATE_NEEDS_ATTENTION:
      return ALP_ACCOUNT_STATE_NEEDS_ATTENTION;
    case SYNC_STATE_STOPPED:
    case SYNC_STATE_OFFLINE:
    default:
      return ALP_ACCOUNT_STATE_OFFLINE;
    }
}

void
alp_account_set_state (AlpAccount *self, SyncState state, const GError *error)
{
  AlpAccountState now = state_from_sync (state);

  g_object_freeze_notify (G_OBJECT (self));
  g_clear_error (&self->failure);
  self->failure = error != NULL ? g_error_copy (error) : NULL;
  if (g_set_str (&self->error, error != NULL ? error->message : NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  if (self->state != now)
    {
      self->state = now;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
alp_account_set_progress (AlpAccount *self, const SyncProgress *progress)
{
  guint left = progress->total > progress->done ? progress->total - progress->done : 0;

  if (self->left == left)
    return;
  self->left = left;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEFT]);
}

guint
alp_account_get_left (AlpAccount *self)
{
  g_return_val_if_fail (ALP_IS_ACCOUNT (self), 0);

  return self->left;
}

AlpAccount *
alp_account_new (const StoreAccount *record)
{
  AlpAccount *self = g_object_new (ALP_TYPE_ACCOUNT, NULL);

  self->id = record->id;
  return self;
}

static void
alp_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AlpAccount *self = ALP_ACCOUNT (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_EMAIL:
      g_value_set_string (value, self->spec->email);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->spec->name);
      break;
    case PROP_COLOR:
      g_value_set_string (value, self->color);
      break;
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    case PROP_LAST_SYNC:
      g_value_set_int64 (value, self->last_sync);
      break;
    case PROP_LEFT:
      g_value_set_uint (value, self->left);
      break;
    case PROP_FOLDERS:
      g_value_set_object (value, self->folders);
      break;
    case PROP_PROFILE_ID:
      g_value_set_int64 (value, self->profile_id);
      break;
    case PROP_UNIFIED:
      g_value_set_boolean (value, self->unified);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
alp_account_finalize (GObject *object)
{
  AlpAccount *self = ALP_ACCOUNT (object);

  alp_account_spec_free (self->spec);
  g_free (self->color);
  g_free (self->error);
  g_clear_error (&self->failure);
  g_object_unref (self->folders);
  G_OBJECT_CLASS (alp_account_parent_class)->finalize (object);
}

static void
alp_account_class_init (AlpAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = alp_account_get_property;
  object_class->finalize = alp_account_finalize;
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_EMAIL] = g_param_spec_string ("email", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_COLOR] = g_param_spec_string ("color", NULL, NULL, NULL, flags);
  properties[PROP_STATE]
      = g_param_spec_int ("state", NULL, NULL, ALP_ACCOUNT_STATE_OFFLINE, ALP_ACCOUNT_STATE_NEEDS_ATTENTION,
                          ALP_ACCOUNT_STATE_OFFLINE, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  properties[PROP_LEFT] = g_param_spec_uint ("left", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LAST_SYNC] = g_param_spec_int64 ("last-sync", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_FOLDERS] = g_param_spec_object ("folders", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_PROFILE_ID] = g_param_spec_int64 ("profile-id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_UNIFIED] = g_param_spec_boolean ("unified", NULL, NULL, TRUE, flags);
  properties[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
alp_account_init (AlpAccount *self)
{
  self->spec = alp_account_spec_new ();
  self->state = ALP_ACCOUNT_STATE_OFFLINE;
  self->unified = TRUE;
  self->folders = g_list_store_new (ALP_TYPE_FOLDER);
}
