/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pop-reply.h"
#include "pop-session.h"

G_BEGIN_DECLS

/* Time-outs in ms of a wait without a single byte. */
#define POP_TIMEOUT_OPEN 30000
#define POP_TIMEOUT_MAIL 60000
#define POP_TIMEOUT_QUIT 60000 /* the deletions happen here */

#define POP_MAX_REPLY 2048 /* RFC 2449 4 says 512 */

struct _PopSession
{
  NetEndpoint *endpoint;
  NetStream *stream;
  GHashTable *capabilities; /* upper-case keyword → parameters; NULL: the server does not say */
  gboolean usable;          /* in step with the server */
  gboolean deleted;         /* something is marked for deletion */
};

gboolean pop_session_write (PopSession *self, gboolean secret, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
gboolean pop_session_flush (PopSession *self, GCancellable *cancellable, GError **error);
PopReply *pop_session_read_reply (PopSession *self, gsize max, GCancellable *cancellable, GError **error);
PopReply *pop_session_command (PopSession *self, gboolean secret, GCancellable *cancellable, GError **error,
                               const char *format, ...) G_GNUC_PRINTF (5, 6);
gboolean pop_session_expect_ok (PopSession *self, PopReply *reply, const char *what, GError **error);
void pop_session_set_reply_error (PopSession *self, const PopReply *reply, const char *what, GError **error);
gboolean pop_session_fail (PopSession *self, GError **error, const char *why);
char *pop_session_read_item (PopSession *self, gboolean *ended, GCancellable *cancellable, GError **error);
gboolean pop_session_authenticate (PopSession *self, NetCredentials *credentials, GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
