/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-idset.h"

G_BEGIN_DECLS

typedef struct _Store Store;

#define STORE_ERROR (store_error_quark ())
GQuark store_error_quark (void);

typedef enum
{
  STORE_ERROR_FAILED = 1,   /* SQLite refused for another reason; the message has its text */
  STORE_ERROR_READ_ONLY,    /* the profile cannot be written */
  STORE_ERROR_FULL,         /* no space left (disk or quota) */
  STORE_ERROR_CORRUPT,      /* local.db is damaged; it was left as it is */
  STORE_ERROR_TOO_NEW,      /* made by a newer version; nothing was changed */
  STORE_ERROR_BUSY,         /* another program holds the database */
  STORE_ERROR_NOT_FOUND,    /* no such row */
  STORE_ERROR_INVALID,      /* the argument makes no sense */
  STORE_ERROR_INCOMPLETE,   /* bytes do not match what was announced */
  STORE_ERROR_NOT_UNDOABLE, /* nothing to undo, or what is gone is gone */
} StoreError;

/* System flags: bits. Keywords are separate. */
typedef enum
{
  STORE_FLAG_SEEN = 1 << 0,
  STORE_FLAG_ANSWERED = 1 << 1,
  STORE_FLAG_FLAGGED = 1 << 2,
  STORE_FLAG_DELETED = 1 << 3,
  STORE_FLAG_DRAFT = 1 << 4,
  STORE_FLAG_FORWARDED = 1 << 5, /* $Forwarded */
  STORE_FLAG_JUNK = 1 << 6,      /* $Junk */
  STORE_FLAG_NOT_JUNK = 1 << 7,  /* $NotJunk */
} StoreFlags;

typedef enum
{
  STORE_ROLE_NONE = 1,
  STORE_ROLE_INBOX,
  STORE_ROLE_DRAFTS,
  STORE_ROLE_SENT,
  STORE_ROLE_ARCHIVE,
  STORE_ROLE_JUNK,
  STORE_ROLE_TRASH,
  STORE_ROLE_ALL,
  STORE_ROLE_FLAGGED,
  STORE_ROLE_IMPORTANT,
} StoreRole;

G_END_DECLS
