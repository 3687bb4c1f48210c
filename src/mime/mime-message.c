/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-message.c: a whole message as a tree of parts
 *
 * GMime reads the syntax; the bounds are ours: guarded fields (mime-guard.c), 100 levels, 10,000 parts. Where a message
 * is ambiguous the first choice wins everywhere, and every part that is not shown as text is listed as an attachment,
 * so that nothing hides (hostile-content C-124). A message belongs to one thread at a time. */

#include "mime-message-private.h"

#include <string.h>

#include "mime-decode.h"
#include "mime-guard.h"
#include "mime-util.h"

#define MAX_DEPTH 100
#define MAX_PARTS 10000
#define MAX_DEFECTS 50

G_DEFINE_QUARK (mime - error - quark, mime_error)

static const char *
warning_text (GMimeParserWarning code)
{
  static const char *const texts[] = {
    [GMIME_WARN_DUPLICATED_HEADER] = "a field that must be single stands twice",
    [GMIME_WARN_DUPLICATED_PARAMETER] = "a parameter stands twice",
    [GMIME_WARN_UNENCODED_8BIT_HEADER] = "8-bit characters in a field",
    [GMIME_WARN_INVALID_CONTENT_TYPE] = "invalid Content-Type",
    [GMIME_WARN_INVALID_RFC2047_HEADER_VALUE] = "invalid encoded word",
    [GMIME_WARN_MALFORMED_MULTIPART] = "malformed multipart",
    [GMIME_WARN_TRUNCATED_MESSAGE] = "the message ends too early",
    [GMIME_WARN_MALFORMED_MESSAGE] = "malformed attached message",
    [GMIME_CRIT_INVALID_HEADER_NAME] = "invalid field name",
    [GMIME_CRIT_CONFLICTING_HEADER] = "conflicting fields",
    [GMIME_CRIT_CONFLICTING_PARAMETER] = "conflicting parameters",
    [GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY] = "a multipart without a boundary",
    [GMIME_WARN_INVALID_PARAMETER] = "invalid parameter",
    [GMIME_WARN_INVALID_ADDRESS_LIST] = "invalid address field",
    [GMIME_CRIT_NESTING_OVERFLOW] = "nested too deep",
    [GMIME_WARN_PART_WITHOUT_CONTENT] = "a part without content",
    [GMIME_CRIT_PART_WITHOUT_HEADERS_OR_CONTENT] = "an empty part",
  };

  return code < G_N_ELEMENTS (texts) && texts[code] != NULL ? texts[code] : "malformed";
}

static void
add_defect (GPtrArray *defects, const char *text)
{
  for (guint i = 0; i < defects->len; i++)
    if (g_str_equal (g_ptr_array_index (defects, i), text))
      return;
  if (defects->len < MAX_DEFECTS)
    g_ptr_array_add (defects, g_strdup (text));
}

static void
on_warning (gint64 offset, GMimeParserWarning code, const char *item, gpointer user_data)
{
  add_defect (user_data, warning_text (code));
}

