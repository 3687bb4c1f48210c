/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-stream.c: lines, blocks, limits, deadlines, wake, cancel, STARTTLS injection, compression, transcript */

#include <string.h>

#include "base-clock.h"
#include "net-deflate.h"
#include "net-stream.h"
#include "peer.h"

static NetEndpoint *
endpoint_for (Peer *peer, NetSecurity security)
{
  return net_endpoint_new ("127.0.0.1", peer_get_port (peer), security, peer_get_ca_file (peer), NULL);
}

static NetStream *
connect_clear (Peer *peer)
{
  g_autoptr (NetEndpoint) endpoint = endpoint_for (peer, NET_SECURITY_NONE);
  g_autoptr (GError) error = NULL;
  NetStream *stream = net_stream_connect (endpoint, 5000, NULL, &error);

  g_assert_no_error (error);
  return stream;
}

static void
check_line (NetStream *stream, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = net_stream_read_line (stream, 1000, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, expected);
}

static void
check_fails (NetStream *stream, gsize max, int code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = net_stream_read_line (stream, max, NULL, NULL, &error);

  g_assert_null (line);
  g_assert_error (error, NET_ERROR, code);
}

static void
send_line (NetStream *stream, const char *line)
{
  g_autoptr (GError) error = NULL;

  net_stream_write (stream, line, strlen (line), FALSE, &error);
  net_stream_flush (stream, NULL, &error);
  g_assert_no_error (error);
}

static const PeerStep lines_script[] = {
  PEER_SEND_BYTES ("one\r\ntwo\n\r\nwith\0nul\r\n\rcr\r\r\nabcdefgHELLO\r\n", 41),
  PEER_EXPECT ("^bye$"),
  PEER_CLOSE (),
  PEER_END,
};

