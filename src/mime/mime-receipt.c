/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-receipt.c: read receipts (RFC 8098) and reactions (RFC 9078), in and out
 *
 * A receipt tells others that and when somebody read: nothing here sends one, and the request says when it must not be
 * answered without asking (hostile-content C-028). Pure, one thread at a time per message. */

#include "mime-receipt.h"

#include <gmime/gmime.h>
#include <string.h>
#include <unicode/uchar.h>

#include "mime-encode.h"
#include "mime-idn.h"
#include "mime-reply.h"
#include "mime-util.h"

#define MAX_ADDRESSES 10
#define MAX_REACTION 120

/** mime_receipt_request_free: frees it; %NULL is allowed. */
void
mime_receipt_request_free (MimeReceiptRequest *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->addresses);
  g_free (self->message_id);
  g_free (self);
}

static gboolean
is_bulk (MimeMessage *message)
{
  g_autofree char *precedence = mime_message_dup_field (message, "Precedence");
  g_autofree char *automatic = mime_message_dup_field (message, "Auto-Submitted");

  return *message->headers->list_id != '\0' || *message->headers->list_unsubscribe != '\0'
         || (precedence != NULL && g_ascii_strcasecmp (precedence, "list") == 0)
         || (precedence != NULL && g_ascii_strcasecmp (precedence, "bulk") == 0)
         || (automatic != NULL && g_ascii_strncasecmp (automatic, "no", 2) != 0);
}

/** mime_receipt_request_read: Returns: (transfer full) (nullable): the wish of the sender for a receipt; %NULL for none */
MimeReceiptRequest *
mime_receipt_request_read (MimeMessage *message)
{
  const MimeHeaders *headers = message->headers;
  g_autoptr (GPtrArray) addresses = mime_addresses_parse (headers->disposition_notification_to);
  g_autofree char *return_path = mime_message_dup_field (message, "Return-Path");
  g_autoptr (GPtrArray) returns = mime_addresses_parse (return_path);
  MimeReceiptRequest *self;

  for (guint i = addresses->len; i-- > 0;)
    if (!mime_address_is_valid (((MimeAddress *) g_ptr_array_index (addresses, i))->email))
      g_ptr_array_remove_index (addresses, i);
  /* A receipt for a receipt or a report would never end (RFC 8098, 2.1). */
  if (addresses->len == 0 || g_str_has_prefix (headers->content_type, "multipart/report"))
    return NULL;
  self = g_new0 (MimeReceiptRequest, 1);
  self->message_id = g_strdup (headers->message_id);
  self->must_ask = addresses->len > 1 || is_bulk (message) || headers->from->len != 1 || returns->len != 1;
  if (addresses->len > MAX_ADDRESSES)
    g_ptr_array_set_size (addresses, MAX_ADDRESSES);
  self->addresses = g_steal_pointer (&addresses);
  if (!self->must_ask)
    {
      const MimeAddress *wanted = g_ptr_array_index (self->addresses, 0);
      const MimeAddress *returned = g_ptr_array_index (returns, 0);
      const MimeAddress *from = g_ptr_array_index (headers->from, 0);

      self->must_ask = !mime_address_equal (wanted->email, returned->email)
                       || !mime_address_equal (wanted->email, from->email);
    }
  return self;
}

/** mime_receipt_free: frees it; %NULL is allowed. */
void
mime_receipt_free (MimeReceipt *self)
{
  if (self == NULL)
    return;
  g_free (self->message_id);
  g_free (self->recipient);
  g_free (self->kind);
  g_free (self);
}

static MimePart *
find_leaf (MimeMessage *message, const char *type)
{
  for (guint i = 0; i < message->leaves->len; i++)
    {
      MimePart *leaf = g_ptr_array_index (message->leaves, i);

      if (!leaf->in_message && g_str_equal (leaf->type, type))
        return leaf;
    }
  return NULL;
}

