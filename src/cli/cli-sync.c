/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-sync.c: one whole round per account */

#include "cli.h"

#include <glib/gi18n.h>

static void
build_report (JsonBuilder *builder, AlpAccount *account, const AlpSyncReport *report)
{
  json_builder_begin_object (builder);
  cli_set (builder, "account", alp_account_get_email (account));
  cli_set (builder, "folder", report->folder);
  cli_set_int (builder, "new", report->added);
  cli_set_int (builder, "changed", report->changed);
  cli_set_int (builder, "vanished", report->vanished);
  cli_set_int (builder, "bytes", (gint64) report->bytes);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, report->seconds);
  if (report->error != NULL)
    cli_build_error (builder, report->error);
  json_builder_end_object (builder);
}

static void
print_report (const AlpSyncReport *report)
{
  g_autofree char *folder = cli_clean (report->folder, FALSE);
  g_autofree char *bytes = NULL;

  bytes = g_strdup_printf ("%10" G_GUINT64_FORMAT, report->bytes);
  /* Translators: a folder, how many messages, how many bytes, how many seconds */
  g_print (_ ("%-30s %6u new %6u changed %6u vanished %s bytes %6.1f s"), folder, report->added,
           report->changed, report->vanished, bytes, report->seconds);
  g_print ("\n");
  if (report->error != NULL)
    g_printerr ("  %s\n", report->error->message);
}

/* @failure: (inout): the first one is kept */
static void
sync_account (Cli *cli, AlpAccount *account, const char *folder, AlpBodies bodies, JsonBuilder *builder,
              GError **failure)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) reports = NULL;
  g_autoptr (GError) error = NULL;

  alp_engine_sync_once_async (cli->engine, account, folder, bodies, NULL, cli_got, &result);
  alp_engine_sync_once_finish (cli->engine, cli_wait (&result), &reports, &error);
  for (guint i = 0; reports != NULL && i < reports->len; i++)
    {
      const AlpSyncReport *report = g_ptr_array_index (reports, i);

      build_report (builder, account, report);
      if (!cli->json)
        print_report (report);
      if (error == NULL && report->error != NULL)
        error = g_error_copy (report->error);
    }
  if (error != NULL && *failure == NULL)
    *failure = g_steal_pointer (&error);
}

static gboolean
parse_bodies (const char *word, AlpBodies *bodies)
{
  if (word == NULL || g_strcmp0 (word, "recent") == 0)
    *bodies = ALP_BODIES_RECENT;
  else if (g_strcmp0 (word, "all") == 0)
    *bodies = ALP_BODIES_ALL;
  else if (g_strcmp0 (word, "none") == 0)
    *bodies = ALP_BODIES_NONE;
  else
    return FALSE;
  return TRUE;
}

static gboolean
sync_accounts (Cli *cli, const char *email, const char *folder, AlpBodies bodies, JsonBuilder *builder,
               GError **failure, GError **error)
{
  GListModel *accounts = alp_engine_get_accounts (cli->engine);
  AlpAccount *only = cli_get_account (cli, email, error);

  if (only == NULL)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      if (email == NULL || account == only)
        sync_account (cli, account, folder, bodies, builder, failure);
    }
  return TRUE;
}

gboolean
cli_sync (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *email = NULL, *folder = NULL, *bodies_word = NULL;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("Only this account"), "A" },
    { "folder", 0, 0, G_OPTION_ARG_STRING, &folder, N_ ("Only this folder"), "F" },
    { "bodies", 0, 0, G_OPTION_ARG_STRING, &bodies_word, N_ ("Which whole messages to fetch (recent)"),
      "all|recent|none" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) failure = NULL;
  AlpBodies bodies;

  if (!cli_options (cli, entries, "",
                    _ ("Sends what waits and takes over what is new. Exit code 0: everything agrees."), argc,
                    argv, NULL, error))
    return FALSE;
  if (!parse_bodies (bodies_word, &bodies))
    return cli_usage (error, _ ("--bodies needs all, recent or none, not “%s”."), bodies_word);
  if (!cli_open (cli, error))
    return FALSE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "folders");
  json_builder_begin_array (builder);
  if (!sync_accounts (cli, email, folder, bodies, builder, &failure, error))
    return FALSE;
  json_builder_end_array (builder);
  if (failure != NULL)
    cli_build_error (builder, failure);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  else if (failure != NULL)
    cli_print_error (cli, failure);
  return failure == NULL;
}
