/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tls-peer.c: a TLS server with bad habits, in a thread of its own, on blocking sockets */

#include "tls-peer.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

struct _TlsPeer
{
  GSocket *listener;
  guint16 port;
  char *priority, *certificate, *staple;
  TlsPeerAct act;
  gboolean (*talk) (int fd);
  GThread *thread;
};

static char *
path_of (const char *name)
{
  return name != NULL ? g_test_build_filename (G_TEST_DIST, "support", "certificates", name, NULL) : NULL;
}

static gboolean
load (TlsPeer *self, gnutls_certificate_credentials_t credentials)
{
  int index = gnutls_certificate_set_x509_key_file (credentials, self->certificate, self->certificate,
                                                    GNUTLS_X509_FMT_PEM);

  if (index < 0)
    return FALSE;
  return self->staple == NULL
         || gnutls_certificate_set_ocsp_status_request_file2 (credentials, self->staple, index,
                                                              GNUTLS_X509_FMT_DER)
                >= 0;
}

static void
serve_tls (TlsPeer *self, int fd)
{
  gnutls_certificate_credentials_t credentials;
  gnutls_session_t session;
  gnutls_datum_t key = { NULL, 0 };
  char byte;
  int status;

  gnutls_certificate_allocate_credentials (&credentials);
  gnutls_certificate_set_flags (credentials,
                                GNUTLS_CERTIFICATE_API_V2 | GNUTLS_CERTIFICATE_SKIP_OCSP_RESPONSE_CHECK);
  g_assert_true (load (self, credentials));
  gnutls_init (&session, GNUTLS_SERVER | GNUTLS_NO_AUTO_SEND_TICKET);
  g_assert_cmpint (gnutls_priority_set_direct (session, self->priority, NULL), ==, 0);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_session_ticket_key_generate (&key);
  gnutls_session_ticket_enable_server (session, &key);
  gnutls_transport_set_int (session, fd);
  do
    status = gnutls_handshake (session);
  while (status < 0 && !gnutls_error_is_fatal (status));
  if (status >= 0 && (self->act == NULL || self->act (session))
      && gnutls_record_send (session, "hello\r\n", 7) == 7)
    while (gnutls_record_recv (session, &byte, 1) > 0)
      ;
  gnutls_bye (session, GNUTLS_SHUT_WR);
  gnutls_deinit (session);
  gnutls_free (key.data);
  gnutls_certificate_free_credentials (credentials);
}

static gpointer
run (gpointer data)
{
  TlsPeer *self = data;
  g_autoptr (GSocket) socket = g_socket_accept (self->listener, NULL, NULL);
  struct timeval patience = { 20, 0 };

  if (socket == NULL)
    return NULL;
  fcntl (g_socket_get_fd (socket), F_SETFL, fcntl (g_socket_get_fd (socket), F_GETFL) & ~O_NONBLOCK);
  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (self->talk != NULL)
    self->talk (g_socket_get_fd (socket));
  else
    serve_tls (self, g_socket_get_fd (socket));
  return NULL;
}

static TlsPeer *
start (TlsPeer *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_bind (self->listener, address, TRUE, &error));
  g_assert_true (g_socket_listen (self->listener, &error));
  bound = g_socket_get_local_address (self->listener, &error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("tls-peer", run, self);
  return self;
}

/**
 * tls_peer_new:
 * @priority: a GnuTLS priority string
 * @certificate: a file of tests/support/certificates
 * @staple: (nullable): one with an OCSP answer
 */
TlsPeer *
tls_peer_new (const char *priority, const char *certificate, const char *staple, TlsPeerAct act)
{
  TlsPeer *self = g_new0 (TlsPeer, 1);

  self->priority = g_strdup (priority);
  self->certificate = path_of (certificate);
  self->staple = path_of (staple);
  self->act = act;
  return start (self);
}

/** tls_peer_new_raw: a peer that only writes what @talk writes */
TlsPeer *
tls_peer_new_raw (gboolean (*talk) (int fd))
{
  TlsPeer *self = g_new0 (TlsPeer, 1);

  self->talk = talk;
  return start (self);
}

/** tls_peer_get_port: on 127.0.0.1 */
guint16
tls_peer_get_port (TlsPeer *self)
{
  return self->port;
}

/** tls_peer_free: waits for the connection's end: close the client's side first */
void
tls_peer_free (TlsPeer *self)
{
  if (self == NULL)
    return;
  /* Wakes an accept () nobody came for. */
  shutdown (g_socket_get_fd (self->listener), SHUT_RDWR);
  g_thread_join (self->thread);
  g_object_unref (self->listener);
  g_free (self->priority);
  g_free (self->certificate);
  g_free (self->staple);
  g_free (self);
}
