/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-metadata.c: METADATA responses (RFC 5464 4.4): with values, or names of what changed */

#include "imap-metadata.h"

#include "imap-error.h"

#define ENTRIES_MAX 10000

static void
add (GPtrArray *entries, const ImapTree *tree, const ImapValue *name, const ImapValue *value)
{
  ImapMetadata *entry;

  if (name->kind == IMAP_VALUE_LIST || entries->len >= ENTRIES_MAX)
    return;
  entry = g_new0 (ImapMetadata, 1);
  entry->name = g_ascii_strdown (name->data, name->length);
  if (value != NULL && value->kind != IMAP_VALUE_LIST && !imap_value_is_nil (value))
    entry->value = imap_tree_dup_bytes (tree, value);
  g_ptr_array_add (entries, entry);
}

/**
 * imap_metadata_parse:
 * @tree: what follows the word METADATA: mailbox, then "(" *(entry value) ")" or entry *(entry)
 * @folder: (out) (transfer full): "" is the server
 *
 * Returns: (transfer full) (nullable): of ImapMetadata; %NULL with IMAP_ERROR_PARSE
 */
GPtrArray *
imap_metadata_parse (const ImapTree *tree, char **folder, GError **error)
{
  const ImapValue *name = imap_tree_first (tree);
  const ImapValue *first = imap_tree_next (tree, name);
  GPtrArray *entries;

  if (name == NULL || name->kind == IMAP_VALUE_LIST || first == NULL)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed METADATA");
      return NULL;
    }
  *folder = g_strndup (name->data, name->length);
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) imap_metadata_free);
  if (first->kind != IMAP_VALUE_LIST)
    for (const ImapValue *v = first; v != NULL; v = imap_tree_next (tree, v))
      add (entries, tree, v, NULL);
  else
    for (const ImapValue *v = imap_tree_child (tree, first); v != NULL;)
      {
        const ImapValue *value = imap_tree_sibling (tree, first, v);

        add (entries, tree, v, value);
        v = imap_tree_sibling (tree, first, value);
      }
  return entries;
}

/** imap_metadata_free: %NULL is allowed. */
void
imap_metadata_free (ImapMetadata *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_clear_pointer (&self->value, g_bytes_unref);
  g_free (self);
}
