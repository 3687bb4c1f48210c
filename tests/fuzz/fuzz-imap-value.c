/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-value.c: any bytes as a tree: every node lies where it says */

#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (ImapTree) tree = fuzz_tree (data, size);
  guint top = 0;

  if (tree == NULL)
    return 0;
  for (guint i = 0; i < tree->values->len; i++)
    {
      const ImapValue *value = &g_array_index (tree->values, ImapValue, i);
      g_autofree char *copy = imap_value_dup_string (value);
      guint64 number;

      g_assert_cmpuint (value->end, >, i);
      g_assert_cmpuint (value->end, <=, tree->values->len);
      if (value->kind == IMAP_VALUE_LIST)
        {
          guint children = 0;

          for (const ImapValue *v = imap_tree_child (tree, value); v != NULL;
               v = imap_tree_sibling (tree, value, v))
            children++;
          g_assert_cmpuint (children, <, value->end - i);
          continue;
        }
      g_assert_cmpuint (value->end, ==, i + 1);
      if (value->literal < 0)
        g_assert_true (value->length == 0
                       || (value->data >= tree->text->str
                           && value->data + value->length <= tree->text->str + tree->text->len));
      if (imap_value_get_number (value, G_MAXUINT32, &number))
        g_assert_cmpuint (number, <=, G_MAXUINT32);
    }
  for (const ImapValue *v = imap_tree_first (tree); v != NULL; v = imap_tree_next (tree, v))
    top++;
  g_assert_cmpuint (top, <=, tree->values->len);
  return 0;
}
