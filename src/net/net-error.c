/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-error.c: the error domain of net, and how GIO's errors become it
 *
 * A certificate error carries the fingerprint and GIO's flags, so that the person can be asked about exactly this
 * certificate. Any thread. */

#include "net-error.h"

#include "net-certificate.h"

typedef struct
{
  BaseCertificate *certificate;
  GTlsCertificateFlags certificate_flags;
} NetErrorPrivate;

static void
net_error_private_init (NetErrorPrivate *self)
{
  self->certificate = NULL;
  self->certificate_flags = 0;
}

static void
net_error_private_copy (const NetErrorPrivate *source, NetErrorPrivate *target)
{
  target->certificate = source->certificate != NULL ? base_certificate_ref (source->certificate) : NULL;
  target->certificate_flags = source->certificate_flags;
}

static void
net_error_private_clear (NetErrorPrivate *self)
{
  base_certificate_unref (self->certificate);
}

G_DEFINE_EXTENDED_ERROR (NetError, net_error)

/**
 * net_error_get_certificate_sha256:
 * @error: any error
 *
 * Returns: (nullable): the refused certificate's SHA-256 as 64 hex digits, owned by @error
 */
const char *
net_error_get_certificate_sha256 (const GError *error)
{
  NetErrorPrivate *private = error->domain == NET_ERROR ? net_error_get_private (error) : NULL;

  return private != NULL && private->certificate != NULL && private->certificate->sha256[0] != '\0'
             ? private->certificate->sha256
             : NULL;
}

/** net_error_get_certificate: Returns: (nullable): the refused certificate's facts, owned by @error */
BaseCertificate *
net_error_get_certificate (const GError *error)
{
  NetErrorPrivate *private = error->domain == NET_ERROR ? net_error_get_private (error) : NULL;

  return private != NULL ? private->certificate : NULL;
}

/** net_error_get_certificate_flags: Returns: what GIO found wrong with the refused certificate; 0 without one */
GTlsCertificateFlags
net_error_get_certificate_flags (const GError *error)
{
  NetErrorPrivate *private = error->domain == NET_ERROR ? net_error_get_private (error) : NULL;

  return private != NULL ? private->certificate_flags : 0;
}

static void
append_reasons (GString *text, GTlsCertificateFlags flags)
{
  static const struct
  {
    GTlsCertificateFlags flag;
    const char *reason;
  } reasons[] = {
    { G_TLS_CERTIFICATE_UNKNOWN_CA, "signed by nobody we trust" },
    { G_TLS_CERTIFICATE_BAD_IDENTITY, "made for another name" },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, "not valid yet" },
    { G_TLS_CERTIFICATE_EXPIRED, "expired" },
    { G_TLS_CERTIFICATE_REVOKED, "revoked" },
    { G_TLS_CERTIFICATE_INSECURE, "weak" },
    { G_TLS_CERTIFICATE_GENERIC_ERROR, "not valid" },
  };

  const char *separator = "";

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (flags & reasons[i].flag)
      {
        g_string_append_printf (text, "%s%s", separator, reasons[i].reason);
        separator = ", ";
      }
}

/**
 * net_error_new_certificate:
 * @flags: what is wrong
 * @certificate: (nullable): what the server showed
 *
 * Returns: (transfer full): a NET_ERROR_TLS_CERTIFICATE that tells all of it
 */
GError *
net_error_new_certificate (GTlsCertificateFlags flags, GTlsCertificate *certificate, NetEndpoint *endpoint)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GError *error;
  NetErrorPrivate *private;
  BaseCertificate *facts = net_certificate_describe (certificate, flags, endpoint);

  g_string_append_printf (text, "the certificate of %s is ", endpoint->host);
  append_reasons (text, flags != 0 ? flags : G_TLS_CERTIFICATE_GENERIC_ERROR);
  if (facts->sha256[0] != '\0')
    g_string_append_printf (text, " (SHA-256 %s)", facts->sha256);
  error = g_error_new_literal (NET_ERROR, NET_ERROR_TLS_CERTIFICATE, text->str);
  private = net_error_get_private (error);
  private->certificate = facts;
  private->certificate_flags = flags;
  return error;
}

static NetError
code_for (const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR)
    return NET_ERROR_RESOLVE;
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return NET_ERROR_CLOSED;
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return NET_ERROR_TLS_CERTIFICATE;
  if (error->domain == G_TLS_ERROR)
    return NET_ERROR_TLS_FAILED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return NET_ERROR_TIMED_OUT;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED))
    return NET_ERROR_CONNECT;
  return NET_ERROR_CLOSED;
}

/**
 * net_error_take:
 * @error: where to put it
 * @gio_error: (transfer full): an error from GIO
 * @what: what we were doing
 *
 * Translates an error of GIO into ours. A cancelled operation stays G_IO_ERROR_CANCELLED.
 */
void
net_error_take (GError **error, GError *gio_error, const char *what)
{
  if (gio_error->domain == NET_ERROR || g_error_matches (gio_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_prefixed_error (error, gio_error, "%s: ", what);
      return;
    }
  g_set_error (error, NET_ERROR, code_for (gio_error), "%s: %s", what, gio_error->message);
  g_error_free (gio_error);
}
