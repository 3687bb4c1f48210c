/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* HttpsPeer: an https server on loopback, in a thread of its own, that expects a list of requests in order.
 *
 * An exchange is an object: method, path, headers (those that must be there), body (compared as JSON; the text "$SECRET"
 * stands for any password and must be the same wherever it stands), and the answer: status, type, send (headers), answer
 * (JSON) or raw (text); or how it misbehaves: truncate, giant, drip, stall, close. */
typedef struct _HttpsPeer HttpsPeer;

HttpsPeer *https_peer_new (void);
void https_peer_free (HttpsPeer *self);
/* Forgets what was before. @exchanges: (transfer none), until the next call */
void https_peer_expect (HttpsPeer *self, GPtrArray *exchanges);
/* (transfer full): "https://127.0.0.1:PORT" */
char *https_peer_dup_url (HttpsPeer *self);
char *https_peer_dup_ca_file (void);
/* Fails the test unless every expected request came, as expected, and no other. */
void https_peer_assert_done (HttpsPeer *self, const char *name);
guint https_peer_get_requests (HttpsPeer *self);
/* (nullable): what stood where "$SECRET" was expected */
const char *https_peer_get_secret (HttpsPeer *self);

G_END_DECLS
