/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-account.c: account add, list, remove */

#include "cli.h"

#include "alp-oauth.h"
#include "alp-online-account.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  char *email;
  char *name;
  char *imap;
  char *pop;
  char *pop_leave;
  char *smtp;
  char *user;
  char *password_command;
  char *ca_file;
  gboolean password_stdin;
  gboolean oauth;
  gboolean online;
  gboolean allow_insecure;
} AddOptions;

static void
add_options_clear (AddOptions *self)
{
  g_free (self->email);
  g_free (self->name);
  g_free (self->imap);
  g_free (self->pop);
  g_free (self->pop_leave);
  g_free (self->smtp);
  g_free (self->user);
  g_free (self->password_command);
  g_free (self->ca_file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AddOptions, add_options_clear)

static gboolean
parse_security (const char *word, AlpSecurity *security)
{
  static const struct
  {
    const char *word;
    AlpSecurity security;
  } table[]
      = { { "tls", ALP_SECURITY_TLS }, { "starttls", ALP_SECURITY_STARTTLS }, { "none", ALP_SECURITY_NONE } };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_ascii_strcasecmp (word, table[i].word) == 0)
      {
        *security = table[i].security;
        return TRUE;
      }
  return FALSE;
}

/* HOST:PORT:SECURITY from the right, so that [::1]:993:tls works. */
static gboolean
parse_server (const char *option, const char *text, char **host, guint16 *port, AlpSecurity *security,
              GError **error)
{
  g_autofree char *copy = g_strdup (text);
  char *last = strrchr (copy, ':');
  char *middle;
  guint64 number;

  if (last != NULL)
    *last = '\0';
  middle = strrchr (copy, ':');
  if (last == NULL || middle == NULL || middle == copy || !parse_security (last + 1, security)
      || !g_ascii_string_to_unsigned (middle + 1, 10, 1, 65535, &number, NULL))
    /* Translators: an option; what was given to it */
    return cli_usage (error, _ ("--%s needs HOST:PORT:tls, HOST:PORT:starttls or HOST:PORT:none, not “%s”."),
                      option, text);
  *middle = '\0';
  *port = (guint16) number;
  if (*copy == '[' && g_str_has_suffix (copy, "]"))
    *host = g_strndup (copy + 1, strlen (copy) - 2);
  else
    *host = g_steal_pointer (&copy);
  return TRUE;
}

static char *
read_password (GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  int c;

  while ((c = getchar ()) != EOF && c != '\n' && line->len < 4096)
    g_string_append_c (line, (char) c);
  if (line->len > 0 && line->str[line->len - 1] == '\r')
    g_string_truncate (line, line->len - 1);
  if (line->len == 0)
    {
      cli_usage (error, _ ("No password came on standard input."));
      return NULL;
    }
  return g_string_free_and_steal (g_steal_pointer (&line));
}

/* --pop-leave: days, or “keep” */
static gboolean
parse_leave (const char *text, int *days, GError **error)
{
  guint64 number;

  *days = -1;
  if (text == NULL || g_ascii_strcasecmp (text, "keep") == 0)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, 36500, &number, NULL))
    return cli_usage (error, _ ("--pop-leave needs a number of days or “keep”, not “%s”."), text);
  *days = (int) number;
  return TRUE;
}

static AlpAccountSpec *
make_spec (const AddOptions *options, GError **error)
{
  g_autoptr (AlpAccountSpec) spec = alp_account_spec_new ();
  const char *incoming = options->pop != NULL ? options->pop : options->imap;

  if (options->email == NULL || (options->imap == NULL) == (options->pop == NULL) || options->smtp == NULL)
    {
      cli_usage (error,
                 _ ("--email, --imap or --pop, and --smtp are needed. See “alpenpost-cli account --help”."));
      return NULL;
    }
  spec->pop = options->pop != NULL;
  if (options->pop_leave != NULL && !spec->pop)
    {
      cli_usage (error, _ ("--pop-leave goes with --pop."));
      return NULL;
    }
  if (!parse_leave (options->pop_leave, &spec->pop_leave_days, error)
      || !parse_server (spec->pop ? "pop" : "imap", incoming, &spec->imap_host, &spec->imap_port,
                        &spec->imap_security, error)
      || !parse_server ("smtp", options->smtp, &spec->smtp_host, &spec->smtp_port, &spec->smtp_security,
                        error))
    return NULL;
  if ((spec->imap_security == ALP_SECURITY_NONE || spec->smtp_security == ALP_SECURITY_NONE)
      && !options->allow_insecure)
    {
      cli_usage (error, _ ("Without encryption everybody on the way can read password and mail. Add "
                           "--allow-insecure if you want that."));
      return NULL;
    }
  if (options->password_stdin + options->oauth + (options->password_command != NULL) != 1)
    {
      cli_usage (error, _ ("Give one of --password-stdin, --password-command and --oauth."));
      return NULL;
    }
  spec->email = g_strdup (options->email);
  spec->name = g_strdup (options->name != NULL ? options->name : "");
  spec->user = g_strdup (options->user);
  spec->ca_file = options->ca_file != NULL ? g_canonicalize_filename (options->ca_file, NULL) : NULL;
  spec->password_command = g_strdup (options->password_command);
  return g_steal_pointer (&spec);
}

