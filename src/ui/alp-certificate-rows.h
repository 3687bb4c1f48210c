/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-certificate-rows.h: certificates accepted by hand for the servers of an address.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

void alp_certificate_rows_add (AdwPreferencesGroup *group, AlpEngine *engine, AlpAccount *account);

G_END_DECLS