static void
test_lines (gconstpointer mode)
{
  g_autoptr (Peer) peer = peer_new_full (lines_script, GPOINTER_TO_UINT (mode), 0, NULL);
  g_autoptr (NetStream) stream = connect_clear (peer);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *nul = NULL;
  gsize length;

  check_line (stream, "one");
  check_line (stream, "two");
  check_line (stream, "");
  nul = net_stream_read_line (stream, 8, &length, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (nul, length, "with\0nul", 8);
  check_line (stream, "\rcr\r");
  bytes = net_stream_read_bytes (stream, 7, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "abcdefg", 7);
  check_line (stream, "HELLO");
  send_line (stream, "bye\r\n");
  check_fails (stream, 100, NET_ERROR_CLOSED);
  check_fails (stream, 100, NET_ERROR_CLOSED);
  g_assert_cmpuint (net_stream_get_bytes_received (stream), ==, 41);
  g_assert_cmpuint (net_stream_get_bytes_sent (stream), ==, 5);
  peer_assert_done (peer);
}

static void
test_too_long (void)
{
  static const PeerStep script[] = { PEER_SEND ("1234567890\r\n12345678901\r\n"), PEER_DRAIN (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetStream) stream = connect_clear (peer);
  g_autofree char *line = net_stream_read_line (stream, 10, NULL, NULL, NULL);

  g_assert_cmpstr (line, ==, "1234567890");
  check_fails (stream, 10, NET_ERROR_TOO_LONG);
}

static gboolean
send_forever (Peer *peer, GIOStream *connection)
{
  static const char a[65536] = { 'a' };

  while (
      g_output_stream_write_all (g_io_stream_get_output_stream (connection), a, sizeof a, NULL, NULL, NULL))
    ;
  return TRUE;
}

static void
test_endless_line (void)
{
  static const PeerStep script[] = { PEER_FUNC (send_forever), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetStream) stream = connect_clear (peer);

  check_fails (stream, 8192, NET_ERROR_TOO_LONG);
  g_assert_cmpuint (net_stream_get_bytes_received (stream), <, 1024 * 1024);
}

static void
test_short_block (void)
{
  static const PeerStep script[] = { PEER_SEND ("only this"), PEER_CLOSE (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetStream) stream = connect_clear (peer);
  g_autoptr (GError) error = NULL;

  g_assert_null (net_stream_read_bytes (stream, 2000000000, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_CLOSED);
}

static void
test_read_to (void)
{
  static const PeerStep script[] = { PEER_SEND ("some bytes and a line\r\n"), PEER_DRAIN (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetStream) stream = connect_clear (peer);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (net_stream_read_to (stream, 10, sink, NULL, &error));
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (sink)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (sink)), "some bytes", 10);
  check_line (stream, " and a line");
}

static void
test_timeout (void)
{
  static const PeerStep script[] = { PEER_SEND ("half a li"), PEER_STALL (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetStream) stream = connect_clear (peer);
  gint64 start = base_clock_monotonic_us ();

  net_stream_set_timeout (stream, 100);
  check_fails (stream, 100, NET_ERROR_TIMED_OUT);
  g_assert_cmpint (base_clock_monotonic_us () - start, >=, 100 * 1000);
  g_assert_cmpint (base_clock_monotonic_us () - start, <, 5 * G_USEC_PER_SEC);
}

static void
test_refused (void)
{
  static const PeerStep script[] = { PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  guint16 port = peer_get_port (peer);
  g_autoptr (NetEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&peer, peer_free);
  endpoint = net_endpoint_new ("127.0.0.1", port, NET_SECURITY_TLS, NULL, NULL);
  g_assert_null (net_stream_connect (endpoint, 1000, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_CONNECT);
}

typedef struct
{
  BaseWake *wake;
  GCancellable *cancellable;
} Later;

static gpointer
later_thread (gpointer data)
{
  Later *later = data;

  g_usleep (50 * 1000);
  if (later->wake != NULL)
    base_wake_signal (later->wake);
  if (later->cancellable != NULL)
    g_cancellable_cancel (later->cancellable);
  return NULL;
}

/* A wait can end in each way, takes nothing, and leaves the stream whole. */
static void
test_wait (void)
{
  static const PeerStep script[] = { PEER_EXPECT ("^go$"), PEER_WAIT (50), PEER_SEND ("* 1 EXISTS\r\n"),
                                     PEER_EXPECT ("^end$"), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetStream) stream = connect_clear (peer);
  g_autoptr (BaseWake) wake = base_wake_new (g_main_context_default ());
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Later later = { wake, NULL };
  GThread *thread;

  g_assert_cmpint (net_stream_wait (stream, base_clock_monotonic_us () + 20000, wake, NULL, &error), ==,
                   NET_WAIT_DEADLINE);
  thread = g_thread_new ("later", later_thread, &later);
  g_assert_cmpint (net_stream_wait (stream, -1, wake, NULL, &error), ==, NET_WAIT_WAKE);
  g_thread_join (thread);
  g_assert_cmpint (net_stream_wait (stream, -1, wake, NULL, &error), ==, NET_WAIT_WAKE);
  base_wake_clear (wake);

  later = (Later) { NULL, cancellable };
  thread = g_thread_new ("later", later_thread, &later);
  g_assert_cmpint (net_stream_wait (stream, -1, wake, cancellable, &error), ==, NET_WAIT_ERROR);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_thread_join (thread);

  send_line (stream, "go\r\n");
  g_assert_cmpint (net_stream_wait (stream, -1, wake, NULL, &error), ==, NET_WAIT_READY);
  g_assert_cmpint (net_stream_wait (stream, -1, wake, NULL, &error), ==, NET_WAIT_READY);
  check_line (stream, "* 1 EXISTS");
  send_line (stream, "end\r\n");
  peer_assert_done (peer);
  g_assert_cmpint (net_stream_wait (stream, -1, wake, NULL, &error), ==, NET_WAIT_ERROR);
  g_assert_error (error, NET_ERROR, NET_ERROR_CLOSED);
}

static void
test_cancel_read (void)
{
  static const PeerStep script[] = { PEER_STALL (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetStream) stream = connect_clear (peer);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Later later = { NULL, cancellable };
  GThread *thread = g_thread_new ("later", later_thread, &later);

  g_assert_null (net_stream_read_line (stream, 100, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

/* Both sides write more than the kernel buffers before they read: must not lock up. */
static gboolean
flood (Peer *peer, GIOStream *connection)
{
  g_autofree char *block = g_malloc0 (700 * 1024);

  return g_output_stream_write_all (g_io_stream_get_output_stream (connection), block, 700 * 1024, NULL, NULL,
                                    NULL);
}

static void
test_crossed_floods (void)
{
  static const PeerStep script[] = { PEER_FUNC (flood), PEER_EXPECT_BYTES (6 * 1024 * 1024),
                                     PEER_SEND ("\r\nend\r\n"), PEER_DRAIN (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetStream) stream = connect_clear (peer);
  g_autofree char *block = g_malloc0 (6 * 1024 * 1024);
  g_autoptr (GBytes) got = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (net_stream_write_data (stream, block, 6 * 1024 * 1024, &error));
  g_assert_true (net_stream_flush (stream, NULL, &error));
  got = net_stream_read_bytes (stream, 700 * 1024, NULL, &error);
  g_assert_no_error (error);
  check_line (stream, "");
  check_line (stream, "end");
}

/* --- TLS --- */

static void
test_starttls (void)
{
  static const PeerStep script[] = {
    PEER_SEND ("ready\r\n"),  PEER_EXPECT ("^STARTTLS$"), PEER_SEND ("go\r\n"), PEER_START_TLS (),
    PEER_EXPECT ("^secret$"), PEER_SEND ("thanks\r\n"),   PEER_EXPECT_CLOSE (), PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetEndpoint) endpoint = endpoint_for (peer, NET_SECURITY_STARTTLS);
  g_autoptr (GError) error = NULL;
  g_autoptr (NetStream) stream = net_stream_connect (endpoint, 5000, NULL, &error);
  g_autoptr (GBytes) clear = NULL;
  g_autoptr (GBytes) binding = NULL;

  g_assert_no_error (error);
  check_line (stream, "ready");
  g_assert_false (net_stream_is_encrypted (stream));
  send_line (stream, "STARTTLS\r\n");
  check_line (stream, "go");
  g_assert_true (net_stream_start_tls (stream, endpoint, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (net_stream_is_encrypted (stream));
  g_assert_false (net_stream_start_tls (stream, endpoint, NULL, NULL));
  send_line (stream, "secret\r\n");
  check_line (stream, "thanks");
  binding = net_stream_dup_channel_binding (stream, G_TLS_CHANNEL_BINDING_TLS_EXPORTER);
  g_assert_nonnull (binding);
  net_stream_close (stream);
  peer_assert_done (peer);
  clear = peer_get_received_clear (peer);
  g_assert_cmpuint (g_bytes_get_size (clear), ==, strlen ("STARTTLS\r\n"));
}

typedef struct
{
  const char *row;
  const PeerStep *script;
  int code;
} Injection;

static const PeerStep b01[]
    = { PEER_EXPECT ("^STARTTLS$"), PEER_SEND ("A OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"),
        PEER_DRAIN (), PEER_END };
static const PeerStep b02[] = { PEER_EXPECT ("^STARTTLS$"),
                                PEER_SEND ("A OK begin\r\n"),
                                PEER_WAIT (50),
                                PEER_SEND ("X OK done\r\n"),
                                PEER_DRAIN (),
                                PEER_END };
static const PeerStep b04[]
    = { PEER_EXPECT ("^STARTTLS$"), PEER_SEND ("A OK\r\n* BYE close\r\n"), PEER_CLOSE (), PEER_END };
static const PeerStep b07[]
    = { PEER_EXPECT ("^STARTTLS$"), PEER_SEND ("A OK begin TLS\r\n* 1 FET"), PEER_DRAIN (), PEER_END };
static const PeerStep closed[]
    = { PEER_EXPECT ("^STARTTLS$"), PEER_SEND ("A OK\r\n"), PEER_CLOSE (), PEER_END };
static const Injection injections[] = {
  { "B-01", b01, NET_ERROR_INJECTION },
  { "B-02", b02, NET_ERROR_TLS_FAILED },
  { "B-04", b04, NET_ERROR_INJECTION },
  { "B-07", b07, NET_ERROR_INJECTION },
  { "closed", closed, 0 },
};

static void
test_injection (gconstpointer data)
{
  const Injection *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (NetStream) stream = connect_clear (peer);
  g_autoptr (NetEndpoint) endpoint = endpoint_for (peer, NET_SECURITY_STARTTLS);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  send_line (stream, "STARTTLS\r\n");
  line = net_stream_read_line (stream, 1000, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (net_stream_start_tls (stream, endpoint, NULL, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  if (row->code != 0)
    g_assert_error (error, NET_ERROR, row->code);
  /* There is no way back to clear text. */
  g_assert_false (net_stream_write (stream, "LOGIN", 5, FALSE, NULL));
  g_assert_false (net_stream_flush (stream, NULL, NULL));
}

static const PeerStep tls_hello[] = { PEER_START_TLS (), PEER_SEND ("hello\r\n"), PEER_DRAIN (), PEER_END };

typedef struct
{
  const char *row, *certificate;
  gboolean with_ca, with_pin;
  GTlsCertificateFlags flag; /* 0: accepted */
} Trust;

static const Trust trusts[] = {
  { "good", "server.pem", TRUE, FALSE, 0 },
  { "unknown-ca", "server.pem", FALSE, FALSE, G_TLS_CERTIFICATE_UNKNOWN_CA },
  { "self-signed", "self.pem", TRUE, FALSE, G_TLS_CERTIFICATE_UNKNOWN_CA },
  { "self-signed-pinned", "self.pem", TRUE, TRUE, 0 },
  { "other-name", "other.pem", TRUE, FALSE, G_TLS_CERTIFICATE_BAD_IDENTITY },
  { "other-name-pinned", "other.pem", FALSE, TRUE, 0 },
  { "expired", "expired.pem", TRUE, FALSE, G_TLS_CERTIFICATE_EXPIRED },
  { "name-in-cn-only", "cn.pem", TRUE, FALSE, G_TLS_CERTIFICATE_BAD_IDENTITY },
};

static char *
fingerprint_of (const char *certificate_name)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "support", "certificates", certificate_name, NULL);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, NULL);
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

static void
test_trust (gconstpointer data)
{
  const Trust *row = data;
  g_autoptr (Peer) peer = peer_new_full (tls_hello, PEER_MODE_WHOLE, 0, row->certificate);
  g_autofree char *fingerprint = fingerprint_of (row->certificate);
  const char *host = g_str_equal (row->certificate, "cn.pem") ? "localhost" : "127.0.0.1";
  g_autoptr (NetEndpoint) endpoint
      = net_endpoint_new (host, peer_get_port (peer), NET_SECURITY_TLS,
                          row->with_ca ? peer_get_ca_file (peer) : NULL, row->with_pin ? fingerprint : NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NetStream) stream = net_stream_connect (endpoint, 5000, NULL, &error);

  if (row->flag == 0)
    {
      g_autofree char *shown = NULL;

      g_assert_no_error (error);
      check_line (stream, "hello");
      shown = net_stream_dup_certificate_sha256 (stream);
      g_assert_cmpstr (shown, ==, fingerprint);
      return;
    }
  g_assert_null (stream);
  g_assert_error (error, NET_ERROR, NET_ERROR_TLS_CERTIFICATE);
  g_test_message ("%s", error->message);
  g_assert_cmpstr (net_error_get_certificate_sha256 (error), ==, fingerprint);
  g_assert_true (net_error_get_certificate_flags (error) & row->flag);
}

/* A certificate that changed after it was pinned, and is not valid by itself, never passes. */
static void
test_changed_pin (void)
{
  g_autoptr (Peer) peer = peer_new_full (tls_hello, PEER_MODE_WHOLE, 0, "self.pem");
  g_autofree char *fingerprint = fingerprint_of ("other.pem");
  g_autoptr (NetEndpoint) endpoint
      = net_endpoint_new ("127.0.0.1", peer_get_port (peer), NET_SECURITY_TLS, NULL, fingerprint);
  g_autoptr (GError) error = NULL;

  g_assert_null (net_stream_connect (endpoint, 5000, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_TLS_CERTIFICATE);
}

static void
test_no_tls_there (void)
{
  static const PeerStep script[] = { PEER_SEND ("* OK this is no TLS\r\n"), PEER_DRAIN (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetEndpoint) endpoint = endpoint_for (peer, NET_SECURITY_TLS);
  g_autoptr (GError) error = NULL;

  g_assert_null (net_stream_connect (endpoint, 5000, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_TLS_FAILED);
}

static void
test_silent_handshake (void)
{
  static const PeerStep script[] = { PEER_STALL (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetEndpoint) endpoint = endpoint_for (peer, NET_SECURITY_TLS);
  g_autoptr (GError) error = NULL;

  g_assert_null (net_stream_connect (endpoint, 200, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_TIMED_OUT);
}

/* an end without close_notify is an error, in the middle of a block and elsewhere. */
static void
test_truncated (void)
{
  static const PeerStep script[]
      = { PEER_START_TLS (), PEER_SEND ("half of it"), PEER_WAIT (50), PEER_ABORT (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetEndpoint) endpoint = endpoint_for (peer, NET_SECURITY_TLS);
  g_autoptr (GError) error = NULL;
  g_autoptr (NetStream) stream = net_stream_connect (endpoint, 5000, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (net_stream_read_bytes (stream, 20, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_CLOSED);
}

static gboolean
send_big (Peer *peer, GIOStream *connection)
{
  g_autofree char *block = g_malloc (5 * 1024 * 1024);

  memset (block, 'x', 5 * 1024 * 1024);
  return g_output_stream_write_all (g_io_stream_get_output_stream (connection), block, 5 * 1024 * 1024, NULL,
                                    NULL, NULL);
}

static void
test_big_over_tls (void)
{
  static const PeerStep script[]
      = { PEER_START_TLS (),     PEER_FUNC (send_big), PEER_EXPECT_BYTES (3 * 1024 * 1024),
          PEER_SEND ("end\r\n"), PEER_DRAIN (),        PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetEndpoint) endpoint = endpoint_for (peer, NET_SECURITY_TLS);
  g_autoptr (GError) error = NULL;
  g_autoptr (NetStream) stream = net_stream_connect (endpoint, 5000, NULL, &error);
  g_autoptr (GBytes) got = NULL;
  g_autofree char *block = g_malloc0 (3 * 1024 * 1024);

  g_assert_no_error (error);
  got = net_stream_read_bytes (stream, 5 * 1024 * 1024, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (net_stream_write_data (stream, block, 3 * 1024 * 1024, &error));
  g_assert_true (net_stream_flush (stream, NULL, &error));
  check_line (stream, "end");
  g_assert_cmpint (net_stream_wait (stream, base_clock_monotonic_us () + 20000, NULL, NULL, &error), ==,
                   NET_WAIT_DEADLINE);
}

/* --- compression --- */

static GByteArray *
compress (const void *data, gsize length)
{
  NetDeflate *deflate = net_deflate_new ();
  GByteArray *out = g_byte_array_new ();

  net_deflate_compress (deflate, data, length, out);
  net_deflate_flush (deflate, out);
  net_deflate_free (deflate);
  return out;
}

static gboolean
send_compressed (Peer *peer, GIOStream *connection)
{
  g_autoptr (GByteArray) out = compress ("first\r\nsecond\r\n", 15);

  return g_output_stream_write_all (g_io_stream_get_output_stream (connection), out->data, out->len, NULL,
                                    NULL, NULL);
}

static void
test_deflate (void)
{
  static const PeerStep script[] = { PEER_SEND ("A OK\r\n"), PEER_FUNC (send_compressed),
                                     PEER_EXPECT_BYTES (8), PEER_DRAIN (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetStream) stream = connect_clear (peer);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sent = NULL;
  NetDeflate *check = net_deflate_new ();
  char text[100];

  check_line (stream, "A OK");
  g_assert_true (net_stream_start_deflate (stream, &error));
  g_assert_false (net_stream_start_deflate (stream, NULL));
  check_line (stream, "first");
  check_line (stream, "second");
  send_line (stream, "B NOOP\r\n");
  send_line (stream, "C NOOP\r\n");
  net_stream_close (stream);
  peer_assert_done (peer);
  sent = peer_get_received (peer);
  net_deflate_feed (check, g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));
  g_assert_cmpint (net_deflate_take (check, text, sizeof text, NULL), ==, 16);
  g_assert_cmpmem (text, 16, "B NOOP\r\nC NOOP\r\n", 16);
  net_deflate_free (check);
}

/* I-30: a bomb ends with an error, after bounded output. */
static void
test_bomb (void)
{
  g_autofree char *zeros = g_malloc0 (100 * 1024 * 1024);
  g_autoptr (GByteArray) bomb = compress (zeros, 100 * 1024 * 1024);
  NetDeflate *deflate = net_deflate_new ();
  g_autoptr (GError) error = NULL;
  guint64 total = 0;
  gssize n;

  net_deflate_feed (deflate, bomb->data, bomb->len);
  while ((n = net_deflate_take (deflate, zeros, 65536, &error)) > 0)
    total += n;
  g_assert_cmpint (n, ==, -1);
  g_assert_error (error, NET_ERROR, NET_ERROR_DECOMPRESS);
  g_assert_cmpuint (total, <=, 65 * 1024 * 1024);
  net_deflate_free (deflate);
}

static void
test_broken_deflate (void)
{
  static const PeerStep script[] = { PEER_SEND ("\xff\xff\xff\xff\xff\xff"), PEER_DRAIN (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetStream) stream = connect_clear (peer);

  g_assert_true (net_stream_start_deflate (stream, NULL));
  check_fails (stream, 100, NET_ERROR_DECOMPRESS);
}

/* --- transcript --- */

static void
test_transcript (void)
{
  static const PeerStep script[] = { PEER_SEND ("* OK hello hunter2-canary \x1b[31m\r\n* 1 FETCH (UID 5 "
                                                "ENVELOPE (\"d\" \"private subject\")\r\n{5}\r\nbodyX more "
                                                "private)\r\nA OK aHVudGVyMi1jYW5hcnk= done\r\n"),
                                     PEER_DRAIN (), PEER_END };
  static const char *const never[]
      = { "hunter2", "aHVudGVyMi1jYW5hcnk", "private", "bodyX", "\x1b", "tok-canary" };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (NetStream) stream = connect_clear (peer);
  g_autoptr (GBytes) literal = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *text = NULL;

  net_stream_add_secret (stream, "hunter2-canary");
  check_line (stream, "* OK hello hunter2-canary \x1b[31m");
  g_free (net_stream_read_line (stream, 1000, NULL, NULL, NULL));
  check_line (stream, "{5}");
  literal = net_stream_read_bytes (stream, 5, NULL, NULL);
  rest = net_stream_read_line (stream, 1000, NULL, NULL, NULL);
  g_assert_cmpstr (rest, ==, " more private)");
  check_line (stream, "A OK aHVudGVyMi1jYW5hcnk= done");
  g_assert_true (net_stream_write (stream, "tok-canary\r\n", 12, TRUE, NULL));
  g_assert_true (net_stream_write_data (stream, "Subject: private\r\n", 18, NULL));
  send_line (stream, "B NOOP\r\nC LOGIN me hunter2-canary\r\n");
  text = net_stream_dup_transcript (stream);
  g_test_message ("%s", text);
  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    g_assert_null (strstr (text, never[i]));
  g_assert_nonnull (strstr (text, "C: B NOOP\n"));
  g_assert_nonnull (strstr (text, "* 1 FETCH ("));
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
test_endpoint (void)
{
  g_autoptr (NetEndpoint) endpoint = net_endpoint_new ("mail.例え.jp", 993, NET_SECURITY_TLS, "", "AA:bb:0C");

  g_assert_cmpstr (endpoint->ascii_host, ==, "mail.xn--r8jz45g.jp");
  g_assert_null (endpoint->ca_file);
  g_assert_cmpstr (endpoint->pin, ==, "aabb0c");
}

static void
add_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (injections); i++)
    {
      g_autofree char *path = g_strconcat ("/net/stream/injection/", injections[i].row, NULL);

      g_test_add_data_func (path, &injections[i], test_injection);
    }
  for (guint i = 0; i < G_N_ELEMENTS (trusts); i++)
    {
      g_autofree char *path = g_strconcat ("/net/stream/trust/", trusts[i].row, NULL);

      g_test_add_data_func (path, &trusts[i], test_trust);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/net/stream/lines", GUINT_TO_POINTER (PEER_MODE_WHOLE), test_lines);
  g_test_add_data_func ("/net/stream/lines-by-byte", GUINT_TO_POINTER (PEER_MODE_BYTES), test_lines);
  g_test_add_func ("/net/stream/too-long", test_too_long);
  g_test_add_func ("/net/stream/endless-line", test_endless_line);
  g_test_add_func ("/net/stream/short-block", test_short_block);
  g_test_add_func ("/net/stream/read-to", test_read_to);
  g_test_add_func ("/net/stream/timeout", test_timeout);
  g_test_add_func ("/net/stream/refused", test_refused);
  g_test_add_func ("/net/stream/wait", test_wait);
  g_test_add_func ("/net/stream/cancel-read", test_cancel_read);
  g_test_add_func ("/net/stream/crossed-floods", test_crossed_floods);
  g_test_add_func ("/net/stream/starttls", test_starttls);
  g_test_add_func ("/net/stream/changed-pin", test_changed_pin);
  g_test_add_func ("/net/stream/no-tls-there", test_no_tls_there);
  g_test_add_func ("/net/stream/silent-handshake", test_silent_handshake);
  g_test_add_func ("/net/stream/truncated", test_truncated);
  g_test_add_func ("/net/stream/big-over-tls", test_big_over_tls);
  g_test_add_func ("/net/stream/deflate", test_deflate);
  g_test_add_func ("/net/stream/bomb", test_bomb);
  g_test_add_func ("/net/stream/broken-deflate", test_broken_deflate);
  g_test_add_func ("/net/stream/transcript", test_transcript);
  g_test_add_func ("/net/endpoint", test_endpoint);
  add_rows ();
  return g_test_run ();
}
