/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-session.c: opening a POP3 mailbox against scripted servers (hostile-servers rows N-*, B-*, X-12 as POP3 can meet them) */

#include <string.h>

#include "peer.h"
#include "pop-reply.h"
#include "pop-session.h"

typedef enum
{
  PASSWORD,
  TOKEN,
} Who;

static PopSession *
open_with (Peer *peer, NetSecurity security, Who who, GError **error)
{
  g_autoptr (NetEndpoint) endpoint
      = net_endpoint_new ("127.0.0.1", peer_get_port (peer), security, peer_get_ca_file (peer), NULL);
  g_autoptr (NetCredentials) credentials = net_credentials_new (
      "user", who == PASSWORD ? "canary-pass" : NULL, who == TOKEN ? "canary-token" : NULL, FALSE);

  return pop_session_open (endpoint, credentials, NULL, error);
}

static void
check_nothing_in_clear (Peer *peer)
{
  static const char *const never[] = { "AUTH", "USER", "PASS", "LIST", "canary", "Y2FuYXJ5" };
  g_autoptr (GBytes) clear = peer_get_received_clear (peer);
  g_autoptr (GString) text = g_string_new (NULL);

  if (g_bytes_get_size (clear) > 0)
    g_string_append_len (text, g_bytes_get_data (clear, NULL), g_bytes_get_size (clear));
  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    g_assert_null (strstr (text->str, never[i]));
}

/* --- the status line --- */

typedef struct
{
  const char *line;
  PopStatus status; /* 0: none */
  const char *code, *text;
} Line;

static const Line lines[] = {
  { "+OK", POP_STATUS_OK, NULL, "" },
  { "+OK ", POP_STATUS_OK, NULL, "" },
  { "+ok hi", POP_STATUS_OK, NULL, "hi" },
  { "-ERR [IN-USE] busy", POP_STATUS_ERROR, "IN-USE", "[IN-USE] busy" },
  { "-ERR [sys/temp] x", POP_STATUS_ERROR, "SYS/TEMP", "[sys/temp] x" },
  { "-ERR [] x", POP_STATUS_ERROR, NULL, "[] x" },
  { "-ERR [a b] x", POP_STATUS_ERROR, NULL, "[a b] x" },
  { "-ERR [open", POP_STATUS_ERROR, NULL, "[open" },
  { "+ Zm9v", POP_STATUS_CONTINUE, NULL, "Zm9v" },
  { "+", POP_STATUS_CONTINUE, NULL, "" },
  { "+OKAY", 0, NULL, NULL },
  { "OK", 0, NULL, NULL },
  { "", 0, NULL, NULL },
  { "* OK IMAP", 0, NULL, NULL },
  { "220 smtp", 0, NULL, NULL },
  { "+O", 0, NULL, NULL },
};

static void
test_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (PopReply) reply = pop_reply_parse (lines[i].line, strlen (lines[i].line));

      g_assert_true ((reply == NULL) == (lines[i].status == 0));
      if (reply == NULL)
        continue;
      g_assert_cmpint (reply->status, ==, lines[i].status);
      g_assert_cmpstr (reply->code, ==, lines[i].code);
      g_assert_cmpstr (reply->text, ==, lines[i].text);
    }
  g_assert_null (pop_reply_parse ("+OK a\0b", 7));
}

/* --- what must fail --- */

#define GREET PEER_SEND ("+OK ready <1@x>\r\n")
#define CAPA(text) PEER_EXPECT ("^CAPA$"), PEER_SEND ("+OK\r\n" text ".\r\n")
#define END PEER_EXPECT_CLOSE (), PEER_END
#define STLS(before, after)                                                                                  \
  GREET, CAPA (before "STLS\r\n"), PEER_EXPECT ("^STLS$"), PEER_SEND ("+OK go\r\n"), PEER_START_TLS (),      \
      CAPA (after)

static const PeerStep n01[] = { GREET, CAPA ("SASL PLAIN LOGIN\r\nUSER\r\n"), END };
static const PeerStep n03[]
    = { GREET, CAPA ("USER\r\nSTLS\r\n"), PEER_EXPECT ("^STLS$"), PEER_SEND ("-ERR no\r\n"), END };
static const PeerStep n04[]
    = { GREET, CAPA ("STLS\r\n"), PEER_EXPECT ("^STLS$"), PEER_SEND ("+ continue\r\n"), END };
static const PeerStep n06[] = { GREET,
                                PEER_EXPECT ("^CAPA$"),
                                PEER_SEND ("-ERR what\r\n"),
                                PEER_EXPECT ("^STLS$"),
                                PEER_SEND ("-ERR what\r\n"),
                                END };
