/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-framer.c: any bytes as lines and literals: nothing is lost, nothing is made up */

#include "fuzz.h"

/* What is handed on is no longer than what came in, but for the marks of literals. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  const char *p = (const char *) data;
  const char *limit = p + size;
  ImapFramer framer = { 0 };
  gsize total = 0;
  FuzzStep step;

  while ((step = fuzz_feed (&framer, &p, limit)) != FUZZ_END)
    {
      g_autoptr (GPtrArray) literals = NULL;
      GString *text;

      if (step == FUZZ_MORE)
        continue;
      text = imap_framer_take (&framer, &literals);
      total += text->len;
      for (guint i = 0; literals != NULL && i < literals->len; i++)
        total += g_bytes_get_size (literals->pdata[i]);
      g_string_free (text, TRUE);
      g_assert_null (framer.text);
    }
  g_assert_cmpuint (total, <=, 2 * size + 2);
  imap_framer_clear (&framer);
  return 0;
}
