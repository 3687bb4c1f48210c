/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-list.c: list and search: rows of messages */

#include "cli.h"

#define DEFAULT_LIMIT 50

static void
print_row (JsonBuilder *builder, AlpMessage *row)
{
  if (builder == NULL)
    {
      g_autofree char *date = cli_date (alp_message_get_date (row));

      cli_print ("%8" G_GINT64_FORMAT " %c%c %.16s  %-24.24s  %s\n", alp_message_get_id (row), alp_message_get_unread (row) ? '*' : ' ',
                 alp_message_get_starred (row) ? '+' : ' ', date != NULL ? date : "", alp_message_get_sender (row),
                 alp_message_get_subject (row));
      return;
    }
  json_builder_begin_object (builder);
  cli_json_int (builder, "id", alp_message_get_id (row));
  cli_json_int (builder, "thread_id", alp_message_get_thread_id (row));
  cli_json_int (builder, "account_id", alp_message_get_account_id (row));
  cli_json_boolean (builder, "conversation", alp_message_get_conversation (row));
  cli_json_string (builder, "subject", alp_message_get_subject (row));
  cli_json_string (builder, "from", alp_message_get_sender (row));
  cli_json_string (builder, "from_email", alp_message_get_sender_email (row));
  cli_json_string (builder, "to", alp_message_get_to (row));
  cli_json_string (builder, "participants", alp_message_get_participants (row));
  cli_json_string (builder, "preview", alp_message_get_preview (row));
  cli_json_date (builder, "date", alp_message_get_date (row));
  cli_json_boolean (builder, "unread", alp_message_get_unread (row));
  cli_json_boolean (builder, "starred", alp_message_get_starred (row));
  cli_json_boolean (builder, "answered", alp_message_get_answered (row));
  cli_json_boolean (builder, "has_attachment", alp_message_get_has_attachment (row));
  cli_json_boolean (builder, "pending", alp_message_get_pending (row));
  cli_json_int (builder, "count", alp_message_get_count (row));
  cli_json_int (builder, "size", (gint64) alp_message_get_size (row));
  json_builder_end_object (builder);
}

/* Rows are held only while their page is printed, so a folder of any size prints in bounded memory. */
static int
print_list (Cli *cli, AlpMessageList *list, int limit, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  guint n;

  if (!cli_wait_list (list, 1, error))
    return 1;
  n = g_list_model_get_n_items (G_LIST_MODEL (list));
  if (cli->json)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      cli_json_int (builder, "total", n);
      json_builder_set_member_name (builder, "messages");
      json_builder_begin_array (builder);
    }
  if (limit > 0)
    n = MIN (n, (guint) limit);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpMessage) row = g_list_model_get_item (G_LIST_MODEL (list), i);

      while (row != NULL && alp_message_get_loading (row))
        g_main_context_iteration (NULL, TRUE);
      if (row != NULL)
        print_row (builder, row);
    }
  if (builder == NULL)
    return 0;
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_print_json (builder);
  return 0;
}

static AlpFolder *
find_folder (Cli *cli, const char *email, const char *name, GError **error)
{
  GListModel *accounts = alp_engine_get_accounts (cli->engine);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);
      AlpFolder *folder;

      if (email != NULL && g_ascii_strcasecmp (email, alp_account_get_email (account)) != 0)
        continue;
      folder = alp_account_find_folder (account, name);
      if (folder != NULL)
        return folder;
    }
  g_set_error (error, ALP_ERROR, ALP_ERROR_NOT_FOUND, _ ("There is no folder “%s”. “alpenpost-cli folders” lists them."), name);
  return NULL;
}

/** cli_list_run: the messages or conversations of a folder. */
int
cli_list_run (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *email = NULL;
  g_autofree char *name = NULL;
  int limit = DEFAULT_LIMIT;
  gboolean conversations = FALSE;
  const GOptionEntry entries[] = {
    { "folder", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("Folder, by path, name or role"), "F" },
    { "account", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("Only this account"), "A" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("How many at most (0: all)"), "N" },
    { "conversations", 0, 0, G_OPTION_ARG_NONE, &conversations, N_ ("One row for each conversation"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (AlpMessageList) list = NULL;
  AlpFolder *folder;

  if (!cli_parse (cli, "list", entries, &argc, &argv, error))
    return 2;
  if (name == NULL)
    {
      cli_usage_error (error, "%s", _ ("--folder is needed."));
      return 2;
    }
  if (!cli_open (cli, error) || (folder = find_folder (cli, email, name, error)) == NULL)
    return 1;
  list = conversations ? alp_engine_list_folder (cli->engine, folder) : alp_engine_list_folder_messages (cli->engine, folder);
  return print_list (cli, list, limit, error);
}

/** cli_search_run: messages that match a query. */
int
cli_search_run (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *email = NULL;
  g_autofree char *query = NULL;
  int limit = DEFAULT_LIMIT;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("Only this account"), "A" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("How many at most (0: all)"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (AlpMessageList) list = NULL;
  AlpAccount *account = NULL;

  if (!cli_parse (cli, "search", entries, &argc, &argv, error))
    return 2;
  if (argc < 2)
    {
      cli_usage_error (error, "%s", _ ("Say what to look for."));
      return 2;
    }
  query = g_strjoinv (" ", argv + 1);
  if (!cli_open (cli, error) || (email != NULL && (account = cli_account (cli, email, error)) == NULL))
    return 1;
  list = alp_engine_list_search (cli->engine, account, query);
  return print_list (cli, list, limit, error);
}
