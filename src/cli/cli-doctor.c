/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-doctor.c: doctor: is everything as it should be? */

#include "alp-config.h"

#include "cli.h"

static gboolean
check_store (Cli *cli, JsonBuilder *builder)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  alp_engine_check_store_async (cli->engine, NULL, cli_on_ready, &result);
  ok = alp_engine_check_store_finish (cli->engine, cli_wait (&result), &error);
  if (builder == NULL)
    {
      cli_print (_ ("Mail store: %s\n"), ok ? _ ("in order") : error->message);
      return ok;
    }
  json_builder_set_member_name (builder, "store");
  json_builder_begin_object (builder);
  cli_json_boolean (builder, "ok", ok);
  if (!ok)
    cli_json_string (builder, "message", error->message);
  json_builder_end_object (builder);
  return ok;
}

static gboolean
check_account (Cli *cli, JsonBuilder *builder, AlpAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  alp_engine_check_account_async (cli->engine, account, NULL, cli_on_ready, &result);
  ok = alp_engine_check_account_finish (cli->engine, cli_wait (&result), &error);
  if (builder == NULL)
    {
      cli_print ("%s: %s\n", alp_account_get_email (account), ok ? _ ("both servers answer") : error->message);
      return ok;
    }
  json_builder_begin_object (builder);
  cli_json_string (builder, "email", alp_account_get_email (account));
  cli_json_boolean (builder, "ok", ok);
  if (!ok)
    {
      json_builder_set_member_name (builder, "error");
      cli_json_error (builder, error);
    }
  json_builder_end_object (builder);
  return ok;
}

static void
print_versions (Cli *cli, JsonBuilder *builder)
{
  g_autofree char *glib = g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version);

  if (builder == NULL)
    {
      cli_print ("alpenpost-cli %s, GLib %s\n", ALP_VERSION, glib);
      cli_print (_ ("Profile: %s\n"), alp_engine_get_profile (cli->engine));
      return;
    }
  json_builder_set_member_name (builder, "versions");
  json_builder_begin_object (builder);
  cli_json_string (builder, "alpenpost", ALP_VERSION);
  cli_json_string (builder, "glib", glib);
  json_builder_end_object (builder);
  cli_json_string (builder, "profile", alp_engine_get_profile (cli->engine));
}

/** cli_doctor_run: versions, databases, servers; 0 when all is well. */
int
cli_doctor_run (Cli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  gboolean ok;

  if (!cli_parse (cli, "doctor", NULL, &argc, &argv, error))
    return 2;
  if (!cli_open (cli, error))
    return 1;
  if (cli->json)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
    }
  print_versions (cli, builder);
  ok = check_store (cli, builder);
  if (builder != NULL)
    {
      json_builder_set_member_name (builder, "accounts");
      json_builder_begin_array (builder);
    }
  GListModel *accounts = alp_engine_get_accounts (cli->engine);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);
      ok &= check_account (cli, builder, account);
    }
  if (builder != NULL)
    {
      json_builder_end_array (builder);
      cli_json_boolean (builder, "ok", ok);
      json_builder_end_object (builder);
      cli_print_json (builder);
    }
  return ok ? 0 : 1;
}
