/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-hostile.c: hostile-servers 2.1 and 2.2 that test-peer.c does not have: each row and its safe outcome
 *
 * README.md of this folder says which row is where. */

#include "imap-test.h"

/* ---- 2.1: opening ---- */
typedef struct
{
  const char *name;
  NetSecurity security;
  const char *token; /* (nullable) */
  GQuark (*domain) (void);
  int code;
  PeerStep script[10];
} OpenRow;

#define GREETING(capabilities)                                                                               \
  PEER_START_TLS (), PEER_SEND ("* OK [CAPABILITY IMAP4rev1 " capabilities "] x\r\n")
#define SCRAM_FIRST                                                                                          \
  GREETING ("AUTH=SCRAM-SHA-256"), PEER_EXPECT ("^(\\S+) AUTHENTICATE SCRAM-SHA-256$"),                      \
      PEER_SEND ("+ \r\n"), PEER_EXPECT ("^\\S+$")

static gboolean
send_long_challenge (Peer *peer, GIOStream *connection)
{
  GOutputStream *out = g_io_stream_get_output_stream (connection);
  g_autofree char *block = g_strnfill (1024 * 1024, 'A');

  g_output_stream_write_all (out, "+ ", 2, NULL, NULL, NULL);
  for (guint i = 0; i < 10; i++)
    if (!g_output_stream_write_all (out, block, 1024 * 1024, NULL, NULL, NULL))
      return TRUE; /* the client has left */
  g_output_stream_write_all (out, "\r\n", 2, NULL, NULL, NULL);
  return TRUE;
}

