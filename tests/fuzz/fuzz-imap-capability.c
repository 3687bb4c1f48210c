/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-capability.c: CAPABILITY lists */

#include "fuzz.h"

#include "imap-capability.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  ImapCapabilities capabilities = { 0 };
  g_autofree char *mechanisms = NULL;
  g_autofree char *text = NULL;

  imap_capabilities_parse (&capabilities, (const char *) data, size);
  g_assert_true (capabilities.known);
  for (guint i = 0; i < IMAP_N_EXTENSIONS; i++)
    {
      imap_capabilities_switch_off (&capabilities, (ImapExtension) i);
      g_assert_false (imap_capabilities_has (&capabilities, (ImapExtension) i));
    }
  mechanisms = imap_capabilities_dup_mechanisms (&capabilities);
  text = imap_extensions_format (capabilities.bits);
  g_assert_cmpuint (imap_extensions_parse (text), ==, capabilities.bits);
  imap_capabilities_clear (&capabilities);
  return 0;
}
