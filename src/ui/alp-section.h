/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-section.h: the sections of a list sorted by date.  Pure; any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One section: the times it holds and its title. */
typedef struct
{
  gint64 begin; /* Unix seconds, included; G_MININT64: open */
  gint64 end;   /* not included; G_MAXINT64: open */
} AlpSection;

void alp_section_find (gint64 unix_time, GDateTime *now, AlpSection *section);
char *alp_section_dup_title (gint64 unix_time, GDateTime *now);

G_END_DECLS
