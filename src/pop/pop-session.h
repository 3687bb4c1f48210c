/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net-credentials.h"
#include "net-endpoint.h"
#include "net-stream.h"

G_BEGIN_DECLS

typedef enum
{
  POP_ERROR_PROTOCOL = 1, /* the server's answer is no POP3; the session is over */
  POP_ERROR_REFUSED,      /* "-ERR" without a code we know */
  POP_ERROR_LATER,        /* [SYS/TEMP], [LOGIN-DELAY] (RFC 3206, 2449): the same may work later */
  POP_ERROR_IN_USE,       /* [IN-USE]: another session holds the mailbox */
  POP_ERROR_AUTH_FAILED,  /* user or password not accepted */
  POP_ERROR_BAD_ARGUMENT, /* a user name or password with a line end in it */
  POP_ERROR_TOO_MANY,     /* more messages than POP_MAX_MESSAGES */
  POP_ERROR_UNKNOWN,      /* the end of a session with deletions was not confirmed: they may have happened */
} PopError;

#define POP_ERROR (pop_error_quark ())
GQuark pop_error_quark (void);

#define POP_MAX_MESSAGES 250000
#define POP_MAX_UID 200 /* RFC 1939 7 says 70; more is tolerated */

/* PopMessage: one message of the mailbox, as the server listed it. */
typedef struct
{
  guint number;   /* good for this session */
  guint64 size;   /* as the server says, which may be wrong; 0: it did not say */
  char *uid;      /* (nullable): its unique id; NULL when the server has none for it (or none at all) */
  guint repeated; /* how many messages before it have the same id; 0 as a rule */
} PopMessage;

void pop_message_free (PopMessage *self);

/* PopSession: one connection to a mailbox. Belongs to the thread that opened it. */
typedef struct _PopSession PopSession;

PopSession *pop_session_open (NetEndpoint *endpoint, NetCredentials *credentials, GCancellable *cancellable,
                              GError **error);
gboolean pop_session_quit (PopSession *self, GCancellable *cancellable, GError **error);
void pop_session_free (PopSession *self);

gboolean pop_session_has (PopSession *self, const char *capability);
gint pop_session_get_expire_days (PopSession *self);
NetStream *pop_session_get_stream (PopSession *self);

GPtrArray *pop_session_list (PopSession *self, GCancellable *cancellable, GError **error);
gboolean pop_session_top (PopSession *self, guint number, guint lines, guint64 max, GOutputStream *sink,
                          GCancellable *cancellable, GError **error);
gboolean pop_session_retrieve (PopSession *self, guint number, guint64 max, GOutputStream *sink,
                               guint64 *written, GCancellable *cancellable, GError **error);
gboolean pop_session_delete (PopSession *self, const guint *numbers, guint n, GCancellable *cancellable,
                             GError **error);
gboolean pop_session_reset (PopSession *self, GCancellable *cancellable, GError **error);
gboolean pop_session_noop (PopSession *self, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopMessage, pop_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopSession, pop_session_free)

G_END_DECLS
