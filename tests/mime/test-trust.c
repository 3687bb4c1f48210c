/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-trust.c: what the receiving server proved, leaving lists, badges, receipts, reactions */

#include <string.h>

#include "mime-auth.h"
#include "mime-list.h"
#include "mime-receipt.h"

static const char *const trusted[] = { "mx.home.test", NULL };

static MimeMessage *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  MimeMessage *message = mime_message_parse (bytes, NULL);

  g_assert_nonnull (message);
  return message;
}

static MimeAuth *
read_auth (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (MimeHeaders) headers = mime_headers_parse (bytes);

  return mime_auth_read (bytes, headers, trusted);
}

static void
test_auth (void)
{
  static const struct
  {
    const char *fields;
    MimeAuthVerdict verdict;
  } rows[] = {
    { "Authentication-Results: mx.home.test; dkim=pass header.d=bank.test; spf=pass "
      "smtp.mailfrom=a@bank.test; "
      "dmarc=pass header.from=bank.test\nFrom: a@bank.test\n",
      MIME_AUTH_VERIFIED },
    { "Authentication-Results: mx.home.test;\n dkim=pass (2048-bit key) header.d=mail.bank.test\nFrom: "
      "a@bank.test\n",
      MIME_AUTH_VERIFIED },
    { "Authentication-Results: MX.Home.Test 1; spf = pass smtp.mailfrom = bank.test\nFrom: "
      "a@news.bank.test\n",
      MIME_AUTH_VERIFIED },
    /* a pass for somebody else's domain */
    { "Authentication-Results: mx.home.test; dkim=pass header.d=evil.test; spf=pass "
      "smtp.mailfrom=evil.test\nFrom: a@bank.test\n",
      MIME_AUTH_UNVERIFIED },
    { "Authentication-Results: mx.home.test; dkim=fail header.d=bank.test; dmarc=fail "
      "header.from=bank.test\nFrom: a@bank.test\n",
      MIME_AUTH_FORGED },
    { "Authentication-Results: mx.home.test; none\nFrom: a@bank.test\n", MIME_AUTH_UNVERIFIED },
    /* somebody else's header, or none */
    { "Authentication-Results: mx.evil.test; dkim=pass header.d=bank.test\nFrom: a@bank.test\n",
      MIME_AUTH_UNKNOWN },
    { "From: a@bank.test\n", MIME_AUTH_UNKNOWN },
    { "Authentication-Results: mx.home.test.evil.test; dkim=pass header.d=bank.test\nFrom: a@bank.test\n",
      MIME_AUTH_UNKNOWN },
    /* the topmost of ours counts */
    { "Authentication-Results: mx.home.test; dkim=none\nAuthentication-Results: mx.home.test; dkim=pass "
      "header.d=bank.test\n"
      "From: a@bank.test\n",
      MIME_AUTH_UNVERIFIED },
    /* below the hop where it came in: written by the sender */
    { "Received: from out.evil.test (1.2.3.4) by mx.home.test; Tue\nReceived: from x by out.evil.test; Tue\n"
      "Authentication-Results: mx.home.test; dkim=pass header.d=bank.test\nFrom: a@bank.test\n",
      MIME_AUTH_UNKNOWN },
    { "Received: from imap.home.test by store.home.test; Tue\nReceived: from out.bank.test (1.2.3.4) by "
      "mx.home.test; Tue\n"
      "Authentication-Results: mx.home.test; dkim=pass header.d=bank.test\nReceived: from x by "
      "out.bank.test; Tue\nFrom: a@bank.test\n",
      MIME_AUTH_VERIFIED },
    { "From: a@bank.test\nAuthentication-Results: mx.home.test; dkim=pass header.d=bank.test\n",
      MIME_AUTH_UNKNOWN },
    /* results inside of comments and quotes */
    { "Authentication-Results: mx.home.test; dkim=fail (; dkim=pass header.d=bank.test) "
      "header.d=bank.test\nFrom: a@bank.test\n",
      MIME_AUTH_UNVERIFIED },
    { "Authentication-Results: mx.home.test; spf=fail smtp.mailfrom=\"x; dkim=pass "
      "header.d=bank.test\"@bank.test\nFrom: a@bank.test\n",
      MIME_AUTH_UNVERIFIED },
    { "Authentication-Results: (mx.home.test;) mx.evil.test; dkim=pass header.d=bank.test\nFrom: "
      "a@bank.test\n",
      MIME_AUTH_UNKNOWN },
    { "Authentication-Results: mx.home.test; dmarc=pass header.from=evil.test\nFrom: a@bank.test\n",
      MIME_AUTH_UNVERIFIED },
    /* who is the sender? */
    { "Authentication-Results: mx.home.test; dkim=pass header.d=bank.test\nFrom: a@bank.test\nFrom: "
      "b@evil.test\n",
      MIME_AUTH_UNVERIFIED },
    { "Authentication-Results: mx.home.test; dkim=pass header.d=bank.test\nFrom: a@bank.test, b@evil.test\n",
      MIME_AUTH_UNVERIFIED },
    { "Authentication-Results: mx.home.test; dkim=pass header.d=co.uk\nFrom: a@bank.co.uk\n",
      MIME_AUTH_UNVERIFIED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat (rows[i].fields, "\nbody\n", NULL);
      g_autoptr (MimeAuth) auth = read_auth (text);

      if (auth->verdict != rows[i].verdict)
        g_test_fail_printf ("%s: %d instead of %d", rows[i].fields, auth->verdict, rows[i].verdict);
    }
}

static void
test_auth_hostile (void)
{
  static const char *const pieces[]
      = { "mx.home.test",       ";",    "dkim", "=", "pass", "(", ")", "\"", "\\", " ",
          "header.d=bank.test", "spf=", "/",    "\t" };

  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (GString) text = g_string_new ("Authentication-Results: mx.home.test;");

      for (gint n = g_test_rand_int_range (0, 60); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      g_string_append (text, "\nFrom: a@other.test\n\n");
      g_autoptr (MimeAuth) auth = read_auth (text->str);
      g_assert_cmpint (auth->verdict, !=, MIME_AUTH_VERIFIED);
    }
}

#define SIGNED                                                                                               \
  "Authentication-Results: mx.home.test; dkim=pass header.d=list.test\nDKIM-Signature: v=1; d=list.test; "   \
  "h=From:Subject:List-Unsubscribe:List-Unsubscribe-Post; b=x\nFrom: a@list.test\n"

static void
test_unsubscribe (void)
{
  static const struct
  {
    const char *fields;
    const char *one_click, *web, *mail;
  } rows[] = {
    { SIGNED
      "List-Unsubscribe: <mailto:u@list.test?subject=out&body=now&bcc=x@y.zz>, <https://list.test/u?1>\n"
      "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n",
      "https://list.test/u?1", "https://list.test/u?1", "u@list.test" },
    { "From: a@list.test\nList-Unsubscribe: <https://list.test/u>\nList-Unsubscribe-Post: "
      "List-Unsubscribe=One-Click\n",
      NULL, "https://list.test/u", NULL },
    { "Authentication-Results: mx.home.test; dkim=pass header.d=list.test\nDKIM-Signature: v=1; d=list.test; "
      "h=From\n"
      "From: a@list.test\nList-Unsubscribe: <https://list.test/u>\nList-Unsubscribe-Post: "
      "List-Unsubscribe=One-Click\n",
      NULL, "https://list.test/u", NULL },
    { SIGNED "List-Unsubscribe: <http://list.test/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n",
      NULL, "http://list.test/u", NULL },
    { SIGNED "List-Unsubscribe: <https://list.test/u>\n", NULL, "https://list.test/u", NULL },
    { SIGNED "List-Unsubscribe: <javascript:alert(1)>, <file:///etc/passwd>, <mailto:nobody>, "
             "<mailto:a@b.cd%0d%0aBcc:x@y.zz>\n",
      NULL, NULL, NULL },
    { "From: a@b.cd\n", NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat (rows[i].fields, "\n", NULL);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
      g_autoptr (MimeHeaders) headers = mime_headers_parse (bytes);
      g_autoptr (MimeAuth) auth = mime_auth_read (bytes, headers, trusted);
      g_autoptr (MimeUnsubscribe) way = mime_unsubscribe_read (bytes, headers, auth);

      g_test_message ("%s", rows[i].fields);
      g_assert_cmpstr (way != NULL ? way->one_click_uri : NULL, ==, rows[i].one_click);
      g_assert_cmpstr (way != NULL ? way->web_uri : NULL, ==, rows[i].web);
      g_assert_cmpstr (way != NULL ? way->mail_to : NULL, ==, rows[i].mail);
      if (i == 0)
        {
          g_assert_cmpstr (way->mail_subject, ==, "out");
          g_assert_cmpstr (way->mail_body, ==, "now");
        }
    }
}

static void
test_badge (void)
{
  static const char *const own[] = { "me@firm.test", "me@gmail.com", NULL };
  static const char *const more[] = { "partner.test", NULL };

  static const struct
  {
    const char *from;
    gboolean contact;
    MimeSenderKind kind;
  } rows[] = {
    { "me@firm.test", FALSE, MIME_SENDER_INTERNAL },
    { "boss@sub.firm.test", FALSE, MIME_SENDER_INTERNAL },
    { "x@partner.test", FALSE, MIME_SENDER_INTERNAL },
    { "x@else.test", FALSE, MIME_SENDER_EXTERNAL },
    { "x@else.test", TRUE, MIME_SENDER_INTERNAL },
    { "x@gmail.com", FALSE, MIME_SENDER_UNKNOWN },
    { "x@ik.me", FALSE, MIME_SENDER_UNKNOWN },
    { "me@gmail.com", FALSE, MIME_SENDER_INTERNAL },
    { "x@firm.test.evil.test", FALSE, MIME_SENDER_EXTERNAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("From: %s\n\n", rows[i].from);
      g_autoptr (MimeMessage) message = parse (text);

      g_test_message ("%s", rows[i].from);
      g_assert_cmpint (mime_sender_classify (message->headers, own, more, rows[i].contact), ==, rows[i].kind);
    }
}

static void
test_receipt_requests (void)
{
  static const struct
  {
    const char *fields;
    int must_ask; /* -1: no wish */
  } rows[] = {
    { "Return-Path: <a@b.cd>\nDisposition-Notification-To: A <a@b.cd>\n", FALSE },
    { "Return-Path: <other@b.cd>\nDisposition-Notification-To: a@b.cd\n", TRUE },
    { "Disposition-Notification-To: a@b.cd\n", TRUE },
    { "Return-Path: <a@b.cd>\nDisposition-Notification-To: x@evil.test\n", TRUE },
    { "Return-Path: <a@b.cd>\nDisposition-Notification-To: a@b.cd, x@evil.test\n", TRUE },
    { "Return-Path: <a@b.cd>\nDisposition-Notification-To: a@b.cd\nList-Id: <x.y>\n", TRUE },
    { "Return-Path: <a@b.cd>\nDisposition-Notification-To: a@b.cd\nAuto-Submitted: auto-generated\n", TRUE },
    { "Disposition-Notification-To: nobody\n", -1 },
    { "Return-Path: <a@b.cd>\nDisposition-Notification-To: a@b.cd\nContent-Type: multipart/report; "
      "boundary=x\n",
      -1 },
    { "Subject: x\n", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("From: a@b.cd\nMessage-ID: <1@b.cd>\n%s\nx\n", rows[i].fields);
      g_autoptr (MimeMessage) message = parse (text);
      g_autoptr (MimeReceiptRequest) request = mime_receipt_request_read (message);

      g_test_message ("%s", rows[i].fields);
      g_assert_cmpint (request != NULL ? request->must_ask : -1, ==, rows[i].must_ask);
    }
}

static void
test_receipt_round (void)
{
  g_autoptr (MimeMessage) original
      = parse ("From: a@b.cd\nReturn-Path: <a@b.cd>\nDisposition-Notification-To: a@b.cd\nMessage-ID: "
               "<1@b.cd>\nSubject: secret plan\n\nsecret text\n");
  g_autoptr (MimeAddress) me = mime_address_new ("Me", "me@example.org");
  g_autoptr (GBytes) bytes
      = mime_receipt_build (original, me, "Read: your message", "It was read.", FALSE, NULL);
  g_autoptr (MimeMessage) back = mime_message_parse (bytes, NULL);
  g_autoptr (MimeReceipt) receipt = mime_receipt_read (back);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_nonnull (receipt);
  g_assert_cmpstr (receipt->message_id, ==, "1@b.cd");
  g_assert_cmpstr (receipt->recipient, ==, "me@example.org");
  g_assert_cmpstr (receipt->kind, ==, "displayed");
  g_assert_false (receipt->automatic);
  g_assert_null (strstr (text, "secret text"));
  g_assert_nonnull (strstr (text, "report-type=disposition-notification"));
  g_assert_cmpuint (back->defects->len, ==, 0);
  /* No receipt for a receipt, and none for what is not one. */
  g_autoptr (GBytes) again = mime_receipt_build (back, me, "x", "y", FALSE, NULL);
  g_assert_null (again);
  g_assert_null (mime_receipt_read (original));
}

static void
test_reactions (void)
{
  static const struct
  {
    const char *text;
    gboolean good;
  } rows[] = {
    { "\xF0\x9F\x91\x8D", TRUE },
    { "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", TRUE },
    { "\xE2\x9D\xA4\xEF\xB8\x8F", TRUE },
    { "\xF0\x9F\x87\xA8\xF0\x9F\x87\xAD", TRUE },
    { "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB \xF0\x9F\x8E\x89", TRUE },
    { "1\xEF\xB8\x8F\xE2\x83\xA3", TRUE },
    { "", FALSE },
    { "ok", FALSE },
    { "1", FALSE },
    { "\xF0\x9F\x91\x8D<b>", FALSE },
    { "\xFF", FALSE },
  };

  g_autoptr (MimeMessage) original
      = parse ("From: a@b.cd\nTo: me@example.org, c@b.cd\nMessage-ID: <1@b.cd>\nSubject: x\n\nx\n");
  g_autoptr (MimeAddress) me = mime_address_new ("Me", "me@example.org");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = mime_reaction_build (original, me, rows[i].text, NULL);
      g_autoptr (MimeMessage) back = bytes != NULL ? mime_message_parse (bytes, NULL) : NULL;
      g_autofree char *read = back != NULL ? mime_reaction_read (back) : NULL;

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (mime_reaction_is_emoji (rows[i].text), ==, rows[i].good);
      g_assert_cmpstr (read, ==, rows[i].good ? rows[i].text : NULL);
      if (back != NULL)
        g_assert_cmpstr (back->headers->in_reply_to, ==, "1@b.cd");
    }
  g_autofree char *none = mime_reaction_read (original);
  g_assert_null (none);
}

/* Whose word counts: only what nobody but the person's own server can have written. */
static void
test_own_authority (void)
{
  static const struct
  {
    const char *header;
    gboolean strips;
    const char *authority;
  } rows[] = {
    { "Authentication-Results: mx.mail.test; spf=pass\nReceived: from evil.test (evil.test [192.0.2.1]) by "
      "mx.mail.test\nFrom: a@b.test\n",
      FALSE, "mx.mail.test" },
    /* Written by the sender: it stands below the step from outside. */
    { "Received: from evil.test (evil.test [192.0.2.1]) by mx.mail.test\nAuthentication-Results: "
      "mx.mail.test; "
      "spf=pass\nFrom: a@b.test\n",
      FALSE, "" },
    /* The sender calls itself by our name, or by an address of this computer. */
    { "Received: from mx.mail.test (evil.test [192.0.2.1]) by mx.mail.test\nAuthentication-Results: "
      "mx.mail.test; "
      "spf=pass\nFrom: a@b.test\n",
      FALSE, "" },
    { "Received: from [127.0.0.1] (evil.test [192.0.2.1]) by mx.mail.test\nAuthentication-Results: "
      "mx.mail.test; "
      "spf=pass\nFrom: a@b.test\n",
      FALSE, "" },
    /* Steps inside of the own server may stand above it. */
    { "Received: from localhost (localhost [127.0.0.1]) by mx.mail.test\nReceived: from x by mx.mail.test "
      "with "
      "LMTP\nAuthentication-Results: mx.mail.test; spf=pass\nFrom: a@b.test\n",
      FALSE, "mx.mail.test" },
    /* A provider that takes out what others wrote in its name is believed below it too; another name never. */
    { "Received: from evil.test (evil.test [192.0.2.1]) by mx.mail.test\nAuthentication-Results: "
      "mx.mail.test; "
      "spf=pass\nFrom: a@b.test\n",
      TRUE, "mx.mail.test" },
    { "Authentication-Results: mx.other.test; spf=pass\nFrom: a@b.test\n", TRUE, "" },
    { "From: a@b.test\nAuthentication-Results: mx.mail.test; spf=pass\n", TRUE, "" },
  };

  const char *const domains[] = { "mail.test", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) block = g_bytes_new_static (rows[i].header, strlen (rows[i].header));
      g_autofree char *authority = mime_auth_dup_own_authority (block, domains, rows[i].strips);

      g_test_message ("%u", i);
      g_assert_cmpstr (authority, ==, rows[i].authority);
    }
}

/* Microsoft's servers write no name before the results. */
static void
test_nameless (void)
{
  static const char header[]
      = "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=b.test; dkim=pass "
        "header.d=b.test;dmarc=pass action=none header.from=b.test\nFrom: a@b.test\n";
  const char *const outlook[] = { "outlook.com", NULL }, *const others[] = { "mail.test", NULL };
  g_autoptr (GBytes) block = g_bytes_new_static (header, sizeof header - 1);
  g_autoptr (MimeHeaders) headers = mime_headers_parse (block);
  g_autofree char *none = mime_auth_dup_own_authority (block, others, TRUE);
  g_autofree char *own = mime_auth_dup_own_authority (block, outlook, TRUE);
  const char *const believed[] = { own, NULL };
  g_autoptr (MimeAuth) auth = mime_auth_read (block, headers, believed);

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpint (auth->verdict, ==, MIME_AUTH_VERIFIED);
  g_assert_cmpint (auth->spf, ==, MIME_AUTH_PASS);
  g_assert_true (auth->dkim_aligned);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/trust/auth", test_auth);
  g_test_add_func ("/mime/trust/auth-hostile", test_auth_hostile);
  g_test_add_func ("/mime/trust/unsubscribe", test_unsubscribe);
  g_test_add_func ("/mime/trust/badge", test_badge);
  g_test_add_func ("/mime/trust/receipt-requests", test_receipt_requests);
  g_test_add_func ("/mime/trust/receipt-round", test_receipt_round);
  g_test_add_func ("/mime/trust/reactions", test_reactions);
  g_test_add_func ("/mime/trust/own-authority", test_own_authority);
  g_test_add_func ("/mime/trust/nameless", test_nameless);
  return g_test_run ();
}
