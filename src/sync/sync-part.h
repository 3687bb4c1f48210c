/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-setup.h"

G_BEGIN_DECLS

/* SyncPart: the beginning of a large message, kept over cuts and restarts. Belongs to one thread; while one has it nobody else
 * gets it. */
typedef struct _SyncPart SyncPart;

SyncPart *sync_part_open (SyncSetup *setup, gint64 folder_id, guint32 uidvalidity, guint32 uid);
guint64 sync_part_get_length (SyncPart *self);
gboolean sync_part_append (SyncPart *self, GBytes *bytes, GError **error);
GBytes *sync_part_read (SyncPart *self, GError **error);
void sync_part_discard (SyncPart *self);
void sync_part_close (SyncPart *self);
void sync_parts_clean (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncPart, sync_part_close)

G_END_DECLS
