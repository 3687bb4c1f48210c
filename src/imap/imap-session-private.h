/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-connection.h"
#include "imap-seqset.h"
#include "imap-session.h"

G_BEGIN_DECLS

/* Takes what the running command asked for. Returns: whether it was that; FALSE makes it an event. */
typedef gboolean (*ImapSinkFunc) (ImapSession *self, ImapResponse *response, gpointer data);

struct _ImapSession
{
  ImapConnection *connection;
  ImapEventFunc event_func;
  gpointer event_data;
  ImapSinkFunc sink;
  gpointer sink_data;
  char *selected;   /* (nullable) */
  gboolean utf8;    /* UTF8=ACCEPT is on */
  gboolean qresync; /* ENABLEd */
  guint64 n_events;
};

ImapCommand *imap_session_command (ImapSession *self, const char *verb);
gboolean imap_session_data (ImapResponse *response, gpointer session);
gboolean imap_session_run (ImapSession *self, ImapCommand *command, ImapSinkFunc sink, gpointer data,
                           ImapResponse **answer, GCancellable *cancellable, GError **error);
gboolean imap_session_login (ImapSession *self, NetEndpoint *endpoint, NetCredentials *credentials,
                             GCancellable *cancellable, GError **error);

/* Sends one command per set text and finishes them, at most 4 on their way. */
typedef ImapCommand *(*ImapMakeFunc) (ImapSession *self, const char *set, gpointer data);
typedef void (*ImapAnswerFunc) (ImapSession *self, ImapResponse *answer, gpointer data);
gboolean imap_session_run_sets (ImapSession *self, GPtrArray *sets, ImapMakeFunc make, ImapAnswerFunc answer,
                                ImapSinkFunc sink, gpointer data, GCancellable *cancellable, GError **error);

#define IMAP_SET_LENGTH 4000

G_END_DECLS
