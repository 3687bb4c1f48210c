/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-open.c: a draft made of what was saved, here or by another program
 *
 * Main thread but for alp_draft_saved_to_mime (). The other side of the seam is alp-draft-box.c. */

#include "alp-draft-saved.h"

#include "alp-draft-private.h"

#include "alp-content-private.h"
#include "alp-engine-private.h"
#include "mime-headers.h"
#include "mime-html.h"
#include "mime-text.h"

AlpDraft *
alp_draft_new_saved (AlpEngine *engine, const StoreDraft *saved)
{
  AlpDraft *self = alp_draft_new (engine, alp_engine_get_account (engine, saved->account_id));
  g_autoptr (AlpDraftRecord) record = alp_draft_record_parse (saved->content, NULL);

  if (record != NULL)
    alp_draft_take_record (self, saved->id, record);
  else
    {
      /* What cannot be read is not written over: it stays, and this is a new draft of the same subject. */
      g_warning ("draft %" G_GINT64_FORMAT " cannot be read", saved->id);
      g_object_set (self, "subject", saved->subject, NULL);
    }
  return self;
}

static void
set_reply_to (AlpDraft *self, GPtrArray *addresses)
{
  g_autofree char *text = mime_addresses_to_text (addresses, 20);

  g_object_set (self, "reply-to", text, NULL);
}

/* What the header says beyond AlpContent: whom it answers, how it was to be sent. */
static void
take_headers (AlpDraft *self, GBytes *source)
{
  gsize size;
  const char *data = g_bytes_get_data (source, &size);
  gsize length = data != NULL ? MIN (mime_headers_length (data, size), size) : 0;
  g_autoptr (GBytes) block = g_bytes_new_from_bytes (source, 0, length);
  g_autoptr (MimeHeaders) headers = mime_headers_parse (block);
  g_autofree char *priority = mime_headers_dup_field (block, "X-Priority");

  alp_draft_set_source (self, 0, FALSE, *headers->in_reply_to != '\0' ? headers->in_reply_to : NULL,
                        g_strdupv (headers->references));
  g_object_set (self, "receipt", *headers->disposition_notification_to != '\0', NULL);
  set_reply_to (self, headers->reply_to);
  if (priority != NULL && (*priority == '1' || *priority == '5'))
    g_object_set (self, "priority", *priority == '1' ? ALP_PRIORITY_HIGH : ALP_PRIORITY_LOW, NULL);
  if (headers->from->len > 0)
    alp_draft_set_written_to (self, ((MimeAddress *) g_ptr_array_index (headers->from, 0))->email);
}

AlpDraft *
alp_draft_new_from_message (AlpEngine *engine, gint64 account_id, gint64 draft_id, GBytes *source)
{
  AlpDraft *self = alp_draft_new (engine, alp_engine_get_account (engine, account_id));
  AlpParsed *parsed = alp_parse_bytes (source, draft_id, ALP_PARSE_DEFAULT, NULL);
  g_autoptr (AlpContent) content
      = parsed != NULL ? alp_content_new (draft_id, parsed, alp_engine_get_loader (engine)) : NULL;

  alp_draft_set_id (self, draft_id);
  if (content == NULL)
    return self;
  alp_draft_copy_content (self, content);
  take_headers (self, source);
  return self;
}

/* Half an address stays here only: a message cannot say it. */
MimeDraft *
alp_draft_saved_to_mime (const StoreDraft *saved, const MimeAddress *from, const char *profile,
                         GError **error)
{
  g_autoptr (AlpDraftRecord) record = alp_draft_record_parse (saved->content, error);
  g_autofree char *folder = alp_draft_record_dup_folder (profile);
  MimeDraft *draft = record != NULL ? alp_draft_record_to_mime (record, folder, FALSE, error) : NULL;

  if (draft != NULL && from != NULL && !mime_address_is_valid (draft->from->email))
    {
      mime_address_free (draft->from);
      draft->from = mime_address_copy (from);
    }
  return draft;
}

/* ---- text for the editor ---- */

char *
alp_draft_clean_html (const char *html)
{
  MimeHtmlOptions options = { .keep_own_uris = TRUE };
  g_autoptr (MimeHtml) clean = mime_html_sanitize (html != NULL ? html : "", &options);

  return g_steal_pointer (&clean->html);
}

char *
alp_draft_html_to_text (const char *html)
{
  return mime_html_to_text (html != NULL ? html : "");
}

char *
alp_draft_text_to_html (const char *text)
{
  return mime_text_to_html (text != NULL ? text : "");
}
