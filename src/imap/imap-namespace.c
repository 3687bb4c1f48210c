/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-namespace.c: NAMESPACE responses (RFC 2342 6, RFC 9051 7.3.5) */

#include "imap-namespace.h"

#include "imap-error.h"

#define NAMESPACES_MAX 1000

static void
namespace_free (ImapNamespace *self)
{
  g_free (self->prefix);
  g_free (self);
}

/* Namespace = "(" 1*("(" string SP (DQUOTE QUOTED-CHAR DQUOTE / nil) … ")") ")" / nil */
static GPtrArray *
take (const ImapTree *tree, const ImapValue *list)
{
  GPtrArray *namespaces = g_ptr_array_new_with_free_func ((GDestroyNotify) namespace_free);

  for (const ImapValue *v = imap_tree_child (tree, list); v != NULL && namespaces->len < NAMESPACES_MAX;
       v = imap_tree_sibling (tree, list, v))
    {
      const ImapValue *prefix = imap_tree_child (tree, v);
      const ImapValue *delimiter = prefix != NULL ? imap_tree_sibling (tree, v, prefix) : NULL;
      ImapNamespace *namespace;

      if (prefix == NULL || prefix->kind == IMAP_VALUE_LIST)
        continue;
      namespace = g_new0 (ImapNamespace, 1);
      namespace->prefix = g_strndup (prefix->data, prefix->length);
      if (delimiter != NULL && delimiter->kind == IMAP_VALUE_STRING && delimiter->length == 1)
      namespace->delimiter = delimiter->data[0];
      g_ptr_array_add (namespaces, namespace);
    }
  return namespaces;
}

/** imap_namespaces_parse: (transfer full) (nullable): what follows the word NAMESPACE; %NULL with IMAP_ERROR_PARSE. */
ImapNamespaces *
imap_namespaces_parse (const ImapTree *tree, GError **error)
{
  const ImapValue *personal = imap_tree_first (tree);
  const ImapValue *other = imap_tree_next (tree, personal);
  ImapNamespaces *self;

  if (personal == NULL || (personal->kind != IMAP_VALUE_LIST && !imap_value_is_nil (personal)))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed NAMESPACE");
      return NULL;
    }
  self = g_new0 (ImapNamespaces, 1);
  self->personal = take (tree, personal);
  self->other = take (tree, other);
  self->shared = take (tree, imap_tree_next (tree, other));
  return self;
}

/** imap_namespaces_free: %NULL is allowed. */
void
imap_namespaces_free (ImapNamespaces *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->personal);
  g_ptr_array_unref (self->other);
  g_ptr_array_unref (self->shared);
  g_free (self);
}
