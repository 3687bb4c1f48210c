/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* A message that lies in a file (.eml), not in a folder: opened, looked at, never kept. @file: of this computer. Errors: ALP_ERROR in
 * words. Returns (finish): (transfer full). */
void alp_engine_open_file_async (AlpEngine *self, GFile *file, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
AlpContent *alp_engine_open_file_finish (AlpEngine *self, GAsyncResult *result, GError **error);

/* The row of one message by its id, outside of any list: it does not follow changes. Errors: ALP_ERROR_NOT_FOUND. Returns (finish):
 * (transfer full). */
void alp_engine_find_message_async (AlpEngine *self, gint64 message_id, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
AlpMessage *alp_engine_find_message_finish (AlpEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
