/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* What is only on this computer and would be lost with an address: messages that never left, drafts the server does not have as they
 * are. Main thread. */
typedef struct
{
  gint64 outbox_id; /* one of these two */
  gint64 draft_id;
  gint64 account_id;
  gint64 time;   /* Unix seconds: written or saved */
  char *subject; /* "" */
  char *to;      /* who it is for, "" */
} AlpUnsent;

void alp_unsent_free (AlpUnsent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpUnsent, alp_unsent_free)

/* Of @accounts (of AlpAccount). Returns (finish): (transfer full) (element-type AlpUnsent): newest first. */
void alp_unsent_list_async (AlpEngine *engine, GListModel *accounts, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *alp_unsent_list_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
/* Writes all of it as .eml files into @folder, never over a file that is there. Returns (finish): how many, -1 on error; those written
 * before it stay. */
void alp_unsent_export_async (AlpEngine *engine, GListModel *accounts, const char *folder,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gint alp_unsent_export_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
