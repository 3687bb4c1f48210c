/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-headers.c: a header block as a record
 *
 * A single pass of our own splits the block into fields (RFC 5322, 2.2), so that bounds hold before anything else looks
 * at them: 4 MB in all, 64 KB for a structured field. Where a field that must be single stands twice, the first is taken
 * and the fact noted (C-059, C-124). Any thread. */

#include "mime-headers.h"

#include <string.h>

#include "mime-fields.h"
#include "mime-util.h"

#define MAX_BLOCK (4 * 1024 * 1024)
#define MAX_FIELD (64 * 1024)
#define MAX_REFERENCES 1000
#define MAX_SUBJECT 4000

typedef struct
{
  const char *data;
  const char *end;
} Reader;

/** mime_headers_length: Returns: how many bytes of @data belong to the header, the empty line included */
gsize
mime_headers_length (const char *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (data[i] != '\n')
        continue;
      if (i + 1 < length && data[i + 1] == '\n')
        return i + 2;
      if (i + 2 < length && data[i + 1] == '\r' && data[i + 2] == '\n')
        return i + 3;
    }
  return length;
}

static const char *
line_end (const Reader *reader, const char *line)
{
  const char *newline = memchr (line, '\n', (gsize) (reader->end - line));

  return newline != NULL ? newline + 1 : reader->end;
}

/* Takes the next field; @name is lower case, @value unfolded. Lines that are no field are skipped. */
static gboolean
next_field (Reader *reader, char **name, char **value)
{
  while (reader->data < reader->end)
    {
      const char *start = reader->data;
      const char *next = line_end (reader, start);
      const char *colon;

      if (*start == '\n' || (*start == '\r' && start + 1 < reader->end && start[1] == '\n'))
        return FALSE;
      while (next < reader->end && (*next == ' ' || *next == '\t'))
        next = line_end (reader, next);
      reader->data = next;
      colon = memchr (start, ':', (gsize) MIN (next - start, 1000));
      if (colon == NULL || colon == start || *start == ' ' || *start == '\t')
        continue;
      *name = g_strchomp (g_ascii_strdown (start, (gssize) (colon - start)));
      *value = g_strndup (colon + 1, (gsize) MIN (next - colon - 1, MAX_FIELD));
      for (char *p = *value; *p != '\0'; p++)
        if (*p == '\r' || *p == '\n')
          *p = ' ';
      g_strstrip (*value);
      return TRUE;
    }
  return FALSE;
}

static Reader
reader_of (GBytes *block)
{
  gsize length;
  const char *data = g_bytes_get_data (block, &length);

  return (Reader) { data, data + MIN (length, MAX_BLOCK) };
}

struct _MimeFields
{
  GBytes *block;
  Reader reader;
  char *name;
  char *value;
};

/** mime_fields_new: Returns: (transfer full): a walk over a header's fields */
MimeFields *
mime_fields_new (GBytes *block)
{
  MimeFields *self = g_new0 (MimeFields, 1);

  self->block = g_bytes_ref (block);
  self->reader = reader_of (block);
  return self;
}

/** mime_fields_free: ends the walk; %NULL is allowed. */
void
mime_fields_free (MimeFields *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->value);
  g_bytes_unref (self->block);
  g_free (self);
}

/** mime_fields_next: @name: (out) (transfer none): in lower case. @value: (out) (transfer none): unfolded, not decoded. Both are valid
 * until the next call. Returns: whether there was one more */
gboolean
mime_fields_next (MimeFields *self, const char **name, const char **value)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->value, g_free);
  if (!next_field (&self->reader, &self->name, &self->value))
    return FALSE;
  *name = self->name;
  *value = self->value;
  return TRUE;
}

/** mime_headers_dup_field: Returns: (transfer full) (nullable): the first field called @name, unfolded, not decoded */
char *
mime_headers_dup_field (GBytes *block, const char *name)
{
  Reader reader = reader_of (block);
  char *field_name, *value;

  while (next_field (&reader, &field_name, &value))
    {
      g_autofree char *owned_name = field_name;
      g_autofree char *owned_value = value;

      if (g_ascii_strcasecmp (owned_name, name) == 0)
        return g_steal_pointer (&owned_value);
    }
  return NULL;
}

