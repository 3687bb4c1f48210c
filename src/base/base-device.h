/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What went wrong with a provider's service for device passwords. Every provider's own codes become one of these. */
typedef enum
{
  BASE_DEVICE_ERROR_UNAUTHENTICATED = 1, /* token, key or password is not accepted */
  BASE_DEVICE_ERROR_FORBIDDEN,
  BASE_DEVICE_ERROR_MISSING_SCOPE, /* detail: the rights that are needed */
  BASE_DEVICE_ERROR_NOT_ENABLED,   /* not for this account: the web page remains */
  BASE_DEVICE_ERROR_NOT_FOUND,
  BASE_DEVICE_ERROR_CONFLICT,
  BASE_DEVICE_ERROR_INVALID, /* detail: the field */
  BASE_DEVICE_ERROR_QUOTA,   /* as many as are allowed */
  BASE_DEVICE_ERROR_PROTECTED,
  BASE_DEVICE_ERROR_RATE_LIMITED, /* retry_after */
  BASE_DEVICE_ERROR_UNSUPPORTED,  /* this provider cannot do that */
  BASE_DEVICE_ERROR_SERVER,       /* an answer that makes no sense, or a failure on its side */
  BASE_DEVICE_ERROR_NETWORK,      /* no connection, no answer in time, a bad certificate */
  BASE_DEVICE_ERROR_UNKNOWN,      /* something was made, but which one it is cannot be told */
  BASE_DEVICE_N_ERRORS,
} BaseDeviceError;

#define BASE_DEVICE_ERROR (base_device_error_quark ())
GQuark base_device_error_quark (void);
void base_device_set_error (GError **error, BaseDeviceError code, guint retry_after, const char *detail,
                            const char *format, ...) G_GNUC_PRINTF (5, 6);
guint base_device_error_get_retry_after (const GError *error);
const char *base_device_error_get_detail (const GError *error);
const char *base_device_error_get_name (const GError *error);

typedef enum
{
  BASE_DEVICE_TYPE_UNKNOWN = 0,
  BASE_DEVICE_TYPE_COMPUTER,
  BASE_DEVICE_TYPE_PHONE,
  BASE_DEVICE_TYPE_TABLET,
  BASE_DEVICE_TYPE_OTHER,
  BASE_DEVICE_TYPE_LEGACY, /* made before the provider knew devices */
} BaseDeviceType;

typedef enum
{
  BASE_DEVICE_IMAP = 1 << 0,
  BASE_DEVICE_POP3 = 1 << 1,
  BASE_DEVICE_SMTP = 1 << 2,
  BASE_DEVICE_DAV = 1 << 3,
  BASE_DEVICE_EAS = 1 << 4,
  BASE_DEVICE_SIEVE = 1 << 5,
} BaseDeviceProtocols;

/* Values are stored: never renumber. */
typedef enum
{
  BASE_DEVICE_STATUS_UNKNOWN = 0,
  BASE_DEVICE_STATUS_OK,
  BASE_DEVICE_STATUS_LEAKED,
  BASE_DEVICE_STATUS_SPAM, /* mail was sent with it that should not have been */
  BASE_DEVICE_STATUS_LOCKED,
  BASE_DEVICE_STATUS_DISABLED,
  BASE_DEVICE_STATUS_EXPIRED,
} BaseDeviceStatus;

/* What a provider can do. */
typedef enum
{
  BASE_DEVICE_CAN_LIST = 1 << 0,
  BASE_DEVICE_CAN_CREATE = 1 << 1,
  BASE_DEVICE_CAN_REVOKE = 1 << 2,
  BASE_DEVICE_CAN_REGENERATE = 1 << 3,
  BASE_DEVICE_CAN_RENAME = 1 << 4,
  BASE_DEVICE_SERVER_SECRET = 1 << 5, /* the provider makes the password */
  BASE_DEVICE_ID_ON_CREATE = 1 << 6,
  BASE_DEVICE_PER_PROTOCOL = 1 << 7,
  BASE_DEVICE_EXPIRY = 1 << 8,
  BASE_DEVICE_ALLOWED_IPS = 1 << 9,
  BASE_DEVICE_LAST_USED = 1 << 10,
  BASE_DEVICE_ADMIN_KEY = 1 << 11, /* the credential is an administrator's */
  BASE_DEVICE_TYPES = 1 << 12,     /* it knows computers from phones */
} BaseDeviceAbility;

/* What a credential is. */
typedef enum
{
  BASE_DEVICE_CREDENTIAL_NONE = 1,
  BASE_DEVICE_CREDENTIAL_TOKEN,    /* made by the person on the provider's page */
  BASE_DEVICE_CREDENTIAL_KEY,      /* an administrator's */
  BASE_DEVICE_CREDENTIAL_PASSWORD, /* the person's own login */
} BaseDeviceCredential;

/* BaseDevice: one device password of an address. Never the password itself. Strings are never NULL unless marked. */
typedef struct
{
  char *id; /* the provider's, opaque; "" when it is not known */
  char *label;
  BaseDeviceType type;
  BaseDeviceProtocols protocols; /* 0: not said */
  gint64 created;                /* Unix seconds, 0: not known; so are those below */
  gint64 last_used;
  gint64 expires;
  char *allowed_ips; /* one word each, "" */
  char *holder;      /* the person who holds it, "" */
  char *note;        /* how it can be revoked by hand, "" */
  BaseDeviceStatus status;
  gboolean can_revoke;
  gboolean can_regenerate;
  gboolean is_this; /* this computer signs in with it */
  gboolean by_hand; /* remembered here; the provider was not asked */
} BaseDevice;

BaseDevice *base_device_new (void);
BaseDevice *base_device_copy (const BaseDevice *self);
void base_device_free (BaseDevice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseDevice, base_device_free)

/* BaseDeviceService: what stands behind the device passwords of one address. */
typedef struct
{
  char *kind; /* "infomaniak", "stalwart", "mailcow", "wildduck", "manual" */
  char *name; /* as people know it, "" */
  char *url;  /* where its service is, "" */
  BaseDeviceAbility abilities;
  BaseDeviceCredential credential;
  guint max_count;    /* 0: not known */
  char *page;         /* (nullable): where app passwords are made by hand, https */
  char *token_page;   /* (nullable): where the token or key is made, https */
  char *steps;        /* (nullable): id of the steps to show with @page */
  char *login;        /* (nullable): the name to sign in to the service with */
  gboolean connected; /* a credential is stored */
} BaseDeviceService;

BaseDeviceService *base_device_service_new (const char *kind);
BaseDeviceService *base_device_service_copy (const BaseDeviceService *self);
void base_device_service_free (BaseDeviceService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseDeviceService, base_device_service_free)

const char *base_device_type_get_name (BaseDeviceType type);
BaseDeviceType base_device_type_parse (const char *name);
const char *base_device_status_get_name (BaseDeviceStatus status);
BaseDeviceStatus base_device_status_parse (const char *name);
char *base_device_protocols_format (BaseDeviceProtocols protocols);
BaseDeviceProtocols base_device_protocols_parse (const char *words);

void base_secret_wipe (char *secret);
char *base_secret_generate (guint length);
char *base_secret_group (const char *secret);
void base_secret_keep_from_dumps (void);

G_END_DECLS