static void
part_free (gpointer data)
{
  MimePart *self = data;

  g_free (self->section);
  g_free (self->type);
  g_free (self->charset);
  g_free (self->name);
  g_free (self->disposition);
  g_free (self->content_id);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

static char *
part_type (GMimeObject *object)
{
  GMimeContentType *type = g_mime_object_get_content_type (object);
  g_autofree char *text = g_mime_content_type_get_mime_type (type);
  g_autofree char *clean = mime_clean_line (text, 200);
  const char *given = g_mime_object_get_header (object, "Content-Type");

  /* A type that cannot be read counts as not given (RFC 2045, 5.2). */
  if (given != NULL && g_str_equal (clean, "application/octet-stream")
      && (strchr (given, '/') == NULL || !g_ascii_isalnum (*given)))
    return g_strdup ("text/plain");
  return g_ascii_strdown (clean, -1);
}

static char *
clean_parameter (GMimeObject *object, const char *name)
{
  const char *value = g_mime_object_get_content_type_parameter (object, name);

  return mime_clean_line (value, 100);
}

static char *
part_disposition (GMimeObject *object)
{
  GMimeContentDisposition *disposition = g_mime_object_get_content_disposition (object);
  const char *value = disposition != NULL ? g_mime_content_disposition_get_disposition (disposition) : NULL;

  if (value == NULL)
    return g_strdup ("");
  /* An unknown one counts as attachment (RFC 2183, 2.8); a reaction is to be shown (RFC 9078). */
  return g_strdup (g_ascii_strcasecmp (value, "inline") == 0 || g_ascii_strcasecmp (value, "reaction") == 0
                       ? "inline"
                       : "attachment");
}

static void
take_name (MimePart *part, GMimeObject *object)
{
  const char *name = GMIME_IS_PART (object) ? g_mime_part_get_filename (GMIME_PART (object)) : NULL;

  if (name == NULL)
    name = g_mime_object_get_content_disposition_parameter (object, "filename");
  if (name == NULL)
    name = g_mime_object_get_content_type_parameter (object, "name");
  part->name = name != NULL && *name != '\0' ? mime_safe_file_name (name, part->type) : g_strdup ("");
}

static MimePart *
part_new (GMimeObject *object, const char *section, guint depth, gboolean in_message)
{
  MimePart *self = g_new0 (MimePart, 1);
  g_autofree char *format = clean_parameter (object, "format");
  g_autofree char *delsp = clean_parameter (object, "delsp");

  self->object = object;
  self->section = g_strdup (section);
  self->type = part_type (object);
  self->charset = clean_parameter (object, "charset");
  self->disposition = part_disposition (object);
  self->content_id = mime_clean_line (g_mime_object_get_content_id (object), 1000);
  self->depth = depth;
  self->in_message = in_message;
  self->flowed = g_ascii_strcasecmp (format, "flowed") == 0;
  self->delsp = g_ascii_strcasecmp (delsp, "yes") == 0;
  take_name (self, object);
  return self;
}

static MimePart *add_part (MimeMessage *self, GMimeObject *object, const char *section, guint depth,
                           gboolean in_message);

static char *
child_section (const char *section, int number)
{
  return *section != '\0' ? g_strdup_printf ("%s.%d", section, number) : g_strdup_printf ("%d", number);
}

static void
add_children (MimeMessage *self, MimePart *part, GMimeMultipart *multipart)
{
  int n = g_mime_multipart_get_count (multipart);

  part->is_multipart = TRUE;
  part->children = g_ptr_array_new_with_free_func (part_free);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *section = child_section (part->section, i + 1);
      MimePart *child = add_part (self, g_mime_multipart_get_part (multipart, i), section, part->depth + 1,
                                  part->in_message);

      if (child == NULL)
        break;
      g_ptr_array_add (part->children, child);
    }
}

static void
add_attached_message (MimeMessage *self, MimePart *part, GMimeMessagePart *attached)
{
  GMimeMessage *message = g_mime_message_part_get_message (attached);
  GMimeObject *root = message != NULL ? g_mime_message_get_mime_part (message) : NULL;

  if (root == NULL)
    {
      g_ptr_array_add (self->leaves, part);
      return;
    }
  /* RFC 9051, 6.4.5: the parts of an attached multipart count on from it, a single body is its part 1. */
  g_autofree char *section
      = GMIME_IS_MULTIPART (root) ? g_strdup (part->section) : child_section (part->section, 1);
  MimePart *child = add_part (self, root, section, part->depth + 1, TRUE);

  part->children = g_ptr_array_new_with_free_func (part_free);
  if (child != NULL)
    g_ptr_array_add (part->children, child);
}

