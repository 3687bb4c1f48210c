/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-tls.c: servers with old TLS, bad certificates, missing or bad OCSP answers and odd records (rows X-01..X-12, X-14) */

#include <string.h>
#include <unistd.h>

#include "net-stream.h"
#include "peer.h"
#include "tls-peer.h"

#define ONLY(version, cipher, mac)                                                                           \
  "NONE:+VERS-" version ":+" cipher ":+" mac ":+ECDHE-ECDSA:+SIGN-ALL:+COMP-NULL:+CTYPE-X509:+GROUP-ALL"

static char *
ca_file (void)
{
  return g_test_build_filename (G_TEST_DIST, "support", "certificates", "ca.pem", NULL);
}

/* The CA stands in GIO's own database, as a public one does; with @private_ca only in the endpoint's file. */
static NetStream *
connect_by (TlsPeer *peer, gboolean private_ca, const char *pin, GError **error)
{
  g_autofree char *ca = ca_file ();
  g_autoptr (GTlsDatabase) database = private_ca ? NULL : g_tls_file_database_new (ca, NULL);
  g_autoptr (NetEndpoint) endpoint = net_endpoint_new ("127.0.0.1", tls_peer_get_port (peer),
                                                       NET_SECURITY_TLS, private_ca ? ca : NULL, pin);

  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);

  return net_stream_connect (endpoint, 10000, NULL, error);
}

static NetStream *
connect_to (TlsPeer *peer, const char *pin, GError **error)
{
  return connect_by (peer, TRUE, pin, error);
}

static void
check_hello (NetStream *stream)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = net_stream_read_line (stream, 100, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "hello");
}

/* --- what is agreed on, and with whom --- */

typedef struct
{
  const char *row, *priority, *certificate, *staple;
  int code; /* of NET_ERROR; 0: accepted */
  GTlsCertificateFlags flag;
} Handshake;

static const Handshake handshakes[] = {
  { "tls1.3", "NORMAL", "server.pem", NULL, 0, 0 },
  { "tls1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2", "server.pem", NULL, 0, 0 },
  { "X-10-tls1.1", "NORMAL:-VERS-ALL:+VERS-TLS1.1", "server.pem", NULL, NET_ERROR_TLS_FAILED, 0 },
  { "X-10-tls1.0", "NORMAL:-VERS-ALL:+VERS-TLS1.0", "server.pem", NULL, NET_ERROR_TLS_FAILED, 0 },
  { "X-11-rc4", ONLY ("TLS1.2", "ARCFOUR-128", "SHA1"), "server.pem", NULL, NET_ERROR_TLS_FAILED, 0 },
  { "X-11-3des", ONLY ("TLS1.2", "3DES-CBC", "SHA1"), "server.pem", NULL, NET_ERROR_TLS_FAILED, 0 },
  { "X-04-not-yet-valid", "NORMAL", "future.pem", NULL, NET_ERROR_TLS_CERTIFICATE,
    G_TLS_CERTIFICATE_NOT_ACTIVATED },
  { "X-08-address-in-cn", "NORMAL", "ip-cn.pem", NULL, NET_ERROR_TLS_CERTIFICATE,
    G_TLS_CERTIFICATE_BAD_IDENTITY },
  { "X-09-staple-missing", "NORMAL", "staple.pem", NULL, NET_ERROR_TLS_CERTIFICATE,
    G_TLS_CERTIFICATE_GENERIC_ERROR },
  { "X-09-staple-there", "NORMAL", "staple.pem", "staple.ocsp", 0, 0 },
  { "X-09-staple-of-another", "NORMAL", "staple.pem", "revoked.ocsp", NET_ERROR_TLS_CERTIFICATE,
    G_TLS_CERTIFICATE_GENERIC_ERROR },
  { "X-09-revoked", "NORMAL", "revoked.pem", "revoked.ocsp", NET_ERROR_TLS_CERTIFICATE,
    G_TLS_CERTIFICATE_REVOKED },
};

static void
test_handshake (gconstpointer data)
{
  const Handshake *row = data;
  g_autoptr (TlsPeer) peer = tls_peer_new (row->priority, row->certificate, row->staple, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NetStream) stream = connect_by (peer, FALSE, NULL, &error);

  if (row->code == 0)
    {
      g_assert_no_error (error);
      check_hello (stream);
      return;
    }
  g_assert_null (stream);
  g_test_message ("%s", error->message);
  g_assert_error (error, NET_ERROR, row->code);
  if (row->flag != 0)
    g_assert_cmphex (net_error_get_certificate_flags (error) & row->flag, ==, row->flag);
}

