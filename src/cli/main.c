/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c: alpenpost-cli: the same mail without a window
 *
 * Finds the command and turns its result into output and exit code: 0 done, 1 failed, 2 not understood. */

#include "cli.h"

#include "alp-config.h"
#include "base-types.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

static const struct
{
  const char *name;
  CliFunc func;
  const char *summary;
} commands[] = {
  { "account", cli_account, N_ ("Add, list and remove accounts") },
  { "address", cli_address, N_ ("List addresses as a table, change one") },
  { "profile", cli_profile, N_ ("List, make, change and leave user accounts") },
  { "sync", cli_sync, N_ ("Make this computer and the server agree") },
  { "folders", cli_folders, N_ ("List folders with their counts") },
  { "list", cli_list, N_ ("List the messages of a folder") },
  { "show", cli_show, N_ ("Show a message") },
  { "search", cli_search, N_ ("Find messages") },
  { "flag", cli_flag, N_ ("Mark messages as read or unread, add or remove the star") },
  { "move", cli_move, N_ ("Move messages to a folder") },
  { "archive", cli_archive, N_ ("Archive messages") },
  { "delete", cli_delete, N_ ("Move messages to the trash") },
  { "mute", cli_mute, N_ ("Do not tell of a conversation any more") },
  { "undo", cli_undo, N_ ("Take the last action back") },
  { "send", cli_send, N_ ("Send a message") },
  { "outbox", cli_outbox, N_ ("Show what became of sent messages") },
  { "parse", cli_parse, N_ ("Decode message files") },
  { "examine", cli_examine, N_ ("Tell who sent a message, what is suspicious, what it asks for") },
  { "bounce", cli_bounce, N_ ("Explain why messages did not arrive") },
  { "check", cli_check, N_ ("Check a message before it is sent") },
  { "certificate", cli_certificate, N_ ("List, trust and forget certificates of servers") },
  { "devices", cli_devices, N_ ("Make, list and withdraw device passwords") },
  { "activity", cli_activity, N_ ("Show what was done and what happened") },
  { "discover", cli_discover, N_ ("Find the servers of a mail address") },
  { "storage", cli_storage, N_ ("Show what takes room on the disk") },
  { "clear-caches", cli_clear_caches, N_ ("Remove what the server can give again") },
  { "rebuild", cli_rebuild, N_ ("Fetch lists again, or make the search index anew") },
  { "doctor", cli_doctor, N_ ("Check versions, databases and connections") },
};

static void
print_help (void)
{
  g_print ("%s\n\n", _ ("Usage: alpenpost-cli [--profile DIR] [--json] COMMAND …"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-13s %s\n", commands[i].name, _ (commands[i].summary));
  g_print ("\n%s\n%s\n%s\n",
           _ ("  --profile DIR   Use the mail kept in DIR (else ALPENPOST_PROFILE, else your own)"),
           _ ("  --json          Print one JSON document; errors as {\"error\": …} with an exit code that is "
              "not 0"),
           _ ("  --help          Show this help, or after a command the help of that command"));
}

/* Options before the command. Returns: index of the command, @argc when there is none. */
static int
find_command (Cli *cli, int argc, char **argv, gboolean *help, GError **error)
{
  int i = 1;

  for (; i < argc && argv[i][0] == '-'; i++)
    {
      if (strcmp (argv[i], "--json") == 0)
        cli->json = TRUE;
      else if (strcmp (argv[i], "--profile") == 0 && i + 1 < argc)
        {
          g_free (cli->profile);
          cli->profile = g_strdup (argv[++i]);
        }
      else if (g_str_has_prefix (argv[i], "--profile="))
        {
          g_free (cli->profile);
          cli->profile = g_strdup (argv[i] + strlen ("--profile="));
        }
      else if (strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0)
        *help = TRUE;
      else if (strcmp (argv[i], "--version") == 0)
        {
          g_print ("alpenpost-cli %s\n", ALP_VERSION);
          exit (0);
        }
      else
        {
          cli_usage (error, _ ("“%s” is not understood. See “alpenpost-cli --help”."), argv[i]);
          return argc;
        }
    }
  return i;
}

static gboolean
run (Cli *cli, int argc, char **argv, GError **error)
{
  gboolean help = FALSE;
  int at = find_command (cli, argc, argv, &help, error);

  if (*error != NULL)
    return FALSE;
  if (help || at == argc)
    {
      print_help ();
      return help ? TRUE : cli_usage (error, _ ("A command is missing."));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[at], commands[i].name) == 0)
      return commands[i].func (cli, argc - at, argv + at, error);
  return cli_usage (error, _ ("There is no command “%s”. See “alpenpost-cli --help”."), argv[at]);
}

/* After a command said --help it returns FALSE without an error; that is success. */
static gboolean
asked_for_help (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0)
      return TRUE;
  return FALSE;
}

int
main (int argc, char **argv)
{
  Cli cli = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean ok;
  int code;

  /* Standard output is the command's alone: one JSON document, one table. */
  g_log_writer_default_set_use_stderr (TRUE);
  base_types_ensure ();
  setlocale (LC_ALL, "");
  bindtextdomain (ALP_GETTEXT_PACKAGE, ALP_LOCALEDIR);
  bind_textdomain_codeset (ALP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (ALP_GETTEXT_PACKAGE);
  ok = run (&cli, argc, argv, &error);
  if (error != NULL)
    cli_print_error (&cli, error);
  code = ok ? 0 : error == NULL ? (asked_for_help (argc, argv) ? 0 : 1) : error->domain == CLI_ERROR ? 2 : 1;
  cli_close (&cli);
  return code;
}