static const OpenRow open_rows[] = {
  { "N-05",
    NET_SECURITY_STARTTLS,
    NULL,
    net_error_quark,
    NET_ERROR_TIMED_OUT,
    { PEER_SEND ("* OK [CAPABILITY IMAP4rev1 STARTTLS] x\r\n"), PEER_EXPECT ("STARTTLS$"),
      PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-06",
    NET_SECURITY_STARTTLS,
    NULL,
    net_error_quark,
    NET_ERROR_TLS_REQUIRED,
    { PEER_SEND ("* OK ready\r\n"), PEER_EXPECT ("^(\\S+) STARTTLS$"),
      PEER_SEND ("\\1 BAD unknown command\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-18",
    NET_SECURITY_TLS,
    "canary-token",
    net_error_quark,
    NET_ERROR_AUTH_UNSUPPORTED,
    { GREETING ("AUTH=PLAIN AUTH=LOGIN SASL-IR"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-19",
    NET_SECURITY_TLS,
    "canary-token",
    imap_error_quark,
    IMAP_ERROR_AUTH_FAILED,
    { GREETING ("AUTH=XOAUTH2 SASL-IR"), PEER_EXPECT ("^(\\S+) AUTHENTICATE XOAUTH2 \\S+$"),
      PEER_SEND ("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"), PEER_EXPECT ("^$"), PEER_SEND ("\\1 NO bad token\r\n"),
      PEER_DRAIN (), PEER_END } },
  { "N-20-endless",
    NET_SECURITY_TLS,
    NULL,
    net_error_quark,
    NET_ERROR_AUTH_FAILED,
    { SCRAM_FIRST, PEER_SEND ("+ \r\n+ \r\n+ \r\n+ \r\n+ \r\n+ \r\n+ \r\n+ \r\n+ \r\n"), PEER_DRAIN (),
      PEER_END } },
  { "N-20-long",
    NET_SECURITY_TLS,
    NULL,
    net_error_quark,
    NET_ERROR_TOO_LONG,
    { SCRAM_FIRST, PEER_FUNC (send_long_challenge), PEER_DRAIN (), PEER_END } },
  /* r=evil,s=c2FsdA==,i=4096 */
  { "N-21-nonce",
    NET_SECURITY_TLS,
    NULL,
    net_error_quark,
    NET_ERROR_AUTH_FAILED,
    { SCRAM_FIRST, PEER_SEND ("+ cj1ldmlsLHM9YzJGc2RBPT0saT00MDk2\r\n"), PEER_DRAIN (), PEER_END } },
  /* the server is content before it proved itself */
  { "N-21-unproved",
    NET_SECURITY_TLS,
    NULL,
    net_error_quark,
    NET_ERROR_AUTH_FAILED,
    { GREETING ("AUTH=SCRAM-SHA-256"), PEER_EXPECT ("^(\\S+) AUTHENTICATE SCRAM-SHA-256$"),
      PEER_SEND ("+ \r\n"), PEER_EXPECT ("^\\S+$"), PEER_SEND ("\\1 OK in\r\n"), PEER_DRAIN (), PEER_END } },
  { "N-23",
    NET_SECURITY_STARTTLS,
    NULL,
    imap_error_quark,
    IMAP_ERROR_PROTOCOL,
    { PEER_SEND ("* OK ready\r\n"), PEER_EXPECT ("^(\\S+) STARTTLS$"),
      PEER_SEND ("AAAAAAAAAB OK begin TLS\r\n\\1 OK begin TLS\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "B-02",
    NET_SECURITY_STARTTLS,
    NULL,
    net_error_quark,
    NET_ERROR_TLS_FAILED,
    { PEER_SEND ("* OK ready\r\n"), PEER_EXPECT ("^(\\S+) STARTTLS$"), PEER_SEND ("\\1 OK begin\r\n"),
      PEER_WAIT (50), PEER_SEND ("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"), PEER_DRAIN (), PEER_END } },
  { "I-21-no-greeting",
    NET_SECURITY_NONE,
    NULL,
    net_error_quark,
    NET_ERROR_TIMED_OUT,
    { PEER_STALL (), PEER_END } },
  { "I-21-no-answer",
    NET_SECURITY_NONE,
    NULL,
    net_error_quark,
    NET_ERROR_TIMED_OUT,
    { PEER_SEND ("* OK ready\r\n"), PEER_EXPECT ("CAPABILITY$"), PEER_STALL (), PEER_END } },
  { "I-20-greeting",
    NET_SECURITY_NONE,
    NULL,
    net_error_quark,
    NET_ERROR_CLOSED,
    { PEER_SEND ("* OK rea"), PEER_CLOSE (), PEER_END } },
  { "I-20-login",
    NET_SECURITY_NONE,
    NULL,
    imap_error_quark,
    IMAP_ERROR_BYE,
    { PEER_SEND ("* OK [CAPABILITY " CAPS "] x\r\n"), PEER_EXPECT ("AUTHENTICATE"),
      PEER_SEND ("* BYE so long\r\n* BYE so long\r\n"), PEER_CLOSE (), PEER_END } },
};

static void
test_open (gconstpointer data)
{
  const OpenRow *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  g_autoptr (ImapSession) session = open_with (peer, row->security, row->token, &short_options, &error);
  g_autoptr (GBytes) received = NULL;
  g_autoptr (GBytes) clear = NULL;

  g_assert_null (session);
  g_assert_error (error, row->domain (), row->code);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 20 * G_USEC_PER_SEC); /* never the peer's patience */
  (void) peer_join (peer, NULL);
  received = peer_get_received (peer);
  clear = peer_get_received_clear (peer);
  if (row->security == NET_SECURITY_STARTTLS)
    {
      g_assert_null (memmem (g_bytes_get_data (clear, NULL), g_bytes_get_size (clear), "LOGIN", 5));
      g_assert_null (memmem (g_bytes_get_data (clear, NULL), g_bytes_get_size (clear), "AUTH", 4));
    }
  if (strcmp (row->name, "N-18") == 0)
    g_assert_cmpuint (g_bytes_get_size (received), ==, 0);
}

/* N-16: the list inside TLS rules: another mechanism than before it. N-12, N-13: referrals are never followed. */
static void
test_after_tls (void)
{
  static const PeerStep script[] = {
    PEER_SEND ("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR] x\r\n"),
    PEER_SEND ("* OK [REFERRAL imaps://other.example:993] go there\r\n"),
    PEER_EXPECT ("^(\\S+) STARTTLS$"),
    PEER_SEND ("\\1 OK go\r\n"),
    PEER_START_TLS (),
    PEER_EXPECT ("^(\\S+) CAPABILITY$"),
    PEER_SEND ("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) AUTHENTICATE XOAUTH2$"), /* SASL-IR was said before TLS: forgotten */
    PEER_SEND ("+ \r\n"),
    PEER_EXPECT ("^\\S+$"),
    PEER_SEND ("* CAPABILITY IMAP4rev1 MAILBOX-REFERRALS\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSession) session
      = open_with (peer, NET_SECURITY_STARTTLS, "canary-token", &short_options, &error);

  g_assert_null (session);
  g_assert_error (error, NET_ERROR, NET_ERROR_TIMED_OUT);
  peer_assert_done (peer);
}

static void
test_referral (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "MAILBOX-REFERRALS"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX"),
    PEER_SEND ("\\1 NO [REFERRAL imap://evil.example/INBOX] elsewhere\r\n"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (ImapSelected) selected = { 0 };

  g_assert_false (imap_session_select (session, "INBOX", FALSE, NULL, &selected, NULL, &error));
  assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_NO);
  g_assert_null (imap_session_get_selected (session));
  g_assert_true (imap_session_noop (session, NULL, &error));
  end (&session, peer);
}

/* ---- 2.2: literals and lines without measure ---- */
static gboolean
stream_letters (Peer *peer, GIOStream *connection)
{
  g_autofree char *block = g_strnfill (1024 * 1024, 'x');

  return write_blocks (connection, block, 1024 * 1024, 20);
}

static gboolean
flood_status (Peer *peer, GIOStream *connection)
{
  g_autoptr (GString) block = g_string_new (NULL);

  while (block->len < 64 * 1024)
    g_string_append (block, "* OK x\r\n* 1 EXISTS\r\n");
  return write_blocks (connection, block->str, block->len, 1000);
}

typedef struct
{
  const char *name;
  GQuark (*domain) (void);
  int code;
  PeerStep script[12];
} FetchRow;

#define FETCH_6 SELECT_INBOX, PEER_EXPECT ("^(\\S+) UID FETCH 6 ")

static const FetchRow fetch_rows[] = {
  { "I-01",
    imap_error_quark,
    IMAP_ERROR_TOO_LARGE,
    { LOGIN_CLEAR ("x", ""), FETCH_6, PEER_SEND ("* 1 FETCH (UID 6 BODY[] {99999999999999999999}\r\n"),
      PEER_DRAIN (), PEER_END } },
  { "I-02",
    imap_error_quark,
    IMAP_ERROR_TOO_LARGE,
    { LOGIN_CLEAR ("x", ""), FETCH_6, PEER_SEND ("* 1 FETCH (UID 6 BODY[] {2147483647}\r\n"),
      PEER_FUNC (stream_letters), PEER_DRAIN (), PEER_END } },
  { "I-03",
    net_error_quark,
    NET_ERROR_TIMED_OUT,
    { LOGIN_CLEAR ("x", ""), FETCH_6, PEER_SEND ("* 1 FETCH (UID 6 BODY[] {1000000}\r\n0123456789"),
      PEER_STALL (), PEER_END } },
  { "I-03-file",
    net_error_quark,
    NET_ERROR_TIMED_OUT,
    { LOGIN_CLEAR ("x", ""), FETCH_6, PEER_SEND ("* 1 FETCH (UID 6 BODY[] {100000000}\r\n0123456789"),
      PEER_STALL (), PEER_END } },
  { "I-05-line",
    net_error_quark,
    NET_ERROR_TOO_LONG,
    { LOGIN_CLEAR ("x", ""), FETCH_6, PEER_SEND ("* 1 FETCH (UID 6 "), PEER_FUNC (stream_letters),
      PEER_DRAIN (), PEER_END } },
  { "I-05-quoted",
    net_error_quark,
    NET_ERROR_TOO_LONG,
    { LOGIN_CLEAR ("x", ""), FETCH_6, PEER_SEND ("* 1 FETCH (UID 6 BODY[] \""), PEER_FUNC (stream_letters),
      PEER_DRAIN (), PEER_END } },
  { "I-06",
    imap_error_quark,
    IMAP_ERROR_PROTOCOL,
    { LOGIN_CLEAR ("x", ""), FETCH_6, PEER_FUNC (flood_status), PEER_DRAIN (), PEER_END } },
  { "I-20-literal",
    net_error_quark,
    NET_ERROR_CLOSED,
    { LOGIN_CLEAR ("x", ""), FETCH_6, PEER_SEND ("* 1 FETCH (UID 6 BODY[] {10}\r\n01234"), PEER_CLOSE (),
      PEER_END } },
  { "I-20-bye",
    imap_error_quark,
    IMAP_ERROR_BYE,
    { LOGIN_CLEAR ("x", ""), FETCH_6, PEER_SEND ("* BYE a\r\n* BYE a\r\n* BYE a\r\n"), PEER_CLOSE (),
      PEER_END } },
};

static void
test_fetch_row (gconstpointer data)
{
  const FetchRow *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (ImapSession) session = open_clear (peer, &short_options);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_auto (ImapSelected) selected = { 0 };

  select_inbox (session, &selected);
  g_assert_false (imap_session_fetch_section (session, 6, "", 0, 0, &bytes, NULL, &error));
  g_assert_error (error, row->domain (), row->code);
  g_assert_null (bytes);
  g_assert_true (imap_session_is_broken (session));
  g_clear_pointer (&session, imap_session_free);
  (void) peer_join (peer, NULL);
}

/* I-02: a large literal lies in a file; its bytes are those that were sent. Pieces need not even that. */
static gboolean
send_large (Peer *peer, GIOStream *connection)
{
  g_autofree char *block = g_strnfill (1024 * 1024, 'x');

  return write_blocks (connection, block, 1024 * 1024, 9);
}

static void
test_large (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", ""),
    FETCH_6,
    PEER_SEND ("* 1 FETCH (UID 6 BODY[] {9437184}\r\n"),
    PEER_FUNC (send_large),
    PEER_SEND (")\r\n\\1 OK x\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_auto (ImapSelected) selected = { 0 };
  const char *text;
  gsize length;

  select_inbox (session, &selected);
  g_assert_true (imap_session_fetch_section (session, 6, "", 0, 0, &bytes, NULL, &error));
  end (&session, peer);
  text = g_bytes_get_data (bytes, &length);
  g_assert_cmpuint (length, ==, 9437184);
  for (gsize i = 0; i < length; i++)
    if (text[i] != 'x')
      g_error ("byte %" G_GSIZE_FORMAT " is wrong", i);
}

/* I-30: ID with 1 MB, COMPRESS with a bomb */
static gboolean
send_bomb (Peer *peer, GIOStream *connection)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, 9);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, G_CONVERTER (zlib));
  g_autoptr (GString) block = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  while (block->len < 1024 * 1024)
    g_string_append (block, "* OK x\r\n");
  for (guint i = 0; i < 100; i++)
    g_output_stream_write_all (out, block->str, block->len, NULL, NULL, NULL);
  g_output_stream_close (out, NULL, NULL);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  return write_blocks (connection, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 1);
}

static void
test_bomb (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "COMPRESS=DEFLATE"),
    PEER_EXPECT ("^(\\S+) COMPRESS DEFLATE$"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_FUNC (send_bomb),
    PEER_DRAIN (),
    PEER_END,
  };
  static const ImapOptions options = { .compress_near = TRUE, .flood_max = 1024 * 1024 };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, &options);
  g_autoptr (GError) error = NULL;

  g_assert_false (imap_session_noop (session, NULL, &error));
  /* the ratio, or the flood of what nobody asked for: whichever is noticed first */
  g_assert_true (g_error_matches (error, NET_ERROR, NET_ERROR_DECOMPRESS)
                 || g_error_matches (error, IMAP_ERROR, IMAP_ERROR_PROTOCOL));
  end (&session, peer);
}

static gboolean
send_long_id (Peer *peer, GIOStream *connection)
{
  g_autoptr (GString) text = g_string_new ("* ID (\"name\" \"");

  for (guint i = 0; i < 1024 * 1024; i++)
    g_string_append_c (text, 'n');
  g_string_append (text, "\" \"odd\")\r\n* ID NIL\r\n* ID 5\r\n");
  return write_blocks (connection, text->str, text->len, 1);
}

static void
test_id (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "ID"),
    PEER_EXPECT ("^(\\S+) ID \\(\"name\" \"Alpenpost\"\\)$"),
    PEER_FUNC (send_long_id),
    PEER_SEND ("* ID (\"name\" \"Dovecot\" \"version\" \"2\" \"x\")\r\n\\1 OK x\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);

  g_assert_cmpstr (imap_session_get_server (session)->name, ==, "Dovecot");
  end (&session, peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_ROWS (open_rows, "hostile/open", test_open);
  ADD_ROWS (fetch_rows, "hostile/fetch", test_fetch_row);
  g_test_add_func ("/imap/hostile/after-tls", test_after_tls);
  g_test_add_func ("/imap/hostile/referral", test_referral);
  g_test_add_func ("/imap/hostile/large", test_large);
  g_test_add_func ("/imap/hostile/bomb", test_bomb);
  g_test_add_func ("/imap/hostile/id", test_id);
  return g_test_run ();
}
