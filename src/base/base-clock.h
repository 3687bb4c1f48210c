/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 base_clock_now_unix (void);
gint64 base_clock_now_us (void);
gint64 base_clock_monotonic_us (void);
void base_clock_set_for_test (gint64 unix_seconds);

G_END_DECLS
