/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-certificate.c: certificate list, trust, forget: decisions about servers nobody vouches for, without a dialog */

#include "cli.h"

#include "alp-certificate.h"

#include <glib/gi18n.h>
#include <string.h>

/* HOST:PORT, or [::1]:PORT */
static gboolean
parse_place (const char *text, char **host, guint16 *port, GError **error)
{
  const char *colon = strrchr (text, ':');
  guint64 number;

  if (colon == NULL || colon == text || !g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &number, NULL))
    return cli_usage (error, _ ("“%s” is not HOST:PORT."), text);
  *port = (guint16) number;
  *host = *text == '[' && colon[-1] == ']' ? g_strndup (text + 1, (gsize) (colon - text) - 2)
                                           : g_strndup (text, (gsize) (colon - text));
  return TRUE;
}

static gboolean
pin (Cli *cli, const char *place, const char *sha256, GError **error)
{
  g_autofree char *host = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint16 port = 0;

  if (!parse_place (place, &host, &port, error) || !cli_open (cli, error))
    return FALSE;
  alp_engine_pin_certificate_async (cli->engine, host, port, sha256, NULL, cli_got, &result);
  if (!alp_engine_pin_certificate_finish (cli->engine, cli_wait (&result), error))
    return FALSE;
  if (!cli->json)
    g_print (sha256 != NULL ? _ ("%s: this certificate is trusted from now on.\n")
                            : _ ("%s: no certificate is trusted by hand any more.\n"),
             place);
  return TRUE;
}

static void
build_pin (JsonBuilder *builder, const AlpPin *pin)
{
  g_autofree char *since = cli_iso_date (pin->since);

  json_builder_begin_object (builder);
  cli_set (builder, "host", pin->host);
  cli_set_int (builder, "port", pin->port);
  cli_set (builder, "sha256", pin->sha256);
  cli_set (builder, "since", since);
  json_builder_end_object (builder);
}

static gboolean
list (Cli *cli, GError **error)
{
  g_autoptr (GPtrArray) pins = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cli_open (cli, error))
    return FALSE;
  alp_engine_list_pins_async (cli->engine, NULL, cli_got, &result);
  pins = alp_engine_list_pins_finish (cli->engine, cli_wait (&result), error);
  if (pins == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "certificates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < pins->len; i++)
    {
      const AlpPin *one = g_ptr_array_index (pins, i);

      build_pin (builder, one);
      if (!cli->json)
        g_print ("%s:%u  %s\n", one->host, one->port, one->sha256);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return TRUE;
}

/* cli_certificate: certificate list | trust HOST:PORT SHA256 | forget HOST:PORT */
gboolean
cli_certificate (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (GStrv) words = NULL;
  guint n;

  if (!cli_options (
          cli, NULL, "list | trust HOST:PORT SHA256 | forget HOST:PORT",
          _ ("Certificates you accepted for one server although nobody vouches for them. Compare the SHA-256 "
             "with what your provider publishes before you trust it."),
          argc, argv, &words, error))
    return FALSE;
  n = g_strv_length (words);
  if (n == 1 && strcmp (words[0], "list") == 0)
    return list (cli, error);
  if (n == 3 && strcmp (words[0], "trust") == 0)
    return pin (cli, words[1], words[2], error);
  if (n == 2 && strcmp (words[0], "forget") == 0)
    return pin (cli, words[1], NULL, error);
  return cli_usage (error, _ ("certificate needs list, trust HOST:PORT SHA256 or forget HOST:PORT."));
}
