/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-wake.h"

G_BEGIN_DECLS

typedef enum
{
  NET_LOOP_DONE = 1,
  NET_LOOP_WAKE,
  NET_LOOP_DEADLINE,
  NET_LOOP_CANCELLED,
} NetLoopEnd;

NetLoopEnd net_loop_run (GMainContext *context, const gboolean *done, gint64 deadline_us, BaseWake *wake,
                         GCancellable *cancellable);

/* NetCall: one asynchronous GIO operation awaited in place. */
typedef struct
{
  gboolean done;
  GAsyncResult *result;
  GCancellable *cancellable; /* give this one to the operation */
} NetCall;

void net_call_init (NetCall *self);
void net_call_ready (GObject *source, GAsyncResult *result, gpointer call);
NetLoopEnd net_call_await (NetCall *self, GMainContext *context, gint64 deadline_us,
                           GCancellable *cancellable);
void net_call_clear (NetCall *self);

G_END_DECLS
