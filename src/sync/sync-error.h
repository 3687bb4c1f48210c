/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-backoff.h"

G_BEGIN_DECLS

#define SYNC_ERROR (sync_error_quark ())
GQuark sync_error_quark (void);

typedef enum
{
  SYNC_ERROR_LOCKED = 1, /* another program uses the profile */
  SYNC_ERROR_NO_ACCOUNT,
  SYNC_ERROR_NO_FOLDER,
  SYNC_ERROR_NO_MESSAGE,  /* not here and no longer on the server */
  SYNC_ERROR_NO_PASSWORD, /* none stored, or the keyring is locked */
  SYNC_ERROR_PASSWORD_COMMAND,
  SYNC_ERROR_INCOMPLETE, /* the server gave only part of a body */
  SYNC_ERROR_SUSPICIOUS, /* the server says so much is gone that nothing was removed here */
  SYNC_ERROR_BUSY,       /* outbox or journal not empty */
  SYNC_ERROR_OFFLINE,
  SYNC_ERROR_PROFILE, /* the profile folder cannot be made or written */
  SYNC_ERROR_MESSAGE, /* the message cannot be sent as it is: no recipient, no Message-ID, too big */
  SYNC_ERROR_REFUSED, /* the server refused an action for good */
  SYNC_ERROR_PAUSED,  /* made way for others; goes on later from where it was */
  SYNC_ERROR_UNKNOWN, /* nobody can tell whether it happened */
  SYNC_ERROR_KEYRING_ABSENT,
  SYNC_ERROR_KEYRING_LOCKED, /* and the person did not unlock it */
  SYNC_ERROR_KEYRING_FAILED, /* it ended in between, refused, or did not keep the password */
  SYNC_ERROR_SIGN_IN_AGAIN,  /* a token that cannot be renewed any more */
} SyncErrorCode;

/* Who can do something about it. */
typedef enum
{
  SYNC_ACTOR_NOBODY = 1, /* goes away by itself */
  SYNC_ACTOR_USER,       /* password, certificate, disk space, the message */
  SYNC_ACTOR_NETWORK,
  SYNC_ACTOR_SERVER, /* its administrator */
  SYNC_ACTOR_US,     /* a defect of this program */
} SyncActor;

typedef struct
{
  BaseRetry retry;
  SyncActor actor;
} SyncVerdict;

SyncVerdict sync_error_judge (const GError *error);

G_END_DECLS
