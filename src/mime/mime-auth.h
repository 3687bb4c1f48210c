/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-message.h"

G_BEGIN_DECLS

/* Results of RFC 8601, 2.7, in one set. */
typedef enum
{
  MIME_AUTH_NONE = 0, /* not checked, or nothing to check */
  MIME_AUTH_PASS,
  MIME_AUTH_FAIL,
  MIME_AUTH_SOFTFAIL,
  MIME_AUTH_NEUTRAL,
  MIME_AUTH_TEMPERROR,
  MIME_AUTH_PERMERROR,
} MimeAuthResult;

typedef enum
{
  MIME_AUTH_UNKNOWN = 0, /* no header that can be trusted: never shown as good or bad */
  MIME_AUTH_VERIFIED,    /* the domain of From is proved */
  MIME_AUTH_UNVERIFIED,  /* checked, and not proved */
  MIME_AUTH_FORGED,      /* its domain says that such mail is not its own */
} MimeAuthVerdict;

/* What the receiving server found out about the sender. Strings are clean UTF-8, never %NULL. */
typedef struct
{
  MimeAuthVerdict verdict;
  char *authority; /* authserv-id of the header that counts, "" */
  char *from_domain;
  MimeAuthResult spf;
  char *spf_domain;
  gboolean spf_aligned;
  MimeAuthResult dkim; /* the best: an aligned pass before any other */
  char *dkim_domain;
  gboolean dkim_aligned;
  MimeAuthResult dmarc;
  gboolean ambiguous; /* more than one From, or none that can be read */
} MimeAuth;

MimeAuth *mime_auth_read (GBytes *block, const MimeHeaders *headers, const char *const *trusted);
void mime_auth_free (MimeAuth *self);
char *mime_auth_dup_authority (GBytes *block);
char *mime_auth_dup_own_authority (GBytes *block, const char *const *domains, gboolean strips);
gboolean mime_auth_is_aligned (const char *domain_a, const char *domain_b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeAuth, mime_auth_free)

G_END_DECLS
