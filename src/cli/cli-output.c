/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-output.c: what goes to standard output
 *
 * With --json exactly one JSON document, whatever happens. Without it, lines for people. */

#include "cli.h"

#include <stdio.h>

/** cli_print: prints to standard output; the format brings its own line end. */
void
cli_print (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
}

/** cli_print_json: prints the finished document. */
void
cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = NULL;

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  g_print ("%s\n", text);
}

/** cli_json_error: adds the object of an error: code and message. */
void
cli_json_error (JsonBuilder *builder, const GError *error)
{
  json_builder_begin_object (builder);
  cli_json_string (builder, "code", cli_is_usage_error (error) ? "usage" : alp_error_get_name (error));
  cli_json_string (builder, "message", error->message);
  json_builder_end_object (builder);
}

/** cli_print_error: {"error":{…}} on standard output with --json, else a line on standard error. */
void
cli_print_error (Cli *cli, const GError *error)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      g_printerr ("alpenpost-cli: %s\n", error->message);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "error");
  cli_json_error (builder, error);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

/** cli_json_string: adds a string member, or an element when @name is %NULL; bytes that are no UTF-8 are replaced. */
void
cli_json_string (JsonBuilder *builder, const char *name, const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  if (name != NULL)
    json_builder_set_member_name (builder, name);
  if (valid != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

/** cli_json_int: adds a number. */
void
cli_json_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/** cli_json_boolean: adds true or false. */
void
cli_json_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/** cli_date: Returns: (transfer full) (nullable): ISO 8601 in UTC; %NULL for 0 or what no calendar has */
char *
cli_date (gint64 unix_seconds)
{
  g_autoptr (GDateTime) date = unix_seconds != 0 ? g_date_time_new_from_unix_utc (unix_seconds) : NULL;

  return date != NULL ? g_date_time_format_iso8601 (date) : NULL;
}

/** cli_json_date: adds an ISO 8601 date, null when there is none. */
void
cli_json_date (JsonBuilder *builder, const char *name, gint64 unix_seconds)
{
  g_autofree char *text = cli_date (unix_seconds);

  cli_json_string (builder, name, text);
}

/** cli_json_strings: adds an array of strings. */
void
cli_json_strings (JsonBuilder *builder, const char *name, const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    cli_json_string (builder, NULL, values[i]);
  json_builder_end_array (builder);
}
