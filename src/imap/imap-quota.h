/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-value.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;           /* "STORAGE" (in KiB), "MESSAGE", "MAILBOX" … */
  guint64 usage, limit; /* 64 bits: Gmail and others have terabytes */
} ImapQuotaResource;

/* ImapQuota: one quota root (RFC 9208). */
typedef struct
{
  char *root;
  GPtrArray *resources; /* of ImapQuotaResource, never %NULL */
} ImapQuota;

ImapQuota *imap_quota_parse (const ImapTree *tree, GError **error);
const ImapQuotaResource *imap_quota_find (const ImapQuota *self, const char *name);
void imap_quota_free (ImapQuota *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapQuota, imap_quota_free)

G_END_DECLS