static const PeerStep n14_err[] = { PEER_SEND ("-ERR go away\r\n"), END };
static const PeerStep n14_temp[] = { PEER_SEND ("-ERR [SYS/TEMP] later\r\n"), END };
static const PeerStep n14_imap[] = { PEER_SEND ("* OK IMAP4rev1\r\n+OK ready\r\n"), PEER_DRAIN (), PEER_END };
static const PeerStep n16[] = { STLS ("SASL PLAIN\r\nUSER\r\n", "SASL XOAUTH2\r\n"), END };
static const PeerStep n17[] = { STLS ("USER\r\n", "SASL DIGEST-MD5 NTLM ANONYMOUS\r\n"), END };
static const PeerStep n18[] = { STLS ("SASL XOAUTH2\r\n", "SASL PLAIN LOGIN\r\nUSER\r\n"), END };
static const PeerStep n19[] = { STLS ("USER\r\n", "SASL XOAUTH2\r\n"),
                                PEER_EXPECT ("^AUTH XOAUTH2 "),
                                PEER_SEND ("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"),
                                PEER_EXPECT ("^$"),
                                PEER_SEND ("-ERR [AUTH] no\r\n"),
                                END };
static const PeerStep n20[] = { STLS ("USER\r\n", "SASL LOGIN\r\n"),
                                PEER_EXPECT ("^AUTH LOGIN$"),
                                PEER_SEND ("+ \r\n"),
                                PEER_EXPECT ("^dXNlcg==$"),
                                PEER_SEND ("+ \r\n"),
                                PEER_EXPECT ("^Y2FuYXJ5LXBhc3M=$"),
                                PEER_SEND ("+ \r\n"),
                                PEER_EXPECT ("^$"),
                                PEER_SEND ("+ \r\n"),
                                PEER_EXPECT ("^\\*$"),
                                PEER_SEND ("-ERR ok\r\n"),
                                END };
static const PeerStep n20_garbage[] = { STLS ("USER\r\n", "SASL SCRAM-SHA-256\r\n"),
                                        PEER_EXPECT ("^AUTH SCRAM-SHA-256 "),
                                        PEER_SEND ("+ %%%\r\n"),
                                        PEER_EXPECT ("^\\*$"),
                                        PEER_SEND ("-ERR ok\r\n"),
                                        END };
static const PeerStep n21[] = { STLS ("USER\r\n", "SASL SCRAM-SHA-256\r\n"),
                                PEER_EXPECT ("^AUTH SCRAM-SHA-256 "), PEER_SEND ("+OK sure\r\n"), END };
static const PeerStep n23[]
    = { PEER_SEND ("+OK x\r\n+OK\r\nSTLS\r\n.\r\n+OK go\r\n+OK\r\nUSER\r\n.\r\n+OK\r\n+OK\r\n"),
        PEER_DRAIN (), PEER_END };
static const PeerStep b01[] = {
  GREET,         CAPA ("STLS\r\n"), PEER_EXPECT ("^STLS$"), PEER_SEND ("+OK go\r\n+OK\r\nUSER\r\n.\r\n"),
  PEER_DRAIN (), PEER_END
};
static const PeerStep b07[] = {
  GREET, CAPA ("STLS\r\n"), PEER_EXPECT ("^STLS$"), PEER_SEND ("+OK go\r\n+O"), PEER_DRAIN (), PEER_END
};
static const PeerStep wrong_pass[] = { STLS ("", "USER\r\n"),
                                       PEER_EXPECT ("^USER user$"),
                                       PEER_SEND ("+OK\r\n"),
                                       PEER_EXPECT ("^PASS canary-pass$"),
                                       PEER_SEND ("-ERR no canary-pass\r\n"),
                                       END };
static const PeerStep in_use[] = { STLS ("", "SASL PLAIN\r\n"), PEER_EXPECT ("^AUTH PLAIN "),
                                   PEER_SEND ("-ERR [IN-USE] another\r\n"), END };
static const PeerStep login_delay[] = { STLS ("", "SASL PLAIN\r\n"), PEER_EXPECT ("^AUTH PLAIN "),
                                        PEER_SEND ("-ERR [LOGIN-DELAY] wait\r\n"), END };
static const PeerStep capa_garbage[] = { GREET, PEER_EXPECT ("^CAPA$"), PEER_SEND ("hello\r\n"), END };
static const PeerStep capa_cut[]
    = { GREET, PEER_EXPECT ("^CAPA$"), PEER_SEND ("+OK\r\nSTLS\r\n"), PEER_CLOSE (), PEER_END };

typedef struct
{
  const char *row;
  const PeerStep *script;
  Who who;
  gboolean pop_domain;
  int code; /* 0: any */
} OpenFailure;

