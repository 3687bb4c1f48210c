/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-dump.c: message files as JSON, one document a line, for the corpus tests */

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "mime-html.h"
#include "mime-message.h"

static void
set (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_leaf (JsonBuilder *builder, MimePart *part)
{
  g_autoptr (GBytes) bytes = mime_part_decode (part);
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  json_builder_begin_object (builder);
  set (builder, "type", part->type);
  set (builder, "name", part->name);
  set (builder, "sha256", hash);
  json_builder_set_member_name (builder, "size");
  json_builder_add_int_value (builder, (gint64) g_bytes_get_size (bytes));
  json_builder_end_object (builder);
}

static void
add_message (JsonBuilder *builder, GBytes *bytes)
{
  g_autoptr (MimeMessage) message = mime_message_parse (bytes, NULL);
  g_autofree char *text = NULL;
  g_autofree char *raw = NULL;
  g_autoptr (MimeHtml) html = NULL;

  if (message == NULL)
    {
      set (builder, "error", "no message");
      return;
    }
  text = mime_message_dup_text (message);
  raw = mime_message_dup_html (message);
  html = mime_html_sanitize (raw != NULL ? raw : "", NULL);
  set (builder, "subject", message->headers->subject);
  set (builder, "text", text);
  set (builder, "html", html->html);
  json_builder_set_member_name (builder, "leaves");
  json_builder_begin_array (builder);
  for (guint i = 0; i < message->leaves->len; i++)
    add_leaf (builder, g_ptr_array_index (message->leaves, i));
  json_builder_end_array (builder);
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();
      g_autoptr (JsonNode) root = NULL;
      g_autofree char *data = NULL;
      g_autofree char *line = NULL;
      gsize length = 0;

      if (!g_file_get_contents (argv[i], &data, &length, NULL))
        return 1;
      g_autoptr (GBytes) bytes = g_bytes_new (data, length);
      json_builder_begin_object (builder);
      add_message (builder, bytes);
      json_builder_end_object (builder);
      root = json_builder_get_root (builder);
      line = json_to_string (root, FALSE);
      fputs (line, stdout); /* g_print would turn it into the character set of the locale */
      fputc (10, stdout);
    }
  return 0;
}
