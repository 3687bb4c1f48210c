/* SPDX-License-Identifier: GPL-3.0-or-later */
/* send-cases.c PORT: sends what standard input says to 127.0.0.1:PORT, and tells what became of it; for check-output.py
 *
 * A case is one line of words name=BASE64 (from, to, cc, bcc, subject, text, html, file, data, reply, reference, source;
 * some more than once), the first word being how:
 *   raw    `source` is the message, `from` and `to` the envelope: straight into the session
 *   draft  built from its parts as the composer does
 *   file   `source` is a message file, made ready as alpenpost-cli does
 * The answer is one line: SENT, REFUSED, NOT_SENT, UNKNOWN, or INVALID when it never came to the session. */

#include <stdio.h>
#include <string.h>

#include "alp-prepare.h"
#include "mime-build.h"
#include "smtp-session.h"

static SmtpSession *session;
static guint16 port;

static SmtpSession *
get_session (void)
{
  g_autoptr (NetEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;

  if (session != NULL)
    return session;
  endpoint = net_endpoint_new ("127.0.0.1", port, NET_SECURITY_NONE, NULL, NULL);
  session = smtp_session_open (endpoint, NULL, NULL, &error);
  if (session == NULL)
    g_error ("%s", error->message);
  return session;
}

/* What a word holds; NUL bytes stay. */
static GBytes *
decode (const char *word)
{
  gsize length;
  guchar *bytes = g_base64_decode (strchr (word, '=') + 1, &length);

  return g_bytes_new_take (bytes, length);
}

static char *
decode_text (const char *word)
{
  g_autoptr (GBytes) bytes = decode (word);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gboolean
is (const char *word, const char *name)
{
  gsize length = strlen (name);

  return strncmp (word, name, length) == 0 && word[length] == '=';
}

static const char *
send_message (const char *from, const char *const *to, GBytes *message)
{
  static const char *const names[] = { "", "SENT", "REFUSED", "NOT_SENT", "UNKNOWN" };
  g_autoptr (GError) error = NULL;
  SmtpOutcome outcome
      = smtp_session_send (get_session (), from, to, message, SMTP_SEND_DEFAULT, NULL, NULL, NULL, &error);

  if (error != NULL)
    g_printerr ("%s\n", error->message);
  return names[outcome];
}

static const char *
run_raw (char **words)
{
  g_autofree char *from = NULL;
  g_autoptr (GPtrArray) to = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) source = NULL;

  for (guint i = 1; words[i] != NULL; i++)
    if (is (words[i], "from"))
      from = decode_text (words[i]);
    else if (is (words[i], "to"))
      g_ptr_array_add (to, decode_text (words[i]));
    else if (is (words[i], "source"))
      source = decode (words[i]);
  g_ptr_array_add (to, NULL);
  return send_message (from, (const char *const *) to->pdata, source);
}

/* An address as it was typed: "name <address>" or the address alone. */
static void
add_typed (GPtrArray *list, const char *word)
{
  g_autofree char *text = decode_text (word);
  g_autoptr (GPtrArray) parsed = mime_addresses_parse (text);

  for (guint i = 0; i < parsed->len; i++)
    g_ptr_array_add (list, mime_address_copy (g_ptr_array_index (parsed, i)));
}

static void
take_word (MimeDraft *draft, const char *word, GStrvBuilder *references, char **file)
{
  if (is (word, "from"))
    {
      g_autofree char *text = decode_text (word);

      draft->from = mime_address_new ("M\xc3\xa9 \"x\"", text);
    }
  else if (is (word, "to"))
    add_typed (draft->to, word);
  else if (is (word, "cc"))
    add_typed (draft->cc, word);
  else if (is (word, "bcc"))
    add_typed (draft->bcc, word);
  else if (is (word, "subject"))
    draft->subject = decode_text (word);
  else if (is (word, "text"))
    draft->text = decode_text (word);
  else if (is (word, "html"))
    draft->html = decode_text (word);
  else if (is (word, "reply"))
    draft->in_reply_to = decode_text (word);
  else if (is (word, "reference"))
    g_strv_builder_take (references, decode_text (word));
  else if (is (word, "file"))
    *file = decode_text (word);
  else if (is (word, "data"))
    {
      g_autoptr (GBytes) bytes = decode (word);

      g_ptr_array_add (draft->attachments, mime_attachment_new (*file, NULL, bytes, NULL));
    }
}

static const char *
run_draft (char **words)
{
  g_autoptr (MimeDraft) draft = mime_draft_new ();
  g_autoptr (GStrvBuilder) references = g_strv_builder_new ();
  g_autofree char *file = NULL;
  g_auto (GStrv) recipients = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 1; words[i] != NULL; i++)
    take_word (draft, words[i], references, &file);
  draft->references = g_strv_builder_end (references);
  draft->message_id = mime_build_message_id (draft->from->email);
  recipients = mime_draft_dup_recipients (draft);
  message = mime_build (draft, FALSE, &error);
  if (message == NULL)
    {
      g_printerr ("%s\n", error->message);
      return "INVALID";
    }
  return send_message (draft->from->email, (const char *const *) recipients, message);
}

static const char *
run_file (char **words)
{
  g_autofree char *from = NULL;
  g_autoptr (GBytes) source = NULL;
  g_autoptr (AlpPrepared) prepared = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 1; words[i] != NULL; i++)
    if (is (words[i], "from"))
      from = decode_text (words[i]);
    else if (is (words[i], "source"))
      source = decode (words[i]);
  prepared = alp_prepare_message (source, from, &error);
  if (prepared == NULL)
    {
      g_printerr ("%s\n", error->message);
      return "INVALID";
    }
  return send_message (from, (const char *const *) prepared->recipients, prepared->message);
}

int
main (int argc, char **argv)
{
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  char *line = NULL;

  g_assert_cmpint (argc, ==, 2);
  port = (guint16) g_ascii_strtoull (argv[1], NULL, 10);
  g_io_channel_set_encoding (input, NULL, NULL);
  while (g_io_channel_read_line (input, &line, NULL, NULL, NULL) == G_IO_STATUS_NORMAL)
    {
      g_auto (GStrv) words = g_strsplit (g_strstrip (line), " ", -1);
      const char *answer;

      g_free (line);
      if (g_str_equal (words[0], "end"))
        {
          /* The next case gets a new session, with other extensions. */
          if (session != NULL)
            smtp_session_quit (session);
          g_clear_pointer (&session, smtp_session_free);
          continue;
        }
      answer = g_str_equal (words[0], "raw")     ? run_raw (words)
               : g_str_equal (words[0], "draft") ? run_draft (words)
                                                 : run_file (words);
      printf ("%s\n", answer);
      fflush (stdout);
    }
  g_clear_pointer (&session, smtp_session_free);
  return 0;
}
