/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-engine.h"
#include "sync-setup.h"

G_BEGIN_DECLS

/* SyncLocalLoop: the background work of an account whose mail is kept here. Any thread. */
typedef struct _SyncLocalLoop SyncLocalLoop;

SyncLocalLoop *sync_local_loop_start (SyncSetup *setup, SyncStateFunc func, gpointer user_data);
void sync_local_loop_stop (SyncLocalLoop *self);
void sync_local_loop_wake (SyncLocalLoop *self);
void sync_local_loop_refresh (SyncLocalLoop *self);
SyncState sync_local_loop_get_state (SyncLocalLoop *self);

G_END_DECLS
