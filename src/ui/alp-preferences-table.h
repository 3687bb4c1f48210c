/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-preferences-table.h: which settings stand on which page of the preferences. */
#pragma once

#include "alp-setting-row.h"

G_BEGIN_DECLS

typedef struct
{
  const char *page;
  const char *group;       /* untranslated; a new one begins where it differs from the row before */
  const char *description; /* untranslated, nullable: of the group, in its first row */
  AlpSetting setting;
} AlpPreferencesRow;

/* Ended by a NULL page. */
extern const AlpPreferencesRow alp_preferences_rows[];

G_END_DECLS
