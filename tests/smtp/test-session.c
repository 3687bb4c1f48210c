/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-session.c: the submission client against scripted servers (hostile-servers rows S-*, S-N*, B-05, B-06, O-05) */

#include <string.h>

#include "peer.h"
#include "smtp-session.h"

static const char message_text[]
    = "From: a@b.example\r\nTo: c@d.example\r\nSubject: hi\r\n\r\nbody\r\n.dot\r\n";

static SmtpSession *
open_with (Peer *peer, NetSecurity security, gboolean login, GError **error)
{
  g_autoptr (NetEndpoint) endpoint
      = net_endpoint_new ("127.0.0.1", peer_get_port (peer), security, peer_get_ca_file (peer), NULL);
  g_autoptr (NetCredentials) credentials
      = login ? net_credentials_new ("user", "canary-pass", NULL, FALSE) : NULL;

  return smtp_session_open (endpoint, credentials, NULL, error);
}

static void
check_no_secret_in_clear (Peer *peer)
{
  g_autoptr (GBytes) clear = peer_get_received_clear (peer);
  g_autoptr (GString) text = g_string_new_len (g_bytes_get_data (clear, NULL), g_bytes_get_size (clear));
  static const char *const never[] = { "AUTH", "MAIL", "RCPT", "DATA", "BDAT", "canary", "AHVzZXIA" };

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    if (strstr (text->str, never[i]) != NULL)
      g_error ("“%s” went out in clear: %s", never[i], text->str);
}

/* --- opening --- */

#define EHLO PEER_EXPECT ("^EHLO \\[127\\.0\\.0\\.1\\]$")
#define GREET PEER_SEND ("220 mail.test ESMTP\r\n")

typedef struct
{
  const char *row;
  const PeerStep *script;
  gboolean smtp_domain;
  int code;
} OpenFailure;

#define EHLO_REFUSED(name, code)                                                                             \
  static const PeerStep name[] = { GREET, EHLO, PEER_SEND (code " no\r\n"), PEER_EXPECT_CLOSE (), PEER_END }
#define STARTTLS_REFUSED(name, code)                                                                         \
  static const PeerStep name[] = { GREET,                                                                    \
                                   EHLO,                                                                     \
                                   PEER_SEND ("250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n"),          \
                                   PEER_EXPECT ("^STARTTLS$"),                                               \
                                   PEER_SEND (code " no\r\n"),                                               \
                                   PEER_EXPECT_CLOSE (),                                                     \
                                   PEER_END }
#define GREETING(name, line)                                                                                 \
  static const PeerStep name[] = { PEER_SEND (line), PEER_EXPECT_CLOSE (), PEER_END }

