/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-run.c: what all commands share: options, opening the profile, waiting, printing
 *
 * A command is a straight line: it starts an asynchronous call of the façade and runs the main loop until it is done. */

#include "cli.h"

#include "alp-upkeep.h"

#include <glib/gi18n.h>
#include <stdio.h>

G_DEFINE_QUARK (cli - error - quark, cli_error)

gboolean
cli_usage (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (CLI_ERROR, CLI_ERROR_USAGE, format, args);
  va_end (args);
  return FALSE;
}

gboolean
cli_options (Cli *cli, const GOptionEntry *entries, const char *usage, const char *summary, int argc,
             char **argv, char ***rest, GError **error)
{
  g_autofree char *profile = NULL;
  g_auto (GStrv) words = NULL;
  gboolean help = FALSE;
  const GOptionEntry common[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &profile, N_ ("Use the mail kept in DIR"), "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print one JSON document"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_ ("Show this help"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words, NULL, NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autofree char *title = g_strdup_printf ("%s %s", argv[0], usage);
  g_autoptr (GOptionContext) context = g_option_context_new (title);
  g_autoptr (GError) problem = NULL;
  g_auto (GStrv) copy = g_new0 (char *, (gsize) argc + 1);

  for (int i = 0; i < argc; i++)
    copy[i] = g_strdup (argv[i]);
  g_free (copy[0]);
  copy[0] = g_strdup ("alpenpost-cli");
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, summary);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  g_set_prgname ("alpenpost-cli");
  {
    g_auto (GStrv) parsed = g_strdupv (copy);

    if (!g_option_context_parse_strv (context, &parsed, &problem))
      return cli_usage (error, "%s", problem->message);
  }
  if (help)
    {
      g_autofree char *text = g_option_context_get_help (context, FALSE, NULL);

      g_print ("%s", text);
      return FALSE;
    }
  if (profile != NULL)
    {
      g_free (cli->profile);
      cli->profile = g_steal_pointer (&profile);
    }
  if (rest != NULL)
    *rest = words != NULL ? g_steal_pointer (&words) : g_new0 (char *, 1);
  else if (words != NULL)
    /* Translators: an argument; the command it was given to */
    return cli_usage (error, _ ("Unexpected argument “%s”. See “alpenpost-cli %s --help”."), words[0],
                      argv[0]);
  return TRUE;
}

void
cli_got (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

GAsyncResult *
cli_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

gboolean
cli_open (Cli *cli, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *profile = NULL;
  g_autofree char *notice = NULL;
  const char *fixed = g_getenv ("ALPENPOST_PROFILE");

  if (cli->profile != NULL)
    profile = g_strdup (cli->profile);
  else if (fixed != NULL && *fixed != '\0')
    profile = g_strdup (fixed);
  else
    profile = g_build_filename (g_get_user_data_dir (), "alpenpost", NULL);
  alp_engine_open_async (profile, NULL, cli_got, &result);
  cli->engine = alp_engine_open_finish (cli_wait (&result), error);
  if (cli->engine == NULL)
    return FALSE;
  notice = alp_upkeep_dup_notice (cli->engine);
  if (notice != NULL)
    {
      g_autofree char *clean = cli_clean (notice, FALSE);

      /* Translators: %s is a whole sentence */
      g_printerr (_ ("note: %s\n"), clean);
    }
  return TRUE;
}

void
cli_close (Cli *cli)
{
  if (cli->engine != NULL)
    alp_engine_stop (cli->engine);
  /* What was on its way back ends on the main context. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&cli->engine);
  g_free (cli->profile);
}

AlpAccount *
cli_get_account (Cli *cli, const char *email, GError **error)
{
  GListModel *accounts = alp_engine_get_accounts (cli->engine);
  AlpAccount *account = NULL;

  if (email != NULL)
    account = alp_engine_find_account (cli->engine, email);
  else if (g_list_model_get_n_items (accounts) > 0)
    {
      g_autoptr (AlpAccount) first = g_list_model_get_item (accounts, 0);

      account = first;
    }
  if (account == NULL)
    g_set_error (error, ALP_ERROR, ALP_ERROR_NOT_FOUND,
                 email != NULL ? _ ("There is no account “%s”. Add it first.")
                               : _ ("There is no account%s. Add one first."),
                 email != NULL ? email : "");
  return account;
}

gboolean
cli_parse_ids (char **words, GArray **ids, GError **error)
{
  *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; words[i] != NULL; i++)
    {
      gint64 id;

      if (!g_ascii_string_to_signed (words[i], 10, 1, G_MAXINT64, &id, NULL))
        return cli_usage (error, _ ("“%s” is not the number of a message. See the first column of “list”."),
                          words[i]);
      g_array_append_val (*ids, id);
    }
  if ((*ids)->len == 0)
    return cli_usage (error, _ ("The number of a message is missing. See the first column of “list”."));
  return TRUE;
}

void
cli_print_json (JsonNode *node)
{
  g_autoptr (JsonNode) owned = node;
  g_autofree char *text = json_to_string (owned, TRUE);

  fputs (text, stdout);
  fputc ('\n', stdout);
}

void
cli_set (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value == NULL)
    json_builder_add_null_value (builder);
  else
    {
      g_autofree char *valid = g_utf8_make_valid (value, -1);

      json_builder_add_string_value (builder, valid);
    }
}

void
cli_set_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
cli_set_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/* @certificate: (nullable): what a person needs to decide about it. */
static void
build_certificate (JsonBuilder *builder, const BaseCertificate *certificate)
{
  g_autofree char *from = NULL, *until = NULL;

  if (certificate == NULL)
    return;
  from = cli_iso_date (certificate->not_before);
  until = cli_iso_date (certificate->not_after);
  json_builder_set_member_name (builder, "certificate");
  json_builder_begin_object (builder);
  cli_set (builder, "host", certificate->host);
  cli_set_int (builder, "port", certificate->port);
  cli_set (builder, "sha256", certificate->sha256);
  cli_set (builder, "subject", certificate->subject);
  cli_set (builder, "issuer", certificate->issuer);
  cli_set (builder, "not_before", from);
  cli_set (builder, "not_after", until);
  cli_set_boolean (builder, "acceptable", base_certificate_can_be_accepted (certificate));
  cli_set_boolean (builder, "was_trusted", certificate->was_trusted || certificate->was_pinned);
  json_builder_end_object (builder);
}

/* The member "error" of the open object. */
void
cli_build_error (JsonBuilder *builder, const GError *error)
{
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  cli_set (builder, "code", error->domain == CLI_ERROR ? "usage" : alp_error_get_name (error));
  cli_set (builder, "message", error->message);
  cli_set_boolean (builder, "temporary", alp_error_is_temporary (error));
  build_certificate (builder, alp_error_get_certificate (error));
  json_builder_end_object (builder);
}

static void
print_certificate (const BaseCertificate *certificate)
{
  if (certificate == NULL || !base_certificate_can_be_accepted (certificate))
    return;
  /* Translators: a server; its port; the fingerprint of its certificate */
  g_printerr (_ ("If you know this certificate: alpenpost-cli certificate trust %s:%u %s\n"),
              certificate->host, certificate->port, certificate->sha256);
}

void
cli_print_error (Cli *cli, const GError *error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *clean = cli_clean (error->message, FALSE);

  if (!cli->json)
    {
      /* Translators: %s is a whole sentence */
      g_printerr (_ ("error: %s\n"), clean);
      print_certificate (alp_error_get_certificate (error));
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_build_error (builder, error);
  json_builder_end_object (builder);
  cli_print_json (json_builder_get_root (builder));
}

char *
cli_iso_date (gint64 unix_seconds)
{
  g_autoptr (GDateTime) date = unix_seconds != 0 ? g_date_time_new_from_unix_utc (unix_seconds) : NULL;

  return date != NULL ? g_date_time_format_iso8601 (date) : NULL;
}

char *
cli_clean (const char *text, gboolean lines)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar one = g_utf8_get_char (c);

      if ((lines && (one == '\n' || one == '\t')) || !g_unichar_iscntrl (one))
        g_string_append_unichar (out, one);
      else if (!lines)
        g_string_append_c (out, ' ');
    }
  return g_string_free_and_steal (g_steal_pointer (&out));
}
