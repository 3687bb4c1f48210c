/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-pop-choice.h"
#include "sync-setup.h"

G_BEGIN_DECLS

gboolean sync_pop_fetch (SyncSetup *setup, GCancellable *cancellable, GError **error);
gboolean sync_pop_check (SyncSetup *setup, GCancellable *cancellable, GError **error);

G_END_DECLS
