/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-engine.h"

G_BEGIN_DECLS

#define SYNC_DEMO_ADDRESS "you@demo.example"

gint64 sync_demo_add (SyncEngine *self, const char *name, GError **error);
G_END_DECLS
