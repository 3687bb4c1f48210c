/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-prepare.c: a message from a file, made ready for sending
 *
 * Pure, any thread. The body is not touched but for its line ends; of the header only Bcc goes (it would tell everybody), and
 * Message-ID, Date and From come when they are missing (RFC 5322, 3.6). */

#include "alp-prepare.h"

#include "alp-error.h"
#include "mime-build.h"
#include "mime-encode.h"
#include "mime-headers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
alp_prepared_free (AlpPrepared *self)
{
  g_clear_pointer (&self->message, g_bytes_unref);
  g_strfreev (self->recipients);
  g_free (self);
}

static gboolean
add_recipients (GPtrArray *addresses, GStrvBuilder *out, GHashTable *seen, GError **error)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const MimeAddress *address = g_ptr_array_index (addresses, i);

      if (!mime_address_is_valid (address->email))
        {
          g_set_error (error, ALP_ERROR, ALP_ERROR_INVALID,
                       _ ("“%s” is not an address. Correct it and send it again."),
                       *address->email != '\0' ? address->email : address->name);
          return FALSE;
        }
      if (g_hash_table_add (seen, g_ascii_strdown (address->email, -1)))
        g_strv_builder_add (out, address->email);
    }
  return TRUE;
}

static char **
collect_recipients (const MimeHeaders *headers, GError **error)
{
  g_autoptr (GStrvBuilder) out = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!add_recipients (headers->to, out, seen, error) || !add_recipients (headers->cc, out, seen, error)
      || !add_recipients (headers->bcc, out, seen, error))
    return NULL;
  if (g_hash_table_size (seen) == 0)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                           _ ("The message has no recipient. Add one and send it again."));
      return NULL;
    }
  return g_strv_builder_end (out);
}

static void
append_line (GString *out, const char *line, gsize length)
{
  g_string_append_len (out, line, (gssize) length);
  g_string_append (out, "\r\n");
}

/* Whether a header line is a Bcc or Resent-Bcc field, also in the obsolete spelling with space before the colon. */
static gboolean
is_hidden_field (const char *line, gsize length)
{
  gsize name = 0;

  while (name < length && line[name] != ':' && line[name] != ' ' && line[name] != '\t')
    name++;
  return (name == 3 && g_ascii_strncasecmp (line, "bcc", 3) == 0)
         || (name == 10 && g_ascii_strncasecmp (line, "resent-bcc", 10) == 0);
}

/* A header line without what could become a line end, and so a field, on its way (hostile-servers O-03). */
static char *
dup_clean_line (const char *line, gsize length)
{
  g_autoptr (GString) clean = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (line[i] != '\0')
      g_string_append_c (clean, line[i] == '\r' ? ' ' : line[i]);
  return g_string_free_and_steal (g_steal_pointer (&clean));
}

/* Copies the header's lines with CRLF but for Bcc. */
static void
copy_header (GString *out, const char *data, gsize size)
{
  gboolean skipping = FALSE;

  for (gsize start = 0; start < size;)
    {
      const char *newline = memchr (data + start, '\n', size - start);
      gsize end = newline != NULL ? (gsize) (newline - data) : size;
      gsize length = end - start;
      g_autofree char *line = NULL;

      if (length > 0 && data[start + length - 1] == '\r')
        length--;
      line = dup_clean_line (data + start, length);
      start = end + 1;
      if (*line != ' ' && *line != '\t')
        skipping = is_hidden_field (line, strlen (line));
      if (!skipping && *line != '\0')
        append_line (out, line, strlen (line));
    }
}

/* Copies lines with CRLF. */
static void
copy_lines (GString *out, const char *data, gsize size)
{
  for (gsize start = 0; start < size;)
    {
      const char *newline = memchr (data + start, '\n', size - start);
      gsize end = newline != NULL ? (gsize) (newline - data) : size;
      gsize length = end - start;

      if (length > 0 && data[start + length - 1] == '\r')
        length--;
      append_line (out, data + start, length);
      start = end + 1;
    }
}

