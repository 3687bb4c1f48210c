/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-id.c: ID responses (RFC 2971 3.2): a hint which quirks to expect, never a proof of anything (I-30) */

#include "imap-id.h"

#include "base-log.h"
#include "imap-error.h"

#define TEXT_MAX 200
#define FIELDS_MAX 30 /* RFC 2971 3.3 */

static void
take (char **field, const ImapValue *value)
{
  if (*field == NULL && value->kind != IMAP_VALUE_LIST && !imap_value_is_nil (value))
    *field = base_log_clean_text (value->data, value->length, TEXT_MAX);
}

static gboolean
is_name (const ImapValue *value, const char *name)
{
  return value->kind != IMAP_VALUE_LIST && value->length == strlen (name)
         && g_ascii_strncasecmp (value->data, name, value->length) == 0;
}

/**
 * imap_id_parse:
 * @tree: what follows the word ID: NIL, or name and value pairs; an odd count loses the last
 *
 * Returns: (transfer full) (nullable): %NULL with IMAP_ERROR_PARSE
 */
ImapServer *
imap_id_parse (const ImapTree *tree, GError **error)
{
  const ImapValue *list = imap_tree_first (tree);
  ImapServer *self;
  guint n = 0;

  if (list == NULL || (list->kind != IMAP_VALUE_LIST && !imap_value_is_nil (list)))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed ID");
      return NULL;
    }
  self = g_new0 (ImapServer, 1);
  for (const ImapValue *name = imap_tree_child (tree, list); name != NULL && n < FIELDS_MAX; n++)
    {
      const ImapValue *value = imap_tree_sibling (tree, list, name);

      if (value == NULL)
        break;
      if (is_name (name, "name"))
        take (&self->name, value);
      else if (is_name (name, "version"))
        take (&self->version, value);
      else if (is_name (name, "vendor"))
        take (&self->vendor, value);
      name = imap_tree_sibling (tree, list, value);
    }
  return self;
}

/** imap_server_free: %NULL is allowed. */
void
imap_server_free (ImapServer *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->version);
  g_free (self->vendor);
  g_free (self);
}
