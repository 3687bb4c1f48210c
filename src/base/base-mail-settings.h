/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BASE_MAIL_IMAP = 1,
  BASE_MAIL_POP3,
  BASE_MAIL_SMTP,
} BaseMailProtocol;

/* There is no value for none: unencrypted servers are never proposed. */
typedef enum
{
  BASE_MAIL_TLS = 1,
  BASE_MAIL_STARTTLS,
} BaseMailSecurity;

typedef enum
{
  BASE_SIGN_IN_PASSWORD = 1 << 0,
  BASE_SIGN_IN_APP_PASSWORD = 1 << 1,    /* one made for mail programs, on the provider's page */
  BASE_SIGN_IN_DEVICE_PASSWORD = 1 << 2, /* one made for this device */
  BASE_SIGN_IN_OAUTH2 = 1 << 3,
} BaseSignIn;

/* Where settings come from, best first (product 3.2). */
typedef enum
{
  BASE_MAIL_SOURCE_TABLE = 1, /* our own table, by the address's domain */
  BASE_MAIL_SOURCE_AUTOCONFIG,
  BASE_MAIL_SOURCE_SRV,
  BASE_MAIL_SOURCE_MX, /* our own table, by the domain's mail exchanger */
  BASE_MAIL_SOURCE_PROBE,
  BASE_MAIL_SOURCE_FILE, /* a file the person gave */
} BaseMailSource;

/* BaseMailServer: one server an address may use. */
typedef struct
{
  BaseMailProtocol protocol;
  char *host; /* a name in A-labels, or an address literal in our own table */
  guint16 port;
  BaseMailSecurity security;
  char *user; /* what to log in with */
} BaseMailServer;

/* BaseMailSettings: what is known about the servers of one address. Belongs to one thread until it is handed over whole. */
typedef struct
{
  BaseMailSource source;
  char *provider;     /* (nullable): its name */
  GPtrArray *servers; /* BaseMailServer: for each protocol the preferred one first */
  BaseSignIn sign_in; /* all that are possible; 0: not known */
  BaseSignIn best_sign_in;
  guint refused; /* how many servers were left out because they are unencrypted or make no sense */
  guint64 max_message;
  gboolean local; /* the servers run on this computer (a bridge) */
  char *
      consent_host; /* (nullable): a host outside the address's domain: ask before anything secret goes there */
  char *sign_up_page;  /* (nullable), as the next: https only */
  char *password_page; /* where app and device passwords are made */
  char *help_page;
} BaseMailSettings;

BaseMailSettings *base_mail_settings_new (BaseMailSource source);
void base_mail_settings_free (BaseMailSettings *self);
gboolean base_mail_settings_add (BaseMailSettings *self, BaseMailProtocol protocol, const char *host,
                                 guint port, BaseMailSecurity security, const char *user);
const BaseMailServer *base_mail_settings_get_best (const BaseMailSettings *self, BaseMailProtocol protocol);
gboolean base_mail_settings_is_complete (const BaseMailSettings *self);

char *base_mail_dup_host (const char *host);
const char *base_mail_source_get_name (BaseMailSource source);
const char *base_mail_protocol_get_name (BaseMailProtocol protocol);
const char *base_mail_security_get_name (BaseMailSecurity security);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseMailSettings, base_mail_settings_free)

G_END_DECLS
