/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* Adds an address with sample mail, all on this computer; what is sent from it comes back. It is removed like any other address.
 * ALP_ERROR_INVALID: it is here already. Main thread. */
void alp_engine_add_demo_async (AlpEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean alp_engine_add_demo_finish (AlpEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
