/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-value.h"

G_BEGIN_DECLS

/* ImapAccess: one entry of a folder's access list (RFC 4314). */
typedef struct
{
  char *identifier; /* "alice", "anyone", "-bob" */
  char *rights;     /* letters, e.g. "lrswi" */
} ImapAccess;

GPtrArray *imap_access_parse (const ImapTree *tree, char **folder, GError **error);
char *imap_rights_parse (const ImapTree *tree, char **folder, GError **error);
void imap_access_free (ImapAccess *self);

G_END_DECLS
