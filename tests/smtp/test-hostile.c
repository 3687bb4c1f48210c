/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-hostile.c: more servers one would rather not meet (hostile-servers rows N-16..N-23, S-N5, S-01, S-04, S-06, S-08,
 * S-10, S-13, X-12); the other rows are in test-session.c */

#include <string.h>

#include "peer.h"
#include "smtp-session.h"

static const char message_text[] = "Subject: hi\r\n\r\nbody\r\n";

typedef enum
{
  NOBODY,
  PASSWORD,
  TOKEN,
} Who;

static SmtpSession *
open_with (Peer *peer, NetSecurity security, Who who, const char *pin, GError **error)
{
  g_autoptr (NetEndpoint) endpoint
      = net_endpoint_new ("127.0.0.1", peer_get_port (peer), security, peer_get_ca_file (peer), pin);
  g_autoptr (NetCredentials) credentials = NULL;

  if (who != NOBODY)
    credentials = net_credentials_new ("user", who == PASSWORD ? "canary-pass" : NULL,
                                       who == TOKEN ? "canary-token" : NULL, FALSE);
  return smtp_session_open (endpoint, credentials, NULL, error);
}

static void
check_nothing_in_clear (Peer *peer)
{
  static const char *const never[] = { "AUTH", "MAIL", "RCPT", "canary", "Y2FuYXJ5" };
  g_autoptr (GBytes) clear = peer_get_received_clear (peer);
  g_autoptr (GString) text = g_string_new (NULL);

  if (g_bytes_get_size (clear) > 0)
    g_string_append_len (text, g_bytes_get_data (clear, NULL), g_bytes_get_size (clear));

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    g_assert_null (strstr (text->str, never[i]));
}

#define EHLO PEER_EXPECT ("^EHLO \\[127\\.0\\.0\\.1\\]$")
#define GREET PEER_SEND ("220 mail.test ESMTP\r\n")
#define STARTTLS(before, after)                                                                              \
  GREET, EHLO, PEER_SEND ("250-x\r\n250-AUTH " before "\r\n250 STARTTLS\r\n"), PEER_EXPECT ("^STARTTLS$"),   \
      PEER_SEND ("220 go\r\n"), PEER_START_TLS (), EHLO, PEER_SEND ("250-x\r\n250 AUTH " after "\r\n")
#define END PEER_EXPECT_CLOSE (), PEER_END

static const PeerStep n16[] = { STARTTLS ("PLAIN LOGIN", "XOAUTH2"), END };
static const PeerStep n17[] = { STARTTLS ("PLAIN", "DIGEST-MD5 NTLM ANONYMOUS X-OWN"), END };
static const PeerStep n18[] = { STARTTLS ("XOAUTH2", "PLAIN LOGIN SCRAM-SHA-256"), END };
static const PeerStep n19[] = { STARTTLS ("PLAIN", "XOAUTH2"),
                                PEER_EXPECT ("^AUTH XOAUTH2 "),
                                PEER_SEND ("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"),
                                PEER_EXPECT ("^$"),
                                PEER_SEND ("535 5.7.8 no\r\n"),
                                END };
static const PeerStep n19_again[] = { STARTTLS ("PLAIN", "XOAUTH2"),
                                      PEER_EXPECT ("^AUTH XOAUTH2 "),
                                      PEER_SEND ("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"),
                                      PEER_EXPECT ("^$"),
                                      PEER_SEND ("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"),
                                      PEER_EXPECT ("^\\*$"),
                                      PEER_SEND ("501 ok\r\n"),
                                      END };
static const PeerStep n19_yes[] = { STARTTLS ("PLAIN", "OAUTHBEARER"),
                                    PEER_EXPECT ("^AUTH OAUTHBEARER "),
                                    PEER_SEND ("334 eyJzdGF0dXMiOiJpbnZhbGlkIn0=\r\n"),
                                    PEER_EXPECT ("^AQ==$"),
                                    PEER_SEND ("235 after all\r\n"),
                                    END };
static const PeerStep n20_endless[]
    = { STARTTLS ("PLAIN", "LOGIN"), PEER_EXPECT ("^AUTH LOGIN$"), PEER_SEND ("334 VXNlcm5hbWU6\r\n"),
        PEER_EXPECT ("^dXNlcg==$"),  PEER_SEND ("334 \r\n"),       PEER_EXPECT ("^Y2FuYXJ5LXBhc3M=$"),
        PEER_SEND ("334 \r\n"),      PEER_EXPECT ("^$"),           PEER_SEND ("334 \r\n"),
        PEER_EXPECT ("^\\*$"),       PEER_SEND ("501 ok\r\n"),     END };
