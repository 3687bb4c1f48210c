/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is wrong with a certificate. */
typedef enum
{
  BASE_CERTIFICATE_UNKNOWN_ISSUER = 1 << 0, /* nobody this computer trusts vouches for it */
  BASE_CERTIFICATE_OTHER_NAME = 1 << 1,     /* made for another server */
  BASE_CERTIFICATE_EXPIRED = 1 << 2,
  BASE_CERTIFICATE_NOT_YET = 1 << 3,
  BASE_CERTIFICATE_REVOKED = 1 << 4, /* this and the next two are never to be accepted by a person */
  BASE_CERTIFICATE_WEAK = 1 << 5,
  BASE_CERTIFICATE_BROKEN = 1 << 6,
} BaseCertificateFault;

/* BaseCertificate: the facts of a certificate a server showed and that was refused. Immutable once handed over; any thread.
 * All text is the server's own word: valid UTF-8 of one line, bounded. */
typedef struct
{
  gatomicrefcount ref_count;
  char *host; /* of the connection, as it was asked for */
  guint16 port;
  char *sha256; /* 64 lower-case hex digits */
  char **names; /* it was made for: DNS names and addresses, at most 50 */
  char *subject;
  char *issuer;
  gint64 not_before; /* Unix seconds; 0: unknown */
  gint64 not_after;
  gboolean self_signed;
  guint faults;         /* BaseCertificateFault */
  gboolean was_trusted; /* this server had a certificate in order before: somebody may be in between */
  gboolean was_pinned;  /* another one was accepted for this server by the person */
} BaseCertificate;

BaseCertificate *base_certificate_new (const char *host, guint16 port, const char *sha256);
BaseCertificate *base_certificate_ref (BaseCertificate *self);
void base_certificate_unref (BaseCertificate *self);
gboolean base_certificate_can_be_accepted (const BaseCertificate *self);
char *base_certificate_dup_line (const char *text, gssize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseCertificate, base_certificate_unref)

G_END_DECLS
