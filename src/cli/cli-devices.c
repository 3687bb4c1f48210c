/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-devices.c: device passwords of an address, and the log of activity
 *
 * A new password is printed once, on standard output, because that is what it was asked for; nowhere else. A token, key or
 * password comes by standard input. */

#include "cli.h"

#include "alp-activity.h"
#include "alp-device.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  char *account;
  char *label;
  char *type;
  char *protocols;
  char *kind;
  char *url;
  char *login;
  gboolean secret_stdin;
  gboolean use;
  gboolean all;
  gboolean force;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->account);
  g_free (self->label);
  g_free (self->type);
  g_free (self->protocols);
  g_free (self->kind);
  g_free (self->url);
  g_free (self->login);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Options of all of them: each command reads what is its own. */
static gboolean
parse (Cli *cli, Options *o, const char *usage, const char *summary, int argc, char **argv, char ***words,
       AlpAccount **account, GError **error)
{
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &o->account, N_ ("The address"), "A" },
    { "label", 0, 0, G_OPTION_ARG_STRING, &o->label, N_ ("Name of the device"), "NAME" },
    { "type", 0, 0, G_OPTION_ARG_STRING, &o->type, N_ ("computer, phone, tablet or other"), "TYPE" },
    { "protocols", 0, 0, G_OPTION_ARG_STRING, &o->protocols, N_ ("imap, pop3, smtp …, with commas between"),
      "LIST" },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &o->kind, N_ ("infomaniak, stalwart, mailcow or wildduck"), "KIND" },
    { "url", 0, 0, G_OPTION_ARG_STRING, &o->url, N_ ("Where the service is"), "HTTPS" },
    { "login", 0, 0, G_OPTION_ARG_STRING, &o->login,
      N_ ("Name to sign in to it with, when it is not the address"), "NAME" },
    { "secret-stdin", 0, 0, G_OPTION_ARG_NONE, &o->secret_stdin,
      N_ ("Read the token, key or password from standard input"), NULL },
    { "use", 0, 0, G_OPTION_ARG_NONE, &o->use, N_ ("This computer signs in with it from now on"), NULL },
    { "all", 0, 0, G_OPTION_ARG_NONE, &o->all, N_ ("All devices of the address"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &o->force, N_ ("Also the one this computer signs in with"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };

  if (!cli_options (cli, entries, usage, summary, argc, argv, words, error) || !cli_open (cli, error))
    return FALSE;
  *account = cli_get_account (cli, o->account, error);
  return *account != NULL;
}

static char *
read_secret (GError **error)
{
  char buffer[4096];
  gsize n;

  if (fgets (buffer, sizeof buffer, stdin) == NULL)
    buffer[0] = '\0';
  n = strcspn (buffer, "\r\n");
  buffer[n] = '\0';
  if (n == 0)
    {
      cli_usage (error, _ ("Nothing came on standard input."));
      return NULL;
    }
  {
    char *secret = g_strdup (buffer);

    explicit_bzero (buffer, sizeof buffer);
    return secret;
  }
}

static char *
dup_time (gint64 time)
{
  return time > 0 ? cli_iso_date (time) : NULL;
}

static void
build_device (JsonBuilder *builder, const BaseDevice *device)
{
  g_autofree char *created = dup_time (device->created);
  g_autofree char *used = dup_time (device->last_used);
  g_autofree char *expires = dup_time (device->expires);
  g_autofree char *protocols = base_device_protocols_format (device->protocols);
  g_auto (GStrv) words = g_strsplit (protocols, " ", -1);

  cli_set (builder, "id", device->id);
  cli_set (builder, "label", device->label);
  cli_set (builder, "type", base_device_type_get_name (device->type));
  json_builder_set_member_name (builder, "protocols");
  json_builder_begin_array (builder);
  for (guint i = 0; words[i] != NULL; i++)
    json_builder_add_string_value (builder, words[i]);
  json_builder_end_array (builder);
  cli_set (builder, "created", created);
  cli_set (builder, "last_used", used);
  cli_set (builder, "expires", expires);
  cli_set (builder, "status", base_device_status_get_name (device->status));
  cli_set (builder, "holder", device->holder);
  cli_set_boolean (builder, "this_computer", device->is_this);
  cli_set_boolean (builder, "by_hand", device->by_hand);
  cli_set_boolean (builder, "can_revoke", device->can_revoke);
}

static gboolean
print_ok (Cli *cli, const char *name, const char *words)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cli->json)
    {
      g_print ("%s\n", words);
      return TRUE;
    }
  json_builder_begin_object (builder);
  cli_set_boolean (builder, name, TRUE);
  json_builder_end_object (builder);
  cli_print_json (json_builder_get_root (builder));
  return TRUE;
}

