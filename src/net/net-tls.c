/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-tls.c: who may be on the other end of a TLS connection
 *
 * Fails closed. The server identity is always set, so GIO checks the host name on every connection (Balsa
 * CVE-2020-13645). A certificate GIO refuses passes in two cases only: the endpoint's own CA file vouches for it, for
 * this name, and GIO found nothing else wrong (such as an OCSP answer that is bad or missing); or it is, byte for byte,
 * the one the person accepted (pin) and its only faults are origin, name or dates. After the handshake two more things
 * must hold before a byte is written: TLS 1.2 or later, and the name stands in a subjectAltName, not only in the CN
 * (RFC 9525 6.3). Handshakes run on the stream's thread. */

#include "net-tls.h"

#include <gnutls/x509.h>

#include "net-error.h"

#define PINNABLE_FAULTS                                                                                      \
  (G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_BAD_IDENTITY | G_TLS_CERTIFICATE_NOT_ACTIVATED           \
   | G_TLS_CERTIFICATE_EXPIRED)

/** net_tls_dup_sha256: Returns: (transfer full) (nullable): SHA-256 of the certificate's DER form, lower-case hex */
char *
net_tls_dup_sha256 (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  if (certificate == NULL)
    return NULL;
  g_object_get (certificate, "certificate", &der, NULL);
  return der != NULL ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len) : NULL;
}

static gboolean
is_pinned (GTlsCertificate *certificate, NetEndpoint *endpoint)
{
  g_autofree char *sha256 = NULL;

  if (endpoint->pin == NULL)
    return FALSE;
  sha256 = net_tls_dup_sha256 (certificate);
  return g_strcmp0 (sha256, endpoint->pin) == 0;
}

/* Whether the endpoint's CA file alone vouches for @certificate, for this host. */
static gboolean
vouched_by_ca_file (GTlsCertificate *certificate, NetEndpoint *endpoint)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GSocketConnectable) identity = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificateFlags flags;

  if (endpoint->ca_file == NULL)
    return FALSE;
  database = g_tls_file_database_new (endpoint->ca_file, &error);
  if (database == NULL)
    {
      g_message ("cannot read the CA file: %s", error->message);
      return FALSE;
    }
  identity = g_network_address_new (endpoint->ascii_host, endpoint->port);
  flags = g_tls_database_verify_chain (database, certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
                                       identity, NULL, G_TLS_DATABASE_VERIFY_NONE, NULL, &error);
  return error == NULL && flags == 0;
}

static gboolean
on_accept_certificate (GTlsConnection *tls, GTlsCertificate *certificate, GTlsCertificateFlags flags,
                       NetEndpoint *endpoint)
{
  if (is_pinned (certificate, endpoint))
    return (flags & ~PINNABLE_FAULTS) == 0;
  /* Another anchor makes up for an unknown one, not for an answer of the CA itself that is bad or missing: only GIO
   * saw the stapled OCSP answer (RFC 7633; row X-09). */
  return (flags & ~G_TLS_CERTIFICATE_UNKNOWN_CA) == 0 && vouched_by_ca_file (certificate, endpoint);
}

static void
unref_endpoint (gpointer endpoint, GClosure *closure)
{
  net_endpoint_unref (endpoint);
}

/**
 * net_tls_new:
 * @base: the clear connection
 *
 * Returns: (transfer full): a client connection for @endpoint, before its handshake
 */
GIOStream *
net_tls_new (GIOStream *base, NetEndpoint *endpoint, GError **error)
{
  g_autoptr (GSocketConnectable) identity = g_network_address_new (endpoint->ascii_host, endpoint->port);
  GIOStream *tls = g_tls_client_connection_new (base, identity, error);

  if (tls == NULL)
    return NULL;
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), TRUE);
  g_signal_connect_data (tls, "accept-certificate", G_CALLBACK (on_accept_certificate),
                         net_endpoint_ref (endpoint), unref_endpoint, 0);
  return tls;
}

/* RFC 9525 6.3: a name in the CN is no name. */
static gboolean
has_subject_alt_name (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  gnutls_x509_crt_t crt;
  gnutls_datum_t datum;
  gboolean found = FALSE;

  g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL || gnutls_x509_crt_init (&crt) < 0)
    return FALSE;
  datum.data = der->data;
  datum.size = der->len;
  if (gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_DER) >= 0)
    for (guint i = 0; i < 10000 && !found; i++)
      {
        char name[1024];
        size_t size = sizeof name;
        int type = gnutls_x509_crt_get_subject_alt_name (crt, i, name, &size, NULL);

        if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
          break;
        found = type == GNUTLS_SAN_DNSNAME || type == GNUTLS_SAN_IPADDRESS;
      }
  gnutls_x509_crt_deinit (crt);
  return found;
}

/**
 * net_tls_check:
 * @tls: a connection whose handshake succeeded
 *
 * What GIO does not check. Returns: whether secrets may be written to it; else @error is set
 */
gboolean
net_tls_check (GIOStream *tls, NetEndpoint *endpoint, GError **error)
{
  GTlsConnection *connection = G_TLS_CONNECTION (tls);
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (connection);
  GTlsProtocolVersion version = g_tls_connection_get_protocol_version (connection);

  if (version != G_TLS_PROTOCOL_VERSION_TLS_1_2 && version != G_TLS_PROTOCOL_VERSION_TLS_1_3)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TLS_FAILED, "%s speaks only an old version of TLS",
                   endpoint->host);
      return FALSE;
    }
  if (certificate == NULL)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TLS_FAILED, "%s shows no certificate", endpoint->host);
      return FALSE;
    }
  if (!is_pinned (certificate, endpoint) && !has_subject_alt_name (certificate))
    {
      g_propagate_error (error,
                         net_error_new_certificate (G_TLS_CERTIFICATE_BAD_IDENTITY, certificate, endpoint));
      return FALSE;
    }
  return TRUE;
}

/**
 * net_tls_explain:
 * @error: (inout): the handshake's error
 *
 * Turns GIO's "unacceptable certificate" into an error of ours that carries the fingerprint and the reasons.
 */
void
net_tls_explain (GIOStream *tls, NetEndpoint *endpoint, GError **error)
{
  GTlsConnection *connection = G_TLS_CONNECTION (tls);
  GTlsCertificateFlags flags;

  if (error == NULL || *error == NULL || !g_error_matches (*error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return;
  flags = g_tls_connection_get_peer_certificate_errors (connection);
  g_clear_error (error);
  *error = net_error_new_certificate (flags, g_tls_connection_get_peer_certificate (connection), endpoint);
}
