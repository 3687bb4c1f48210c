/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-headers.h: header fields of one's own.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_COMPOSER_HEADERS (alp_composer_headers_get_type ())
G_DECLARE_FINAL_TYPE (AlpComposerHeaders, alp_composer_headers, ALP, COMPOSER_HEADERS, AdwDialog)

AdwDialog *alp_composer_headers_new (AlpDraft *draft);

G_END_DECLS
