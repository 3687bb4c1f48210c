/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-topic.c: what an error of any layer is about, so that the façade can put it into words
 *
 * Pure, any thread. The façade may not include the protocol layers; this table is the only place that knows all their codes for that
 * purpose (sync-error.c is the one for retrying). */

#include "sync-topic.h"

#include "imap-error.h"
#include "net-error.h"
#include "pop-session.h"
#include "smtp-session.h"
#include "store.h"
#include "sync-error.h"

typedef struct
{
  int code;
  SyncTopic topic;
} Row;

static const Row net_rows[] = {
  { NET_ERROR_CLOSED, SYNC_TOPIC_CONNECTION_LOST },
  { NET_ERROR_TIMED_OUT, SYNC_TOPIC_NO_ANSWER },
  { NET_ERROR_TOO_LONG, SYNC_TOPIC_SERVER_WRONG },
  { NET_ERROR_TLS_CERTIFICATE, SYNC_TOPIC_CERTIFICATE },
  { NET_ERROR_TLS_FAILED, SYNC_TOPIC_ENCRYPTION },
  { NET_ERROR_TLS_REQUIRED, SYNC_TOPIC_ENCRYPTION },
  { NET_ERROR_INJECTION, SYNC_TOPIC_ENCRYPTION },
  { NET_ERROR_RESOLVE, SYNC_TOPIC_NO_HOST },
  { NET_ERROR_CONNECT, SYNC_TOPIC_CONNECT },
  { NET_ERROR_AUTH_UNSUPPORTED, SYNC_TOPIC_SIGN_IN_UNSUPPORTED },
  { NET_ERROR_AUTH_FAILED, SYNC_TOPIC_PASSWORD_WRONG },
  { NET_ERROR_DECOMPRESS, SYNC_TOPIC_SERVER_WRONG },
  { NET_ERROR_CANCELLED, SYNC_TOPIC_CANCELLED },
};

static const Row imap_rows[] = {
  { IMAP_ERROR_PROTOCOL, SYNC_TOPIC_SERVER_WRONG },
  { IMAP_ERROR_PARSE, SYNC_TOPIC_SERVER_WRONG },
  { IMAP_ERROR_BYE, SYNC_TOPIC_CONNECTION_LOST },
  { IMAP_ERROR_PREAUTH, SYNC_TOPIC_SERVER_WRONG },
  { IMAP_ERROR_AUTH_FAILED, SYNC_TOPIC_PASSWORD_WRONG },
  { IMAP_ERROR_AUTH_EXPIRED, SYNC_TOPIC_PASSWORD_WRONG },
  { IMAP_ERROR_UNAVAILABLE, SYNC_TOPIC_SERVER_BUSY },
  { IMAP_ERROR_TOO_MANY, SYNC_TOPIC_SERVER_BUSY },
  { IMAP_ERROR_NO, SYNC_TOPIC_SERVER_REFUSES },
  { IMAP_ERROR_BAD, SYNC_TOPIC_SERVER_REFUSES },
  { IMAP_ERROR_NOT_FOUND, SYNC_TOPIC_NO_FOLDER },
  { IMAP_ERROR_TRY_CREATE, SYNC_TOPIC_NO_FOLDER },
  { IMAP_ERROR_OVER_QUOTA, SYNC_TOPIC_QUOTA },
  { IMAP_ERROR_TOO_LARGE, SYNC_TOPIC_MESSAGE_TOO_LARGE },
  { IMAP_ERROR_NO_PERMISSION, SYNC_TOPIC_SERVER_REFUSES },
  { IMAP_ERROR_UNSUPPORTED, SYNC_TOPIC_SERVER_REFUSES },
  { IMAP_ERROR_NOT_RECEIVED, SYNC_TOPIC_SERVER_WRONG },
  { IMAP_ERROR_UNKNOWN, SYNC_TOPIC_CONNECTION_LOST },
};

