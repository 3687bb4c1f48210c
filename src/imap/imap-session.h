/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-idset.h"
#include "base-wake.h"
#include "imap-capability.h"
#include "imap-error.h"
#include "imap-fetch.h"
#include "imap-list.h"
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
} ImapEvent;

/* Called during any call of the session, on its thread. @event lives for the call; start no command in it. */
typedef void (*ImapEventFunc) (ImapSession *self, const ImapEvent *event, gpointer data);

/* ---- life ---- */
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

/* ---- folders ---- */
gboolean imap_session_list (ImapSession *self, GPtrArray **folders, GCancellable *cancellable,
                            GError **error);
gboolean imap_session_status (ImapSession *self, const char *name, ImapStatus **status,
                              GCancellable *cancellable, GError **error);
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
  gboolean resynced;   /* QRESYNC was answered: vanished and changed tell everything since `modseq` */
  BaseIdset *vanished; /* never %NULL after a success */
  GPtrArray *changed;  /* of ImapFetch, never %NULL after a success */
} ImapSelected;

void imap_selected_clear (ImapSelected *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImapSelected, imap_selected_clear)

gboolean imap_session_select (ImapSession *self, const char *name, gboolean read_only,
                              const ImapResync *known, ImapSelected *out, GCancellable *cancellable,
                              GError **error);
const char *imap_session_get_selected (ImapSession *self);

/* ---- messages; all by UID in the selected folder ---- */

/* Called once per response, in the server's order. @fetch lives for the call; take its fields by stealing them.
 * Returns: %FALSE to hear no more of this command (it is still read to its end). */
typedef gboolean (*ImapFetchFunc) (ImapFetch *fetch, gpointer data);

gboolean imap_session_fetch (ImapSession *self, const BaseIdset *uids, guint what, guint64 changed_since,
                             gboolean vanished, ImapFetchFunc func, gpointer data, GCancellable *cancellable,
                             GError **error);
gboolean imap_session_fetch_section (ImapSession *self, guint32 uid, const char *section, guint64 offset,
                                     guint64 length, GBytes **bytes, GCancellable *cancellable,
                                     GError **error);

/* Whole messages, one after another, pipelined; the callback gets uid and section_bytes. */
gboolean imap_session_fetch_bodies (ImapSession *self, const BaseIdset *uids, ImapFetchFunc func,
                                    gpointer data, GCancellable *cancellable, GError **error);

gboolean imap_session_search (ImapSession *self, const char *criteria, BaseIdset **uids,
                              GCancellable *cancellable, GError **error);
gboolean imap_session_search_header (ImapSession *self, const char *header, const char *value,
                                     BaseIdset **uids, GCancellable *cancellable, GError **error);

/* @sign: +1 adds, -1 removes. */
gboolean imap_session_store (ImapSession *self, const BaseIdset *uids, int sign, guint flags,
                             const char *const *keywords, GCancellable *cancellable, GError **error);

/* Which source UID became which target UID; pairs by index. uidvalidity 0 and no pairs: the server did not say. */
typedef struct
{
  guint32 uidvalidity; /* of the target */
  GArray *source;      /* of guint32, never %NULL after a success */
  GArray *target;      /* of guint32, as many */
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

/* ---- waiting ---- */
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
