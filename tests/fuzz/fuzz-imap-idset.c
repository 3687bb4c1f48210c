/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-idset.c: sets of UIDs, both ways */

#include "fuzz.h"

#include "imap-seqset.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (BaseIdset) set = imap_seqset_parse ((const char *) data, size);
  g_autoptr (GArray) list = imap_seqset_parse_list ((const char *) data, size, 1000);
  g_autoptr (BaseIdset) again = base_idset_new ();
  g_autoptr (GPtrArray) texts = NULL;

  if (list != NULL)
    {
      g_assert_nonnull (set);
      g_assert_cmpuint (list->len, <=, 1000);
      g_assert_cmpuint (base_idset_count (set), <=, list->len);
    }
  if (set == NULL)
    return 0;
  texts = imap_seqset_format (set, 40);
  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = texts->pdata[i];
      g_autoptr (BaseIdset) part = imap_seqset_parse (text, strlen (text));

      g_assert_nonnull (part);
      g_assert_cmpuint (strlen (text), <=, 40);
      base_idset_union (again, part);
    }
  g_assert_true (base_idset_equal (set, again));
  return 0;
}