/* An answer by a CA that only the endpoint's file knows cannot be checked by GIO: such a server must not demand one. */
static void
test_private_ca (void)
{
  static const Handshake *const rows[] = { &handshakes[8], &handshakes[9], &handshakes[10], &handshakes[11] };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TlsPeer) peer = tls_peer_new ("NORMAL", rows[i]->certificate, rows[i]->staple, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (connect_by (peer, TRUE, NULL, &error));
      g_assert_error (error, NET_ERROR, NET_ERROR_TLS_CERTIFICATE);
    }
}

/* A pin is the person's word about origin, name and dates; a revoked certificate it cannot make good. */
static void
test_pinned_revoked (void)
{
  g_autoptr (TlsPeer) first = tls_peer_new ("NORMAL", "revoked.pem", "revoked.ocsp", NULL);
  g_autoptr (TlsPeer) second = tls_peer_new ("NORMAL", "revoked.pem", "revoked.ocsp", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *pin = NULL;

  g_assert_null (connect_to (first, NULL, &error));
  pin = g_strdup (net_error_get_certificate_sha256 (error));
  g_clear_error (&error);
  g_assert_nonnull (pin);
  g_assert_null (connect_to (second, pin, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_TLS_CERTIFICATE);
}

static gboolean
start_tls_as (Peer *peer, const char *host, const char *pin, GError **error)
{
  g_autoptr (NetEndpoint) near
      = net_endpoint_new ("127.0.0.1", peer_get_port (peer), NET_SECURITY_STARTTLS, NULL, NULL);
  g_autoptr (NetEndpoint) named
      = net_endpoint_new (host, peer_get_port (peer), NET_SECURITY_STARTTLS, peer_get_ca_file (peer), pin);
  g_autoptr (NetStream) stream = net_stream_connect (near, 5000, NULL, error);
  g_autofree char *line = stream != NULL ? net_stream_read_line (stream, 100, NULL, NULL, error) : NULL;

  return line != NULL && net_stream_start_tls (stream, named, NULL, error);
}

static const PeerStep starttls_script[]
    = { PEER_SEND ("go\r\n"), PEER_START_TLS (), PEER_DRAIN (), PEER_END };

/* nobody owns *.com. X-12 after STARTTLS: a pinned certificate that changed. The last row shows that the way is open. */
static void
test_starttls_identity (void)
{
  g_autoptr (Peer) wildcard = peer_new_full (starttls_script, PEER_MODE_WHOLE, 0, "wildcard.pem");
  g_autoptr (Peer) changed = peer_new_full (starttls_script, PEER_MODE_WHOLE, 0, "self.pem");
  g_autoptr (Peer) good = peer_new_full (starttls_script, PEER_MODE_WHOLE, 0, "other.pem");
  g_autofree char *pin = g_strnfill (64, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_false (start_tls_as (wildcard, "example.com", NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_TLS_CERTIFICATE);
  g_assert_true (net_error_get_certificate_flags (error) & G_TLS_CERTIFICATE_BAD_IDENTITY);
  g_clear_error (&error);
  g_assert_false (start_tls_as (changed, "localhost", pin, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_TLS_CERTIFICATE);
  g_clear_error (&error);
  g_assert_true (start_tls_as (good, "another.test", NULL, &error));
  g_assert_no_error (error);
}

/* --- odd records --- */

static gboolean
act_one_byte_records (gnutls_session_t session)
{
  for (int i = 0; i < 50000; i++)
    if (gnutls_record_send (session, "x", 1) != 1)
      return FALSE;
  return gnutls_record_send (session, "\r\n", 2) == 2;
}

static void
test_one_byte_records (void)
{
  g_autoptr (TlsPeer) peer = tls_peer_new ("NORMAL", "server.pem", NULL, act_one_byte_records);
  g_autoptr (GError) error = NULL;
  g_autoptr (NetStream) stream = connect_to (peer, NULL, &error);
  g_autofree char *line = NULL;
  gsize length = 0;

  g_assert_no_error (error);
  line = net_stream_read_line (stream, 60000, &length, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, 50000);
  check_hello (stream);
}

static gboolean
act_tickets (gnutls_session_t session)
{
  for (int i = 0; i < 100; i++)
    if (gnutls_session_ticket_send (session, 50, 0) < 0)
      return FALSE;
  return TRUE;
}

static gboolean
act_key_updates (gnutls_session_t session)
{
  for (int i = 0; i < 1000; i++)
    if (gnutls_session_key_update (session, 0) < 0)
      return FALSE;
  return TRUE;
}

static gboolean
act_renegotiate (gnutls_session_t session)
{
  for (int i = 0; i < 100; i++)
    if (gnutls_rehandshake (session) < 0 || gnutls_handshake (session) < 0)
      return FALSE;
  return TRUE;
}

typedef struct
{
  const char *row, *priority;
  TlsPeerAct act;
} Flood;

static const Flood floods[] = {
  { "tickets", "NORMAL", act_tickets },
  { "key-updates", "NORMAL", act_key_updates },
  { "renegotiation", "NORMAL:-VERS-ALL:+VERS-TLS1.2", act_renegotiate },
};

/* 5,000 session tickets, 1,000 key updates, 100 renegotiations: still a connection, or closed; never stuck. */
static void
test_flood (gconstpointer data)
{
  const Flood *row = data;
  g_autoptr (TlsPeer) peer = tls_peer_new (row->priority, "server.pem", NULL, row->act);
  g_autoptr (GError) error = NULL;
  g_autoptr (NetStream) stream = connect_to (peer, NULL, &error);
  g_autofree char *line = NULL;

  g_assert_no_error (error);
  line = net_stream_read_line (stream, 100, NULL, NULL, &error);
  if (line != NULL)
    g_assert_cmpstr (line, ==, "hello");
  else
    g_assert_false (g_error_matches (error, NET_ERROR, NET_ERROR_TIMED_OUT));
}

static guint64 flooded; /* atomic: by the peer's thread */

/* A ServerHello of 16 MB and more behind it, up to 128 MB; GnuTLS gives up after the 16. */
static gboolean
talk_endless_handshake (int fd)
{
  static guint8 record[5 + 16384] = { 22, 3, 3, 0x40, 0, 2, 0xff, 0xff, 0xff, 3, 3 };
  char hello[4096];

  if (read (fd, hello, sizeof hello) <= 0)
    return FALSE;
  for (int i = 0; i < 8192; i++)
    {
      if (write (fd, record, sizeof record) != sizeof record)
        return TRUE;
      __atomic_add_fetch (&flooded, sizeof record, __ATOMIC_SEQ_CST);
      memset (record + 5, 'x', 16384);
    }
  return FALSE;
}

static void
test_endless_handshake (void)
{
  g_autoptr (TlsPeer) peer = tls_peer_new_raw (talk_endless_handshake);
  g_autoptr (GError) error = NULL;

  g_assert_null (connect_to (peer, NULL, &error));
  g_test_message ("%s after %" G_GUINT64_FORMAT " bytes", error->message,
                  __atomic_load_n (&flooded, __ATOMIC_SEQ_CST));
  g_assert_false (g_error_matches (error, NET_ERROR, NET_ERROR_TIMED_OUT));
  g_clear_pointer (&peer, tls_peer_free);
  g_assert_cmpuint (flooded, <, 64 * 1024 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (handshakes); i++)
    {
      g_autofree char *path = g_strconcat ("/net/tls/handshake/", handshakes[i].row, NULL);

      g_test_add_data_func (path, &handshakes[i], test_handshake);
    }
  g_test_add_func ("/net/tls/private-ca", test_private_ca);
  g_test_add_func ("/net/tls/pinned-revoked", test_pinned_revoked);
  g_test_add_func ("/net/tls/starttls-identity", test_starttls_identity);
  g_test_add_func ("/net/tls/X-14-one-byte-records", test_one_byte_records);
  for (guint i = 0; i < G_N_ELEMENTS (floods); i++)
    {
      g_autofree char *path = g_strconcat ("/net/tls/X-14-", floods[i].row, NULL);

      g_test_add_data_func (path, &floods[i], test_flood);
    }
  g_test_add_func ("/net/tls/X-14-endless-handshake", test_endless_handshake);
  return g_test_run ();
}
