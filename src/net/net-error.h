/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-certificate.h"
#include "net-endpoint.h"

G_BEGIN_DECLS

/* NetError: what can go wrong between us and a server before any protocol word matters. Messages are for the log. */
typedef enum
{
  NET_ERROR_CLOSED = 1, /* the peer closed, or the connection broke; also a TLS end without close_notify */
  NET_ERROR_TIMED_OUT,  /* nothing happened for the stream's time-out */
  NET_ERROR_TOO_LONG,   /* a line or a block over the caller's limit */
  NET_ERROR_TLS_CERTIFICATE,  /* not trusted; net_error_get_certificate_sha256 () tells which */
  NET_ERROR_TLS_FAILED,       /* the handshake or a record failed */
  NET_ERROR_TLS_REQUIRED,     /* the server cannot or will not encrypt */
  NET_ERROR_INJECTION,        /* clear bytes where only TLS may follow */
  NET_ERROR_RESOLVE,          /* no such host, or no name server */
  NET_ERROR_CONNECT,          /* refused, unreachable */
  NET_ERROR_AUTH_UNSUPPORTED, /* no mechanism both sides accept */
  NET_ERROR_AUTH_FAILED,      /* the exchange itself is wrong: bad nonce, bad signature, iteration count */
  NET_ERROR_DECOMPRESS,       /* broken or explosive compressed data */
  NET_ERROR_CANCELLED,        /* only inside; callers see G_IO_ERROR_CANCELLED */
} NetError;

#define NET_ERROR (net_error_quark ())
GQuark net_error_quark (void);

const char *net_error_get_certificate_sha256 (const GError *error);
GTlsCertificateFlags net_error_get_certificate_flags (const GError *error);

BaseCertificate *net_error_get_certificate (const GError *error);

GError *net_error_new_certificate (GTlsCertificateFlags flags, GTlsCertificate *certificate,
                                   NetEndpoint *endpoint);
void net_error_take (GError **error, GError *gio_error, const char *what);

G_END_DECLS
