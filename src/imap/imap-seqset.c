/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-seqset.c: sets of UIDs as the protocol writes them (RFC 9051 sequence-set, uid-set)
 *
 * Ranges stay ranges: "1:4294967295" costs sixteen bytes (I-15). */

#include "imap-seqset.h"

/* seq-range = number [":" number], in either order. "*" never occurs in what servers send. */
static gboolean
take_range (BaseSpan *span, guint64 *first, guint64 *last)
{
  if (!base_span_take_number (span, G_MAXUINT32, first) || *first == 0)
    return FALSE;
  *last = *first;
  if (!base_span_skip_char (span, ':'))
    return TRUE;
  return base_span_take_number (span, G_MAXUINT32, last) && *last != 0;
}

/** imap_seqset_parse: (transfer full) (nullable): %NULL when it is no set; the empty text is the empty set. */
BaseIdset *
imap_seqset_parse (const char *text, gsize length)
{
  BaseSpan span = base_span (text, length);
  g_autoptr (BaseIdset) set = base_idset_new ();
  guint64 first, last;

  while (!base_span_at_end (&span))
    {
      if (!take_range (&span, &first, &last))
        return NULL;
      base_idset_add_range (set, MIN (first, last), MAX (first, last));
      if (!base_span_at_end (&span) && !base_span_skip_char (&span, ','))
        return NULL;
    }
  return g_steal_pointer (&set);
}

/**
 * imap_seqset_parse_list:
 * @max: most numbers to expand to
 *
 * In the order written, which COPYUID pairs by (RFC 4315). Returns: (transfer full) (nullable): of guint32
 */
GArray *
imap_seqset_parse_list (const char *text, gsize length, guint max)
{
  BaseSpan span = base_span (text, length);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint64 first, last;

  while (!base_span_at_end (&span))
    {
      if (!take_range (&span, &first, &last) || MAX (first, last) - MIN (first, last) >= max - list->len)
        return NULL;
      for (guint64 id = MIN (first, last); id <= MAX (first, last); id++)
        {
          guint32 uid = (guint32) id;

          g_array_append_val (list, uid);
        }
      if (!base_span_at_end (&span) && !base_span_skip_char (&span, ','))
        return NULL;
    }
  return g_steal_pointer (&list);
}

/** imap_seqset_format: (transfer full): texts of at most @max_length bytes, ascending (defects 40), none for no UID. */
GPtrArray *
imap_seqset_format (const BaseIdset *uids, gsize max_length)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n;
  const BaseIdRange *ranges = base_idset_get_ranges (uids, &n);

  for (guint i = 0; i < n; i++)
    {
      if (text->len > 0)
        g_string_append_c (text, ',');
      if (ranges[i].first == ranges[i].last)
        g_string_append_printf (text, "%" G_GUINT64_FORMAT, ranges[i].first);
      else
        g_string_append_printf (text, "%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, ranges[i].first,
                                ranges[i].last);
      if (text->len + 24 > max_length)
        {
          g_ptr_array_add (texts, g_strdup (text->str));
          g_string_truncate (text, 0);
        }
    }
  if (text->len > 0)
    g_ptr_array_add (texts, g_strdup (text->str));
  return texts;
}
