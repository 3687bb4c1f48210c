/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-connection.h"
#include "imap-quirks.h"
#include "imap-seqset.h"
#include "imap-session.h"

G_BEGIN_DECLS

/* Takes what a command asked for. Returns: whether it was that; FALSE makes it an event, unless another takes it. */
typedef gboolean (*ImapSinkFunc) (ImapSession *self, ImapResponse *response, gpointer data);

struct _ImapSession
{
  ImapConnection *connection;
  ImapEventFunc event_func;
  gpointer event_data;
  ImapSinkFunc sink; /* of the one command that runs alone */
  gpointer sink_data;
  GQueue requests; /* of ImapRequest, in the order begun */
  GQueue wire;     /* their commands that were sent and not answered, in that order */
  guint depth;     /* most commands on the wire; 0: the usual number */
  char *selected;  /* (nullable) */
  gboolean selected_read_only;
  guint32 selected_uidvalidity;
  gboolean utf8;    /* names and strings are UTF-8: UTF8=ACCEPT or IMAP4rev2 is on */
  gboolean qresync; /* ENABLEd */
  gboolean notify;  /* the server tells without being asked (RFC 5465) */
  guint64 n_events;
  guint64 refused; /* 1 << ImapExtension: announced and refused in this session */
  char *greeting;  /* (nullable): its text */
  ImapServer *server;
  ImapQuirks quirks;
  gboolean compress_near;
};

/* Fill one command each; the caller's @data is that of imap_session_begin (). */
typedef ImapCommand *(*ImapMakeFunc) (ImapSession *self, const char *set, gpointer data);
typedef void (*ImapAnswerFunc) (ImapSession *self, ImapResponse *answer, gpointer data);

ImapCommand *imap_session_command (ImapSession *self, const char *verb);
gboolean imap_session_data (ImapResponse *response, gpointer session);
gboolean imap_session_offer (ImapSession *self, ImapResponse *response);
void imap_session_settle (ImapSession *self, GCancellable *cancellable);
void imap_session_free_requests (ImapSession *self);
ImapRequest *imap_session_begin (ImapSession *self, GPtrArray *sets, ImapMakeFunc make, ImapAnswerFunc answer,
                                 ImapSinkFunc sink, gpointer data, GDestroyNotify free_data,
                                 GCancellable *cancellable);
gboolean imap_session_run (ImapSession *self, ImapCommand *command, ImapSinkFunc sink, gpointer data,
                           ImapResponse **answer, GCancellable *cancellable, GError **error);
gboolean imap_session_run_sets (ImapSession *self, gboolean commutes, GPtrArray *sets, ImapMakeFunc make,
                                ImapAnswerFunc answer, ImapSinkFunc sink, gpointer data,
                                GCancellable *cancellable, GError **error);
gboolean imap_session_run_optional (ImapSession *self, ImapExtension extension, ImapCommand *command,
                                    ImapSinkFunc sink, gpointer data, GCancellable *cancellable,
                                    GError **error);
void imap_session_refuse (ImapSession *self, ImapExtension extension);
void imap_session_apply_quirks (ImapSession *self, const char *host);
gboolean imap_session_login (ImapSession *self, NetEndpoint *endpoint, NetCredentials *credentials,
                             GCancellable *cancellable, GError **error);

#define IMAP_SET_LENGTH 4000

G_END_DECLS
