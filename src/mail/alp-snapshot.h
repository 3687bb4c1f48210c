/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* All accounts with their folders, read at one time. Private to mail/. */
typedef struct
{
  GPtrArray *accounts; /* (element-type StoreAccount) */
  GPtrArray *folders;  /* (element-type GPtrArray of StoreFolder): same order */
  GPtrArray *settings; /* (element-type StoreFolderSetting): of folders of any account */
  GPtrArray *profiles; /* (element-type StoreProfile) */
} AlpSnapshot;

AlpSnapshot *alp_snapshot_read (Store *store, GError **error);
void alp_snapshot_free (AlpSnapshot *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpSnapshot, alp_snapshot_free)

G_END_DECLS
