/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-doctor.c: is everything all right? Versions, databases, connections */

#include "cli.h"

#include "alp-config.h"

#include <glib/gi18n.h>

static void
print_check (Cli *cli, const char *what, const GError *error)
{
  if (!cli->json)
    g_print ("%-40s %s\n", what, error == NULL ? _ ("good") : error->message);
}

static void
build_check (JsonBuilder *builder, const GError *error)
{
  cli_set_boolean (builder, "ok", error == NULL);
  if (error != NULL)
    cli_build_error (builder, error);
}

static gboolean
check_store (Cli *cli, JsonBuilder *builder)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  alp_engine_check_store_async (cli->engine, NULL, cli_got, &result);
  alp_engine_check_store_finish (cli->engine, cli_wait (&result), &error);
  json_builder_set_member_name (builder, "store");
  json_builder_begin_object (builder);
  build_check (builder, error);
  json_builder_end_object (builder);
  print_check (cli, _ ("Databases"), error);
  return error == NULL;
}

static gboolean
check_account (Cli *cli, AlpAccount *account, JsonBuilder *builder)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  alp_engine_check_account_async (cli->engine, account, NULL, cli_got, &result);
  alp_engine_check_account_finish (cli->engine, cli_wait (&result), &error);
  json_builder_begin_object (builder);
  cli_set (builder, "email", alp_account_get_email (account));
  build_check (builder, error);
  json_builder_end_object (builder);
  print_check (cli, alp_account_get_email (account), error);
  return error == NULL;
}

static void
build_versions (Cli *cli, JsonBuilder *builder)
{
  g_autofree char *glib
      = g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version);

  json_builder_set_member_name (builder, "versions");
  json_builder_begin_object (builder);
  cli_set (builder, "alpenpost", ALP_VERSION);
  cli_set (builder, "glib", glib);
  cli_set (builder, "json-glib", JSON_VERSION_S);
  json_builder_end_object (builder);
  cli_set (builder, "profile", alp_engine_get_profile (cli->engine));
  if (!cli->json)
    g_print ("Alpenpost %s, GLib %s\n%s\n", ALP_VERSION, glib, alp_engine_get_profile (cli->engine));
}

gboolean
cli_doctor (Cli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GListModel *accounts;
  gboolean ok;

  if (!cli_options (cli, NULL, "", _ ("Checks versions, databases and the connections of every account."),
                    argc, argv, NULL, error)
      || !cli_open (cli, error))
    return FALSE;
  json_builder_begin_object (builder);
  build_versions (cli, builder);
  ok = check_store (cli, builder);
  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  accounts = alp_engine_get_accounts (cli->engine);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      ok &= check_account (cli, account, builder);
    }
  json_builder_end_array (builder);
  if (!ok)
    {
      g_autoptr (GError) problem
          = g_error_new_literal (ALP_ERROR, ALP_ERROR_FAILED, _ ("Not everything is all right."));

      cli_build_error (builder, problem);
    }
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return ok;
}
