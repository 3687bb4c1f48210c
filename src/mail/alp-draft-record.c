/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-record.c: a draft as a record: kept by the store, made into a message
 *
 * Pure but for reading attached copies when a message is built; any thread. */

#include "alp-draft-record.h"

#include "alp-draft-files.h"
#include "alp-error.h"
#include "alp-recipient.h"
#include "mime-encode.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILES 1000
#define MAX_REFERENCES 100

char *
alp_draft_record_dup_folder (const char *profile)
{
  return g_build_filename (profile, "attachments", NULL);
}

static void
file_free (gpointer data)
{
  AlpDraftFile *self = data;

  g_free (self->name);
  g_free (self->type);
  g_free (self->hash);
  g_free (self->key);
  g_free (self);
}

AlpDraftRecord *
alp_draft_record_new (void)
{
  AlpDraftRecord *self = g_new0 (AlpDraftRecord, 1);

  self->files = g_ptr_array_new_with_free_func (file_free);
  self->priority = ALP_PRIORITY_NORMAL;
  return self;
}

static const char *const text_keys[] = { "uid",      "from-name", "from", "to",   "cc",          "bcc",
                                         "reply-to", "subject",   "text", "html", "in-reply-to", "headers" };

static char **
text_fields (AlpDraftRecord *self, gsize index)
{
  char **const fields[] = { &self->uid,  &self->from_name, &self->from_email,  &self->to,
                            &self->cc,   &self->bcc,       &self->reply_to,    &self->subject,
                            &self->text, &self->html,      &self->in_reply_to, &self->headers };

  G_STATIC_ASSERT (G_N_ELEMENTS (fields) == G_N_ELEMENTS (text_keys));
  return fields[index];
}

void
alp_draft_record_free (AlpDraftRecord *self)
{
  if (self == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (text_keys); i++)
    g_free (*text_fields (self, i));
  g_strfreev (self->references);
  g_ptr_array_unref (self->files);
  g_free (self);
}

void
alp_draft_record_add_file (AlpDraftRecord *self, const char *name, const char *type, const char *hash,
                           const char *key, guint64 size, gboolean is_inline)
{
  AlpDraftFile *file = g_new0 (AlpDraftFile, 1);

  file->name = g_strdup (name);
  file->type = g_strdup (type);
  file->hash = g_strdup (hash);
  file->key = g_strdup (key);
  file->size = size;
  file->is_inline = is_inline;
  g_ptr_array_add (self->files, file);
}

/* ---- kept ---- */

static GVariant *
files_to_variant (const AlpDraftRecord *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sssstb)"));
  for (guint i = 0; i < self->files->len; i++)
    {
      const AlpDraftFile *file = g_ptr_array_index (self->files, i);

      g_variant_builder_add (&builder, "(sssstb)", file->name, file->type, file->hash, file->key, file->size,
                             file->is_inline);
    }
  return g_variant_builder_end (&builder);
}

GBytes *
alp_draft_record_serialize (const AlpDraftRecord *self)
{
  g_auto (GVariantDict) fields = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) value = NULL;
  char *text;

  for (gsize i = 0; i < G_N_ELEMENTS (text_keys); i++)
    {
      const char *field = *text_fields ((AlpDraftRecord *) self, i);

      if (field != NULL)
        g_variant_dict_insert (&fields, text_keys[i], "s", field);
    }
  if (self->references != NULL)
    g_variant_dict_insert_value (&fields, "references",
                                 g_variant_new_strv ((const char *const *) self->references, -1));
  if (self->files->len > 0)
    g_variant_dict_insert_value (&fields, "files", files_to_variant (self));
  g_variant_dict_insert (&fields, "source", "x", self->source_id);
  g_variant_dict_insert (&fields, "forward", "b", self->forward);
  g_variant_dict_insert (&fields, "priority", "u", (guint32) self->priority);
  g_variant_dict_insert (&fields, "receipt", "b", self->receipt);
  g_variant_dict_insert (&fields, "delivery", "b", self->delivery);
  g_variant_dict_insert (&fields, "remind-days", "u", self->remind_days);
  value = g_variant_ref_sink (g_variant_dict_end (&fields));
  text = g_variant_print (value, TRUE);
  return g_bytes_new_take (text, strlen (text));
}

static void
files_from_variant (AlpDraftRecord *self, GVariant *files)
{
  GVariantIter iter;
  const char *name, *type, *hash, *key;
  guint64 size;
  gboolean is_inline;

  g_variant_iter_init (&iter, files);
  while (g_variant_iter_next (&iter, "(&s&s&s&stb)", &name, &type, &hash, &key, &size, &is_inline))
    if (alp_stash_is_hash (hash) && g_uuid_string_is_valid (key) && self->files->len < MAX_FILES)
      alp_draft_record_add_file (self, name, type, hash, key, size, is_inline);
}

