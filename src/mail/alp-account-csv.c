/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-csv.c: addresses as a table for other programs
 *
 * Main thread. RFC 4180 with the one addition that matters: names come from elsewhere, and a spreadsheet must not run them. */

#include "alp-account-csv.h"

#include "alp-profile.h"

#include <glib/gi18n-lib.h>
#include <string.h>

char *
alp_csv_field (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  gboolean formula = *valid != '\0' && strchr ("=+-@\t\r\n", *valid) != NULL;
  GString *out;

  if (!formula && strpbrk (valid, ",\"\r\n;") == NULL && *valid != ' ')
    return g_steal_pointer (&valid);
  out = g_string_new (formula ? "\"'" : "\"");
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
  return g_string_free_and_steal (out);
}

const char *
alp_account_column_title (AlpAccountColumns column)
{
  switch (column)
    {
    case ALP_ACCOUNT_COLUMN_ADDRESS:
      return _ ("Address");
    case ALP_ACCOUNT_COLUMN_NAME:
      /* Translators: heading of a column with the person's own name */
      return C_ ("person", "Name");
    case ALP_ACCOUNT_COLUMN_PROFILE:
      return _ ("User account");
    case ALP_ACCOUNT_COLUMN_SERVER:
      return _ ("Server");
    case ALP_ACCOUNT_COLUMN_MESSAGES:
      return _ ("Messages");
    case ALP_ACCOUNT_COLUMN_UNREAD:
      /* Translators: heading of a column with a number */
      return C_ ("messages", "Unread");
    case ALP_ACCOUNT_COLUMN_LAST_SYNC:
      return _ ("Last update");
    case ALP_ACCOUNT_COLUMN_STATE:
      /* Translators: heading of a column: what the connection is doing */
      return C_ ("connection", "State");
    case ALP_ACCOUNT_COLUMN_PROBLEM:
      return _ ("Problem");
    case ALP_ACCOUNT_COLUMN_ALL:
    default:
      return NULL;
    }
}

guint
alp_account_count_messages (AlpAccount *self)
{
  GListModel *folders = alp_account_get_folders (self);
  guint64 total = 0;

  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (AlpFolder) folder = g_list_model_get_item (folders, i);

      total += alp_folder_get_total (folder);
    }
  return (guint) MIN (total, G_MAXUINT);
}

static const char *
state_words (AlpAccount *account)
{
  if (alp_account_get_paused (account))
    return _ ("Paused");
  switch (alp_account_get_state (account))
    {
    case ALP_ACCOUNT_STATE_CONNECTING:
      return _ ("Connecting…");
    case ALP_ACCOUNT_STATE_SYNCING:
      return _ ("Getting mail…");
    case ALP_ACCOUNT_STATE_IDLE:
      return _ ("Up to date");
    case ALP_ACCOUNT_STATE_NEEDS_ATTENTION:
      return _ ("Needs your attention");
    case ALP_ACCOUNT_STATE_OFFLINE:
    default:
      return _ ("Offline");
    }
}

static char *
time_text (gint64 seconds)
{
  g_autoptr (GDateTime) time = seconds > 0 ? g_date_time_new_from_unix_utc (seconds) : NULL;

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
}

char *
alp_account_dup_column (AlpEngine *engine, AlpAccount *account, AlpAccountColumns column)
{
  AlpFolder *inbox;
  AlpProfile *profile;

  switch (column)
    {
    case ALP_ACCOUNT_COLUMN_ADDRESS:
      return g_strdup (alp_account_get_email (account));
    case ALP_ACCOUNT_COLUMN_NAME:
      return g_strdup (alp_account_get_name (account));
    case ALP_ACCOUNT_COLUMN_PROFILE:
      profile = alp_engine_get_profile_by_id (engine, alp_account_get_profile_id (account));
      return g_strdup (profile != NULL ? alp_profile_get_title (profile) : "");
    case ALP_ACCOUNT_COLUMN_SERVER:
      return g_strdup (alp_account_get_spec (account)->imap_host);
    case ALP_ACCOUNT_COLUMN_MESSAGES:
      return g_strdup_printf ("%u", alp_account_count_messages (account));
    case ALP_ACCOUNT_COLUMN_UNREAD:
      inbox = alp_account_find_role (account, ALP_FOLDER_ROLE_INBOX);
      return g_strdup_printf ("%u", inbox != NULL ? alp_folder_get_unread (inbox) : 0);
    case ALP_ACCOUNT_COLUMN_LAST_SYNC:
      return time_text (alp_account_get_last_sync (account));
    case ALP_ACCOUNT_COLUMN_STATE:
      return g_strdup (state_words (account));
    case ALP_ACCOUNT_COLUMN_PROBLEM:
      return g_strdup (alp_account_get_error (account));
    case ALP_ACCOUNT_COLUMN_ALL:
    default:
      return g_strdup ("");
    }
}

static void
append_line (GString *out, GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    {
      g_autofree char *field = alp_csv_field (g_ptr_array_index (fields, i));

      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append (out, field);
    }
  g_string_append (out, "\r\n");
}

GBytes *
alp_account_csv_export (AlpEngine *engine, GListModel *accounts, AlpAccountColumns columns)
{
  GString *out = g_string_new (NULL);

  for (guint line = 0; line <= g_list_model_get_n_items (accounts); line++)
    {
      g_autoptr (AlpAccount) account = line > 0 ? g_list_model_get_item (accounts, line - 1) : NULL;
      g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);

      for (guint bit = 1; bit < ALP_ACCOUNT_COLUMN_ALL; bit <<= 1)
        if (columns & bit)
          g_ptr_array_add (fields, account != NULL ? alp_account_dup_column (engine, account, bit)
                                                   : g_strdup (alp_account_column_title (bit)));
      append_line (out, fields);
    }
  return g_string_free_to_bytes (out);
}
