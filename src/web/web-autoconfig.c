/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-autoconfig.c: a provider's autoconfig file (Mozilla's clientConfig 1.1, draft-ietf-mailmaint-autoconfig)
 *
 * Read with GLib's markup parser, which knows no entity but XML's own five and loads nothing; a document type is refused
 * outright, so there is no bomb to go off (hostile-content C-109). Bounded in size, depth, number of elements and length
 * of each value. Plain sockets are left out. Pure, any thread. */

#include "web-autoconfig.h"

#include <string.h>

#include "web-error.h"
#include "web-provider.h"

#define MAX_DEPTH 12
#define MAX_ELEMENTS 2000
#define MAX_VALUE 1024
#define NAMESPACE "urn:ietf:params:xml:ns:autoconfig"

typedef struct
{
  const char *address;
  BaseMailSettings *settings;
  guint depth, elements;
  gboolean in_provider, seen_provider;
  GString *value;

  /* the server being read */
  gboolean in_server;
  BaseMailProtocol protocol; /* 0: one we do not speak */
  char *host, *port, *socket, *user;
  gboolean has_authentication, password, oauth2;
  char *issuer;
} Reader;

static void
clear_server (Reader *self)
{
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->port, g_free);
  g_clear_pointer (&self->socket, g_free);
  g_clear_pointer (&self->user, g_free);
  self->has_authentication = self->password = self->oauth2 = FALSE;
}

static gboolean
bad (GError **error, const char *why)
{
  g_set_error (error, WEB_ERROR, WEB_ERROR_BAD_DOCUMENT, "no autoconfig file: %s", why);
  return FALSE;
}

static const char *
attribute (const char **names, const char **values, const char *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return values[i];
  return NULL;
}

static gboolean
check_root (const char *element, const char **names, const char **values, GError **error)
{
  const char *version = attribute (names, values, "version");
  const char *space = attribute (names, values, "xmlns");

  if (!g_str_equal (element, "clientConfig") || version == NULL || !g_str_has_prefix (version, "1."))
    return bad (error, "the root is not clientConfig 1.x");
  return space == NULL || g_str_equal (space, NAMESPACE) || bad (error, "a foreign namespace");
}

static gboolean
is_https_page (const char *url)
{
  g_autoptr (GUri) uri = strlen (url) <= MAX_VALUE ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  for (const char *p = url; *p != '\0'; p++)
    if (*p <= ' ' || *p == '"' || *p == '<' || *p == '>')
      return FALSE;
  return uri != NULL && g_str_has_prefix (url, "https://") && g_uri_get_host (uri) != NULL
         && *g_uri_get_host (uri) != '\0' && g_uri_get_userinfo (uri) == NULL;
}

static BaseMailProtocol
protocol_of (const char *element, const char *type)
{
  if (g_str_equal (element, "outgoingServer"))
    return g_strcmp0 (type, "smtp") == 0 ? BASE_MAIL_SMTP : 0;
  if (g_strcmp0 (type, "imap") == 0)
    return BASE_MAIL_IMAP;
  return g_strcmp0 (type, "pop3") == 0 ? BASE_MAIL_POP3 : 0;
}

static void
start_element (GMarkupParseContext *context, const char *element, const char **names, const char **values,
               gpointer data, GError **error)
{
  Reader *self = data;

  self->depth++;
  self->elements++;
  g_string_truncate (self->value, 0);
  if (self->depth > MAX_DEPTH || self->elements > MAX_ELEMENTS)
    bad (error, "too large");
  else if (self->depth == 1)
    check_root (element, names, values, error);
  else if (self->depth == 2 && g_str_equal (element, "emailProvider"))
    {
      /* Only the first provider counts. */
      self->in_provider = !self->seen_provider;
      self->seen_provider = TRUE;
    }
  else if (self->depth == 3 && self->in_provider
           && (g_str_equal (element, "incomingServer") || g_str_equal (element, "outgoingServer")))
    {
      clear_server (self);
      self->in_server = TRUE;
      self->protocol = protocol_of (element, attribute (names, values, "type"));
    }
  else if (self->depth == 3 && self->in_provider && g_str_equal (element, "documentation"))
    {
      const char *url = attribute (names, values, "url");

      if (self->settings->help_page == NULL && url != NULL && is_https_page (url))
        self->settings->help_page = g_strdup (url);
    }
}

static void
text (GMarkupParseContext *context, const char *bytes, gsize length, gpointer data, GError **error)
{
  Reader *self = data;

  if (self->value->len + length > MAX_VALUE)
    bad (error, "a value is too long");
  else
    g_string_append_len (self->value, bytes, (gssize) length);
}

/* Comments and the XML declaration pass; a document type does not. */
static void
passthrough (GMarkupParseContext *context, const char *bytes, gsize length, gpointer data, GError **error)
{
  if (length >= 2 && bytes[0] == '<' && bytes[1] == '!' && !(length >= 4 && memcmp (bytes, "<!--", 4) == 0))
    bad (error, "a document type");
}

static void
take_authentication (Reader *self, const char *word)
{
  self->has_authentication = TRUE;
  if (g_str_equal (word, "password-cleartext") || g_str_equal (word, "password-encrypted")
      || g_str_equal (word, "plain") || g_str_equal (word, "secure"))
    self->password = TRUE;
  else if (g_str_equal (word, "OAuth2"))
    self->oauth2 = TRUE;
}

static void
take_server_value (Reader *self, const char *element, const char *value)
{
  char **field = NULL;

  if (g_str_equal (element, "hostname"))
    field = &self->host;
  else if (g_str_equal (element, "port"))
    field = &self->port;
  else if (g_str_equal (element, "socketType"))
    field = &self->socket;
  else if (g_str_equal (element, "username"))
    field = &self->user;
  else if (g_str_equal (element, "authentication"))
    take_authentication (self, value);
  if (field != NULL && *field == NULL)
    *field = g_strdup (value);
}