static MimePart *
add_part (MimeMessage *self, GMimeObject *object, const char *section, guint depth, gboolean in_message)
{
  MimeMessagePrivate *priv = self->object;
  MimePart *part;

  if (depth > MAX_DEPTH || priv->n_parts >= MAX_PARTS)
    {
      add_defect (self->defects, depth > MAX_DEPTH ? "nested too deep: the rest is left out"
                                                   : "too many parts: the rest is left out");
      return NULL;
    }
  priv->n_parts++;
  part = part_new (object, section, depth, in_message);
  if (GMIME_IS_MULTIPART (object))
    add_children (self, part, GMIME_MULTIPART (object));
  else if (GMIME_IS_MESSAGE_PART (object))
    add_attached_message (self, part, GMIME_MESSAGE_PART (object));
  else
    g_ptr_array_add (self->leaves, part);
  return part;
}

static GMimeMessage *
read_message (GBytes *bytes, GPtrArray *defects)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (data != NULL ? data : "", length);
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (stream);
  GMimeParserOptions *options = g_mime_parser_options_clone (mime_parser_options ());
  GMimeMessage *message;

  g_mime_parser_options_set_warning_callback (options, on_warning, defects, NULL);
  g_mime_parser_set_persist_stream (parser, TRUE);
  message = g_mime_parser_construct_message (parser, options);
  g_mime_parser_options_free (options);
  return message;
}

/**
 * mime_message_parse:
 * @bytes: a message as it travels (RFC 5322), line ends of either kind
 *
 * Whatever mail may hold is read as well as can be, with what was wrong in defects; only where there is nothing to
 * read at all it fails. Returns: (transfer full): the message, %NULL with MIME_ERROR_INVALID
 */
MimeMessage *
mime_message_parse (GBytes *bytes, GError **error)
{
  g_autoptr (MimeMessage) self = g_new0 (MimeMessage, 1);
  MimeMessagePrivate *priv = g_new0 (MimeMessagePrivate, 1);
  GMimeObject *root;

  mime_init ();
  self->object = priv;
  self->defects = g_ptr_array_new_with_free_func (g_free);
  self->leaves = g_ptr_array_new ();
  self->attachments = g_ptr_array_new ();
  priv->shown = g_ptr_array_new_with_free_func (g_free);
  priv->bytes = mime_guard_message (bytes, self->defects);
  self->headers = mime_headers_parse (bytes);
  if (g_bytes_get_size (bytes) > 0)
    priv->message = read_message (priv->bytes, self->defects);
  root = priv->message != NULL ? g_mime_message_get_mime_part (priv->message) : NULL;
  if (root == NULL)
    {
      g_set_error_literal (error, MIME_ERROR, MIME_ERROR_INVALID, "there is no message in these bytes");
      return NULL;
    }
  for (guint i = 0; i < self->headers->defects->len; i++)
    add_defect (self->defects, g_ptr_array_index (self->headers->defects, i));
  self->root = add_part (self, root, GMIME_IS_MULTIPART (root) ? "" : "1", 0, FALSE);
  mime_message_choose (self);
  return g_steal_pointer (&self);
}

/** mime_message_free: frees the message and its parts; %NULL is allowed. */
void
mime_message_free (MimeMessage *self)
{
  MimeMessagePrivate *priv;

  if (self == NULL)
    return;
  priv = self->object;
  g_clear_pointer (&self->headers, mime_headers_free);
  g_clear_pointer (&self->root, part_free);
  g_ptr_array_unref (self->leaves);
  g_ptr_array_unref (self->attachments);
  g_ptr_array_unref (self->defects);
  g_ptr_array_unref (priv->shown);
  g_clear_object (&priv->message);
  g_bytes_unref (priv->bytes);
  g_free (priv);
  g_free (self);
}

