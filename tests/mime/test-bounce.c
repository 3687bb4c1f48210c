/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-bounce.c: delivery reports of all the usual systems, and every row of the table of reasons
 *
 * tests/corpus/bounce/NAME.eml begins with "X-Expect: address; action; status; reason", one for each recipient, or none. */

#include <string.h>

#include "mime-bounce.h"
#include "mime-headers.h"

static char *
describe (const MimeBounceRecipient *one)
{
  return g_strdup_printf ("%s; %s; %s; %s", one->address, mime_bounce_action_get_id (one->action),
                          one->status, mime_reason_get_id (one->reason));
}

static void
check_file (const char *name, const char *data, gsize length)
{
  const char *end = g_strstr_len (data, (gssize) length, "From: ");
  g_autofree char *head = g_strndup (data, (gsize) (end - data));
  g_auto (GStrv) lines = g_strsplit (g_strchomp (head), "\n", -1);
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (MimeMessage) message = mime_message_parse (bytes, NULL);
  g_autoptr (MimeBounce) bounce = mime_bounce_parse (message);

  g_test_message ("%s", name);
  if (g_str_equal (lines[0], "X-Expect: none"))
    {
      g_assert_null (bounce);
      return;
    }
  g_assert_nonnull (bounce);
  for (guint i = 0; i < bounce->recipients->len; i++)
    {
      g_autofree char *got = describe (g_ptr_array_index (bounce->recipients, i));

      g_test_message ("  %s  (%s)", got,
                      ((MimeBounceRecipient *) g_ptr_array_index (bounce->recipients, i))->text);
      g_assert_nonnull (lines[i]);
      if (!g_str_equal (got, lines[i] + strlen ("X-Expect: ")))
        g_test_fail_printf ("%s: %s instead of %s", name, got, lines[i]);
    }
  g_assert_cmpuint (bounce->recipients->len, ==, g_strv_length (lines));
  if (g_strstr_len (data, (gssize) length, "\nMessage-ID: <orig-") != NULL)
    g_assert_true (g_str_has_prefix (bounce->message_id, "orig-"));
}

static void
test_corpus (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "corpus", "bounce", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL; n++)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *data = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &data, &length, NULL));
      check_file (name, data, length);
    }
  g_assert_cmpuint (n, >, 40);
}