static const OpenFailure open_failures[] = {
  { "N-01", n01, PASSWORD, FALSE, NET_ERROR_TLS_REQUIRED },
  { "N-03", n03, PASSWORD, FALSE, NET_ERROR_TLS_REQUIRED },
  { "N-04", n04, PASSWORD, FALSE, NET_ERROR_TLS_REQUIRED },
  { "N-06", n06, PASSWORD, FALSE, NET_ERROR_TLS_REQUIRED },
  { "N-14-err", n14_err, PASSWORD, TRUE, POP_ERROR_REFUSED },
  { "N-14-temp", n14_temp, PASSWORD, TRUE, POP_ERROR_LATER },
  { "N-14-imap", n14_imap, PASSWORD, TRUE, POP_ERROR_PROTOCOL },
  { "N-16", n16, PASSWORD, FALSE, NET_ERROR_AUTH_UNSUPPORTED },
  { "N-17", n17, PASSWORD, FALSE, NET_ERROR_AUTH_UNSUPPORTED },
  { "N-18", n18, TOKEN, FALSE, NET_ERROR_AUTH_UNSUPPORTED },
  { "N-19", n19, TOKEN, TRUE, POP_ERROR_AUTH_FAILED },
  { "N-20-endless", n20, PASSWORD, FALSE, NET_ERROR_AUTH_FAILED },
  { "N-20-garbage", n20_garbage, PASSWORD, FALSE, NET_ERROR_AUTH_FAILED },
  { "N-21-early-yes", n21, PASSWORD, FALSE, NET_ERROR_AUTH_FAILED },
  { "N-23-answers-first", n23, PASSWORD, TRUE, POP_ERROR_PROTOCOL },
  { "B-01", b01, PASSWORD, FALSE, NET_ERROR_INJECTION },
  { "B-07", b07, PASSWORD, FALSE, NET_ERROR_INJECTION },
  { "wrong-password", wrong_pass, PASSWORD, TRUE, POP_ERROR_AUTH_FAILED },
  { "in-use", in_use, PASSWORD, TRUE, POP_ERROR_IN_USE },
  { "login-delay", login_delay, PASSWORD, TRUE, POP_ERROR_LATER },
  { "capa-garbage", capa_garbage, PASSWORD, TRUE, POP_ERROR_PROTOCOL },
  { "capa-cut", capa_cut, PASSWORD, FALSE, NET_ERROR_CLOSED },
};

static void
test_open_failure (gconstpointer data)
{
  const OpenFailure *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_with (peer, NET_SECURITY_STARTTLS, row->who, &error));
  g_test_message ("%s", error->message);
  g_assert_null (strstr (error->message, "canary"));
  if (row->code != 0)
    g_assert_error (error, (row->pop_domain ? POP_ERROR : NET_ERROR), row->code);
  peer_assert_done (peer);
  check_nothing_in_clear (peer);
}

static gboolean
send_endless_capabilities (Peer *peer, GIOStream *connection)
{
  GOutputStream *out = g_io_stream_get_output_stream (connection);

  g_output_stream_write_all (out, "+OK\r\n", 5, NULL, NULL, NULL);
  while (g_output_stream_write_all (out, "X-MORE\r\n", 8, NULL, NULL, NULL))
    ;
  return TRUE;
}

static void
test_endless_capabilities (void)
{
  static const PeerStep script[]
      = { GREET, PEER_EXPECT ("^CAPA$"), PEER_FUNC (send_endless_capabilities), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_with (peer, NET_SECURITY_STARTTLS, PASSWORD, &error));
  g_assert_error (error, POP_ERROR, POP_ERROR_PROTOCOL);
}

