/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-first-run.h: the assistant that is shown while there is no address.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_FIRST_RUN (alp_first_run_get_type ())
G_DECLARE_FINAL_TYPE (AlpFirstRun, alp_first_run, ALP, FIRST_RUN, AdwBin)

void alp_first_run_set_engine (AlpFirstRun *self, AlpEngine *engine);

G_END_DECLS