static const PeerStep n21_iterations[]
    = { STARTTLS ("PLAIN", "SCRAM-SHA-256"),
        PEER_EXPECT ("^AUTH SCRAM-SHA-256 "),
        PEER_SEND ("334 cj14LHM9UVNYQ1IrUTZzZWs4YmY5MixpPTE=\r\n"), /* r=x,s=…,i=1 */
        PEER_EXPECT ("^\\*$"),
        PEER_SEND ("501 ok\r\n"),
        END };
/* N-22, N-23: all answers before any question. */
static const PeerStep n23[]
    = { PEER_SEND ("220 x\r\n250-x\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n220 go\r\n250 AUTH PLAIN"
                   "\r\n235 ok\r\n"),
        PEER_DRAIN (), PEER_END };
static const PeerStep auth_421[]
    = { STARTTLS ("PLAIN", "PLAIN"), PEER_EXPECT ("^AUTH PLAIN "), PEER_SEND ("421 later\r\n"), END };
static const PeerStep auth_220[]
    = { STARTTLS ("PLAIN", "PLAIN"), PEER_EXPECT ("^AUTH PLAIN "), PEER_SEND ("220 what\r\n"), END };
static const PeerStep ehlo_again_refused[] = { GREET,
                                               EHLO,
                                               PEER_SEND ("250-AUTH PLAIN\r\n250 STARTTLS\r\n"),
                                               PEER_EXPECT ("^STARTTLS$"),
                                               PEER_SEND ("220 go\r\n"),
                                               PEER_START_TLS (),
                                               EHLO,
                                               PEER_SEND ("421 not today\r\n"),
                                               END };

typedef struct
{
  const char *row;
  const PeerStep *script;
  Who who;
  gboolean smtp_domain;
  int code; /* 0: any */
} OpenFailure;

static const OpenFailure open_failures[] = {
  { "N-16", n16, PASSWORD, FALSE, NET_ERROR_AUTH_UNSUPPORTED },
  { "N-17", n17, PASSWORD, FALSE, NET_ERROR_AUTH_UNSUPPORTED },
  { "N-18", n18, TOKEN, FALSE, NET_ERROR_AUTH_UNSUPPORTED },
  { "N-19", n19, TOKEN, TRUE, SMTP_ERROR_AUTH_FAILED },
  { "N-19-again", n19_again, TOKEN, FALSE, NET_ERROR_AUTH_FAILED },
  { "N-19-yes-after-no", n19_yes, TOKEN, FALSE, NET_ERROR_AUTH_FAILED },
  { "N-20-endless", n20_endless, PASSWORD, FALSE, NET_ERROR_AUTH_FAILED },
  { "N-21-iterations", n21_iterations, PASSWORD, FALSE, NET_ERROR_AUTH_FAILED },
  { "N-23-answers-first", n23, PASSWORD, FALSE, 0 },
  { "S-06-auth-421", auth_421, PASSWORD, TRUE, SMTP_ERROR_LATER },
  { "auth-220", auth_220, PASSWORD, TRUE, SMTP_ERROR_PROTOCOL },
  { "S-06-ehlo-after-tls", ehlo_again_refused, PASSWORD, TRUE, SMTP_ERROR_LATER },
};

static void
test_open_failure (gconstpointer data)
{
  const OpenFailure *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_with (peer, NET_SECURITY_STARTTLS, row->who, NULL, &error));
  g_test_message ("%s", error->message);
  if (row->code != 0)
    g_assert_error (error, (row->smtp_domain ? SMTP_ERROR : NET_ERROR), row->code);
  peer_assert_done (peer);
  check_nothing_in_clear (peer);
}

