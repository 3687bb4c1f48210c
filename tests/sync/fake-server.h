/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FakeServer: what FakeImap and FakeSmtp have in common: a listener on loopback, without TLS, with a thread for each connection. */
typedef struct _FakeServer FakeServer;

/* Serves one connection, on a thread of its own, to its end. @in is buffered. */
typedef void (*FakeServerFunc) (GIOStream *stream, GInputStream *in, gpointer data);

FakeServer *fake_server_new (const char *name, FakeServerFunc func, gpointer data);
/* The clients must have gone. */
void fake_server_free (FakeServer *self);
guint16 fake_server_get_port (FakeServer *self);

G_END_DECLS
