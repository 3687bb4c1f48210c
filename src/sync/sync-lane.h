/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-backoff.h"
#include "base-worker.h"
#include "sync-error.h"
#include "sync-session.h"

G_BEGIN_DECLS

/* SyncLane: a worker with at most one IMAP connection, made again when it is lost, with growing pauses. Its functions are for
 * its own thread but for those marked "any thread". */
typedef struct _SyncLane SyncLane;

SyncLane *sync_lane_new (const char *name, SyncSetup *setup);
void sync_lane_free (SyncLane *self);
void sync_lane_stop (SyncLane *self);

BaseWorker *sync_lane_get_worker (SyncLane *self);
SyncSession *sync_lane_get_session (SyncLane *self, GError **error);
GCancellable *sync_lane_get_cancellable (SyncLane *self);
gboolean sync_lane_is_open (SyncLane *self);
void sync_lane_close (SyncLane *self);

/* What a failure means for the lane. */
typedef enum
{
  SYNC_LANE_AGAIN = 1, /* the connection was lost: at once, with a new one */
  SYNC_LANE_LATER,     /* after sync_lane_get_pause () */
  SYNC_LANE_PERSON,    /* somebody must act first */
  SYNC_LANE_STOPPED,
} SyncLaneOutcome;

SyncLaneOutcome sync_lane_failed (SyncLane *self, const GError *error);
void sync_lane_succeeded (SyncLane *self);
gint64 sync_lane_get_pause (SyncLane *self);

void sync_lane_hurry (SyncLane *self);
void sync_lane_distrust (SyncLane *self);
void sync_lane_probe (SyncLane *self);

G_END_DECLS
