/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* ImapError: what an IMAP server did to us. Messages are for the log; they may hold cleaned server text. */
typedef enum
{
  IMAP_ERROR_PROTOCOL
  = 1,                /* not IMAP, a forged or unknown tag, a missing answer; the connection is of no use */
  IMAP_ERROR_PARSE,   /* one response was malformed; the session goes on */
  IMAP_ERROR_BYE,     /* the server says good-bye */
  IMAP_ERROR_PREAUTH, /* authenticated before we proved anything: never trusted */
  IMAP_ERROR_AUTH_FAILED,    /* wrong user name, password or token */
  IMAP_ERROR_AUTH_EXPIRED,   /* the server says that the credentials are too old */
  IMAP_ERROR_UNAVAILABLE,    /* [UNAVAILABLE], [SERVERBUG], [INUSE]: later */
  IMAP_ERROR_TOO_MANY,       /* too many connections, throttled: later, with fewer */
  IMAP_ERROR_NO,             /* the server refuses this command */
  IMAP_ERROR_BAD,            /* the server does not understand this command */
  IMAP_ERROR_NOT_FOUND,      /* [NONEXISTENT]: no such folder */
  IMAP_ERROR_TRY_CREATE,     /* [TRYCREATE]: no such target; make it first */
  IMAP_ERROR_ALREADY_EXISTS, /* [ALREADYEXISTS] */
  IMAP_ERROR_OVER_QUOTA,     /* [OVERQUOTA] */
  IMAP_ERROR_TOO_LARGE,      /* [TOOBIG], APPENDLIMIT, or over our own limit */
  IMAP_ERROR_NO_PERMISSION,  /* [NOPERM], read-only */
  IMAP_ERROR_UNSUPPORTED,    /* needs an extension the server lacks */
  IMAP_ERROR_NOT_RECEIVED,   /* OK, but the data asked for did not come */
  IMAP_ERROR_UNKNOWN, /* the connection was lost after a command that changes something: look before repeating */
  IMAP_ERROR_BAD_NAME, /* a name or value of ours that no command can carry */
} ImapError;

#define IMAP_ERROR (imap_error_quark ())
GQuark imap_error_quark (void);

G_END_DECLS
