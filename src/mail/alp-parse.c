/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-parse.c: from the bytes of a message to everything a view shows of it
 *
 * Pure but for reading a file; any thread. The bounds and the suspicion are in mime/; here its results are gathered into one
 * record that can cross threads (a MimeMessage cannot). */

#include "alp-parse.h"

#include "alp-content-private.h"
#include "alp-error.h"
#include "alp-facts-private.h"
#include "mime-html.h"
#include "mime-message.h"
#include "mime-text.h"
#include "mime-tnef.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Inline images beyond this are not kept in memory and so not shown inside the text. */
#define INLINE_BYTES (32 * 1024 * 1024)
/* Larger files are not messages. */
#define FILE_BYTES ((guint64) 512 * 1024 * 1024)

static void
address_free (gpointer data)
{
  AlpParsedAddress *self = data;

  g_free (self->name);
  g_free (self->email);
  g_free (self);
}

static void
part_free (gpointer data)
{
  AlpParsedPart *self = data;

  g_free (self->section);
  g_free (self->type);
  g_free (self->name);
  g_free (self->sha256);
  g_free (self->disposition);
  g_free (self->content_id);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

void
alp_parsed_free (AlpParsed *self)
{
  g_clear_pointer (&self->source, g_bytes_unref);
  g_clear_pointer (&self->opened, g_bytes_unref);
  g_clear_pointer (&self->facts, alp_facts_free);
  g_free (self->subject);
  g_clear_pointer (&self->from, g_ptr_array_unref);
  g_clear_pointer (&self->reply_to, g_ptr_array_unref);
  g_clear_pointer (&self->to, g_ptr_array_unref);
  g_clear_pointer (&self->cc, g_ptr_array_unref);
  g_clear_pointer (&self->bcc, g_ptr_array_unref);
  g_free (self->message_id);
  g_free (self->in_reply_to);
  g_strfreev (self->references);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_free (self->text);
  g_free (self->html);
  g_free (self->text_html);
  g_clear_pointer (&self->remote, g_ptr_array_unref);
  g_strfreev (self->defects);
  g_free (self);
}

static char *
dup_valid (const char *text)
{
  return text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
}

static GPtrArray *
copy_addresses (GPtrArray *addresses)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (address_free);

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      const MimeAddress *address = g_ptr_array_index (addresses, i);
      AlpParsedAddress *one = g_new0 (AlpParsedAddress, 1);

      one->name = dup_valid (address->name);
      one->email = dup_valid (address->email);
      g_ptr_array_add (copy, one);
    }
  return copy;
}

static void
take_headers (AlpParsed *self, const MimeHeaders *headers)
{
  self->subject = dup_valid (headers->subject);
  self->from = copy_addresses (headers->from);
  self->reply_to = copy_addresses (headers->reply_to);
  self->to = copy_addresses (headers->to);
  self->cc = copy_addresses (headers->cc);
  self->bcc = copy_addresses (headers->bcc);
  self->date = headers->date_unix;
  self->message_id = dup_valid (headers->message_id);
  self->in_reply_to = dup_valid (headers->in_reply_to);
  self->references = headers->references != NULL ? g_strdupv (headers->references) : g_new0 (char *, 1);
}

static AlpParsedPart *
take_part (GHashTable *attachments, MimePart *part, AlpParseFlags flags, gsize *inline_bytes)
{
  AlpParsedPart *self = g_new0 (AlpParsedPart, 1);
  g_autoptr (GBytes) bytes = mime_part_decode (part);
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  self->section = dup_valid (part->section);
  self->type = dup_valid (part->type);
  self->name = dup_valid (part->name);
  self->disposition = dup_valid (part->disposition);
  self->content_id = dup_valid (part->content_id);
  self->attachment = g_hash_table_contains (attachments, part);
  self->size = size;
  self->sha256 = bytes != NULL && (flags & ALP_PARSE_HASHES)
                     ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes)
                     : g_strdup ("");
  if (bytes != NULL && g_str_has_prefix (self->type, "image/") && *self->content_id != '\0'
      && *inline_bytes + size <= INLINE_BYTES)
    {
      *inline_bytes += size;
      self->bytes = g_steal_pointer (&bytes);
    }
  return self;
}

/* What an attached message without a name is called: by its subject. */
static void
name_message (AlpParsedPart *self, MimePart *part)
{
  g_autoptr (GBytes) bytes = mime_part_decode (part);
  g_autoptr (MimeHeaders) headers = g_bytes_get_size (bytes) > 0 ? mime_headers_parse (bytes) : NULL;
  g_autofree char *title
      = headers != NULL && *headers->subject != '\0' ? g_strconcat (headers->subject, ".eml", NULL) : NULL;

  if (title != NULL)
    g_strdelimit (title, "/\\", '-');
  if (*self->name == '\0')
    {
      g_free (self->name);
      self->name = mime_file_name_clean (title, part->type);
    }
}

