/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-device.c: device passwords as records that cross layers, their errors and their words for programs
 *
 * web/devices fills these in, store remembers them, mail shows them. There is no field for a password: a secret travels
 * by itself and is wiped. Pure, any thread. */

#include "base-device.h"

#include <gio/gio.h>
#include <string.h>

/* ---- errors ---- */

typedef struct
{
  guint retry_after;
  char *detail;
} BaseDeviceErrorPrivate;

static void
base_device_error_private_init (BaseDeviceErrorPrivate *self)
{
}

static void
base_device_error_private_copy (const BaseDeviceErrorPrivate *from, BaseDeviceErrorPrivate *to)
{
  to->retry_after = from->retry_after;
  to->detail = g_strdup (from->detail);
}

static void
base_device_error_private_clear (BaseDeviceErrorPrivate *self)
{
  g_free (self->detail);
}

G_DEFINE_EXTENDED_ERROR (BaseDeviceError, base_device_error)

/**
 * base_device_set_error:
 * @error: (nullable)
 * @retry_after: seconds the provider asked to wait, 0: not said
 * @detail: (nullable): the field or the rights it is about
 *
 * Sets an error of BASE_DEVICE_ERROR that carries both.
 */
void
base_device_set_error (GError **error, BaseDeviceError code, guint retry_after, const char *detail,
                       const char *format, ...)
{
  BaseDeviceErrorPrivate *details;
  va_list args;

  if (error == NULL)
    return;
  va_start (args, format);
  *error = g_error_new_valist (BASE_DEVICE_ERROR, (int) code, format, args);
  va_end (args);
  details = base_device_error_get_private (*error);
  details->retry_after = retry_after;
  details->detail = g_strdup (detail);
}

/** base_device_error_get_retry_after: Returns: seconds to wait; 0 when it was not said or @error is another's */
guint
base_device_error_get_retry_after (const GError *error)
{
  return error->domain == BASE_DEVICE_ERROR ? base_device_error_get_private (error)->retry_after : 0;
}

/** base_device_error_get_detail: Returns: (transfer none) (nullable): the field or the rights it is about */
const char *
base_device_error_get_detail (const GError *error)
{
  return error->domain == BASE_DEVICE_ERROR ? base_device_error_get_private (error)->detail : NULL;
}

/** base_device_error_get_name: Returns: (transfer none): a word for programs: "not-enabled" … */
const char *
base_device_error_get_name (const GError *error)
{
  static const char *const names[BASE_DEVICE_N_ERRORS]
      = { NULL,           "unauthenticated", "forbidden", "missing-scope", "not-enabled",
          "not-found",    "conflict",        "invalid",   "quota",         "protected",
          "rate-limited", "unsupported",     "server",    "network",       "unknown" };

  if (error->domain != BASE_DEVICE_ERROR || error->code < 1 || error->code >= BASE_DEVICE_N_ERRORS)
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "cancelled" : "failed";
  return names[error->code];
}

/* ---- records ---- */

/** base_device_new: Returns: (transfer full): a record with empty strings, status unknown, that cannot be changed */
BaseDevice *
base_device_new (void)
{
  BaseDevice *self = g_new0 (BaseDevice, 1);

  self->id = g_strdup ("");
  self->label = g_strdup ("");
  self->allowed_ips = g_strdup ("");
  self->holder = g_strdup ("");
  self->note = g_strdup ("");
  return self;
}

/** base_device_copy: Returns: (transfer full) */
BaseDevice *
base_device_copy (const BaseDevice *self)
{
  BaseDevice *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->label = g_strdup (self->label);
  copy->allowed_ips = g_strdup (self->allowed_ips);
  copy->holder = g_strdup (self->holder);
  copy->note = g_strdup (self->note);
  return copy;
}

/** base_device_free: @self may be %NULL */
void
base_device_free (BaseDevice *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->label);
  g_free (self->allowed_ips);
  g_free (self->holder);
  g_free (self->note);
  g_free (self);
}

