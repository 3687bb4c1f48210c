/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-reply.c: drafts made of messages: replies, forwards, the same again, and drafts of other programs
 *
 * Main thread. Everything comes from an AlpContent, so from bytes of that one message that were decoded and made safe already; nothing is
 * parsed a second time and no part of another message or file can slip in (hostile-content C-101, C-102). */

#include "alp-draft-private.h"

#include "alp-content-private.h"
#include "alp-engine-private.h"
#include "mime-address.h"
#include "mime-headers.h"
#include "mime-html.h"
#include "mime-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_RECIPIENTS 1000

/* ---- recipients ---- */

static gboolean
is_own (char **own, const char *email)
{
  for (guint i = 0; own[i] != NULL; i++)
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

/* Adds those that can be written to, are not ours (@own nullable) and in neither list yet. */
static void
add_all (GPtrArray *target, GPtrArray *from, char **own, GPtrArray *other)
{
  for (guint i = 0; i < from->len && target->len < MAX_RECIPIENTS; i++)
    {
      const MimeAddress *address = g_ptr_array_index (from, i);

      if (mime_address_is_valid (address->email) && (own == NULL || !is_own (own, address->email))
          && !contains (target, address->email) && !contains (other, address->email))
        g_ptr_array_add (target, mime_address_copy (address));
    }
}

static GPtrArray *
address_array (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mime_address_free);
}

static void
set_addresses (AlpDraft *self, const char *property, GPtrArray *addresses)
{
  g_autofree char *text = mime_addresses_to_text (addresses, MAX_RECIPIENTS);

  g_object_set (self, property, text, NULL);
}

/* Everybody but the sender: those a person did not choose one by one. */
static void
note_added (AlpDraft *self, GPtrArray *to, GPtrArray *cc, guint n_senders)
{
  g_autoptr (GStrvBuilder) added = g_strv_builder_new ();

  for (guint i = n_senders; i < to->len; i++)
    g_strv_builder_add (added, ((MimeAddress *) g_ptr_array_index (to, i))->email);
  for (guint i = 0; i < cc->len; i++)
    g_strv_builder_add (added, ((MimeAddress *) g_ptr_array_index (cc, i))->email);
  alp_draft_set_added (self, g_strv_builder_end (added));
}

static void
set_recipients (AlpDraft *self, AlpContent *content, AlpReplyKind kind, char **own)
{
  g_autoptr (GPtrArray) from = mime_addresses_parse (alp_content_get_from (content));
  g_autoptr (GPtrArray) reply_to = mime_addresses_parse (alp_content_get_reply_to (content));
  g_autoptr (GPtrArray) old_to = mime_addresses_parse (alp_content_get_to (content));
  g_autoptr (GPtrArray) old_cc = mime_addresses_parse (alp_content_get_cc (content));
  g_autoptr (GPtrArray) to = address_array ();
  g_autoptr (GPtrArray) cc = address_array ();
  const MimeAddress *first = from->len > 0 ? g_ptr_array_index (from, 0) : NULL;
  GPtrArray *sender = reply_to->len > 0 ? reply_to : from;

  /* A reply to one's own message goes to whom that went. */
  if (first != NULL && is_own (own, first->email) && old_to->len > 0)
    sender = old_to;
  add_all (to, sender, sender == old_to ? NULL : own, cc);
  if (to->len == 0)
    add_all (to, sender, NULL, cc);
  if (kind == ALP_REPLY_ALL)
    {
      guint n_senders = to->len;

      add_all (to, old_to, own, cc);
      add_all (cc, old_cc, own, to);
      note_added (self, to, cc, n_senders);
    }
  set_addresses (self, "to", to);
  set_addresses (self, "cc", cc);
}

/* The first address of ours in its fields: whom it was written to. */
static void
find_written_to (AlpDraft *self, AlpContent *content, char **own)
{
  const char *fields[]
      = { alp_content_get_to (content), alp_content_get_cc (content), alp_content_get_bcc (content) };

  for (gsize f = 0; f < G_N_ELEMENTS (fields); f++)
    {
      g_autoptr (GPtrArray) addresses = mime_addresses_parse (fields[f]);

      for (guint i = 0; i < addresses->len; i++)
        {
          const MimeAddress *address = g_ptr_array_index (addresses, i);

          if (is_own (own, address->email))
            {
              alp_draft_set_written_to (self, address->email);
              return;
            }
        }
    }
}

