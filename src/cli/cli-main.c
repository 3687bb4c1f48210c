/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-main.c: alpenpost-cli: picks the command, prints its error, says how to call the rest */

#include "alp-config.h"

#include "cli.h"

#include <locale.h>
#include <string.h>

static const CliCommand commands[] = {
  { "account", "add|list|remove …", N_ ("Adds, lists and removes accounts."), cli_account_run },
  { "sync", "[--account A] [--folder F] [--bodies all|recent|none]", N_ ("Brings mail here and does on the servers what was done here."), cli_sync_run },
  { "folders", "[--account A]", N_ ("Lists folders."), cli_folders_run },
  { "list", "--folder F [--limit N] [--conversations]", N_ ("Lists the messages of a folder, newest first."), cli_list_run },
  { "show", "ID [--text|--html|--headers|--source]", N_ ("Shows a message."), cli_show_run },
  { "search", "QUERY [--limit N]", N_ ("Searches the mail on this computer."), cli_search_run },
  { "flag", "ID… (--seen|--unseen|--star|--unstar)", N_ ("Marks messages."), cli_flag_run },
  { "move", "ID… --to FOLDER", N_ ("Moves messages to another folder."), cli_move_run },
  { "archive", "ID…", N_ ("Moves messages to the archive."), cli_archive_run },
  { "delete", "ID…", N_ ("Moves messages to the trash."), cli_delete_run },
  { "undo", "", N_ ("Takes the last action back."), cli_undo_run },
  { "send", "--from A [--to …] [--subject S] [--text-file F] [--attach F]… | --message FILE", N_ ("Sends a message."), cli_send_run },
  { "outbox", "", N_ ("Shows what became of sent messages."), cli_outbox_run },
  { "parse", "FILE…", N_ ("Reads message files; needs no account."), cli_parse_run },
  { "doctor", "", N_ ("Checks versions, the mail store and the connection of each account."), cli_doctor_run },
};

/** cli_find_command: Returns: (transfer none) (nullable): the command called @name */
const CliCommand *
cli_find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

static void
print_help (void)
{
  cli_print ("%s\n  alpenpost-cli [--profile DIR] [--json] COMMAND …\n\n%s\n", _ ("Usage:"), _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    cli_print ("  %-9s %s\n", commands[i].name, _ (commands[i].summary));
  cli_print ("\n%s\n", _ ("“alpenpost-cli COMMAND --help” tells more about one of them."));
}

/* Takes the options that stand before the command out of @args. Returns: the command's place, or 0 */
static int
read_leading (Cli *cli, char **argv, int argc, gboolean *help)
{
  for (int i = 1; i < argc; i++)
    {
      if (g_str_equal (argv[i], "--json"))
        cli->json = TRUE;
      else if (g_str_equal (argv[i], "--help") || g_str_equal (argv[i], "-h"))
        *help = TRUE;
      else if (g_str_has_prefix (argv[i], "--profile="))
        {
          g_free (cli->profile);
          cli->profile = g_strdup (argv[i] + strlen ("--profile="));
        }
      else if (g_str_equal (argv[i], "--profile") && i + 1 < argc)
        {
          g_free (cli->profile);
          cli->profile = g_strdup (argv[++i]);
        }
      else
        return i;
    }
  return 0;
}

static int
run (Cli *cli, int argc, char **argv, GError **error)
{
  gboolean help = FALSE;
  int at = read_leading (cli, argv, argc, &help);
  const CliCommand *command = at > 0 ? cli_find_command (argv[at]) : NULL;
  g_autofree char **rest = NULL;

  if (at == 0 && help)
    {
      print_help ();
      return 0;
    }
  if (at > 0 && g_str_equal (argv[at], "--version"))
    {
      cli_print ("alpenpost-cli %s\n", ALP_VERSION);
      return 0;
    }
  if (command == NULL)
    {
      if (at > 0)
        cli_usage_error (error, _ ("There is no command “%s”. “alpenpost-cli --help” lists them."), argv[at]);
      else
        cli_usage_error (error, "%s", _ ("Say what to do. “alpenpost-cli --help” lists the commands."));
      return 2;
    }
  /* A vector of its own: option parsing moves pointers around. */
  rest = g_memdup2 (argv + at, sizeof (char *) * (gsize) (argc - at + 1));
  return command->run (cli, argc - at, rest, error);
}

int
main (int argc, char **argv)
{
  Cli cli = { 0 };
  g_autoptr (GError) error = NULL;
  int code;

  setlocale (LC_ALL, "");
  bindtextdomain (ALP_GETTEXT_PACKAGE, ALP_LOCALEDIR);
  bind_textdomain_codeset (ALP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (ALP_GETTEXT_PACKAGE);

  for (int i = 1; i < argc; i++)
    cli.json |= g_str_equal (argv[i], "--json");
  code = run (&cli, argc, argv, &error);
  if (error != NULL)
    {
      cli_print_error (&cli, error);
      code = cli_is_usage_error (error) ? 2 : 1;
    }
  if (cli.engine != NULL)
    alp_engine_stop (cli.engine);
  g_clear_object (&cli.engine);
  g_free (cli.profile);
  return code;
}
