/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-goa.c: mail accounts of GNOME Online Accounts, where that runs (product 3.5)
 *
 * Over D-Bus, without its library: three methods are needed. The desktop keeps password or token and renews it; what we
 * keep is only which of its accounts it is. Each call has a time-out: a desktop service that hangs must not hold a
 * mailbox. Blocks; worker threads. */

#include "sync-goa.h"

#include <string.h>

#include "sync-error.h"

#define MARK "alpenpost-goa:"
#define BUS_NAME "org.gnome.OnlineAccounts"
#define ROOT "/org/gnome/OnlineAccounts"
#define IFACE BUS_NAME "."
#define TIMEOUT_MS 25000
#define LIST_TIMEOUT_MS 5000

/** sync_goa_account_free: @self may be %NULL */
void
sync_goa_account_free (SyncGoaAccount *self)
{
  if (self == NULL)
    return;
  g_free (self->provider);
  store_account_free (self->account);
  g_free (self->secret);
  g_free (self);
}

/** sync_goa_is_secret: Returns: whether @secret names an account of the desktop and is no password */
gboolean
sync_goa_is_secret (const char *secret)
{
  return g_str_has_prefix (secret, MARK) && g_variant_is_object_path (secret + strlen (MARK));
}

static GVariant *
call (const char *path, const char *interface, const char *method, GVariant *arguments,
      const GVariantType *reply, int timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, error);

  if (bus == NULL)
    {
      if (arguments != NULL)
        g_variant_unref (g_variant_ref_sink (arguments));
      return NULL;
    }
  return g_dbus_connection_call_sync (bus, BUS_NAME, path, interface, method, arguments, reply,
                                      G_DBUS_CALL_FLAGS_NONE, timeout_ms, cancellable, error);
}

static char *
get_text (GVariant *properties, const char *name)
{
  char *text = NULL;

  g_variant_lookup (properties, name, "s", &text);
  return text;
}

static gboolean
get_flag (GVariant *properties, const char *name)
{
  gboolean flag = FALSE;

  return g_variant_lookup (properties, name, "b", &flag) && flag;
}

/* "host" or "host:port" */
static void
take_server (char **host, guint16 *port, StoreSecurity *security, GVariant *mail, const char *kind,
             guint16 tls_port, guint16 starttls_port)
{
  g_autofree char *host_key = g_strconcat (kind, "Host", NULL), *ssl_key = g_strconcat (kind, "UseSsl", NULL);
  g_autofree char *text = get_text (mail, host_key);
  gboolean tls = get_flag (mail, ssl_key);
  char *colon = text != NULL ? strrchr (text, ':') : NULL;
  guint64 number;

  *security = tls ? STORE_SECURITY_TLS : STORE_SECURITY_STARTTLS;
  *port = tls ? tls_port : starttls_port;
  if (colon != NULL && strchr (text, ':') == colon
      && g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &number, NULL))
    {
      *port = (guint16) number;
      *colon = '\0';
    }
  g_set_str (host, text != NULL ? text : "");
}

/* Accounts without encryption are left out: we never propose them. */
static gboolean
is_encrypted (GVariant *mail)
{
  return (get_flag (mail, "ImapUseSsl") || get_flag (mail, "ImapUseTls"))
         && (get_flag (mail, "SmtpUseSsl") || get_flag (mail, "SmtpUseTls"));
}

static SyncGoaAccount *
read_account (const char *path, GVariant *account, GVariant *mail)
{
  g_autoptr (SyncGoaAccount) self = g_new0 (SyncGoaAccount, 1);
  StoreAccount *record = self->account = store_account_new ();
  g_autofree char *email = get_text (mail, "EmailAddress"), *name = get_text (mail, "Name"),
                  *user = get_text (mail, "ImapUserName");

  if (get_flag (account, "MailDisabled") || !is_encrypted (mail) || email == NULL
      || strchr (email, '@') == NULL)
    return NULL;
  self->provider = get_text (account, "ProviderName");
  self->secret = g_strconcat (MARK, path, NULL);
  g_set_str (&record->email, email);
  g_set_str (&record->name, name != NULL ? name : "");
  g_set_str (&record->user, user != NULL && *user != '\0' ? user : email);
  take_server (&record->imap_host, &record->imap_port, &record->imap_security, mail, "Imap", 993, 143);
  take_server (&record->smtp_host, &record->smtp_port, &record->smtp_security, mail, "Smtp", 465, 587);
  return *record->imap_host != '\0' && *record->smtp_host != '\0' ? g_steal_pointer (&self) : NULL;
}

