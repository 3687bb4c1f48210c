/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FakeSmtp: a submission server on loopback, without TLS, that counts what it delivers and can lose the connection at any byte. */
typedef struct _FakeSmtp FakeSmtp;

/* @extensions: EHLO lines besides AUTH PLAIN, separated by \n, e.g. "PIPELINING\nFUTURERELEASE 86400 2030-01-01T00:00:00Z" */
FakeSmtp *fake_smtp_new (const char *extensions);
void fake_smtp_free (FakeSmtp *self);
guint16 fake_smtp_get_port (FakeSmtp *self);

/* The connection ends when so many more bytes have been read (-1: never); what it had taken whole before is delivered. */
void fake_smtp_cut_input (FakeSmtp *self, gint64 bytes);
gboolean fake_smtp_was_cut (FakeSmtp *self);
/* After the final dot: delivered, and the connection ends without an answer (N times; -1: always). */
void fake_smtp_swallow (FakeSmtp *self, gint times);
/* The answer to the final dot; %NULL: 250. Nothing is delivered when it is no 250. */
void fake_smtp_set_answer (FakeSmtp *self, const char *answer);
/* The answer to RCPT TO of this address; %NULL: 250. */
void fake_smtp_set_rcpt_answer (FakeSmtp *self, const char *address, const char *answer);
/* Called with each point passed: "connect", "ehlo", "auth", "mail", "rcpt", "data", "body", "dot", "delivered", "answered", "quit". */
typedef void (*FakeSmtpFunc) (FakeSmtp *self, const char *point, gpointer data);
void fake_smtp_set_func (FakeSmtp *self, FakeSmtpFunc func, gpointer data);

/* Delivered messages with this Message-ID (%NULL: all), and how many connections there were. */
guint fake_smtp_count (FakeSmtp *self, const char *message_id);
guint fake_smtp_count_connections (FakeSmtp *self);
/* (transfer full): the last MAIL FROM line. */
char *fake_smtp_dup_mail (FakeSmtp *self);
/* (transfer full): the last RCPT TO line. */
char *fake_smtp_dup_rcpt (FakeSmtp *self);
/* Where messages go, too: called for each delivered one, on the connection's thread. */
typedef void (*FakeSmtpDeliverFunc) (GBytes *message, gpointer data);
void fake_smtp_set_deliver (FakeSmtp *self, FakeSmtpDeliverFunc func, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeSmtp, fake_smtp_free)

G_END_DECLS
