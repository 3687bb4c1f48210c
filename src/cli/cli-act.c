/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-act.c: flag, move, archive, delete, undo: into the journal; the next sync tells the server */

#include "cli.h"

#include <glib/gi18n.h>

static void
print_done (Cli *cli, const char *text)
{
  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      cli_set (builder, "done", text);
      json_builder_end_object (builder);
      cli_print_json (json_builder_get_root (builder));
    }
  else
    g_print ("%s\n", text);
}

/* Returns: (transfer full): what was done; NULL with @error */
static char *
act_once (Cli *cli, AlpAction action, GArray *ids, const char *target, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *done = NULL;

  alp_engine_act_async (cli->engine, action, (const gint64 *) (gpointer) ids->data, ids->len, target, NULL,
                        cli_got, &result);
  done = alp_engine_act_finish (cli->engine, cli_wait (&result), &problem);
  if (problem == NULL)
    return done != NULL ? g_steal_pointer (&done) : g_strdup (_ ("There was nothing to do"));
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

static gboolean
act (Cli *cli, AlpAction action, char **words, const char *target, GError **error)
{
  g_autoptr (GArray) ids = NULL;
  g_autofree char *done = NULL;

  if (!cli_parse_ids (words, &ids, error) || !cli_open (cli, error))
    return FALSE;
  done = act_once (cli, action, ids, target, error);
  if (done != NULL)
    print_done (cli, done);
  return done != NULL;
}

/* Read state and star in one call: two entries of the journal, undone one by one. */
static gboolean
flag_both (Cli *cli, AlpAction first, AlpAction second, char **words, GError **error)
{
  g_autoptr (GArray) ids = NULL;
  g_autofree char *one = NULL, *two = NULL, *both = NULL;

  if (!cli_parse_ids (words, &ids, error) || !cli_open (cli, error))
    return FALSE;
  if ((one = act_once (cli, first, ids, NULL, error)) == NULL
      || (two = act_once (cli, second, ids, NULL, error)) == NULL)
    return FALSE;
  both = g_strdup_printf ("%s; %s", one, two);
  print_done (cli, both);
  return TRUE;
}

gboolean
cli_flag (Cli *cli, int argc, char **argv, GError **error)
{
  gboolean seen = FALSE, unseen = FALSE, star = FALSE, unstar = FALSE;
  const GOptionEntry entries[] = {
    { "seen", 0, 0, G_OPTION_ARG_NONE, &seen, N_ ("Mark as read"), NULL },
    { "unseen", 0, 0, G_OPTION_ARG_NONE, &unseen, N_ ("Mark as unread"), NULL },
    { "star", 0, 0, G_OPTION_ARG_NONE, &star, N_ ("Add the star"), NULL },
    { "unstar", 0, 0, G_OPTION_ARG_NONE, &unstar, N_ ("Remove the star"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_auto (GStrv) words = NULL;

  if (!cli_options (cli, entries, "ID…", _ ("Works offline; the next sync tells the server."), argc, argv,
                    &words, error))
    return FALSE;
  if ((seen && unseen) || (star && unstar) || seen + unseen + star + unstar == 0)
    return cli_usage (error, _ ("Give --seen or --unseen, --star or --unstar."));
  if (seen + unseen + star + unstar == 2)
    return flag_both (cli, seen ? ALP_ACTION_SEEN : ALP_ACTION_UNSEEN,
                      star ? ALP_ACTION_STAR : ALP_ACTION_UNSTAR, words, error);
  return act (cli,
              seen     ? ALP_ACTION_SEEN
              : unseen ? ALP_ACTION_UNSEEN
              : star   ? ALP_ACTION_STAR
                       : ALP_ACTION_UNSTAR,
              words, NULL, error);
}

gboolean
cli_move (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *target = NULL;
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_STRING, &target, N_ ("Path, name or role of the folder"), "F" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_auto (GStrv) words = NULL;

  if (!cli_options (cli, entries, "ID…", _ ("Works offline; the next sync tells the server."), argc, argv,
                    &words, error))
    return FALSE;
  if (target == NULL)
    return cli_usage (error, _ ("move needs --to and a folder."));
  return act (cli, ALP_ACTION_MOVE, words, target, error);
}

gboolean
cli_archive (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (GStrv) words = NULL;

  return cli_options (cli, NULL, "ID…", _ ("Works offline; the next sync tells the server."), argc, argv,
                      &words, error)
         && act (cli, ALP_ACTION_ARCHIVE, words, NULL, error);
}

gboolean
cli_delete (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (GStrv) words = NULL;

  return cli_options (cli, NULL, "ID…", _ ("To the trash; what is in the trash already goes for good."), argc,
                      argv, &words, error)
         && act (cli, ALP_ACTION_DELETE, words, NULL, error);
}

gboolean
cli_undo (Cli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;

  if (!cli_options (cli, NULL, "", _ ("Takes the last action back, also one the server has done already."),
                    argc, argv, NULL, error)
      || !cli_open (cli, error))
    return FALSE;
  alp_engine_undo_async (cli->engine, NULL, cli_got, &result);
  text = alp_engine_undo_finish (cli->engine, cli_wait (&result), error);
  if (text == NULL)
    return FALSE;
  print_done (cli, text);
  return TRUE;
}
