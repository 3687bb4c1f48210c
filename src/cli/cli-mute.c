/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-mute.c: conversations nobody wants to hear of */

#include "cli.h"

#include "alp-mute.h"

#include <glib/gi18n.h>

gboolean
cli_mute (Cli *cli, int argc, char **argv, GError **error)
{
  gboolean off = FALSE;
  const GOptionEntry entries[] = {
    { "off", 0, 0, G_OPTION_ARG_NONE, &off, N_ ("Tell of it again"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) ids = NULL;
  g_auto (GStrv) words = NULL;

  if (!cli_options (cli, entries, "ID …",
                    _ ("Mutes the conversations of these messages, and what comes into them later. “search "
                       "is:muted” lists them."),
                    argc, argv, &words, error)
      || !cli_parse_ids (words, &ids, error) || !cli_open (cli, error))
    return FALSE;
  alp_engine_mute_async (cli->engine, (const gint64 *) (gpointer) ids->data, ids->len, !off, NULL, cli_got,
                         &result);
  if (!alp_engine_mute_finish (cli->engine, cli_wait (&result), error))
    return FALSE;
  json_builder_begin_object (builder);
  cli_set_boolean (builder, "muted", !off);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return TRUE;
}
