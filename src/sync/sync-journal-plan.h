/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

GArray *sync_journal_plan_batch (GPtrArray *entries, guint first, const gboolean *handled);

G_END_DECLS
