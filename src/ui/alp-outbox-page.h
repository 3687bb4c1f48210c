/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-outbox-page.h: messages on their way.  Main thread. */
#pragma once

#include "alp-draft.h"
#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_OUTBOX_PAGE (alp_outbox_page_get_type ())
G_DECLARE_FINAL_TYPE (AlpOutboxPage, alp_outbox_page, ALP, OUTBOX_PAGE, AdwDialog)

AdwDialog *alp_outbox_page_new (AlpEngine *engine);

G_END_DECLS
