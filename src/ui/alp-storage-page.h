/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-storage-page.h: what is kept on this computer, as a page of the preferences.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

void alp_storage_page_fill (AdwPreferencesPage *page, AlpEngine *engine);

G_END_DECLS
