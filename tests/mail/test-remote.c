/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-remote.c: remote images: which addresses are never connected to, and file names of messages that leave. */
#include "alp-export.h"
#include "alp-remote.h"

#include <string.h>

static void
test_private (void)
{
  static const struct
  {
    const char *address;
    gboolean is_private;
  } rows[] = { { "127.0.0.1", TRUE },
               { "0.0.0.0", TRUE },
               { "10.1.2.3", TRUE },
               { "172.16.0.1", TRUE },
               { "172.32.0.1", FALSE },
               { "192.168.1.1", TRUE },
               { "169.254.169.254", TRUE },
               { "100.64.0.1", TRUE },
               { "224.0.0.1", TRUE },
               { "255.255.255.255", TRUE },
               { "93.184.216.34", FALSE },
               { "::1", TRUE },
               { "::", TRUE },
               { "fe80::1", TRUE },
               { "fd00::1", TRUE },
               { "ff02::1", TRUE },
               { "::ffff:127.0.0.1", TRUE },
               { "::ffff:93.184.216.34", FALSE },
               { "64:ff9b::7f00:1", TRUE },
               { "2002:7f00:1::1", TRUE },
               { "2001:0:1::1", TRUE },
               { "2606:2800:220:1::1", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (rows[i].address);

      g_assert_nonnull (address);
      if (alp_remote_is_private (address) != rows[i].is_private)
        g_error ("%s", rows[i].address);
    }
}

typedef struct
{
  GMainLoop *loop;
  GBytes *bytes;
  GError *error;
} Result;

static void
on_fetched (GObject *remote, GAsyncResult *result, gpointer data)
{
  Result *out = data;
  g_autofree char *type = NULL;

  out->bytes = alp_remote_fetch_finish (ALP_REMOTE (remote), result, &type, &out->error);
  g_main_loop_quit (out->loop);
}

static gboolean
on_incoming (guint *connections)
{
  (*connections)++;
  return TRUE;
}

/* A server on loopback is never reached, by number or by name. */
static void
test_loopback_refused (void)
{
  g_autoptr (GSocketService) sink = g_socket_service_new ();
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (sink), NULL, NULL);
  guint connections = 0;
  static const char *const hosts[] = { "127.0.0.1", "localhost", "[::1]", "2130706433" };

  g_signal_connect_swapped (sink, "incoming", G_CALLBACK (on_incoming), &connections);
  g_socket_service_start (sink);
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr (AlpRemote) remote = alp_remote_new ();
      g_autofree char *uri = g_strdup_printf ("http://%s:%u/a.png", hosts[i], port);
      Result result = { .loop = g_main_loop_new (NULL, FALSE) };

      alp_remote_fetch_async (remote, uri, NULL, on_fetched, &result);
      g_main_loop_run (result.loop);
      g_assert_null (result.bytes);
      g_assert_nonnull (result.error);
      g_clear_error (&result.error);
      g_main_loop_unref (result.loop);
    }
  g_assert_cmpuint (connections, ==, 0);
}

static void
test_schemes (void)
{
  static const char *const uris[]
      = { "file:///etc/passwd", "ftp://example.org/a.png", "http://u:p@example.org/a.png",
          "http:///a.png",      "not an address",          "data:image/png;base64,AA" };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autoptr (AlpRemote) remote = alp_remote_new ();
      Result result = { .loop = g_main_loop_new (NULL, FALSE) };

      alp_remote_fetch_async (remote, uris[i], NULL, on_fetched, &result);
      g_main_loop_run (result.loop);
      g_assert_null (result.bytes);
      g_assert_nonnull (result.error);
      g_clear_error (&result.error);
      g_main_loop_unref (result.loop);
    }
}

static void
test_names (void)
{
  static const char *const subjects[]
      = { "../../etc/passwd", "",        ".bashrc", "a/b\\c:d", "caf\303\251 \342\200\256gpj.exe",
          "line\nbreak",      "\xff\xfe" };

  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      g_autofree char *name = alp_export_dup_name (subjects[i], 0);

      g_assert_true (g_utf8_validate (name, -1, NULL));
      g_assert_null (strpbrk (name, "/\\:\n"));
      g_assert_null (strstr (name, "\342\200\256"));
      g_assert_true (*name != '.');
      g_assert_true (g_str_has_suffix (name, ".eml"));
      g_assert_cmpuint (strlen (name), <=, 124);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/remote/private", test_private);
  g_test_add_func ("/mail/remote/loopback-refused", test_loopback_refused);
  g_test_add_func ("/mail/remote/schemes", test_schemes);
  g_test_add_func ("/mail/export/names", test_names);
  return g_test_run ();
}
