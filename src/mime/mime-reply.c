/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-reply.c: a draft that answers or passes on a message
 *
 * Quoted text comes from the plain text that a person would read, never from markup; so no hidden part of a message
 * travels along (hostile-content C-084, C-085). Pure functions, one thread at a time per message. */

#include "mime-reply.h"

#include <string.h>

#include "mime-text.h"

static gboolean
is_own (const char *const *own, const char *email)
{
  for (guint i = 0; own != NULL && own[i] != NULL; i++)
    if (mime_address_equal (own[i], email))
      return TRUE;
  return FALSE;
}

static gboolean
contains (GPtrArray *addresses, const char *email)
{
  for (guint i = 0; i < addresses->len; i++)
    if (mime_address_equal (((MimeAddress *) g_ptr_array_index (addresses, i))->email, email))
      return TRUE;
  return FALSE;
}

static void
add_all (GPtrArray *target, GPtrArray *from, const char *const *own, GPtrArray *but_not)
{
  for (guint i = 0; i < from->len; i++)
    {
      const MimeAddress *address = g_ptr_array_index (from, i);

      if (mime_address_is_valid (address->email) && !is_own (own, address->email)
          && !contains (target, address->email) && !contains (but_not, address->email))
        g_ptr_array_add (target, mime_address_copy (address));
    }
}

static void
set_recipients (MimeDraft *draft, const MimeHeaders *headers, MimeReplyKind kind, const char *const *own)
{
  GPtrArray *sender = headers->reply_to->len > 0 ? headers->reply_to : headers->from;
  const MimeAddress *first = headers->from->len > 0 ? g_ptr_array_index (headers->from, 0) : NULL;

  /* A reply to one's own message goes to whom that went. */
  if (first != NULL && is_own (own, first->email))
    sender = headers->to;
  add_all (draft->to, sender, sender == headers->to ? NULL : own, draft->cc);
  if (draft->to->len == 0)
    add_all (draft->to, sender, NULL, draft->cc);
  if (kind != MIME_REPLY_ALL)
    return;
  add_all (draft->to, headers->to, own, draft->cc);
  add_all (draft->cc, headers->cc, own, draft->to);
}

/* References: the original's, else its In-Reply-To, then its own id (RFC 5322, 3.6.4). */
static void
set_references (MimeDraft *draft, const MimeHeaders *headers)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (headers->references[0] != NULL)
    g_strv_builder_addv (builder, (const char **) headers->references);
  else if (*headers->in_reply_to != '\0')
    g_strv_builder_add (builder, headers->in_reply_to);
  if (*headers->message_id != '\0')
    {
      g_strv_builder_add (builder, headers->message_id);
      draft->in_reply_to = g_strdup (headers->message_id);
    }
  draft->references = g_strv_builder_end (builder);
}

/**
 * mime_reply_new:
 * @own: (nullable): addresses to leave out of a reply to all
 * @intro: (nullable): the line above the quoted text
 *
 * Returns: (transfer full): a draft with recipients, subject, references and quoted text; a forwarded message's
 *   attachments go along
 */
MimeDraft *
mime_reply_new (MimeMessage *original, MimeReplyKind kind, const MimeAddress *from, const char *const *own,
                const char *intro)
{
  MimeDraft *draft = mime_draft_new ();
  g_autofree char *subject = mime_subject_normalize (original->headers->subject);
  g_autofree char *text = mime_message_dup_text (original);
  g_autofree char *quoted = kind == MIME_REPLY_FORWARD ? g_strdup (text) : mime_text_quote (text);

  draft->from = mime_address_copy (from);
  draft->subject = g_strdup_printf ("%s %s", kind == MIME_REPLY_FORWARD ? "Fwd:" : "Re:", subject);
  draft->text = g_strdup_printf ("\n\n%s\n%s", intro != NULL ? intro : "", quoted);
  if (kind != MIME_REPLY_FORWARD)
    {
      set_recipients (draft, original->headers, kind, own);
      set_references (draft, original->headers);
      return draft;
    }
  for (guint i = 0; i < original->attachments->len; i++)
    {
      MimePart *part = g_ptr_array_index (original->attachments, i);
      g_autoptr (GBytes) bytes = mime_part_decode (part);
      g_autofree char *name = mime_part_dup_file_name (part);

      g_ptr_array_add (draft->attachments, mime_attachment_new (name, part->type, bytes, NULL));
    }
  return draft;
}
