/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-access.c: ACL and MYRIGHTS responses (RFC 4314 3.6, 3.8) */

#include "imap-access.h"

#include "imap-error.h"

#define ENTRIES_MAX 10000

static gpointer
malformed (GError **error)
{
  g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed access list");
  return NULL;
}

static gboolean
is_text (const ImapValue *value)
{
  return value != NULL && value->kind != IMAP_VALUE_LIST;
}

/* Rights are letters and digits; anything else is dropped. */
static char *
dup_rights (const ImapValue *value)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < value->length && out->len < 64; i++)
    if (g_ascii_isalnum (value->data[i]))
      g_string_append_c (out, value->data[i]);
  return g_string_free (out, FALSE);
}

/**
 * imap_access_parse:
 * @tree: what follows the word ACL: mailbox *(identifier rights)
 * @folder: (out) (transfer full): whose list it is
 *
 * Returns: (transfer full) (nullable): of ImapAccess; %NULL with IMAP_ERROR_PARSE
 */
GPtrArray *
imap_access_parse (const ImapTree *tree, char **folder, GError **error)
{
  const ImapValue *v = imap_tree_first (tree);
  GPtrArray *entries;

  if (!is_text (v))
    return malformed (error);
  *folder = g_strndup (v->data, v->length);
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) imap_access_free);
  for (v = imap_tree_next (tree, v); is_text (v) && entries->len < ENTRIES_MAX;)
    {
      const ImapValue *rights = imap_tree_next (tree, v);
      ImapAccess *entry;

      if (!is_text (rights))
        break;
      entry = g_new0 (ImapAccess, 1);
      entry->identifier = g_strndup (v->data, v->length);
      entry->rights = dup_rights (rights);
      g_ptr_array_add (entries, entry);
      v = imap_tree_next (tree, rights);
    }
  return entries;
}

/** imap_rights_parse: (transfer full) (nullable): what follows MYRIGHTS: mailbox rights. @folder: (out) (transfer full) */
char *
imap_rights_parse (const ImapTree *tree, char **folder, GError **error)
{
  const ImapValue *name = imap_tree_first (tree);
  const ImapValue *rights = imap_tree_next (tree, name);

  if (!is_text (name) || !is_text (rights))
    return malformed (error);
  *folder = g_strndup (name->data, name->length);
  return dup_rights (rights);
}

/** imap_access_free: %NULL is allowed. */
void
imap_access_free (ImapAccess *self)
{
  if (self == NULL)
    return;
  g_free (self->identifier);
  g_free (self->rights);
  g_free (self);
}
