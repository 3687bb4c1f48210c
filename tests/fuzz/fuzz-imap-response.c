/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-response.c: bytes of a server → framer → response → every typed record
 *
 * With -Dfuzz a libFuzzer target; otherwise main () replays the files of the folder it is given, each also cut after
 * every byte. */

#include <string.h>

#include "imap-capability.h"
#include "imap-fetch.h"
#include "imap-list.h"
#include "imap-response.h"
#include "imap-seqset.h"
#include "imap-status.h"
#include "imap-utf7.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

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

  while (p < limit)
    {
      const char *newline = memchr (p, '\n', limit - p);
      const char *end = newline != NULL ? newline : limit;
      guint64 n = 0;
      ImapFrame frame = imap_framer_feed_line (&framer, p, end - p - (end > p && end[-1] == '\r'), &n, NULL);

      p = newline != NULL ? newline + 1 : limit;
      if (frame == IMAP_FRAME_ERROR)
        break;
      if (frame == IMAP_FRAME_DONE)
        {
          GPtrArray *literals;
          GString *text = imap_framer_take (&framer, &literals);

          use_response (text, literals);
          continue;
        }
      if (n > (guint64) (limit - p))
        break;

      g_autoptr (GBytes) bytes = g_bytes_new (p, n);

      p += n;
      if (!imap_framer_feed_literal (&framer, bytes, NULL))
        break;
    }
  imap_framer_clear (&framer);
  return 0;
}

#ifndef ALP_FUZZ
int
main (int argc, char **argv)
{
  g_autoptr (GDir) dir = g_dir_open (argv[1], 0, NULL);
  const char *name;
  guint files = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      for (gsize i = 0; i <= length; i++)
        {
          /* a copy of its own, so that reading past its end is found */
          g_autofree char *cut = g_memdup2 (contents, i);

          LLVMFuzzerTestOneInput ((const guint8 *) cut, i);
        }
      files++;
    }
  g_assert_cmpuint (files, >, 0);
  return 0;
}
#endif
