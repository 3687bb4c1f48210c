/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-message.c: one decoded message, as JSON and as text */

#include "cli.h"

#include <glib/gi18n.h>

static void
build_addresses (JsonBuilder *builder, const char *name, GPtrArray *addresses)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < addresses->len; i++)
    {
      const AlpParsedAddress *address = g_ptr_array_index (addresses, i);

      json_builder_begin_object (builder);
      cli_set (builder, "name", address->name);
      cli_set (builder, "email", address->email);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
build_strings (JsonBuilder *builder, const char *name, char **strings)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; strings[i] != NULL; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (strings[i], -1);

      json_builder_add_string_value (builder, valid);
    }
  json_builder_end_array (builder);
}

static void
build_part (JsonBuilder *builder, const AlpParsedPart *part)
{
  json_builder_begin_object (builder);
  cli_set (builder, "section", part->section);
  cli_set (builder, "type", part->type);
  cli_set (builder, "name", part->name);
  cli_set_int (builder, "size", (gint64) part->size);
  if (*part->sha256 != '\0')
    cli_set (builder, "sha256", part->sha256);
  cli_set (builder, "disposition", part->disposition);
  cli_set (builder, "content_id", part->content_id);
  cli_set_boolean (builder, "attachment", part->attachment);
  json_builder_end_object (builder);
}

void
cli_build_message (JsonBuilder *builder, const AlpParsed *parsed, gboolean with_texts)
{
  g_autofree char *date = cli_iso_date (parsed->date);

  build_addresses (builder, "from", parsed->from);
  build_addresses (builder, "reply_to", parsed->reply_to);
  build_addresses (builder, "to", parsed->to);
  build_addresses (builder, "cc", parsed->cc);
  build_addresses (builder, "bcc", parsed->bcc);
  cli_set (builder, "subject", parsed->subject);
  cli_set (builder, "date", date);
  cli_set (builder, "message_id", parsed->message_id);
  cli_set (builder, "in_reply_to", parsed->in_reply_to);
  build_strings (builder, "references", parsed->references);
  json_builder_set_member_name (builder, "parts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < parsed->parts->len; i++)
    build_part (builder, g_ptr_array_index (parsed->parts, i));
  json_builder_end_array (builder);
  if (with_texts)
    {
      cli_set (builder, "text", parsed->text);
      cli_set (builder, "html", parsed->html);
    }
  cli_set_int (builder, "remote_images", parsed->remote_images);
  cli_set_int (builder, "trackers", parsed->trackers);
  build_strings (builder, "defects", parsed->defects);
}

static void
print_field (const char *label, const char *value)
{
  g_autofree char *clean = cli_clean (value, FALSE);

  if (*clean != '\0')
    g_print ("%s: %s\n", label, clean);
}

static void
print_addresses (const char *label, GPtrArray *addresses)
{
  g_autofree char *text = alp_parsed_addresses_to_text (addresses);

  print_field (label, text);
}

void
cli_print_message (const AlpParsed *parsed)
{
  g_autofree char *date = cli_iso_date (parsed->date);
  g_autofree char *text = cli_clean (parsed->text, TRUE);

  print_addresses (_ ("From"), parsed->from);
  print_addresses (_ ("To"), parsed->to);
  print_addresses (_ ("Cc"), parsed->cc);
  print_field (_ ("Date"), date);
  print_field (_ ("Subject"), parsed->subject);
  for (guint i = 0; i < parsed->parts->len; i++)
    {
      const AlpParsedPart *part = g_ptr_array_index (parsed->parts, i);
      g_autofree char *shown
          = g_strdup_printf ("%s (%s, %" G_GUINT64_FORMAT ")", part->name, part->type, part->size);

      if (part->attachment)
        print_field (_ ("Attachment"), shown);
    }
  for (guint i = 0; parsed->defects[i] != NULL; i++)
    print_field (_ ("Defect"), parsed->defects[i]);
  g_print ("\n%s\n", text);
}
