/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-sync.c: sync and folders */

#include "cli.h"

static gboolean
parse_bodies (const char *text, AlpBodies *bodies, GError **error)
{
  *bodies = ALP_BODIES_RECENT;
  if (text == NULL || g_str_equal (text, "recent"))
    return TRUE;
  if (g_str_equal (text, "all"))
    *bodies = ALP_BODIES_ALL;
  else if (g_str_equal (text, "none"))
    *bodies = ALP_BODIES_NONE;
  else
    {
      cli_usage_error (error, _ ("“%s” is not all, recent or none."), text);
      return FALSE;
    }
  return TRUE;
}

static void
print_report (JsonBuilder *builder, AlpAccount *account, const AlpSyncReport *report)
{
  if (builder == NULL)
    {
      cli_print (_ ("%s: %u new, %u changed, %u gone (%.1f s)\n"), report->folder, report->added, report->changed, report->vanished,
                 report->seconds);
      if (report->error != NULL)
        g_printerr ("%s: %s\n", report->folder, report->error->message);
      return;
    }
  json_builder_begin_object (builder);
  cli_json_string (builder, "account", alp_account_get_email (account));
  cli_json_string (builder, "folder", report->folder);
  cli_json_int (builder, "new", report->added);
  cli_json_int (builder, "changed", report->changed);
  cli_json_int (builder, "vanished", report->vanished);
  cli_json_int (builder, "bytes", (gint64) report->bytes);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, report->seconds);
  if (report->error != NULL)
    {
      json_builder_set_member_name (builder, "error");
      cli_json_error (builder, report->error);
    }
  json_builder_end_object (builder);
}

static gboolean
sync_account (Cli *cli, AlpAccount *account, const char *folder, AlpBodies bodies, JsonBuilder *builder, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) reports = NULL;
  gboolean ok;

  alp_engine_sync_once_async (cli->engine, account, folder, bodies, NULL, cli_on_ready, &result);
  ok = alp_engine_sync_once_finish (cli->engine, cli_wait (&result), &reports, error);
  for (guint i = 0; reports != NULL && i < reports->len; i++)
    print_report (builder, account, g_ptr_array_index (reports, i));
  return ok;
}

/** cli_sync_run: one whole round for one account or all; 0 only when here and there agree. */
int
cli_sync_run (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *email = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *bodies_text = NULL;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("Only this account"), "A" },
    { "folder", 0, 0, G_OPTION_ARG_STRING, &folder, N_ ("Only this folder"), "F" },
    { "bodies", 0, 0, G_OPTION_ARG_STRING, &bodies_text, N_ ("Which messages to fetch whole"), "all|recent|none" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GError) first = NULL;
  AlpAccount *only = NULL;
  AlpBodies bodies;

  if (!cli_parse (cli, "sync", entries, &argc, &argv, error) || !parse_bodies (bodies_text, &bodies, error))
    return 2;
  if (!cli_open (cli, error))
    return 1;
  GListModel *accounts = alp_engine_get_accounts (cli->engine);
  if ((email != NULL || g_list_model_get_n_items (accounts) == 0) && (only = cli_account (cli, email, error)) == NULL)
    return 1;
  if (cli->json)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "folders");
      json_builder_begin_array (builder);
    }
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      if (only == NULL || only == account)
        sync_account (cli, account, folder, bodies, builder, first == NULL ? &first : NULL);
    }
  if (builder == NULL)
    {
      if (first != NULL)
        g_propagate_error (error, g_steal_pointer (&first));
      return 0;
    }
  json_builder_end_array (builder);
  if (first != NULL)
    {
      json_builder_set_member_name (builder, "error");
      cli_json_error (builder, first);
    }
  json_builder_end_object (builder);
  cli_print_json (builder);
  return first != NULL ? 1 : 0;
}

static void
print_folder (JsonBuilder *builder, AlpAccount *account, AlpFolder *folder)
{
  if (builder == NULL)
    {
      cli_print ("%6u %6u  %s\n", alp_folder_get_unread (folder), alp_folder_get_total (folder), alp_folder_get_path (folder));
      return;
    }
  json_builder_begin_object (builder);
  cli_json_int (builder, "id", alp_folder_get_id (folder));
  cli_json_string (builder, "account", alp_account_get_email (account));
  cli_json_string (builder, "path", alp_folder_get_path (folder));
  cli_json_string (builder, "name", alp_folder_get_name (folder));
  cli_json_string (builder, "role", alp_folder_role_get_name (alp_folder_get_role (folder)));
  cli_json_int (builder, "total", alp_folder_get_total (folder));
  cli_json_int (builder, "unread", alp_folder_get_unread (folder));
  cli_json_boolean (builder, "selectable", alp_folder_get_selectable (folder));
  json_builder_end_object (builder);
}

/** cli_folders_run: lists the folders of one account or all. */
int
cli_folders_run (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *email = NULL;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("Only this account"), "A" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (JsonBuilder) builder = NULL;
  AlpAccount *only = NULL;

  if (!cli_parse (cli, "folders", entries, &argc, &argv, error))
    return 2;
  if (!cli_open (cli, error) || (email != NULL && (only = cli_account (cli, email, error)) == NULL))
    return 1;
  if (cli->json)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "folders");
      json_builder_begin_array (builder);
    }
  GListModel *accounts = alp_engine_get_accounts (cli->engine);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);
      GListModel *folders = alp_account_get_folders (account);

      for (guint f = 0; (only == NULL || only == account) && f < g_list_model_get_n_items (folders); f++)
        {
          g_autoptr (AlpFolder) folder = g_list_model_get_item (folders, f);
          print_folder (builder, account, folder);
        }
    }
  if (builder == NULL)
    return 0;
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_print_json (builder);
  return 0;
}
