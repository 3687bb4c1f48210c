/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-build.c: a draft as a message
 *
 *   mixed( related( alternative( text/plain, text/html ), inline… ), attachments… )        each level only where needed
 *
 * Nothing in it tells about this computer: the Message-ID is random under the sender's domain, the date is UTC, boundaries
 * are random, file names are base names (hostile-servers O-05, O-06). Pure but for reading attached files; any thread. */

#include "mime-build.h"

#include <gio/gio.h>
#include <string.h>

#include "mime-encode.h"
#include "mime-html.h"
#include "mime-idn.h"
#include "mime-nested.h"
#include "mime-rich.h"
#include "mime-util.h"

#define MAX_ATTACHMENT (512 * 1024 * 1024)

/** mime_draft_new: Returns: (transfer full): an empty draft */
MimeDraft *
mime_draft_new (void)
{
  MimeDraft *self = g_new0 (MimeDraft, 1);

  self->to = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_address_free);
  self->cc = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_address_free);
  self->bcc = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_address_free);
  self->reply_to = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_address_free);
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_attachment_free);
  return self;
}

/** mime_draft_free: frees a draft; %NULL is allowed. */
void
mime_draft_free (MimeDraft *self)
{
  if (self == NULL)
    return;
  mime_address_free (self->from);
  g_ptr_array_unref (self->to);
  g_ptr_array_unref (self->cc);
  g_ptr_array_unref (self->bcc);
  g_ptr_array_unref (self->reply_to);
  g_ptr_array_unref (self->attachments);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->html);
  g_free (self->in_reply_to);
  g_strfreev (self->references);
  g_free (self->message_id);
  g_free (self);
}

/** mime_attachment_new: Returns: (transfer full): an attachment of @bytes or of the file at @path; takes no ownership */
MimeAttachment *
mime_attachment_new (const char *name, const char *type, GBytes *bytes, const char *path)
{
  MimeAttachment *self = g_new0 (MimeAttachment, 1);

  self->name = g_strdup (name);
  self->type = g_strdup (type);
  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  self->path = g_strdup (path);
  return self;
}

/** mime_attachment_free: frees an attachment; %NULL is allowed. */
void
mime_attachment_free (MimeAttachment *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->type);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->path);
  g_free (self->content_id);
  g_free (self);
}

/** mime_build_message_id: Returns: (transfer full): a new id without brackets: 128 random bits at the domain of @email */
char *
mime_build_message_id (const char *email)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *wire = email != NULL ? mime_address_dup_ascii (email) : NULL;
  const char *at = wire != NULL ? strrchr (wire, '@') : NULL;
  gboolean usable = at != NULL && at[1] != '[';

  return g_strdup_printf ("%s@%s", uuid, usable ? at + 1 : "alpenpost.invalid");
}

static void
add_recipients (GPtrArray *out, GHashTable *seen, GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const MimeAddress *address = g_ptr_array_index (addresses, i);
      g_autofree char *wire = mime_address_dup_ascii (address->email);

      if (wire != NULL && g_hash_table_add (seen, g_utf8_casefold (wire, -1)))
        g_ptr_array_add (out, g_steal_pointer (&wire));
    }
}

/** mime_draft_dup_recipients: Returns: (transfer full): each address of To, Cc and Bcc once, for the envelope,
 * domains in A-labels */
char **
mime_draft_dup_recipients (const MimeDraft *draft)
{
  GPtrArray *out = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_recipients (out, seen, draft->to);
  add_recipients (out, seen, draft->cc);
  add_recipients (out, seen, draft->bcc);
  g_ptr_array_add (out, NULL);
  return (char **) g_ptr_array_free (out, FALSE);
}

static gboolean
check_addresses (GPtrArray *addresses, GError **error)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const MimeAddress *address = g_ptr_array_index (addresses, i);

      if (!mime_address_is_valid (address->email))
        {
          g_set_error (error, MIME_ERROR, MIME_ERROR_INVALID, "no valid address: %s",
                       *address->email != '\0' ? address->email : address->name);
          return FALSE;
        }
    }
  return TRUE;
}

