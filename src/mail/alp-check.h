/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  ALP_CHECK_NOTE = 1, /* shown while writing only */
  ALP_CHECK_ASK,      /* "Send Anyway" is offered */
  ALP_CHECK_BLOCK,    /* cannot be overridden */
} AlpCheckSeverity;

typedef enum
{
  ALP_SPF_UNKNOWN = 0,
  ALP_SPF_COVERS,
  ALP_SPF_DOES_NOT_COVER,
} AlpSpfState;

/* What the message does not tell; all optional. */
typedef struct
{
  const char *from;      /* the address it leaves from */
  const char *smtp_host; /* tells providers that refuse some attachments */
  guint max_recipients;  /* 0: 100 */
  guint64 max_size;      /* what the server takes, 0: 25 MiB */
  gboolean external_notice;
  const char *const *own_domains; /* trusted besides that of @from */
  const char *const *added;       /* recipients that were added automatically */
  const char *const *extra_bcc;   /* not in the message */
  GBytes *original;               /* the message replied to */
  const char *const *identities;  /* the person's own addresses */
  AlpSpfState spf;
  gboolean encrypted;
} AlpCheckContext;

typedef struct
{
  const char *id; /* "subject-empty", see the table in mime-check.c */
  AlpCheckSeverity severity;
  char *message; /* translated */
  char *detail;  /* what it is about: an address, a file, a word; "" */
} AlpCheckFinding;

void alp_check_finding_free (AlpCheckFinding *self);
AlpCheckFinding *alp_check_finding_copy (const AlpCheckFinding *self);
GPtrArray *alp_check_message (GBytes *source, const AlpCheckContext *context, GError **error);
const char *alp_check_severity_get_id (AlpCheckSeverity severity);

G_END_DECLS
