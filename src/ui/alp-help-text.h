/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-help-text.h: a help page as text with a few marks, read.  Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ALP_HELP_HEADING = 1,
  ALP_HELP_PARAGRAPH,
  ALP_HELP_BULLET,
  ALP_HELP_STEP,
} AlpHelpKind;

typedef struct
{
  AlpHelpKind kind;
  guint number; /* of a step, from 1 */
  char *markup; /* for a GtkLabel */
} AlpHelpBlock;

typedef struct
{
  char *title;
  char *keywords;    /* "" when none */
  GPtrArray *blocks; /* AlpHelpBlock */
} AlpHelpText;

AlpHelpText *alp_help_text_parse (const char *text);
void alp_help_text_free (AlpHelpText *self);
/* Whether every word of @query is somewhere in the page; letter case and accents do not matter. */
gboolean alp_help_text_matches (const AlpHelpText *self, const char *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpHelpText, alp_help_text_free)

G_END_DECLS
