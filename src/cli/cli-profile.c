/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-profile.c: profile list, add, change, detach; address list, set: user accounts and what an address is here */

#include "cli.h"

#include "alp-account-csv.h"
#include "alp-profile.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
dispatch (Cli *cli, int argc, char **argv, const char *command, const char *const *names,
          const CliFunc *funcs, GError **error)
{
  g_autofree char *all = g_strjoinv ("|", (char **) names);
  g_autofree char *usage = g_strconcat (all, " …", NULL);
  g_autofree char *summary = NULL;

  for (guint i = 0; argc > 1 && names[i] != NULL; i++)
    if (strcmp (argv[1], names[i]) == 0)
      {
        g_autofree char *title = g_strdup_printf ("%s %s", command, names[i]);
        g_autofree char **rest = g_memdup2 (argv + 1, (gsize) (argc - 1) * sizeof (char *));

        rest[0] = title;
        return funcs[i](cli, argc - 1, rest, error);
      }
  /* Translators: %s is a command such as "profile" */
  summary = g_strdup_printf (_ ("“%s list --help” says what is needed, and so for the others."), command);
  if (!cli_options (cli, NULL, usage, summary, argc, argv, NULL, error))
    return FALSE;
  /* Translators: a command; what can follow it, as in "profile list|save|detach" */
  return cli_usage (error, _ ("Say what to do: %s %s."), command, all);
}

/* ---- profile ---- */

static void
build_profile (JsonBuilder *builder, AlpProfile *profile)
{
  GListModel *accounts = alp_profile_get_accounts (profile);

  json_builder_begin_object (builder);
  cli_set_int (builder, "id", alp_profile_get_id (profile));
  cli_set (builder, "name", alp_profile_get_name (profile));
  cli_set (builder, "title", alp_profile_get_title (profile));
  cli_set (builder, "first_name", alp_profile_get_first_name (profile));
  cli_set (builder, "last_name", alp_profile_get_last_name (profile));
  cli_set_boolean (builder, "picture", alp_profile_get_avatar (profile) != NULL);
  json_builder_set_member_name (builder, "addresses");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      json_builder_add_string_value (builder, alp_account_get_email (account));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static gboolean
profile_list (Cli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GListModel *profiles;

  if (!cli_options (cli, NULL, "", _ ("Lists the user accounts with their addresses."), argc, argv, NULL,
                    error)
      || !cli_open (cli, error))
    return FALSE;
  profiles = alp_engine_get_profiles (cli->engine);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "profiles");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (AlpProfile) profile = g_list_model_get_item (profiles, i);
      guint n = g_list_model_get_n_items (alp_profile_get_accounts (profile));

      build_profile (builder, profile);
      if (!cli->json)
        g_print (ngettext ("%d\t%s\t%u address\n", "%d\t%s\t%u addresses\n", n),
                 (int) alp_profile_get_id (profile), alp_profile_get_title (profile), n);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return TRUE;
}

typedef struct
{
  gint64 id;
  char *name;
  char *first_name;
  char *last_name;
  char *address;
} ProfileOptions;

static void
profile_options_clear (ProfileOptions *self)
{
  g_free (self->name);
  g_free (self->first_name);
  g_free (self->last_name);
  g_free (self->address);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ProfileOptions, profile_options_clear)

