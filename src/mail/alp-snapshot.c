/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-snapshot.c: accounts, folders and profiles as the store has them now. Blocking, a worker's thread. */

#include "alp-snapshot.h"

AlpSnapshot *
alp_snapshot_read (Store *store, GError **error)
{
  g_autoptr (AlpSnapshot) self = g_new0 (AlpSnapshot, 1);

  self->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->accounts = store_accounts_list (store, error);
  if (self->accounts == NULL)
    return NULL;
  self->settings = store_folder_settings_list (store, 0, error);
  if (self->settings == NULL)
    return NULL;
  self->profiles = store_profiles_list (store, error);
  if (self->profiles == NULL)
    return NULL;
  for (guint i = 0; i < self->accounts->len; i++)
    {
      const StoreAccount *account = g_ptr_array_index (self->accounts, i);
      GPtrArray *folders = store_folders_list (store, account->id, error);

      if (folders == NULL)
        return NULL;
      g_ptr_array_add (self->folders, folders);
    }
  return g_steal_pointer (&self);
}

void
alp_snapshot_free (AlpSnapshot *self)
{
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_clear_pointer (&self->folders, g_ptr_array_unref);
  g_clear_pointer (&self->settings, g_ptr_array_unref);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  g_free (self);
}
