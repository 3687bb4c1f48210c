/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-envelope.c: ENVELOPE (RFC 9051 7.5.2, env-date … env-message-id)
 *
 * Takes NIL, () and a missing end for "nothing", a doubled pair of parentheses (Domino), and NIL inside address lists
 * (SmarterMail). Dovecot's MISSING_MAILBOX and MISSING_DOMAIN are nothing too (2.5). */

#include "imap-envelope.h"

#include "imap-error.h"

#define ADDRESSES_MAX 10000

static void
address_free (ImapAddress *self)
{
  g_free (self->name);
  g_free (self->mailbox);
  g_free (self->host);
  g_free (self);
}

static char *
take_string (const ImapTree *tree, const ImapValue *list, const ImapValue **value, const char *missing)
{
  char *text = imap_value_dup_string (*value);

  if (*value != NULL)
    *value = imap_tree_sibling (tree, list, *value);
  if (text != NULL && (*text == '\0' || (missing != NULL && strcmp (text, missing) == 0)))
    g_clear_pointer (&text, g_free);
  return text;
}

/* env-from = "(" 1*address ")" / nil; address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")" */
static GPtrArray *
take_addresses (const ImapTree *tree, const ImapValue *envelope, const ImapValue **value)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) address_free);
  const ImapValue *list = *value;

  if (list == NULL)
    return addresses;
  *value = imap_tree_sibling (tree, envelope, list);
  for (const ImapValue *v = imap_tree_child (tree, list); v != NULL && addresses->len < ADDRESSES_MAX;
       v = imap_tree_sibling (tree, list, v))
    {
      const ImapValue *field = imap_tree_child (tree, v);
      ImapAddress *address;

      if (field == NULL)
        continue;
      address = g_new0 (ImapAddress, 1);
      address->name = take_string (tree, v, &field, NULL);
      g_free (take_string (tree, v, &field, NULL));
      address->mailbox = take_string (tree, v, &field, "MISSING_MAILBOX");
      address->host = take_string (tree, v, &field, "MISSING_DOMAIN");
      g_ptr_array_add (addresses, address);
    }
  return addresses;
}

/** imap_envelope_parse: (transfer full) (nullable): %NULL with IMAP_ERROR_PARSE: fetch the header instead (I-26). */
ImapEnvelope *
imap_envelope_parse (const ImapTree *tree, const ImapValue *value, GError **error)
{
  const ImapValue *field = imap_tree_child (tree, value);
  ImapEnvelope *self;

  if (field != NULL && field->kind == IMAP_VALUE_LIST && imap_tree_sibling (tree, value, field) == NULL)
    {
      value = field;
      field = imap_tree_child (tree, value);
    }
  if (field == NULL || field->kind == IMAP_VALUE_LIST)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed ENVELOPE");
      return NULL;
    }
  self = g_new0 (ImapEnvelope, 1);
  self->date = take_string (tree, value, &field, NULL);
  self->subject = take_string (tree, value, &field, NULL);
  self->from = take_addresses (tree, value, &field);
  self->sender = take_addresses (tree, value, &field);
  self->reply_to = take_addresses (tree, value, &field);
  self->to = take_addresses (tree, value, &field);
  self->cc = take_addresses (tree, value, &field);
  self->bcc = take_addresses (tree, value, &field);
  self->in_reply_to = take_string (tree, value, &field, NULL);
  self->message_id = take_string (tree, value, &field, NULL);
  return self;
}

/** imap_envelope_free: %NULL is allowed. */
void
imap_envelope_free (ImapEnvelope *self)
{
  if (self == NULL)
    return;
  g_free (self->date);
  g_free (self->subject);
  g_free (self->in_reply_to);
  g_free (self->message_id);
  g_ptr_array_unref (self->from);
  g_ptr_array_unref (self->sender);
  g_ptr_array_unref (self->reply_to);
  g_ptr_array_unref (self->to);
  g_ptr_array_unref (self->cc);
  g_ptr_array_unref (self->bcc);
  g_free (self);
}
