/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-value.h"

G_BEGIN_DECLS

/* ImapServer: what ID said (RFC 2971), as text for logs and the quirk table. */
typedef struct
{
  char *name, *version, *vendor; /* (nullable): cleaned, ≤ 200 characters */
} ImapServer;

ImapServer *imap_id_parse (const ImapTree *tree, GError **error);
void imap_server_free (ImapServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapServer, imap_server_free)

G_END_DECLS
