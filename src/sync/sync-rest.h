/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-wake.h"
#include "sync-engine.h"
#include "sync-session.h"

G_BEGIN_DECLS

typedef struct
{
  BaseWake *wake;            /* ends the rest */
  gint64 until_us;           /* monotonic: when the next round is due */
  SyncProgressFunc progress; /* nullable */
  gpointer progress_data;
} SyncRestOptions;

gboolean sync_rest_run (SyncSession *session, const SyncRestOptions *options, gboolean *round_wanted,
                        GCancellable *cancellable, GError **error);
gboolean sync_rest_watch (SyncSession *session, gint64 folder_id, BaseWake *wake, gboolean *news,
                          GCancellable *cancellable, GError **error);

G_END_DECLS