AlpDraftRecord *
alp_draft_record_parse (GBytes *content, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (content, &size);
  g_autoptr (GVariant) value
      = data != NULL ? g_variant_parse (G_VARIANT_TYPE_VARDICT, data, data + size, NULL, NULL) : NULL;
  g_autoptr (GVariant) files = NULL;
  g_autoptr (AlpDraftRecord) self = NULL;
  guint32 priority = 0;

  if (value == NULL)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_FAILED, _ ("This draft cannot be read."));
      return NULL;
    }
  self = alp_draft_record_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (text_keys); i++)
    g_variant_lookup (value, text_keys[i], "s", text_fields (self, i));
  g_variant_lookup (value, "references", "^as", &self->references);
  g_variant_lookup (value, "source", "x", &self->source_id);
  g_variant_lookup (value, "forward", "b", &self->forward);
  g_variant_lookup (value, "receipt", "b", &self->receipt);
  g_variant_lookup (value, "delivery", "b", &self->delivery);
  g_variant_lookup (value, "remind-days", "u", &self->remind_days);
  if (g_variant_lookup (value, "priority", "u", &priority) && priority >= ALP_PRIORITY_HIGH
      && priority <= ALP_PRIORITY_LOW)
    self->priority = (AlpPriority) priority;
  files = g_variant_lookup_value (value, "files", G_VARIANT_TYPE ("a(sssstb)"));
  if (files != NULL)
    files_from_variant (self, files);
  return g_steal_pointer (&self);
}

/* ---- sent ---- */

static gboolean
take_addresses (GPtrArray *into, const char *typed, gboolean whole, GError **error)
{
  g_autoptr (GPtrArray) recipients = alp_recipients_parse (typed);

  for (guint i = 0; i < recipients->len; i++)
    {
      const AlpRecipient *one = g_ptr_array_index (recipients, i);

      if (one->valid)
        g_ptr_array_add (into, mime_address_new (one->name, one->email));
      else if (whole)
        {
          g_set_error (error, ALP_ERROR, ALP_ERROR_INVALID,
                       _ ("“%s” is not an address. Correct it and send it again."), one->text);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
take_files (MimeDraft *draft, const AlpDraftRecord *self, const char *folder, GError **error)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      const AlpDraftFile *file = g_ptr_array_index (self->files, i);
      g_autofree char *path = g_build_filename (folder, file->hash, NULL);
      MimeAttachment *attachment;

      /* An image that was taken out of the text again does not travel. */
      if (file->is_inline && (self->html == NULL || strstr (self->html, file->key) == NULL))
        continue;
      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        {
          g_set_error (error, ALP_ERROR, ALP_ERROR_INVALID,
                       _ ("The file “%s” is not there any more. Remove it or attach it again."), file->name);
          return FALSE;
        }
      attachment = mime_attachment_new (file->name, file->type, NULL, path);
      if (file->is_inline)
        attachment->content_id = g_strdup_printf ("%s@alpenpost.invalid", file->key);
      g_ptr_array_add (draft->attachments, attachment);
    }
  return TRUE;
}

/* Cleaned once more: whatever the editor was given, nothing that loads or runs and no mark of ours leaves.
 * alp-part:draft/KEY → cid:KEY@…; the keys are random, so nothing a person writes is meant by accident. */
static char *
html_for_sending (const AlpDraftRecord *self)
{
  g_autofree char *clean = NULL;
  g_autoptr (GString) html = NULL;

  if (self->html == NULL)
    return NULL;
  /* A whole document, from a file: as it is. */
  if (g_ascii_strncasecmp (self->html, "<!doctype", 9) == 0
      || g_ascii_strncasecmp (self->html, "<html", 5) == 0)
    return g_strdup (self->html);
  clean = alp_draft_clean_html (self->html);
  html = g_string_new (clean);
  for (guint i = 0; i < self->files->len; i++)
    {
      const AlpDraftFile *file = g_ptr_array_index (self->files, i);
      g_autofree char *own = g_strconcat (ALP_DRAFT_URI, file->key, NULL);
      g_autofree char *cid = g_strdup_printf ("cid:%s@alpenpost.invalid", file->key);

      if (file->is_inline)
        g_string_replace (html, own, cid, 0);
    }
  return g_strdup_printf ("<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>%s</body></html>",
                          html->str);
}

/* The first id and the newest ones: what threads a message, in a field of bounded length. */
static char **
bound_references (char **references)
{
  guint n = references != NULL ? g_strv_length (references) : 0;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (n <= MAX_REFERENCES)
    return g_strdupv (references);
  g_strv_builder_add (builder, references[0]);
  for (guint i = n - MAX_REFERENCES + 1; i < n; i++)
    g_strv_builder_add (builder, references[i]);
  return g_strv_builder_end (builder);
}

MimeDraft *
alp_draft_record_to_mime (const AlpDraftRecord *self, const char *folder, gboolean whole, GError **error)
{
  g_autoptr (MimeDraft) draft = mime_draft_new ();

  if (!take_addresses (draft->to, self->to, whole, error)
      || !take_addresses (draft->cc, self->cc, whole, error)
      || !take_addresses (draft->bcc, self->bcc, whole, error)
      || !take_addresses (draft->reply_to, self->reply_to, whole, error)
      || !take_files (draft, self, folder, error))
    return NULL;
  if (whole && draft->to->len + draft->cc->len + draft->bcc->len == 0)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                           _ ("The message has no recipient. Add one and send it again."));
      return NULL;
    }
  draft->from = mime_address_new (self->from_name != NULL ? self->from_name : "",
                                  self->from_email != NULL ? self->from_email : "");
  draft->subject = g_strdup (self->subject);
  /* Of rich text the plain form is made when the message is built, unless somebody wrote one. */
  if (self->html == NULL || (self->text != NULL && *self->text != '\0'))
    draft->text = g_strdup (self->text);
  draft->html = html_for_sending (self);
  draft->in_reply_to = g_strdup (self->in_reply_to);
  draft->references = bound_references (self->references);
  return g_steal_pointer (&draft);
}

