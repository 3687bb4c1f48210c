/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-list.c: LIST, LSUB and XLIST responses (RFC 9051 7.3.1; RFC 6154 roles) */

#include "imap-list.h"

#include "imap-error.h"
#include "imap-utf7.h"

#define NAME_MAX_LENGTH 10240

static const struct
{
  const char *name;
  guint attribute;
  ImapRole role;
} attributes[] = {
  { "\\Noselect", IMAP_ATTRIBUTE_NOSELECT, 0 },
  { "\\NonExistent", IMAP_ATTRIBUTE_NOSELECT | IMAP_ATTRIBUTE_NONEXISTENT, 0 },
  { "\\Noinferiors", IMAP_ATTRIBUTE_NOINFERIORS, 0 },
  { "\\Marked", IMAP_ATTRIBUTE_MARKED, 0 },
  { "\\Unmarked", IMAP_ATTRIBUTE_UNMARKED, 0 },
  { "\\HasChildren", IMAP_ATTRIBUTE_HAS_CHILDREN, 0 },
  { "\\HasNoChildren", IMAP_ATTRIBUTE_HAS_NO_CHILDREN, 0 },
  { "\\Subscribed", IMAP_ATTRIBUTE_SUBSCRIBED, 0 },
  { "\\Remote", IMAP_ATTRIBUTE_REMOTE, 0 },
  { "\\All", 0, IMAP_ROLE_ALL },
  { "\\AllMail", 0, IMAP_ROLE_ALL },
  { "\\Archive", 0, IMAP_ROLE_ARCHIVE },
  { "\\Drafts", 0, IMAP_ROLE_DRAFTS },
  { "\\Flagged", 0, IMAP_ROLE_FLAGGED },
  { "\\Starred", 0, IMAP_ROLE_FLAGGED },
  { "\\Junk", 0, IMAP_ROLE_JUNK },
  { "\\Spam", 0, IMAP_ROLE_JUNK },
  { "\\Sent", 0, IMAP_ROLE_SENT },
  { "\\Trash", 0, IMAP_ROLE_TRASH },
  { "\\Important", 0, IMAP_ROLE_IMPORTANT },
};

static void
add_attributes (ImapFolder *self, const ImapTree *tree, const ImapValue *list)
{
  for (const ImapValue *v = imap_tree_child (tree, list); v != NULL; v = imap_tree_sibling (tree, list, v))
    for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
      if (imap_value_is (v, attributes[i].name))
        {
          self->attributes |= attributes[i].attribute;
          if (attributes[i].role != 0 && self->role == IMAP_ROLE_NONE)
            self->role = attributes[i].role;
        }
}

/**
 * imap_list_parse:
 * @tree: what follows the word LIST
 * @utf8: names are UTF-8
 *
 * Returns: (transfer full) (nullable): %NULL with IMAP_ERROR_PARSE for a name that cannot be used in a command (I-18)
 */
ImapFolder *
imap_list_parse (const ImapTree *tree, gboolean utf8, GError **error)
{
  const ImapValue *list = imap_tree_first (tree);
  const ImapValue *delimiter = imap_tree_next (tree, list);
  const ImapValue *name = imap_tree_next (tree, delimiter);
  ImapFolder *self;

  if (list == NULL || list->kind != IMAP_VALUE_LIST || name == NULL || name->kind == IMAP_VALUE_LIST
      || delimiter->kind == IMAP_VALUE_LIST || name->length == 0 || name->length > NAME_MAX_LENGTH
      || memchr (name->data, '\0', name->length) != NULL || memchr (name->data, '\n', name->length) != NULL
      || memchr (name->data, '\r', name->length) != NULL)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed LIST");
      return NULL;
    }
  self = g_new0 (ImapFolder, 1);
  self->name = g_strndup (name->data, name->length);
  if (g_ascii_strcasecmp (self->name, "INBOX") == 0)
    {
      strcpy (self->name, "INBOX");
      self->role = IMAP_ROLE_INBOX;
    }
  self->display = imap_utf7_display (self->name, utf8);
  if (!imap_value_is_nil (delimiter) && delimiter->length == 1)
    self->delimiter = delimiter->data[0];
  add_attributes (self, tree, list);
  self->subscribed = (self->attributes & IMAP_ATTRIBUTE_SUBSCRIBED) != 0;
  self->selectable = (self->attributes & IMAP_ATTRIBUTE_NOSELECT) == 0;
  return self;
}

/** imap_folder_free: %NULL is allowed. */
void
imap_folder_free (ImapFolder *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->display);
  imap_status_free (self->status);
  g_free (self);
}
