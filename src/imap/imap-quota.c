/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-quota.c: QUOTA responses (RFC 9208 4.1.2) */

#include "imap-quota.h"

#include "imap-error.h"

#define RESOURCES_MAX 100

static void
resource_free (ImapQuotaResource *self)
{
  g_free (self->name);
  g_free (self);
}

/**
 * imap_quota_parse:
 * @tree: what follows the word QUOTA: root "(" *(name usage limit) ")"
 *
 * A resource with a senseless number is left out. Returns: (transfer full) (nullable): %NULL with IMAP_ERROR_PARSE
 */
ImapQuota *
imap_quota_parse (const ImapTree *tree, GError **error)
{
  const ImapValue *root = imap_tree_first (tree);
  const ImapValue *list = imap_tree_next (tree, root);
  ImapQuota *self;

  if (root == NULL || root->kind == IMAP_VALUE_LIST || list == NULL || list->kind != IMAP_VALUE_LIST)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed QUOTA");
      return NULL;
    }
  self = g_new0 (ImapQuota, 1);
  self->root = g_strndup (root->data, root->length);
  self->resources = g_ptr_array_new_with_free_func ((GDestroyNotify) resource_free);
  for (const ImapValue *v = imap_tree_child (tree, list); v != NULL && self->resources->len < RESOURCES_MAX;)
    {
      const ImapValue *usage = imap_tree_sibling (tree, list, v);
      const ImapValue *limit = imap_tree_sibling (tree, list, usage);
      guint64 used, most;

      if (v->kind != IMAP_VALUE_LIST && imap_value_get_number (usage, G_MAXINT64, &used)
          && imap_value_get_number (limit, G_MAXINT64, &most))
        {
          ImapQuotaResource *resource = g_new0 (ImapQuotaResource, 1);

          *resource = (ImapQuotaResource) { g_ascii_strup (v->data, v->length), used, most };
          g_ptr_array_add (self->resources, resource);
        }
      v = imap_tree_sibling (tree, list, limit);
    }
  return self;
}

/** imap_quota_find: (transfer none) (nullable): the resource called @name (upper case). */
const ImapQuotaResource *
imap_quota_find (const ImapQuota *self, const char *name)
{
  for (guint i = 0; i < self->resources->len; i++)
    {
      const ImapQuotaResource *resource = g_ptr_array_index (self->resources, i);

      if (g_strcmp0 (resource->name, name) == 0)
        return resource;
    }
  return NULL;
}

/** imap_quota_free: %NULL is allowed. */
void
imap_quota_free (ImapQuota *self)
{
  if (self == NULL)
    return;
  g_free (self->root);
  g_ptr_array_unref (self->resources);
  g_free (self);
}
