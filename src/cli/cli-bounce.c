/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-bounce.c: why messages did not arrive, from message files without any account */

#include "cli.h"

#include "alp-bounce.h"

#include <glib/gi18n.h>

static void
build_recipient (JsonBuilder *builder, const AlpBounceRecipient *one)
{
  json_builder_begin_object (builder);
  cli_set (builder, "address", one->address);
  cli_set (builder, "action", one->action);
  cli_set (builder, "status", one->status);
  cli_set (builder, "reason", one->reason);
  cli_set (builder, "sentence", one->sentence);
  cli_set (builder, "advice", one->advice);
  cli_set (builder, "server", one->server);
  cli_set (builder, "said", one->said);
  if (one->retry_until > 0)
    {
      g_autofree char *until = cli_iso_date (one->retry_until);
      cli_set (builder, "retry_until", until);
    }
  json_builder_end_object (builder);
}

static void
print_recipient (const AlpBounceRecipient *one)
{
  g_autofree char *address = cli_clean (one->address, FALSE);
  g_autofree char *said = cli_clean (one->said, FALSE);

  g_print ("%s (%s %s)\n  %s\n  %s\n", address, one->action, one->status, one->sentence, one->advice);
  if (*said != '\0')
    g_print ("  “%s”\n", said);
}

static void
build_bounce (Cli *cli, JsonBuilder *builder, const AlpBounce *bounce)
{
  cli_set_boolean (builder, "bounce", bounce != NULL);
  if (bounce == NULL)
    return;
  cli_set (builder, "message_id", bounce->message_id);
  cli_set (builder, "subject", bounce->subject);
  cli_set (builder, "reporter", bounce->reporter);
  json_builder_set_member_name (builder, "recipients");
  json_builder_begin_array (builder);
  for (guint i = 0; i < bounce->recipients->len; i++)
    {
      build_recipient (builder, g_ptr_array_index (bounce->recipients, i));
      if (!cli->json)
        print_recipient (g_ptr_array_index (bounce->recipients, i));
    }
  json_builder_end_array (builder);
}

static gboolean
explain_one (Cli *cli, const char *path, JsonBuilder *builder, gboolean is_only)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) source = alp_parse_load_file (path, &error);
  g_autoptr (AlpBounce) bounce = source != NULL ? alp_bounce_from_bytes (source, &error) : NULL;
  g_autofree char *shown = g_filename_display_name (path);

  if (!is_only)
    {
      json_builder_begin_object (builder);
      cli_set (builder, "file", shown);
    }
  if (error == NULL)
    build_bounce (cli, builder, bounce);
  else
    cli_build_error (builder, error);
  if (!is_only)
    json_builder_end_object (builder);
  if (!cli->json && error != NULL)
    g_printerr ("%s: %s\n", shown, error->message);
  else if (!cli->json && bounce == NULL)
    g_print ("%s: %s\n", shown, _ ("This is not a report about a delivery."));
  return error == NULL;
}

gboolean
cli_bounce (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean is_only;
  gboolean ok = TRUE;

  if (!cli_options (cli, NULL, "FILE…",
                    _ ("Explains reports about messages that could not be delivered. No account is needed."),
                    argc, argv, &words, error))
    return FALSE;
  if (words[0] == NULL)
    return cli_usage (error, _ ("bounce needs at least one file."));
  is_only = words[1] == NULL;
  json_builder_begin_object (builder);
  if (!is_only)
    {
      json_builder_set_member_name (builder, "messages");
      json_builder_begin_array (builder);
    }
  for (guint i = 0; words[i] != NULL; i++)
    ok &= explain_one (cli, words[i], builder, is_only);
  if (!is_only)
    json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return ok;
}
