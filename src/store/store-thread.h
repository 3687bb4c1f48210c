/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* Conversations are made by store_messages_add (); what they are is said in store-thread.c. */

/* A muted conversation stays so: what comes into it later is muted too (notifications, badges and lists ask). Durable in local.db. */
gboolean store_thread_set_muted (Store *store, gint64 thread_id, gboolean muted, GError **error);
gboolean store_thread_is_muted (Store *store, gint64 thread_id);

G_END_DECLS
