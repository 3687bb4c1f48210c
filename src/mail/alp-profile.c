/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-profile.c: a user account of this computer: who it is and which addresses belong to it
 *
 * Main thread. The engine brings the records; alp-profile-act.c changes them. */

#include "alp-profile-private.h"

#include "alp-account-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _AlpProfile
{
  GObject parent_instance;

  gint64 id;
  char *name;
  char *first_name;
  char *last_name;
  char *birth_date;
  char *color;
  char *title;
  GBytes *avatar; /* nullable */
  GListStore *accounts;
  guint unified; /* a hash: which of them take part in the views over all */
};

G_DEFINE_FINAL_TYPE (AlpProfile, alp_profile, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_TITLE,
  PROP_COLOR,
  PROP_AVATAR,
  PROP_ACCOUNTS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

gint64
alp_profile_get_id (AlpProfile *self)
{
  g_return_val_if_fail (ALP_IS_PROFILE (self), 0);

  return self->id;
}

const char *
alp_profile_get_title (AlpProfile *self)
{
  g_return_val_if_fail (ALP_IS_PROFILE (self), NULL);

  return self->title;
}

const char *
alp_profile_get_name (AlpProfile *self)
{
  g_return_val_if_fail (ALP_IS_PROFILE (self), NULL);

  return self->name;
}

const char *
alp_profile_get_first_name (AlpProfile *self)
{
  g_return_val_if_fail (ALP_IS_PROFILE (self), NULL);

  return self->first_name;
}

const char *
alp_profile_get_last_name (AlpProfile *self)
{
  g_return_val_if_fail (ALP_IS_PROFILE (self), NULL);

  return self->last_name;
}

const char *
alp_profile_get_birth_date (AlpProfile *self)
{
  g_return_val_if_fail (ALP_IS_PROFILE (self), NULL);

  return self->birth_date;
}

const char *
alp_profile_get_color (AlpProfile *self)
{
  g_return_val_if_fail (ALP_IS_PROFILE (self), NULL);

  return self->color;
}

GBytes *
alp_profile_get_avatar (AlpProfile *self)
{
  g_return_val_if_fail (ALP_IS_PROFILE (self), NULL);

  return self->avatar;
}

GListModel *
alp_profile_get_accounts (AlpProfile *self)
{
  g_return_val_if_fail (ALP_IS_PROFILE (self), NULL);

  return G_LIST_MODEL (self->accounts);
}

guint
alp_profile_count_unread (AlpProfile *self, gboolean unified)
{
  guint unread = 0;

  g_return_val_if_fail (ALP_IS_PROFILE (self), 0);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      AlpFolder *inbox = alp_account_find_role (account, ALP_FOLDER_ROLE_INBOX);

      if (inbox != NULL && (!unified || alp_account_get_unified (account)))
        unread += alp_folder_get_unread (inbox);
    }
  return unread;
}

/* ---- agreement with the store ---- */

static char *
make_title (AlpProfile *self)
{
  g_autofree char *person = g_strdup_printf ("%s %s", self->first_name, self->last_name);
  g_autoptr (AlpAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);

  if (*self->name != '\0')
    return g_strdup (self->name);
  g_strstrip (person);
  if (*person != '\0')
    return g_steal_pointer (&person);
  if (account != NULL && *alp_account_get_name (account) != '\0')
    return g_strdup (alp_account_get_name (account));
  return g_strdup (account != NULL ? alp_account_get_email (account) : _ ("Personal"));
}

static gboolean
same_bytes (GBytes *a, GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

static void
take_accounts (AlpProfile *self, GListModel *accounts)
{
  g_autoptr (GPtrArray) mine = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), unified = 0;
  gboolean same;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      if (alp_account_get_profile_id (account) == self->id)
        g_ptr_array_add (mine, g_steal_pointer (&account));
    }
  same = n == mine->len;
  for (guint i = 0; same && i < n; i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      same = account == g_ptr_array_index (mine, i);
    }
  if (!same)
    g_list_store_splice (self->accounts, 0, n, mine->pdata, mine->len);
  for (guint i = 0; i < mine->len; i++)
    unified = unified * 31 + (alp_account_get_unified (g_ptr_array_index (mine, i)) ? i + 1 : 0);
  if (self->unified != unified)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNTS]);
  self->unified = unified;
}

