/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-act.c: flag, move, archive, delete, undo: recorded here at once, done on the server at the next sync */

#include "cli.h"

static gboolean
act (Cli *cli, AlpAction action, GArray *ids, const char *target, char **description, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_engine_act_async (cli->engine, action, (const gint64 *) (gpointer) ids->data, ids->len, target, NULL, cli_on_ready, &result);
  g_free (*description);
  *description = alp_engine_act_finish (cli->engine, cli_wait (&result), error);
  return *description != NULL;
}

static int
print_done (Cli *cli, const char *description)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      cli_print ("%s\n", description);
      return 0;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_json_string (builder, "done", description);
  json_builder_end_object (builder);
  cli_print_json (builder);
  return 0;
}

static int
run_action (Cli *cli, const char *name, AlpAction action, int argc, char **argv, GError **error)
{
  g_autoptr (GArray) ids = NULL;
  g_autofree char *description = NULL;

  if (!cli_parse (cli, name, NULL, &argc, &argv, error) || !cli_ids (argv + 1, &ids, error))
    return 2;
  if (!cli_open (cli, error) || !act (cli, action, ids, NULL, &description, error))
    return 1;
  return print_done (cli, description);
}

/** cli_archive_run: moves messages to the archive. */
int
cli_archive_run (Cli *cli, int argc, char **argv, GError **error)
{
  return run_action (cli, "archive", ALP_ACTION_ARCHIVE, argc, argv, error);
}

/** cli_delete_run: moves messages to the trash; from there they go for good. */
int
cli_delete_run (Cli *cli, int argc, char **argv, GError **error)
{
  return run_action (cli, "delete", ALP_ACTION_DELETE, argc, argv, error);
}

/** cli_move_run: moves messages to a folder of their account. */
int
cli_move_run (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *target = NULL;
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_STRING, &target, N_ ("Folder, by path, name or role"), "FOLDER" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GArray) ids = NULL;
  g_autofree char *description = NULL;

  if (!cli_parse (cli, "move", entries, &argc, &argv, error) || !cli_ids (argv + 1, &ids, error))
    return 2;
  if (target == NULL)
    {
      cli_usage_error (error, "%s", _ ("--to is needed."));
      return 2;
    }
  if (!cli_open (cli, error) || !act (cli, ALP_ACTION_MOVE, ids, target, &description, error))
    return 1;
  return print_done (cli, description);
}

/** cli_flag_run: marks messages read or unread, starred or not. */
int
cli_flag_run (Cli *cli, int argc, char **argv, GError **error)
{
  gboolean seen = FALSE, unseen = FALSE, star = FALSE, unstar = FALSE;
  const GOptionEntry entries[] = {
    { "seen", 0, 0, G_OPTION_ARG_NONE, &seen, N_ ("Mark as read"), NULL },
    { "unseen", 0, 0, G_OPTION_ARG_NONE, &unseen, N_ ("Mark as unread"), NULL },
    { "star", 0, 0, G_OPTION_ARG_NONE, &star, N_ ("Add the star"), NULL },
    { "unstar", 0, 0, G_OPTION_ARG_NONE, &unstar, N_ ("Remove the star"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GArray) ids = NULL;
  g_autofree char *description = NULL;

  if (!cli_parse (cli, "flag", entries, &argc, &argv, error) || !cli_ids (argv + 1, &ids, error))
    return 2;
  if ((seen && unseen) || (star && unstar) || !(seen || unseen || star || unstar))
    {
      cli_usage_error (error, "%s", _ ("Say --seen or --unseen, --star or --unstar."));
      return 2;
    }
  if (!cli_open (cli, error))
    return 1;
  if ((seen || unseen) && !act (cli, seen ? ALP_ACTION_SEEN : ALP_ACTION_UNSEEN, ids, NULL, &description, error))
    return 1;
  if ((star || unstar) && !act (cli, star ? ALP_ACTION_STAR : ALP_ACTION_UNSTAR, ids, NULL, &description, error))
    return 1;
  return print_done (cli, description);
}

/** cli_undo_run: takes the last action back, also one of an earlier run. */
int
cli_undo_run (Cli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *description = NULL;

  if (!cli_parse (cli, "undo", NULL, &argc, &argv, error))
    return 2;
  if (!cli_open (cli, error))
    return 1;
  alp_engine_undo_async (cli->engine, NULL, cli_on_ready, &result);
  description = alp_engine_undo_finish (cli->engine, cli_wait (&result), error);
  return description != NULL ? print_done (cli, description) : 1;
}
