/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-idset.h"
#include "base-wake.h"
#include "imap-access.h"
#include "imap-capability.h"
#include "imap-error.h"
#include "imap-fetch.h"
#include "imap-list.h"
#include "imap-metadata.h"
#include "imap-namespace.h"
#include "imap-quirks.h"
#include "imap-quota.h"
#include "imap-search.h"
#include "imap-status.h"
#include "net-credentials.h"
#include "net-endpoint.h"
#include "net-stream.h"

G_BEGIN_DECLS

/* ImapSession: one authenticated connection. Belongs to the thread that opened it; every function blocks. */
typedef struct _ImapSession ImapSession;

/* ---- what the server says unasked ---- */
typedef enum
{
  IMAP_EVENT_EXISTS = 1, /* exists */
  IMAP_EVENT_EXPUNGE,    /* sequence */
  IMAP_EVENT_VANISHED,   /* uids, earlier */
  IMAP_EVENT_FLAGS,      /* fetch: uid may be 0 */
  IMAP_EVENT_BYE,        /* text */
  IMAP_EVENT_ALERT,      /* text, cleaned; only after authentication */
  IMAP_EVENT_STATUS,     /* status: of any folder (NOTIFY) */
  IMAP_EVENT_FOLDER,     /* folder: new, renamed, gone or its subscription changed (NOTIFY) */
  IMAP_EVENT_OVERFLOW,   /* the server notifies no more: look at everything, then ask again */
} ImapEventKind;

typedef struct
{
  ImapEventKind kind;
  guint32 exists;
  guint32 sequence;
  const BaseIdset *uids;
  gboolean earlier;
  const ImapFetch *fetch;
  const char *text;
  const ImapStatus *status;
  const ImapFolder *folder;
} ImapEvent;

/* Called during any call of the session, on its thread. @event lives for the call; start no command in it. */
typedef void (*ImapEventFunc) (ImapSession *self, const ImapEvent *event, gpointer data);

/* ---- life ---- */
typedef struct
{
  const char *off;        /* (nullable): extensions not to use: "IDLE MOVE"; "*": plain IMAP4rev1 */
  gboolean compress_near; /* COMPRESS also on loopback, where it only costs time */
  guint connect_timeout_ms, command_timeout_ms; /* of silence; 0: 30 s, 60 s */
  guint64 flood_max;                            /* bytes nobody asked for during one command; 0: 64 MiB */
} ImapOptions;

ImapSession *imap_session_open_full (NetEndpoint *endpoint, NetCredentials *credentials,
                                     const ImapOptions *options, GCancellable *cancellable, GError **error);
ImapSession *imap_session_open (NetEndpoint *endpoint, NetCredentials *credentials, GCancellable *cancellable,
                                GError **error);
gboolean imap_session_logout (ImapSession *self, GCancellable *cancellable, GError **error);
void imap_session_free (ImapSession *self);
gboolean imap_session_has (ImapSession *self, ImapExtension extension);
gboolean imap_session_has_name (ImapSession *self, const char *name);
gboolean imap_session_is_broken (ImapSession *self);
void imap_session_set_event_func (ImapSession *self, ImapEventFunc func, gpointer data);
NetStream *imap_session_get_stream (ImapSession *self);
guint64 imap_session_get_append_limit (ImapSession *self);
char *imap_session_dup_refused (ImapSession *self);
/* What ID said; (transfer none) (nullable). */
const ImapServer *imap_session_get_server (ImapSession *self);
/* What the quirk table says about this server. */
const ImapQuirks *imap_session_get_quirks (ImapSession *self);

/* ---- several commands on their way ---- */

/* ImapRequest: FETCH, STORE or STATUS on their way: begin, do other things, finish (or abandon) each once. The callback is
 * called during any call of the session in between. Any command that does not commute waits for all requests first. */
typedef struct _ImapRequest ImapRequest;

gboolean imap_session_finish (ImapSession *self, ImapRequest *request, GCancellable *cancellable,
                              GError **error);
void imap_session_abandon (ImapSession *self, ImapRequest *request);

/* ---- folders ---- */
gboolean imap_session_list (ImapSession *self, GPtrArray **folders, GCancellable *cancellable,
                            GError **error);
gboolean imap_session_status (ImapSession *self, const char *name, ImapStatus **status,
                              GCancellable *cancellable, GError **error);
gboolean imap_session_status_full (ImapSession *self, const char *name, guint what, ImapStatus **status,
                                   GCancellable *cancellable, GError **error);
ImapRequest *imap_session_begin_status (ImapSession *self, const char *name, guint what, ImapStatus **status,
                                        GCancellable *cancellable);
gboolean imap_session_namespace (ImapSession *self, ImapNamespaces **namespaces, GCancellable *cancellable,
                                 GError **error);
