/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-undo.c: what an action is called, when it is done and when it is taken back
 *
 * Pure, any thread. The journal keeps an action's label in no language ("archive 2"), so that it can be undone, and described,
 * after a restart in another one. */

#include "alp-undo.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const names[] = {
  [ALP_ACTION_SEEN] = "seen",     [ALP_ACTION_UNSEEN] = "unseen",   [ALP_ACTION_STAR] = "star",
  [ALP_ACTION_UNSTAR] = "unstar", [ALP_ACTION_ARCHIVE] = "archive", [ALP_ACTION_DELETE] = "delete",
  [ALP_ACTION_MOVE] = "move",
};

/**
 * alp_undo_format:
 * @target: (nullable): name of the folder things were moved to
 *
 * Returns: (transfer full): the label to keep
 */
char *
alp_undo_format (AlpAction action, guint n, const char *target)
{
  g_return_val_if_fail (action >= ALP_ACTION_SEEN && action <= ALP_ACTION_MOVE, NULL);

  return g_strdup_printf ("%s %u%s%s", names[action], n, target != NULL ? " " : "",
                          target != NULL ? target : "");
}

/**
 * alp_undo_parse:
 * @label: of alp_undo_format (), or anything
 *
 * Returns: whether it was understood
 */
gboolean
alp_undo_parse (const char *label, AlpAction *action, guint *n, char **target)
{
  g_auto (GStrv) words = g_strsplit (label != NULL ? label : "", " ", 3);
  guint64 number;

  if (g_strv_length (words) < 2 || !g_ascii_string_to_unsigned (words[1], 10, 1, G_MAXUINT, &number, NULL))
    return FALSE;
  for (guint i = ALP_ACTION_SEEN; i < G_N_ELEMENTS (names); i++)
    if (strcmp (words[0], names[i]) == 0)
      {
        *action = (AlpAction) i;
        *n = (guint) number;
        *target = g_strdup (words[2] != NULL ? words[2] : "");
        return TRUE;
      }
  return FALSE;
}

/**
 * alp_undo_describe_done:
 * @target: (nullable): shown name of the folder, for ALP_ACTION_MOVE
 *
 * Returns: (transfer full): a translated phrase for a toast
 */
char *
alp_undo_describe_done (AlpAction action, guint n, const char *target)
{
  switch (action)
    {
    case ALP_ACTION_SEEN:
      return g_strdup_printf (ngettext ("%u message marked as read", "%u messages marked as read", n), n);
    case ALP_ACTION_UNSEEN:
      return g_strdup_printf (ngettext ("%u message marked as unread", "%u messages marked as unread", n), n);
    case ALP_ACTION_STAR:
      return g_strdup_printf (ngettext ("%u message starred", "%u messages starred", n), n);
    case ALP_ACTION_UNSTAR:
      return g_strdup_printf (ngettext ("Star removed from %u message", "Star removed from %u messages", n),
                              n);
    case ALP_ACTION_ARCHIVE:
      return g_strdup_printf (ngettext ("%u message archived", "%u messages archived", n), n);
    case ALP_ACTION_DELETE:
      return g_strdup_printf (ngettext ("%u message moved to the trash", "%u messages moved to the trash", n),
                              n);
    case ALP_ACTION_MOVE:
      /* Translators: %s is the name of a folder */
      return g_strdup_printf (ngettext ("%u message moved to “%s”", "%u messages moved to “%s”", n), n,
                              target != NULL ? target : "");
    default:
      return g_strdup ("");
    }
}

/**
 * alp_undo_describe_undone:
 * @label: (nullable): what the journal kept
 *
 * Returns: (transfer full): a translated phrase
 */
char *
alp_undo_describe_undone (const char *label)
{
  AlpAction action;
  guint n = 0;
  g_autofree char *target = NULL;

  if (!alp_undo_parse (label, &action, &n, &target))
    return g_strdup (_ ("The last action was undone"));
  switch (action)
    {
    case ALP_ACTION_SEEN:
      return g_strdup_printf (ngettext ("%u message is unread again", "%u messages are unread again", n), n);
    case ALP_ACTION_UNSEEN:
      return g_strdup_printf (ngettext ("%u message is read again", "%u messages are read again", n), n);
    case ALP_ACTION_STAR:
      return g_strdup_printf (ngettext ("%u message has no star again", "%u messages have no star again", n),
                              n);
    case ALP_ACTION_UNSTAR:
      return g_strdup_printf (
          ngettext ("%u message has its star again", "%u messages have their star again", n), n);
    case ALP_ACTION_ARCHIVE:
      return g_strdup_printf (
          ngettext ("%u message is back from the archive", "%u messages are back from the archive", n), n);
    case ALP_ACTION_DELETE:
      return g_strdup_printf (
          ngettext ("%u message is back from the trash", "%u messages are back from the trash", n), n);
    case ALP_ACTION_MOVE:
      /* Translators: %s is the name of a folder */
      return g_strdup_printf (ngettext ("%u message is back from “%s”", "%u messages are back from “%s”", n),
                              n, target);
    default:
      return g_strdup (_ ("The last action was undone"));
    }
}
