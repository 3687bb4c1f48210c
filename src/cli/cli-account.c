/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-account.c: account add, list, remove */

#include "cli.h"

#include <stdio.h>
#include <string.h>

#define MAX_PASSWORD 4096

/* HOST:PORT:tls|starttls|none, an IPv6 host in brackets. */
static gboolean
parse_endpoint (const char *text, char **host, guint16 *port, AlpSecurity *security, GError **error)
{
  static const struct
  {
    const char *name;
    AlpSecurity security;
  } names[] = { { "tls", ALP_SECURITY_TLS }, { "starttls", ALP_SECURITY_STARTTLS }, { "none", ALP_SECURITY_NONE } };
  const char *last = strrchr (text, ':');
  g_autofree char *front = last != NULL ? g_strndup (text, (gsize) (last - text)) : NULL;
  char *port_text = front != NULL ? strrchr (front, ':') : NULL;
  guint64 number = 0;

  if (port_text != NULL)
    *port_text++ = '\0';
  if (port_text != NULL && *front != '\0' && g_ascii_string_to_unsigned (port_text, 10, 1, 65535, &number, NULL))
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      if (g_ascii_strcasecmp (last + 1, names[i].name) == 0)
        {
          gsize n = strlen (front);
          gboolean bracketed = *front == '[' && front[n - 1] == ']';

          *host = bracketed ? g_strndup (front + 1, n - 2) : g_strdup (front);
          *port = (guint16) number;
          *security = names[i].security;
          return TRUE;
        }
  cli_usage_error (error, _ ("“%s” is not HOST:PORT:tls, HOST:PORT:starttls or HOST:PORT:none."), text);
  return FALSE;
}

static char *
read_password (GError **error)
{
  char line[MAX_PASSWORD];

  if (fgets (line, sizeof line, stdin) == NULL)
    {
      cli_usage_error (error, "%s", _ ("There was no password on standard input."));
      return NULL;
    }
  line[strcspn (line, "\r\n")] = '\0';
  char *password = g_strdup (line);
  explicit_bzero (line, sizeof line);
  return password;
}

typedef struct
{
  char *email, *name, *imap, *smtp, *user, *password_command, *ca_file;
  gboolean password_stdin, allow_insecure;
} AddOptions;