static const char *
security_name (AlpSecurity security)
{
  return security == ALP_SECURITY_TLS ? "tls" : security == ALP_SECURITY_STARTTLS ? "starttls" : "none";
}

static void
build_account (JsonBuilder *builder, AlpAccount *account)
{
  const AlpAccountSpec *spec = alp_account_get_spec (account);
  g_autofree char *imap
      = g_strdup_printf ("%s:%u:%s", spec->imap_host, spec->imap_port, security_name (spec->imap_security));
  g_autofree char *smtp
      = g_strdup_printf ("%s:%u:%s", spec->smtp_host, spec->smtp_port, security_name (spec->smtp_security));

  json_builder_begin_object (builder);
  cli_set_int (builder, "id", alp_account_get_id (account));
  cli_set (builder, "email", spec->email);
  cli_set (builder, "name", spec->name);
  cli_set (builder, "user", spec->user);
  cli_set (builder, spec->pop ? "pop" : "imap", imap);
  cli_set (builder, "smtp", smtp);
  cli_set (builder, "ca_file", spec->ca_file);
  cli_set (builder, "password_command", spec->password_command);
  json_builder_end_object (builder);
}

/* On standard error: what is on standard output is for programs. */
static void
show_url (const char *url, gpointer data)
{
  g_printerr (_ ("Open this page in your browser and agree there:\n%s\n"), url);
}

static char *
sign_in_with_browser (const char *email, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_oauth_sign_in_async (email, show_url, NULL, NULL, cli_got, &result);
  return alp_oauth_sign_in_finish (cli_wait (&result), error);
}

static AlpAccountSpec *
find_online_account (const AddOptions *options, char **secret, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) list = NULL;

  alp_online_accounts_list_async (NULL, cli_got, &result);
  list = alp_online_accounts_list_finish (cli_wait (&result));
  for (guint i = 0; i < list->len; i++)
    {
      const AlpOnlineAccount *one = g_ptr_array_index (list, i);
      AlpAccountSpec *spec;

      if (g_strcmp0 (one->spec->email, options->email) != 0)
        continue;
      spec = alp_account_spec_copy (one->spec);
      spec->ca_file = options->ca_file != NULL ? g_canonicalize_filename (options->ca_file, NULL) : NULL;
      *secret = g_strdup (one->secret);
      return spec;
    }
  g_set_error (error, ALP_ERROR, ALP_ERROR_NOT_FOUND,
               _ ("GNOME Online Accounts has no mail account “%s”. Add it in the settings of the desktop."),
               options->email != NULL ? options->email : "");
  return NULL;
}