/**
 * sync_goa_list:
 *
 * Returns: (transfer full) (nullable) (element-type SyncGoaAccount): those with encrypted mail servers; %NULL with @error
 * where GNOME Online Accounts does not run
 */
GPtrArray *
sync_goa_list (GCancellable *cancellable, GError **error)
{
  g_autoptr (GVariant) reply = call (ROOT, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL,
                                     G_VARIANT_TYPE ("(a{oa{sa{sv}}})"), LIST_TIMEOUT_MS, cancellable, error);
  g_autoptr (GVariantIter) objects = NULL;
  GPtrArray *list;
  const char *path;
  GVariant *interfaces;

  if (reply == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) sync_goa_account_free);
  g_variant_get (reply, "(a{oa{sa{sv}}})", &objects);
  while (list->len < 50 && g_variant_iter_next (objects, "{&o@a{sa{sv}}}", &path, &interfaces))
    {
      g_autoptr (GVariant) account
          = g_variant_lookup_value (interfaces, IFACE "Account", G_VARIANT_TYPE_VARDICT);
      g_autoptr (GVariant) mail = g_variant_lookup_value (interfaces, IFACE "Mail", G_VARIANT_TYPE_VARDICT);
      SyncGoaAccount *found = account != NULL && mail != NULL ? read_account (path, account, mail) : NULL;

      if (found != NULL)
        g_ptr_array_add (list, found);
      g_variant_unref (interfaces);
    }
  return list;
}

static void
report (GError **error, GError *bus_error)
{
  gboolean person;

  if (g_error_matches (bus_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, bus_error);
      return;
    }
  /* Goa.Error.NotAuthorized, an account that is gone: the person must look into the desktop's settings. */
  person = g_dbus_error_is_remote_error (bus_error)
           && !g_error_matches (bus_error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY);
  g_set_error (error, SYNC_ERROR, person ? SYNC_ERROR_SIGN_IN_AGAIN : SYNC_ERROR_OFFLINE,
               "GNOME Online Accounts does not give access");
  g_error_free (bus_error);
}

/**
 * sync_goa_get:
 * @secret: of an account of the desktop
 * @password: (out) (nullable): when it has a password
 * @token: (out) (nullable): when it has a bearer token
 *
 * Asks the desktop, which renews what is old. Returns: whether one of them is set
 */
gboolean
sync_goa_get (const char *secret, char **password, char **token, GCancellable *cancellable, GError **error)
{
  const char *path = secret + strlen (MARK);
  g_autoptr (GVariant) ensured = NULL, reply = NULL;
  GError *local_error = NULL;

  *password = *token = NULL;
  ensured
      = call (path, IFACE "Account", "EnsureCredentials", NULL, NULL, TIMEOUT_MS, cancellable, &local_error);
  if (ensured != NULL)
    {
      reply = call (path, IFACE "OAuth2Based", "GetAccessToken", NULL, G_VARIANT_TYPE ("(si)"), TIMEOUT_MS,
                    cancellable, NULL);
      if (reply != NULL)
        g_variant_get (reply, "(si)", token, NULL);
      else
        reply = call (path, IFACE "PasswordBased", "GetPassword", g_variant_new ("(s)", "imap-password"),
                      G_VARIANT_TYPE ("(s)"), TIMEOUT_MS, cancellable, &local_error);
      if (reply != NULL && *token == NULL)
        g_variant_get (reply, "(s)", password);
    }
  if (*password != NULL || *token != NULL)
    return TRUE;
  report (error, local_error);
  return FALSE;
}
