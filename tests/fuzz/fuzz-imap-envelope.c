/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-envelope.c: ENVELOPE */

#include "fuzz.h"

#include "imap-envelope.h"

static void
check_addresses (GPtrArray *addresses)
{
  g_assert_nonnull (addresses);
  for (guint i = 0; i < addresses->len; i++)
    {
      const ImapAddress *address = addresses->pdata[i];

      g_assert_true (address->mailbox == NULL || *address->mailbox != 0);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (ImapTree) tree = fuzz_tree (data, size);
  g_autoptr (ImapEnvelope) envelope = tree != NULL && imap_tree_first (tree) != NULL
                                          ? imap_envelope_parse (tree, imap_tree_first (tree), NULL)
                                          : NULL;

  if (envelope == NULL)
    return 0;
  check_addresses (envelope->from);
  check_addresses (envelope->sender);
  check_addresses (envelope->reply_to);
  check_addresses (envelope->to);
  check_addresses (envelope->cc);
  check_addresses (envelope->bcc);
  g_assert_true (envelope->message_id == NULL || *envelope->message_id != 0);
  return 0;
}
