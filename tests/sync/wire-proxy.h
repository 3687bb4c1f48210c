/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* WireProxy: stands between the engine and a real IMAP server, hides extensions, tells lies, cuts, and counts. Clear text
 * on loopback towards the engine, TLS towards the server. Any thread. */
typedef struct _WireProxy WireProxy;

/**
 * WireRewriteFunc:
 * @line: one line of the server, or what follows a literal, without CRLF
 * @command: the line the client sent last
 *
 * Returns: (transfer full) (nullable): what the client gets instead, without the last CRLF; "": nothing; %NULL: @line
 */
typedef char *(*WireRewriteFunc) (const char *line, const char *command, gpointer data);

WireProxy *wire_proxy_new (const char *upstream);
void wire_proxy_free (WireProxy *self);
guint16 wire_proxy_get_port (WireProxy *self);

void wire_proxy_hide (WireProxy *self, const char *extensions);
void wire_proxy_set_rewrite (WireProxy *self, WireRewriteFunc func, gpointer data);
void wire_proxy_cut_after (WireProxy *self, gint64 bytes);
void wire_proxy_freeze_open (WireProxy *self);
void wire_proxy_set_slow (WireProxy *self, guint bytes_per_second);
void wire_proxy_set_limit (WireProxy *self, guint connections);
void wire_proxy_drop_all (WireProxy *self);

guint wire_proxy_count (WireProxy *self, const char *pattern);
guint wire_proxy_count_connections (WireProxy *self);
void wire_proxy_forget (WireProxy *self);
char *wire_proxy_dup_commands (WireProxy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireProxy, wire_proxy_free)

G_END_DECLS