/* A password with a line end would be two commands. */
static void
test_line_end_in_password (void)
{
  static const PeerStep script[] = { STLS ("", "USER\r\n"), END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetEndpoint) endpoint = net_endpoint_new ("127.0.0.1", peer_get_port (peer),
                                                       NET_SECURITY_STARTTLS, peer_get_ca_file (peer), NULL);
  g_autoptr (NetCredentials) credentials = net_credentials_new ("user", "a\r\nDELE 1", NULL, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_null (pop_session_open (endpoint, credentials, NULL, &error));
  g_assert_error (error, POP_ERROR, POP_ERROR_BAD_ARGUMENT);
  peer_assert_done (peer);
}

/* --- what must work --- */

static void
test_good (gconstpointer mode)
{
  static const PeerStep script[] = { STLS ("SASL XBOGUS\r\nEXPIRE 0\r\n", "SASL PLAIN\r\nTOP\r\nUIDL\r\n"),
                                     PEER_EXPECT ("^AUTH PLAIN AHVzZXIAY2FuYXJ5LXBhc3M=$"),
                                     PEER_SEND ("+OK welcome canary-pass\r\n"),
                                     CAPA ("TOP\r\nUIDL\r\npipelining\r\nEXPIRE 14 USER\r\n"),
                                     PEER_EXPECT ("^NOOP$"),
                                     PEER_SEND ("+OK\r\n"),
                                     PEER_EXPECT ("^QUIT$"),
                                     PEER_SEND ("+OK bye\r\n"),
                                     END };
  g_autoptr (Peer) peer = peer_new_full (script, GPOINTER_TO_UINT (mode), 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PopSession) session = open_with (peer, NET_SECURITY_STARTTLS, PASSWORD, &error);
  g_autofree char *transcript = NULL;

  g_assert_no_error (error);
  g_assert_true (pop_session_has (session, "PIPELINING"));
  g_assert_false (pop_session_has (session, "STLS"));
  g_assert_cmpint (pop_session_get_expire_days (session), ==, 14);
  g_assert_true (pop_session_noop (session, NULL, &error));
  transcript = net_stream_dup_transcript (pop_session_get_stream (session));
  g_assert_null (strstr (transcript, "canary"));
  g_assert_null (strstr (transcript, "AHVzZXIA"));
  g_assert_true (pop_session_quit (session, NULL, &error));
  peer_assert_done (peer);
  check_nothing_in_clear (peer);
}

/* A server from before CAPA, under TLS from the start. */
static void
test_old_server (void)
{
  static const PeerStep script[] = { PEER_START_TLS (),
                                     GREET,
                                     PEER_EXPECT ("^CAPA$"),
                                     PEER_SEND ("-ERR unknown command\r\n"),
                                     PEER_EXPECT ("^USER user$"),
                                     PEER_SEND ("+OK\r\n"),
                                     PEER_EXPECT ("^PASS canary-pass$"),
                                     PEER_SEND ("+OK 2 messages\r\n"),
                                     PEER_EXPECT ("^QUIT$"),
                                     PEER_CLOSE (),
                                     PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;
  g_autoptr (PopSession) session = open_with (peer, NET_SECURITY_TLS, PASSWORD, &error);

  g_assert_no_error (error);
  g_assert_cmpint (pop_session_get_expire_days (session), ==, -2);
  /* Nothing was to be deleted, so nothing is unknown. */
  g_assert_true (pop_session_quit (session, NULL, &error));
  g_assert_false (pop_session_noop (session, NULL, NULL));
  peer_assert_done (peer);
}

/* RFC 5034 4: an initial response that makes the line too long goes after the server's "+". */
static void
test_long_token (void)
{
  static const PeerStep script[] = { PEER_START_TLS (),
                                     GREET,
                                     CAPA ("SASL XOAUTH2\r\n"),
                                     PEER_EXPECT ("^AUTH XOAUTH2$"),
                                     PEER_SEND ("+ \r\n"),
                                     PEER_EXPECT ("^dXNlcj11c2VyAWF1dGg9QmVhcmVyI[A-Za-z0-9+/]{400,}=*$"),
                                     PEER_SEND ("+OK\r\n"),
                                     CAPA (""),
                                     END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autofree char *token = g_strnfill (400, 't');
  g_autoptr (NetEndpoint) endpoint
      = net_endpoint_new ("127.0.0.1", peer_get_port (peer), NET_SECURITY_TLS, peer_get_ca_file (peer), NULL);
  g_autoptr (NetCredentials) credentials = net_credentials_new ("user", NULL, token, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (PopSession) session = pop_session_open (endpoint, credentials, NULL, &error);

  g_assert_no_error (error);
  g_clear_pointer (&session, pop_session_free);
  peer_assert_done (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pop/lines", test_lines);
  for (guint i = 0; i < G_N_ELEMENTS (open_failures); i++)
    {
      g_autofree char *path = g_strconcat ("/pop/open/", open_failures[i].row, NULL);

      g_test_add_data_func (path, &open_failures[i], test_open_failure);
    }
  g_test_add_func ("/pop/open/endless-capabilities", test_endless_capabilities);
  g_test_add_func ("/pop/open/line-end-in-password", test_line_end_in_password);
  g_test_add_data_func ("/pop/open/good", GUINT_TO_POINTER (PEER_MODE_WHOLE), test_good);
  g_test_add_data_func ("/pop/open/good-by-byte", GUINT_TO_POINTER (PEER_MODE_BYTES), test_good);
  g_test_add_func ("/pop/open/old-server", test_old_server);
  g_test_add_func ("/pop/open/long-token", test_long_token);
  return g_test_run ();
}
