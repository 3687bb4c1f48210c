/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Times a person may choose, for sending later and for snoozing. Pure; any thread. */

typedef enum
{
  ALP_PRESET_LAST = 1, /* what was chosen the time before */
  ALP_PRESET_THIS_MORNING,
  ALP_PRESET_THIS_AFTERNOON,
  ALP_PRESET_THIS_EVENING,
  ALP_PRESET_TOMORROW_MORNING,
  ALP_PRESET_NEXT_MONDAY,
  ALP_PRESET_MONDAY_MORNING,
  ALP_PRESET_MONDAY_AFTERNOON,
} AlpPresetKind;

typedef struct
{
  AlpPresetKind kind;
  gint64 when; /* Unix seconds */
} AlpPreset;

/* Full hours, 0 to 23. */
typedef struct
{
  guint morning;
  guint afternoon;
  guint evening;
} AlpPresetHours;

#define ALP_PRESET_HOURS_DEFAULT { 8, 14, 18 }
/* Nothing nearer than this is offered or taken. */
#define ALP_SCHEDULE_LEAST_S (5 * 60)

/* @now: in the person's time zone. @last: Unix seconds of the last choice, 0: none. @current: the time it has now, 0: none: not offered again.
 * (transfer full) (element-type AlpPreset): in order, each time once. */
GArray *alp_schedule_presets (GDateTime *now, const AlpPresetHours *hours, gint64 last, gint64 current);
/* (transfer full): "Tomorrow morning"; translated. */
char *alp_preset_dup_label (AlpPresetKind kind);
/* (transfer full): day and time for a person: "Today 14:00", "Mon 3 Mar 08:00". */
char *alp_schedule_dup_time (GDateTime *now, gint64 when);
/* Where a free choice begins: the next ten minutes that are far enough. Unix seconds. */
gint64 alp_schedule_first (GDateTime *now);
/* NULL when @when can be taken, else a sentence why not. @years: how far ahead at most. (transfer full) (nullable) */
char *alp_schedule_refuse (GDateTime *now, gint64 when, guint years);

G_END_DECLS
