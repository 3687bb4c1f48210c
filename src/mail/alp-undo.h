/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person can do with messages. */
typedef enum
{
  ALP_ACTION_SEEN = 1,
  ALP_ACTION_UNSEEN,
  ALP_ACTION_STAR,
  ALP_ACTION_UNSTAR,
  ALP_ACTION_ARCHIVE,
  ALP_ACTION_DELETE, /* to the trash; what is in the trash already goes for good */
  ALP_ACTION_MOVE,
} AlpAction;

/* What is kept with an action in the journal: says which action it was and on how many, in no language. */
char *alp_undo_format (AlpAction action, guint n, const char *target);
/* Pure. Returns: FALSE when @label is not one of ours. @target: (out) (transfer full) */
gboolean alp_undo_parse (const char *label, AlpAction *action, guint *n, char **target);
/* Translated: "2 messages archived". */
char *alp_undo_describe_done (AlpAction action, guint n, const char *target);
/* Translated: "2 messages are back from the archive". */
char *alp_undo_describe_undone (const char *label);

G_END_DECLS
