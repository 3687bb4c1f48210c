/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-value.h"

G_BEGIN_DECLS

typedef struct
{
  char *prefix;   /* the server's own bytes: "", "INBOX.", "#shared/" */
  char delimiter; /* 0: flat */
} ImapNamespace;

/* ImapNamespaces: where folders of one's own, of other people and of all are (RFC 2342). */
typedef struct
{
  GPtrArray *personal, *other, *shared; /* of ImapNamespace, never %NULL */
} ImapNamespaces;

ImapNamespaces *imap_namespaces_parse (const ImapTree *tree, GError **error);
void imap_namespaces_free (ImapNamespaces *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapNamespaces, imap_namespaces_free)

G_END_DECLS
