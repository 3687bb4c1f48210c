/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fake-smtp.c: a submission server that counts (fake-smtp.h) */

#include "fake-smtp.h"

#include "fake-server.h"

#include <string.h>

struct _FakeSmtp
{
  char *extensions;
  FakeServer *server;

  GMutex lock; /* guards everything below */
  gint64 cut_input;
  gboolean was_cut;
  gint swallow;
  char *answer;
  GHashTable *rcpt_answers;
  GPtrArray *delivered; /* char *: Message-IDs */
  guint connections;
  char *mail, *rcpt;
  FakeSmtpFunc func;
  gpointer func_data;
  FakeSmtpDeliverFunc deliver;
  gpointer deliver_data;
};

typedef struct
{
  FakeSmtp *server;
  GIOStream *stream;
  GInputStream *in;
  gboolean gone;
} Connection;

static void
say (Connection *c, const char *text)
{
  if (!c->gone
      && !g_output_stream_write_all (g_io_stream_get_output_stream (c->stream), text, strlen (text), NULL,
                                     NULL, NULL))
    c->gone = TRUE;
}

static void
pass (Connection *c, const char *point)
{
  FakeSmtpFunc func;
  gpointer data;

  g_mutex_lock (&c->server->lock);
  func = c->server->func;
  data = c->server->func_data;
  g_mutex_unlock (&c->server->lock);
  if (func != NULL)
    func (c->server, point, data);
}

/* A line without its end; NULL when the connection is over. */
static char *
read_line (Connection *c)
{
  g_autoptr (GString) line = g_string_new (NULL);

  while (!c->gone)
    {
      guint8 byte;

      if (g_input_stream_read (c->in, &byte, 1, NULL, NULL) != 1)
        break;
      g_mutex_lock (&c->server->lock);
      if (c->server->cut_input > 0 && --c->server->cut_input == 0)
        {
          c->server->cut_input = -1;
          c->gone = c->server->was_cut = TRUE;
        }
      g_mutex_unlock (&c->server->lock);
      g_string_append_c (line, (char) byte);
      if (byte != '\n' || line->len < 2 || line->str[line->len - 2] != '\r')
        continue;
      g_string_truncate (line, line->len - 2);
      return g_string_free (g_steal_pointer (&line), FALSE);
    }
  c->gone = TRUE;
  return NULL;
}

static void
deliver (FakeSmtp *self, GString *message)
{
  char *start = strstr (message->str, "Message-ID: <");
  char *end = start != NULL ? strchr (start, '>') : NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (message->str, message->len);
  FakeSmtpDeliverFunc func;
  gpointer data;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->delivered,
                   end != NULL ? g_strndup (start + 13, (gsize) (end - start - 13)) : g_strdup (""));
  func = self->deliver;
  data = self->deliver_data;
  g_mutex_unlock (&self->lock);
  if (func != NULL)
    func (bytes, data);
}

static void
take_data (Connection *c)
{
  FakeSmtp *self = c->server;
  g_autoptr (GString) message = g_string_new (NULL);
  g_autofree char *answer = NULL;
  gboolean swallow;

  say (c, "354 go\r\n");
  pass (c, "data");
  while (TRUE)
    {
      g_autofree char *line = read_line (c);

      if (line == NULL)
        return;
      if (strcmp (line, ".") == 0)
        break;
      if (message->len == 0)
        pass (c, "body");
      g_string_append_printf (message, "%s\r\n", *line == '.' ? line + 1 : line);
    }
  pass (c, "dot");
  g_mutex_lock (&self->lock);
  answer = g_strdup (self->answer);
  swallow = self->swallow != 0;
  if (self->swallow > 0)
    self->swallow--;
  g_mutex_unlock (&self->lock);
  if (answer == NULL || g_str_has_prefix (answer, "250"))
    deliver (self, message);
  pass (c, "delivered");
  if (swallow)
    c->gone = TRUE;
  say (c, answer != NULL ? answer : "250 2.0.0 taken");
  say (c, "\r\n");
  pass (c, "answered");
}

static void
say_ehlo (Connection *c)
{
  g_auto (GStrv) lines = g_strsplit (c->server->extensions, "\n", -1);

  say (c, "250-test\r\n");
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      {
        g_autofree char *text = g_strdup_printf ("250-%s\r\n", *line);

        say (c, text);
      }
  say (c, "250 AUTH PLAIN\r\n");
}

static void
take_rcpt (Connection *c, const char *line)
{
  const char *start = strchr (line, '<');
  const char *end = start != NULL ? strchr (start, '>') : NULL;
  g_autofree char *address = end != NULL ? g_strndup (start + 1, (gsize) (end - start - 1)) : g_strdup ("");
  g_autofree char *answer = NULL;

  g_mutex_lock (&c->server->lock);
  g_set_str (&c->server->rcpt, line);
  answer = g_strdup (g_hash_table_lookup (c->server->rcpt_answers, address));
  g_mutex_unlock (&c->server->lock);
  pass (c, "rcpt");
  say (c, answer != NULL ? answer : "250 2.1.5 ok");
  say (c, "\r\n");
}