static const Row smtp_rows[] = {
  { SMTP_ERROR_PROTOCOL, SYNC_TOPIC_SERVER_WRONG },
  { SMTP_ERROR_REFUSED, SYNC_TOPIC_MESSAGE_REFUSED },
  { SMTP_ERROR_LATER, SYNC_TOPIC_SERVER_BUSY },
  { SMTP_ERROR_AUTH_FAILED, SYNC_TOPIC_PASSWORD_WRONG },
  { SMTP_ERROR_AUTH_REQUIRED, SYNC_TOPIC_PASSWORD_MISSING },
  { SMTP_ERROR_TOO_LARGE, SYNC_TOPIC_MESSAGE_TOO_LARGE },
  { SMTP_ERROR_BAD_ADDRESS, SYNC_TOPIC_MESSAGE_BAD },
  { SMTP_ERROR_NEEDS_SMTPUTF8, SYNC_TOPIC_MESSAGE_BAD },
  { SMTP_ERROR_NEEDS_8BITMIME, SYNC_TOPIC_MESSAGE_REFUSED },
  { SMTP_ERROR_LINE_TOO_LONG, SYNC_TOPIC_MESSAGE_REFUSED },
  { SMTP_ERROR_UNKNOWN, SYNC_TOPIC_UNKNOWN_RESULT },
  { SMTP_ERROR_UNSUPPORTED, SYNC_TOPIC_MESSAGE_REFUSED },
};

static const Row pop_rows[] = {
  { POP_ERROR_PROTOCOL, SYNC_TOPIC_SERVER_WRONG },      { POP_ERROR_REFUSED, SYNC_TOPIC_SERVER_REFUSES },
  { POP_ERROR_LATER, SYNC_TOPIC_SERVER_BUSY },          { POP_ERROR_IN_USE, SYNC_TOPIC_SERVER_BUSY },
  { POP_ERROR_AUTH_FAILED, SYNC_TOPIC_PASSWORD_WRONG }, { POP_ERROR_BAD_ARGUMENT, SYNC_TOPIC_PASSWORD_WRONG },
  { POP_ERROR_UNKNOWN, SYNC_TOPIC_CONNECTION_LOST },
};

static const Row store_rows[] = {
  { STORE_ERROR_READ_ONLY, SYNC_TOPIC_PROFILE_READ_ONLY },
  { STORE_ERROR_FULL, SYNC_TOPIC_DISK_FULL },
  { STORE_ERROR_CORRUPT, SYNC_TOPIC_PROFILE_DAMAGED },
  { STORE_ERROR_TOO_NEW, SYNC_TOPIC_PROFILE_TOO_NEW },
  { STORE_ERROR_BUSY, SYNC_TOPIC_PROFILE_IN_USE },
  { STORE_ERROR_NOT_FOUND, SYNC_TOPIC_NO_MESSAGE },
  { STORE_ERROR_INVALID, SYNC_TOPIC_INVALID },
  { STORE_ERROR_INCOMPLETE, SYNC_TOPIC_CONNECTION_LOST },
  { STORE_ERROR_NOT_UNDOABLE, SYNC_TOPIC_NOTHING_TO_UNDO },
};

static const Row sync_rows[] = {
  { SYNC_ERROR_LOCKED, SYNC_TOPIC_PROFILE_IN_USE },
  { SYNC_ERROR_NO_ACCOUNT, SYNC_TOPIC_NO_ACCOUNT },
  { SYNC_ERROR_NO_FOLDER, SYNC_TOPIC_NO_FOLDER },
  { SYNC_ERROR_NO_MESSAGE, SYNC_TOPIC_NO_MESSAGE },
  { SYNC_ERROR_NO_PASSWORD, SYNC_TOPIC_PASSWORD_MISSING },
  { SYNC_ERROR_PASSWORD_COMMAND, SYNC_TOPIC_PASSWORD_COMMAND },
  { SYNC_ERROR_INCOMPLETE, SYNC_TOPIC_CONNECTION_LOST },
  { SYNC_ERROR_PAUSED, SYNC_TOPIC_SERVER_BUSY },
  { SYNC_ERROR_SUSPICIOUS, SYNC_TOPIC_SUSPICIOUS },
  { SYNC_ERROR_BUSY, SYNC_TOPIC_UNSENT },
  { SYNC_ERROR_OFFLINE, SYNC_TOPIC_CONNECT },
  { SYNC_ERROR_PROFILE, SYNC_TOPIC_PROFILE_READ_ONLY },
  { SYNC_ERROR_MESSAGE, SYNC_TOPIC_MESSAGE_BAD },
  { SYNC_ERROR_REFUSED, SYNC_TOPIC_SERVER_REFUSES },
  { SYNC_ERROR_UNKNOWN, SYNC_TOPIC_UNKNOWN_RESULT },
  { SYNC_ERROR_KEYRING_ABSENT, SYNC_TOPIC_KEYRING_ABSENT },
  { SYNC_ERROR_KEYRING_LOCKED, SYNC_TOPIC_KEYRING_LOCKED },
  { SYNC_ERROR_KEYRING_FAILED, SYNC_TOPIC_KEYRING_FAILED },
  { SYNC_ERROR_SIGN_IN_AGAIN, SYNC_TOPIC_SIGN_IN_AGAIN },
};

