/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-idset.h"
#include "imap-value.h"

G_BEGIN_DECLS

/* ImapSearch: one SEARCH or ESEARCH response, or the sum of several (RFC 9051 7.3.4; RFC 4731). */
typedef struct
{
  char *tag;    /* (nullable): whose answer it says it is; only ESEARCH */
  gboolean uid; /* the numbers are UIDs; SEARCH does not say */
  gboolean has_all, has_count;
  BaseIdset *all;   /* never %NULL */
  guint32 min, max; /* 0: none */
  guint64 count;
  guint64 modseq;
} ImapSearch;

ImapSearch *imap_search_new (void);
ImapSearch *imap_search_parse (const ImapTree *tree, GError **error);
ImapSearch *imap_esearch_parse (const ImapTree *tree, GError **error);
void imap_search_free (ImapSearch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapSearch, imap_search_free)

G_END_DECLS