/* ---- list ---- */

static GPtrArray *
load (Cli *cli, AlpAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_device_list_async (cli->engine, account, NULL, cli_got, &result);
  return alp_device_list_finish (cli->engine, cli_wait (&result), error);
}

static gboolean
list (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (Options) o = { 0 };
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  AlpAccount *account;

  if (!parse (cli, &o, "", _ ("Lists the device passwords of an address."), argc, argv, NULL, &account, error)
      || (devices = load (cli, account, error)) == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "devices");
  json_builder_begin_array (builder);
  for (guint i = 0; i < devices->len; i++)
    {
      const BaseDevice *one = g_ptr_array_index (devices, i);
      g_autofree char *facts = alp_device_describe (one, g_get_real_time () / G_USEC_PER_SEC);
      g_autofree char *label = cli_clean (one->label, FALSE);
      g_autofree char *line = cli_clean (facts, FALSE);

      json_builder_begin_object (builder);
      build_device (builder, one);
      json_builder_end_object (builder);
      if (!cli->json)
        g_print ("%s\t%s\t%s\t%s\n", one->id, label, line, alp_device_status_words (one->status));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return TRUE;
}

/* ---- the service ---- */

static void
build_service (JsonBuilder *builder, const BaseDeviceService *service)
{
  cli_set (builder, "kind", service->kind);
  cli_set (builder, "name", service->name);
  cli_set (builder, "url", service->url);
  cli_set (builder, "page", service->page);
  cli_set (builder, "token_page", service->token_page);
  cli_set_boolean (builder, "connected", service->connected);
  cli_set_boolean (builder, "administrator", (service->abilities & BASE_DEVICE_ADMIN_KEY) != 0);
  cli_set_boolean (builder, "can_rename", (service->abilities & BASE_DEVICE_CAN_RENAME) != 0);
  cli_set_boolean (builder, "can_regenerate", (service->abilities & BASE_DEVICE_CAN_REGENERATE) != 0);
}

static BaseDeviceService *
load_service (Cli *cli, AlpAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_device_load_service_async (cli->engine, account, NULL, cli_got, &result);
  return alp_device_load_service_finish (cli->engine, cli_wait (&result), error);
}

static gboolean
print_service (Cli *cli, const BaseDeviceService *service)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_auto (GStrv) steps = g_str_equal (service->kind, "manual") ? alp_device_page_steps (service->steps)
                                                               : alp_device_token_steps (service->kind);

  if (!cli->json)
    {
      g_print ("%s (%s)%s%s\n", service->name, service->kind, *service->url != '\0' ? "  " : "",
               service->url);
      for (guint i = 0; !service->connected && steps[i] != NULL; i++)
        g_print ("%u. %s\n", i + 1, steps[i]);
      if (service->token_page != NULL || service->page != NULL)
        g_print ("%s\n", service->token_page != NULL ? service->token_page : service->page);
      return TRUE;
    }
  json_builder_begin_object (builder);
  build_service (builder, service);
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; steps[i] != NULL; i++)
    json_builder_add_string_value (builder, steps[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_print_json (json_builder_get_root (builder));
  return TRUE;
}

static gboolean
service (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (Options) o = { 0 };
  g_autoptr (BaseDeviceService) known = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  AlpAccount *account;

  if (!parse (cli, &o, "",
              _ ("Says what stands behind the device passwords of an address. With --all, asks its server."),
              argc, argv, NULL, &account, error)
      || (known = load_service (cli, account, error)) == NULL)
    return FALSE;
  if (!o.all || known->connected)
    return print_service (cli, known);
  alp_device_detect_async (cli->engine, account, NULL, cli_got, &result);
  found = alp_device_detect_finish (cli->engine, cli_wait (&result), error);
  if (found == NULL)
    return FALSE;
  return print_service (cli, found->len > 0 ? g_ptr_array_index (found, 0) : known);
}

static gboolean
connect_service (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (Options) o = { 0 };
  g_autoptr (BaseDeviceService) known = NULL;
  g_autoptr (BaseDeviceService) wanted = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  AlpAccount *account;
  char *secret;
  gboolean ok;

  if (!parse (
          cli, &o, "",
          _ ("Connects the provider's service: tries the token, key or password, keeps it in the keyring."),
          argc, argv, NULL, &account, error)
      || (known = load_service (cli, account, error)) == NULL)
    return FALSE;
  if (!o.secret_stdin)
    return cli_usage (
        error, _ ("--secret-stdin is needed. “devices service” says where the token, key or password comes "
                  "from."));
  wanted = base_device_service_new (o.kind != NULL ? o.kind : known->kind);
  g_set_str (&wanted->url, o.url != NULL ? o.url : known->url);
  g_set_str (&wanted->login, o.login);
  if (*wanted->url == '\0')
    return cli_usage (error, _ ("--url is needed, and --kind. “devices service --all” may find them."));
  secret = read_secret (error);
  if (secret == NULL)
    return FALSE;
  alp_device_connect_async (cli->engine, account, wanted, secret, NULL, cli_got, &result);
  base_secret_wipe (secret);
  ok = alp_device_connect_finish (cli->engine, cli_wait (&result), error);
  return ok && print_ok (cli, "connected", _ ("The service is connected."));
}

static gboolean
disconnect_service (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (Options) o = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  AlpAccount *account;

  if (!parse (cli, &o, "", _ ("Forgets the token, key or password of the provider's service."), argc, argv,
              NULL, &account, error))
    return FALSE;
  alp_device_connect_async (cli->engine, account, NULL, NULL, NULL, cli_got, &result);
  return alp_device_connect_finish (cli->engine, cli_wait (&result), error)
         && print_ok (cli, "disconnected", _ ("The service is not connected any more."));
}

/* ---- making ---- */

static void
print_new (Cli *cli, const AlpNewDevice *made)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cli->json)
    {
      if (made->secret != NULL)
        g_print (_ ("%s\nThis password is not shown again.\n"), made->secret);
      else
        g_print (_ ("“%s” was added.\n"), made->device->label);
      return;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "device");
  json_builder_begin_object (builder);
  build_device (builder, made->device);
  json_builder_end_object (builder);
  cli_set (builder, "password", made->secret);
  json_builder_end_object (builder);
  cli_print_json (json_builder_get_root (builder));
}

