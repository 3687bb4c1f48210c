/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-answer.c: what the program writes for the person (a receipt, an answer to an invitation), put into the outbox.
 *
 * On the engine's actor, disk only. */

#include "alp-answer.h"

#include "alp-error.h"
#include "alp-prepare.h"

gboolean
alp_answer_send (SyncEngine *sync, gint64 account_id, GBytes *message, GError **error)
{
  g_autoptr (StoreAccount) account = store_account_get (sync_engine_get_store (sync), account_id, error);
  g_autoptr (AlpPrepared) prepared = NULL;

  if (account == NULL)
    return FALSE;
  prepared = alp_prepare_message (message, account->email, error);
  return prepared != NULL
         && sync_engine_send (sync, account_id, account->email, (const char *const *) prepared->recipients,
                              prepared->message, 0, error)
                != 0;
}