/* What servers say, and what it means. Together they must reach every row of the table. */
static const struct
{
  const char *text;
  const char *reason;
} said[] = {
  { "550 5.1.1 <spam@virus.example>: Recipient address rejected: User unknown", "user-unknown" },
  { "550 No such user here", "user-unknown" },
  { "550 Requested action not taken: mailbox unavailable", "user-unknown" },
  { "511 sorry, no mailbox here by that name (#5.1.1 - chkuser)", "user-unknown" },
  { "550 5.1.1 Benutzer unbekannt", "user-unknown" },
  { "550 5.1.1 The email account that you tried to reach is disabled", "account-disabled" },
  { "550 5.2.1 Mailbox disabled, not accepting messages", "account-disabled" },
  { "554 5.7.1 account suspended", "account-disabled" },
  { "550 5.1.1 <x@y.z> User account is inactive", "account-disabled" },
  { "552 5.2.2 Quota exceeded (mailbox for user is full)", "mailbox-full" },
  { "452-4.2.2 The email account that you tried to reach is over quota", "mailbox-full" },
  { "552 Requested mail action aborted: exceeded storage allocation", "mailbox-full" },
  { "552 5.2.2 quota", "mailbox-full" },
  { "Host or domain name not found. Name service error for name=x.example type=MX", "domain-not-found" },
  { "Unrouteable address", "domain-not-found" },
  { "556 5.1.10 Recipient address has null MX", "domain-not-found" },
  { "550 5.1.2 Bad destination system address", "domain-not-found" },
  { "connect to mx.example.com[192.0.2.1]:25: Connection refused", "unreachable" },
  { "delivery temporarily suspended: lost connection with mx.example.com", "unreachable" },
  { "550 5.4.1 No answer from host", "unreachable" },
  { "451 4.3.0 Temporary server error. Please try again later", "temporary" },
  { "451 Requested action aborted: local error in processing", "temporary" },
  { "421 Service not available, closing transmission channel", "temporary" },
  { "450 4.2.0 Recipient address rejected: Greylisted for 300 seconds", "greylisted" },
  { "451 4.7.1 Greylisting in action, please come back later", "greylisted" },
  { "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail", "rate-limit" },
  { "550 5.4.5 Daily user sending limit exceeded", "rate-limit" },
  { "450 4.2.1 The user you are trying to contact is receiving mail too quickly", "rate-limit" },
  { "452 4.3.1 too many messages sent, try again later", "rate-limit" },
  { "552 5.3.4 Message size exceeds fixed limit", "too-large" },
  { "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", "too-large" },
  { "552 5.3.4 Error: message file too big", "too-large" },
  { "452 4.5.3 Too many recipients", "too-many-recipients" },
  { "550 5.7.23 SPF validation failed", "spf" },
  { "550 5.7.1 sender SPF check: fail, 192.0.2.1 is not allowed to send mail from example.org", "spf" },
  { "550 5.7.1 SPF MAIL FROM check failed: see http://www.openspf.org/Why", "spf" },
  { "550 5.7.20 No passing DKIM signature found", "dkim" },
  { "554 5.7.1 DKIM signature verification failed", "dkim" },
  { "550 5.7.1 Email rejected per DMARC policy for example.org", "dmarc" },
  { "550 5.7.509 Access denied, sending domain example.org does not pass DMARC verification", "dmarc" },
  { "550 5.7.1 Message rejected due to low reputation", "reputation" },
  { "550 5.7.25 The IP address sending this message does not have a PTR record", "reputation" },
  { "554 5.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]", "reputation" },
  { "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.spamcop.net", "block-list" },
  { "550 rbl blacklisted", "block-list" },
  { "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service "
    "provider "
    "since part of their network is on our block list (S3140).",
    "block-list" },
  { "554 5.7.1 This message has been identified as spam", "content" },
  { "554 headers rule filter", "content" },
  { "550 5.7.1 Content rejected", "content" },
  { "554 Message contains a suspicious link", "content" },
  { "550 5.7.0 AV", "malware" },
  { "554 5.7.1 Message contains a virus: Win.Test.EICAR", "malware" },
  { "550 5.7.1 Attachment type .exe is not allowed here", "attachment" },
  { "554 5.7.1 BANNED FILE (invoice.js): banned attachment", "attachment" },
  { "552 5.7.0 This message was blocked because its content presents a potential security issue",
    "attachment" },
  { "550 5.6.7 unicode character in a disallowed header", "header-characters" },
  { "553 5.6.7 SMTPUTF8 is required", "header-characters" },
  { "550 5.7.1 auth guards failed", "authentication" },
  { "535 5.7.8 Username and Password not accepted", "authentication" },
  { "553 5.7.1 <a@b.c>: Sender address rejected: not owned by user d@b.c", "authentication" },
  { "530 5.7.0 Authentication required", "authentication" },
  { "550 5.1.8 Sender address rejected: Domain not found", "domain-not-found" },
  { "550 Sender verify failed", "sender" },
  { "553 5.1.8 sender rejected", "sender" },
  { "554 5.7.1 <x@y.z>: Relay access denied", "relay" },
  { "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "relay" },
  { "530 5.7.0 Must issue a STARTTLS command first", "tls" },
  { "550 5.7.10 Encryption needed", "tls" },
  { "554 5.4.6 Too many hops", "loop" },
  { "mail for example.com loops back to myself", "loop" },
  { "550 5.7.133 only members of this group can post", "recipient-refuses" },
  { "550 5.7.1 RESOLVER.RST.NotAuthorized; you have not been authorized by this group: restricted to members",
    "recipient-refuses" },
  { "501 5.5.4 Syntax error in parameters or arguments", "syntax" },
  { "550 5.6.0 Malformed message: missing header Date", "syntax" },
  { "550 5.7.1 Access denied", "policy" },
  { "554 5.7.0 Administrative prohibition: administratively denied", "policy" },
  { "550 whatever", "user-unknown" },
  { "whatever", "unknown" },
  { "", "unknown" },
  { "5.2.2", "mailbox-full" },
  { "4.9.9 x", "temporary" },
  { "host mx.spam-virus.example[192.0.2.1] said: 550 5.1.1 no such user", "user-unknown" },
};

static void
test_rows (void)
{
  g_autofree gboolean *hit = g_new0 (gboolean, mime_reason_n_rows ());

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      guint code;
      g_autofree char *status = mime_reason_dup_status (said[i].text, &code);
      int row = mime_reason_find_row (status, said[i].text);

      g_test_message ("%s -> %u %s", said[i].text, code, status);
      g_assert_cmpstr (mime_reason_get_id (mime_reason_find (code, status, said[i].text)), ==,
                       said[i].reason);
      if (row >= 0)
        hit[row] = TRUE;
    }
  for (guint i = 0; i < mime_reason_n_rows (); i++)
    {
      if (!hit[i])
        g_test_fail_printf ("no text reaches row %u", i);
    }
}

static void
test_reasons_are_complete (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int reason = 0; reason < MIME_N_REASONS; reason++)
    {
      g_assert_nonnull (mime_reason_get_id (reason));
      g_assert_true (g_hash_table_add (seen, (gpointer) mime_reason_get_id (reason)));
    }
}

static void
test_hostile (void)
{
  static const char *const pieces[] = { "<a@b.cd>:\n", "550 5.1.1 ", "Final-Recipient: rfc822; a@b.cd\n\n",
                                        "\n",          "Action: \n", "\\x{110000}",
                                        "\\x{",        ";",          "#5.1.1",
                                        "said: ",      "(reason: ",  "a@b.cd\n" };

  for (guint round = 0; round < 400; round++)
    {
      g_autoptr (GString) source = g_string_new ("From: MAILER-DAEMON@x\nSubject: Undelivered\n");
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (MimeMessage) message = NULL;

      g_string_append (source, round % 2 ? "Content-Type: message/delivery-status\n\n" : "\n");
      for (gint n = g_test_rand_int_range (1, 400); n > 0; n--)
        g_string_append (source, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      bytes = g_bytes_new (source->str, source->len);
      message = mime_message_parse (bytes, NULL);
      g_autoptr (MimeBounce) bounce = mime_bounce_parse (message);
      for (guint i = 0; bounce != NULL && i < bounce->recipients->len; i++)
        {
          g_autofree char *text = describe (g_ptr_array_index (bounce->recipients, i));
          g_assert_true (g_utf8_validate (text, -1, NULL));
        }
    }
  g_autofree char *flood = g_strnfill (5000000, '5');
  g_assert_cmpint (mime_reason_find (0, NULL, flood), ==, MIME_REASON_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/bounce/corpus", test_corpus);
  g_test_add_func ("/mime/bounce/rows", test_rows);
  g_test_add_func ("/mime/bounce/reasons-are-complete", test_reasons_are_complete);
  g_test_add_func ("/mime/bounce/hostile", test_hostile);
  return g_test_run ();
}