static gboolean
use_new (Cli *cli, AlpAccount *account, AlpNewDevice *made, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_device_use_async (cli->engine, account, made->device, made->secret, NULL, cli_got, &result);
  made->device->is_this = alp_device_act_finish (cli->engine, cli_wait (&result), error);
  return made->device->is_this;
}

static gboolean
add (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (Options) o = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AlpNewDevice) made = NULL;
  g_autofree char *label = NULL;
  AlpAccount *account;
  char *secret = NULL;
  AlpDeviceRequest request;

  if (!parse (
          cli, &o, "",
          _ ("Makes a device password. With --secret-stdin, takes one that was made on the provider's page "
             "and tries it."),
          argc, argv, NULL, &account, error)
      || (o.secret_stdin && (secret = read_secret (error)) == NULL))
    return FALSE;
  label = o.label != NULL ? g_strdup (o.label) : alp_device_default_label ();
  request.label = label;
  request.type = base_device_type_parse (o.type);
  request.protocols = base_device_protocols_parse (o.protocols);
  if (o.secret_stdin)
    alp_device_add_by_hand_async (cli->engine, account, &request, secret, o.use, NULL, cli_got, &result);
  else
    alp_device_create_async (cli->engine, account, &request, NULL, cli_got, &result);
  base_secret_wipe (secret);
  made = alp_device_create_finish (cli->engine, cli_wait (&result), error);
  if (made == NULL)
    return FALSE;
  if (o.use && made->secret != NULL && !use_new (cli, account, made, error))
    {
      g_autofree char *reason = g_strdup (error != NULL && *error != NULL ? (*error)->message : "");

      /* The password exists and is shown only now. */
      g_clear_error (error);
      g_printerr (_ ("This computer could not be set up with it: %s\n"), reason);
    }
  print_new (cli, made);
  return TRUE;
}

