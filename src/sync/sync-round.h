/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-wake.h"
#include "sync-engine.h"
#include "sync-session.h"

G_BEGIN_DECLS

typedef struct
{
  BaseWake *interrupt;       /* nullable: between folders and batches, other work goes first when it is set */
  const char *folder;        /* nullable: only this one */
  SyncBodies bodies;         /* 0: none in the round itself */
  gboolean every_folder;     /* report on each; look at all that is not proven to be unchanged */
  SyncProgressFunc progress; /* nullable */
  gpointer progress_data;
} SyncRoundOptions;

gboolean sync_round_run (SyncSession *session, const SyncRoundOptions *options, GPtrArray *reports,
                         GCancellable *cancellable, GError **error);
gboolean sync_round_news (SyncSession *session, GCancellable *cancellable, GError **error);
gboolean sync_round_ends (SyncSession *session, const GError *error);

G_END_DECLS