/**
 * mime_ids_parse:
 * @field: (nullable): Message-ID, In-Reply-To or References
 *
 * msg-id = "<" id-left "@" id-right ">" (RFC 5322, 3.6.4); anything between angle brackets is taken, spaces inside
 * removed, since broken ids still match each other. Without any brackets the first word counts.
 * Returns: (transfer full): at most @max ids without brackets; of more, the first and the last ones
 */
char **
mime_ids_parse (const char *field, guint max)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  const char *p = field != NULL ? field : "";

  for (const char *open; (open = strchr (p, '<')) != NULL;)
    {
      const char *close = strchr (open, '>');

      if (close == NULL)
        break;
      g_autofree char *raw = g_strndup (open + 1, (gsize) MIN (close - open - 1, 1000));
      g_autofree char *id = mime_clean_line (raw, 1000);
      g_auto (GStrv) words = g_strsplit (id, " ", -1);
      char *joined = g_strjoinv ("", words);

      if (*joined != '\0')
        g_ptr_array_add (ids, joined);
      else
        g_free (joined);
      p = close + 1;
    }
  if (ids->len == 0 && *p != '\0')
    {
      g_autofree char *clean = mime_clean_line (p, 1000);
      char *word = g_strndup (g_strstrip (clean), strcspn (clean, " "));

      if (strchr (word, '@') != NULL)
        g_ptr_array_add (ids, word);
      else
        g_free (word);
    }
  if (ids->len > max)
    g_ptr_array_remove_range (ids, 1, ids->len - max);
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_steal (ids, NULL);
}

static gint64
parse_date (const char *value)
{
  g_autoptr (GDateTime) date = NULL;
  gint64 unix_seconds;

  if (strlen (value) > 200)
    return 0;
  date = g_mime_utils_header_decode_date (value);
  if (date == NULL)
    return 0;
  unix_seconds = g_date_time_to_unix (date);
  /* Mail began in 1970 for all we care; what lies before or after 9999 is no date. */
  return unix_seconds > 0 && unix_seconds < G_GINT64_CONSTANT (253402300800) ? unix_seconds : 0;
}

static void
take_text (MimeHeaders *self, char **target, const char *name, const char *value, gboolean decode)
{
  if (*target != NULL)
    {
      g_ptr_array_add (self->defects, g_strdup_printf ("more than one %s field", name));
      return;
    }
  *target = decode ? mime_decode_header (value, MAX_SUBJECT) : mime_clean_line (value, MAX_SUBJECT);
}

static void
take_addresses (MimeHeaders *self, GPtrArray **target, const char *name, const char *value)
{
  if (*target != NULL)
    {
      g_ptr_array_add (self->defects, g_strdup_printf ("more than one %s field", name));
      return;
    }
  *target = mime_addresses_parse (value);
}

static char *
first_id (const char *value)
{
  g_auto (GStrv) ids = mime_ids_parse (value, 1);

  return g_strdup (ids[0] != NULL ? ids[0] : "");
}

static gboolean
take_address_field (MimeHeaders *self, const char *name, const char *value)
{
  const struct
  {
    const char *name;
    GPtrArray **target;
  } fields[] = {
    { "from", &self->from }, { "to", &self->to },         { "cc", &self->cc },
    { "bcc", &self->bcc },   { "sender", &self->sender }, { "reply-to", &self->reply_to },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (name, fields[i].name))
      {
        take_addresses (self, fields[i].target, name, value);
        return TRUE;
      }
  return FALSE;
}