/* References: the original's, else its In-Reply-To, then its own id (RFC 5322, 3.6.4). */
static void
set_thread (AlpDraft *self, AlpContent *content, gboolean forward)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *const *references = alp_content_get_references (content);
  const char *id = alp_content_get_rfc_message_id (content);

  if (forward)
    {
      alp_draft_set_source (self, alp_content_get_message_id (content), TRUE, NULL, NULL);
      return;
    }
  for (guint i = 0; references != NULL && references[i] != NULL; i++)
    if (strcmp (references[i], id) != 0)
      g_strv_builder_add (builder, references[i]);
  if (*id != '\0')
    g_strv_builder_add (builder, id);
  alp_draft_set_source (self, alp_content_get_message_id (content), FALSE, *id != '\0' ? id : NULL,
                        g_strv_builder_end (builder));
}

/* ---- parts ---- */

/* Inline images of the original become images of the draft: alp-part:ID/SECTION → alp-part:draft/KEY. */
static char *
take_inline (AlpDraft *self, AlpContent *content, const char *html)
{
  g_autofree char *prefix
      = g_strdup_printf ("alp-part:%" G_GINT64_FORMAT "/", alp_content_get_message_id (content));
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GString *out = g_string_new (NULL);

  while (TRUE)
    {
      const char *found = strstr (html, prefix);
      gsize length = found != NULL ? strlen (prefix) + strspn (found + strlen (prefix), "0123456789.") : 0;
      g_autofree char *uri = found != NULL ? g_strndup (found, length) : NULL;
      g_autofree char *type = NULL;
      g_autoptr (GBytes) bytes = NULL;

      if (found == NULL)
        break;
      g_string_append_len (out, html, found - html);
      html = found + length;
      if (!g_hash_table_contains (taken, uri))
        bytes = alp_content_dup_part (content, uri, &type);
      if (bytes != NULL)
        g_hash_table_insert (
            taken, g_strdup (uri),
            alp_draft_attachment_dup_uri (alp_draft_add_bytes (self, bytes, _ ("Image"), type, TRUE)));
      if (g_hash_table_contains (taken, uri))
        g_string_append (out, g_hash_table_lookup (taken, uri));
    }
  g_string_append (out, html);
  return g_string_free_and_steal (out);
}

static void
on_part_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpDraft) draft = data;
  AlpPart *part = ALP_PART (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = alp_part_load_finish (part, result, &error);

  if (bytes != NULL)
    alp_draft_add_bytes (draft, bytes, alp_part_get_name (part), alp_part_get_content_type (part), FALSE);
  else
    g_warning ("an attachment of the original is left out: %s", error->message);
}

static void
take_attachments (AlpDraft *self, AlpContent *content)
{
  GListModel *parts = alp_content_get_attachments (content);

  for (guint i = 0; i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (AlpPart) part = g_list_model_get_item (parts, i);

      alp_part_load_async (part, NULL, on_part_loaded, g_object_ref (self));
    }
}

/* ---- the quote ---- */

static char *
date_text (AlpContent *content)
{
  g_autoptr (GDateTime) date = alp_content_get_date (content) != 0
                                   ? g_date_time_new_from_unix_local (alp_content_get_date (content))
                                   : NULL;

  return date != NULL ? g_date_time_format (date, "%x %H:%M") : g_strdup ("");
}

/* The lines above what is quoted or passed on. */
static char *
make_intro (AlpContent *content, AlpReplyKind kind)
{
  g_autofree char *when = date_text (content);
  g_autofree char *from = g_strdup (alp_content_get_from (content));

  if (kind == ALP_REPLY_FORWARD)
    return g_strdup_printf (
        /* Translators: above a forwarded message: sender, date, subject, recipients */
        _ ("---------- Forwarded message ----------\nFrom: %s\nDate: %s\nSubject: %s\nTo: %s\n"), from, when,
        alp_content_get_subject (content), alp_content_get_to (content));
  if (*when == '\0')
    /* Translators: above the quoted text; %s is the sender */
    return g_strdup_printf (_ ("%s wrote:"), from);
  /* Translators: above the quoted text; date, sender */
  return g_strdup_printf (_ ("On %s, %s wrote:"), when, from);
}

static char *
escape_lines (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_auto (GStrv) lines = g_strsplit (escaped, "\n", -1);

  return g_strjoinv ("<br>", lines);
}

static void
quote_rich (AlpDraft *self, AlpContent *content, AlpReplyKind kind, const char *selection)
{
  g_autofree char *intro = make_intro (content, kind);
  g_autofree char *intro_html = escape_lines (intro);
  g_autofree char *original = NULL;
  g_autofree char *html = NULL;

  if (selection != NULL)
    original = escape_lines (selection);
  else if (alp_content_get_html (content) != NULL)
    original = take_inline (self, content, alp_content_get_html (content));
  else
    original = g_strdup (alp_content_get_text_html (content));
  if (kind == ALP_REPLY_FORWARD)
    html = g_strdup_printf (
        "<div><br></div><div><br></div><div class=\"alp-quote\"><div>%s</div><div>%s</div></div>", intro_html,
        original);
  else
    html = g_strdup_printf ("<div><br></div><div><br></div><div class=\"alp-quote\"><div>%s</div><blockquote "
                            "type=\"cite\">%s</blockquote></div><div><br></div>",
                            intro_html, original);
  g_object_set (self, "html", html, "text", "", NULL);
}

