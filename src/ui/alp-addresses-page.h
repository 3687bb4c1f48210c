/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-addresses-page.h: all addresses of all user accounts.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_ADDRESSES_PAGE (alp_addresses_page_get_type ())
G_DECLARE_FINAL_TYPE (AlpAddressesPage, alp_addresses_page, ALP, ADDRESSES_PAGE, AdwDialog)

AdwDialog *alp_addresses_page_new (AlpEngine *engine);

G_END_DECLS
