/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  NET_SECURITY_TLS = 1,  /* TLS from the first byte */
  NET_SECURITY_STARTTLS, /* clear, then TLS or nothing */
  NET_SECURITY_NONE,     /* clear; only after the person said so */
} NetSecurity;

/* NetEndpoint: where a server is and how it proves who it is. Immutable; shared between threads. */
typedef struct
{
  gatomicrefcount ref_count;
  char *host; /* as the person wrote it */
  char
      *ascii_host; /* IDNA A-labels or address literal: what is resolved and what the certificate must name */
  guint16 port;
  NetSecurity security;
  char *ca_file; /* (nullable): PEM file with one more trust anchor */
  char *pin; /* (nullable): 64 lower-case hex digits, SHA-256 of the one certificate the person accepted */
} NetEndpoint;

NetEndpoint *net_endpoint_new (const char *host, guint16 port, NetSecurity security, const char *ca_file,
                               const char *pin);
NetEndpoint *net_endpoint_ref (NetEndpoint *self);
void net_endpoint_unref (NetEndpoint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetEndpoint, net_endpoint_unref)

G_END_DECLS