static const BaseDevice *
find (GPtrArray *devices, const char *name, GError **error)
{
  const BaseDevice *found = NULL;

  for (guint i = 0; i < devices->len; i++)
    {
      const BaseDevice *one = g_ptr_array_index (devices, i);

      if (g_str_equal (one->id, name))
        return one;
      if (g_str_equal (one->label, name) && found != NULL)
        {
          cli_usage (error, _ ("There are several devices called “%s”. Give the id."), name);
          return NULL;
        }
      if (g_str_equal (one->label, name))
        found = one;
    }
  if (found == NULL)
    g_set_error (error, ALP_ERROR, ALP_ERROR_NOT_FOUND, _ ("There is no device “%s”. See “devices list”."),
                 name);
  return found;
}

/* The one device the command names. Borrowed from *@devices. */
static const BaseDevice *
find_one (Cli *cli, AlpAccount *account, char **words, GPtrArray **devices, GError **error)
{
  if (g_strv_length (words) != 1)
    {
      cli_usage (error, _ ("Give the id or the name of one device."));
      return NULL;
    }
  *devices = load (cli, account, error);
  return *devices != NULL ? find (*devices, words[0], error) : NULL;
}

static gboolean
regenerate (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (Options) o = { 0 };
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AlpNewDevice) made = NULL;
  const BaseDevice *device;
  AlpAccount *account;

  if (!parse (cli, &o, "DEVICE", _ ("Makes a new password for a device; the old one ends."), argc, argv,
              &words, &account, error)
      || (device = find_one (cli, account, words, &devices, error)) == NULL)
    return FALSE;
  alp_device_regenerate_async (cli->engine, account, device, NULL, cli_got, &result);
  made = alp_device_create_finish (cli->engine, cli_wait (&result), error);
  if (made != NULL)
    print_new (cli, made);
  return made != NULL;
}

static gboolean
rename_device (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (Options) o = { 0 };
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  const BaseDevice *device;
  AlpAccount *account;

  if (!parse (cli, &o, "DEVICE --label NAME", _ ("Renames a device."), argc, argv, &words, &account, error))
    return FALSE;
  if (o.label == NULL)
    return cli_usage (error, _ ("--label is needed."));
  device = find_one (cli, account, words, &devices, error);
  if (device == NULL)
    return FALSE;
  alp_device_rename_async (cli->engine, account, device->id, o.label, NULL, cli_got, &result);
  return alp_device_act_finish (cli->engine, cli_wait (&result), error)
         && print_ok (cli, "renamed", _ ("The device was renamed."));
}

/* ---- ending ---- */

static gboolean
may_revoke (const BaseDevice *device, const Options *o, GError **error)
{
  if (!device->is_this || o->force)
    return TRUE;
  g_set_error (error, ALP_ERROR, ALP_ERROR_BUSY,
               _ ("This computer signs in with “%s”. Without it the address needs a new password. Add "
                  "--force if you want "
                  "that."),
               device->label);
  return FALSE;
}

