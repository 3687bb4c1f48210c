/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-web.c: WebKit's walls alone, without the sanitiser in front: a page that tries everything reaches no server.
 *
 * Needs a display (tests/ui/with-display).  A sink listens on loopback; every URL in the page names it. */
#include "alp-web-view.h"
#include "alp-ui.h"

#include <string.h>

#define WAIT_MS 2500

typedef struct
{
  GMainLoop *loop;
  guint connections;
  guint links;
  gboolean unavailable;
} Fixture;

static gboolean
on_incoming (Fixture *fixture)
{
  fixture->connections++;
  return TRUE;
}

static void
on_link (Fixture *fixture)
{
  fixture->links++;
}

static void
on_unavailable (Fixture *fixture)
{
  fixture->unavailable = TRUE;
  g_main_loop_quit (fixture->loop);
}

static gboolean
on_time (gpointer data)
{
  g_main_loop_quit (((Fixture *) data)->loop);
  return G_SOURCE_REMOVE;
}

/* %1$u is the sink's port. */
static const char hostile[]
    = "<title>before</title>"
      "<meta http-equiv=refresh content='0;url=http://127.0.0.1:%1$u/refresh'>"
      "<base href='http://127.0.0.1:%1$u/'>"
      "<link rel=stylesheet href='http://127.0.0.1:%1$u/a.css'><link rel=preload as=image "
      "href='http://127.0.0.1:%1$u/p.png'>"
      "<link rel=prefetch href='http://127.0.0.1:%1$u/f'><link rel=preconnect href='http://127.0.0.1:%1$u/'>"
      "<link rel=icon href='http://127.0.0.1:%1$u/icon.png'><link rel=dns-prefetch href='//tracker.invalid'>"
      "<style>@import 'http://127.0.0.1:%1$u/i.css'; "
      "@font-face{font-family:x;src:url(http://127.0.0.1:%1$u/x.woff)}"
      "p{font-family:x;background:url(http://127.0.0.1:%1$u/bg.png);cursor:url(http://127.0.0.1:%1$u/"
      "c.cur),auto}"
      "p::before{content:url(http://127.0.0.1:%1$u/before.png)}li{list-style-image:url(http://127.0.0.1:%1$u/"
      "l.png)}</style>"
      "<p>text</p><ul><li>item</ul><img src='http://127.0.0.1:%1$u/a.png'><img src=b.png "
      "srcset='http://127.0.0.1:%1$u/c.png 2x'>"
      "<picture><source srcset='http://127.0.0.1:%1$u/d.png'><img src=e.png></picture>"
      "<iframe src='http://127.0.0.1:%1$u/frame'></iframe><iframe srcdoc='<img "
      "src=http://127.0.0.1:%1$u/doc.png>'></iframe>"
      "<object data='http://127.0.0.1:%1$u/o'></object><embed src='http://127.0.0.1:%1$u/e'>"
      "<video src='http://127.0.0.1:%1$u/v.mp4' poster='http://127.0.0.1:%1$u/v.png' autoplay></video>"
      "<audio src='http://127.0.0.1:%1$u/a.mp3' autoplay></audio><input type=image "
      "src='http://127.0.0.1:%1$u/in.png'>"
      "<svg><image href='http://127.0.0.1:%1$u/s.png'/><use href='http://127.0.0.1:%1$u/u.svg#a'/></svg>"
      "<table background='http://127.0.0.1:%1$u/t.png'><tr><td>cell</table>"
      "<script "
      "src='http://127.0.0.1:%1$u/x.js'></script><script>document.title='ran';fetch('http://127.0.0.1:%1$u/"
      "j')</script>"
      "<img src=x: onerror=\"document.title='ran'\"><body onload=\"location='http://127.0.0.1:%1$u/l'\">"
      "<form action='http://127.0.0.1:%1$u/form'><input autofocus onfocus=\"form.submit()\"></form>"
      "<img src='file:///etc/hostname'><img src='alp-part:none'>";

static WebKitWebView *
inner_view (GtkWidget *view)
{
  return WEBKIT_WEB_VIEW (gtk_widget_get_first_child (view));
}

/* One window for all: WebKitGTK 2.54 trips over a view in a second window of the same program. */
static GtkWidget *window;

static GtkWidget *
show (Fixture *fixture, const char *html, guint milliseconds)
{
  GtkWidget *view = alp_web_view_new ();

  gtk_window_set_child (GTK_WINDOW (window), view);
  g_signal_connect_swapped (view, "link-activated", G_CALLBACK (on_link), fixture);
  g_signal_connect_swapped (view, "unavailable", G_CALLBACK (on_unavailable), fixture);
  alp_web_view_load (ALP_WEB_VIEW (view), html, FALSE, ALP_WEB_DEFAULT);
  g_timeout_add (milliseconds, on_time, fixture);
  g_main_loop_run (fixture->loop);
  return view;
}

static void
test_no_network (void)
{
  Fixture fixture = { .loop = g_main_loop_new (NULL, FALSE) };
  g_autoptr (GSocketService) sink = g_socket_service_new ();
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (sink), NULL, NULL);
  g_autofree char *html = g_strdup_printf (hostile, port);
  GtkWidget *view;

  g_signal_connect_swapped (sink, "incoming", G_CALLBACK (on_incoming), &fixture);
  g_socket_service_start (sink);
  view = show (&fixture, html, WAIT_MS);

  g_assert_false (fixture.unavailable);
  g_assert_cmpuint (fixture.connections, ==, 0);
  g_assert_cmpuint (fixture.links, ==, 0);
  g_assert_true (g_str_has_prefix (webkit_web_view_get_uri (inner_view (view)), "about:blank#"));
  g_assert_cmpstr (webkit_web_view_get_title (inner_view (view)), !=, "ran");
  g_main_loop_unref (fixture.loop);
}

/* The sink itself works, or the test above would prove nothing. */
static void
test_sink_counts (void)
{
  Fixture fixture = { .loop = g_main_loop_new (NULL, FALSE) };
  g_autoptr (GSocketService) sink = g_socket_service_new ();
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (sink), NULL, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;

  g_signal_connect_swapped (sink, "incoming", G_CALLBACK (on_incoming), &fixture);
  g_socket_service_start (sink);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  g_assert_nonnull (connection);
  g_timeout_add (100, on_time, &fixture);
  g_main_loop_run (fixture.loop);
  g_assert_cmpuint (fixture.connections, ==, 1);
  g_main_loop_unref (fixture.loop);
}

static void
test_height_follows_content (void)
{
  Fixture fixture = { .loop = g_main_loop_new (NULL, FALSE) };
  GtkWidget *view;
  int small, tall;

  view = show (&fixture, "<p>One line.</p>", 1500);
  gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, -1, &small, NULL, NULL, NULL);
  view = show (&fixture, "<div style='height:2000px'>tall</div>", 1500);
  gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, -1, &tall, NULL, NULL, NULL);

  g_assert_cmpint (small, >, 20);
  g_assert_cmpint (small, <, 120);
  g_assert_cmpint (tall, >=, 2000);
  g_assert_cmpint (tall, <, 2100);
  g_main_loop_unref (fixture.loop);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  alp_ui_init ();
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 480);
  gtk_widget_set_visible (window, TRUE);
  g_test_add_func ("/ui/web/sink-counts", test_sink_counts);
  g_test_add_func ("/ui/web/no-network", test_no_network);
  g_test_add_func ("/ui/web/height-follows-content", test_height_follows_content);
  return g_test_run ();
}
