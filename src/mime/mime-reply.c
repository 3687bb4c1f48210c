/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-reply.c: a draft that answers or passes on a message
 *
 * Quoted text comes from what a person would read: the plain text, or HTML through the sanitiser and flattened; so no
 * hidden part of a message travels along (hostile-content C-084, C-085). Pure functions, one thread at a time per message. */

#include "mime-reply.h"

#include <string.h>

#include "mime-html.h"
#include "mime-message-private.h"
#include "mime-text.h"
#include "mime-util.h"

#define MAX_REFERENCES 60
#define MAX_REFERENCE_OCTETS 6000

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

/**
 * mime_reply_references:
 *
 * The original's References, else its In-Reply-To, then its own id (RFC 5322, 3.6.4). A long chain keeps its first id
 * and its last ones, which is what threads are made of: at most 60 ids and 6,000 octets.
 * Returns: (transfer full): for the References of an answer
 */
char **
mime_reply_references (const MimeHeaders *headers)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize octets = 0;
  guint first_kept;

  for (guint i = 0; headers->references[i] != NULL; i++)
    g_ptr_array_add (all, headers->references[i]);
  if (all->len == 0 && *headers->in_reply_to != '\0')
    g_ptr_array_add (all, headers->in_reply_to);
  if (*headers->message_id != '\0')
    g_ptr_array_add (all, headers->message_id);
  for (first_kept = all->len; first_kept > 0 && all->len - first_kept < MAX_REFERENCES - 1; first_kept--)
    {
      octets += strlen (g_ptr_array_index (all, first_kept - 1)) + 3;
      if (octets > MAX_REFERENCE_OCTETS)
        break;
    }
  if (first_kept > 0 && strlen (g_ptr_array_index (all, 0)) < 500)
    g_strv_builder_add (builder, g_ptr_array_index (all, 0));
  for (guint i = first_kept; i < all->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (all, i));
  return g_strv_builder_end (builder);
}

static void
set_references (MimeDraft *draft, const MimeHeaders *headers)
{
  draft->references = mime_reply_references (headers);
  if (*headers->message_id != '\0')
    draft->in_reply_to = g_strdup (headers->message_id);
}

typedef struct
{
  MimeMessage *original;
  GPtrArray *pictures; /* nullable */
} QuoteContext;

/* A picture of this very message goes along with the quote (C-101, C-102). */
static char *
take_picture (const char *content_id, gpointer user_data)
{
  QuoteContext *context = user_data;
  MimePart *part = mime_message_find_content_id (context->original, content_id);
  MimeAttachment *picture;

  if (part == NULL || context->pictures == NULL || !g_str_has_prefix (part->type, "image/"))
    return NULL;
  for (guint i = 0; i < context->pictures->len; i++)
    if (g_str_equal (((MimeAttachment *) g_ptr_array_index (context->pictures, i))->content_id,
                     part->content_id))
      return g_strconcat ("cid:", part->content_id, NULL);
  g_autoptr (GBytes) bytes = mime_part_decode (part);
  g_autofree char *name = mime_part_dup_file_name (part);
  picture = mime_attachment_new (name, part->type, bytes, NULL);
  picture->content_id = g_strdup (part->content_id);
  g_ptr_array_add (context->pictures, picture);
  return g_strconcat ("cid:", part->content_id, NULL);
}

/**
 * mime_reply_dup_html:
 * @intro: (nullable): the line above the quote, plain text
 * @pictures: (nullable) (element-type MimeAttachment): pictures in the quote are added here
 *
 * Quoted HTML went through the sanitiser and is flattened: nothing remote, no rules, nothing hidden (hostile-servers O-09,
 * hostile-content C-084, C-085). Returns: (transfer full): what an editor starts with, safe HTML
 */
char *
mime_reply_dup_html (MimeMessage *original, MimeReplyKind kind, const char *intro, GPtrArray *pictures)
{
  QuoteContext context = { original, pictures };
  const MimeHtmlOptions options = { .cid_func = take_picture, .user_data = &context, .for_quote = TRUE };
  g_autofree char *raw = mime_message_dup_html (original);
  g_autofree char *text = raw == NULL ? mime_message_dup_text (original) : NULL;
  g_autofree char *from_text = raw == NULL ? mime_text_to_html (text) : NULL;
  g_autoptr (MimeHtml) clean = mime_html_sanitize (raw != NULL ? raw : from_text, &options);
  GString *out = g_string_new ("<p><br></p>");

  if (intro != NULL && *intro != '\0')
    {
      g_auto (GStrv) lines = g_strsplit (intro, "\n", -1);

      g_string_append (out, "<div>");
      for (guint i = 0; lines[i] != NULL; i++)
        {
          g_string_append (out, i > 0 ? "<br>" : "");
          mime_append_escaped (out, lines[i], -1, FALSE);
        }
      g_string_append (out, "</div>");
    }
  g_string_append_printf (
      out, kind == MIME_REPLY_FORWARD ? "<div>%s</div>" : "<blockquote type=\"cite\">%s</blockquote>",
      clean->html);
  return g_string_free_and_steal (out);
}

static void
attach_original (MimeDraft *draft, MimeMessage *original)
{
  MimeMessagePrivate *priv = original->object;
  g_autofree char *subject = mime_subject_normalize (original->headers->subject);
  g_autofree char *name = g_strdup_printf ("%.150s.eml", *subject != '\0' ? subject : "message");
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *safe = mime_safe_file_name (valid, "message/rfc822");

  g_ptr_array_add (draft->attachments, mime_attachment_new (safe, "message/rfc822", priv->bytes, NULL));
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
  gboolean is_forward = kind == MIME_REPLY_FORWARD || kind == MIME_REPLY_FORWARD_ATTACHED;
  g_autofree char *quoted = is_forward ? g_strdup (text) : mime_text_quote (text);

  draft->from = mime_address_copy (from);
  draft->subject = g_strdup_printf ("%s %s", is_forward ? "Fwd:" : "Re:", subject);
  draft->text = g_strdup_printf ("\n\n%s\n%s", intro != NULL ? intro : "", quoted);
  if (kind == MIME_REPLY_FORWARD_ATTACHED)
    {
      g_set_str (&draft->text, "");
      attach_original (draft, original);
      return draft;
    }
  if (!is_forward)
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
