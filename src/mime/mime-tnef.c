/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-tnef.c: winmail.dat as the message it should have been
 *
 * Taking it apart happens in a process of its own that is shut in (tnef-helper.c) and is only waited for so long; what
 * comes out is read with the same suspicion as what went in. The result is a new message with the old header, so that
 * everything that can show a message can show it. Blocks up to six seconds: for workers. */

#include "mime-tnef.h"

#include <gio/gio.h>
#include <string.h>

#include "mime-encode.h"
#include "mime-fields.h"
#include "mime-helper.h"
#include "mime-html.h"
#include "mime-util.h"

#define MAX_TNEF (64 * 1024 * 1024)
#define MAX_OUTPUT (65 * 1024 * 1024)
#define MAX_PARTS 1000
#define HELPER "alpenpost-tnef"

/** mime_tnef_free: frees it; %NULL is allowed. */
void
mime_tnef_free (MimeTnef *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->html);
  g_ptr_array_unref (self->files);
  g_free (self);
}

/** mime_tnef_find_helper: Returns: (transfer full) (nullable): the helper's path: installed, or beside this program in a build folder */
char *
mime_tnef_find_helper (void)
{
  return mime_helper_find (HELPER);
}

typedef struct
{
  const guint8 *at;
  gsize left;
} Reader;

static gboolean
read_length (Reader *reader, gsize *length)
{
  if (reader->left < 4)
    return FALSE;
  *length = (gsize) reader->at[0] | (gsize) reader->at[1] << 8 | (gsize) reader->at[2] << 16
            | (gsize) reader->at[3] << 24;
  reader->at += 4;
  reader->left -= 4;
  return TRUE;
}

static const char *
read_value (Reader *reader, gsize length)
{
  const char *value = (const char *) reader->at;

  if (reader->left < length)
    return NULL;
  reader->at += length;
  reader->left -= length;
  return value;
}

static void
take_file (MimeTnef *self, const char *name, const char *type, const char *id, const char *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *safe = mime_safe_file_name (valid, type);
  gboolean has_type = strchr (type, '/') != NULL;
  MimeAttachment *file = mime_attachment_new (safe, has_type ? type : NULL, bytes, NULL);

  if (*id != '\0' && strpbrk (id, " <>\r\n\t") == NULL && g_str_is_ascii (id))
    file->content_id = g_strdup (id);
  g_ptr_array_add (self->files, file);
}

/* A second body is that of a message inside: it becomes a file. */
static void
take_body (MimeTnef *self, char kind, const char *data, gsize length, const char *charset)
{
  gboolean is_html = kind == 'H';
  g_autofree char *text = NULL;
  char **target;

  if (kind == 'R')
    {
      gsize unpacked = 0;
      g_autofree char *rtf = mime_rtf_unpack (data, length, &unpacked);

      if (rtf == NULL)
        return;
      text = mime_rtf_to_html (rtf, unpacked);
      is_html = text != NULL;
      if (text == NULL)
        text = mime_rtf_to_text (rtf, unpacked);
      if (!is_html && self->text != NULL)
        return;
    }
  else
    text = mime_to_utf8 (data, length, g_utf8_validate (data, (gssize) length, NULL) ? "utf-8" : charset);
  target = is_html ? &self->html : &self->text;
  if (*target == NULL)
    *target = g_steal_pointer (&text);
  else
    {
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
      g_ptr_array_add (self->files, mime_attachment_new (is_html ? "message.html" : "message.txt",
                                                         is_html ? "text/html" : "text/plain", bytes, NULL));
    }
}

/* Returns FALSE at the end or where the stream makes no sense. */
static gboolean
read_part (MimeTnef *self, Reader *reader, char **charset, gboolean *ended)
{
  gsize lengths[4];
  const char *values[4];
  char kind;

  if (reader->left < 1)
    return FALSE;
  kind = (char) *reader->at++;
  reader->left--;
  for (guint i = 0; i < 4; i++)
    if (!read_length (reader, &lengths[i]))
      return FALSE;
  for (guint i = 0; i < 4; i++)
    if ((values[i] = read_value (reader, lengths[i])) == NULL)
      return FALSE;
  g_autofree char *name = g_strndup (values[0], MIN (lengths[0], 1000));
  g_autofree char *type = g_strndup (values[1], MIN (lengths[1], 200));
  g_autofree char *id = g_strndup (values[2], MIN (lengths[2], 500));
  if (kind == 'C')
    {
      g_free (*charset);
      *charset = g_strdup_printf (g_str_equal (type, "65001") ? "utf-8" : "windows-%s", type);
    }
  else if (kind == 'A')
    take_file (self, name, type, id, values[3], lengths[3]);
  else if (kind == 'H' || kind == 'T' || kind == 'R')
    take_body (self, kind, values[3], lengths[3], *charset);
  *ended = kind == 'E';
  return !*ended;
}

/**
 * mime_tnef_unpack:
 *
 * Errors: MIME_ERROR_TOO_LARGE, MIME_ERROR_INVALID (no TNEF, or a hostile one), MIME_ERROR_FILE (no helper).
 * Returns: (transfer full) (nullable): what was in it
 */