static void
serve (GIOStream *stream, GInputStream *in, gpointer data)
{
  FakeSmtp *self = data;
  Connection c = { self, stream, in, FALSE };

  g_mutex_lock (&self->lock);
  self->connections++;
  g_mutex_unlock (&self->lock);
  pass (&c, "connect");
  say (&c, "220 test\r\n");
  while (!c.gone)
    {
      g_autofree char *line = read_line (&c);

      if (line == NULL)
        break;
      if (g_ascii_strncasecmp (line, "EHLO", 4) == 0)
        {
          pass (&c, "ehlo");
          say_ehlo (&c);
        }
      else if (g_ascii_strncasecmp (line, "AUTH", 4) == 0)
        {
          pass (&c, "auth");
          say (&c, "235 2.7.0 welcome\r\n");
        }
      else if (g_ascii_strncasecmp (line, "MAIL", 4) == 0)
        {
          g_mutex_lock (&self->lock);
          g_set_str (&self->mail, line);
          g_mutex_unlock (&self->lock);
          pass (&c, "mail");
          say (&c, "250 2.1.0 ok\r\n");
        }
      else if (g_ascii_strncasecmp (line, "RCPT", 4) == 0)
        take_rcpt (&c, line);
      else if (g_ascii_strncasecmp (line, "DATA", 4) == 0)
        take_data (&c);
      else if (g_ascii_strncasecmp (line, "QUIT", 4) == 0)
        {
          pass (&c, "quit");
          say (&c, "221 bye\r\n");
          break;
        }
      else
        say (&c, "250 2.0.0 ok\r\n");
    }
}

FakeSmtp *
fake_smtp_new (const char *extensions)
{
  FakeSmtp *self = g_new0 (FakeSmtp, 1);

  g_mutex_init (&self->lock);
  self->extensions = g_strdup (extensions);
  self->cut_input = -1;
  self->rcpt_answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->delivered = g_ptr_array_new_with_free_func (g_free);
  self->mail = g_strdup ("");
  self->rcpt = g_strdup ("");
  self->server = fake_server_new ("fake-smtp", serve, self);
  return self;
}

/* The clients must have gone. */
void
fake_smtp_free (FakeSmtp *self)
{
  fake_server_free (self->server);
  g_hash_table_unref (self->rcpt_answers);
  g_ptr_array_unref (self->delivered);
  g_mutex_clear (&self->lock);
  g_free (self->extensions);
  g_free (self->answer);
  g_free (self->mail);
  g_free (self->rcpt);
  g_free (self);
}

guint16
fake_smtp_get_port (FakeSmtp *self)
{
  return fake_server_get_port (self->server);
}

void
fake_smtp_cut_input (FakeSmtp *self, gint64 bytes)
{
  g_mutex_lock (&self->lock);
  self->cut_input = bytes;
  self->was_cut = FALSE;
  g_mutex_unlock (&self->lock);
}

gboolean
fake_smtp_was_cut (FakeSmtp *self)
{
  gboolean was_cut;

  g_mutex_lock (&self->lock);
  was_cut = self->was_cut;
  g_mutex_unlock (&self->lock);
  return was_cut;
}

void
fake_smtp_swallow (FakeSmtp *self, gint times)
{
  g_mutex_lock (&self->lock);
  self->swallow = times;
  g_mutex_unlock (&self->lock);
}

void
fake_smtp_set_answer (FakeSmtp *self, const char *answer)
{
  g_mutex_lock (&self->lock);
  g_set_str (&self->answer, answer);
  g_mutex_unlock (&self->lock);
}

void
fake_smtp_set_rcpt_answer (FakeSmtp *self, const char *address, const char *answer)
{
  g_mutex_lock (&self->lock);
  if (answer != NULL)
    g_hash_table_insert (self->rcpt_answers, g_strdup (address), g_strdup (answer));
  else
    g_hash_table_remove (self->rcpt_answers, address);
  g_mutex_unlock (&self->lock);
}

void
fake_smtp_set_func (FakeSmtp *self, FakeSmtpFunc func, gpointer data)
{
  g_mutex_lock (&self->lock);
  self->func = func;
  self->func_data = data;
  g_mutex_unlock (&self->lock);
}

void
fake_smtp_set_deliver (FakeSmtp *self, FakeSmtpDeliverFunc func, gpointer data)
{
  g_mutex_lock (&self->lock);
  self->deliver = func;
  self->deliver_data = data;
  g_mutex_unlock (&self->lock);
}

guint
fake_smtp_count (FakeSmtp *self, const char *message_id)
{
  guint n = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->delivered->len; i++)
    n += message_id == NULL || strcmp (self->delivered->pdata[i], message_id) == 0;
  g_mutex_unlock (&self->lock);
  return n;
}

guint
fake_smtp_count_connections (FakeSmtp *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->connections;
  g_mutex_unlock (&self->lock);
  return n;
}

char *
fake_smtp_dup_mail (FakeSmtp *self)
{
  char *mail;

  g_mutex_lock (&self->lock);
  mail = g_strdup (self->mail);
  g_mutex_unlock (&self->lock);
  return mail;
}

char *
fake_smtp_dup_rcpt (FakeSmtp *self)
{
  char *rcpt;

  g_mutex_lock (&self->lock);
  rcpt = g_strdup (self->rcpt);
  g_mutex_unlock (&self->lock);
  return rcpt;
}
