/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-row-words.c: what a row of the message list says, and what its actions are called.  Main thread. */
#include "alp-message-row.h"

#include "alp-format.h"

#include <glib/gi18n.h>

/* Never empty. */
const char *
alp_row_get_subject (AlpMessage *message)
{
  const char *subject = alp_message_get_subject (message);

  return subject != NULL && *subject != '\0' ? subject : _ ("(No Subject)");
}

/* Never empty. */
const char *
alp_row_get_sender (AlpMessage *message)
{
  const char *sender = alp_message_get_sender (message);

  return sender != NULL && *sender != '\0' ? sender : _ ("Unknown Sender");
}

/* As short as the list shows it. */
char *
alp_row_dup_date (AlpMessage *message)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return alp_format_list_date (alp_message_get_date (message), now);
}

/**
 * alp_message_row_dup_spoken:
 *
 * Returns: (transfer full): the row as one sentence: unread, starred, sender, subject, time, attachment
 */
char *
alp_message_row_dup_spoken (AlpMessage *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *date = alp_row_dup_date (message);
  guint count = alp_message_get_count (message);

  if (alp_message_get_unread (message))
    g_string_append_printf (text, "%s, ", _ ("Unread"));
  if (alp_message_get_starred (message))
    g_string_append_printf (text, "%s, ", _ ("Starred"));
  if (alp_message_get_draft (message))
    g_string_append_printf (text, "%s, ", _ ("Draft"));
  g_string_append_printf (text, "%s, %s, %s", alp_row_get_sender (message), alp_row_get_subject (message),
                          date);
  if (count > 1)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, ngettext ("%u message", "%u messages", count), count);
    }
  if (alp_message_get_has_attachment (message))
    g_string_append_printf (text, ", %s", _ ("has attachment"));
  if (alp_message_get_answered (message))
    g_string_append_printf (text, ", %s", _ ("answered"));
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * alp_row_action_get_icon:
 * @message: (nullable): read and star show what they would do
 */
const char *
alp_row_action_get_icon (const char *action, AlpMessage *message)
{
  gboolean unread = message != NULL && alp_message_get_unread (message);
  gboolean starred = message != NULL && alp_message_get_starred (message);

  if (g_str_equal (action, "archive"))
    return "alp-archive-symbolic";
  if (g_str_equal (action, "trash"))
    return "user-trash-symbolic";
  if (g_str_equal (action, "star"))
    return starred ? "alp-star-symbolic" : "starred-symbolic";
  if (g_str_equal (action, "read"))
    return unread ? "mail-read-symbolic" : "alp-unread-symbolic";
  if (g_str_equal (action, "move"))
    return "folder-symbolic";
  if (g_str_equal (action, "spam"))
    return "alp-spam-symbolic";
  if (g_str_equal (action, "menu"))
    return "view-more-horizontal-symbolic";
  return NULL;
}

const char *
alp_row_action_get_title (const char *action, AlpMessage *message)
{
  if (g_str_equal (action, "archive"))
    return _ ("Archive");
  if (g_str_equal (action, "trash"))
    return _ ("Move to Trash");
  if (g_str_equal (action, "star"))
    return message != NULL && alp_message_get_starred (message) ? _ ("Remove Star") : _ ("Star");
  if (g_str_equal (action, "read"))
    return message != NULL && alp_message_get_unread (message) ? _ ("Mark as Read") : _ ("Mark as Unread");
  if (g_str_equal (action, "move"))
    return _ ("Move to Folder…");
  if (g_str_equal (action, "spam"))
    return _ ("Report as Spam");
  if (g_str_equal (action, "menu"))
    return _ ("More Actions");
  return NULL;
}
