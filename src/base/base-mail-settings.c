/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-mail-settings.c: the servers of a mail address, as a record that crosses layers
 *
 * What goes in was written by others (a provider's file, DNS): a host is a plain name, a port a port, a user name one
 * line, or the server is left out and counted. Pure, any thread. */

#include "base-mail-settings.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_HOST 253
#define MAX_USER 320
#define MAX_SERVERS 40

static void
server_free (BaseMailServer *self)
{
  g_free (self->host);
  g_free (self->user);
  g_free (self);
}

/** base_mail_settings_new: Returns: (transfer full): settings without a server */
BaseMailSettings *
base_mail_settings_new (BaseMailSource source)
{
  BaseMailSettings *self = g_new0 (BaseMailSettings, 1);

  self->source = source;
  self->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) server_free);
  return self;
}

/** base_mail_settings_free: @self may be %NULL */
void
base_mail_settings_free (BaseMailSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->provider);
  g_ptr_array_unref (self->servers);
  g_free (self->consent_host);
  g_free (self->sign_up_page);
  g_free (self->password_page);
  g_free (self->help_page);
  g_free (self);
}

static gboolean
is_label_byte (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

/**
 * base_mail_dup_host:
 * @host: (nullable): a host name, perhaps with letters of any script
 *
 * Returns: (transfer full) (nullable): its A-labels in lower case, without a dot at the end; %NULL when it is no name
 * of at least two labels (so no address literal, no single word, nothing with a port, path or line end in it)
 */
char *
base_mail_dup_host (const char *host)
{
  g_autofree char *ascii = NULL;
  gsize length;
  gboolean label_start = TRUE;

  if (host == NULL || *host == '\0' || strlen (host) > 1000 || !g_utf8_validate (host, -1, NULL))
    return NULL;
  ascii = g_hostname_to_ascii (host);
  if (ascii == NULL)
    return NULL;
  length = strlen (ascii);
  if (length > 0 && ascii[length - 1] == '.')
    ascii[--length] = '\0';
  if (length == 0 || length > MAX_HOST || strchr (ascii, '.') == NULL || g_hostname_is_ip_address (ascii))
    return NULL;
  for (const char *p = ascii; *p != '\0'; p++)
    {
      if (*p == '.' ? label_start : !is_label_byte (*p) || (*p == '-' && label_start))
        return NULL;
      label_start = *p == '.';
    }
  return g_ascii_strdown (ascii, -1);
}

static gboolean
is_user (const char *user)
{
  if (user == NULL || *user == '\0' || strlen (user) > MAX_USER || !g_utf8_validate (user, -1, NULL))
    return FALSE;
  for (const char *p = user; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/**
 * base_mail_settings_add:
 *
 * Adds a server behind those there are; one that makes no sense is counted in `refused` instead. Address literals are
 * taken for local servers only. Returns: whether it was added
 */
gboolean
base_mail_settings_add (BaseMailSettings *self, BaseMailProtocol protocol, const char *host, guint port,
                        BaseMailSecurity security, const char *user)
{
  g_autofree char *name = self->local && host != NULL && g_hostname_is_ip_address (host)
                              ? g_strdup (host)
                              : base_mail_dup_host (host);
  BaseMailServer *server;

  if (name == NULL || port < 1 || port > 65535 || !is_user (user) || self->servers->len >= MAX_SERVERS
      || (security != BASE_MAIL_TLS && security != BASE_MAIL_STARTTLS))
    {
      self->refused++;
      return FALSE;
    }
  server = g_new0 (BaseMailServer, 1);
  server->protocol = protocol;
  server->host = g_steal_pointer (&name);
  server->port = (guint16) port;
  server->security = security;
  server->user = g_strdup (user);
  g_ptr_array_add (self->servers, server);
  return TRUE;
}

/** base_mail_settings_get_best: Returns: (nullable): the first server for @protocol, owned by @self */
const BaseMailServer *
base_mail_settings_get_best (const BaseMailSettings *self, BaseMailProtocol protocol)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      const BaseMailServer *server = g_ptr_array_index (self->servers, i);

      if (server->protocol == protocol)
        return server;
    }
  return NULL;
}

/** base_mail_settings_is_complete: Returns: whether mail can be received and sent with it */
gboolean
base_mail_settings_is_complete (const BaseMailSettings *self)
{
  return base_mail_settings_get_best (self, BASE_MAIL_SMTP) != NULL
         && (base_mail_settings_get_best (self, BASE_MAIL_IMAP) != NULL
             || base_mail_settings_get_best (self, BASE_MAIL_POP3) != NULL);
}

/** base_mail_source_get_name: Returns: a word for the log and for JSON */
const char *
base_mail_source_get_name (BaseMailSource source)
{
  static const char *const names[] = { "none", "table", "autoconfig", "srv", "mx", "probe", "file" };

  return source < G_N_ELEMENTS (names) ? names[source] : "none";
}

/** base_mail_protocol_get_name: Returns: a word for the log and for JSON */
const char *
base_mail_protocol_get_name (BaseMailProtocol protocol)
{
  static const char *const names[] = { "none", "imap", "pop3", "smtp" };

  return protocol < G_N_ELEMENTS (names) ? names[protocol] : "none";
}

/** base_mail_security_get_name: Returns: a word for the log and for JSON */
const char *
base_mail_security_get_name (BaseMailSecurity security)
{
  return security == BASE_MAIL_TLS ? "tls" : "starttls";
}
