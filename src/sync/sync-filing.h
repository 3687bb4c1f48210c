/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-session.h"

G_BEGIN_DECLS

gboolean sync_filing_run (SyncSession *session, GCancellable *cancellable, GError **error);

G_END_DECLS
