/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base-certificate.h"

G_BEGIN_DECLS

/* What an error is about, for telling a person. Finer than SyncActor, coarser than the error codes. */
typedef enum
{
  SYNC_TOPIC_OTHER = 1,
  SYNC_TOPIC_CANCELLED,
  SYNC_TOPIC_PASSWORD_WRONG,
  SYNC_TOPIC_PASSWORD_MISSING,
  SYNC_TOPIC_PASSWORD_COMMAND,
  SYNC_TOPIC_SIGN_IN_UNSUPPORTED, /* no way to sign in that both sides accept */
  SYNC_TOPIC_CERTIFICATE,
  SYNC_TOPIC_ENCRYPTION, /* no or broken encryption */
  SYNC_TOPIC_NO_HOST,    /* no such server name */
  SYNC_TOPIC_CONNECT,    /* the server does not accept connections */
  SYNC_TOPIC_CONNECTION_LOST,
  SYNC_TOPIC_NO_ANSWER, /* in time */
  SYNC_TOPIC_SERVER_BUSY,
  SYNC_TOPIC_SERVER_WRONG, /* it does not speak the protocol */
  SYNC_TOPIC_SERVER_REFUSES,
  SYNC_TOPIC_QUOTA,
  SYNC_TOPIC_MESSAGE_REFUSED,
  SYNC_TOPIC_MESSAGE_TOO_LARGE,
  SYNC_TOPIC_MESSAGE_BAD, /* no recipients, an address nothing can carry */
  SYNC_TOPIC_UNKNOWN_RESULT,
  SYNC_TOPIC_SUSPICIOUS,
  SYNC_TOPIC_NO_ACCOUNT,
  SYNC_TOPIC_NO_FOLDER,
  SYNC_TOPIC_NO_MESSAGE,
  SYNC_TOPIC_PROFILE_IN_USE,
  SYNC_TOPIC_PROFILE_READ_ONLY,
  SYNC_TOPIC_PROFILE_DAMAGED,
  SYNC_TOPIC_PROFILE_TOO_NEW,
  SYNC_TOPIC_DISK_FULL,
  SYNC_TOPIC_UNSENT,
  SYNC_TOPIC_NOTHING_TO_UNDO,
  SYNC_TOPIC_INVALID,
  SYNC_TOPIC_KEYRING_ABSENT, /* there is no keyring on this computer */
  SYNC_TOPIC_KEYRING_LOCKED,
  SYNC_TOPIC_KEYRING_FAILED, /* it refuses, ended in between, or did not keep what was given to it */
  SYNC_TOPIC_SIGN_IN_AGAIN,  /* the permission given in the browser has ended */
} SyncTopic;

SyncTopic sync_error_get_topic (const GError *error);
/* (transfer none) (nullable): of an error about a certificate, what the server showed. */
BaseCertificate *sync_error_get_certificate (const GError *error);
/* Whether signing in failed in a way that only a person can end: nothing is tried again before that. */
gboolean sync_topic_is_sign_in (SyncTopic topic);

G_END_DECLS