/** base_device_service_new: Returns: (transfer full): a service of @kind that can do nothing yet */
BaseDeviceService *
base_device_service_new (const char *kind)
{
  BaseDeviceService *self = g_new0 (BaseDeviceService, 1);

  self->kind = g_strdup (kind);
  self->name = g_strdup ("");
  self->url = g_strdup ("");
  self->credential = BASE_DEVICE_CREDENTIAL_NONE;
  return self;
}

/** base_device_service_copy: Returns: (transfer full) */
BaseDeviceService *
base_device_service_copy (const BaseDeviceService *self)
{
  BaseDeviceService *copy = g_memdup2 (self, sizeof *self);

  copy->kind = g_strdup (self->kind);
  copy->name = g_strdup (self->name);
  copy->url = g_strdup (self->url);
  copy->page = g_strdup (self->page);
  copy->token_page = g_strdup (self->token_page);
  copy->steps = g_strdup (self->steps);
  copy->login = g_strdup (self->login);
  return copy;
}

/** base_device_service_free: @self may be %NULL */
void
base_device_service_free (BaseDeviceService *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->name);
  g_free (self->url);
  g_free (self->page);
  g_free (self->token_page);
  g_free (self->steps);
  g_free (self->login);
  g_free (self);
}

/* ---- words for programs ---- */

static const char *const type_names[] = { "unknown", "computer", "phone", "tablet", "other", "legacy" };
static const char *const status_names[]
    = { "unknown", "ok", "leaked", "spam", "locked", "disabled", "expired" };
static const char *const protocol_names[] = { "imap", "pop3", "smtp", "dav", "eas", "sieve" };

static int
find_name (const char *const *names, gsize n, const char *name)
{
  for (gsize i = 0; name != NULL && i < n; i++)
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return (int) i;
  return 0;
}

/** base_device_type_get_name: Returns: (transfer none): "phone" … */
const char *
base_device_type_get_name (BaseDeviceType type)
{
  return type_names[(guint) type < G_N_ELEMENTS (type_names) ? type : BASE_DEVICE_TYPE_UNKNOWN];
}

/** base_device_type_parse: @name: (nullable). Returns: the type, UNKNOWN for any other word */
BaseDeviceType
base_device_type_parse (const char *name)
{
  return (BaseDeviceType) find_name (type_names, G_N_ELEMENTS (type_names), name);
}

/** base_device_status_get_name: Returns: (transfer none): "leaked" … */
const char *
base_device_status_get_name (BaseDeviceStatus status)
{
  return status_names[(guint) status < G_N_ELEMENTS (status_names) ? status : BASE_DEVICE_STATUS_UNKNOWN];
}

/** base_device_status_parse: @name: (nullable). "healthy" is OK. Returns: the status, UNKNOWN for any other word */
BaseDeviceStatus
base_device_status_parse (const char *name)
{
  if (g_strcmp0 (name, "healthy") == 0)
    return BASE_DEVICE_STATUS_OK;
  return (BaseDeviceStatus) find_name (status_names, G_N_ELEMENTS (status_names), name);
}

/** base_device_protocols_format: Returns: (transfer full): "imap smtp", "" for none */
char *
base_device_protocols_format (BaseDeviceProtocols protocols)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (protocol_names); i++)
    if (protocols & (1u << i))
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", protocol_names[i]);
  return g_string_free_and_steal (text);
}

/** base_device_protocols_parse: @words: (nullable): words between anything else. Returns: those that are known */
BaseDeviceProtocols
base_device_protocols_parse (const char *words)
{
  g_auto (GStrv) parts = g_strsplit_set (words != NULL ? words : "", " ,;-/", 40);
  guint protocols = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (protocol_names); j++)
      if (g_ascii_strcasecmp (parts[i], protocol_names[j]) == 0)
        protocols |= 1u << j;
  return (BaseDeviceProtocols) protocols;
}
