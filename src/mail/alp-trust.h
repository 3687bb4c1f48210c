/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* Whom a person trusts with what. Numbers equal StoreTrust's. */
typedef enum
{
  ALP_TRUST_IMAGES = 1,   /* remote images are shown */
  ALP_TRUST_ORGANIZATION, /* this domain is not external */
  ALP_TRUST_FINE,         /* no warning */
  ALP_TRUST_BLOCKED,
} AlpTrust;

/* @name: an address, or a domain without @. Finished in milliseconds. Returns (finish): whether it is kept. */
void alp_engine_trust_async (AlpEngine *self, AlpTrust kind, gint64 account_id, const char *name,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean alp_engine_trust_finish (AlpEngine *self, GAsyncResult *result, GError **error);
/* Whether @email or its domain is trusted. */
void alp_engine_is_trusted_async (AlpEngine *self, AlpTrust kind, gint64 account_id, const char *email,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean alp_engine_is_trusted_finish (AlpEngine *self, GAsyncResult *result);

G_END_DECLS
