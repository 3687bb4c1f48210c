/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-versions.h: earlier versions of a draft.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* AlpComposerVersions.  Signals: "chosen" (AlpDraft): this version is wanted back. */
#define ALP_TYPE_COMPOSER_VERSIONS (alp_composer_versions_get_type ())
G_DECLARE_FINAL_TYPE (AlpComposerVersions, alp_composer_versions, ALP, COMPOSER_VERSIONS, AdwDialog)

AdwDialog *alp_composer_versions_new (AlpEngine *engine, gint64 draft_id);

G_END_DECLS
