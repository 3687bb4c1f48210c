/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-outbox.h"
#include "store.h"

G_BEGIN_DECLS

AlpOutboxItem *alp_outbox_item_new (const StoreOutboxItem *record);

G_END_DECLS
