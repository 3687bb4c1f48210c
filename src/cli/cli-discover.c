/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-discover.c: the servers of a mail address, without an account and without a password */

#include "cli.h"

#include "alp-discover.h"

#include <glib/gi18n.h>

typedef struct
{
  Cli *cli;
  JsonBuilder *asked;
} Progress;

static void
on_progress (BaseMailSource source, AlpDiscoverState state, gpointer data)
{
  Progress *progress = data;

  if (state == ALP_DISCOVER_ASKED)
    return;
  json_builder_begin_object (progress->asked);
  cli_set (progress->asked, "source", base_mail_source_get_name (source));
  cli_set_boolean (progress->asked, "found", state == ALP_DISCOVER_FOUND);
  json_builder_end_object (progress->asked);
  if (!progress->cli->json)
    g_printerr ("%s: %s\n", alp_discover_get_source_words (source),
                state == ALP_DISCOVER_FOUND ? _ ("found") : _ ("nothing"));
}

static void
build_servers (JsonBuilder *builder, const char *name, const BaseMailSettings *settings, gboolean outgoing)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < settings->servers->len; i++)
    {
      const BaseMailServer *server = g_ptr_array_index (settings->servers, i);

      if ((server->protocol == BASE_MAIL_SMTP) != outgoing)
        continue;
      json_builder_begin_object (builder);
      cli_set (builder, "protocol", base_mail_protocol_get_name (server->protocol));
      cli_set (builder, "host", server->host);
      cli_set_int (builder, "port", server->port);
      cli_set (builder, "security", base_mail_security_get_name (server->security));
      cli_set (builder, "user", server->user);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
build_sign_in (JsonBuilder *builder, const BaseMailSettings *settings)
{
  static const struct
  {
    BaseSignIn kind;
    const char *word;
  } kinds[] = {
    { BASE_SIGN_IN_PASSWORD, "password" },
    { BASE_SIGN_IN_APP_PASSWORD, "app-password" },
    { BASE_SIGN_IN_DEVICE_PASSWORD, "device-password" },
    { BASE_SIGN_IN_OAUTH2, "oauth2" },
  };

  json_builder_set_member_name (builder, "sign_in");
  json_builder_begin_array (builder);
  for (guint pass = 0; pass < 2; pass++)
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
      if (settings->sign_in & kinds[i].kind && (kinds[i].kind == settings->best_sign_in) == (pass == 0))
        json_builder_add_string_value (builder, kinds[i].word);
  json_builder_end_array (builder);
}

static void
set_nullable (JsonBuilder *builder, const char *name, const char *value)
{
  if (value != NULL)
    cli_set (builder, name, value);
}

static void
build_settings (JsonBuilder *builder, const char *address, const BaseMailSettings *settings)
{
  cli_set (builder, "address", address);
  cli_set (builder, "source", base_mail_source_get_name (settings->source));
  set_nullable (builder, "provider", settings->provider);
  build_servers (builder, "incoming", settings, FALSE);
  build_servers (builder, "outgoing", settings, TRUE);
  build_sign_in (builder, settings);
  cli_set_boolean (builder, "consent_needed", settings->consent_host != NULL);
  set_nullable (builder, "consent_host", settings->consent_host);
  cli_set_boolean (builder, "local", settings->local);
  cli_set_int (builder, "refused", settings->refused);
  if (settings->max_message > 0)
    cli_set_int (builder, "max_message", (gint64) settings->max_message);
  set_nullable (builder, "sign_up_page", settings->sign_up_page);
  set_nullable (builder, "password_page", settings->password_page);
  set_nullable (builder, "help_page", settings->help_page);
}

static void
print_settings (const BaseMailSettings *settings)
{
  if (settings->provider != NULL)
    g_print ("%s\n", settings->provider);
  for (guint i = 0; i < settings->servers->len; i++)
    {
      const BaseMailServer *server = g_ptr_array_index (settings->servers, i);

      g_print ("%-5s %s:%u:%s  %s\n", base_mail_protocol_get_name (server->protocol), server->host,
               server->port, base_mail_security_get_name (server->security), server->user);
    }
  if (settings->consent_host != NULL)
    g_print (_ ("“%s” does not belong to the domain of the address. Use it only if you trust it with your "
                "password.\n"),
             settings->consent_host);
  if (settings->password_page != NULL)
    g_print (_ ("Passwords for mail programs: %s\n"), settings->password_page);
}

gboolean
cli_discover (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *file = NULL;
  const GOptionEntry entries[] = {
    { "autoconfig-file", 0, 0, G_OPTION_ARG_FILENAME, &file, N_ ("Read this settings file and ask nobody"),
      "XML" },
    { NULL },
  };
  g_auto (GStrv) words = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonBuilder) asked = json_builder_new ();
  g_autoptr (BaseMailSettings) settings = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  Progress progress = { cli, asked };

  if (!cli_options (cli, entries, "ADDRESS",
                    _ ("Finds the servers of a mail address. No password is asked for or sent."), argc, argv,
                    &words, error))
    return FALSE;
  if (words[0] == NULL || words[1] != NULL)
    return cli_usage (error, _ ("discover needs one address."));
  json_builder_begin_array (asked);
  alp_discover_async (words[0], file, on_progress, &progress, NULL, cli_got, &result);
  settings = alp_discover_finish (cli_wait (&result), error);
  json_builder_end_array (asked);
  if (settings == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  build_settings (builder, words[0], settings);
  json_builder_set_member_name (builder, "asked");
  json_builder_add_value (builder, json_builder_get_root (asked));
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  else
    print_settings (settings);
  return TRUE;
}