/* In UTC: the sender's time zone is nobody's business. */
static void
append_date (GString *out, const char *name)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[]
      = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

  g_string_append_printf (
      out, "%s: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", name, days[g_date_time_get_day_of_week (now) - 1],
      g_date_time_get_day_of_month (now), months[g_date_time_get_month (now) - 1], g_date_time_get_year (now),
      g_date_time_get_hour (now), g_date_time_get_minute (now), g_date_time_get_second (now));
}

static void
add_missing (GString *out, const MimeHeaders *headers, const char *from_email)
{
  if (headers->from->len == 0)
    g_string_append_printf (out, "From: <%s>\r\n", from_email);
  if (*headers->message_id == '\0')
    {
      g_autofree char *id = mime_build_message_id (from_email);

      g_string_append_printf (out, "Message-ID: <%s>\r\n", id);
    }
  if (headers->date_text == NULL || *headers->date_text == '\0')
    append_date (out, "Date");
}

/**
 * alp_prepare_message:
 * @source: RFC 5322, any line ends
 * @from_email: whose it is when it says nothing
 *
 * Errors: ALP_ERROR_INVALID in words: no message, no recipient, a bad address.
 */
AlpPrepared *
alp_prepare_message (GBytes *source, const char *from_email, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (source, &size);
  gsize header_size = data != NULL ? MIN (mime_headers_length (data, size), size) : 0;
  g_autoptr (GBytes) block = g_bytes_new_from_bytes (source, 0, header_size);
  g_autoptr (MimeHeaders) headers = mime_headers_parse (block);
  g_auto (GStrv) recipients = headers != NULL ? collect_recipients (headers, error) : NULL;
  g_autoptr (GString) out = NULL;
  AlpPrepared *self;

  if (recipients == NULL)
    return NULL;
  out = g_string_sized_new (size + 256);
  copy_header (out, data, header_size);
  add_missing (out, headers, from_email);
  g_string_append (out, "\r\n");
  copy_lines (out, data + header_size, size - header_size);
  self = g_new0 (AlpPrepared, 1);
  self->message = g_string_free_to_bytes (g_steal_pointer (&out));
  self->recipients = g_steal_pointer (&recipients);
  return self;
}

/* The block of one sending, on top of what is there (RFC 5322, 3.6.6). */
static void
append_resent (GString *out, const MimeAddress *from, GPtrArray *to, const char *resent_id)
{
  g_autoptr (GPtrArray) sender = g_ptr_array_new ();
  g_autoptr (GString) fields = g_string_new (NULL);
  const char *ids[] = { resent_id, NULL };

  g_ptr_array_add (sender, (gpointer) from);
  append_date (out, "Resent-Date");
  mime_encode_addresses (fields, "Resent-From", sender);
  mime_encode_addresses (fields, "Resent-To", to);
  mime_encode_ids (fields, "Resent-Message-ID", ids);
  g_string_replace (fields, "\n", "\r\n", 0);
  g_string_append (out, fields->str);
}

/**
 * alp_prepare_redirect:
 * @source: RFC 5322, any line ends
 *
 * The message as it is, without Bcc, with the fields of this sending on top. Pure, any thread.
 * Errors: ALP_ERROR_INVALID in words: a bad address.
 */
AlpPrepared *
alp_prepare_redirect (GBytes *source, const MimeAddress *from, GPtrArray *to, const char *resent_id,
                      GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (source, &size);
  gsize header_size = data != NULL ? MIN (mime_headers_length (data, size), size) : 0;
  g_autoptr (GBytes) block = g_bytes_new_from_bytes (source, 0, header_size);
  g_autoptr (MimeHeaders) headers = mime_headers_parse (block);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GStrvBuilder) recipients = g_strv_builder_new ();
  g_autoptr (GString) out = g_string_sized_new (size + 512);
  AlpPrepared *self;

  if (!add_recipients (to, recipients, seen, error))
    return NULL;
  append_resent (out, from, to, resent_id);
  copy_header (out, data, header_size);
  add_missing (out, headers, from->email);
  g_string_append (out, "\r\n");
  copy_lines (out, data + header_size, size - header_size);
  self = g_new0 (AlpPrepared, 1);
  self->message = g_string_free_to_bytes (g_steal_pointer (&out));
  self->recipients = g_strv_builder_end (recipients);
  return self;
}
