/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-wake.h"
#include "imap-capability.h"
#include "imap-command.h"
#include "imap-response.h"
#include "net-stream.h"

G_BEGIN_DECLS

/* ImapConnection: tags, pipelining, continuations. Knows no verb. Belongs to one thread. */
typedef struct _ImapConnection ImapConnection;

/* Gets every untagged response; may steal from @response. Returns: whether the running command asked for it. */
typedef gboolean (*ImapDataFunc) (ImapResponse *response, gpointer data);

/* A command that was sent. Owned by the connection until imap_connection_finish (). */
typedef struct
{
  char *tag;
  const char *verb;
  gboolean changes;
  ImapResponse *answer; /* (nullable): the tagged response once it is here */
} ImapPending;

ImapConnection *imap_connection_new (NetStream *stream);
/* Closes and frees; NULL is allowed. */
void imap_connection_free (ImapConnection *self);
/* (transfer none) */
NetStream *imap_connection_get_stream (ImapConnection *self);
/* (transfer none): what the server last said it can do. */
ImapCapabilities *imap_connection_get_capabilities (ImapConnection *self);
void imap_connection_set_data_func (ImapConnection *self, ImapDataFunc func, gpointer data);
/* @bytes nobody asked for during one command; 0: the usual number. */
void imap_connection_set_flood_max (ImapConnection *self, guint64 bytes);
void imap_connection_set_signed_in (ImapConnection *self);
gboolean imap_connection_has_pending (ImapConnection *self, const char *tag);
gboolean imap_connection_is_broken (ImapConnection *self);
void imap_connection_break (ImapConnection *self);

ImapResponse *imap_connection_read (ImapConnection *self, GCancellable *cancellable, GError **error);
ImapPending *imap_connection_send (ImapConnection *self, ImapCommand *command, GCancellable *cancellable,
                                   GError **error);
ImapResponse *imap_connection_finish (ImapConnection *self, ImapPending *pending, GCancellable *cancellable,
                                      GError **error);
ImapResponse *imap_connection_run (ImapConnection *self, ImapCommand *command, GCancellable *cancellable,
                                   GError **error);
gboolean imap_connection_await_continuation (ImapConnection *self, ImapPending *pending, char **text,
                                             GCancellable *cancellable, GError **error);
gboolean imap_connection_take_untagged (ImapConnection *self, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapConnection, imap_connection_free)

G_END_DECLS
