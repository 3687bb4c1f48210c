/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-account.h"

G_BEGIN_DECLS

/* AlpOnlineAccount: a mail account the desktop knows (GNOME Online Accounts). Main thread. */
typedef struct
{
  char *provider; /* its name */
  AlpAccountSpec *spec;
  char *secret; /* to be given in the place of a password; the desktop keeps the real one */
} AlpOnlineAccount;

void alp_online_account_free (AlpOnlineAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpOnlineAccount, alp_online_account_free)

void alp_online_accounts_list_async (GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
/* Returns: (transfer full) (element-type AlpOnlineAccount): empty where there are none, or the desktop has no such service */
GPtrArray *alp_online_accounts_list_finish (GAsyncResult *result);

G_END_DECLS