static SyncTopic
find (const Row *rows, gsize n, int code, SyncTopic otherwise)
{
  for (gsize i = 0; i < n; i++)
    if (rows[i].code == code)
      return rows[i].topic;
  return otherwise;
}

static SyncTopic
topic_of_io (int code)
{
  switch (code)
    {
    case G_IO_ERROR_CANCELLED:
      return SYNC_TOPIC_CANCELLED;
    case G_IO_ERROR_NO_SPACE:
      return SYNC_TOPIC_DISK_FULL;
    case G_IO_ERROR_TIMED_OUT:
      return SYNC_TOPIC_NO_ANSWER;
    case G_IO_ERROR_HOST_NOT_FOUND:
      return SYNC_TOPIC_NO_HOST;
    default:
      return SYNC_TOPIC_OTHER;
    }
}

/**
 * sync_error_get_topic:
 * @error: an error of any layer below the façade
 */
SyncTopic
sync_error_get_topic (const GError *error)
{
  if (error->domain == NET_ERROR)
    return find (net_rows, G_N_ELEMENTS (net_rows), error->code, SYNC_TOPIC_CONNECTION_LOST);
  if (error->domain == IMAP_ERROR)
    return find (imap_rows, G_N_ELEMENTS (imap_rows), error->code, SYNC_TOPIC_SERVER_WRONG);
  if (error->domain == POP_ERROR)
    return find (pop_rows, G_N_ELEMENTS (pop_rows), error->code, SYNC_TOPIC_SERVER_WRONG);
  if (error->domain == SMTP_ERROR)
    return find (smtp_rows, G_N_ELEMENTS (smtp_rows), error->code, SYNC_TOPIC_SERVER_WRONG);
  if (error->domain == STORE_ERROR)
    return find (store_rows, G_N_ELEMENTS (store_rows), error->code, SYNC_TOPIC_OTHER);
  if (error->domain == SYNC_ERROR)
    return find (sync_rows, G_N_ELEMENTS (sync_rows), error->code, SYNC_TOPIC_OTHER);
  if (error->domain == G_IO_ERROR)
    return topic_of_io (error->code);
  return SYNC_TOPIC_OTHER;
}

/**
 * sync_topic_is_sign_in:
 * @topic: of the error that ended an attempt
 */
gboolean
sync_topic_is_sign_in (SyncTopic topic)
{
  static const SyncTopic topics[] = {
    SYNC_TOPIC_PASSWORD_WRONG, SYNC_TOPIC_PASSWORD_MISSING, SYNC_TOPIC_PASSWORD_COMMAND,
    SYNC_TOPIC_KEYRING_ABSENT, SYNC_TOPIC_KEYRING_LOCKED,   SYNC_TOPIC_KEYRING_FAILED,
    SYNC_TOPIC_SIGN_IN_AGAIN,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (topics); i++)
    if (topics[i] == topic)
      return TRUE;
  return FALSE;
}

/** sync_error_get_certificate: Returns: (transfer none) (nullable): owned by @error */
BaseCertificate *
sync_error_get_certificate (const GError *error)
{
  return net_error_get_certificate (error);
}
