/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-certificate.c: what a person must know of a refused certificate to decide about it
 *
 * Reads the server's DER with GnuTLS; everything in it is the server's own word and bounded. Any thread. */

#include "net-certificate.h"

#include <gnutls/x509.h>

#include "net-tls.h"

#define MAX_NAMES 50

static guint
faults_of (GTlsCertificateFlags flags)
{
  static const struct
  {
    GTlsCertificateFlags flag;
    BaseCertificateFault fault;
  } table[] = {
    { G_TLS_CERTIFICATE_UNKNOWN_CA, BASE_CERTIFICATE_UNKNOWN_ISSUER },
    { G_TLS_CERTIFICATE_BAD_IDENTITY, BASE_CERTIFICATE_OTHER_NAME },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, BASE_CERTIFICATE_NOT_YET },
    { G_TLS_CERTIFICATE_EXPIRED, BASE_CERTIFICATE_EXPIRED },
    { G_TLS_CERTIFICATE_REVOKED, BASE_CERTIFICATE_REVOKED },
    { G_TLS_CERTIFICATE_INSECURE, BASE_CERTIFICATE_WEAK },
    { G_TLS_CERTIFICATE_GENERIC_ERROR, BASE_CERTIFICATE_BROKEN },
  };

  guint faults = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (flags & table[i].flag)
      faults |= table[i].fault;
  return faults != 0 ? faults : BASE_CERTIFICATE_BROKEN;
}

static char *
dup_name (const char *bytes, size_t size, int type)
{
  if (type == GNUTLS_SAN_DNSNAME)
    return base_certificate_dup_line (bytes, (gssize) size);
  if (type == GNUTLS_SAN_IPADDRESS && (size == 4 || size == 16))
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_bytes (
          (const guint8 *) bytes, size == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);

      return g_inet_address_to_string (address);
    }
  return NULL;
}

static void
read_names (BaseCertificate *self, gnutls_x509_crt_t crt)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < MAX_NAMES; i++)
    {
      char bytes[1024];
      size_t size = sizeof bytes;
      int type = gnutls_x509_crt_get_subject_alt_name (crt, i, bytes, &size, NULL);
      g_autofree char *name = NULL;

      if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        break;
      if (type >= 0)
        name = dup_name (bytes, size, type);
      if (name != NULL)
        g_strv_builder_add (names, name);
    }
  g_strfreev (self->names);
  self->names = g_strv_builder_end (names);
}

typedef int (*DnFunc) (gnutls_x509_crt_t crt, gnutls_datum_t *dn, unsigned flags);

static char *
dup_dn (gnutls_x509_crt_t crt, DnFunc get)
{
  gnutls_datum_t text = { NULL, 0 };
  char *line;

  if (get (crt, &text, 0) < 0)
    return g_strdup ("");
  line = base_certificate_dup_line ((const char *) text.data, (gssize) text.size);
  gnutls_free (text.data);
  return line;
}

static void
read_facts (BaseCertificate *self, gnutls_x509_crt_t crt)
{
  time_t from = gnutls_x509_crt_get_activation_time (crt), until = gnutls_x509_crt_get_expiration_time (crt);

  read_names (self, crt);
  g_free (self->subject);
  g_free (self->issuer);
  self->subject = dup_dn (crt, gnutls_x509_crt_get_dn3);
  self->issuer = dup_dn (crt, gnutls_x509_crt_get_issuer_dn3);
  self->self_signed = gnutls_x509_crt_check_issuer (crt, crt) != 0;
  self->not_before = from != (time_t) -1 ? (gint64) from : 0;
  self->not_after = until != (time_t) -1 ? (gint64) until : 0;
}

/**
 * net_certificate_describe:
 * @certificate: (nullable): what the server showed
 * @flags: what is wrong with it
 *
 * Returns: (transfer full): its facts
 */
BaseCertificate *
net_certificate_describe (GTlsCertificate *certificate, GTlsCertificateFlags flags, NetEndpoint *endpoint)
{
  g_autofree char *sha256 = net_tls_dup_sha256 (certificate);
  BaseCertificate *self = base_certificate_new (endpoint->host, endpoint->port, sha256);
  g_autoptr (GByteArray) der = NULL;
  gnutls_x509_crt_t crt;
  gnutls_datum_t datum;

  self->faults = faults_of (flags);
  self->was_pinned = endpoint->pin != NULL;
  if (certificate != NULL)
    g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL || gnutls_x509_crt_init (&crt) < 0)
    return self;
  datum.data = der->data;
  datum.size = der->len;
  if (gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_DER) >= 0)
    read_facts (self, crt);
  gnutls_x509_crt_deinit (crt);
  return self;
}
