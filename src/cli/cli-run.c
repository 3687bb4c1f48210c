/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-run.c: what every command needs: its options, the engine, and waiting for an answer
 *
 * The façade is asynchronous; a command line is not. So each call is started and the main context iterated until it is
 * answered, right here and nowhere else. */

#include "cli.h"

#include <stdlib.h>
#include <string.h>

G_DEFINE_QUARK (cli-usage-error-quark, cli_usage_error)

/** cli_usage_error: sets an error about how the program was called; it exits with 2. */
void
cli_usage_error (GError **error, const char *format, ...)
{
  va_list args;
  g_autofree char *message = NULL;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, cli_usage_error_quark (), 1, message);
}

/** cli_is_usage_error: Returns: whether @error is about how the program was called */
gboolean
cli_is_usage_error (const GError *error)
{
  return error->domain == cli_usage_error_quark ();
}

/**
 * cli_parse:
 * @entries: the command's own options
 *
 * Reads a command's options, the common ones among them. --help prints and exits. What is left in @argv are the
 * arguments, from argv[1] on.
 */
gboolean
cli_parse (Cli *cli, const char *name, const GOptionEntry *entries, int *argc, char ***argv, GError **error)
{
  const CliCommand *command = cli_find_command (name);
  const GOptionEntry common[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &cli->profile, N_ ("Folder with the accounts and mail to use"), N_ ("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print one JSON document"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (command->usage);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *program = g_strdup_printf ("alpenpost-cli %s", name);

  g_option_context_set_translation_domain (context, "alpenpost");
  g_option_context_set_summary (context, _ (command->summary));
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, "alpenpost");
  g_option_context_add_main_entries (context, common, "alpenpost");
  g_set_prgname (program);
  if (g_option_context_parse (context, argc, argv, &local_error))
    return TRUE;
  cli_usage_error (error, "%s", local_error->message);
  return FALSE;
}

/** cli_on_ready: the callback of every asynchronous call; @data is a GAsyncResult **. */
void
cli_on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/** cli_wait: Returns: (transfer none): *@result, once it is there */
GAsyncResult *
cli_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/** cli_open: opens the profile, once. */
gboolean
cli_open (Cli *cli, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  const char *from_environment = g_getenv ("ALPENPOST_PROFILE");

  if (cli->engine != NULL)
    return TRUE;
  if (cli->profile == NULL)
    cli->profile = from_environment != NULL && *from_environment != '\0'
                       ? g_strdup (from_environment)
                       : g_build_filename (g_get_user_data_dir (), "alpenpost", "default", NULL);
  alp_engine_open_async (cli->profile, NULL, cli_on_ready, &result);
  cli->engine = alp_engine_open_finish (cli_wait (&result), error);
  return cli->engine != NULL;
}

static gboolean
is_loaded (GListModel *list, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpMessage) row = g_list_model_get_item (list, i);

      if (row != NULL && alp_message_get_loading (row))
        return FALSE;
    }
  return TRUE;
}

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/** cli_wait_list: waits until the ids and the first @limit rows (0: all) are known. The rows must be held by the caller afterwards. */
gboolean
cli_wait_list (AlpMessageList *list, guint limit, GError **error)
{
  /* Rows are loaded without an event of their own to wait for; 5 ms is below what anybody notices here. */
  guint timer = g_timeout_add (5, tick, NULL);
  gboolean done = FALSE;

  while (!done && alp_message_list_get_error (list) == NULL)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

      done = !alp_message_list_get_loading (list) && is_loaded (G_LIST_MODEL (list), limit > 0 ? MIN (n, limit) : n);
      if (!done)
        g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (timer);
  if (alp_message_list_get_error (list) == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (alp_message_list_get_error (list)));
  return FALSE;
}

/** cli_account: Returns: (transfer none): the account of @email; with %NULL the only one there is */
AlpAccount *
cli_account (Cli *cli, const char *email, GError **error)
{
  GListModel *accounts = alp_engine_get_accounts (cli->engine);
  AlpAccount *account = NULL;

  if (email != NULL)
    account = alp_engine_find_account (cli->engine, email);
  else if (g_list_model_get_n_items (accounts) == 1)
    {
      g_autoptr (AlpAccount) only = g_list_model_get_item (accounts, 0);
      account = only;
    }
  if (account != NULL)
    return account;
  if (email != NULL)
    g_set_error (error, ALP_ERROR, ALP_ERROR_NOT_FOUND, _ ("There is no account with the address %s."), email);
  else if (g_list_model_get_n_items (accounts) == 0)
    g_set_error_literal (error, ALP_ERROR, ALP_ERROR_NOT_FOUND, _ ("There is no account yet. Add one with “account add”."));
  else
    cli_usage_error (error, "%s", _ ("There are several accounts: say which one."));
  return NULL;
}

/** cli_ids: reads message ids; @ids: (out): of gint64 */
gboolean
cli_ids (char **argv, GArray **ids, GError **error)
{
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; argv[i] != NULL; i++)
    {
      gint64 id;

      if (!g_ascii_string_to_signed (argv[i], 10, 1, G_MAXINT64, &id, NULL))
        {
          cli_usage_error (error, _ ("“%s” is not a message id."), argv[i]);
          return FALSE;
        }
      g_array_append_val (out, id);
    }
  if (out->len == 0)
    {
      cli_usage_error (error, "%s", _ ("Say which messages: give their ids."));
      return FALSE;
    }
  *ids = g_steal_pointer (&out);
  return TRUE;
}
