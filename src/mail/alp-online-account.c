/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-online-account.c: mail accounts of the desktop, without waiting: asked on a thread of GLib's pool */

#include "alp-online-account.h"

#include "sync-goa.h"

void
alp_online_account_free (AlpOnlineAccount *self)
{
  if (self == NULL)
    return;
  g_free (self->provider);
  alp_account_spec_free (self->spec);
  g_free (self->secret);
  g_free (self);
}

static AlpAccountSpec *
make_spec (const StoreAccount *record)
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
  return spec;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = sync_goa_list (cancellable, &error);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_online_account_free);

  if (found == NULL)
    g_debug ("no GNOME Online Accounts: %s", error->message);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const SyncGoaAccount *one = g_ptr_array_index (found, i);
      AlpOnlineAccount *account = g_new0 (AlpOnlineAccount, 1);

      account->provider = g_strdup (one->provider);
      account->secret = g_strdup (one->secret);
      account->spec = make_spec (one->account);
      g_ptr_array_add (list, account);
    }
  g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
}

void
alp_online_accounts_list_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, alp_online_accounts_list_async);
  g_task_run_in_thread (task, run);
}

GPtrArray *
alp_online_accounts_list_finish (GAsyncResult *result)
{
  GPtrArray *list = g_task_propagate_pointer (G_TASK (result), NULL);

  return list != NULL ? list : g_ptr_array_new_with_free_func ((GDestroyNotify) alp_online_account_free);
}