MimeTnef *
mime_tnef_unpack (GBytes *bytes, GError **error)
{
  g_autoptr (MimeTnef) self = NULL;
  g_autoptr (GBytes) output = NULL;
  g_autofree char *charset = g_strdup ("windows-1252");
  gboolean ended = FALSE;
  Reader reader;

  if (g_bytes_get_size (bytes) > MAX_TNEF)
    {
      g_set_error_literal (error, MIME_ERROR, MIME_ERROR_TOO_LARGE, "this winmail.dat is too large");
      return NULL;
    }
  output = mime_helper_run (HELPER, NULL, bytes, MAX_OUTPUT, error);
  if (output == NULL)
    return NULL;
  self = g_new0 (MimeTnef, 1);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_attachment_free);
  reader.at = g_bytes_get_data (output, &reader.left);
  for (guint i = 0; i < MAX_PARTS && read_part (self, &reader, &charset, &ended); i++)
    ;
  if (!ended)
    {
      g_set_error_literal (error, MIME_ERROR, MIME_ERROR_INVALID, "this winmail.dat cannot be unpacked");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/** mime_tnef_find: Returns: (transfer none) (nullable): the winmail.dat of a message */
MimePart *
mime_tnef_find (MimeMessage *message)
{
  for (guint i = 0; i < message->leaves->len; i++)
    {
      MimePart *leaf = g_ptr_array_index (message->leaves, i);

      if (!leaf->in_message
          && (g_str_equal (leaf->type, "application/ms-tnef")
              || g_str_equal (leaf->type, "application/vnd.ms-tnef")
              || g_ascii_strcasecmp (leaf->name, "winmail.dat") == 0))
        return leaf;
    }
  return NULL;
}

/* The header of the original but for what describes its body. */
static void
copy_header (GString *out, GBytes *source)
{
  g_autoptr (MimeFields) fields = mime_fields_new (source);
  const char *name, *value;

  while (mime_fields_next (fields, &name, &value))
    {
      g_autofree char *valid = NULL;

      if (g_str_has_prefix (name, "content-") || g_str_equal (name, "mime-version")
          || strpbrk (name, " \t()<>@,;\\\"/[]?=") != NULL)
        continue;
      valid = g_utf8_make_valid (value, -1);
      g_string_append_printf (out, "%s: %s\r\n", name, valid);
    }
}

/* Other parts that came beside the winmail.dat. */
static void
copy_other_parts (MimeDraft *draft, MimeMessage *message, const MimePart *tnef)
{
  for (guint i = 0; i < message->attachments->len; i++)
    {
      MimePart *part = g_ptr_array_index (message->attachments, i);
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *name = NULL;

      if (part == tnef)
        continue;
      bytes = mime_part_decode (part);
      name = mime_part_dup_file_name (part);
      g_ptr_array_add (draft->attachments, mime_attachment_new (name, part->type, bytes, NULL));
    }
}

/**
 * mime_tnef_rebuild:
 * @source: the bytes of @message
 *
 * Returns: (transfer full) (nullable): the message as if it had been sent properly; %NULL with an error of mime_tnef_unpack()
 */
GBytes *
mime_tnef_rebuild (MimeMessage *message, GBytes *source, GError **error)
{
  MimePart *part = mime_tnef_find (message);
  g_autoptr (GBytes) bytes = part != NULL ? mime_part_decode (part) : NULL;
  g_autoptr (MimeTnef) tnef = bytes != NULL ? mime_tnef_unpack (bytes, error) : NULL;
  g_autoptr (MimeDraft) draft = NULL;
  g_autoptr (GBytes) body = NULL;
  GString *out;
  gsize length, header;
  const char *data;

  if (part == NULL)
    g_set_error_literal (error, MIME_ERROR, MIME_ERROR_INVALID, "there is no winmail.dat");
  if (tnef == NULL)
    return NULL;
  draft = mime_draft_new ();
  draft->from = mime_address_new ("", "x@alpenpost.invalid");
  draft->html = g_steal_pointer (&tnef->html);
  draft->text = tnef->text != NULL || draft->html != NULL ? g_steal_pointer (&tnef->text)
                                                          : mime_message_dup_text (message);
  g_ptr_array_extend_and_steal (draft->attachments, g_steal_pointer (&tnef->files));
  tnef->files = g_ptr_array_new ();
  copy_other_parts (draft, message, part);
  body = mime_build (draft, FALSE, error);
  if (body == NULL)
    return NULL;
  /* Of what was built only the part from MIME-Version on is wanted. */
  data = g_bytes_get_data (body, &length);
  const char *start = g_strstr_len (data, (gssize) length, "MIME-Version:");
  header = start != NULL ? (gsize) (start - data) : 0;
  out = g_string_new (NULL);
  copy_header (out, source);
  g_string_append_len (out, data + header, (gssize) (length - header));
  return g_string_free_to_bytes (out);
}
