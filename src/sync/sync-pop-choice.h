/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* Days that fetched messages stay on the POP3 server; SYNC_POP_KEEP: until somebody else deletes them. */
#define SYNC_POP_KEEP -1
gint sync_pop_get_leave_days (Store *store, gint64 account_id);
gboolean sync_pop_set_leave_days (Store *store, gint64 account_id, gint days, GError **error);

G_END_DECLS
