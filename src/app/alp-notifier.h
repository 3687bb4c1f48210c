/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-notifier.h: notifications of new mail.  Main thread. */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* AlpNotifier: shows what AlpNews tells, as the settings want it, and takes it back when it was read elsewhere. */
#define ALP_TYPE_NOTIFIER (alp_notifier_get_type ())
G_DECLARE_FINAL_TYPE (AlpNotifier, alp_notifier, ALP, NOTIFIER, GObject)

/* @application: (not owned) outlives it. To be made before alp_engine_start (). */
AlpNotifier *alp_notifier_new (GApplication *application, AlpEngine *engine, GSettings *settings);

/* Whether @minute (after midnight) is in the quiet hours. Pure. */
gboolean alp_notifier_is_quiet (int minute, int from, int until);

G_END_DECLS