/* A field a person may add: X-Something, Organization …; never one that we write or that routes. */
gboolean
alp_draft_may_add_header (const char *name)
{
  static const char *const ours[] = {
    "from",        "to",           "cc",          "bcc",        "reply-to", "subject",
    "date",        "message-id",   "in-reply-to", "references", "sender",   "return-path",
    "received",    "mime-version", "importance",  "x-priority", "priority", "disposition-notification-to",
    "delivered-to"
  };

  if (*name == '\0' || strlen (name) > 70 || g_ascii_strncasecmp (name, "content-", 8) == 0
      || g_ascii_strncasecmp (name, "resent-", 7) == 0)
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (*p <= ' ' || *p >= 0x7F || *p == ':')
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (ours); i++)
    if (g_ascii_strcasecmp (name, ours[i]) == 0)
      return FALSE;
  return TRUE;
}

static void
append_own_headers (GString *out, const char *headers)
{
  g_auto (GStrv) lines = g_strsplit_set (headers, "\r\n", 50);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');

      if (colon == NULL)
        continue;
      *colon = '\0';
      g_strstrip (lines[i]);
      if (alp_draft_may_add_header (lines[i]))
        mime_encode_field (out, lines[i], g_strstrip (colon + 1));
    }
}

static GString *
further_headers (const AlpDraftRecord *self, const MimeDraft *draft)
{
  GString *out = g_string_new (NULL);

  if (self->priority == ALP_PRIORITY_HIGH)
    g_string_append (out, "Importance: high\nX-Priority: 1\n");
  else if (self->priority == ALP_PRIORITY_LOW)
    g_string_append (out, "Importance: low\nX-Priority: 5\n");
  if (self->receipt)
    {
      g_autoptr (GPtrArray) to = g_ptr_array_new ();

      g_ptr_array_add (to, draft->from);
      mime_encode_addresses (out, "Disposition-Notification-To", to);
    }
  if (self->headers != NULL)
    append_own_headers (out, self->headers);
  return out;
}

GBytes *
alp_draft_record_build (const AlpDraftRecord *self, const MimeDraft *draft, gboolean with_bcc, GError **error)
{
  g_autoptr (GBytes) message = mime_build (draft, with_bcc, error);
  g_autoptr (GString) extra = NULL;
  g_autoptr (GByteArray) whole = NULL;

  if (message == NULL)
    return NULL;
  extra = further_headers (self, draft);
  if (extra->len == 0)
    return g_steal_pointer (&message);
  g_string_replace (extra, "\n", "\r\n", 0);
  whole = g_byte_array_sized_new ((guint) (extra->len + g_bytes_get_size (message)));
  g_byte_array_append (whole, (const guint8 *) extra->str, (guint) extra->len);
  g_byte_array_append (whole, g_bytes_get_data (message, NULL), (guint) g_bytes_get_size (message));
  return g_byte_array_free_to_bytes (g_steal_pointer (&whole));
}