/* The attachment's bytes as they are now. Only plain files: nothing that could block or never end (O-07). */
static GBytes *
load (const MimeAttachment *attachment, GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) local_error = NULL;
  GBytes *bytes = NULL;

  if (attachment->bytes != NULL)
    return g_bytes_ref (attachment->bytes);
  file = g_file_new_for_path (attachment->path != NULL ? attachment->path : "");
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, NULL, &local_error);
  if (info != NULL && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_set_error (error, MIME_ERROR, MIME_ERROR_FILE, "%s is no file", attachment->path);
  else if (info != NULL && g_file_info_get_size (info) > MAX_ATTACHMENT)
    g_set_error (error, MIME_ERROR, MIME_ERROR_TOO_LARGE, "%s is larger than any server takes",
                 attachment->path);
  else if (info != NULL)
    bytes = g_file_load_bytes (file, NULL, NULL, &local_error);
  if (local_error != NULL)
    g_set_error (error, MIME_ERROR, MIME_ERROR_FILE, "%s: %s", attachment->path, local_error->message);
  return bytes;
}

static char *
type_of (const MimeAttachment *attachment, const char *name)
{
  g_autofree char *content_type = NULL;
  g_autofree char *type = NULL;

  if (attachment->type != NULL)
    type = g_strdup (attachment->type);
  else
    {
      content_type = g_content_type_guess (name, NULL, 0, NULL);
      type = g_content_type_get_mime_type (content_type);
    }
  /* Only what can stand in the field unquoted, and no structure of somebody else's making. */
  if (type == NULL || strchr (type, '/') == NULL || g_str_has_prefix (type, "multipart/")
      || (g_str_has_prefix (type, "message/") && !g_str_equal (type, "message/rfc822"))
      || strspn (type, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/.+-_")
             != strlen (type))
    return g_strdup ("application/octet-stream");
  return g_steal_pointer (&type);
}

static gboolean
append_attachment (GString *out, const MimeAttachment *attachment, GError **error)
{
  g_autoptr (GBytes) bytes = load (attachment, error);
  g_autofree char *base = attachment->path != NULL ? g_path_get_basename (attachment->path) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *type = NULL;
  g_autofree char *nested = NULL;
  gboolean is_8bit = FALSE;

  if (bytes == NULL)
    return FALSE;
  name = mime_safe_file_name (attachment->name != NULL ? attachment->name : base, "application/octet-stream");
  type = type_of (attachment, name);
  if (g_str_equal (type, "message/rfc822"))
    {
      nested = mime_nested_prepare (bytes, &is_8bit);
      if (nested == NULL)
        g_set_str (&type, "application/octet-stream");
    }
  g_string_append_printf (out, "Content-Type: %s", type);
  mime_encode_parameter (out, "name", name, FALSE);
  g_string_append_printf (out, "\nContent-Disposition: %s",
                          attachment->content_id != NULL ? "inline" : "attachment");
  mime_encode_parameter (out, "filename", name, TRUE);
  g_string_append_c (out, '\n');
  if (attachment->content_id != NULL)
    {
      const char *ids[] = { attachment->content_id, NULL };
      mime_encode_ids (out, "Content-ID", ids);
    }
  if (nested == NULL)
    mime_encode_base64_body (out, bytes);
  else
    g_string_append_printf (out, "Content-Transfer-Encoding: %s\n\n%s%s", is_8bit ? "8bit" : "7bit", nested,
                            g_str_has_suffix (nested, "\n") ? "" : "\n");
  return TRUE;
}

static void
append_plain (GString *out, const char *text, const char *disposition)
{
  g_autofree char *flowed = mime_encode_flowed (text);

  g_string_append (out, "Content-Type: text/plain; charset=utf-8; format=flowed\n");
  if (disposition != NULL)
    g_string_append_printf (out, "Content-Disposition: %s\n", disposition);
  mime_encode_text_body (out, flowed);
}

static void
append_html (GString *out, const char *html)
{
  g_string_append (out, "Content-Type: text/html; charset=utf-8\n");
  mime_encode_text_body (out, html);
}

static char *
open_multipart (GString *out, const char *subtype)
{
  g_autofree char *uuid = g_uuid_string_random ();
  char *boundary = g_strdup_printf ("=_%s", uuid);

  g_string_append_printf (out, "Content-Type: multipart/%s;\n boundary=\"%s\"\n\n", subtype, boundary);
  return boundary;
}

/* @html: (nullable): ready to send */
static void
append_text_parts (GString *out, const MimeDraft *draft, const char *html)
{
  g_autofree char *made = draft->text == NULL && html != NULL ? mime_rich_text (html) : NULL;
  const char *text = draft->text != NULL ? draft->text : made != NULL ? made : "";
  g_autofree char *boundary = NULL;

  if (html == NULL)
    {
      append_plain (out, text, draft->text_disposition);
      return;
    }
  boundary = open_multipart (out, "alternative");
  g_string_append_printf (out, "--%s\n", boundary);
  append_plain (out, text, NULL);
  g_string_append_printf (out, "--%s\n", boundary);
  append_html (out, html);
  g_string_append_printf (out, "--%s--\n", boundary);
}

static gboolean
append_attachments (GString *out, GPtrArray *attachments, const char *boundary, gboolean inline_ones,
                    GError **error)
{
  for (guint i = 0; i < attachments->len; i++)
    {
      const MimeAttachment *attachment = g_ptr_array_index (attachments, i);

      if ((attachment->content_id != NULL) != inline_ones)
        continue;
      g_string_append_printf (out, "--%s\n", boundary);
      if (!append_attachment (out, attachment, error))
        return FALSE;
    }
  return TRUE;
}

/* What the text itself shows: the text, and the pictures in it. */
static gboolean
append_related (GString *out, const MimeDraft *draft, guint n_inline, GError **error)
{
  g_autofree char *boundary = NULL;
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_attachment_free);
  g_autofree char *html
      = draft->html != NULL ? mime_rich_prepare (draft->html, draft->attachments, pictures) : NULL;

  if (n_inline + pictures->len == 0)
    {
      append_text_parts (out, draft, html);
      return TRUE;
    }
  boundary = open_multipart (out, "related");
  g_string_append_printf (out, "--%s\n", boundary);
  append_text_parts (out, draft, html);
  if (!append_attachments (out, draft->attachments, boundary, TRUE, error)
      || !append_attachments (out, pictures, boundary, TRUE, error))
    return FALSE;
  g_string_append_printf (out, "--%s--\n", boundary);
  return TRUE;
}