/* The leaves in order, then attached messages as a whole. */
static void
take_parts (AlpParsed *self, MimeMessage *message, AlpParseFlags flags)
{
  g_autoptr (GHashTable) leaves = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) attachments = g_hash_table_new (NULL, NULL);
  gsize inline_bytes = 0;

  self->parts = g_ptr_array_new_with_free_func (part_free);
  for (guint i = 0; i < message->attachments->len; i++)
    g_hash_table_add (attachments, g_ptr_array_index (message->attachments, i));
  for (guint i = 0; i < message->leaves->len; i++)
    {
      MimePart *part = g_ptr_array_index (message->leaves, i);

      g_hash_table_add (leaves, part);
      g_ptr_array_add (self->parts, take_part (attachments, part, flags, &inline_bytes));
    }
  for (guint i = 0; i < message->attachments->len; i++)
    {
      MimePart *part = g_ptr_array_index (message->attachments, i);
      AlpParsedPart *one;

      if (g_hash_table_contains (leaves, part))
        continue;
      one = take_part (attachments, part, flags, &inline_bytes);
      name_message (one, part);
      g_ptr_array_add (self->parts, one);
    }
}

typedef struct
{
  MimeMessage *message;
  gint64 message_id;
  GPtrArray *remote;
} CidContext;

/* The message's id is in the URI, so that no cache mixes up two messages. */
static char *
map_content_id (const char *content_id, gpointer data)
{
  const CidContext *context = data;
  MimePart *part = mime_message_find_content_id (context->message, content_id);

  return part != NULL
             ? g_strdup_printf ("alp-part:%" G_GINT64_FORMAT "/%s", context->message_id, part->section)
             : NULL;
}

/* More pictures than that nobody needs to see, and nobody shall fetch (C-027). */
#define MAX_REMOTE 200

/* The address stays here; the page only ever sees a number, which loads nothing until the person says so. */
static char *
map_remote (const char *uri, gpointer data)
{
  const CidContext *context = data;
  guint n = 0;

  if (!g_ptr_array_find_with_equal_func (context->remote, uri, g_str_equal, &n))
    {
      if (context->remote->len >= MAX_REMOTE)
        return NULL;
      n = context->remote->len;
      g_ptr_array_add (context->remote,
                       g_str_has_prefix (uri, "//") ? g_strconcat ("https:", uri, NULL) : g_strdup (uri));
    }
  return g_strdup_printf ("alp-part:%" G_GINT64_FORMAT "/remote/%u", context->message_id, n);
}

static void
take_text (AlpParsed *self, MimeMessage *message, gint64 message_id)
{
  g_autofree char *text = mime_message_dup_text (message);
  g_autofree char *raw_html = mime_message_dup_html (message);
  CidContext context = { message, message_id, g_ptr_array_new_with_free_func (g_free) };
  MimeHtmlOptions options = { .cid_func = map_content_id, .remote_func = map_remote, .user_data = &context };

  self->remote = context.remote;
  if (raw_html != NULL)
    {
      g_autoptr (MimeHtml) html = mime_html_sanitize (raw_html, &options);

      self->html = dup_valid (html->html);
      self->remote_images = html->remote_images;
      self->trackers = html->trackers;
      if (text == NULL || *text == '\0')
        {
          g_free (text);
          text = mime_html_to_text (raw_html);
        }
    }
  self->text = dup_valid (text);
  self->text_html = mime_text_to_html (self->text);
}

static void
take_defects (AlpParsed *self, MimeMessage *message)
{
  g_autoptr (GStrvBuilder) defects = g_strv_builder_new ();
  GPtrArray *sources[] = { message->headers->defects, message->defects };

  for (guint s = 0; s < G_N_ELEMENTS (sources); s++)
    for (guint i = 0; sources[s] != NULL && i < sources[s]->len; i++)
      g_strv_builder_take (defects, dup_valid (g_ptr_array_index (sources[s], i)));
  self->defects = g_strv_builder_end (defects);
}

/* The message with what was in its winmail.dat as if it had been sent properly.  NULL: there is none, or it cannot be opened. */
static MimeMessage *
open_winmail (MimeMessage *message, GBytes *source, GBytes **opened, gboolean *failed)
{
  MimeMessage *better = NULL;

  if (mime_tnef_find (message) == NULL)
    return NULL;
  *opened = mime_tnef_rebuild (message, source, NULL);
  better = *opened != NULL ? mime_message_parse (*opened, NULL) : NULL;
  if (better == NULL)
    g_clear_pointer (opened, g_bytes_unref);
  *failed = better == NULL;
  return better;
}

