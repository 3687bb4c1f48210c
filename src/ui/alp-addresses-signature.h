/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-addresses-signature.h: one signature for several addresses.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *alp_addresses_signature_popover_new (AlpEngine *engine, GListModel *accounts);

G_END_DECLS