static gboolean
append_body (GString *out, const MimeDraft *draft, GError **error)
{
  guint n_inline = 0;
  g_autofree char *boundary = NULL;

  for (guint i = 0; i < draft->attachments->len; i++)
    n_inline += ((MimeAttachment *) g_ptr_array_index (draft->attachments, i))->content_id != NULL;
  g_string_append (out, "MIME-Version: 1.0\n");
  if (draft->attachments->len == n_inline)
    return append_related (out, draft, n_inline, error);
  boundary = open_multipart (out, "mixed");
  g_string_append_printf (out, "--%s\n", boundary);
  if (!append_related (out, draft, n_inline, error)
      || !append_attachments (out, draft->attachments, boundary, FALSE, error))
    return FALSE;
  g_string_append_printf (out, "--%s--\n", boundary);
  return TRUE;
}

static void
append_headers (GString *out, const MimeDraft *draft, gboolean with_bcc)
{
  g_autoptr (GPtrArray) from = g_ptr_array_new ();
  g_autoptr (GDateTime) date
      = draft->date_unix > 0 ? g_date_time_new_from_unix_utc (draft->date_unix) : g_date_time_new_now_utc ();
  g_autofree char *made_id = draft->message_id == NULL ? mime_build_message_id (draft->from->email) : NULL;
  const char *id[] = { draft->message_id != NULL ? draft->message_id : made_id, NULL };
  const char *in_reply_to[] = { draft->in_reply_to, NULL };
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[]
      = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

  g_ptr_array_add (from, draft->from);
  mime_encode_addresses (out, "From", from);
  mime_encode_addresses (out, "Reply-To", draft->reply_to);
  mime_encode_addresses (out, "To", draft->to);
  mime_encode_addresses (out, "Cc", draft->cc);
  if (with_bcc)
    mime_encode_addresses (out, "Bcc", draft->bcc);
  mime_encode_field (out, "Subject", draft->subject != NULL ? draft->subject : "");
  g_string_append_printf (out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\n",
                          days[g_date_time_get_day_of_week (date) - 1], g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1], g_date_time_get_year (date),
                          g_date_time_get_hour (date), g_date_time_get_minute (date),
                          g_date_time_get_second (date));
  mime_encode_ids (out, "Message-ID", id);
  mime_encode_ids (out, "In-Reply-To", in_reply_to);
  mime_encode_ids (out, "References", (const char *const *) draft->references);
}

