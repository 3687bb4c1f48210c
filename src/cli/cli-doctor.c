/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-doctor.c: is everything all right? Versions, databases, connections; with --check every page, count and file */

#include "cli.h"

#include "alp-config.h"
#include "alp-upkeep.h"

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

static void
build_problems (Cli *cli, JsonBuilder *builder, const AlpCheckReport *report)
{
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->problems->len; i++)
    {
      json_builder_add_string_value (builder, g_ptr_array_index (report->problems, i));
      if (!cli->json)
        g_print ("  %s\n", (char *) g_ptr_array_index (report->problems, i));
    }
  json_builder_end_array (builder);
  cli_set_int (builder, "repaired", report->repaired);
  cli_set (builder, "recovered_from", report->recovered);
}

static GError *
new_problem_error (AlpCheckFlags flags)
{
  return g_error_new_literal (
      ALP_ERROR, ALP_ERROR_DISK,
      (flags & ALP_CHECK_REPAIR) != 0
          ? _ ("The databases are damaged. Start the program again: what can be read is saved, and mail is "
               "fetched "
               "again from the server.")
          : _ ("The databases have mistakes. “doctor --repair” puts right what can be."));
}

/* Every page, count, search row and file. */
static gboolean
check_deep (Cli *cli, AlpCheckFlags flags, JsonBuilder *builder)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpCheckReport) report = NULL;

  alp_upkeep_check_async (cli->engine, flags, NULL, NULL, NULL, cli_got, &result);
  report = alp_upkeep_check_finish (cli->engine, cli_wait (&result), &error);
  if (report != NULL && report->problems->len > 0)
    error = new_problem_error (flags);
  json_builder_set_member_name (builder, "store");
  json_builder_begin_object (builder);
  build_check (builder, error);
  print_check (cli, _ ("Databases"), error);
  if (report != NULL)
    build_problems (cli, builder, report);
  json_builder_end_object (builder);
  return error == NULL;
}

static gboolean
check_accounts (Cli *cli, JsonBuilder *builder)
{
  GListModel *accounts = alp_engine_get_accounts (cli->engine);
  gboolean ok = TRUE;

  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      ok &= check_account (cli, account, builder);
    }
  json_builder_end_array (builder);
  return ok;
}

gboolean
cli_doctor (Cli *cli, int argc, char **argv, GError **error)
{
  gboolean deep = FALSE, bodies = FALSE, repair = FALSE;
  const GOptionEntry entries[] = {
    { "check", 0, 0, G_OPTION_ARG_NONE, &deep, N_ ("Look at every page, count and file, not at servers"),
      NULL },
    { "bodies", 0, 0, G_OPTION_ARG_NONE, &bodies, N_ ("And read every whole message"), NULL },
    { "repair", 0, 0, G_OPTION_ARG_NONE, &repair, N_ ("And put right what can be"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  AlpCheckFlags flags;
  gboolean ok;

  if (!cli_options (cli, entries, "", _ ("Checks versions, databases and the connections of every account."),
                    argc, argv, NULL, error)
      || !cli_open (cli, error))
    return FALSE;
  flags = (AlpCheckFlags) ((bodies ? ALP_CHECK_BODIES : 0) | (repair ? ALP_CHECK_REPAIR : 0));
  json_builder_begin_object (builder);
  build_versions (cli, builder);
  if (deep || flags != 0)
    ok = check_deep (cli, flags, builder);
  else
    {
      ok = check_store (cli, builder);
      ok &= check_accounts (cli, builder);
    }
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
