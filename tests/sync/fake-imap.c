/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fake-imap.c: an IMAP server in memory for tests of what must happen once (fake-imap.h) */

#include "fake-imap-private.h"

#include <string.h>

static void
mail_free (Mail *mail)
{
  g_hash_table_unref (mail->flags);
  g_bytes_unref (mail->bytes);
  g_free (mail->message_id);
  g_free (mail);
}

static void
folder_free (Folder *folder)
{
  g_free (folder->name);
  g_ptr_array_unref (folder->mails);
  g_free (folder);
}

GHashTable *
fake_imap_parse_flags (const char *text)
{
  GHashTable *flags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) words = g_strsplit_set (text != NULL ? text : "", " ()", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_hash_table_add (flags, g_strdup (words[i]));
  return flags;
}

char *
fake_imap_format_flags (GHashTable *flags)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (flags), (GCompareFunc) strcmp);
  GString *text = g_string_new (NULL);

  for (GList *l = keys; l != NULL; l = l->next)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", (const char *) l->data);
  return g_string_free (text, FALSE);
}

Folder *
fake_imap_find_folder (FakeImap *self, const char *name)
{
  for (guint i = 0; i < self->folders->len; i++)
    {
      Folder *folder = self->folders->pdata[i];

      if (strcmp (folder->name, name) == 0)
        return folder;
    }
  return NULL;
}

Folder *
fake_imap_add_folder (FakeImap *self, const char *name)
{
  Folder *folder = g_new0 (Folder, 1);

  folder->name = g_strdup (name);
  folder->validity = self->next_validity++;
  folder->uidnext = 1;
  folder->mails = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_free);
  g_ptr_array_add (self->folders, folder);
  return folder;
}

static char *
find_message_id (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data, size);
  char *start = strstr (text, "Message-ID: <");
  char *end = start != NULL ? strchr (start, '>') : NULL;

  return end != NULL ? g_strndup (start + 13, (gsize) (end - start - 13)) : g_strdup ("");
}

Mail *
fake_imap_add_mail (Folder *folder, GBytes *bytes, const char *flags)
{
  Mail *mail = g_new0 (Mail, 1);

  mail->uid = folder->uidnext++;
  mail->flags = fake_imap_parse_flags (flags);
  mail->bytes = g_bytes_ref (bytes);
  mail->message_id = find_message_id (bytes);
  g_ptr_array_add (folder->mails, mail);
  return mail;
}

/* ---- bytes, and where they end ---- */

static gboolean
spend (FakeImap *self, gint64 *budget, gsize *n)
{
  gboolean cut = FALSE;

  g_mutex_lock (&self->lock);
  if (*budget >= 0 && (gint64) *n >= *budget)
    {
      *n = (gsize) *budget;
      *budget = -1;
      cut = self->was_cut = TRUE;
    }
  else if (*budget >= 0)
    *budget -= (gint64) *n;
  g_mutex_unlock (&self->lock);
  return cut;
}

void
fake_imap_say (Connection *c, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;
  gsize length;
  gboolean cut;

  if (c->gone)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  length = strlen (text);
  cut = spend (c->server, &c->server->cut_output, &length);
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (c->stream), text, length, NULL, NULL, NULL)
      || cut)
    c->gone = TRUE;
}

static int
read_byte (Connection *c, GInputStream *in)
{
  guint8 byte;
  gsize n = 1;

  if (c->gone || g_input_stream_read (in, &byte, 1, NULL, NULL) != 1)
    c->gone = TRUE;
  else if (spend (c->server, &c->server->cut_input, &n))
    c->gone = TRUE;
  return c->gone ? -1 : byte;
}

/* A line and, when it ends in a literal, its bytes and what follows. */
static GString *
read_command (Connection *c, GInputStream *in, GBytes **literal)
{
  g_autoptr (GString) line = g_string_new (NULL);

  *literal = NULL;
  while (TRUE)
    {
      int byte = read_byte (c, in);

      if (byte < 0)
        {
          g_clear_pointer (literal, g_bytes_unref);
          return NULL;
        }
      if (byte == '\n' && line->len > 0 && line->str[line->len - 1] == '\r')
        {
          char *brace = strrchr (line->str, '{');
          gsize length;
          g_autofree char *data = NULL;

          g_string_truncate (line, line->len - 1);
          if (brace == NULL || line->str[line->len - 1] != '}' || *literal != NULL)
            return g_steal_pointer (&line);
          length = (gsize) g_ascii_strtoull (brace + 1, NULL, 10);
          if (strstr (brace, "+}") == NULL)
            fake_imap_say (c, "+ go\r\n");
          data = g_malloc (length + 1);
          for (gsize i = 0; i < length; i++)
            {
              byte = read_byte (c, in);
              if (byte < 0)
                return NULL;
              data[i] = (char) byte;
            }
          *literal = g_bytes_new (data, length);
          continue;
        }
      g_string_append_c (line, (char) byte);
    }
}