EHLO_REFUSED (n1_500, "500");
EHLO_REFUSED (n1_502, "502");
EHLO_REFUSED (n1_504, "504");
EHLO_REFUSED (n1_530, "530");
EHLO_REFUSED (n1_550, "550");
EHLO_REFUSED (n1_421, "421");
EHLO_REFUSED (n1_221, "221");
EHLO_REFUSED (n1_354, "354");
EHLO_REFUSED (n1_220, "220");
STARTTLS_REFUSED (n3_502, "502");
STARTTLS_REFUSED (n3_454, "454");
STARTTLS_REFUSED (n3_354, "354");
STARTTLS_REFUSED (n3_501, "501");
STARTTLS_REFUSED (n3_530, "530");
STARTTLS_REFUSED (n3_421, "421");
GREETING (n4_554, "554 go away\r\n");
GREETING (n4_421, "421 later\r\n");
GREETING (n4_354, "354 what\r\n");
GREETING (n4_500, "500 what\r\n");
GREETING (imap, "* OK IMAP4rev1 ready\r\n");
GREETING (s02_999, "999 x\r\n");
GREETING (s02_25, "25\r\n");
GREETING (s02_2500, "2500 x\r\n");
GREETING (s02_abc, "abc hello\r\n");
GREETING (s02_mixed, "220-a\r\n250 b\r\n");
static const PeerStep n2[]
    = { GREET, EHLO, PEER_SEND ("250-x\r\n250 AUTH PLAIN LOGIN\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep b05[] = { GREET,
                                EHLO,
                                PEER_SEND ("250-x\r\n250 STARTTLS\r\n"),
                                PEER_EXPECT ("^STARTTLS$"),
                                PEER_SEND ("220 go\r\n250-x\r\n250 AUTH LOGIN\r\n"),
                                PEER_DRAIN (),
                                PEER_END };
static const PeerStep b06[] = { GREET,
                                EHLO,
                                PEER_SEND ("250-x\r\n250 STARTTLS\r\n"),
                                PEER_EXPECT ("^STARTTLS$"),
                                PEER_SEND ("220 go\r\n220 x ESMTP\r\n"),
                                PEER_DRAIN (),
                                PEER_END };
static const PeerStep lost[] = { GREET, EHLO, PEER_CLOSE (), PEER_END };

static const OpenFailure open_failures[] = {
  { "S-N1-500", n1_500, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N1-502", n1_502, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N1-504", n1_504, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N1-530", n1_530, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N1-550", n1_550, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N1-421", n1_421, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N1-221", n1_221, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N1-354", n1_354, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N1-220", n1_220, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N2", n2, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N3-502", n3_502, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N3-454", n3_454, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N3-354", n3_354, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N3-501", n3_501, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N3-530", n3_530, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N3-421", n3_421, FALSE, NET_ERROR_TLS_REQUIRED },
  { "S-N4-554", n4_554, TRUE, SMTP_ERROR_REFUSED },
  { "S-N4-421", n4_421, TRUE, SMTP_ERROR_LATER },
  { "S-N4-354", n4_354, TRUE, SMTP_ERROR_PROTOCOL },
  { "S-N4-500", n4_500, TRUE, SMTP_ERROR_REFUSED },
  { "other-protocol", imap, TRUE, SMTP_ERROR_PROTOCOL },
  { "S-02-999", s02_999, TRUE, SMTP_ERROR_PROTOCOL },
  { "S-02-25", s02_25, TRUE, SMTP_ERROR_PROTOCOL },
  { "S-02-2500", s02_2500, TRUE, SMTP_ERROR_PROTOCOL },
  { "S-02-abc", s02_abc, TRUE, SMTP_ERROR_PROTOCOL },
  { "S-02-mixed", s02_mixed, TRUE, SMTP_ERROR_PROTOCOL },
  { "B-05", b05, FALSE, NET_ERROR_INJECTION },
  { "B-06", b06, FALSE, NET_ERROR_INJECTION },
  { "lost", lost, FALSE, NET_ERROR_CLOSED },
};

static void
test_open_failure (gconstpointer data)
{
  const OpenFailure *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_with (peer, NET_SECURITY_STARTTLS, TRUE, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, (row->smtp_domain ? SMTP_ERROR : NET_ERROR), row->code);
  peer_assert_done (peer);
  check_no_secret_in_clear (peer);
}

static gboolean
send_endless_reply (Peer *peer, GIOStream *connection)
{
  GOutputStream *out = g_io_stream_get_output_stream (connection);

  while (g_output_stream_write_all (out, "220-again\r\n", 11, NULL, NULL, NULL))
    ;
  return TRUE;
}

/* S-01, S-02: "220-" without end */
static void
test_endless_reply (void)
{
  static const PeerStep script[] = { PEER_FUNC (send_endless_reply), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_with (peer, NET_SECURITY_STARTTLS, TRUE, &error));
  g_assert_error (error, SMTP_ERROR, SMTP_ERROR_PROTOCOL);
}

/* The way it should go; what was offered before TLS is forgotten. */
#define STARTTLS_OK                                                                                          \
  GREET, EHLO, PEER_SEND ("250-x\r\n250-SIZE 5\r\n250-CHUNKING\r\n250-AUTH XBOGUS\r\n250 STARTTLS\r\n"),     \
      PEER_EXPECT ("^STARTTLS$"), PEER_SEND ("220-go\r\n220 go\r\n"), PEER_START_TLS (), EHLO

static void
test_starttls_login (gconstpointer mode)
{
  static const PeerStep script[] = { STARTTLS_OK,
                                     PEER_SEND ("250-x\r\n250-SIZE 1000000\r\n250 AUTH PLAIN LOGIN\r\n"),
                                     PEER_EXPECT ("^AUTH PLAIN AHVzZXIAY2FuYXJ5LXBhc3M=$"),
                                     PEER_SEND ("235 2.7.0 welcome canary-pass\r\n"),
                                     PEER_EXPECT ("^QUIT$"),
                                     PEER_SEND ("221 bye\r\n"),
                                     PEER_EXPECT_CLOSE (),
                                     PEER_END };
  g_autoptr (Peer) peer = peer_new_full (script, GPOINTER_TO_UINT (mode), 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_STARTTLS, TRUE, &error);
  g_autofree char *transcript = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (smtp_session_get_max_size (session), ==, 1000000);
  g_assert_false (smtp_session_has (session, "CHUNKING"));
  transcript = net_stream_dup_transcript (smtp_session_get_stream (session));
  g_assert_null (strstr (transcript, "canary"));
  g_assert_null (strstr (transcript, "AHVzZXIA"));
  smtp_session_quit (session);
  peer_assert_done (peer);
  check_no_secret_in_clear (peer);
}

/* S-N6: encryption is asked for even when no password is needed. */
static void
test_starttls_without_login (void)
{
  static const PeerStep script[] = { STARTTLS_OK, PEER_SEND ("250 x\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_STARTTLS, FALSE, &error);

  g_assert_no_error (error);
  g_assert_true (net_stream_is_encrypted (smtp_session_get_stream (session)));
  g_clear_pointer (&session, smtp_session_free);
  peer_assert_done (peer);
}

static void
test_helo (void)
{
  static const PeerStep script[] = { GREET,
                                     EHLO,
                                     PEER_SEND ("502 what\r\n"),
                                     PEER_EXPECT ("^HELO \\[127\\.0\\.0\\.1\\]$"),
                                     PEER_SEND ("250 x\r\n"),
                                     PEER_EXPECT_CLOSE (),
                                     PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_NONE, FALSE, &error);

  g_assert_no_error (error);
  g_clear_pointer (&session, smtp_session_free);
  peer_assert_done (peer);
}

/* --- logging in, over implicit TLS --- */

#define TLS_AUTH(mechanisms)                                                                                 \
  PEER_START_TLS (), GREET, EHLO, PEER_SEND ("250-x\r\n250 AUTH " mechanisms "\r\n")

static const PeerStep auth_wrong[]
    = { TLS_AUTH ("PLAIN"), PEER_EXPECT ("^AUTH PLAIN "),
        PEER_SEND ("535 5.7.8 canary-pass AHVzZXIAY2FuYXJ5LXBhc3M=\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep auth_later[] = { TLS_AUTH ("PLAIN"), PEER_EXPECT ("^AUTH PLAIN "),
                                       PEER_SEND ("454 4.7.0 later\r\n"), PEER_DRAIN (), PEER_END };
static const PeerStep auth_none[] = { TLS_AUTH ("NTLM GSSAPI"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep auth_early[] = { TLS_AUTH ("SCRAM-SHA-256"), PEER_EXPECT ("^AUTH SCRAM-SHA-256 "),
                                       PEER_SEND ("235 sure\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep auth_garbage[] = { TLS_AUTH ("SCRAM-SHA-256"),
                                         PEER_EXPECT ("^AUTH SCRAM-SHA-256 "),
                                         PEER_SEND ("334 %%%\r\n"),
                                         PEER_EXPECT ("^\\*$"),
                                         PEER_SEND ("501 ok\r\n"),
                                         PEER_EXPECT_CLOSE (),
                                         PEER_END };

static const OpenFailure auth_failures[] = {
  { "wrong-password", auth_wrong, TRUE, SMTP_ERROR_AUTH_FAILED },
  { "later", auth_later, TRUE, SMTP_ERROR_LATER },
  { "nothing-usable", auth_none, FALSE, NET_ERROR_AUTH_UNSUPPORTED },
  { "N-21-early-yes", auth_early, FALSE, NET_ERROR_AUTH_FAILED },
  { "N-20-garbage", auth_garbage, FALSE, NET_ERROR_AUTH_FAILED },
};

static void
test_auth_failure (gconstpointer data)
{
  const OpenFailure *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_with (peer, NET_SECURITY_TLS, TRUE, &error));
  g_test_message ("%s", error->message);
  g_assert_null (strstr (error->message, "canary"));
  g_assert_null (strstr (error->message, "Y2Fu"));
  g_assert_error (error, (row->smtp_domain ? SMTP_ERROR : NET_ERROR), row->code);
  peer_assert_done (peer);
  check_no_secret_in_clear (peer);
}

/* S-10 */
static void
test_auth_login (void)
{
  static const PeerStep script[] = { TLS_AUTH ("LOGIN"),
                                     PEER_EXPECT ("^AUTH LOGIN$"),
                                     PEER_SEND ("334 QmVudXR6ZXJuYW1l\r\n"),
                                     PEER_EXPECT ("^dXNlcg==$"),
                                     PEER_SEND ("334 \r\n"),
                                     PEER_EXPECT ("^Y2FuYXJ5LXBhc3M=$"),
                                     PEER_SEND ("235 ok\r\n"),
                                     PEER_DRAIN (),
                                     PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_TLS, TRUE, &error);

  g_assert_no_error (error);
}

/* --- sending, in clear on loopback without credentials --- */

typedef struct
{
  int calls;
  gboolean refuse;
} Hook;

static gboolean
on_commit (gpointer user_data, GError **error)
{
  Hook *hook = user_data;

  hook->calls++;
  return !hook->refuse;
}

typedef struct
{
  const char *row;
  const PeerStep *script;
  SmtpOutcome outcome;
  int code; /* of SMTP_ERROR; 0: none; -1: any error */
  int commits;
  SmtpSendFlags flags;
  const char *message; /* NULL: message_text */
  gboolean refuse;
  const char *from, *to;
} Sending;

#define HELLO(extensions) GREET, EHLO, PEER_SEND ("250-x\r\n" extensions "250 HELP\r\n")
#define MAIL_OK PEER_EXPECT ("^MAIL FROM:<a@b\\.example>$"), PEER_SEND ("250 ok\r\n")
#define RCPT_OK(name) PEER_EXPECT ("^RCPT TO:<" name "@d\\.example>$"), PEER_SEND ("250 2.1.5 ok\r\n")
#define BODY                                                                                                 \
  PEER_EXPECT_DATA ("^From: a@b\\.example\r\nTo: c@d\\.example\r\nSubject: "                                 \
                    "hi\r\n\r\nbody\r\n\\.\\.dot\r\n$")
#define RSET PEER_EXPECT ("^RSET$"), PEER_SEND ("250 ok\r\n"), PEER_EXPECT_CLOSE (), PEER_END
#define ENVELOPE HELLO (""), MAIL_OK, RCPT_OK ("c"), RCPT_OK ("e")
#define DATA_OK PEER_EXPECT ("^DATA$"), PEER_SEND ("354 go\r\n"), BODY

static const PeerStep sent[]
    = { ENVELOPE, DATA_OK, PEER_SEND ("250 2.0.0 id=1\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep pipelined[] = { HELLO ("250-PIPELINING\r\n250-SIZE 0\r\n250-8BITMIME\r\n"),
                                      PEER_EXPECT ("^MAIL FROM:<a@b\\.example> SIZE=63$"),
                                      PEER_EXPECT ("^RCPT TO:<c@d\\.example>$"),
                                      PEER_EXPECT ("^RCPT TO:<e@d\\.example>$"),
                                      PEER_SEND ("250 ok\r\n250 ok\r\n250 ok\r\n"),
                                      DATA_OK,
                                      PEER_SEND ("250 ok\r\n"),
                                      PEER_EXPECT_CLOSE (),
                                      PEER_END };
static const PeerStep bdat[] = { HELLO ("250-CHUNKING\r\n"),
                                 MAIL_OK,
                                 RCPT_OK ("c"),
                                 RCPT_OK ("e"),
                                 PEER_EXPECT ("^BDAT 63 LAST$"),
                                 PEER_EXPECT_BYTES (63),
                                 PEER_SEND ("250 ok\r\n"),
                                 PEER_EXPECT_CLOSE (),
                                 PEER_END };
static const PeerStep utf8[] = { HELLO ("250-SMTPUTF8\r\n250-8BITMIME\r\n"),
                                 PEER_EXPECT ("^MAIL FROM:<a@b\\.example> BODY=8BITMIME SMTPUTF8$"),
                                 PEER_SEND ("250 ok\r\n"),
                                 PEER_EXPECT ("^RCPT TO:<\xc3\xa4@d\\.example>$"),
                                 PEER_SEND ("250 ok\r\n"),
                                 PEER_EXPECT ("^DATA$"),
                                 PEER_SEND ("354 go\r\n"),
                                 PEER_EXPECT_DATA (NULL),
                                 PEER_SEND ("250 ok\r\n"),
                                 PEER_EXPECT_CLOSE (),
                                 PEER_END };
static const PeerStep untouched[] = { HELLO (""), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep small[] = { HELLO ("250-SIZE 1\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep odd_size[]
    = { HELLO ("250-SIZE -1\r\n"), PEER_EXPECT ("^MAIL FROM:<a@b\\.example> SIZE=63$"),
        PEER_SEND ("552 5.3.4 too big\r\n"), RSET };
static const PeerStep partial[]
    = { HELLO (""), MAIL_OK, RCPT_OK ("c"), PEER_EXPECT ("^RCPT TO:<e@"), PEER_SEND ("550 5.1.1 nobody\r\n"),
        RSET };
static const PeerStep partial_wanted[] = { HELLO (""),
                                           MAIL_OK,
                                           RCPT_OK ("c"),
                                           PEER_EXPECT ("^RCPT TO:<e@"),
                                           PEER_SEND ("550 5.1.1 nobody\r\n"),
                                           DATA_OK,
                                           PEER_SEND ("250 ok\r\n"),
                                           PEER_EXPECT_CLOSE (),
                                           PEER_END };
static const PeerStep none_later[] = { HELLO (""),
                                       MAIL_OK,
                                       PEER_EXPECT ("^RCPT TO:<c@"),
                                       PEER_SEND ("450 4.2.1 busy\r\n"),
                                       PEER_EXPECT ("^RCPT TO:<e@"),
                                       PEER_SEND ("450 4.2.1 busy\r\n"),
                                       RSET };
static const PeerStep mail_530[]
    = { HELLO (""), PEER_EXPECT ("^MAIL "), PEER_SEND ("530 5.7.0 log in\r\n"), RSET };
static const PeerStep mail_421[]
    = { HELLO (""), PEER_EXPECT ("^MAIL "), PEER_SEND ("421 bye\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep rcpt_421[] = {
  HELLO (""), MAIL_OK, PEER_EXPECT ("^RCPT "), PEER_SEND ("421 bye\r\n"), PEER_EXPECT_CLOSE (), PEER_END
};
static const PeerStep data_421[]
    = { ENVELOPE, PEER_EXPECT ("^DATA$"), PEER_SEND ("421 bye\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep data_250[]
    = { ENVELOPE, PEER_EXPECT ("^DATA$"), PEER_SEND ("250 what\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep data_554[] = { ENVELOPE, PEER_EXPECT ("^DATA$"), PEER_SEND ("554 no\r\n"), RSET };
static const PeerStep out_of_step[] = { HELLO ("250-PIPELINING\r\n"),
                                        PEER_EXPECT ("^MAIL "),
                                        PEER_EXPECT ("^RCPT "),
                                        PEER_EXPECT ("^RCPT "),
                                        PEER_SEND ("250 ok\r\n354 go\r\n250 ok\r\n"),
                                        PEER_EXPECT_CLOSE (),
                                        PEER_END };
static const PeerStep final_554[] = { ENVELOPE, DATA_OK, PEER_SEND ("554 5.7.1 spam\r\n"), RSET };
static const PeerStep final_421[]
    = { ENVELOPE, DATA_OK, PEER_SEND ("421 full\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep final_lost[] = { ENVELOPE, DATA_OK, PEER_CLOSE (), PEER_END };
static const PeerStep final_garbage[]
    = { ENVELOPE, DATA_OK, PEER_SEND ("yes\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep final_354[]
    = { ENVELOPE, DATA_OK, PEER_SEND ("354 more\r\n"), PEER_EXPECT_CLOSE (), PEER_END };
static const PeerStep bdat_lost[] = {
  HELLO ("250-CHUNKING\r\n"), MAIL_OK,       RCPT_OK ("c"), RCPT_OK ("e"), PEER_EXPECT ("^BDAT 63 LAST$"),
  PEER_EXPECT_BYTES (63),     PEER_CLOSE (), PEER_END
};
static const PeerStep lost_in_rcpt[]
    = { HELLO (""), MAIL_OK, PEER_EXPECT ("^RCPT "), PEER_CLOSE (), PEER_END };
static const PeerStep hook_stops[]
    = { ENVELOPE, PEER_EXPECT ("^DATA$"), PEER_SEND ("354 go\r\n"), PEER_DRAIN (), PEER_END };
static const PeerStep smuggle[] = { HELLO (""),
                                    MAIL_OK,
                                    RCPT_OK ("c"),
                                    RCPT_OK ("e"),
                                    PEER_EXPECT ("^DATA$"),
                                    PEER_SEND ("354 go\r\n"),
                                    PEER_EXPECT_DATA ("^a\r\n\\.\\.\r\nMAIL FROM:<x@y>\r\n\\.\\.\r\nb\r\n$"),
                                    PEER_SEND ("250 ok\r\n"),
                                    PEER_EXPECT_CLOSE (),
                                    PEER_END };

static const Sending sendings[] = {
  { "plain", sent, SMTP_OUTCOME_SENT, 0, 1 },
  { "pipelined", pipelined, SMTP_OUTCOME_SENT, 0, 1 },
  { "bdat", bdat, SMTP_OUTCOME_SENT, 0, 1 },
  { "utf8", utf8, SMTP_OUTCOME_SENT, 0, 1, 0, "Subject: \xc3\xa4\n\n\xc3\xa4", FALSE, NULL,
    "\xc3\xa4@d.example" },
  { "S-11-no-utf8", untouched, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_NEEDS_SMTPUTF8, 0, 0, NULL, FALSE, NULL,
    "\xc3\xa4@d.example" },
  { "S-11-no-8bit", untouched, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_NEEDS_8BITMIME, 0, 0,
    "Subject: a\n\n\xc3\xa4" },
  { "S-12-no-requiretls", untouched, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_UNSUPPORTED, 0, SMTP_SEND_REQUIRETLS },
  { "O-04-address", untouched, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_BAD_ADDRESS, 0, 0, NULL, FALSE, NULL,
    "a@b.c> RCPT TO:<x@evil" },
  { "O-04-sender", untouched, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_BAD_ADDRESS, 0, 0, NULL, FALSE,
    "a@b\r\nDATA" },
  { "S-03-size", small, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_TOO_LARGE, 0 },
  { "S-03-size-minus", odd_size, SMTP_OUTCOME_REFUSED, SMTP_ERROR_REFUSED, 0 },
  { "S-05-partial", partial, SMTP_OUTCOME_REFUSED, SMTP_ERROR_REFUSED, 0 },
  { "S-05-partial-wanted", partial_wanted, SMTP_OUTCOME_SENT, 0, 1, SMTP_SEND_PARTIAL },
  { "all-busy", none_later, SMTP_OUTCOME_REFUSED, SMTP_ERROR_LATER, 0, SMTP_SEND_PARTIAL },
  { "S-09", mail_530, SMTP_OUTCOME_REFUSED, SMTP_ERROR_AUTH_REQUIRED, 0 },
  { "S-06-mail", mail_421, SMTP_OUTCOME_REFUSED, SMTP_ERROR_LATER, 0 },
  { "S-06-rcpt", rcpt_421, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_LATER, 0 },
  { "S-06-data", data_421, SMTP_OUTCOME_REFUSED, SMTP_ERROR_LATER, 0 },
  { "S-06-final", final_421, SMTP_OUTCOME_REFUSED, SMTP_ERROR_LATER, 1 },
  { "data-250", data_250, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_PROTOCOL, 0 },
  { "data-554", data_554, SMTP_OUTCOME_REFUSED, SMTP_ERROR_REFUSED, 0 },
  { "S-04-out-of-step", out_of_step, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_PROTOCOL, 0 },
  { "final-554", final_554, SMTP_OUTCOME_REFUSED, SMTP_ERROR_REFUSED, 1 },
  { "S-07-lost", final_lost, SMTP_OUTCOME_UNKNOWN, SMTP_ERROR_UNKNOWN, 1 },
  { "S-07-garbage", final_garbage, SMTP_OUTCOME_UNKNOWN, SMTP_ERROR_UNKNOWN, 1 },
  { "S-07-354", final_354, SMTP_OUTCOME_UNKNOWN, SMTP_ERROR_UNKNOWN, 1 },
  { "S-07-bdat", bdat_lost, SMTP_OUTCOME_UNKNOWN, SMTP_ERROR_UNKNOWN, 1 },
  { "lost-in-rcpt", lost_in_rcpt, SMTP_OUTCOME_NOT_SENT, -1, 0 },
  { "hook-stops", hook_stops, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_STOPPED, 1, 0, NULL, TRUE },
  { "O-01-smuggle", smuggle, SMTP_OUTCOME_SENT, 0, 1, 0, "a\n.\r\nMAIL FROM:<x@y>\r.\rb" },
};

static SmtpOutcome
run_sending (const Sending *row, SmtpSession *session, GPtrArray **results, GError **error)
{
  const char *two[] = { "c@d.example", "e@d.example", "c@d.example", NULL };
  const char *one[] = { row->to, NULL };
  const char *text = row->message != NULL ? row->message : message_text;
  g_autoptr (GBytes) message = g_bytes_new_static (text, strlen (text));
  g_autofree char *server_text = NULL;

  return smtp_session_send (session, row->from != NULL ? row->from : "a@b.example",
                            row->to != NULL ? one : two, message, row->flags, results, &server_text, NULL,
                            error);
}

static void
test_sending (gconstpointer data)
{
  const Sending *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_NONE, FALSE, &error);
  g_autoptr (GPtrArray) results = NULL;
  Hook hook = { 0, row->refuse };

  g_assert_no_error (error);
  smtp_session_set_commit_func (session, on_commit, &hook);
  g_assert_cmpint (run_sending (row, session, &results, &error), ==, row->outcome);
  if (error != NULL)
    g_test_message ("%s", error->message);
  if (row->code > 0)
    g_assert_error (error, SMTP_ERROR, row->code);
  else if (row->code == 0)
    g_assert_no_error (error);
  else
    g_assert_nonnull (error);
  g_assert_cmpint (hook.calls, ==, row->commits);
  g_clear_pointer (&session, smtp_session_free);
  peer_assert_done (peer);
}

static void
test_partial_results (void)
{
  g_autoptr (Peer) peer = peer_new (partial);
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_NONE, FALSE, NULL);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  static const Sending row = { "", NULL };
  const SmtpRecipient *good, *bad;

  g_assert_cmpint (run_sending (&row, session, &results, &error), ==, SMTP_OUTCOME_REFUSED);
  g_assert_cmpuint (results->len, ==, 2);
  good = g_ptr_array_index (results, 0);
  bad = g_ptr_array_index (results, 1);
  g_assert_true (good->accepted);
  g_assert_cmpstr (good->enhanced, ==, "2.1.5");
  g_assert_false (bad->accepted);
  g_assert_cmpuint (bad->code, ==, 550);
  g_assert_cmpstr (bad->address, ==, "e@d.example");
  g_assert_cmpstr (bad->enhanced, ==, "5.1.1");
  g_assert_cmpstr (bad->text, ==, "5.1.1 nobody");
}

/* Cut after every byte the server sends: never SENT without its yes, never a claim that nothing went when it may have. */
static void
test_cut_everywhere (void)
{
  static const Sending row = { "", NULL };
  gsize whole;

  for (gsize cut = 1;; cut++)
    {
      g_autoptr (Peer) peer = peer_new_full (sent, PEER_MODE_CUT, cut, NULL);
      g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_NONE, FALSE, NULL);
      g_autoptr (GError) error = NULL;
      Hook hook = { 0, FALSE };
      SmtpOutcome outcome = SMTP_OUTCOME_NOT_SENT;

      if (session != NULL)
        {
          smtp_session_set_commit_func (session, on_commit, &hook);
          outcome = run_sending (&row, session, NULL, &error);
        }
      if (outcome == SMTP_OUTCOME_SENT)
        {
          whole = cut;
          break;
        }
      g_assert_cmpint (outcome, ==, hook.calls > 0 ? SMTP_OUTCOME_UNKNOWN : SMTP_OUTCOME_NOT_SENT);
      g_assert_cmpuint (cut, <, 1000);
    }
  g_assert_cmpuint (whole, ==, 98); /* all the script sends */
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* S-08: no answer to the final dot; a person who gives up waiting has not undone the sending. */
static void
test_cancel_at_the_end (void)
{
  static const PeerStep script[] = { ENVELOPE, DATA_OK, PEER_STALL (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_NONE, FALSE, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) message = g_bytes_new_static (message_text, strlen (message_text));
  g_autoptr (GError) error = NULL;
  const char *to[] = { "c@d.example", "e@d.example", NULL };
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);

  g_assert_cmpint (
      smtp_session_send (session, "a@b.example", to, message, 0, NULL, NULL, cancellable, &error), ==,
      SMTP_OUTCOME_UNKNOWN);
  g_assert_error (error, SMTP_ERROR, SMTP_ERROR_UNKNOWN);
  g_thread_join (thread);
}

/* A large message in chunks, and a second message on the same session. */
static void
test_big_chunks (void)
{
  static const PeerStep script[] = { HELLO ("250-CHUNKING\r\n"),
                                     MAIL_OK,
                                     RCPT_OK ("c"),
                                     PEER_EXPECT ("^BDAT 1048576$"),
                                     PEER_EXPECT_BYTES (1048576),
                                     PEER_SEND ("250 ok\r\n"),
                                     PEER_EXPECT ("^BDAT 1048576$"),
                                     PEER_EXPECT_BYTES (1048576),
                                     PEER_SEND ("250 ok\r\n"),
                                     PEER_EXPECT ("^BDAT 2848 LAST$"),
                                     PEER_EXPECT_BYTES (2848),
                                     PEER_SEND ("250 ok\r\n"),
                                     MAIL_OK,
                                     RCPT_OK ("c"),
                                     PEER_EXPECT ("^BDAT 3 LAST$"),
                                     PEER_EXPECT_BYTES (3),
                                     PEER_SEND ("250 ok\r\n"),
                                     PEER_EXPECT_CLOSE (),
                                     PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_NONE, FALSE, NULL);
  g_autofree char *rest_of_line = g_strnfill (97, 'x');
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) big = NULL;
  g_autoptr (GBytes) little = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;
  const char *to[] = { "c@d.example", NULL };

  while (text->len < 2100000)
    g_string_append_printf (text, ".%s\r\n", rest_of_line);
  big = g_string_free_to_bytes (g_steal_pointer (&text));
  g_assert_cmpint (smtp_session_send (session, "a@b.example", to, big, 0, NULL, NULL, NULL, &error), ==,
                   SMTP_OUTCOME_SENT);
  g_assert_no_error (error);
  g_assert_cmpint (smtp_session_send (session, "a@b.example", to, little, 0, NULL, NULL, NULL, &error), ==,
                   SMTP_OUTCOME_SENT);
  g_clear_pointer (&session, smtp_session_free);
  peer_assert_done (peer);
}

static void
add_table (const char *prefix, const OpenFailure *rows, guint n, GTestDataFunc func)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat (prefix, rows[i].row, NULL);

      g_test_add_data_func (path, &rows[i], func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_table ("/smtp/open/", open_failures, G_N_ELEMENTS (open_failures), test_open_failure);
  add_table ("/smtp/auth/", auth_failures, G_N_ELEMENTS (auth_failures), test_auth_failure);
  for (guint i = 0; i < G_N_ELEMENTS (sendings); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/send/", sendings[i].row, NULL);

      g_test_add_data_func (path, &sendings[i], test_sending);
    }
  g_test_add_func ("/smtp/open/endless-reply", test_endless_reply);
  g_test_add_data_func ("/smtp/open/starttls", GUINT_TO_POINTER (PEER_MODE_WHOLE), test_starttls_login);
  g_test_add_data_func ("/smtp/open/starttls-by-byte", GUINT_TO_POINTER (PEER_MODE_BYTES),
                        test_starttls_login);
  g_test_add_func ("/smtp/open/S-N6", test_starttls_without_login);
  g_test_add_func ("/smtp/open/helo", test_helo);
  g_test_add_func ("/smtp/auth/login", test_auth_login);
  g_test_add_func ("/smtp/send/partial-results", test_partial_results);
  g_test_add_func ("/smtp/send/cut-everywhere", test_cut_everywhere);
  g_test_add_func ("/smtp/send/cancel-at-the-end", test_cancel_at_the_end);
  g_test_add_func ("/smtp/send/big-chunks", test_big_chunks);
  return g_test_run ();
}
