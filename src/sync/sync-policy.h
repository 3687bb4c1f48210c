/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-engine.h"
#include "sync-setup.h"

G_BEGIN_DECLS

/* What of a folder is kept here. */
typedef struct
{
  gboolean headers; /* the folder is synced at all */
  gboolean bodies;  /* whole messages are fetched ahead of demand … */
  gint64 since;     /* … received since then (Unix seconds; 0: all) … */
  guint64 max_size; /* … of at most so many bytes each (0: any) */
} SyncPolicy;

SyncPolicy sync_policy_of (StorePolicy policy, guint months, SyncBodies bodies, StoreRole role, gint64 now);
SyncPolicy sync_policy_get (SyncSetup *setup, const StoreFolder *folder, SyncBodies bodies);
gboolean sync_policy_watches (SyncSetup *setup, const StoreFolder *folder);

G_END_DECLS
