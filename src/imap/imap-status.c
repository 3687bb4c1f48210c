/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-status.c: STATUS responses (RFC 9051 7.3.4, mailbox-data; RFC 7162 HIGHESTMODSEQ; RFC 8438 SIZE; RFC 8474
 * MAILBOXID; RFC 7889 APPENDLIMIT) */

#include "imap-status.h"

#include "imap-error.h"

static void
set_item (ImapStatus *self, const ImapValue *name, const ImapValue *value)
{
  static const struct
  {
    const char *name;
    guint bit;
    goffset offset;
  } items[] = {
    { "MESSAGES", IMAP_STATUS_MESSAGES, G_STRUCT_OFFSET (ImapStatus, messages) },
    { "UIDNEXT", IMAP_STATUS_UIDNEXT, G_STRUCT_OFFSET (ImapStatus, uidnext) },
    { "UIDVALIDITY", IMAP_STATUS_UIDVALIDITY, G_STRUCT_OFFSET (ImapStatus, uidvalidity) },
    { "UNSEEN", IMAP_STATUS_UNSEEN, G_STRUCT_OFFSET (ImapStatus, unseen) },
  };

  guint64 n;

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if (imap_value_is (name, items[i].name) && imap_value_get_number (value, G_MAXUINT32, &n))
      {
        G_STRUCT_MEMBER (guint32, self, items[i].offset) = (guint32) n;
        self->has |= items[i].bit;
      }
  if (imap_value_is (name, "HIGHESTMODSEQ") && imap_value_get_number (value, G_MAXINT64, &n))
    {
      self->highestmodseq = n;
      self->has |= IMAP_STATUS_HIGHESTMODSEQ;
    }
  if (imap_value_is (name, "APPENDLIMIT") && imap_value_get_number (value, G_MAXINT64, &n))
    {
      self->append_limit = n;
      self->has |= IMAP_STATUS_APPENDLIMIT;
    }
  if (imap_value_is (name, "SIZE") && imap_value_get_number (value, G_MAXINT64, &n))
    {
      self->size = n;
      self->has |= IMAP_STATUS_SIZE;
    }
}

/* MAILBOXID "(" objectid ")" */
static void
set_mailbox_id (ImapStatus *self, const ImapTree *tree, const ImapValue *name, const ImapValue *value)
{
  char *id = imap_value_is (name, "MAILBOXID") ? imap_value_dup_object_id (tree, value) : NULL;

  if (id == NULL)
    return;
  g_free (self->mailbox_id);
  self->mailbox_id = id;
  self->has |= IMAP_STATUS_MAILBOXID;
}

/** imap_status_parse: (transfer full) (nullable): what follows the word STATUS; unknown or odd items are left out. */
ImapStatus *
imap_status_parse (const ImapTree *tree, GError **error)
{
  const ImapValue *name = imap_tree_first (tree);
  const ImapValue *list = imap_tree_next (tree, name);
  ImapStatus *self;

  if (name == NULL || name->kind == IMAP_VALUE_LIST || list == NULL || list->kind != IMAP_VALUE_LIST)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed STATUS");
      return NULL;
    }
  self = g_new0 (ImapStatus, 1);
  self->name = g_strndup (name->data, name->length);
  for (const ImapValue *v = imap_tree_child (tree, list); v != NULL;)
    {
      const ImapValue *value = imap_tree_sibling (tree, list, v);

      set_item (self, v, value);
      set_mailbox_id (self, tree, v, value);
      v = imap_tree_sibling (tree, list, value);
    }
  return self;
}

/** imap_status_free: %NULL is allowed. */
void
imap_status_free (ImapStatus *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->mailbox_id);
  g_free (self);
}