static gboolean
move_address (Cli *cli, const char *email, gint64 profile_id, GError **error)
{
  AlpAccountChange change = { .flags = ALP_ACCOUNT_CHANGE_PROFILE, .profile_id = profile_id };
  AlpAccount *account = cli_get_account (cli, email, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (account == NULL)
    return FALSE;
  /* The new user account is known as soon as its change has come up. */
  while (alp_engine_get_profile_by_id (cli->engine, profile_id) == NULL)
    g_main_context_iteration (NULL, TRUE);
  alp_account_change_async (cli->engine, account, &change, NULL, cli_got, &result);
  return alp_account_change_finish (cli->engine, cli_wait (&result), error);
}

static gboolean
profile_save (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (ProfileOptions) o = { 0 };
  const GOptionEntry entries[] = {
    { "id", 0, 0, G_OPTION_ARG_INT64, &o.id, N_ ("The user account to change; else a new one"), "N" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o.name, N_ ("Its name, such as “Work”"), "N" },
    { "first-name", 0, 0, G_OPTION_ARG_STRING, &o.first_name, N_ ("Your first name"), "N" },
    { "last-name", 0, 0, G_OPTION_ARG_STRING, &o.last_name, N_ ("Your last name"), "N" },
    { "address", 0, 0, G_OPTION_ARG_STRING, &o.address, N_ ("An address that moves into it"), "A" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  AlpProfileValues values = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  AlpProfile *known;

  if (!cli_options (cli, entries, "", _ ("Makes or changes a user account."), argc, argv, NULL, error)
      || !cli_open (cli, error))
    return FALSE;
  known = o.id != 0 ? alp_engine_get_profile_by_id (cli->engine, o.id) : NULL;
  if (o.id != 0 && known == NULL)
    return cli_usage (error, _ ("There is no such user account."));
  if (known == NULL && o.address == NULL)
    return cli_usage (
        error, _ ("A new user account needs --address: one without any is forgotten at the next start."));
  values.id = o.id;
  values.name = o.name != NULL ? o.name : known != NULL ? alp_profile_get_name (known) : NULL;
  values.first_name = o.first_name != NULL ? o.first_name
                      : known != NULL      ? alp_profile_get_first_name (known)
                                           : NULL;
  values.last_name = o.last_name != NULL ? o.last_name
                     : known != NULL     ? alp_profile_get_last_name (known)
                                         : NULL;
  values.birth_date = known != NULL ? alp_profile_get_birth_date (known) : NULL;
  values.color = known != NULL ? alp_profile_get_color (known) : NULL;
  values.avatar = known != NULL ? alp_profile_get_avatar (known) : NULL;
  alp_profile_save_async (cli->engine, &values, NULL, cli_got, &result);
  values.id = alp_profile_save_finish (cli->engine, cli_wait (&result), error);
  if (values.id == 0 || (o.address != NULL && !move_address (cli, o.address, values.id, error)))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      cli_set_int (builder, "id", values.id);
      json_builder_end_object (builder);
      cli_print_json (json_builder_get_root (builder));
    }
  else
    g_print (_ ("User account %d was saved.\n"), (int) values.id);
  return TRUE;
}

static gboolean
profile_detach (Cli *cli, int argc, char **argv, GError **error)
{
  gboolean force = FALSE;
  const GOptionEntry entries[] = {
    { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("Also when something was never sent"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_auto (GStrv) words = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  AlpProfile *profile;
  gint64 id;

  if (!cli_options (
          cli, entries, "ID",
          _ ("Signs a user account out of this computer: its addresses, their mail and passwords here are "
             "removed. Nothing is removed from a server."),
          argc, argv, &words, error))
    return FALSE;
  if (g_strv_length (words) != 1 || !g_ascii_string_to_signed (words[0], 10, 1, G_MAXINT64, &id, NULL))
    return cli_usage (error, _ ("Give the number of one user account, as “profile list” shows it."));
  if (!cli_open (cli, error))
    return FALSE;
  profile = alp_engine_get_profile_by_id (cli->engine, id);
  if (profile == NULL)
    return cli_usage (error, _ ("There is no such user account."));
  alp_profile_detach_async (cli->engine, profile, force, NULL, cli_got, &result);
  if (!alp_profile_detach_finish (cli->engine, cli_wait (&result), error))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      cli_set_int (builder, "detached", id);
      json_builder_end_object (builder);
      cli_print_json (json_builder_get_root (builder));
    }
  else
    g_print ("%s\n", _ ("Signed out."));
  return TRUE;
}

gboolean
cli_profile (Cli *cli, int argc, char **argv, GError **error)
{
  static const char *const names[] = { "list", "save", "detach", NULL };
  static const CliFunc funcs[] = { profile_list, profile_save, profile_detach };

  return dispatch (cli, argc, argv, "profile", names, funcs, error);
}

/* ---- address ---- */

static gboolean
address_list (Cli *cli, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = { { NULL, 0, 0, 0, NULL, NULL, NULL } };
  g_autoptr (GBytes) table = NULL;

  if (!cli_options (cli, entries, "", _ ("Prints all addresses with their facts as CSV (RFC 4180)."), argc,
                    argv, NULL, error)
      || !cli_open (cli, error))
    return FALSE;
  table = alp_account_csv_export (cli->engine, alp_engine_get_accounts (cli->engine), ALP_ACCOUNT_COLUMN_ALL);
  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();
      g_autofree char *text = g_strndup (g_bytes_get_data (table, NULL), g_bytes_get_size (table));

      json_builder_begin_object (builder);
      cli_set (builder, "csv", text);
      json_builder_end_object (builder);
      cli_print_json (json_builder_get_root (builder));
    }
  else
    g_print ("%.*s", (int) g_bytes_get_size (table), (const char *) g_bytes_get_data (table, NULL));
  return TRUE;
}

/* FALSE with @error when it is neither yes nor no. */
static gboolean
parse_yes (const char *option, const char *text, gboolean *yes, GError **error)
{
  *yes = strcmp (text, "yes") == 0;
  if (!*yes && strcmp (text, "no") != 0)
    /* Translators: an option; what was given to it */
    return cli_usage (error, _ ("--%s needs “yes” or “no”, not “%s”."), option, text);
  return TRUE;
}

static gboolean
address_set (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *name = NULL, *color = NULL, *unified = NULL, *paused = NULL;
  gint64 profile = 0;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("Your name, for From"), "N" },
    { "color", 0, 0, G_OPTION_ARG_STRING, &color, N_ ("#rrggbb, or “none”"), "C" },
    { "unified", 0, 0, G_OPTION_ARG_STRING, &unified, N_ ("Whether it is part of “All Inboxes”"), "yes|no" },
    { "paused", 0, 0, G_OPTION_ARG_STRING, &paused, N_ ("Whether nothing is fetched and sent"), "yes|no" },
    { "user-account", 0, 0, G_OPTION_ARG_INT64, &profile, N_ ("The user account it belongs to"), "ID" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_auto (GStrv) words = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  AlpAccountChange change = { 0 };
  AlpAccount *account;

  if (!cli_options (cli, entries, "A", _ ("Changes what an address is on this computer."), argc, argv, &words,
                    error))
    return FALSE;
  if (g_strv_length (words) != 1)
    return cli_usage (error, _ ("Give the address of one account."));
  if ((unified != NULL && !parse_yes ("unified", unified, &change.unified, error))
      || (paused != NULL && !parse_yes ("paused", paused, &change.paused, error)))
    return FALSE;
  change.flags = (name != NULL ? ALP_ACCOUNT_CHANGE_NAME : 0) | (color != NULL ? ALP_ACCOUNT_CHANGE_COLOR : 0)
                 | (unified != NULL ? ALP_ACCOUNT_CHANGE_UNIFIED : 0)
                 | (paused != NULL ? ALP_ACCOUNT_CHANGE_PAUSED : 0)
                 | (profile != 0 ? ALP_ACCOUNT_CHANGE_PROFILE : 0);
  change.name = name;
  change.color = g_strcmp0 (color, "none") == 0 ? NULL : color;
  change.profile_id = profile;
  if (!cli_open (cli, error) || (account = cli_get_account (cli, words[0], error)) == NULL)
    return FALSE;
  alp_account_change_async (cli->engine, account, &change, NULL, cli_got, &result);
  if (!alp_account_change_finish (cli->engine, cli_wait (&result), error))
    return FALSE;
  if (!cli->json)
    g_print (_ ("%s was changed.\n"), words[0]);
  else
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      cli_set (builder, "changed", words[0]);
      json_builder_end_object (builder);
      cli_print_json (json_builder_get_root (builder));
    }
  return TRUE;
}

gboolean
cli_address (Cli *cli, int argc, char **argv, GError **error)
{
  static const char *const names[] = { "list", "set", NULL };
  static const CliFunc funcs[] = { address_list, address_set };

  return dispatch (cli, argc, argv, "address", names, funcs, error);
}
