/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-message.c: what a server says of a message, in the store's words
 *
 * Pure. Headers are decoded once, here; a message without readable headers is still a message. */

#include "sync-message.h"

#include <string.h>

#define ADDRESSES_IN_TEXT 20
#define KEYWORDS_MAX 50 /* hostile-servers I-29 */

static const struct
{
  guint imap;
  StoreFlags store;
} flag_map[] = {
  { IMAP_FLAG_SEEN, STORE_FLAG_SEEN },       { IMAP_FLAG_ANSWERED, STORE_FLAG_ANSWERED },
  { IMAP_FLAG_FLAGGED, STORE_FLAG_FLAGGED }, { IMAP_FLAG_DELETED, STORE_FLAG_DELETED },
  { IMAP_FLAG_DRAFT, STORE_FLAG_DRAFT },
};

/* Keywords with a meaning (IANA registry); the first name of each flag is the one we write. */
static const struct
{
  const char *keyword;
  StoreFlags store;
} keyword_map[] = {
  { "$Forwarded", STORE_FLAG_FORWARDED }, { "Forwarded", STORE_FLAG_FORWARDED },
  { "$Junk", STORE_FLAG_JUNK },           { "Junk", STORE_FLAG_JUNK },
  { "$NotJunk", STORE_FLAG_NOT_JUNK },    { "NonJunk", STORE_FLAG_NOT_JUNK },
};

static StoreFlags
flag_of_keyword (const char *keyword)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keyword_map); i++)
    if (g_ascii_strcasecmp (keyword, keyword_map[i].keyword) == 0)
      return keyword_map[i].store;
  return 0;
}

/**
 * sync_flags_from_imap:
 * @keywords: (nullable)
 * @other_keywords: (out): the rest, space-separated, %NULL when there is none
 *
 * Returns: the store's flags
 */
StoreFlags
sync_flags_from_imap (guint imap_flags, const char *const *keywords, char **other_keywords)
{
  StoreFlags flags = 0;
  GString *rest = g_string_new (NULL);
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (flag_map); i++)
    if (imap_flags & flag_map[i].imap)
      flags |= flag_map[i].store;
  for (; keywords != NULL && *keywords != NULL; keywords++)
    {
      StoreFlags flag = flag_of_keyword (*keywords);

      flags |= flag;
      if (flag == 0 && n++ < KEYWORDS_MAX)
        g_string_append_printf (rest, "%s%s", rest->len > 0 ? " " : "", *keywords);
    }
  *other_keywords = rest->len > 0 ? g_string_free (rest, FALSE) : (g_string_free (rest, TRUE), NULL);
  return flags;
}

/**
 * sync_flags_to_imap:
 * @keywords: (out): static strings, NULL-terminated
 *
 * Returns: IMAP's system flags
 */
guint
sync_flags_to_imap (StoreFlags flags, const char *keywords[4])
{
  guint imap_flags = 0;
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (flag_map); i++)
    if (flags & flag_map[i].store)
      imap_flags |= flag_map[i].imap;
  for (gsize i = 0; i < G_N_ELEMENTS (keyword_map); i += 2)
    if (flags & keyword_map[i].store)
      keywords[n++] = keyword_map[i].keyword;
  keywords[n] = NULL;
  return imap_flags;
}

static void
take_headers (SyncMessage *self, GBytes *block)
{
  StoreNewMessage *record = &self->record;
  MimeHeaders *headers = mime_headers_parse (block);

  self->headers = headers;
  record->date = headers->date_unix;
  record->message_id = headers->message_id;
  record->in_reply_to = headers->in_reply_to;
  record->references = (const char *const *) headers->references;
  record->subject = headers->subject;
  record->list_id = headers->list_id;
  if (headers->from != NULL && headers->from->len > 0)
    {
      const MimeAddress *from = headers->from->pdata[0];

      record->from_name = from->name;
      record->from_email = from->email;
    }
  if (headers->to != NULL && headers->to->len > 0)
    record->to = self->to = mime_addresses_to_text (headers->to, ADDRESSES_IN_TEXT);
  if (headers->cc != NULL && headers->cc->len > 0)
    record->cc = self->cc = mime_addresses_to_text (headers->cc, ADDRESSES_IN_TEXT);
}

/**
 * sync_message_new:
 * @fetch: with a UID; its e-mail id is taken out of it
 *
 * Returns: (transfer full): the record for store_messages_add()
 */
SyncMessage *
sync_message_new (ImapFetch *fetch)
{
  SyncMessage *self = g_new0 (SyncMessage, 1);
  StoreNewMessage *record = &self->record;

  record->uid = fetch->uid;
  record->flags = sync_flags_from_imap (fetch->flags, (const char *const *) fetch->keywords, &self->keywords);
  record->keywords = self->keywords;
  record->modseq = fetch->modseq;
  record->received = fetch->internal_date;
  record->size = fetch->size;
  if (fetch->gm_msgid != 0)
    self->email_id = g_strdup_printf ("gm%" G_GUINT64_FORMAT, fetch->gm_msgid);
  else
    self->email_id = g_steal_pointer (&fetch->email_id);
  record->email_id = self->email_id;
  if (fetch->bodystructure != NULL)
    record->has_attachment = imap_bodystructure_has_attachment (fetch->bodystructure);
  if (fetch->header != NULL)
    take_headers (self, fetch->header);
  if (record->received == 0)
    record->received = record->date;
  return self;
}

void
sync_message_free (SyncMessage *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->headers, mime_headers_free);
  g_free (self->to);
  g_free (self->cc);
  g_free (self->keywords);
  g_free (self->email_id);
  g_free (self);
}
