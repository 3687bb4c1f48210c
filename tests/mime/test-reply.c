/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-reply.c: who gets an answer, what it quotes, what it refers to (hostile-servers O-03, hostile-content C-084) */

#include <string.h>

#include "mime-reply.h"

static const char *const own[] = { "me@example.org", NULL };

static MimeDraft *
reply (const char *source, MimeReplyKind kind)
{
  g_autoptr (GBytes) bytes = g_bytes_new (source, strlen (source));
  g_autoptr (MimeMessage) message = mime_message_parse (bytes, NULL);
  g_autoptr (MimeAddress) from = mime_address_new ("Me", "me@example.org");

  g_assert_nonnull (message);
  return mime_reply_new (message, kind, from, own, "Ana wrote:");
}

static void
assert_addresses (GPtrArray *addresses, const char *expected)
{
  g_autofree char *text = mime_addresses_to_text (addresses, 0);
  g_assert_cmpstr (text, ==, expected);
}

#define ORIGINAL                                                                                             \
  "From: Ana <ana@x.org>\nTo: me@example.org, bob@x.org\nCc: ME@example.org, cat@x.org, "                    \
  "ana@x.org\nSubject: Re: RE: plan\n"                                                                       \
  "Message-ID: <2@x>\nReferences: <0@x> <1@x>\n\nLine\n> old\n-- \nAna\n"

static void
test_sender (void)
{
  g_autoptr (MimeDraft) draft = reply (ORIGINAL, MIME_REPLY_SENDER);
  g_autofree char *references = g_strjoinv (" ", draft->references);

  assert_addresses (draft->to, "Ana <ana@x.org>");
  g_assert_cmpuint (draft->cc->len, ==, 0);
  g_assert_cmpstr (draft->subject, ==, "Re: plan");
  g_assert_cmpstr (draft->in_reply_to, ==, "2@x");
  g_assert_cmpstr (references, ==, "0@x 1@x 2@x");
  g_assert_nonnull (strstr (draft->text, "Ana wrote:\n> Line\n>> old\n"));
  g_assert_null (strstr (draft->text, "> --"));
}

static void
test_all (void)
{
  g_autoptr (MimeDraft) draft = reply (ORIGINAL, MIME_REPLY_ALL);

  assert_addresses (draft->to, "Ana <ana@x.org>, bob@x.org");
  assert_addresses (draft->cc, "cat@x.org");
}

static void
test_reply_to (void)
{
  g_autoptr (MimeDraft) draft = reply ("From: a@x.org\nReply-To: list@x.org\n\nx\n", MIME_REPLY_SENDER);

  assert_addresses (draft->to, "list@x.org");
}

static void
test_own_message (void)
{
  g_autoptr (MimeDraft) draft = reply ("From: me@example.org\nTo: bob@x.org\n\nx\n", MIME_REPLY_SENDER);

  assert_addresses (draft->to, "bob@x.org");
}

static void
test_forward (void)
{
  g_autoptr (MimeDraft) draft = reply (
      "From: a@x.org\nSubject: plan\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n"
      "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--b--\n",
      MIME_REPLY_FORWARD);

  g_assert_cmpuint (draft->to->len, ==, 0);
  g_assert_cmpstr (draft->subject, ==, "Fwd: plan");
  g_assert_cmpuint (draft->attachments->len, ==, 1);
  g_assert_nonnull (strstr (draft->text, "text"));
}

static void
test_hostile_original (void)
{
  g_autoptr (MimeDraft) draft = reply (
      "From: =?utf-8?q?x=0D=0ABcc:_e@evil.com?= <a@x.org>\nSubject: =?utf-8?q?a=0D=0ABcc:_e@evil.com?=\n"
      "Message-ID: <a\r\n Bcc: e@evil.com>\nReferences: <=?utf-8?q?=0D=0A?=> <x@y>\n"
      "Content-Type: text/html\n\n<p>seen<p style='display:none'>hidden<img src=http://e.test/>\n",
      MIME_REPLY_ALL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mime_build (draft, FALSE, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_null (strstr (text, "\r\nBcc:"));
  g_assert_nonnull (strstr (draft->text, "> seen"));
  g_assert_null (strstr (draft->text, "hidden"));
  g_assert_null (strstr (draft->text, "e.test"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/reply/sender", test_sender);
  g_test_add_func ("/mime/reply/all", test_all);
  g_test_add_func ("/mime/reply/reply-to", test_reply_to);
  g_test_add_func ("/mime/reply/own-message", test_own_message);
  g_test_add_func ("/mime/reply/forward", test_forward);
  g_test_add_func ("/mime/reply/hostile-original", test_hostile_original);
  return g_test_run ();
}
