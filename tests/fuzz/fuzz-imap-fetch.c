/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-fetch.c: what follows "* 1 FETCH" */

#include "fuzz.h"

#include "imap-fetch.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (ImapTree) tree = fuzz_tree (data, size);
  g_autoptr (ImapFetch) fetch = tree != NULL ? imap_fetch_parse (tree, 1, NULL) : NULL;

  if (fetch == NULL)
    return 0;
  g_assert_true ((fetch->has & IMAP_FETCH_UID) == 0 || fetch->uid != 0);
  g_assert_true (((fetch->has & IMAP_FETCH_SECTION) != 0) == (fetch->section_bytes != NULL));
  g_assert_true (((fetch->has & IMAP_FETCH_HEADERS) != 0) == (fetch->header != NULL));
  g_assert_true (((fetch->has & IMAP_FETCH_PREVIEW) != 0) == (fetch->preview != NULL));
  g_assert_true (((fetch->has & IMAP_FETCH_EMAILID) != 0) == (fetch->email_id != NULL));
  g_assert_true (((fetch->has & IMAP_FETCH_THREADID) != 0) == (fetch->thread_id != NULL));
  g_assert_cmpint (fetch->internal_date, >=, 0);
  if (fetch->preview != NULL)
    g_assert_true (g_utf8_validate (fetch->preview, -1, NULL));
  return 0;
}