gboolean imap_session_create (ImapSession *self, const char *name, ImapRole role, GCancellable *cancellable,
                              GError **error);
gboolean imap_session_delete (ImapSession *self, const char *name, GCancellable *cancellable, GError **error);
gboolean imap_session_rename (ImapSession *self, const char *from, const char *to, GCancellable *cancellable,
                              GError **error);
gboolean imap_session_subscribe (ImapSession *self, const char *name, gboolean on, GCancellable *cancellable,
                                 GError **error);
char *imap_session_dup_raw_name (ImapSession *self, const char *display);

/* ---- select ---- */
typedef struct
{
  guint32 uidvalidity;
  guint64 modseq;        /* 0: nothing known, a plain SELECT */
  const BaseIdset *uids; /* (nullable): the UIDs we have; bounds what VANISHED may say */
} ImapResync;

typedef struct
{
  guint32 exists;
  guint32 uidvalidity;   /* 0: the server has none; keep no UID past this session */
  guint32 uidnext;       /* 0: not said */
  guint64 highestmodseq; /* 0: no CONDSTORE here */
  guint permanent_flags; /* ImapFlags bits that can be stored */
  gboolean can_make_keywords;
  gboolean read_only;
  gboolean nomodseq;
  gboolean uids_not_sticky; /* [UIDNOTSTICKY]: keep no UID past this session */
  char *mailbox_id;         /* (nullable): RFC 8474: the folder, whatever its name */
  gboolean resynced;        /* QRESYNC was answered: vanished and changed tell everything since `modseq` */
  BaseIdset *vanished;      /* never %NULL after a success */
  GPtrArray *changed;       /* of ImapFetch, never %NULL after a success */
} ImapSelected;

void imap_selected_clear (ImapSelected *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImapSelected, imap_selected_clear)

gboolean imap_session_select (ImapSession *self, const char *name, gboolean read_only,
                              const ImapResync *known, ImapSelected *out, GCancellable *cancellable,
                              GError **error);
const char *imap_session_get_selected (ImapSession *self);
gboolean imap_session_unselect (ImapSession *self, GCancellable *cancellable, GError **error);

/* ---- messages; all by UID in the selected folder ---- */

/* Called once per response, in the server's order. @fetch lives for the call; take its fields by stealing them.
 * Returns: %FALSE to hear no more of this command (it is still read to its end). */
typedef gboolean (*ImapFetchFunc) (ImapFetch *fetch, gpointer data);

gboolean imap_session_fetch (ImapSession *self, const BaseIdset *uids, guint what, guint64 changed_since,
                             gboolean vanished, ImapFetchFunc func, gpointer data, GCancellable *cancellable,
                             GError **error);
ImapRequest *imap_session_begin_fetch (ImapSession *self, const BaseIdset *uids, guint what,
                                       guint64 changed_since, ImapFetchFunc func, gpointer data,
                                       GCancellable *cancellable);
gboolean imap_session_fetch_tolerant (ImapSession *self, const BaseIdset *uids, guint what,
                                      ImapFetchFunc func, gpointer data, BaseIdset *bad,
                                      GCancellable *cancellable, GError **error);
gboolean imap_session_fetch_section (ImapSession *self, guint32 uid, const char *section, guint64 offset,
                                     guint64 length, GBytes **bytes, GCancellable *cancellable,
                                     GError **error);

gboolean imap_session_fetch_decoded (ImapSession *self, guint32 uid, const char *section, guint64 offset,
                                     guint64 length, GBytes **bytes, GCancellable *cancellable,
                                     GError **error);

/* Called with the next piece, in order. Returns: %FALSE to stop. */
typedef gboolean (*ImapPieceFunc) (GBytes *piece, gpointer data);

gboolean imap_session_fetch_pieces (ImapSession *self, guint32 uid, const char *section, guint64 announced,
                                    guint32 piece_length, guint64 max, ImapPieceFunc func, gpointer data,
                                    guint64 *received, GCancellable *cancellable, GError **error);

/* Whole messages, one after another, pipelined; the callback gets uid and section_bytes. */
gboolean imap_session_fetch_bodies (ImapSession *self, const BaseIdset *uids, ImapFetchFunc func,
                                    gpointer data, GCancellable *cancellable, GError **error);

gboolean imap_session_search (ImapSession *self, const char *criteria, BaseIdset **uids,
                              GCancellable *cancellable, GError **error);
gboolean imap_session_search_header (ImapSession *self, const char *header, const char *value,
                                     BaseIdset **uids, GCancellable *cancellable, GError **error);

/* A piece of criteria: @text as it is ("OR FROM "), then @value (nullable) as a string. */
typedef struct
{
  char *text;
  char *value;
} ImapSearchPiece;