static void
add_options_clear (AddOptions *o)
{
  g_free (o->email);
  g_free (o->name);
  g_free (o->imap);
  g_free (o->smtp);
  g_free (o->user);
  g_free (o->password_command);
  g_free (o->ca_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AddOptions, add_options_clear)

static AlpAccountSpec *
make_spec (const AddOptions *o, GError **error)
{
  g_autoptr (AlpAccountSpec) spec = alp_account_spec_new ();

  if (o->email == NULL || o->imap == NULL || o->smtp == NULL)
    {
      cli_usage_error (error, "%s", _ ("--email, --imap and --smtp are needed."));
      return NULL;
    }
  if (o->password_stdin == (o->password_command != NULL))
    {
      cli_usage_error (error, "%s", _ ("Give either --password-stdin or --password-command."));
      return NULL;
    }
  g_clear_pointer (&spec->imap_host, g_free);
  g_clear_pointer (&spec->smtp_host, g_free);
  if (!parse_endpoint (o->imap, &spec->imap_host, &spec->imap_port, &spec->imap_security, error)
      || !parse_endpoint (o->smtp, &spec->smtp_host, &spec->smtp_port, &spec->smtp_security, error))
    return NULL;
  if (!o->allow_insecure && (spec->imap_security == ALP_SECURITY_NONE || spec->smtp_security == ALP_SECURITY_NONE))
    {
      cli_usage_error (error, "%s",
                       _ ("Without encryption everybody on the way can read your password and mail. Add --allow-insecure if you want that."));
      return NULL;
    }
  g_set_str (&spec->email, o->email);
  g_set_str (&spec->name, o->name != NULL ? o->name : "");
  g_set_str (&spec->user, o->user);
  g_set_str (&spec->ca_file, o->ca_file);
  g_set_str (&spec->password_command, o->password_command);
  return g_steal_pointer (&spec);
}

static void
print_account (Cli *cli, JsonBuilder *builder, AlpAccount *account)
{
  const AlpAccountSpec *spec = alp_account_get_spec (account);

  if (builder == NULL)
    {
      cli_print ("%s\t%s\t%s:%u\n", spec->email, spec->name, spec->imap_host, spec->imap_port);
      return;
    }
  json_builder_begin_object (builder);
  cli_json_int (builder, "id", alp_account_get_id (account));
  cli_json_string (builder, "email", spec->email);
  cli_json_string (builder, "name", spec->name);
  cli_json_string (builder, "user", spec->user != NULL ? spec->user : spec->email);
  cli_json_string (builder, "imap_host", spec->imap_host);
  cli_json_int (builder, "imap_port", spec->imap_port);
  cli_json_string (builder, "smtp_host", spec->smtp_host);
  cli_json_int (builder, "smtp_port", spec->smtp_port);
  json_builder_end_object (builder);
}

static int
add (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (AddOptions) o = { 0 };
  const GOptionEntry entries[] = {
    { "email", 0, 0, G_OPTION_ARG_STRING, &o.email, N_ ("The address"), "A" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o.name, N_ ("Your name, as others see it"), "N" },
    { "imap", 0, 0, G_OPTION_ARG_STRING, &o.imap, N_ ("Incoming mail server"), "HOST:PORT:tls|starttls|none" },
    { "smtp", 0, 0, G_OPTION_ARG_STRING, &o.smtp, N_ ("Outgoing mail server"), "HOST:PORT:tls|starttls|none" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &o.user, N_ ("User name, when it is not the address"), "U" },
    { "password-stdin", 0, 0, G_OPTION_ARG_NONE, &o.password_stdin, N_ ("Read the password from standard input"), NULL },
    { "password-command", 0, 0, G_OPTION_ARG_STRING, &o.password_command, N_ ("A command that prints the password"), "CMD" },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &o.ca_file, N_ ("Also trust this authority"), "PEM" },
    { "allow-insecure", 0, 0, G_OPTION_ARG_NONE, &o.allow_insecure, N_ ("Allow servers without encryption"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (AlpAccountSpec) spec = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *password = NULL;

  if (!cli_parse (cli, "account", entries, &argc, &argv, error))
    return 2;
  spec = make_spec (&o, error);
  if (spec == NULL)
    return 2;
  if (o.password_stdin && (password = read_password (error)) == NULL)
    return 2;
  if (!cli_open (cli, error))
    return 1;
  alp_engine_add_account_async (cli->engine, spec, password, NULL, cli_on_ready, &result);
  cli_wait (&result);
  if (password != NULL)
    explicit_bzero (password, strlen (password));
  if (!alp_engine_add_account_finish (cli->engine, result, error))
    return 1;
  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();
      AlpAccount *account = alp_engine_find_account (cli->engine, spec->email);

      json_builder_begin_object (builder);
      cli_json_string (builder, "added", spec->email);
      if (account != NULL)
        cli_json_int (builder, "id", alp_account_get_id (account));
      json_builder_end_object (builder);
      cli_print_json (builder);
    }
  else
    cli_print (_ ("%s was added.\n"), spec->email);
  return 0;
}

static int
list (Cli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!cli_parse (cli, "account", NULL, &argc, &argv, error) || !cli_open (cli, error))
    return 1;
  GListModel *accounts = alp_engine_get_accounts (cli->engine);
  if (cli->json)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "accounts");
      json_builder_begin_array (builder);
    }
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);
      print_account (cli, builder, account);
    }
  if (builder == NULL)
    return 0;
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_print_json (builder);
  return 0;
}

static int
remove_account (Cli *cli, int argc, char **argv, GError **error)
{
  gboolean force = FALSE;
  const GOptionEntry entries[] = {
    { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("Also when something was never sent"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GAsyncResult) result = NULL;
  AlpAccount *account;

  if (!cli_parse (cli, "account", entries, &argc, &argv, error))
    return 2;
  if (argc != 2)
    {
      cli_usage_error (error, "%s", _ ("Say which account to remove: give its address."));
      return 2;
    }
  if (!cli_open (cli, error) || (account = cli_account (cli, argv[1], error)) == NULL)
    return 1;
  alp_engine_remove_account_async (cli->engine, account, force, NULL, cli_on_ready, &result);
  if (!alp_engine_remove_account_finish (cli->engine, cli_wait (&result), error))
    return 1;
  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();
      json_builder_begin_object (builder);
      cli_json_string (builder, "removed", argv[1]);
      json_builder_end_object (builder);
      cli_print_json (builder);
    }
  return 0;
}

/** cli_account_run: account add, list, remove. */
int
cli_account_run (Cli *cli, int argc, char **argv, GError **error)
{
  const char *verb = argc > 1 ? argv[1] : "";

  if (g_str_equal (verb, "add"))
    return add (cli, argc - 1, argv + 1, error);
  if (g_str_equal (verb, "list"))
    return list (cli, argc - 1, argv + 1, error);
  if (g_str_equal (verb, "remove"))
    return remove_account (cli, argc - 1, argv + 1, error);
  if (!cli_parse (cli, "account", NULL, &argc, &argv, error))
    return 2;
  cli_usage_error (error, "%s", _ ("Say “account add”, “account list” or “account remove”."));
  return 2;
}
