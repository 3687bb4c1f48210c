/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-list.c: folders, list, search */

#include "cli.h"

#include "alp-search-server.h"
#include "alp-search.h"

#include <glib/gi18n.h>

#define DEFAULT_LIMIT 50

/* ---- folders ---- */

static void
build_folder (Cli *cli, JsonBuilder *builder, AlpAccount *account, AlpFolder *folder)
{
  json_builder_begin_object (builder);
  cli_set_int (builder, "id", alp_folder_get_id (folder));
  cli_set (builder, "account", alp_account_get_email (account));
  cli_set (builder, "path", alp_folder_get_path (folder));
  cli_set (builder, "name", alp_folder_get_name (folder));
  cli_set (builder, "role", alp_folder_role_get_name (alp_folder_get_role (folder)));
  cli_set_int (builder, "total", alp_folder_get_total (folder));
  cli_set_int (builder, "unread", alp_folder_get_unread (folder));
  json_builder_end_object (builder);
  if (!cli->json)
    {
      g_autofree char *path = cli_clean (alp_folder_get_path (folder), FALSE);

      g_print ("%-8s %7u %7u  %s\n", alp_folder_role_get_name (alp_folder_get_role (folder)),
               alp_folder_get_unread (folder), alp_folder_get_total (folder), path);
    }
}

gboolean
cli_folders (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *email = NULL;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("Only this account"), "A" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GListModel *accounts;

  if (!cli_options (cli, entries, "", _ ("Role, unread, all, path of each folder."), argc, argv, NULL, error)
      || !cli_open (cli, error))
    return FALSE;
  if (email != NULL && cli_get_account (cli, email, error) == NULL)
    return FALSE;
  accounts = alp_engine_get_accounts (cli->engine);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "folders");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);
      GListModel *folders = alp_account_get_folders (account);

      for (guint j = 0; j < g_list_model_get_n_items (folders); j++)
        {
          g_autoptr (AlpFolder) folder = g_list_model_get_item (folders, j);

          if (email == NULL || g_ascii_strcasecmp (email, alp_account_get_email (account)) == 0)
            build_folder (cli, builder, account, folder);
        }
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return TRUE;
}

/* ---- rows ---- */

static void
build_row (JsonBuilder *builder, AlpMessage *row)
{
  g_autofree char *date = cli_iso_date (alp_message_get_date (row));

  json_builder_begin_object (builder);
  cli_set_int (builder, "id", alp_message_get_newest (row));
  cli_set_int (builder, "thread_id", alp_message_get_thread_id (row));
  cli_set (builder, "subject", alp_message_get_subject (row));
  if (alp_message_get_conversation (row))
    cli_set (builder, "participants", alp_message_get_participants (row));
  else
    {
      cli_set (builder, "from", alp_message_get_sender (row));
      cli_set (builder, "from_email", alp_message_get_sender_email (row));
      cli_set (builder, "to", alp_message_get_to (row));
      cli_set_boolean (builder, "answered", alp_message_get_answered (row));
      cli_set_boolean (builder, "draft", alp_message_get_draft (row));
      cli_set_int (builder, "size", (gint64) alp_message_get_size (row));
    }
  cli_set (builder, "date", date);
  cli_set_boolean (builder, "unread", alp_message_get_unread (row));
  cli_set_boolean (builder, "seen", !alp_message_get_unread (row));
  cli_set_boolean (builder, "starred", alp_message_get_starred (row));
  cli_set_boolean (builder, "has_attachment", alp_message_get_has_attachment (row));
  cli_set_boolean (builder, "pending", alp_message_get_pending (row));
  cli_set_int (builder, "count", alp_message_get_count (row));
  cli_set (builder, "preview", alp_message_get_preview (row));
  json_builder_end_object (builder);
}

static void
print_row (AlpMessage *row)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (alp_message_get_date (row));
  g_autofree char *when = date != NULL ? g_date_time_format (date, "%Y-%m-%d %H:%M") : g_strdup ("");
  g_autofree char *sender = cli_clean (alp_message_get_sender (row), FALSE);
  g_autofree char *subject = cli_clean (alp_message_get_subject (row), FALSE);

  g_print ("%" G_GINT64_FORMAT "\t%s%s%s\t%s\t%s\t%s\n", alp_message_get_newest (row),
           alp_message_get_unread (row) ? "●" : " ", alp_message_get_starred (row) ? "★" : " ",
           alp_message_get_has_attachment (row) ? "@" : " ", when, sender, subject);
}

static gboolean
take_list_error (AlpMessageList *list, GError **error)
{
  if (alp_message_list_get_error (list) == NULL)
    return FALSE;
  g_propagate_error (error, g_error_copy (alp_message_list_get_error (list)));
  return TRUE;
}

/* Returns: the row, loaded; NULL with @error when it cannot be read, without when it is gone. */
static AlpMessage *
wait_row (AlpMessageList *list, guint position, GError **error)
{
  g_autoptr (AlpMessage) row = g_list_model_get_item (G_LIST_MODEL (list), position);

  while (row != NULL && alp_message_get_loading (row))
    {
      if (take_list_error (list, error))
        return NULL;
      g_main_context_iteration (NULL, TRUE);
    }
  return g_steal_pointer (&row);
}

