/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-provider.c: the table of known mail providers
 *
 * The table is data/providers.ini, compiled into the library and read once. A domain is found in it by its exact name, a
 * mail exchanger by the end of its name. Any thread. */

#include "web-provider.h"

#include <gio/gio.h>
#include <libpsl.h>
#include <string.h>

#include "web-providers-resource.h"

#define TABLE "/io/github/alpenpost/Alpenpost/web/providers.ini"
#define IMPORT_GROUP "import servers"

typedef struct
{
  GKeyFile *file;
  GHashTable *domains; /* domain → group */
  GPtrArray *suffixes; /* char *: "suffix\0group" pairs, one after the other */
  GHashTable *owners;  /* registrable domains of the servers in the table */
} Table;

/** web_domain_is_same_owner: Returns: whether both names lie under one registrable domain (public suffix list) */
gboolean
web_domain_is_same_owner (const char *host, const char *domain)
{
  const psl_ctx_t *psl = psl_builtin ();
  g_autofree char *left = base_mail_dup_host (host);
  g_autofree char *right = base_mail_dup_host (domain);
  const char *left_owner, *right_owner;

  if (left == NULL || right == NULL)
    return FALSE;
  if (g_str_equal (left, right))
    return TRUE;
  left_owner = psl != NULL ? psl_registrable_domain (psl, left) : NULL;
  right_owner = psl != NULL ? psl_registrable_domain (psl, right) : NULL;
  return left_owner != NULL && g_strcmp0 (left_owner, right_owner) == 0;
}

/**
 * web_address_split:
 * @local: (out): the part before the last "@"
 * @domain: (out): the domain in A-labels
 *
 * Returns: whether @address is one line with a domain of at least two labels
 */
gboolean
web_address_split (const char *address, char **local, char **domain)
{
  const char *at = strrchr (address, '@');
  g_autofree char *name = at != NULL ? base_mail_dup_host (at + 1) : NULL;

  if (name == NULL || at == address || strlen (address) > 320 || !g_utf8_validate (address, -1, NULL))
    return FALSE;
  for (const char *p = address; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return FALSE;
  *local = g_strndup (address, at - address);
  *domain = g_steal_pointer (&name);
  return TRUE;
}

/**
 * web_address_expand:
 * @pattern: text with %EMAILADDRESS%, %EMAILLOCALPART%, %EMAILDOMAIN%
 *
 * One pass: what was put in is not looked at again. Returns: (transfer full) (nullable): the text; %NULL with any other
 * or half placeholder
 */
char *
web_address_expand (const char *pattern, const char *address)
{
  g_autofree char *local = NULL, *domain = NULL;
  g_auto (GStrv) pieces = g_strsplit (pattern, "%", 20);
  g_autoptr (GString) out = g_string_new (NULL);

  if (!web_address_split (address, &local, &domain) || g_strv_length (pieces) % 2 == 0)
    return g_strv_length (pieces) == 1 ? g_strdup (pattern) : NULL;
  for (guint i = 0; pieces[i] != NULL; i++)
    if (i % 2 == 0)
      g_string_append (out, pieces[i]);
    else if (g_str_equal (pieces[i], "EMAILADDRESS"))
      g_string_append (out, address);
    else if (g_str_equal (pieces[i], "EMAILLOCALPART"))
      g_string_append (out, local);
    else if (g_str_equal (pieces[i], "EMAILDOMAIN"))
      g_string_append (out, domain);
    else
      return NULL;
  return g_string_free_and_steal (g_steal_pointer (&out));
}

/* --- reading the table --- */

/* "HOST:PORT:tls" or "…:starttls" */
static gboolean
parse_server (const char *text, char **host, guint *port, BaseMailSecurity *security)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 3);
  guint64 number;

  if (g_strv_length (parts) != 3 || !g_ascii_string_to_unsigned (parts[1], 10, 1, 65535, &number, NULL))
    return FALSE;
  *security = g_str_equal (parts[2], "tls") ? BASE_MAIL_TLS : BASE_MAIL_STARTTLS;
  *port = (guint) number;
  *host = g_strdup (parts[0]);
  return TRUE;
}

static void
index_owners (Table *self, const char *group)
{
  static const char *const keys[] = { "IMAP", "POP3", "SMTP" };
  const psl_ctx_t *psl = psl_builtin ();

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      g_auto (GStrv) list = g_key_file_get_string_list (self->file, group, keys[k], NULL, NULL);

      for (guint i = 0; list != NULL && list[i] != NULL; i++)
        {
          g_autofree char *host = NULL;
          const char *owner;
          BaseMailSecurity security;
          guint port;

          if (!parse_server (list[i], &host, &port, &security) || psl == NULL
              || g_hostname_is_ip_address (host))
            continue;
          owner = psl_registrable_domain (psl, host);
          if (owner != NULL)
            g_hash_table_add (self->owners, g_strdup (owner));
        }
    }
}