static void
update (AlpProfile *self, const StoreProfile *record, GListModel *accounts)
{
  g_autofree char *title = NULL;

  g_object_freeze_notify (G_OBJECT (self));
  self->id = record->id;
  g_set_str (&self->name, record->name);
  g_set_str (&self->first_name, record->first_name);
  g_set_str (&self->last_name, record->last_name);
  g_set_str (&self->birth_date, record->birth_date);
  if (g_set_str (&self->color, record->color))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLOR]);
  if (!same_bytes (self->avatar, record->avatar))
    {
      g_clear_pointer (&self->avatar, g_bytes_unref);
      self->avatar = record->avatar != NULL ? g_bytes_ref (record->avatar) : NULL;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVATAR]);
    }
  take_accounts (self, accounts);
  title = make_title (self);
  if (g_set_str (&self->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_thaw_notify (G_OBJECT (self));
}

static AlpProfile *
find (GListStore *profiles, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (profiles)); i++)
    {
      g_autoptr (AlpProfile) profile = g_list_model_get_item (G_LIST_MODEL (profiles), i);

      if (profile->id == id)
        return profile;
    }
  return NULL;
}

static gboolean
has_record (GPtrArray *records, gint64 id)
{
  for (guint i = 0; i < records->len; i++)
    if (((StoreProfile *) g_ptr_array_index (records, i))->id == id)
      return TRUE;
  return FALSE;
}

void
alp_profiles_update (GListStore *profiles, GPtrArray *records, GListModel *accounts)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (profiles)); i-- > 0;)
    {
      g_autoptr (AlpProfile) profile = g_list_model_get_item (G_LIST_MODEL (profiles), i);

      if (!has_record (records, profile->id))
        {
          g_list_store_remove_all (profile->accounts);
          g_list_store_remove (profiles, i);
        }
    }
  for (guint i = 0; i < records->len; i++)
    {
      const StoreProfile *record = g_ptr_array_index (records, i);
      AlpProfile *known = find (profiles, record->id);
      g_autoptr (AlpProfile) profile
          = known != NULL ? g_object_ref (known) : g_object_new (ALP_TYPE_PROFILE, NULL);

      update (profile, record, accounts);
      if (known == NULL)
        g_list_store_insert (profiles, MIN (i, g_list_model_get_n_items (G_LIST_MODEL (profiles))), profile);
    }
}

/* ---- of an engine ---- */

AlpProfile *
alp_engine_get_profile_by_id (AlpEngine *self, gint64 id)
{
  return find (G_LIST_STORE (alp_engine_get_profiles (self)), id);
}

AlpProfile *
alp_engine_next_profile (AlpEngine *self, AlpProfile *except)
{
  GListModel *profiles = alp_engine_get_profiles (self);
  guint n = g_list_model_get_n_items (profiles), start = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpProfile) profile = g_list_model_get_item (profiles, i);

      if (profile == except)
        start = i + 1;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpProfile) profile = g_list_model_get_item (profiles, (start + i) % n);

      if (profile != except && g_list_model_get_n_items (G_LIST_MODEL (profile->accounts)) > 0)
        return profile;
    }
  return NULL;
}

/* ---- GObject ---- */

static void
alp_profile_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AlpProfile *self = ALP_PROFILE (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_COLOR:
      g_value_set_string (value, self->color);
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, self->avatar);
      break;
    case PROP_ACCOUNTS:
      g_value_set_object (value, self->accounts);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
alp_profile_finalize (GObject *object)
{
  AlpProfile *self = ALP_PROFILE (object);

  g_free (self->name);
  g_free (self->first_name);
  g_free (self->last_name);
  g_free (self->birth_date);
  g_free (self->color);
  g_free (self->title);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_object_unref (self->accounts);
  G_OBJECT_CLASS (alp_profile_parent_class)->finalize (object);
}

static void
alp_profile_class_init (AlpProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = alp_profile_get_property;
  object_class->finalize = alp_profile_finalize;
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_COLOR] = g_param_spec_string ("color", NULL, NULL, NULL, flags);
  properties[PROP_AVATAR] = g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_ACCOUNTS] = g_param_spec_object ("accounts", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
alp_profile_init (AlpProfile *self)
{
  self->name = g_strdup ("");
  self->first_name = g_strdup ("");
  self->last_name = g_strdup ("");
  self->birth_date = g_strdup ("");
  self->color = g_strdup ("");
  self->title = g_strdup ("");
  self->accounts = g_list_store_new (ALP_TYPE_ACCOUNT);
}