static gboolean
print_list (Cli *cli, AlpMessageList *list, guint limit, const char *member, JsonBuilder *builder,
            GError **error)
{
  guint n;

  while (alp_message_list_get_loading (list))
    g_main_context_iteration (NULL, TRUE);
  if (take_list_error (list, error))
    return FALSE;
  n = g_list_model_get_n_items (G_LIST_MODEL (list));
  cli_set_int (builder, "total", n);
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < n && (limit == 0 || i < limit); i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (AlpMessage) row = wait_row (list, i, &problem);

      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (row == NULL)
        break;
      build_row (builder, row);
      if (!cli->json)
        print_row (row);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return TRUE;
}

/* In the account named, else in the first that has it. */
static AlpFolder *
find_folder (Cli *cli, const char *email, const char *name, GError **error)
{
  GListModel *accounts = alp_engine_get_accounts (cli->engine);
  AlpFolder *folder = NULL;

  if (cli_get_account (cli, email, error) == NULL)
    return NULL;
  for (guint i = 0; folder == NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      if (email == NULL || g_ascii_strcasecmp (email, alp_account_get_email (account)) == 0)
        folder = alp_account_find_folder (account, name);
    }
  if (folder == NULL)
    g_set_error (error, ALP_ERROR, ALP_ERROR_NOT_FOUND,
                 _ ("There is no folder “%s”. See “folders”; after adding an account run “sync” first."),
                 name);
  return folder;
}

gboolean
cli_list (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *email = NULL, *name = NULL;
  int limit = DEFAULT_LIMIT;
  gboolean conversations = FALSE;
  const GOptionEntry entries[] = {
    { "folder", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("Path, name or role of the folder"), "F" },
    { "account", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("In this account"), "A" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most N rows (50), 0: all"), "N" },
    { "conversations", 0, 0, G_OPTION_ARG_NONE, &conversations, N_ ("One row per conversation"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (AlpMessageList) list = NULL;
  AlpFolder *folder;

  if (!cli_options (cli, entries, "",
                    _ ("Number, marks, date, sender and subject of each message, newest first."), argc, argv,
                    NULL, error))
    return FALSE;
  if (name == NULL || limit < 0)
    return cli_usage (error, _ ("list needs --folder, and --limit cannot be negative."));
  if (!cli_open (cli, error) || (folder = find_folder (cli, email, name, error)) == NULL)
    return FALSE;
  list = conversations ? alp_engine_list_folder (cli->engine, folder)
                       : alp_engine_list_folder_messages (cli->engine, folder);
  json_builder_begin_object (builder);
  cli_set (builder, "folder", alp_folder_get_path (folder));
  return print_list (cli, list, (guint) limit, conversations ? "conversations" : "messages", builder, error);
}

/* How far the index goes: in the open object, and for a person when it is not everything. */
static gboolean
build_coverage (Cli *cli, AlpAccount *account, JsonBuilder *builder, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *back_to = NULL;
  AlpCoverage coverage;

  alp_search_load_coverage_async (cli->engine, account, NULL, cli_got, &result);
  if (!alp_search_load_coverage_finish (cli->engine, cli_wait (&result), &coverage, error))
    return FALSE;
  back_to = cli_iso_date (coverage.back_to);
  json_builder_set_member_name (builder, "coverage");
  json_builder_begin_object (builder);
  cli_set_int (builder, "to_go", coverage.to_go);
  cli_set (builder, "back_to", back_to);
  cli_set_boolean (builder, "rebuilding", coverage.rebuilding);
  json_builder_end_object (builder);
  if (!cli->json && coverage.to_go > 0)
    {
      g_autofree char *day = g_strndup (back_to != NULL ? back_to : "–", 10);

      g_printerr (
          _ ("note: whole messages are searched back to %s, %u to go; --server asks the server for those"),
          day, coverage.to_go);
      g_printerr ("\n");
    }
  return TRUE;
}

static gboolean
ask_server (Cli *cli, AlpMessageList *list, JsonBuilder *builder, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint found;

  while (alp_message_list_get_loading (list))
    g_main_context_iteration (NULL, TRUE);
  alp_search_ask_server_async (cli->engine, list, NULL, cli_got, &result);
  found = alp_search_ask_server_finish (cli->engine, cli_wait (&result), error);
  if (found < 0)
    return FALSE;
  cli_set_int (builder, "from_server", found);
  return TRUE;
}

gboolean
cli_search (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *email = NULL, *text = NULL;
  int limit = DEFAULT_LIMIT;
  gboolean server = FALSE;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("In this account"), "A" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most N rows (50), 0: all"), "N" },
    { "server", 0, 0, G_OPTION_ARG_NONE, &server, N_ ("Ask the server too for what is not here"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (AlpMessageList) list = NULL;
  g_auto (GStrv) words = NULL;
  AlpAccount *account;

  if (!cli_options (
          cli, entries, "QUERY",
          _ ("Words, from:, to:, subject:, is:unread, has:attachment, before:2026-01-31 and others."), argc,
          argv, &words, error))
    return FALSE;
  if (words[0] == NULL || limit < 0)
    return cli_usage (error, _ ("search needs words to look for, and --limit cannot be negative."));
  if (!cli_open (cli, error) || (account = cli_get_account (cli, email, error)) == NULL)
    return FALSE;
  text = g_strjoinv (" ", words);
  list = alp_engine_list_search (cli->engine, email != NULL ? account : NULL, text);
  json_builder_begin_object (builder);
  cli_set (builder, "query", text);
  if (!build_coverage (cli, email != NULL ? account : NULL, builder, error)
      || (server && !ask_server (cli, list, builder, error)))
    return FALSE;
  return print_list (cli, list, (guint) limit, "messages", builder, error);
}