/* AUTHENTICATE PLAIN, with or without an initial response. */
static void
authenticate (Connection *c, const char *line, GInputStream *in)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);

  if (g_strv_length (words) < 4)
    {
      g_autoptr (GBytes) literal = NULL;
      GString *answer;

      fake_imap_say (c, "+ \r\n");
      answer = read_command (c, in, &literal);
      if (answer != NULL)
        g_string_free (answer, TRUE);
    }
  fake_imap_say (c, "%s OK welcome\r\n", words[0]);
}

static void
serve (GIOStream *stream, GInputStream *in, gpointer data)
{
  Connection c = { .server = data, .stream = stream };

  fake_imap_say (&c, "* OK [CAPABILITY %s] ready\r\n", c.server->capabilities);
  while (!c.gone)
    {
      g_autoptr (GBytes) literal = NULL;
      GString *line = read_command (&c, in, &literal);

      if (line == NULL)
        break;
      if (strstr (line->str, " AUTHENTICATE ") != NULL)
        authenticate (&c, line->str, in);
      else
        fake_imap_run_command (&c, line->str, literal);
      g_string_free (line, TRUE);
    }
}

/* ---- life ---- */

FakeImap *
fake_imap_new (const char *capabilities)
{
  static const char *const folders[] = { "INBOX", "Archive", "Trash", "Sent", "Drafts" };
  FakeImap *self = g_new0 (FakeImap, 1);

  g_mutex_init (&self->lock);
  self->capabilities = g_strdup (capabilities);
  self->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) folder_free);
  self->commands = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cut_input = self->cut_output = -1;
  self->next_validity = 7;
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    fake_imap_add_folder (self, folders[i])->validity = 7;
  self->server = fake_server_new ("fake-imap", serve, self);
  return self;
}

/* The clients must have gone. */
void
fake_imap_free (FakeImap *self)
{
  fake_server_free (self->server);
  g_ptr_array_unref (self->folders);
  g_hash_table_unref (self->commands);
  g_mutex_clear (&self->lock);
  g_free (self->capabilities);
  g_free (self->break_in);
  g_free (self->refuse_verb);
  g_free (self->refuse_text);
  g_free (self);
}

guint16
fake_imap_get_port (FakeImap *self)
{
  return fake_server_get_port (self->server);
}

static void
set_number (FakeImap *self, gint64 *field, gint64 value)
{
  g_mutex_lock (&self->lock);
  *field = value;
  self->was_cut = FALSE;
  g_mutex_unlock (&self->lock);
}

void
fake_imap_cut_input (FakeImap *self, gint64 bytes)
{
  set_number (self, &self->cut_input, bytes);
}

void
fake_imap_cut_output (FakeImap *self, gint64 bytes)
{
  set_number (self, &self->cut_output, bytes);
}

gboolean
fake_imap_was_cut (FakeImap *self)
{
  gboolean was_cut;

  g_mutex_lock (&self->lock);
  was_cut = self->was_cut;
  g_mutex_unlock (&self->lock);
  return was_cut;
}

void
fake_imap_set_silent (FakeImap *self, gboolean silent)
{
  g_mutex_lock (&self->lock);
  self->silent = silent;
  g_mutex_unlock (&self->lock);
}

void
fake_imap_break_in (FakeImap *self, const char *verb)
{
  g_mutex_lock (&self->lock);
  g_set_str (&self->break_in, verb);
  g_mutex_unlock (&self->lock);
}

void
fake_imap_refuse (FakeImap *self, const char *verb, const char *text)
{
  g_mutex_lock (&self->lock);
  g_set_str (&self->refuse_verb, text != NULL ? verb : NULL);
  g_free (self->refuse_text);
  self->refuse_text = text != NULL ? g_strdup_printf ("NO %s", text) : NULL;
  g_mutex_unlock (&self->lock);
}

void
fake_imap_set_func (FakeImap *self, FakeImapFunc func, gpointer data)
{
  g_mutex_lock (&self->lock);
  self->func = func;
  self->func_data = data;
  g_mutex_unlock (&self->lock);
}

guint32
fake_imap_add (FakeImap *self, const char *folder, const char *message_id, const char *flags)
{
  g_autofree char *field
      = message_id != NULL ? g_strdup_printf ("Message-ID: <%s>\r\n", message_id) : g_strdup ("");
  g_autofree char *text = g_strdup_printf (
      "From: b@x.example\r\nTo: a@x.example\r\nSubject: x\r\nDate: Mon, 2 Nov 2026 10:00:00 "
      "+0000\r\n%s\r\nhello\r\n",
      field);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  guint32 uid;

  g_mutex_lock (&self->lock);
  uid = fake_imap_add_mail (fake_imap_find_folder (self, folder), bytes, flags)->uid;
  g_mutex_unlock (&self->lock);
  return uid;
}

