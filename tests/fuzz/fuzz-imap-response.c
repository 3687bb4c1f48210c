/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-response.c: bytes of a server → framer → response → every typed record */

#include "fuzz.h"

#include "imap-capability.h"
#include "imap-fetch.h"
#include "imap-list.h"
#include "imap-response.h"
#include "imap-seqset.h"
#include "imap-status.h"
#include "imap-utf7.h"

static void
use_data (ImapResponse *response)
{
  g_autoptr (ImapFetch) fetch = imap_fetch_parse (response->tree, response->number, NULL);
  g_autoptr (ImapFolder) folder = imap_list_parse (response->tree, FALSE, NULL);
  g_autoptr (ImapStatus) status = imap_status_parse (response->tree, NULL);
  const ImapValue *first = imap_tree_first (response->tree);

  if (folder != NULL)
    g_assert_true (g_utf8_validate (folder->display, -1, NULL));
  if (first != NULL && first->kind != IMAP_VALUE_LIST)
    {
      g_autoptr (BaseIdset) set = imap_seqset_parse (first->data, first->length);
      g_autoptr (GArray) list = imap_seqset_parse_list (first->data, first->length, 1000);
    }
}

static void
use_response (GString *text, GPtrArray *literals)
{
  g_autoptr (ImapResponse) response = imap_response_parse (text, literals, NULL);
  ImapCapabilities capabilities = { 0 };

  if (response == NULL)
    return;
  if (response->tree != NULL)
    use_data (response);
  if (response->code_rest != NULL)
    imap_capabilities_parse (&capabilities, response->code_rest, strlen (response->code_rest));
  imap_capabilities_clear (&capabilities);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  const char *p = (const char *) data;
  const char *limit = p + size;
  ImapFramer framer = { 0 };
  FuzzStep step;

  while ((step = fuzz_feed (&framer, &p, limit)) != FUZZ_END)
    if (step == FUZZ_RESPONSE)
      {
        GPtrArray *literals;
        GString *text = imap_framer_take (&framer, &literals);

        use_response (text, literals);
      }
  imap_framer_clear (&framer);
  return 0;
}
