/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-show.c: one message, from here or, when its text is not here yet, from the server */

#include "alp-content.h"
#include "alp-parse.h"
#include "cli.h"

#include <stdio.h>

static void
print_attachments (JsonBuilder *builder, GListModel *attachments)
{
  json_builder_set_member_name (builder, "attachments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (AlpPart) part = g_list_model_get_item (attachments, i);

      json_builder_begin_object (builder);
      cli_json_string (builder, "name", alp_part_get_name (part));
      cli_json_string (builder, "type", alp_part_get_content_type (part));
      cli_json_int (builder, "size", (gint64) alp_part_get_size (part));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (AlpContent *content)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_int (builder, "id", alp_content_get_message_id (content));
  cli_json_string (builder, "subject", alp_content_get_subject (content));
  cli_json_string (builder, "from", alp_content_get_from (content));
  cli_json_string (builder, "to", alp_content_get_to (content));
  cli_json_string (builder, "cc", alp_content_get_cc (content));
  cli_json_string (builder, "reply_to", alp_content_get_reply_to (content));
  cli_json_date (builder, "date", alp_content_get_date (content));
  cli_json_string (builder, "message_id", alp_content_get_rfc_message_id (content));
  cli_json_strings (builder, "references", alp_content_get_references (content));
  cli_json_string (builder, "text", alp_content_get_text (content));
  cli_json_string (builder, "html", alp_content_get_html (content));
  print_attachments (builder, alp_content_get_attachments (content));
  cli_json_int (builder, "remote_images", alp_content_get_remote_images (content));
  cli_json_int (builder, "trackers", alp_content_get_trackers (content));
  cli_json_strings (builder, "defects", alp_content_get_defects (content));
  json_builder_end_object (builder);
  cli_print_json (builder);
}

static void
print_text (AlpContent *content)
{
  g_autofree char *date = cli_date (alp_content_get_date (content));

  cli_print (_ ("From: %s\nTo: %s\nSubject: %s\nDate: %s\n\n"), alp_content_get_from (content), alp_content_get_to (content),
             alp_content_get_subject (content), date != NULL ? date : "");
  cli_print ("%s\n", alp_content_get_text (content));
}

/** cli_show_run: a message as text, HTML, header or source. */
int
cli_show_run (Cli *cli, int argc, char **argv, GError **error)
{
  gboolean text = FALSE, html = FALSE, headers = FALSE, source = FALSE;
  const GOptionEntry entries[] = {
    { "text", 0, 0, G_OPTION_ARG_NONE, &text, N_ ("Only the text"), NULL },
    { "html", 0, 0, G_OPTION_ARG_NONE, &html, N_ ("Only the HTML, made safe"), NULL },
    { "headers", 0, 0, G_OPTION_ARG_NONE, &headers, N_ ("Only the header"), NULL },
    { "source", 0, 0, G_OPTION_ARG_NONE, &source, N_ ("The message as the server gave it"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AlpContent) content = NULL;

  if (!cli_parse (cli, "show", entries, &argc, &argv, error) || !cli_ids (argv + 1, &ids, error))
    return 2;
  if (!cli_open (cli, error))
    return 1;
  alp_engine_load_content_by_id_async (cli->engine, g_array_index (ids, gint64, 0), NULL, cli_on_ready, &result);
  content = alp_engine_load_content_finish (cli->engine, cli_wait (&result), error);
  if (content == NULL)
    return 1;
  GBytes *bytes = alp_content_get_source (content);
  if (source && !cli->json)
    fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), stdout);
  else if (cli->json && !headers && !source)
    print_json (content);
  else if (headers || source)
    {
      g_autofree char *block = headers ? alp_parse_dup_header_block (bytes)
                                       : g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      if (!cli->json)
        {
          cli_print ("%s\n", block);
          return 0;
        }
      json_builder_begin_object (builder);
      cli_json_string (builder, headers ? "headers" : "source", block);
      json_builder_end_object (builder);
      cli_print_json (builder);
    }
  else if (html)
    cli_print ("%s\n", alp_content_get_html (content) != NULL ? alp_content_get_html (content) : alp_content_get_text_html (content));
  else if (text)
    cli_print ("%s\n", alp_content_get_text (content));
  else
    print_text (content);
  return 0;
}
