/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-search.c: SEARCH and ESEARCH responses (RFC 9051 7.3.4, esearch-response; RFC 4731; RFC 7162 3.1.5)
 *
 * Set semantics: duplicates and order do not matter (I-16). Pure. */

#include "imap-search.h"

#include "imap-error.h"
#include "imap-seqset.h"

/** imap_search_new: (transfer full): nothing found yet. */
ImapSearch *
imap_search_new (void)
{
  ImapSearch *self = g_new0 (ImapSearch, 1);

  self->all = base_idset_new ();
  return self;
}

static gpointer
malformed (ImapSearch *self, GError **error)
{
  imap_search_free (self);
  g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed search result");
  return NULL;
}

/**
 * imap_search_parse:
 * @tree: what follows the word SEARCH: *(number) ["(" "MODSEQ" number ")"]
 *
 * What is no number counts as nothing. Returns: (transfer full): never %NULL
 */
ImapSearch *
imap_search_parse (const ImapTree *tree, GError **error)
{
  ImapSearch *self = imap_search_new ();
  guint64 number;

  self->has_all = TRUE;
  for (const ImapValue *v = imap_tree_first (tree); v != NULL; v = imap_tree_next (tree, v))
    {
      const ImapValue *word = imap_tree_child (tree, v);

      if (imap_value_get_number (v, G_MAXUINT32, &number))
        base_idset_add (self->all, number);
      else if (imap_value_is (word, "MODSEQ"))
        imap_value_get_number (imap_tree_sibling (tree, v, word), G_MAXINT64, &self->modseq);
    }
  return self;
}

static gboolean
take_number (const ImapValue *value, guint32 *number)
{
  guint64 n;

  if (!imap_value_get_number (value, G_MAXUINT32, &n))
    return FALSE;
  *number = (guint32) n;
  return TRUE;
}

/* search-return-data */
static gboolean
take_data (ImapSearch *self, const ImapValue *name, const ImapValue *value)
{
  if (imap_value_is (name, "MIN"))
    return take_number (value, &self->min);
  if (imap_value_is (name, "MAX"))
    return take_number (value, &self->max);
  if (imap_value_is (name, "COUNT"))
    return self->has_count = imap_value_get_number (value, G_MAXUINT32, &self->count);
  if (imap_value_is (name, "MODSEQ"))
    return imap_value_get_number (value, G_MAXINT64, &self->modseq);
  if (imap_value_is (name, "ALL"))
    {
      g_autoptr (BaseIdset) all
          = value->kind != IMAP_VALUE_LIST ? imap_seqset_parse (value->data, value->length) : NULL;

      if (all == NULL)
        return FALSE;
      base_idset_union (self->all, all);
      self->has_all = TRUE;
    }
  return TRUE; /* others are not for us */
}

/**
 * imap_esearch_parse:
 * @tree: what follows the word ESEARCH: ["(TAG" string ")"] [SP "UID"] *(SP name SP value)
 *
 * Returns: (transfer full) (nullable): %NULL with IMAP_ERROR_PARSE when one of its numbers cannot be trusted
 */
ImapSearch *
imap_esearch_parse (const ImapTree *tree, GError **error)
{
  ImapSearch *self = imap_search_new ();
  const ImapValue *v = imap_tree_first (tree);

  if (v != NULL && v->kind == IMAP_VALUE_LIST)
    {
      const ImapValue *word = imap_tree_child (tree, v);

      if (imap_value_is (word, "TAG"))
        {
          const ImapValue *tag = imap_tree_sibling (tree, v, word);

          if (tag != NULL && tag->kind != IMAP_VALUE_LIST)
            self->tag = g_strndup (tag->data, tag->length);
        }
      v = imap_tree_next (tree, v);
    }
  while (v != NULL)
    {
      const ImapValue *value = imap_tree_next (tree, v);

      if (imap_value_is (v, "UID"))
        {
          self->uid = TRUE;
          v = value;
          continue;
        }
      if (v->kind != IMAP_VALUE_ATOM || value == NULL || !take_data (self, v, value))
        return malformed (self, error);
      v = imap_tree_next (tree, value);
    }
  return self;
}

/** imap_search_free: %NULL is allowed. */
void
imap_search_free (ImapSearch *self)
{
  if (self == NULL)
    return;
  g_free (self->tag);
  base_idset_free (self->all);
  g_free (self);
}
