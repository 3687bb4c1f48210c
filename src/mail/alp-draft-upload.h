/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"
#include "sync-engine.h"

G_BEGIN_DECLS

/* Private to mail/. */

/* From now on saved drafts follow to the server by themselves. Main thread; ends with the engine. */
void alp_draft_upload_attach (AlpEngine *engine);
/* One look: what was saved until now and is not up there goes into the journal. Any thread, disk only. Returns: how many, -1 on error. */
gint alp_draft_upload_run (SyncEngine *sync, GError **error);

G_END_DECLS
