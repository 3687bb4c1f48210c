/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-setting-row.h: one key of the program's settings as a row of the preferences.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* One thing to choose from; @label is untranslated (N_). */
typedef struct
{
  const char *value; /* as in the schema; numbers as text */
  const char *label;
} AlpSettingChoice;

/* What a row shows.  The key's type decides the row: boolean a switch, array of strings a list of switches, all else a
 * choice. */
typedef struct
{
  const char *key;
  const char *title;               /* untranslated */
  const char *subtitle;            /* untranslated, nullable */
  const AlpSettingChoice *choices; /* ended by a NULL value; NULL for a switch */
  guint most;                      /* array of strings: how many at most, 0: any number */
  gboolean ordered;                /* array of strings: their order matters */
} AlpSetting;

void alp_setting_row_name_choices (AdwComboRow *row);
GtkWidget *alp_setting_row_new (GSettings *settings, const AlpSetting *setting);

G_END_DECLS
