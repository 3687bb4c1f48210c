/* SPDX-License-Identifier: GPL-3.0-or-later */
/* other-client.c: a second mail program, as small as can be
 *
 * Talks to the lab's IMAPS port (LAB_IMAPS) with a bare socket. It exists so that tests compare the engine with what
 * the server says to somebody else, not with what our own parser understood. Fails the test on any surprise. */

#include "other-client.h"

#include <string.h>

struct _OtherClient
{
  GIOStream *stream;
  GDataInputStream *in;
  guint tag;
  gboolean hold;
  guint n_held; /* commands not answered yet, the last ones */
};

static gboolean
accept_any (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags flags,
            gpointer data)
{
  return TRUE;
}

static void
on_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *to, GIOStream *stream,
          gpointer data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect (stream, "accept-certificate", G_CALLBACK (accept_any), NULL);
}

static char *
read_line (OtherClient *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->in, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static void
write_all (OtherClient *self, const char *data, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (self->stream), data, length, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Reads until the tagged line; returns everything, literals included. */
static char *
read_answer (OtherClient *self, const char *tag)
{
  GString *all = g_string_new (NULL);

  while (TRUE)
    {
      g_autofree char *line = read_line (self);
      const char *brace = strrchr (line, '{');

      g_string_append_printf (all, "%s\n", line);
      if (g_str_has_prefix (line, tag))
        break;
      if (brace != NULL && g_str_has_suffix (line, "}"))
        {
          gsize n = (gsize) g_ascii_strtoull (brace + 1, NULL, 10);
          g_autofree char *literal = g_malloc (n + 1);

          g_assert_true (g_input_stream_read_all (G_INPUT_STREAM (self->in), literal, n, NULL, NULL, NULL));
          g_string_append_len (all, literal, (gssize) n);
        }
    }
  return g_string_free (all, FALSE);
}

static char *
run (OtherClient *self, const char *command, gboolean must_work)
{
  g_autofree char *tag = g_strdup_printf ("o%u", ++self->tag);
  g_autofree char *line = g_strdup_printf ("%s %s\r\n", tag, command);
  g_autofree char *ok = g_strdup_printf ("%s OK", tag);
  char *answer;

  g_assert_cmpuint (self->n_held, ==, 0);
  write_all (self, line, strlen (line));
  answer = read_answer (self, tag);
  if (must_work && strstr (answer, ok) == NULL)
    g_error ("%s: %s", command, answer);
  return answer;
}

/* Returns: (transfer full): all lines of the answer; the command must succeed. */
char *
other_client_run (OtherClient *self, const char *format, ...)
{
  g_autofree char *command = NULL;
  va_list args;

  va_start (args, format);
  command = g_strdup_vprintf (format, args);
  va_end (args);
  return run (self, command, TRUE);
}

/* The same for a command that may be refused. */
char *
other_client_try (OtherClient *self, const char *format, ...)
{
  g_autofree char *command = NULL;
  va_list args;

  va_start (args, format);
  command = g_strdup_vprintf (format, args);
  va_end (args);
  return run (self, command, FALSE);
}

OtherClient *
other_client_new (const char *user, const char *password)
{
  return other_client_new_at (g_getenv ("LAB_IMAPS"), user, password);
}

/* @endpoint: "host:port:tls" */
OtherClient *
other_client_new_at (const char *endpoint, const char *user, const char *password)
{
  OtherClient *self = g_new0 (OtherClient, 1);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = g_strsplit (endpoint, ":", 3);
  g_autofree char *greeting = NULL;
  g_autofree char *answer = NULL;

  g_socket_client_set_tls (client, TRUE);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_signal_connect (client, "event", G_CALLBACK (on_event), NULL);
  self->stream = G_IO_STREAM (g_socket_client_connect_to_host (
      client, parts[0], (guint16) g_ascii_strtoull (parts[1], NULL, 10), NULL, &error));
  g_assert_no_error (error);
  self->in = g_data_input_stream_new (g_io_stream_get_input_stream (self->stream));
  g_data_input_stream_set_newline_type (self->in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  greeting = read_line (self);
  answer = other_client_run (self, "LOGIN %s %s", user, password);
  return self;
}

void
other_client_free (OtherClient *self)
{
  if (self == NULL)
    return;
  g_io_stream_close (self->stream, NULL, NULL);
  g_object_unref (self->in);
  g_object_unref (self->stream);
  g_free (self);
}

/* Returns: (transfer full): @text with CRLF for each LF */
char *
other_client_dup_crlf (const char *text)
{
  GString *out = g_string_sized_new (strlen (text) * 11 / 10 + 16);

  for (; *text != '\0'; text++)
    {
      if (*text == '\n')
        g_string_append_c (out, '\r');
      g_string_append_c (out, *text);
    }
  return g_string_free (out, FALSE);
}

/* Until FALSE, messages are appended without waiting for each; then all of them are there. */
void
other_client_hold (OtherClient *self, gboolean hold)
{
  self->hold = hold;
  while (!hold && self->n_held > 0)
    {
      g_autofree char *tag = g_strdup_printf ("o%u", self->tag - --self->n_held);
      g_autofree char *answer = read_answer (self, tag);

      g_assert_nonnull (strstr (answer, " OK"));
    }
}

/* @message: LF line ends; @flags: "\\Seen \\Flagged" or "". Both servers take LITERAL+. */
void
other_client_append (OtherClient *self, const char *folder, const char *flags, const char *message)
{
  g_autofree char *crlf = other_client_dup_crlf (message);
  g_autofree char *command = g_strdup_printf ("o%u APPEND \"%s\" (%s) {%zu+}\r\n%s\r\n", ++self->tag, folder,
                                              flags, strlen (crlf), crlf);

  write_all (self, command, strlen (command));
  self->n_held++;
  if (!self->hold || self->n_held >= 50)
    {
      gboolean hold = self->hold;

      other_client_hold (self, FALSE);
      self->hold = hold;
    }
}

/* Returns: (transfer full): UIDs (guint) of the messages in @folder that match. */
GArray *
other_client_search (OtherClient *self, const char *folder, const char *criteria)
{
  g_autofree char *selected = other_client_run (self, "SELECT \"%s\"", folder);
  g_autofree char *answer = other_client_run (self, "UID SEARCH %s", criteria);
  GArray *uids = g_array_new (FALSE, FALSE, sizeof (guint));
  const char *at = strstr (answer, "* SEARCH");

  for (at = at == NULL ? "" : at + strlen ("* SEARCH"); *at == ' ';)
    {
      guint uid = (guint) g_ascii_strtoull (at + 1, (char **) &at, 10);

      g_array_append_val (uids, uid);
    }
  return uids;
}

guint
other_client_count (OtherClient *self, const char *folder, const char *criteria)
{
  g_autoptr (GArray) uids = other_client_search (self, folder, criteria);

  return uids->len;
}

/* Returns: (transfer full): the flag list of the one message with this Message-ID, NULL when it is not there. */
char *
other_client_flags (OtherClient *self, const char *folder, const char *message_id)
{
  g_autofree char *criteria = g_strdup_printf ("HEADER Message-ID \"%s\"", message_id);
  g_autoptr (GArray) uids = other_client_search (self, folder, criteria);
  g_autofree char *answer = NULL;
  const char *open, *close;

  if (uids->len == 0)
    return NULL;
  answer = other_client_run (self, "UID FETCH %u (FLAGS)", g_array_index (uids, guint, 0));
  open = strstr (answer, "FLAGS (");
  g_assert_nonnull (open);
  close = strchr (open, ')');
  return g_strndup (open + 7, (gsize) (close - open - 7));
}
