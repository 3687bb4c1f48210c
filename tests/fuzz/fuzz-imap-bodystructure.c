/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-bodystructure.c: BODYSTRUCTURE: the flat list is a walk of a tree */

#include "fuzz.h"

#include "imap-bodystructure.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (ImapTree) tree = fuzz_tree (data, size);
  g_autoptr (ImapBodystructure) structure
      = tree != NULL ? imap_bodystructure_parse (tree, imap_tree_first (tree), NULL) : NULL;
  guint depth = 0;

  if (structure == NULL)
    return 0;
  g_assert_cmpuint (structure->parts->len, >, 0);
  for (guint i = 0; i < structure->parts->len; i++)
    {
      const ImapPart *part = structure->parts->pdata[i];

      g_assert_true (part->section != NULL && part->type != NULL && part->subtype != NULL);
      g_assert_true (i == 0 ? part->depth == 0 : part->depth >= 1 && part->depth <= depth + 1);
      g_assert_cmpuint (part->depth, <=, IMAP_VALUE_DEPTH_MAX);
      depth = part->depth;
    }
  imap_bodystructure_has_attachment (structure);
  return 0;
}
