/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* What a person did and the server refuses: taken back here, and listed until the person has read it. Main thread. */
typedef struct
{
  gint64 id;
  gint64 account_id;
  char *text;     /* translated: what was not done */
  char *reason;   /* the server's own words, "" */
  gint64 created; /* Unix seconds */
  guint n;        /* messages, 0: it was about a folder */
} AlpRefusal;

void alp_refusal_free (AlpRefusal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpRefusal, alp_refusal_free)

/* Newest first; @account (nullable): all. Returns (finish): (element-type AlpRefusal). They change with AlpEngine::journal-changed
 * where that is, else load them again when an account has finished a round. */
void alp_engine_load_refusals_async (AlpEngine *self, AlpAccount *account, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *alp_engine_load_refusals_finish (AlpEngine *self, GAsyncResult *result, GError **error);
/* Read. @id 0: all. */
void alp_engine_dismiss_refusal_async (AlpEngine *self, gint64 id, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
/* Once more, on what is there now. */
void alp_engine_retry_refusal_async (AlpEngine *self, gint64 id, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
/* For both. */
gboolean alp_engine_refusal_finish (AlpEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
