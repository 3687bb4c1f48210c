/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-trust.c: a person's decision about one certificate, made effective (product 3.4)
 *
 * Blocks; setup worker. */

#include "sync-trust.h"

static gboolean
is_at (const StoreAccount *account, const char *host, guint16 port)
{
  return (account->imap_port == port && g_ascii_strcasecmp (account->imap_host, host) == 0)
         || (account->smtp_port == port && g_ascii_strcasecmp (account->smtp_host, host) == 0);
}

/**
 * sync_engine_trust_certificate:
 * @sha256: (nullable): 64 lower-case hex digits; %NULL: nothing is accepted there by hand any more
 *
 * Started accounts of this server start again, with what holds now. Returns: %FALSE with an error of the store
 */
gboolean
sync_engine_trust_certificate (SyncEngine *self, const char *host, guint16 port, const char *sha256,
                               GError **error)
{
  Store *store = sync_engine_get_store (self);
  g_autoptr (GPtrArray) accounts = NULL;

  if (!store_pin_set (store, host, port, sha256, error))
    return FALSE;
  accounts = store_accounts_list (store, error);
  if (accounts == NULL)
    return FALSE;
  for (guint i = 0; i < accounts->len; i++)
    {
      const StoreAccount *account = g_ptr_array_index (accounts, i);

      if (!is_at (account, host, port) || sync_engine_get_state (self, account->id) == SYNC_STATE_STOPPED)
        continue;
      sync_engine_stop_account (self, account->id);
      sync_engine_start_account (self, account->id);
    }
  return TRUE;
}