static char *
known_kind (const char *disposition)
{
  static const char *const kinds[]
      = { "displayed", "deleted", "dispatched", "processed", "denied", "failed" };
  const char *semicolon = strchr (disposition, ';');
  const char *word = semicolon != NULL ? semicolon + 1 : disposition;

  word += strspn (word, " \t");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strncasecmp (word, kinds[i], strlen (kinds[i])) == 0)
      return g_strdup (kinds[i]);
  return NULL;
}

/** mime_receipt_read: Returns: (transfer full) (nullable): what a receipt says; %NULL when the message is none */
MimeReceipt *
mime_receipt_read (MimeMessage *message)
{
  MimePart *part = find_leaf (message, "message/disposition-notification");
  g_autoptr (GBytes) bytes = part != NULL ? mime_part_decode (part) : NULL;
  g_autofree char *disposition = bytes != NULL ? mime_headers_dup_field (bytes, "Disposition") : NULL;
  g_autofree char *kind = disposition != NULL ? known_kind (disposition) : NULL;
  g_autofree char *id = NULL;
  g_autofree char *recipient = NULL;
  g_auto (GStrv) ids = NULL;
  MimeReceipt *self;

  if (kind == NULL)
    return NULL;
  id = mime_headers_dup_field (bytes, "Original-Message-ID");
  recipient = mime_headers_dup_field (bytes, "Final-Recipient");
  ids = mime_ids_parse (id, 1);
  self = g_new0 (MimeReceipt, 1);
  self->kind = g_steal_pointer (&kind);
  self->message_id = g_strdup (ids[0] != NULL ? ids[0] : message->headers->in_reply_to);
  self->automatic = g_ascii_strncasecmp (disposition, "automatic", 9) == 0;
  if (recipient != NULL && strchr (recipient, ';') != NULL)
    self->recipient = mime_clean_line (strchr (recipient, ';') + 1, 320);
  else
    self->recipient = g_strdup ("");
  g_strstrip (self->recipient);
  return self;
}

static void
append_report (GString *out, MimeMessage *original, const MimeAddress *from, gboolean automatic)
{
  const char *ids[] = { original->headers->message_id, NULL };
  g_autofree char *wire = mime_address_dup_ascii (from->email);

  g_string_append_printf (out,
                          "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; %s\n",
                          wire != NULL ? wire : from->email);
  mime_encode_ids (out, "Original-Message-ID", ids);
  g_string_append_printf (out, "Disposition: %s; displayed\n",
                          automatic ? "automatic-action/MDN-sent-automatically"
                                    : "manual-action/MDN-sent-manually");
}

/**
 * mime_receipt_build:
 * @subject: translated: "Read: …"
 * @text: translated: what the receipt says to a person
 *
 * multipart/report of RFC 8098, 3; nothing of the original travels back but its id. To be sent with an empty envelope
 * sender. Errors: MIME_ERROR_INVALID when @original asks for none. Returns: (transfer full): the message, CRLF
 */
GBytes *
mime_receipt_build (MimeMessage *original, const MimeAddress *from, const char *subject, const char *text,
                    gboolean automatic, GError **error)
{
  g_autoptr (MimeReceiptRequest) request = mime_receipt_request_read (original);
  g_autoptr (MimeDraft) draft = mime_draft_new ();
  g_autoptr (GString) report = g_string_new (NULL);

  if (request == NULL)
    {
      g_set_error_literal (error, MIME_ERROR, MIME_ERROR_INVALID, "no receipt is wanted");
      return NULL;
    }
  draft->from = mime_address_copy (from);
  for (guint i = 0; i < request->addresses->len; i++)
    g_ptr_array_add (draft->to, mime_address_copy (g_ptr_array_index (request->addresses, i)));
  draft->subject = g_strdup (subject);
  draft->text = g_strdup (text);
  draft->in_reply_to = *request->message_id != '\0' ? g_strdup (request->message_id) : NULL;
  draft->references = mime_reply_references (original->headers);
  append_report (report, original, from, automatic);
  return mime_build_report (draft, "disposition-notification", report->str, error);
}

