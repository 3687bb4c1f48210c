/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-check.c: the checks before sending, on a message file */

#include "cli.h"

#include "alp-check.h"

#include <glib/gi18n.h>

typedef struct
{
  char *from;
  char *original;
  char *smtp_host;
  gint64 max_size;
  int max_recipients;
  char **own;   /* addresses */
  char **added; /* addresses */
  gboolean external;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->from);
  g_free (options->original);
  g_free (options->smtp_host);
  g_strfreev (options->own);
  g_strfreev (options->added);
}

static void
build_finding (JsonBuilder *builder, const AlpCheckFinding *finding)
{
  json_builder_begin_object (builder);
  cli_set (builder, "id", finding->id);
  cli_set (builder, "severity", alp_check_severity_get_id (finding->severity));
  cli_set (builder, "message", finding->message);
  cli_set (builder, "detail", finding->detail);
  json_builder_end_object (builder);
}

static void
print_findings (Cli *cli, GPtrArray *findings)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < findings->len; i++)
    {
      const AlpCheckFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *message = cli_clean (finding->message, FALSE);

      build_finding (builder, finding);
      if (!cli->json)
        g_print ("%-5s %s: %s\n", alp_check_severity_get_id (finding->severity), finding->id, message);
    }
  json_builder_end_array (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  else if (findings->len == 0)
    g_print ("%s\n", _ ("Nothing to complain about."));
}

static gboolean
check (Cli *cli, const char *path, const Options *options, GError **error)
{
  g_autoptr (GBytes) source = alp_parse_load_file (path, error);
  g_autoptr (GBytes) original = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  AlpCheckContext context = {
    .from = options->from,
    .smtp_host = options->smtp_host,
    .max_size = (guint64) MAX (options->max_size, 0),
    .max_recipients = (guint) MAX (options->max_recipients, 0),
    .identities = (const char *const *) options->own,
    .external_notice = options->external,
    .added = (const char *const *) options->added,
  };

  if (source == NULL)
    return FALSE;
  if (options->original != NULL && (original = alp_parse_load_file (options->original, error)) == NULL)
    return FALSE;
  context.original = original;
  findings = alp_check_message (source, &context, error);
  if (findings == NULL)
    return FALSE;
  print_findings (cli, findings);
  return TRUE;
}

gboolean
cli_check (Cli *cli, int argc, char **argv, GError **error)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_ ("The address the message would leave from"),
      "ADDRESS" },
    { "original", 0, 0, G_OPTION_ARG_FILENAME, &options.original, N_ ("The message it answers"), "FILE" },
    { "own", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.own, N_ ("An address of yours; may be repeated"),
      "ADDRESS" },
    { "external-notice", 0, 0, G_OPTION_ARG_NONE, &options.external,
      N_ ("Tell of recipients elsewhere that came by themselves"), NULL },
    { "added", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.added,
      N_ ("A recipient that \"reply to all\" added; may be repeated"), "ADDRESS" },
    { "server", 0, 0, G_OPTION_ARG_STRING, &options.smtp_host, N_ ("The server it would leave through"),
      "HOST" },
    { "max-size", 0, 0, G_OPTION_ARG_INT64, &options.max_size, N_ ("What the server takes at most"),
      "BYTES" },
    { "max-recipients", 0, 0, G_OPTION_ARG_INT, &options.max_recipients,
      N_ ("How many recipients are allowed"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  gboolean ok = cli_options (cli, entries, "FILE --from ADDRESS", _ ("Checks a message as before sending."),
                             argc, argv, &words, error);

  if (ok && (words[0] == NULL || words[1] != NULL))
    ok = cli_usage (error, _ ("check needs one file."));
  else if (ok && options.from == NULL)
    ok = cli_usage (error, _ ("check needs --from ADDRESS."));
  else if (ok)
    ok = check (cli, words[0], &options, error);
  options_clear (&options);
  return ok;
}