/**
 * alp_parse_bytes_for:
 * @source: a message as it came; anything is accepted
 * @message_id: goes into alp-part: URIs; 0 for a file
 * @store: (nullable): what is known of senders; %NULL: nothing
 * @account_id: the address it came to, 0: none
 *
 * Returns: (transfer full): NULL with @error when not even an empty message can be made of it
 */
AlpParsed *
alp_parse_bytes_for (GBytes *source, gint64 message_id, AlpParseFlags flags, Store *store, gint64 account_id,
                     GError **error)
{
  g_autoptr (GError) problem = NULL;
  /* GMime takes no empty buffer. */
  g_autoptr (MimeMessage) original
      = g_bytes_get_size (source) > 0 ? mime_message_parse (source, &problem) : NULL;
  g_autoptr (MimeMessage) better = NULL;
  g_autoptr (AlpFactsContext) context = NULL;
  MimeMessage *message = original;
  gboolean failed = FALSE;
  AlpParsed *self;

  if (message == NULL)
    {
      if (problem == NULL || g_error_matches (problem, MIME_ERROR, MIME_ERROR_INVALID))
        g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID, _ ("This is not an e-mail message."));
      else
        g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  self = g_new0 (AlpParsed, 1);
  self->source = g_bytes_ref (source);
  self->account_id = account_id;
  better = open_winmail (original, source, &self->opened, &failed);
  message = better != NULL ? better : original;
  context = alp_facts_context_new (store, account_id, message);
  self->facts = alp_facts_read (context, message, self->opened != NULL ? self->opened : source);
  self->facts->unpacked = better != NULL;
  self->facts->cannot_unpack = failed;
  take_headers (self, message->headers);
  take_parts (self, message, flags);
  take_text (self, message, message_id);
  take_defects (self, message);
  return self;
}

/**
 * alp_parse_bytes:
 *
 * As alp_parse_bytes_for (), with nothing known of senders.
 */
AlpParsed *
alp_parse_bytes (GBytes *source, gint64 message_id, AlpParseFlags flags, GError **error)
{
  return alp_parse_bytes_for (source, message_id, flags, NULL, 0, error);
}

static gboolean
check_file (GFile *file, GError **error)
{
  g_autoptr (GFileInfo) info
      = g_file_query_info (file, "standard::type,standard::size", G_FILE_QUERY_INFO_NONE, NULL, error);

  if (info == NULL)
    return FALSE;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                           _ ("This is not a file. Give the path of a message file."));
      return FALSE;
    }
  if ((guint64) g_file_info_get_size (info) > FILE_BYTES)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                           _ ("This file is too large to be a message."));
      return FALSE;
    }
  return TRUE;
}

/**
 * alp_parse_load_file:
 * @path: a message file
 *
 * Blocking. Returns: (transfer full) (nullable): its bytes; NULL with an ALP_ERROR in words
 */
GBytes *
alp_parse_load_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *data = NULL;
  gsize length = 0;
  g_autoptr (GError) problem = NULL;

  if (check_file (file, &problem) && g_file_load_contents (file, NULL, &data, &length, NULL, &problem))
    return g_bytes_new_take (g_steal_pointer (&data), length);
  if (problem->domain == ALP_ERROR)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error (error, ALP_ERROR, ALP_ERROR_NOT_FOUND, _ ("The file cannot be read: %s."), problem->message);
  return NULL;
}

/**
 * alp_parse_file:
 * @path: a message file
 *
 * Blocking. Errors: ALP_ERROR in words, also for files that cannot be read.
 */
AlpParsed *
alp_parse_file (const char *path, AlpParseFlags flags, GError **error)
{
  g_autoptr (GBytes) bytes = alp_parse_load_file (path, error);

  return bytes != NULL ? alp_parse_bytes (bytes, 0, flags, error) : NULL;
}

/**
 * alp_parsed_addresses_to_text:
 * @addresses: (element-type AlpParsedAddress)
 */
char *
alp_parsed_addresses_to_text (GPtrArray *addresses)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      const AlpParsedAddress *one = g_ptr_array_index (addresses, i);
      g_autoptr (MimeAddress) address = mime_address_new (one->name, one->email);
      g_autofree char *formatted = mime_address_format (address);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", formatted);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

char *
alp_parse_dup_header_block (GBytes *source)
{
  gsize size;
  const char *data = g_bytes_get_data (source, &size);
  gsize length = data != NULL ? mime_headers_length (data, size) : 0;

  return data != NULL ? g_utf8_make_valid (data, (gssize) MIN (length, size)) : g_strdup ("");
}
