/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* SyncSteady: how much time has really passed, as far as a program that is not always running can know. */
typedef struct _SyncSteady SyncSteady;

SyncSteady *sync_steady_parse (const char *text);
char *sync_steady_format (const SyncSteady *self);
void sync_steady_free (SyncSteady *self);
gboolean sync_steady_note (SyncSteady *self, gint64 wall, const char *boot, gint64 boot_s);
gint64 sync_steady_before (const SyncSteady *self, gint64 seconds);

gint64 sync_steady_cutoff (Store *store, gint64 seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncSteady, sync_steady_free)

G_END_DECLS
