/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-setting-order.h: a setting that is some of several, in an order, as a row of the preferences.  Main thread. */
#pragma once

#include "alp-setting-row.h"

G_BEGIN_DECLS

GtkWidget *alp_setting_order_row_new (GSettings *settings, const AlpSetting *setting);

G_END_DECLS