/* the pinned certificate changed, and the new one is not valid by itself. */
static void
test_changed_pin (gconstpointer security)
{
  static const PeerStep clear_first[] = { GREET,
                                          EHLO,
                                          PEER_SEND ("250-x\r\n250 STARTTLS\r\n"),
                                          PEER_EXPECT ("^STARTTLS$"),
                                          PEER_SEND ("220 go\r\n"),
                                          PEER_START_TLS (),
                                          PEER_END };
  static const PeerStep tls_first[] = { PEER_START_TLS (), PEER_END };
  gboolean starttls = GPOINTER_TO_INT (security) == NET_SECURITY_STARTTLS;
  g_autoptr (Peer) peer = peer_new_full (starttls ? clear_first : tls_first, PEER_MODE_WHOLE, 0, "self.pem");
  g_autofree char *pin = g_strnfill (64, 'b');
  g_autoptr (GError) error = NULL;

  g_assert_null (open_with (peer, GPOINTER_TO_INT (security), PASSWORD, pin, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_TLS_CERTIFICATE);
  peer_join (peer, NULL);
  check_nothing_in_clear (peer);
}

/* S-10: a prompt of another kind, with NUL and a colon behind. */
static void
test_odd_prompts (void)
{
  static const PeerStep script[] = { PEER_START_TLS (),
                                     GREET,
                                     EHLO,
                                     PEER_SEND ("250-x\r\n250 AUTH=LOGIN\r\n"),
                                     PEER_EXPECT ("^AUTH LOGIN$"),
                                     PEER_SEND_BYTES ("334 Ben\0utzer:\r\n", 16),
                                     PEER_EXPECT ("^dXNlcg==$"),
                                     PEER_SEND ("334 \xe5\xaf\x86\xe7\xa0\x81:\r\n"),
                                     PEER_EXPECT ("^Y2FuYXJ5LXBhc3M=$"),
                                     PEER_SEND ("235 ok\r\n"),
                                     END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_TLS, PASSWORD, NULL, &error);

  g_assert_no_error (error);
  g_clear_pointer (&session, smtp_session_free);
  peer_assert_done (peer);
}

static gboolean
send_endless_line (Peer *peer, GIOStream *connection)
{
  static const char line[65536] = "250 ";
  GOutputStream *out = g_io_stream_get_output_stream (connection);

  while (g_output_stream_write_all (out, line, sizeof line, NULL, NULL, NULL))
    ;
  return TRUE;
}

/* S-01: a line without end costs 2 KiB, not 100 MB. */
static void
test_endless_line (void)
{
  static const PeerStep script[] = { GREET, EHLO, PEER_FUNC (send_endless_line), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_with (peer, NET_SECURITY_STARTTLS, PASSWORD, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_TOO_LONG);
  check_nothing_in_clear (peer);
}

/* --- sending --- */

#define HELLO(extensions) GREET, EHLO, PEER_SEND ("250-x\r\n" extensions "250 HELP\r\n")
#define MAIL PEER_EXPECT ("^MAIL FROM:<a@b\\.example>"), PEER_SEND ("250 ok\r\n")
#define RCPT PEER_EXPECT ("^RCPT TO:<c@d\\.example>$"), PEER_SEND ("250 ok\r\n")
#define REFUSE_MAIL PEER_EXPECT ("^MAIL "), PEER_SEND ("550 no\r\n"), PEER_EXPECT ("^RSET$")

static const PeerStep rset_500[] = { HELLO (""), REFUSE_MAIL, PEER_SEND ("500 what\r\n"), END };
static const PeerStep rset_354[] = { HELLO (""), REFUSE_MAIL, PEER_SEND ("354 go\r\n"), END };
static const PeerStep rset_lost[] = { HELLO (""), REFUSE_MAIL, PEER_CLOSE (), PEER_END };
static const PeerStep bdat_421[]
    = { HELLO ("250-CHUNKING\r\n"), MAIL, RCPT, PEER_EXPECT ("^BDAT 21 LAST$"), PEER_EXPECT_BYTES (21),
        PEER_SEND ("421 full\r\n"), END };
/* S-04: a yes that was not asked for must not be taken for the one that counts. */
static const PeerStep yes_with_354[]
    = { HELLO (""),    MAIL,    RCPT, PEER_EXPECT ("^DATA$"), PEER_SEND ("354 go\r\n250 sent\r\n"),
        PEER_DRAIN (), PEER_END };
static const PeerStep no_with_354[]
    = { HELLO (""),    MAIL,    RCPT, PEER_EXPECT ("^DATA$"), PEER_SEND ("354 go\r\n552 too much\r\n"),
        PEER_DRAIN (), PEER_END };
static const PeerStep yes_with_rcpt[]
    = { HELLO ("250-CHUNKING\r\n"),           MAIL,          PEER_EXPECT ("^RCPT "),
        PEER_SEND ("250 ok\r\n250 sent\r\n"), PEER_DRAIN (), PEER_END };
static const PeerStep early_421[]
    = { GREET, EHLO, PEER_SEND ("250 x\r\n421 idle too long\r\n"), PEER_DRAIN (), PEER_END };
static const PeerStep early_250[]
    = { GREET, EHLO, PEER_SEND ("250 x\r\n250 ok\r\n"), PEER_DRAIN (), PEER_END };
static const PeerStep slow_yes[] = { HELLO (""),
                                     MAIL,
                                     RCPT,
                                     PEER_EXPECT ("^DATA$"),
                                     PEER_SEND ("354 go\r\n"),
                                     PEER_EXPECT_DATA (NULL),
                                     PEER_WAIT (300),
                                     PEER_SEND ("250-thinking\r\n"),
                                     PEER_WAIT (300),
                                     PEER_SEND ("250 ok\r\n"),
                                     END };

typedef struct
{
  const char *row;
  const PeerStep *script;
  SmtpOutcome outcome;
  int code; /* of SMTP_ERROR */
} Sending;

static const Sending sendings[] = {
  { "S-N5-rset-500", rset_500, SMTP_OUTCOME_REFUSED, SMTP_ERROR_REFUSED },
  { "S-N5-rset-354", rset_354, SMTP_OUTCOME_REFUSED, SMTP_ERROR_REFUSED },
  { "S-N5-rset-lost", rset_lost, SMTP_OUTCOME_REFUSED, SMTP_ERROR_REFUSED },
  { "S-06-bdat", bdat_421, SMTP_OUTCOME_REFUSED, SMTP_ERROR_LATER },
  { "S-04-yes-with-354", yes_with_354, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_PROTOCOL },
  { "S-04-no-with-354", no_with_354, SMTP_OUTCOME_REFUSED, SMTP_ERROR_REFUSED },
  { "S-04-yes-with-rcpt", yes_with_rcpt, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_PROTOCOL },
  { "S-06-idle", early_421, SMTP_OUTCOME_REFUSED, SMTP_ERROR_LATER },
  { "S-04-early", early_250, SMTP_OUTCOME_NOT_SENT, SMTP_ERROR_PROTOCOL },
  { "S-08", slow_yes, SMTP_OUTCOME_SENT, 0 },
};

static void
test_sending (gconstpointer data)
{
  const Sending *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_NONE, NOBODY, NULL, &error);
  g_autoptr (GBytes) message = g_bytes_new_static (message_text, strlen (message_text));
  const char *to[] = { "c@d.example", NULL };

  g_assert_no_error (error);
  g_assert_cmpint (smtp_session_send (session, "a@b.example", to, message, 0, NULL, NULL, NULL, &error), ==,
                   row->outcome);
  if (row->code != 0)
    g_assert_error (error, SMTP_ERROR, row->code);
  g_clear_error (&error);
  /* A session out of step is over: nothing more is written to it, not even a QUIT. */
  if (row->outcome != SMTP_OUTCOME_SENT)
    g_assert_cmpint (smtp_session_send (session, "a@b.example", to, message, 0, NULL, NULL, NULL, &error), ==,
                     SMTP_OUTCOME_NOT_SENT);
  if (row->outcome != SMTP_OUTCOME_SENT)
    smtp_session_quit (session);
  g_clear_pointer (&session, smtp_session_free);
  peer_assert_done (peer);
}

/* S-N5: whatever QUIT is answered with. */
static void
test_odd_quit (gconstpointer answer)
{
  const PeerStep script[] = { HELLO (""), PEER_EXPECT ("^QUIT$"), PEER_SEND (answer), END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_NONE, NOBODY, NULL, NULL);

  smtp_session_quit (session);
  smtp_session_quit (session);
  g_clear_pointer (&session, smtp_session_free);
  peer_assert_done (peer);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* S-13: a server that takes its time with each recipient can be left. */
static void
test_cancel_in_rcpt (void)
{
  static const PeerStep script[] = { HELLO (""), MAIL, PEER_EXPECT ("^RCPT "), PEER_STALL (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (SmtpSession) session = open_with (peer, NET_SECURITY_NONE, NOBODY, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) message = g_bytes_new_static (message_text, strlen (message_text));
  g_autoptr (GError) error = NULL;
  const char *to[] = { "c@d.example", NULL };
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);

  g_assert_cmpint (
      smtp_session_send (session, "a@b.example", to, message, 0, NULL, NULL, cancellable, &error), ==,
      SMTP_OUTCOME_NOT_SENT);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
add_tables (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (open_failures); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/hostile/open/", open_failures[i].row, NULL);

      g_test_add_data_func (path, &open_failures[i], test_open_failure);
    }
  for (guint i = 0; i < G_N_ELEMENTS (sendings); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/hostile/send/", sendings[i].row, NULL);

      g_test_add_data_func (path, &sendings[i], test_sending);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_tables ();
  g_test_add_data_func ("/smtp/hostile/X-12-tls", GINT_TO_POINTER (NET_SECURITY_TLS), test_changed_pin);
  g_test_add_data_func ("/smtp/hostile/X-12-starttls", GINT_TO_POINTER (NET_SECURITY_STARTTLS),
                        test_changed_pin);
  g_test_add_func ("/smtp/hostile/S-10", test_odd_prompts);
  g_test_add_func ("/smtp/hostile/S-01", test_endless_line);
  g_test_add_data_func ("/smtp/hostile/S-N5-quit-500", "500 what\r\n", test_odd_quit);
  g_test_add_data_func ("/smtp/hostile/S-N5-quit-354", "354 go\r\n", test_odd_quit);
  g_test_add_data_func ("/smtp/hostile/S-N5-quit-garbage", "see you\r\n", test_odd_quit);
  g_test_add_func ("/smtp/hostile/S-13", test_cancel_in_rcpt);
  return g_test_run ();
}
