/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-search.c: SEARCH and ESEARCH */

#include "fuzz.h"

#include "imap-search.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (ImapTree) tree = fuzz_tree (data, size);
  g_autoptr (ImapSearch) search = tree != NULL ? imap_search_parse (tree, NULL) : NULL;
  g_autoptr (ImapSearch) esearch = tree != NULL ? imap_esearch_parse (tree, NULL) : NULL;

  if (search != NULL)
    g_assert_cmpuint (base_idset_max (search->all), <=, G_MAXUINT32);
  if (esearch != NULL)
    {
      g_assert_cmpuint (base_idset_max (esearch->all), <=, G_MAXUINT32);
      g_assert_true (esearch->has_all || base_idset_is_empty (esearch->all));
    }
  return 0;
}