static MimePart *
find (MimePart *part, const char *value, gboolean by_section)
{
  if (g_str_equal (by_section ? part->section : part->content_id, value)
      && !(by_section && part->is_multipart))
    return part;
  if (part->children == NULL || (!by_section && !part->is_multipart))
    return NULL;
  for (guint i = 0; i < part->children->len; i++)
    {
      MimePart *found = find (g_ptr_array_index (part->children, i), value, by_section);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/** mime_message_find_content_id: Returns: (transfer none) (nullable): the part of this very message (never of an
 * attached one, C-102) with this id, without brackets */
MimePart *
mime_message_find_content_id (MimeMessage *self, const char *content_id)
{
  return *content_id != '\0' ? find (self->root, content_id, FALSE) : NULL;
}

/** mime_message_find_section: Returns: (transfer none) (nullable): the part at "1.2" */
MimePart *
mime_message_find_section (MimeMessage *self, const char *section)
{
  return *section != '\0' ? find (self->root, section, TRUE) : NULL;
}

/** mime_message_dup_field: Returns: (transfer full) (nullable): the first field called @name of the message's own header, unfolded,
 * not decoded */
char *
mime_message_dup_field (MimeMessage *self, const char *name)
{
  MimeMessagePrivate *priv = self->object;

  return mime_headers_dup_field (priv->bytes, name);
}

/** mime_message_has_attachment: Returns: whether there is more than text and the pictures in it */
gboolean
mime_message_has_attachment (MimeMessage *self)
{
  return self->attachments->len > 0;
}

static GBytes *
read_content (GMimePart *part)
{
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new ();
  GMimeContentEncoding encoding = g_mime_part_get_content_encoding (part);
  gboolean is_ours
      = encoding == GMIME_CONTENT_ENCODING_BASE64 || encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
  GByteArray *array;

  if (content == NULL)
    return g_bytes_new (NULL, 0);
  if (is_ours)
    {
      GMimeStream *source = g_mime_data_wrapper_get_stream (content);

      g_mime_stream_reset (source);
      g_mime_stream_write_to_stream (source, stream);
    }
  else
    g_mime_data_wrapper_write_to_stream (content, stream);
  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (stream), FALSE);
  array = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  if (!is_ours)
    return g_byte_array_free_to_bytes (array);
  GBytes *decoded = encoding == GMIME_CONTENT_ENCODING_BASE64
                        ? mime_decode_base64 ((const char *) array->data, array->len)
                        : mime_decode_quoted_printable ((const char *) array->data, array->len);
  g_byte_array_unref (array);
  return decoded;
}

/** mime_part_decode: Returns: (transfer full): the content without its transfer encoding; of an attached message its
 * source; empty for a multipart */
GBytes *
mime_part_decode (MimePart *self)
{
  g_autoptr (GMimeStream) stream = NULL;
  GMimeObject *object = self->object;
  GMimeMessage *message
      = GMIME_IS_MESSAGE_PART (object) ? g_mime_message_part_get_message (GMIME_MESSAGE_PART (object)) : NULL;

  if (GMIME_IS_PART (object))
    return read_content (GMIME_PART (object));
  if (message == NULL)
    return g_bytes_new (NULL, 0);
  stream = g_mime_stream_mem_new ();
  g_mime_object_write_to_stream (GMIME_OBJECT (message), NULL, stream);
  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (stream), FALSE);
  return g_byte_array_free_to_bytes (g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream)));
}

/** mime_part_dup_file_name: Returns: (transfer full): a safe name to save the part under, never empty */
char *
mime_part_dup_file_name (MimePart *self)
{
  return mime_safe_file_name (self->name, self->type);
}

/** mime_file_name_clean: Returns: (transfer full): a safe name to save under, made of @name (nullable), never empty */
char *
mime_file_name_clean (const char *name, const char *type)
{
  return mime_safe_file_name (name, type);
}

/** mime_part_dup_parameter: Returns: (transfer full): a parameter of the part's Content-Type, "" when it is not there */
char *
mime_part_dup_parameter (MimePart *self, const char *name)
{
  return clean_parameter (self->object, name);
}
