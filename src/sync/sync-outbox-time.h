/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* What all clocks say at one moment. */
typedef struct
{
  gint64 unix_s;       /* the wall clock */
  gint64 monotonic_us; /* stands still in sleep, never jumps */
  gint64 boottime_ms;  /* goes on in sleep, never jumps */
  const char *boot;
} SyncClocks;

SyncClocks sync_clocks_now (void);
gint64 sync_outbox_wait_ms (const StoreOutboxItem *item, const SyncClocks *clocks);
gint64 sync_outbox_pause (guint attempts);
gint64 sync_outbox_gives_up (const StoreOutboxItem *item);

G_END_DECLS