/* One code point that can be part of an emoji (UTS 51): picture, skin, joiner, flag, keycap, variation, tag. */
static gboolean
is_emoji_piece (gunichar c)
{
  return u_hasBinaryProperty ((UChar32) c, UCHAR_EMOJI_PRESENTATION)
         || u_hasBinaryProperty ((UChar32) c, UCHAR_EXTENDED_PICTOGRAPHIC)
         || u_hasBinaryProperty ((UChar32) c, UCHAR_EMOJI_MODIFIER)
         || u_hasBinaryProperty ((UChar32) c, UCHAR_REGIONAL_INDICATOR) || c == 0x200D || c == 0xFE0F
         || c == 0x20E3 || (c >= 0xE0020 && c <= 0xE007F);
}

/** mime_reaction_is_emoji: Returns: whether the text is emoji and blanks only, and short (RFC 9078, 2) */
gboolean
mime_reaction_is_emoji (const char *text)
{
  gboolean any = FALSE;

  if (strlen (text) > MAX_REACTION || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_keycap = (g_ascii_isdigit (*p) || *p == '#' || *p == '*')
                           && (g_str_has_prefix (p + 1, "\xEF\xB8\x8F\xE2\x83\xA3")
                               || g_str_has_prefix (p + 1, "\xE2\x83\xA3"));

      if (g_unichar_isspace (c))
        continue;
      if (!is_keycap && !is_emoji_piece (c))
        return FALSE;
      any = TRUE;
    }
  return any;
}

/** mime_reaction_read: Returns: (transfer full) (nullable): the emoji with which the sender reacts to the message of In-Reply-To;
 * %NULL when the message is no reaction. Its text is shown anyhow. */
char *
mime_reaction_read (MimeMessage *message)
{
  if (*message->headers->in_reply_to == '\0')
    return NULL;
  for (guint i = 0; i < message->leaves->len; i++)
    {
      MimePart *leaf = g_ptr_array_index (message->leaves, i);
      GMimeContentDisposition *disposition = g_mime_object_get_content_disposition (leaf->object);
      const char *value
          = disposition != NULL ? g_mime_content_disposition_get_disposition (disposition) : NULL;
      g_autoptr (GBytes) bytes = NULL;
      gsize length;

      if (leaf->in_message || value == NULL || g_ascii_strcasecmp (value, "reaction") != 0
          || !g_str_equal (leaf->type, "text/plain"))
        continue;
      bytes = mime_part_decode (leaf);
      length = g_bytes_get_size (bytes);
      if (length == 0 || length > MAX_REACTION)
        continue;
      g_autofree char *text = mime_to_utf8 (g_bytes_get_data (bytes, NULL), length, leaf->charset);
      g_strstrip (text);
      if (mime_reaction_is_emoji (text))
        return g_steal_pointer (&text);
    }
  return NULL;
}

/**
 * mime_reaction_build:
 * @emoji: one or more, see mime_reaction_is_emoji()
 *
 * A reply to all whose only part is the reaction. Errors: MIME_ERROR_INVALID. Returns: (transfer full): the message, CRLF
 */
GBytes *
mime_reaction_build (MimeMessage *original, const MimeAddress *from, const char *emoji, GError **error)
{
  const char *own[] = { from->email, NULL };
  g_autoptr (MimeDraft) draft = NULL;

  if (!mime_reaction_is_emoji (emoji) || *original->headers->message_id == '\0')
    {
      g_set_error_literal (error, MIME_ERROR, MIME_ERROR_INVALID, "no emoji, or nothing to react to");
      return NULL;
    }
  draft = mime_reply_new (original, MIME_REPLY_ALL, from, own, NULL);
  g_set_str (&draft->text, emoji);
  draft->text_disposition = "reaction";
  return mime_build (draft, FALSE, error);
}
