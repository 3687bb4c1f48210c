/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-proxy.c: the way through a proxy is GIO's, for every connection; a small SOCKS 5 server (RFC 1928) shows it
 *
 * The names used here exist nowhere: that the proxy is asked for them proves that nothing was resolved on this side. */

#include <string.h>

#include "net-stream.h"
#include "peer.h"

#define SOCKS(host_length)                                                                                   \
  PEER_EXPECT_BYTES (3), PEER_SEND_BYTES ("\x05\x00", 2), PEER_EXPECT_BYTES (4 + 1 + (host_length) + 2)
#define SOCKS_OK PEER_SEND_BYTES ("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10)
#define SOCKS_NOT_ALLOWED PEER_SEND_BYTES ("\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00", 10)
#define SOCKS_UNREACHABLE PEER_SEND_BYTES ("\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00", 10)

/* All of it over one proxy: GIO reads the setting once. */
static const PeerStep script[] = {
  SOCKS (12),
  SOCKS_OK,
  PEER_SEND ("clear hello\r\n"),
  PEER_EXPECT_CLOSE (), /* mail.invalid */
  SOCKS (12),
  SOCKS_OK,
  PEER_START_TLS (),
  PEER_SEND ("tls hello\r\n"),
  PEER_EXPECT_CLOSE (), /* another.test */
  SOCKS (12),
  SOCKS_NOT_ALLOWED,
  PEER_EXPECT_CLOSE (),
  SOCKS (12),
  SOCKS_UNREACHABLE,
  PEER_EXPECT_CLOSE (),
  PEER_EXPECT_BYTES (3),
  PEER_SEND_BYTES ("\x05\xff", 2),
  PEER_EXPECT_CLOSE (), /* wants a password */
  PEER_EXPECT_BYTES (3),
  PEER_SEND ("HTTP/1.1 400 no\r\n"),
  PEER_EXPECT_CLOSE (),
  SOCKS (12),
  SOCKS_OK,
  PEER_START_TLS (),
  PEER_END, /* wrong.invali: the certificate must still name it */
};

static NetStream *
connect_through (Peer *peer, const char *host, NetSecurity security, GError **error)
{
  g_autoptr (NetEndpoint) endpoint = net_endpoint_new (host, 993, security, peer_get_ca_file (peer), NULL);

  return net_stream_connect (endpoint, 5000, NULL, error);
}

static void
check_line (NetStream *stream, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = stream != NULL ? net_stream_read_line (stream, 100, NULL, NULL, &error) : NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, expected);
}

static void
check_refused (Peer *peer, const char *host, NetSecurity security, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (connect_through (peer, host, security, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, NET_ERROR, code);
}

/* What the desktop's settings are elsewhere: whatever GIO finds there must be what our connections use. */
typedef GSimpleProxyResolver TestResolver;
typedef GSimpleProxyResolverClass TestResolverClass;

static gboolean
resolver_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static void
resolver_init_interface (GProxyResolverInterface *interface)
{
  interface->is_supported = resolver_is_supported;
}

GType test_resolver_get_type (void);

G_DEFINE_TYPE_WITH_CODE (TestResolver, test_resolver, G_TYPE_SIMPLE_PROXY_RESOLVER,
                         G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, resolver_init_interface))

static void
test_resolver_init (TestResolver *self)
{
}

static void
test_resolver_class_init (TestResolverClass *class)
{
}

static void
test_socks (void)
{
  g_autoptr (Peer) peer = peer_new_full (script, PEER_MODE_WHOLE, 0, "other.pem");
  g_autofree char *proxy = g_strdup_printf ("socks5://127.0.0.1:%u", peer_get_port (peer));
  g_autoptr (NetStream) stream = NULL;
  g_autoptr (GBytes) received = NULL;
  g_autofree char *problem = NULL;
  g_autoptr (GError) error = NULL;

  g_simple_proxy_resolver_set_default_proxy (G_SIMPLE_PROXY_RESOLVER (g_proxy_resolver_get_default ()),
                                             proxy);
  stream = connect_through (peer, "mail.invalid", NET_SECURITY_NONE, &error);
  g_assert_no_error (error);
  check_line (stream, "clear hello");
  g_clear_pointer (&stream, net_stream_free);
  stream = connect_through (peer, "another.test", NET_SECURITY_TLS, &error);
  g_assert_no_error (error);
  check_line (stream, "tls hello");
  g_clear_pointer (&stream, net_stream_free);
  check_refused (peer, "blocked.test", NET_SECURITY_TLS, NET_ERROR_CONNECT);
  check_refused (peer, "nowhere.test", NET_SECURITY_TLS, NET_ERROR_CONNECT);
  check_refused (peer, "mail.invalid", NET_SECURITY_TLS, NET_ERROR_CONNECT);
  check_refused (peer, "mail.invalid", NET_SECURITY_TLS, NET_ERROR_CONNECT);
  check_refused (peer, "wrong.invali", NET_SECURITY_TLS, NET_ERROR_TLS_CERTIFICATE);
  g_assert_false (peer_join (peer, &problem));
  g_assert_true (g_str_has_prefix (problem, "handshake"));
  received = peer_get_received (peer);
  g_assert_cmpmem (g_bytes_get_data (received, NULL), 3 + 19,
                   "\x05\x01\x00\x05\x01\x00\x03\x0cmail.invalid\x03\xe1", 3 + 19);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "simple", TRUE);
  g_tls_backend_get_default (); /* registers GIO's extension points */
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, test_resolver_get_type (), "simple",
                                  0);
  g_test_add_func ("/net/proxy/socks", test_socks);
  return g_test_run ();
}
