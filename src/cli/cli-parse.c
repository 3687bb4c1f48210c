/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-parse.c: message files without any account
 *
 * Goes on after a file that cannot be read; then the exit code says so. */

#include "cli.h"

#include <glib/gi18n.h>

static gboolean
parse_one (Cli *cli, const char *path, JsonBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpParsed) parsed = alp_parse_file (path, ALP_PARSE_HASHES, &error);
  g_autofree char *shown = g_filename_display_name (path);

  alp_error_translate (&error);
  json_builder_begin_object (builder);
  cli_set (builder, "file", shown);
  if (parsed != NULL)
    cli_build_message (builder, parsed, TRUE);
  else
    cli_build_error (builder, error);
  json_builder_end_object (builder);
  if (cli->json)
    return parsed != NULL;
  if (parsed == NULL)
    g_printerr ("%s: %s\n", shown, error->message);
  else
    cli_print_message (parsed);
  return parsed != NULL;
}

gboolean
cli_parse (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean ok = TRUE;

  if (!cli_options (cli, NULL, "FILE…", _ ("Decodes message files. No account is needed, nothing is stored."),
                    argc, argv, &words, error))
    return FALSE;
  if (words[0] == NULL)
    return cli_usage (error, _ ("parse needs at least one file."));
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  for (guint i = 0; words[i] != NULL; i++)
    ok &= parse_one (cli, words[i], builder);
  json_builder_end_array (builder);
  if (!ok)
    {
      g_autoptr (GError) problem
          = g_error_new_literal (ALP_ERROR, ALP_ERROR_INVALID, _ ("At least one file could not be read."));

      cli_build_error (builder, problem);
    }
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return ok;
}
