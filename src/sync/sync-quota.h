/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-session.h"

G_BEGIN_DECLS

/* Storage of an address as the server last said it, in the account setting of this name: "used limit", bytes. */
#define SYNC_QUOTA_SETTING "quota"

void sync_quota_run (SyncSession *session, GCancellable *cancellable);

G_END_DECLS