static void
index_group (Table *self, const char *group)
{
  g_auto (GStrv) domains = g_key_file_get_string_list (self->file, group, "Domains", NULL, NULL);
  g_auto (GStrv) suffixes = g_key_file_get_string_list (self->file, group, "MX", NULL, NULL);

  for (guint i = 0; domains != NULL && domains[i] != NULL; i++)
    g_hash_table_insert (self->domains, g_strdup (domains[i]), g_strdup (group));
  for (guint i = 0; suffixes != NULL && suffixes[i] != NULL; i++)
    {
      g_ptr_array_add (self->suffixes, g_strdup (suffixes[i]));
      g_ptr_array_add (self->suffixes, g_strdup (group));
    }
  index_owners (self, group);
}

static gpointer
load (gpointer unused)
{
  Table *self = g_new0 (Table, 1);
  g_autoptr (GBytes) bytes
      = g_resource_lookup_data (web_providers_get_resource (), TABLE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_auto (GStrv) groups = NULL;

  self->file = g_key_file_new ();
  self->domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->suffixes = g_ptr_array_new ();
  self->owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (bytes == NULL || !g_key_file_load_from_bytes (self->file, bytes, G_KEY_FILE_NONE, NULL))
    g_warning ("the table of providers cannot be read");
  groups = g_key_file_get_groups (self->file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (!g_str_equal (groups[i], IMPORT_GROUP))
      index_group (self, groups[i]);
  return self;
}

/* Made once, then only read; kept to the end. */
static Table *
get_table (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load, NULL);
}

static void
add_servers (BaseMailSettings *settings, Table *table, const char *group, const char *key,
             BaseMailProtocol protocol, const char *user)
{
  g_auto (GStrv) list = g_key_file_get_string_list (table->file, group, key, NULL, NULL);

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    {
      g_autofree char *host = NULL;
      BaseMailSecurity security;
      guint port;

      if (parse_server (list[i], &host, &port, &security))
        base_mail_settings_add (settings, protocol, host, port, security, user);
    }
}

static void
add_sign_in (BaseMailSettings *settings, Table *table, const char *group)
{
  static const struct
  {
    const char *word;
    BaseSignIn kind;
  } kinds[] = {
    { "password", BASE_SIGN_IN_PASSWORD },
    { "app-password", BASE_SIGN_IN_APP_PASSWORD },
    { "device-password", BASE_SIGN_IN_DEVICE_PASSWORD },
    { "oauth2", BASE_SIGN_IN_OAUTH2 },
  };

  g_auto (GStrv) words = g_key_file_get_string_list (table->file, group, "SignIn", NULL, NULL);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
      if (g_str_equal (words[i], kinds[k].word))
        {
          settings->sign_in |= kinds[k].kind;
          if (settings->best_sign_in == 0)
            settings->best_sign_in = kinds[k].kind;
        }
}

static char *
dup_user (Table *table, const char *group, const char *key, const char *otherwise, const char *address)
{
  g_autofree char *pattern = g_key_file_get_string (table->file, group, key, NULL);

  return web_address_expand (pattern != NULL ? pattern : otherwise, address);
}

static BaseMailSettings *
make_settings (Table *table, const char *group, BaseMailSource source, const char *address)
{
  g_autoptr (BaseMailSettings) self = base_mail_settings_new (source);
  g_autofree char *note = g_key_file_get_string (table->file, group, "Note", NULL);
  g_autofree char *user = dup_user (table, group, "User", "%EMAILADDRESS%", address);
  g_autofree char *smtp_user = dup_user (table, group, "SmtpUser", user, address);

  self->provider = g_key_file_get_string (table->file, group, "Name", NULL);
  self->local = g_strcmp0 (note, "local") == 0;
  add_servers (self, table, group, "IMAP", BASE_MAIL_IMAP, user);
  add_servers (self, table, group, "POP3", BASE_MAIL_POP3, user);
  add_servers (self, table, group, "SMTP", BASE_MAIL_SMTP, smtp_user);
  add_sign_in (self, table, group);
  self->sign_up_page = g_key_file_get_string (table->file, group, "SignUp", NULL);
  self->password_page = g_key_file_get_string (table->file, group, "PasswordPage", NULL);
  self->help_page = g_key_file_get_string (table->file, group, "Help", NULL);
  self->max_message = g_key_file_get_uint64 (table->file, group, "MaxMessage", NULL);
  return g_steal_pointer (&self);
}

/**
 * web_provider_find:
 *
 * Returns: (transfer full) (nullable): what the table says of the address's domain, or of a domain it lies under
 * (name.onmicrosoft.com)
 */
BaseMailSettings *
web_provider_find (const char *address)
{
  g_autofree char *local = NULL, *domain = NULL;
  Table *table = get_table ();

  if (!web_address_split (address, &local, &domain))
    return NULL;
  for (const char *name = domain; name != NULL && strchr (name, '.') != NULL; name = strchr (name, '.') + 1)
    {
      const char *group = g_hash_table_lookup (table->domains, name);

      /* Only the name itself at a public provider: user@team.gmail.com is nobody's. */
      if (group != NULL && (name == domain || !g_key_file_get_boolean (table->file, group, "Public", NULL)))
        return make_settings (table, group, BASE_MAIL_SOURCE_TABLE, address);
    }
  return NULL;
}

static gboolean
ends_with_labels (const char *host, const char *suffix)
{
  gsize length = strlen (host), end = strlen (suffix);

  return length >= end && g_str_equal (host + length - end, suffix)
         && (length == end || host[length - end - 1] == '.');
}

/** web_provider_find_by_mx: Returns: (transfer full) (nullable): the provider whose mail exchanger @mx_host is */
BaseMailSettings *
web_provider_find_by_mx (const char *address, const char *mx_host)
{
  Table *table = get_table ();
  g_autofree char *host = base_mail_dup_host (mx_host);

  for (guint i = 0; host != NULL && i + 1 < table->suffixes->len; i += 2)
    if (ends_with_labels (host, g_ptr_array_index (table->suffixes, i)))
      return make_settings (table, g_ptr_array_index (table->suffixes, i + 1), BASE_MAIL_SOURCE_MX, address);
  return NULL;
}

/**
 * web_provider_dup_oauth:
 * @domain: in A-labels
 * @issuer: (out) (nullable)
 *
 * Where addresses of @domain sign in with the browser. Returns: (transfer full) (nullable): the provider's group; %NULL:
 * it has none, and nothing is set
 */
char *
web_provider_dup_oauth (const char *domain, char **authorization, char **token, char **scope, char **issuer,
                        char **redirect_host)
{
  Table *table = get_table ();
  const char *group = NULL;

  for (const char *name = domain; group == NULL && name != NULL; name = strchr (name, '.'))
    group = g_hash_table_lookup (table->domains, name[0] == '.' ? ++name : name);
  if (group == NULL || !g_key_file_has_key (table->file, group, "OAuthToken", NULL))
    return NULL;
  *authorization = g_key_file_get_string (table->file, group, "OAuthAuthorization", NULL);
  *token = g_key_file_get_string (table->file, group, "OAuthToken", NULL);
  *scope = g_key_file_get_string (table->file, group, "OAuthScope", NULL);
  *issuer = g_key_file_get_string (table->file, group, "OAuthIssuer", NULL);
  *redirect_host = g_key_file_get_string (table->file, group, "OAuthRedirect", NULL);
  return g_strdup (group);
}

/** web_provider_owns_host: Returns: whether @host lies in the domain of a server of the table */
gboolean
web_provider_owns_host (const char *host)
{
  const psl_ctx_t *psl = psl_builtin ();
  g_autofree char *name = base_mail_dup_host (host);
  const char *owner = name != NULL && psl != NULL ? psl_registrable_domain (psl, name) : NULL;

  return owner != NULL && g_hash_table_contains (get_table ()->owners, owner);
}

/** web_provider_is_public_domain: Returns: whether anybody can have an address in @domain (gmail.com, ik.me …) */
gboolean
web_provider_is_public_domain (const char *domain)
{
  g_autofree char *name = base_mail_dup_host (domain);
  Table *table = get_table ();
  const char *group = name != NULL ? g_hash_table_lookup (table->domains, name) : NULL;

  return group != NULL && g_key_file_get_boolean (table->file, group, "Public", NULL);
}

static void
import_server_free (WebImportServer *self)
{
  g_free (self->name);
  g_free (self->host);
  g_free (self);
}

/** web_provider_list_import_servers: Returns: (transfer full) (element-type WebImportServer): in the table's order */
GPtrArray *
web_provider_list_import_servers (void)
{
  Table *table = get_table ();
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) import_server_free);
  g_auto (GStrv) names = g_key_file_get_keys (table->file, IMPORT_GROUP, NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *text = g_key_file_get_string (table->file, IMPORT_GROUP, names[i], NULL);
      WebImportServer *server = g_new0 (WebImportServer, 1);
      guint port;

      if (text == NULL || !parse_server (text, &server->host, &port, &server->security))
        {
          import_server_free (server);
          continue;
        }
      server->name = g_strdup (names[i]);
      server->port = (guint16) port;
      g_ptr_array_add (list, server);
    }
  return list;
}

static void
sign_up_page_free (WebSignUpPage *self)
{
  g_free (self->name);
  g_free (self->page);
  g_free (self);
}

/** web_provider_list_sign_up_pages: Returns: (transfer full) (element-type WebSignUpPage): each page once, in the table's
 * order; only https */
GPtrArray *
web_provider_list_sign_up_pages (void)
{
  Table *table = get_table ();
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) sign_up_page_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) groups = g_key_file_get_groups (table->file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *name = g_key_file_get_string (table->file, groups[i], "Name", NULL);
      g_autofree char *page = g_key_file_get_string (table->file, groups[i], "SignUp", NULL);
      WebSignUpPage *entry;

      if (name == NULL || page == NULL || !g_str_has_prefix (page, "https://")
          || !g_hash_table_add (seen, g_strdup (name)))
        continue;
      entry = g_new0 (WebSignUpPage, 1);
      entry->name = g_steal_pointer (&name);
      entry->page = g_steal_pointer (&page);
      g_ptr_array_add (list, entry);
    }
  return list;
}
