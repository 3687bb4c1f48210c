/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fake-server.c: a listener with a thread for each connection (fake-server.h) */

#include "fake-server.h"

struct _FakeServer
{
  GMainLoop *loop;
  GThread *thread;
  FakeServerFunc func;
  gpointer data;
  gint port; /* atomic */
};

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  FakeServer *self = data;
  GIOStream *stream = G_IO_STREAM (connection);
  g_autoptr (GInputStream) in = g_buffered_input_stream_new (g_io_stream_get_input_stream (stream));

  self->func (stream, in, self->data);
  g_io_stream_close (stream, NULL, NULL);
  return TRUE;
}

static gpointer
serve (gpointer data)
{
  FakeServer *self = data;
  GMainContext *context = g_main_loop_get_context (self->loop);
  GSocketService *service;

  g_main_context_push_thread_default (context);
  service = g_threaded_socket_service_new (16);
  g_signal_connect (service, "run", G_CALLBACK (on_run), self);
  g_atomic_int_set (&self->port,
                    g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL));
  g_main_loop_run (self->loop);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_object_unref (service);
  g_main_context_pop_thread_default (context);
  return NULL;
}

FakeServer *
fake_server_new (const char *name, FakeServerFunc func, gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  FakeServer *self = g_new0 (FakeServer, 1);

  self->func = func;
  self->data = data;
  self->loop = g_main_loop_new (context, FALSE);
  self->thread = g_thread_new (name, serve, self);
  while (g_atomic_int_get (&self->port) == 0)
    g_usleep (500);
  return self;
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

void
fake_server_free (FakeServer *self)
{
  g_main_context_invoke (g_main_loop_get_context (self->loop), quit, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_free (self);
}

guint16
fake_server_get_port (FakeServer *self)
{
  return (guint16) g_atomic_int_get (&self->port);
}