gboolean imap_session_search_pieces (ImapSession *self, const ImapSearchPiece *pieces, gsize n,
                                     BaseIdset **uids, GCancellable *cancellable, GError **error);
gboolean imap_session_search_gmail (ImapSession *self, const char *query, BaseIdset **uids,
                                    GCancellable *cancellable, GError **error);
gboolean imap_session_search_summary (ImapSession *self, const char *criteria, ImapSearch **summary,
                                      GCancellable *cancellable, GError **error);

/* @sign: +1 adds, -1 removes. */
gboolean imap_session_store (ImapSession *self, const BaseIdset *uids, int sign, guint flags,
                             const char *const *keywords, GCancellable *cancellable, GError **error);
ImapRequest *imap_session_begin_store (ImapSession *self, const BaseIdset *uids, int sign, guint flags,
                                       const char *const *keywords, GCancellable *cancellable,
                                       GError **error);
gboolean imap_session_store_labels (ImapSession *self, const BaseIdset *uids, int sign,
                                    const char *const *labels, GCancellable *cancellable, GError **error);

/* Which source UID became which target UID; pairs by index. uidvalidity 0 and no pairs: the server did not say. After a
 * failure the pairs are what is known to be done all the same; clear it in any case. */
typedef struct
{
  guint32 uidvalidity; /* of the target */
  GArray *source;      /* of guint32, never %NULL after a success */
  GArray *target;      /* of guint32, as many */
  BaseIdset
      *left; /* (nullable): of a move: sources that are still in their folder, without a mark: prove that the
                      target has them, then store \Deleted and expunge; never %NULL after a success */
} ImapCopied;

void imap_copied_clear (ImapCopied *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImapCopied, imap_copied_clear)

gboolean imap_session_copy (ImapSession *self, const BaseIdset *uids, const char *target, ImapCopied *copied,
                            GCancellable *cancellable, GError **error);
gboolean imap_session_move (ImapSession *self, const BaseIdset *uids, const char *target, ImapCopied *copied,
                            GCancellable *cancellable, GError **error);
gboolean imap_session_expunge (ImapSession *self, const BaseIdset *uids, GCancellable *cancellable,
                               GError **error);

typedef struct
{
  guint32 uidvalidity; /* 0: the server did not say */
  guint32 uid;
} ImapAppended;

gboolean imap_session_append (ImapSession *self, const char *folder, guint flags, gint64 date_unix,
                              GBytes *message, ImapAppended *appended, GCancellable *cancellable,
                              GError **error);

/* One message of several; the bytes are borrowed. */
typedef struct
{
  guint flags;      /* ImapFlags */
  gint64 date_unix; /* INTERNALDATE; 0: now */
  GBytes *bytes;
} ImapNewMessage;

gboolean imap_session_append_many (ImapSession *self, const char *folder, const ImapNewMessage *messages,
                                   guint n_messages, ImapAppended *appended, GCancellable *cancellable,
                                   GError **error);

/* ---- about folders and the account ---- */
gboolean imap_session_get_quota (ImapSession *self, const char *folder, GPtrArray **quotas,
                                 GCancellable *cancellable, GError **error);
gboolean imap_session_get_rights (ImapSession *self, const char *folder, char **rights,
                                  GCancellable *cancellable, GError **error);
gboolean imap_session_get_acl (ImapSession *self, const char *folder, GPtrArray **entries,
                               GCancellable *cancellable, GError **error);
gboolean imap_session_set_acl (ImapSession *self, const char *folder, const char *identifier,
                               const char *rights, GCancellable *cancellable, GError **error);
gboolean imap_session_delete_acl (ImapSession *self, const char *folder, const char *identifier,
                                  GCancellable *cancellable, GError **error);
gboolean imap_session_get_metadata (ImapSession *self, const char *folder, const char *const *names,
                                    GPtrArray **entries, GCancellable *cancellable, GError **error);
gboolean imap_session_set_metadata (ImapSession *self, const char *folder, const char *name,
                                    const char *value, GCancellable *cancellable, GError **error);

/* ---- waiting ---- */
gboolean imap_session_notify (ImapSession *self, gboolean on, GCancellable *cancellable, GError **error);

typedef enum
{
  IMAP_IDLE_FAILED = 0, /* the error is set */
  IMAP_IDLE_NEWS,       /* events were delivered */
  IMAP_IDLE_WAKE,
  IMAP_IDLE_DEADLINE,
} ImapIdleEnd;

gboolean imap_session_noop (ImapSession *self, GCancellable *cancellable, GError **error);
ImapIdleEnd imap_session_idle (ImapSession *self, gint64 until_us, BaseWake *wake, GCancellable *cancellable,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapSession, imap_session_free)

G_END_DECLS
