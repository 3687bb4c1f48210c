/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-code.c: status lines and their codes: what is shown is short and clean */

#include "fuzz.h"

#include "imap-flags.h"
#include "imap-response.h"
#include "imap-seqset.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  GString *line = g_string_new ("* OK ");
  g_autoptr (ImapResponse) response = NULL;
  g_autoptr (ImapTree) tree = NULL;
  g_autoptr (BaseIdset) set = NULL;
  guint flags;

  g_string_append_len (line, (const char *) data, (gssize) size);
  response = imap_response_parse (line, NULL, NULL);
  if (response == NULL)
    return 0;
  g_assert_cmpint (response->status, ==, IMAP_STATUS_OK);
  g_assert_true (response->text == NULL || g_utf8_validate (response->text, -1, NULL));
  g_assert_true (response->text == NULL || g_utf8_strlen (response->text, -1) <= 201);
  if (response->code_rest == NULL)
    return 0;
  set = imap_seqset_parse (response->code_rest, strlen (response->code_rest));
  tree = imap_tree_parse (g_string_new (response->code_rest), 0, NULL, NULL);
  if (tree != NULL)
    imap_flags_parse (tree, imap_tree_first (tree), &flags, NULL);
  return 0;
}