static gboolean
revoke_devices (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (Options) o = { 0 };
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GAsyncResult) result = NULL;
  AlpAccount *account;

  if (!parse (cli, &o, "DEVICE …|--all",
              _ ("Disconnects devices: their passwords end. This cannot be undone."), argc, argv, &words,
              &account, error)
      || (devices = load (cli, account, error)) == NULL)
    return FALSE;
  if (o.all == (words[0] != NULL))
    return cli_usage (error, _ ("Give the ids or names of devices, or --all."));
  for (guint i = 0; o.all ? i < devices->len : words[i] != NULL; i++)
    {
      const BaseDevice *one = o.all ? g_ptr_array_index (devices, i) : find (devices, words[i], error);

      if (one == NULL || !may_revoke (one, &o, error))
        return FALSE;
      g_ptr_array_add (ids, one->id);
    }
  g_ptr_array_add (ids, NULL);
  alp_device_revoke_async (cli->engine, account, o.all ? NULL : (const char *const *) ids->pdata, NULL,
                           cli_got, &result);
  return alp_device_act_finish (cli->engine, cli_wait (&result), error)
         && print_ok (cli, "revoked", _ ("Disconnected."));
}

static gboolean
repair (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (Options) o = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  AlpAccount *account;

  if (!parse (cli, &o, "", _ ("Makes a new password for this computer at the provider and signs in with it."),
              argc, argv, NULL, &account, error))
    return FALSE;
  alp_device_repair_async (cli->engine, account, o.label, NULL, cli_got, &result);
  return alp_device_act_finish (cli->engine, cli_wait (&result), error)
         && print_ok (cli, "repaired", _ ("The address has a new password and signs in with it."));
}

gboolean
cli_devices (Cli *cli, int argc, char **argv, GError **error)
{
  static const struct
  {
    const char *name;
    CliFunc func;
  } table[] = { { "list", list },
                { "add", add },
                { "revoke", revoke_devices },
                { "rename", rename_device },
                { "regenerate", regenerate },
                { "repair", repair },
                { "service", service },
                { "connect", connect_service },
                { "disconnect", disconnect_service } };

  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (table); i++)
    if (strcmp (argv[1], table[i].name) == 0)
      {
        g_autofree char *title = g_strdup_printf ("devices %s", table[i].name);
        g_autofree char **rest = g_memdup2 (argv + 1, (gsize) (argc - 1) * sizeof (char *));

        rest[0] = title;
        return table[i].func (cli, argc - 1, rest, error);
      }
  if (!cli_options (cli, NULL, "list|add|revoke|rename|regenerate|repair|service|connect|disconnect …",
                    _ ("“devices add --help” says what is needed."), argc, argv, NULL, error))
    return FALSE;
  return cli_usage (
      error, _ ("Say what to do: devices list, add, revoke, rename, regenerate, repair, service, connect or "
                "disconnect."));
}

/* ---- activity ---- */

gboolean
cli_activity (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *email = NULL;
  g_autofree char *kind = NULL;
  gboolean csv = FALSE;
  int limit = 0;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("Only of this address"), "A" },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &kind, N_ ("Only device, sign-in, send …"), "KIND" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("Only the newest"), "N" },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &csv, N_ ("As a table for a spreadsheet"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *text = NULL;
  AlpAccount *account = NULL;

  if (!cli_options (cli, entries, "", _ ("Shows what was done and what happened."), argc, argv, NULL, error))
    return FALSE;
  if (kind != NULL && alp_activity_kind_parse (kind) == 0)
    return cli_usage (error, _ ("There is no kind “%s”."), kind);
  if (!cli_open (cli, error) || (email != NULL && (account = cli_get_account (cli, email, error)) == NULL))
    return FALSE;
  alp_activity_load_async (cli->engine, account, alp_activity_kind_parse (kind), 0, (guint) MAX (limit, 0),
                           NULL, cli_got, &result);
  lines = alp_activity_load_finish (cli->engine, cli_wait (&result), error);
  if (lines == NULL)
    return FALSE;
  if (csv || cli->json)
    {
      text = csv ? alp_activity_format_csv (lines) : alp_activity_format_json (lines);
      g_print ("%s%s", text, csv ? "" : "\n");
      return TRUE;
    }
  for (guint i = 0; i < lines->len; i++)
    {
      const AlpActivity *line = g_ptr_array_index (lines, i);
      g_autofree char *when = cli_iso_date (line->time);
      g_autofree char *words = cli_clean (line->words, FALSE);

      g_print ("%s\t%s\t%s\t%s\n", when, line->email, line->ok ? _ ("done") : _ ("failed"), words);
    }
  return TRUE;
}