static void
add_server (Reader *self)
{
  g_autofree char *host = self->host != NULL ? web_address_expand (self->host, self->address) : NULL;
  g_autofree char *user
      = web_address_expand (self->user != NULL ? self->user : "%EMAILADDRESS%", self->address);
  BaseMailSecurity security = 0;
  guint64 port = 0;

  if (self->protocol == 0)
    return;
  if (g_strcmp0 (self->socket, "SSL") == 0 || g_strcmp0 (self->socket, "TLS") == 0)
    security = BASE_MAIL_TLS;
  else if (g_strcmp0 (self->socket, "STARTTLS") == 0)
    security = BASE_MAIL_STARTTLS;
  if (self->port == NULL || !g_ascii_string_to_unsigned (self->port, 10, 1, 65535, &port, NULL))
    port = 0;
  /* NTLM, GSSAPI, client certificates and the like alone are no use to us. */
  if (self->has_authentication && !self->password && !self->oauth2)
    self->settings->refused++;
  else if (base_mail_settings_add (self->settings, self->protocol, host, (guint) port, security, user))
    self->settings->sign_in |= (self->password || !self->has_authentication ? BASE_SIGN_IN_PASSWORD : 0)
                               | (self->oauth2 ? BASE_SIGN_IN_OAUTH2 : 0);
}

static void
end_element (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Reader *self = data;
  char *value = g_strstrip (self->value->str);

  if (self->in_server && self->depth == 4)
    take_server_value (self, element, value);
  else if (self->in_server && self->depth == 3)
    {
      add_server (self);
      self->in_server = FALSE;
    }
  else if (self->in_provider && self->depth == 3 && g_str_equal (element, "displayName")
           && self->settings->provider == NULL && *value != '\0')
    self->settings->provider = g_utf8_substring (value, 0, MIN (g_utf8_strlen (value, -1), 100));
  else if (self->depth == 3 && g_str_equal (element, "issuer") && self->issuer == NULL)
    self->issuer = base_mail_dup_host (value);
  else if (self->depth == 2)
    self->in_provider = FALSE;
  g_string_truncate (self->value, 0);
  self->depth--;
}

/* OAuth 2 only where the issuer is one we know or the servers' own: else the log-in page would be anybody's. */
static void
check_sign_in (Reader *self)
{
  BaseMailSettings *settings = self->settings;
  const BaseMailServer *first = settings->servers->len > 0 ? g_ptr_array_index (settings->servers, 0) : NULL;

  if (first != NULL && self->issuer != NULL && !web_provider_owns_host (self->issuer)
      && !web_domain_is_same_owner (self->issuer, first->host))
    settings->sign_in &= ~BASE_SIGN_IN_OAUTH2;
  settings->best_sign_in = settings->sign_in & BASE_SIGN_IN_PASSWORD
                               ? BASE_SIGN_IN_PASSWORD
                               : settings->sign_in & BASE_SIGN_IN_OAUTH2;
}

/* A provider's name is shown: one line, no control and no direction marks. */
static void
clean_name (BaseMailSettings *settings)
{
  if (settings->provider == NULL)
    return;
  for (const char *p = settings->provider; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      {
        g_clear_pointer (&settings->provider, g_free);
        return;
      }
}

static gboolean
run (Reader *self, const char *bytes, gsize length, GError **error)
{
  static const GMarkupParser parser = { start_element, end_element, text, passthrough, NULL };
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, G_MARKUP_PREFIX_ERROR_POSITION, self, NULL);
  g_autoptr (GError) local = NULL;

  if (!g_utf8_validate_len (bytes, length, NULL))
    return bad (error, "not UTF-8");
  if (g_markup_parse_context_parse (context, bytes, (gssize) length, &local)
      && g_markup_parse_context_end_parse (context, &local))
    return self->seen_provider || bad (error, "no provider in it");
  if (local->domain == WEB_ERROR)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    bad (error, local->message);
  return FALSE;
}

/**
 * web_autoconfig_parse:
 * @text: the file, UTF-8
 * @address: whose settings they shall be
 *
 * Returns: (transfer full) (nullable): the servers under TLS it names, in its order; %NULL with WEB_ERROR_BAD_DOCUMENT,
 * WEB_ERROR_TOO_LARGE, or WEB_ERROR_INSECURE when it has none that is encrypted
 */
BaseMailSettings *
web_autoconfig_parse (const char *bytes, gsize length, const char *address, BaseMailSource source,
                      GError **error)
{
  g_autoptr (BaseMailSettings) settings = base_mail_settings_new (source);
  Reader reader = { .address = address, .settings = settings, .value = g_string_new (NULL) };
  gboolean ok;

  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    {
      bytes += 3;
      length -= 3;
    }
  if (length > WEB_AUTOCONFIG_MAX)
    {
      g_set_error (error, WEB_ERROR, WEB_ERROR_TOO_LARGE, "an autoconfig file of over %d bytes",
                   WEB_AUTOCONFIG_MAX);
      ok = FALSE;
    }
  else
    ok = run (&reader, bytes, length, error);
  if (ok)
    check_sign_in (&reader);
  clear_server (&reader);
  g_free (reader.issuer);
  g_string_free (reader.value, TRUE);
  if (!ok)
    return NULL;
  clean_name (settings);
  if (base_mail_settings_is_complete (settings))
    return g_steal_pointer (&settings);
  if (settings->refused > 0)
    g_set_error (error, WEB_ERROR, WEB_ERROR_INSECURE, "an autoconfig file without usable encrypted servers");
  else
    bad (error, "servers are missing");
  return NULL;
}