static gboolean
take_text_field (MimeHeaders *self, const char *name, const char *value)
{
  const struct
  {
    const char *name;
    char **target;
    gboolean decode;
  } fields[] = {
    { "subject", &self->subject, TRUE },
    { "list-id", &self->list_id, TRUE },
    { "list-unsubscribe", &self->list_unsubscribe, FALSE },
    { "list-unsubscribe-post", &self->list_unsubscribe_post, FALSE },
    { "disposition-notification-to", &self->disposition_notification_to, FALSE },
    { "content-type", &self->content_type, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (name, fields[i].name))
      {
        take_text (self, fields[i].target, name, value, fields[i].decode);
        return TRUE;
      }
  return FALSE;
}

static void
take_field (MimeHeaders *self, const char *name, const char *value)
{
  if (take_address_field (self, name, value) || take_text_field (self, name, value))
    return;
  if (g_str_equal (name, "date") && self->date_text == NULL)
    {
      self->date_text = mime_clean_line (value, 200);
      self->date_unix = parse_date (value);
    }
  else if (g_str_equal (name, "message-id") && self->message_id == NULL)
    self->message_id = first_id (value);
  else if (g_str_equal (name, "in-reply-to") && self->in_reply_to == NULL)
    self->in_reply_to = first_id (value);
  else if (g_str_equal (name, "references") && self->references == NULL)
    self->references = mime_ids_parse (value, MAX_REFERENCES);
  else if (g_str_equal (name, "authentication-results") && self->authentication_results == NULL)
    self->authentication_results = mime_clean_line (value, MAX_SUBJECT);
}

static void
fill_missing (MimeHeaders *self)
{
  char **texts[] = { &self->subject,
                     &self->date_text,
                     &self->message_id,
                     &self->in_reply_to,
                     &self->list_id,
                     &self->list_unsubscribe,
                     &self->list_unsubscribe_post,
                     &self->disposition_notification_to,
                     &self->authentication_results,
                     &self->content_type };
  GPtrArray **lists[] = { &self->from, &self->sender, &self->to, &self->cc, &self->bcc, &self->reply_to };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (*texts[i] == NULL)
      *texts[i] = g_strdup ("");
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (*lists[i] == NULL)
      *lists[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_address_free);
  if (self->references == NULL)
    self->references = g_new0 (char *, 1);
}

/**
 * mime_headers_parse:
 * @block: header fields, with or without the empty line and what follows
 *
 * Never fails: what cannot be read is empty and noted in defects. Returns: (transfer full): the record
 */
MimeHeaders *
mime_headers_parse (GBytes *block)
{
  MimeHeaders *self = g_new0 (MimeHeaders, 1);
  Reader reader = reader_of (block);
  char *name, *value;

  mime_init ();
  self->defects = g_ptr_array_new_with_free_func (g_free);
  if (g_bytes_get_size (block) > 0)
    while (next_field (&reader, &name, &value))
      {
        take_field (self, name, value);
        g_free (name);
        g_free (value);
      }
  if (self->from == NULL)
    g_ptr_array_add (self->defects, g_strdup ("no From field"));
  else if (self->from->len > 0 && *((MimeAddress *) g_ptr_array_index (self->from, 0))->email == '\0')
    g_ptr_array_add (self->defects, g_strdup ("From cannot be read"));
  fill_missing (self);
  return self;
}

/** mime_headers_free: frees the record; %NULL is allowed. */
void
mime_headers_free (MimeHeaders *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_ptr_array_unref (self->from);
  g_ptr_array_unref (self->sender);
  g_ptr_array_unref (self->to);
  g_ptr_array_unref (self->cc);
  g_ptr_array_unref (self->bcc);
  g_ptr_array_unref (self->reply_to);
  g_free (self->date_text);
  g_free (self->message_id);
  g_free (self->in_reply_to);
  g_strfreev (self->references);
  g_free (self->list_id);
  g_free (self->list_unsubscribe);
  g_free (self->list_unsubscribe_post);
  g_free (self->disposition_notification_to);
  g_free (self->authentication_results);
  g_free (self->content_type);
  g_ptr_array_unref (self->defects);
  g_free (self);
}

/* A reply or forward mark at the start: "Re:", "AW:", "Fwd:", "Re[2]:" and so on. Returns the bytes it takes. */
static gsize
prefix_length (const char *subject)
{
  static const char *const marks[] = { "re", "aw",  "sv", "vs", "antw", "odp", "ref", "rif",
                                       "r",  "fwd", "fw", "wg", "tr",   "i",   "enc", "rv" };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      gsize n = strlen (marks[i]);

      if (g_ascii_strncasecmp (subject, marks[i], n) != 0)
        continue;
      if (subject[n] == '[' && strspn (subject + n + 1, "0123456789") > 0)
        {
          gsize digits = strspn (subject + n + 1, "0123456789");
          if (subject[n + 1 + digits] == ']')
            n += digits + 2;
        }
      if (subject[n] == ':')
        return n + 1;
    }
  return 0;
}

/** mime_subject_normalize: Returns: (transfer full): the subject without reply and forward marks (RFC 5256, 2.1) */
char *
mime_subject_normalize (const char *subject)
{
  gsize n;

  do
    {
      while (*subject == ' ')
        subject++;
      n = prefix_length (subject);
      subject += n;
    }
  while (n > 0);
  return g_strdup (subject);
}
