/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-utf7.c: modified UTF-7, both ways */

#include "fuzz.h"

#include "imap-utf7.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *raw = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autofree char *decoded = imap_utf7_decode (raw);
  g_autofree char *shown = imap_utf7_display (raw, FALSE);
  g_autofree char *shown_utf8 = imap_utf7_display (raw, TRUE);

  if (decoded != NULL)
    {
      g_autofree char *again = imap_utf7_encode (decoded);

      g_assert_true (g_utf8_validate (decoded, -1, NULL));
      g_assert_cmpstr (again, ==, raw);
    }
  g_assert_true (g_utf8_validate (shown, -1, NULL) && g_utf8_validate (shown_utf8, -1, NULL));
  if (g_utf8_validate (raw, -1, NULL)) /* as a name a person typed */
    {
      g_autofree char *encoded = imap_utf7_encode (raw);
      g_autofree char *back = imap_utf7_decode (encoded);

      g_assert_true (g_str_is_ascii (encoded));
      g_assert_cmpstr (back, ==, raw);
    }
  return 0;
}