static gboolean
add (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (AddOptions) o = { 0 };
  const GOptionEntry entries[] = {
    { "email", 0, 0, G_OPTION_ARG_STRING, &o.email, N_ ("The address"), "A" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o.name, N_ ("Your name, for From"), "N" },
    { "imap", 0, 0, G_OPTION_ARG_STRING, &o.imap, N_ ("Server for receiving"),
      "HOST:PORT:tls|starttls|none" },
    { "pop", 0, 0, G_OPTION_ARG_STRING, &o.pop,
      N_ ("POP3 server for receiving, instead of --imap; mail is kept here"), "HOST:PORT:tls|starttls|none" },
    { "pop-leave", 0, 0, G_OPTION_ARG_STRING, &o.pop_leave,
      N_ ("Days until fetched mail is deleted there (0: at once); “keep”, the default, never does"), "DAYS" },
    { "smtp", 0, 0, G_OPTION_ARG_STRING, &o.smtp, N_ ("Server for sending"), "HOST:PORT:tls|starttls|none" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &o.user, N_ ("Login name, when it is not the address"), "U" },
    { "password-stdin", 0, 0, G_OPTION_ARG_NONE, &o.password_stdin,
      N_ ("Read the password from standard input; it is kept in the keyring"), NULL },
    { "password-command", 0, 0, G_OPTION_ARG_STRING, &o.password_command,
      N_ ("A command that prints the password; only the command is kept"), "CMD" },
    { "oauth", 0, 0, G_OPTION_ARG_NONE, &o.oauth,
      N_ ("Sign in with the browser; the permission is kept in the keyring"), NULL },
    { "online-account", 0, 0, G_OPTION_ARG_NONE, &o.online,
      N_ ("Take servers and sign-in of this address from GNOME Online Accounts"), NULL },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &o.ca_file,
      N_ ("Trust this certificate authority for these servers"), "PEM" },
    { "allow-insecure", 0, 0, G_OPTION_ARG_NONE, &o.allow_insecure, N_ ("Allow “none”"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (AlpAccountSpec) spec = NULL;
  g_autofree char *password = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (!cli_options (cli, entries, "", _ ("Connects to both servers, then stores the account."), argc, argv,
                    NULL, error))
    return FALSE;
  spec = o.online ? find_online_account (&o, &password, error) : make_spec (&o, error);
  if (spec == NULL || (o.password_stdin && (password = read_password (error)) == NULL)
      || !cli_open (cli, error)
      || (o.oauth && (password = sign_in_with_browser (spec->email, error)) == NULL))
    return FALSE;
  alp_engine_add_account_async (cli->engine, spec, password, NULL, cli_got, &result);
  if (!alp_engine_add_account_finish (cli->engine, cli_wait (&result), error))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "account");
      build_account (builder, alp_engine_find_account (cli->engine, spec->email));
      json_builder_end_object (builder);
      cli_print_json (json_builder_get_root (builder));
    }
  else
    g_print (_ ("%s was added.\n"), spec->email);
  return TRUE;
}

static gboolean
list (Cli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  GListModel *accounts;

  if (!cli_options (cli, NULL, "", _ ("Lists the accounts of the profile."), argc, argv, NULL, error)
      || !cli_open (cli, error))
    return FALSE;
  accounts = alp_engine_get_accounts (cli->engine);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      build_account (builder, account);
      if (!cli->json)
        g_print ("%s\t%s\n", alp_account_get_email (account), alp_account_get_name (account));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return TRUE;
}

static gboolean
remove_account (Cli *cli, int argc, char **argv, GError **error)
{
  gboolean force = FALSE;
  const GOptionEntry entries[] = {
    { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("Also when something was never sent"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_auto (GStrv) words = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  AlpAccount *account;

  if (!cli_options (
          cli, entries, "A",
          _ ("Removes an account with its mail on this computer. Nothing is removed from the server."), argc,
          argv, &words, error))
    return FALSE;
  if (g_strv_length (words) != 1)
    return cli_usage (error, _ ("Give the address of one account."));
  if (!cli_open (cli, error) || (account = cli_get_account (cli, words[0], error)) == NULL)
    return FALSE;
  alp_engine_remove_account_async (cli->engine, account, force, NULL, cli_got, &result);
  if (!alp_engine_remove_account_finish (cli->engine, cli_wait (&result), error))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      cli_set (builder, "removed", words[0]);
      json_builder_end_object (builder);
      cli_print_json (json_builder_get_root (builder));
    }
  else
    g_print (_ ("%s was removed.\n"), words[0]);
  return TRUE;
}

gboolean
cli_account (Cli *cli, int argc, char **argv, GError **error)
{
  static const struct
  {
    const char *name;
    CliFunc func;
  } table[] = { { "add", add }, { "list", list }, { "remove", remove_account } };

  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (table); i++)
    if (strcmp (argv[1], table[i].name) == 0)
      {
        g_autofree char *title = g_strdup_printf ("account %s", table[i].name);
        g_autofree char **rest = g_memdup2 (argv + 1, (gsize) (argc - 1) * sizeof (char *));

        rest[0] = title;
        return table[i].func (cli, argc - 1, rest, error);
      }
  if (!cli_options (cli, NULL, "add|list|remove …", _ ("“account add --help” says what is needed."), argc,
                    argv, NULL, error))
    return FALSE;
  return cli_usage (error, _ ("Say what to do: account add, account list or account remove."));
}
