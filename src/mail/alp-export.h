/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* At most this many messages leave as files in one go. */
#define ALP_EXPORT_MAX 1000

/* Writes the messages of @rows as .eml files into @folder (made when missing), named by day and subject, never over a file that is
 * there. Messages not yet here are fetched. Main thread; the work is on the loader. */
void alp_engine_export_rows_async (AlpEngine *self, const AlpRows *rows, const char *folder,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Returns: (transfer full) (element-type filename): the files in order, NULL on error; those written before it stay. */
GPtrArray *alp_engine_export_rows_finish (AlpEngine *self, GAsyncResult *result, GError **error);

/* Pure. A file name for a message: "2026-03-14 Subject.eml"; no separators, control or direction characters, at most 120 bytes. */
char *alp_export_dup_name (const char *subject, gint64 received);

/* A copy of the record (element-wise); free with alp_rows_free (). */
AlpRows *alp_rows_copy (const AlpRows *rows);
void alp_rows_free (AlpRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpRows, alp_rows_free)

G_END_DECLS
