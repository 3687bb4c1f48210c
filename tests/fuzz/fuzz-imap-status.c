/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-status.c: STATUS */

#include "fuzz.h"

#include "imap-status.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (ImapTree) tree = fuzz_tree (data, size);
  ImapStatus *status = tree != NULL ? imap_status_parse (tree, NULL) : NULL;

  if (status == NULL)
    return 0;
  g_assert_nonnull (status->name);
  g_assert_true (((status->has & IMAP_STATUS_MAILBOXID) != 0) == (status->mailbox_id != NULL));
  g_assert_true ((status->has & IMAP_STATUS_MESSAGES) != 0 || status->messages == 0);
  imap_status_free (status);
  return 0;
}
