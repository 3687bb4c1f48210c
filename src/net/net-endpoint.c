/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-endpoint.c: where a server is and how it proves who it is
 *
 * Immutable after creation, shared between threads. */

#include "net-endpoint.h"

static char *
normalise_pin (const char *pin)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  if (pin == NULL || *pin == '\0')
    return NULL;
  for (const char *p = pin; *p != '\0'; p++)
    if (*p != ':' && *p != ' ')
      g_string_append_c (digits, g_ascii_tolower (*p));
  return g_string_free_and_steal (g_steal_pointer (&digits));
}

/**
 * net_endpoint_new:
 * @host: a name (any script) or an address literal
 * @ca_file: (nullable): PEM file with one more trust anchor, read at each handshake
 * @pin: (nullable): SHA-256 of the accepted certificate, hex; colons, spaces and case do not matter
 *
 * Returns: (transfer full): the endpoint
 */
NetEndpoint *
net_endpoint_new (const char *host, guint16 port, NetSecurity security, const char *ca_file, const char *pin)
{
  NetEndpoint *self = g_new0 (NetEndpoint, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->host = g_strdup (host);
  self->ascii_host = g_hostname_to_ascii (host);
  if (self->ascii_host == NULL)
    self->ascii_host = g_strdup (host);
  self->port = port;
  self->security = security;
  self->ca_file = ca_file != NULL && *ca_file != '\0' ? g_strdup (ca_file) : NULL;
  self->pin = normalise_pin (pin);
  return self;
}

/** net_endpoint_ref: Returns: (transfer full): @self. Any thread. */
NetEndpoint *
net_endpoint_ref (NetEndpoint *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/** net_endpoint_unref: gives up one reference. Any thread. */
void
net_endpoint_unref (NetEndpoint *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->host);
  g_free (self->ascii_host);
  g_free (self->ca_file);
  g_free (self->pin);
  g_free (self);
}
