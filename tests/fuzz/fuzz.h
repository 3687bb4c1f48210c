/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the fuzz targets share. A target is LLVMFuzzerTestOneInput (); fuzz-replay.c is main () where libFuzzer is not. */

#include <string.h>

#include "imap-framer.h"
#include "imap-value.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* Whether more of @p is a whole line or literal; takes it. FUZZ_END: no more, or refused. */
typedef enum
{
  FUZZ_END = 0,
  FUZZ_MORE,
  FUZZ_RESPONSE,
} FuzzStep;

static inline FuzzStep
fuzz_feed (ImapFramer *framer, const char **p, const char *limit)
{
  const char *newline = *p < limit ? memchr (*p, '\n', (gsize) (limit - *p)) : NULL;
  const char *end = newline != NULL ? newline : limit;
  g_autoptr (GBytes) bytes = NULL;
  guint64 n = 0;
  ImapFrame frame;

  if (*p >= limit)
    return FUZZ_END;
  frame = imap_framer_feed_line (framer, *p, (gsize) (end - *p) - (end > *p && end[-1] == '\r'), &n, NULL);
  *p = newline != NULL ? newline + 1 : limit;
  if (frame == IMAP_FRAME_ERROR)
    return FUZZ_END;
  if (frame == IMAP_FRAME_DONE)
    return FUZZ_RESPONSE;
  if (n > (guint64) (limit - *p))
    return FUZZ_END;
  bytes = g_bytes_new (*p, n);
  *p += n;
  return imap_framer_feed_literal (framer, bytes, NULL) ? FUZZ_MORE : FUZZ_END;
}

/* The input as what follows the word of one response. (transfer full) (nullable) */
static inline ImapTree *
fuzz_tree (const guint8 *data, size_t size)
{
  const char *p = (const char *) data;
  const char *limit = p + size;
  ImapFramer framer = { 0 };
  FuzzStep step = FUZZ_END;
  GPtrArray *literals;
  GString *text;

  /* the framer takes "OK …" at the start of a line for text: a tree begins with something else */
  while (size > 0 && (step = fuzz_feed (&framer, &p, limit)) == FUZZ_MORE)
    ;
  if (step != FUZZ_RESPONSE)
    {
      imap_framer_clear (&framer);
      return NULL;
    }
  text = imap_framer_take (&framer, &literals);
  return imap_tree_parse (text, 0, literals, NULL);
}