static GBytes *
to_crlf (const GString *text)
{
  GString *out = g_string_sized_new (text->len + text->len / 40);
  const char *p = text->str;
  const char *end = text->str + text->len;

  for (const char *newline; (newline = memchr (p, '\n', (gsize) (end - p))) != NULL; p = newline + 1)
    {
      g_string_append_len (out, p, newline - p);
      g_string_append_len (out, "\r\n", 2);
    }
  g_string_append_len (out, p, end - p);
  return g_string_free_to_bytes (out);
}

static gboolean
check_draft (const MimeDraft *draft, GError **error)
{
  mime_init ();
  if (draft->from == NULL || !mime_address_is_valid (draft->from->email))
    {
      g_set_error_literal (error, MIME_ERROR, MIME_ERROR_INVALID, "no valid sender");
      return FALSE;
    }
  return check_addresses (draft->to, error) && check_addresses (draft->cc, error)
         && check_addresses (draft->bcc, error) && check_addresses (draft->reply_to, error);
}

/* The draft's text and one more part that is there already, LF line ends. */
static GBytes *
build_two (const MimeDraft *draft, const char *subtype, gboolean automatic, const char *part, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *boundary = NULL;

  if (!check_draft (draft, error))
    return NULL;
  append_headers (out, draft, FALSE);
  g_string_append (out,
                   automatic ? "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n" : "MIME-Version: 1.0\n");
  boundary = open_multipart (out, subtype);
  g_string_append_printf (out, "--%s\n", boundary);
  append_plain (out, draft->text != NULL ? draft->text : "", NULL);
  g_string_append_printf (out, "--%s\n%s--%s--\n", boundary, part, boundary);
  return to_crlf (out);
}

/**
 * mime_build_report:
 * @report_type: "disposition-notification"
 * @report: the machine's part, from its Content-Type on, LF line ends
 *
 * multipart/report of the draft's text and the report (RFC 6522). Errors as mime_build(). Returns: (transfer full)
 */
GBytes *
mime_build_report (const MimeDraft *draft, const char *report_type, const char *report, GError **error)
{
  g_autofree char *subtype = g_strdup_printf ("report; report-type=%s", report_type);

  return build_two (draft, subtype, TRUE, report, error);
}

/**
 * mime_build_alternative:
 * @part: another form of the text, from its Content-Type on, LF line ends, 7 bits
 *
 * Errors as mime_build(). Returns: (transfer full): multipart/alternative of both
 */
GBytes *
mime_build_alternative (const MimeDraft *draft, const char *part, GError **error)
{
  return build_two (draft, "alternative", FALSE, part, error);
}

/**
 * mime_build:
 * @with_bcc: only for the sender's own copy
 *
 * Errors: MIME_ERROR_INVALID (address), MIME_ERROR_FILE, MIME_ERROR_TOO_LARGE.
 * RFC 5322, 2045-2047, 2231, 3676. Returns: (transfer full): the message with CRLF line ends, 7 bits throughout unless
 *   an address is not ASCII
 */
GBytes *
mime_build (const MimeDraft *draft, gboolean with_bcc, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (!check_draft (draft, error))
    return NULL;
  append_headers (out, draft, with_bcc);
  if (!append_body (out, draft, error))
    return NULL;
  return to_crlf (out);
}
