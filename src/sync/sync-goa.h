/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store-account.h"

G_BEGIN_DECLS

/* SyncGoaAccount: a mail account of GNOME Online Accounts. */
typedef struct
{
  char *provider; /* its name, as the desktop shows it */
  StoreAccount *account;
  char *secret; /* what stands in the keyring in the place of a password: no secret by itself */
} SyncGoaAccount;

void sync_goa_account_free (SyncGoaAccount *self);
GPtrArray *sync_goa_list (GCancellable *cancellable, GError **error);

gboolean sync_goa_is_secret (const char *secret);
gboolean sync_goa_get (const char *secret, char **password, char **token, GCancellable *cancellable,
                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncGoaAccount, sync_goa_account_free)

G_END_DECLS