void
fake_imap_remove (FakeImap *self, const char *name, guint32 uid)
{
  Folder *folder;

  g_mutex_lock (&self->lock);
  folder = fake_imap_find_folder (self, name);
  for (guint i = folder->mails->len; i-- > 0;)
    if (((Mail *) folder->mails->pdata[i])->uid == uid)
      g_ptr_array_remove_index (folder->mails, i);
  g_mutex_unlock (&self->lock);
}

void
fake_imap_set_flags (FakeImap *self, const char *name, guint32 uid, const char *flags)
{
  Folder *folder;

  g_mutex_lock (&self->lock);
  folder = fake_imap_find_folder (self, name);
  for (guint i = 0; i < folder->mails->len; i++)
    {
      Mail *mail = folder->mails->pdata[i];

      if (mail->uid != uid)
        continue;
      g_hash_table_unref (mail->flags);
      mail->flags = fake_imap_parse_flags (flags);
    }
  g_mutex_unlock (&self->lock);
}

static guint
count (FakeImap *self, const char *name, const char *message_id, gboolean deleted)
{
  Folder *folder;
  guint n = 0;

  g_mutex_lock (&self->lock);
  folder = fake_imap_find_folder (self, name);
  for (guint i = 0; folder != NULL && i < folder->mails->len; i++)
    {
      Mail *mail = folder->mails->pdata[i];

      n += g_hash_table_contains (mail->flags, "\\Deleted") == deleted
           && (message_id == NULL || strcmp (message_id, mail->message_id) == 0);
    }
  g_mutex_unlock (&self->lock);
  return n;
}

guint
fake_imap_count (FakeImap *self, const char *folder, const char *message_id)
{
  return count (self, folder, message_id, FALSE);
}

guint
fake_imap_count_deleted (FakeImap *self, const char *folder)
{
  return count (self, folder, NULL, TRUE);
}

static Mail *
find_mail (FakeImap *self, const char *name, const char *message_id)
{
  Folder *folder = fake_imap_find_folder (self, name);

  for (guint i = 0; folder != NULL && i < folder->mails->len; i++)
    if (strcmp (((Mail *) folder->mails->pdata[i])->message_id, message_id) == 0)
      return folder->mails->pdata[i];
  return NULL;
}

char *
fake_imap_dup_flags (FakeImap *self, const char *folder, const char *message_id)
{
  Mail *mail;
  char *flags;

  g_mutex_lock (&self->lock);
  mail = find_mail (self, folder, message_id);
  flags = mail != NULL ? fake_imap_format_flags (mail->flags) : NULL;
  g_mutex_unlock (&self->lock);
  return flags;
}

GBytes *
fake_imap_dup_message (FakeImap *self, const char *folder, const char *message_id)
{
  Mail *mail;
  GBytes *bytes;

  g_mutex_lock (&self->lock);
  mail = find_mail (self, folder, message_id);
  bytes = mail != NULL ? g_bytes_ref (mail->bytes) : NULL;
  g_mutex_unlock (&self->lock);
  return bytes;
}

gboolean
fake_imap_has_folder (FakeImap *self, const char *name)
{
  gboolean has;

  g_mutex_lock (&self->lock);
  has = fake_imap_find_folder (self, name) != NULL;
  g_mutex_unlock (&self->lock);
  return has;
}

guint32
fake_imap_get_validity (FakeImap *self, const char *name)
{
  guint32 validity;

  g_mutex_lock (&self->lock);
  validity = fake_imap_find_folder (self, name)->validity;
  g_mutex_unlock (&self->lock);
  return validity;
}

void
fake_imap_renumber (FakeImap *self, const char *name)
{
  Folder *folder;
  g_autoptr (GPtrArray) turned = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_free);

  g_mutex_lock (&self->lock);
  folder = fake_imap_find_folder (self, name);
  folder->validity = self->next_validity++ + 100;
  folder->uidnext = 1;
  while (folder->mails->len > 0)
    {
      Mail *mail = g_ptr_array_steal_index (folder->mails, folder->mails->len - 1);

      mail->uid = folder->uidnext++;
      g_ptr_array_add (turned, mail);
    }
  g_ptr_array_unref (folder->mails);
  folder->mails = g_steal_pointer (&turned);
  g_mutex_unlock (&self->lock);
}

guint
fake_imap_take_commands (FakeImap *self, const char *verb)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->commands, verb));
  g_hash_table_remove (self->commands, verb);
  g_mutex_unlock (&self->lock);
  return n;
}
