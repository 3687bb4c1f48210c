/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-schedule-popover.h: choosing a time: presets, the last one, or a day and hour.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_SCHEDULE_POPOVER (alp_schedule_popover_get_type ())
G_DECLARE_FINAL_TYPE (AlpSchedulePopover, alp_schedule_popover, ALP, SCHEDULE_POPOVER, GtkPopover)

GtkWidget *alp_schedule_popover_new (const char *title, guint years);
void alp_schedule_popover_set_current (AlpSchedulePopover *self, gint64 when);

/* @when: Unix seconds */
typedef void (*AlpScheduleChosen) (gint64 when, gpointer data);
void alp_schedule_dialog_present (GtkWidget *parent, const char *title, guint years, gint64 when,
                                  GObject *owner, AlpScheduleChosen chosen);

G_END_DECLS
