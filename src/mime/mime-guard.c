/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-guard.c: what must not reach GMime
 *
 * GMime follows nested groups of an address field ("a:b:c:…") by recursion without a limit and spends 500 bytes on each
 * address. Address fields over 64 KB or with more than 50 colons are left out of the copy of the message that it reads,
 * from every header it may find, those of attached messages too (hostile-content C-039, C-040); in the source they
 * stay readable. So is any field over 256 KB of the message's own header, and a header block over 4 MB is cut (C-042).
 * Pure functions, any thread. */

#include "mime-guard.h"

#include <string.h>

#include "mime-headers.h"

#define MAX_FIELD (64 * 1024)
#define MAX_COLONS 50
#define MAX_ANY_FIELD (256 * 1024)
#define MAX_BLOCK (4 * 1024 * 1024)

/** mime_guard_allows: Returns: whether an address field of @length bytes may be given to GMime */
gboolean
mime_guard_allows (const char *field, gsize length)
{
  guint colons = 0;

  if (length > MAX_FIELD)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    colons += field[i] == ':';
  return colons <= MAX_COLONS;
}

/* The length of an address field's name at @line, 0 for any other line. */
static gsize
address_name_length (const char *line, gsize length)
{
  static const char *const names[]
      = { "from", "sender", "to", "cc", "bcc", "reply-to", "disposition-notification-to" };
  gsize start = length > 7 && g_ascii_strncasecmp (line, "resent-", 7) == 0 ? 7 : 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize n = start + strlen (names[i]);

      if (n >= length || g_ascii_strncasecmp (line + start, names[i], n - start) != 0)
        continue;
      while (n < length && (line[n] == ' ' || line[n] == '\t'))
        n++;
      if (n < length && line[n] == ':')
        return n;
    }
  return 0;
}

static gsize
line_length (const char *line, gsize length)
{
  const char *newline = memchr (line, '\n', length);

  return newline != NULL ? (gsize) (newline - line) + 1 : length;
}

static gsize
field_length (const char *field, gsize length)
{
  gsize n = line_length (field, length);

  while (n < length && (field[n] == ' ' || field[n] == '\t'))
    n += line_length (field + n, length - n);
  return n;
}

static GBytes *
cut_header (GBytes *bytes, GPtrArray *defects)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  gsize header = mime_headers_length (data != NULL ? data : "", length);
  GByteArray *copy;

  if (header <= MAX_BLOCK)
    return g_bytes_ref (bytes);
  g_ptr_array_add (defects, g_strdup ("the header is over 4 MB: the rest is left out"));
  copy = g_byte_array_sized_new (MAX_BLOCK);
  g_byte_array_append (copy, (const guint8 *) data, MAX_BLOCK);
  g_byte_array_append (copy, (const guint8 *) "\r\n\r\n", 4);
  g_byte_array_append (copy, (const guint8 *) data + header, (guint) (length - header));
  return g_byte_array_free_to_bytes (copy);
}

/* Fields of the message's own header that must be single: the first counts everywhere (C-124), GMime takes the last. */
static guint
single_field (const char *line, gsize length)
{
  static const char *const names[]
      = { "content-type:", "content-transfer-encoding:", "content-disposition:" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (length > strlen (names[i]) && g_ascii_strncasecmp (line, names[i], strlen (names[i])) == 0)
      return 1u << i;
  return 0;
}

/** mime_guard_message: Returns: (transfer full): @bytes, or a copy without dangerous fields */
GBytes *
mime_guard_message (GBytes *bytes, GPtrArray *defects)
{
  g_autoptr (GBytes) cut = cut_header (bytes, defects);
  gsize length;
  const char *data = g_bytes_get_data (cut, &length);
  GByteArray *copy = NULL;
  gsize header = data != NULL ? mime_headers_length (data, length) : 0;
  gsize copied = 0;
  guint seen = 0;
  gboolean is_too_long = FALSE;

  for (gsize at = 0, n; at < length; at += n)
    {
      gsize name = address_name_length (data + at, MIN (length - at, 200));
      gboolean is_field = name > 0 || at < header;
      guint single = at < header ? single_field (data + at, length - at) : 0;
      gboolean is_second = (seen & single) != 0;

      seen |= single;
      n = is_field ? field_length (data + at, length - at) : line_length (data + at, length - at);
      if (is_second)
        g_ptr_array_add (defects, g_strdup ("a field that must be single stands twice"));
      else if (name == 0 ? at >= header || n <= MAX_ANY_FIELD
                         : mime_guard_allows (data + at + name + 1, n - name - 1))
        continue;
      is_too_long |= !is_second;
      if (copy == NULL)
        copy = g_byte_array_new ();
      g_byte_array_append (copy, (const guint8 *) data + copied, (guint) (at - copied));
      copied = at + n;
    }
  if (copy == NULL)
    return g_steal_pointer (&cut);
  g_byte_array_append (copy, (const guint8 *) data + copied, (guint) (length - copied));
  if (is_too_long)
    g_ptr_array_add (defects, g_strdup ("a field is too long or nested too deep"));
  return g_byte_array_free_to_bytes (copy);
}
