/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-list.c: LIST: a name is usable in a command or refused; what is shown is UTF-8 */

#include "fuzz.h"

#include "imap-list.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (ImapTree) tree = fuzz_tree (data, size);

  for (guint utf8 = 0; tree != NULL && utf8 < 2; utf8++)
    {
      ImapFolder *folder = imap_list_parse (tree, utf8 == 1, NULL);

      if (folder == NULL)
        continue;
      g_assert_true (*folder->name != 0 && strpbrk (folder->name, "\r\n") == NULL);
      g_assert_true (g_utf8_validate (folder->display, -1, NULL) && *folder->display != 0);
      imap_folder_free (folder);
    }
  return 0;
}
