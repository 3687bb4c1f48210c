/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-certificate.c: the facts of a refused certificate, as a record that crosses layers (product 3.4). Any thread. */

#include "base-certificate.h"

#define MAX_LINE 300 /* characters of one text of the certificate that are shown */

/**
 * base_certificate_new:
 * @host: the server that was asked for
 * @sha256: (nullable)
 *
 * Returns: (transfer full): a record without facts, to be filled in before it is handed over
 */
BaseCertificate *
base_certificate_new (const char *host, guint16 port, const char *sha256)
{
  BaseCertificate *self = g_new0 (BaseCertificate, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->host = g_strdup (host);
  self->port = port;
  self->sha256 = g_strdup (sha256 != NULL ? sha256 : "");
  self->names = g_new0 (char *, 1);
  self->subject = g_strdup ("");
  self->issuer = g_strdup ("");
  return self;
}

/** base_certificate_ref: Returns: (transfer full): @self */
BaseCertificate *
base_certificate_ref (BaseCertificate *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/** base_certificate_unref: @self may be %NULL */
void
base_certificate_unref (BaseCertificate *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->host);
  g_free (self->sha256);
  g_strfreev (self->names);
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self);
}

/** base_certificate_can_be_accepted: Returns: whether a person may accept it for this server: its faults are origin, name or
 * dates only */
gboolean
base_certificate_can_be_accepted (const BaseCertificate *self)
{
  const guint never = BASE_CERTIFICATE_REVOKED | BASE_CERTIFICATE_WEAK | BASE_CERTIFICATE_BROKEN;

  return (self->faults & never) == 0 && self->sha256[0] != '\0';
}

/** base_certificate_dup_line: Returns: (transfer full): @text, written by others, as valid UTF-8 of one bounded line */
char *
base_certificate_dup_line (const char *text, gssize length)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", text != NULL ? length : 0);
  GString *out = g_string_new (NULL);
  guint n = 0;

  for (const char *p = valid; *p != '\0' && n < MAX_LINE; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      /* No line ends, no marks that turn the reading direction round. */
      if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR
          || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        g_string_append_c (out, ' ');
      else
        g_string_append_unichar (out, c);
    }
  return g_string_free_and_steal (out);
}
