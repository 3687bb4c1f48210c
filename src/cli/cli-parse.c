/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-parse.c: parse: what is in message files; no account, no profile, no network */

#include "alp-parse.h"
#include "cli.h"

static void
print_addresses (JsonBuilder *builder, const char *name, GPtrArray *addresses)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < addresses->len; i++)
    {
      const AlpParsedAddress *address = g_ptr_array_index (addresses, i);

      json_builder_begin_object (builder);
      cli_json_string (builder, "name", address->name);
      cli_json_string (builder, "email", address->email);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_parts (JsonBuilder *builder, GPtrArray *parts)
{
  json_builder_set_member_name (builder, "parts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < parts->len; i++)
    {
      const AlpParsedPart *part = g_ptr_array_index (parts, i);

      json_builder_begin_object (builder);
      cli_json_string (builder, "section", part->section);
      cli_json_string (builder, "type", part->type);
      cli_json_string (builder, "name", part->name);
      cli_json_int (builder, "size", (gint64) part->size);
      cli_json_string (builder, "sha256", part->sha256);
      cli_json_string (builder, "disposition", part->disposition);
      cli_json_string (builder, "content_id", part->content_id);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_message (JsonBuilder *builder, const AlpParsed *parsed)
{
  print_addresses (builder, "from", parsed->from);
  print_addresses (builder, "to", parsed->to);
  print_addresses (builder, "cc", parsed->cc);
  print_addresses (builder, "bcc", parsed->bcc);
  print_addresses (builder, "reply_to", parsed->reply_to);
  cli_json_string (builder, "subject", parsed->subject);
  cli_json_date (builder, "date", parsed->date);
  cli_json_string (builder, "message_id", parsed->message_id);
  cli_json_string (builder, "in_reply_to", parsed->in_reply_to);
  cli_json_strings (builder, "references", (const char *const *) parsed->references);
  print_parts (builder, parsed->parts);
  cli_json_string (builder, "text", parsed->text);
  cli_json_string (builder, "html", parsed->html);
  cli_json_int (builder, "remote_images", parsed->remote_images);
  cli_json_int (builder, "trackers", parsed->trackers);
  cli_json_strings (builder, "defects", (const char *const *) parsed->defects);
}

/* Returns whether the file could be read. */
static gboolean
parse_one (Cli *cli, JsonBuilder *builder, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpParsed) parsed = alp_parse_file (path, ALP_PARSE_HASHES, &error);

  if (builder == NULL)
    {
      g_autofree char *from = parsed != NULL ? alp_parsed_addresses_to_text (parsed->from) : NULL;

      if (parsed == NULL)
        g_printerr ("%s: %s\n", path, error->message);
      else
        cli_print ("%s: %s — %s (%u)\n%s\n", path, from, parsed->subject, parsed->parts->len, parsed->text);
      return parsed != NULL;
    }
  json_builder_begin_object (builder);
  cli_json_string (builder, "file", path);
  if (parsed != NULL)
    print_message (builder, parsed);
  else
    {
      json_builder_set_member_name (builder, "error");
      cli_json_error (builder, error);
    }
  json_builder_end_object (builder);
  return parsed != NULL;
}

/** cli_parse_run: reads message files; 1 when one could not be read at all. */
int
cli_parse_run (Cli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  gboolean ok = TRUE;

  if (!cli_parse (cli, "parse", NULL, &argc, &argv, error))
    return 2;
  if (argc < 2)
    {
      cli_usage_error (error, "%s", _ ("Say which files."));
      return 2;
    }
  if (cli->json)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "messages");
      json_builder_begin_array (builder);
    }
  for (int i = 1; i < argc; i++)
    ok &= parse_one (cli, builder, argv[i]);
  if (builder != NULL)
    {
      json_builder_end_array (builder);
      json_builder_end_object (builder);
      cli_print_json (builder);
    }
  return ok ? 0 : 1;
}