static void
quote_plain (AlpDraft *self, AlpContent *content, AlpReplyKind kind, const char *selection)
{
  const char *original = selection != NULL ? selection : alp_content_get_text (content);
  g_autofree char *intro = make_intro (content, kind);
  g_autofree char *quoted = kind == ALP_REPLY_FORWARD ? g_strdup (original) : mime_text_quote (original);
  g_autofree char *text = g_strdup_printf ("\n\n%s\n%s", intro, quoted);

  g_object_set (self, "text", text, "html", NULL, NULL);
}

/* ---- making ---- */

static void
set_subject (AlpDraft *self, const char *original, AlpReplyKind kind)
{
  g_autofree char *subject = mime_subject_normalize (original);
  gboolean forward = kind == ALP_REPLY_FORWARD || kind == ALP_REPLY_FORWARD_ATTACHED;
  g_autofree char *whole = g_strdup_printf ("%s %s", forward ? "Fwd:" : "Re:", subject);

  g_object_set (self, "subject", whole, NULL);
}

/* Without the text: enough to answer. */
static void
fill_from_row (AlpDraft *self, AlpMessage *message, AlpReplyKind kind, gboolean rich)
{
  set_subject (self, alp_message_get_subject (message), kind);
  if (kind == ALP_REPLY_SENDER || kind == ALP_REPLY_ALL)
    g_object_set (self, "to", alp_message_get_sender_email (message), NULL);
  if (rich)
    g_object_set (self, "html", "", NULL);
}

static void
attach_original (AlpDraft *self, AlpContent *content, gboolean rich)
{
  const char *subject = alp_content_get_subject (content);
  g_autofree char *name = g_strdup_printf ("%s.eml", *subject != '\0' ? subject : _ ("Message"));

  g_strdelimit (name, "/\\\n\r\t", '-');
  alp_draft_add_bytes (self, alp_content_get_source (content), name, "message/rfc822", FALSE);
  if (rich)
    g_object_set (self, "html", "", NULL);
}

static void
copy_body (AlpDraft *self, AlpContent *content)
{
  g_autofree char *html = NULL;

  if (alp_content_get_html (content) == NULL)
    {
      g_object_set (self, "text", alp_content_get_text (content), "html", NULL, NULL);
      return;
    }
  html = take_inline (self, content, alp_content_get_html (content));
  g_object_set (self, "html", html, "text", "", NULL);
}

AlpDraft *
alp_draft_new_reply (AlpEngine *engine, AlpMessage *message, AlpContent *content, AlpReplyKind kind,
                     const char *selection, gboolean rich)
{
  AlpDraft *self;
  g_auto (GStrv) own = NULL;

  g_return_val_if_fail (ALP_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (ALP_IS_MESSAGE (message), NULL);

  self = alp_draft_new (engine, alp_engine_get_account (engine, alp_message_get_account_id (message)));
  if (content == NULL)
    {
      fill_from_row (self, message, kind, rich);
      return self;
    }
  own = alp_draft_dup_own_addresses (engine);
  find_written_to (self, content, own);
  if (kind == ALP_REPLY_EDIT)
    {
      alp_draft_copy_content (self, content);
      return self;
    }
  set_subject (self, alp_content_get_subject (content), kind);
  set_thread (self, content, kind == ALP_REPLY_FORWARD || kind == ALP_REPLY_FORWARD_ATTACHED);
  if (kind == ALP_REPLY_SENDER || kind == ALP_REPLY_ALL)
    set_recipients (self, content, kind, own);
  if (kind == ALP_REPLY_FORWARD_ATTACHED)
    attach_original (self, content, rich);
  else if (rich)
    quote_rich (self, content, kind, selection);
  else
    quote_plain (self, content, kind, selection);
  if (kind == ALP_REPLY_FORWARD)
    take_attachments (self, content);
  return self;
}

/* All of it: fields, text, images and files. Threading is not copied. */
void
alp_draft_copy_content (AlpDraft *self, AlpContent *content)
{
  g_object_set (self, "to", alp_content_get_to (content), "cc", alp_content_get_cc (content), "bcc",
                alp_content_get_bcc (content), "subject", alp_content_get_subject (content), NULL);
  copy_body (self, content);
  take_attachments (self, content);
}
