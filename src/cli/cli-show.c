/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-show.c: one message */

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

typedef struct
{
  gboolean text;
  gboolean html;
  gboolean headers;
  gboolean source;
} ShowOptions;

static void
print_plain (const ShowOptions *options, const AlpParsed *parsed)
{
  if (options->source)
    fwrite (g_bytes_get_data (parsed->source, NULL), 1, g_bytes_get_size (parsed->source), stdout);
  else if (options->headers)
    {
      g_autofree char *block = alp_parse_dup_header_block (parsed->source);
      g_autofree char *clean = cli_clean (block, TRUE);

      g_print ("%s\n", clean);
    }
  else if (options->html)
    g_print ("%s\n", parsed->html != NULL ? parsed->html : parsed->text_html);
  else if (options->text)
    {
      g_autofree char *clean = cli_clean (parsed->text, TRUE);

      g_print ("%s\n", clean);
    }
  else
    cli_print_message (parsed);
}

static void
print_json (const ShowOptions *options, gint64 id, const AlpParsed *parsed)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean some = options->text || options->html || options->headers || options->source;

  json_builder_begin_object (builder);
  cli_set_int (builder, "id", id);
  if (!some)
    cli_build_message (builder, parsed, TRUE);
  if (options->text)
    cli_set (builder, "text", parsed->text);
  if (options->html)
    cli_set (builder, "html", parsed->html != NULL ? parsed->html : parsed->text_html);
  if (options->headers)
    {
      g_autofree char *block = alp_parse_dup_header_block (parsed->source);

      cli_set (builder, "headers", block);
    }
  if (options->source)
    {
      g_autofree char *source = g_utf8_make_valid (g_bytes_get_data (parsed->source, NULL),
                                                   (gssize) g_bytes_get_size (parsed->source));

      cli_set (builder, "source", source);
    }
  json_builder_end_object (builder);
  cli_print_json (json_builder_get_root (builder));
}

gboolean
cli_show (Cli *cli, int argc, char **argv, GError **error)
{
  ShowOptions o = { 0 };
  const GOptionEntry entries[] = {
    { "text", 0, 0, G_OPTION_ARG_NONE, &o.text, N_ ("Only the plain text"), NULL },
    { "html", 0, 0, G_OPTION_ARG_NONE, &o.html, N_ ("Only the sanitised HTML"), NULL },
    { "headers", 0, 0, G_OPTION_ARG_NONE, &o.headers, N_ ("Only the header as it came"), NULL },
    { "source", 0, 0, G_OPTION_ARG_NONE, &o.source, N_ ("The message as it came"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_auto (GStrv) words = NULL;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AlpContent) content = NULL;
  g_autoptr (AlpParsed) parsed = NULL;
  gint64 id;

  if (!cli_options (cli, entries, "ID", _ ("Shows a message; it is fetched when it is not here yet."), argc,
                    argv, &words, error)
      || !cli_parse_ids (words, &ids, error))
    return FALSE;
  if (ids->len != 1)
    return cli_usage (error, _ ("Give the number of one message."));
  if (!cli_open (cli, error))
    return FALSE;
  id = g_array_index (ids, gint64, 0);
  alp_engine_load_content_by_id_async (cli->engine, id, NULL, cli_got, &result);
  content = alp_engine_load_content_finish (cli->engine, cli_wait (&result), error);
  parsed = content != NULL ? alp_parse_bytes (alp_content_get_source (content), id, ALP_PARSE_HASHES, error)
                           : NULL;
  if (parsed == NULL)
    return FALSE;
  if (cli->json)
    print_json (&o, id, parsed);
  else
    print_plain (&o, parsed);
  return TRUE;
}
