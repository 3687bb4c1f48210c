/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-error.c: the one place where errors become words
 *
 * Pure, any thread. Each topic has one translated text of whole sentences: what happened, then what to do. What the lower layer said
 * is in English and for the log; it is only shown where nothing better is known, or where it is the server's own reason. */

#include "alp-error.h"

#include "base-device.h"
#include "sync-error.h"
#include "sync-topic.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  BaseCertificate *certificate; /* nullable */
} AlpErrorPrivate;

static void
alp_error_private_init (AlpErrorPrivate *self)
{
  self->certificate = NULL;
}

static void
alp_error_private_copy (const AlpErrorPrivate *source, AlpErrorPrivate *target)
{
  target->certificate = source->certificate != NULL ? base_certificate_ref (source->certificate) : NULL;
}

static void
alp_error_private_clear (AlpErrorPrivate *self)
{
  base_certificate_unref (self->certificate);
}

G_DEFINE_EXTENDED_ERROR (AlpError, alp_error)

typedef struct
{
  AlpErrorCode code;
  const char *text; /* %s, when present: what the lower layer said */
  gboolean with_reason;
} Row;

/* Indexed by SyncTopic. */
static const Row rows[] = {
  [SYNC_TOPIC_OTHER] = { ALP_ERROR_FAILED, N_ ("Something went wrong: %s. Try again later."), TRUE },
  [SYNC_TOPIC_CANCELLED] = { ALP_ERROR_FAILED, N_ ("It was cancelled."), FALSE },
  [SYNC_TOPIC_PASSWORD_WRONG]
  = { ALP_ERROR_SIGN_IN,
      N_ ("The server did not accept the user name or password. Check both and sign in again."), FALSE },
  [SYNC_TOPIC_PASSWORD_MISSING] = { ALP_ERROR_SIGN_IN,
                                    N_ ("There is no password for this address, or the keyring is locked. "
                                        "Unlock the keyring or sign in again."),
                                    FALSE },
  [SYNC_TOPIC_PASSWORD_COMMAND]
  = { ALP_ERROR_SIGN_IN,
      N_ ("The command that should give the password failed. Run it in a terminal to see why."), FALSE },
  [SYNC_TOPIC_SIGN_IN_UNSUPPORTED] = { ALP_ERROR_SERVER,
                                       N_ ("The server offers no safe way to sign in that is supported here. "
                                           "Choose another encryption or ask your provider."),
                                       FALSE },
  [SYNC_TOPIC_CERTIFICATE] = { ALP_ERROR_CERTIFICATE,
                               N_ ("The server could not prove that it is the right one: its certificate is "
                                   "not trusted, has expired or is for another name. Nothing was "
                                   "sent to it. Check the server name or ask your provider."),
                               FALSE },
  [SYNC_TOPIC_ENCRYPTION]
  = { ALP_ERROR_SERVER,
      N_ ("No safe connection to the server could be made. Check port and encryption, or ask your provider."),
      FALSE },
  [SYNC_TOPIC_NO_HOST]
  = { ALP_ERROR_OFFLINE, N_ ("The server was not found. Check its name and your network connection."),
      FALSE },
  [SYNC_TOPIC_CONNECT]
  = { ALP_ERROR_OFFLINE,
      N_ ("The server could not be reached. Check server name and port, and your network connection."),
      FALSE },
  [SYNC_TOPIC_CONNECTION_LOST]
  = { ALP_ERROR_OFFLINE, N_ ("The connection to the server was lost. It will be tried again."), FALSE },
  [SYNC_TOPIC_NO_ANSWER]
  = { ALP_ERROR_OFFLINE, N_ ("The server does not answer. It will be tried again."), FALSE },
  [SYNC_TOPIC_SERVER_BUSY]
  = { ALP_ERROR_SERVER, N_ ("The server is busy: %s. It will be tried again later."), TRUE },
  [SYNC_TOPIC_SERVER_WRONG] = { ALP_ERROR_SERVER,
                                N_ ("The server gave an answer that makes no sense. Check server name and "
                                    "port; if they are right, tell your provider."),
                                FALSE },
  [SYNC_TOPIC_SERVER_REFUSES]
  = { ALP_ERROR_REFUSED, N_ ("The server refused: %s. Ask your provider."), TRUE },
  [SYNC_TOPIC_QUOTA]
  = { ALP_ERROR_REFUSED, N_ ("The mailbox on the server is full. Delete something, then try again."), FALSE },
  [SYNC_TOPIC_MESSAGE_REFUSED]
  = { ALP_ERROR_REFUSED, N_ ("The server refused the message: %s. Check the recipients and send it again."),
      TRUE },
  [SYNC_TOPIC_MESSAGE_TOO_LARGE]
  = { ALP_ERROR_REFUSED,
      N_ ("The message is too large for the server. Make its attachments smaller and send it again."),
      FALSE },
  [SYNC_TOPIC_MESSAGE_BAD]
  = { ALP_ERROR_INVALID, N_ ("The message cannot be sent like this: %s. Correct it and send it again."),
      TRUE },
  [SYNC_TOPIC_UNKNOWN_RESULT] = { ALP_ERROR_UNKNOWN_RESULT,
                                  N_ ("The connection was lost at the very end of sending: the message may "
                                      "or may not have been delivered. Look into Sent or ask the "
                                      "recipient before sending it again."),
                                  FALSE },
  [SYNC_TOPIC_SUSPICIOUS] = { ALP_ERROR_SERVER,
                              N_ ("The server says that very many messages are gone. Nothing was removed "
                                  "here; it will be looked at again."),
                              FALSE },
  [SYNC_TOPIC_NO_ACCOUNT] = { ALP_ERROR_NOT_FOUND, N_ ("There is no such account. Add it first."), FALSE },
  [SYNC_TOPIC_NO_FOLDER] = { ALP_ERROR_NOT_FOUND, N_ ("There is no such folder. Check its name."), FALSE },
  [SYNC_TOPIC_NO_MESSAGE] = { ALP_ERROR_NOT_FOUND, N_ ("There is no such message any more."), FALSE },
  [SYNC_TOPIC_PROFILE_IN_USE]
  = { ALP_ERROR_IN_USE, N_ ("Another Alpenpost is using this profile. Close it, then try again."), FALSE },
  [SYNC_TOPIC_PROFILE_READ_ONLY]
  = { ALP_ERROR_DISK,
      N_ ("The profile folder cannot be written to. Check its permissions or choose another one."), FALSE },
  [SYNC_TOPIC_PROFILE_DAMAGED] = { ALP_ERROR_DISK,
                                   N_ ("A database of this profile is damaged. Start the program again: what "
                                       "can be read is saved, and mail is fetched again from the server. "
                                       "If this message stays, restore a backup of the profile."),
                                   FALSE },
  [SYNC_TOPIC_PROFILE_TOO_NEW]
  = { ALP_ERROR_DISK,
      N_ ("This profile was made by a newer Alpenpost. Nothing was changed; update the program to open it."),
      FALSE },
  [SYNC_TOPIC_DISK_FULL]
  = { ALP_ERROR_DISK, N_ ("The disk is full. Make some room, then try again."), FALSE },
  [SYNC_TOPIC_UNSENT]
  = { ALP_ERROR_BUSY,
      N_ ("There are messages or changes that have not reached the server yet. Let them be sent first."),
      FALSE },
  [SYNC_TOPIC_NOTHING_TO_UNDO] = { ALP_ERROR_NOTHING_TO_UNDO, N_ ("There is nothing to undo."), FALSE },
  [SYNC_TOPIC_KEYRING_ABSENT] = { ALP_ERROR_KEYRING,
                                  N_ ("There is no keyring on this computer to keep the password in. Install "
                                      "one, such as GNOME Keyring, or "
                                      "enter the password at each start."),
                                  FALSE },
  [SYNC_TOPIC_KEYRING_LOCKED] = { ALP_ERROR_KEYRING,
                                  N_ ("The keyring is locked, so the password cannot be kept or read. Unlock "
                                      "the keyring, then try again."),
                                  FALSE },
  [SYNC_TOPIC_KEYRING_FAILED] = { ALP_ERROR_KEYRING,
                                  N_ ("The keyring did not keep or give the password. Try again, or sign out "
                                      "of the desktop and in again."),
                                  FALSE },
  [SYNC_TOPIC_SIGN_IN_AGAIN]
  = { ALP_ERROR_SIGN_IN,
      N_ ("The permission to use this mailbox has ended. Sign in again in the browser; nothing is lost."),
      FALSE },
  [SYNC_TOPIC_INVALID] = { ALP_ERROR_INVALID, N_ ("This is not possible: %s."), TRUE },
};

/* One line, no end mark: it goes into the middle of a sentence. */
static char *
clean_reason (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  for (char *c = valid; *c != '\0'; c++)
    if ((guchar) *c < 0x20 || *c == 0x7f)
      *c = ' ';
  g_strstrip (valid);
  while (g_str_has_suffix (valid, "."))
    valid[strlen (valid) - 1] = '\0';
  return g_steal_pointer (&valid);
}

/* @text with @word in the place of its %s. */
static char *
fill (const char *text, const char *word)
{
  g_auto (GStrv) around = g_strsplit (text, "%s", 2);

  return g_strjoinv (word, around);
}

/* What is wrong with it, in one sentence; the host is the first word a person looks for. */
static char *
certificate_words (const BaseCertificate *certificate)
{
  const guint faults = certificate->faults;
  const char *format;

  if (!base_certificate_can_be_accepted (certificate))
    format
        = _ ("The certificate of “%s” is broken, too weak or was withdrawn by its issuer. Nothing was sent "
             "there. Ask your provider.");
  else if (certificate->was_trusted || certificate->was_pinned)
    format = _ ("“%s” shows another certificate than before, and nobody vouches for it: somebody may be in "
                "between. Nothing was sent there.");
  else if (faults & BASE_CERTIFICATE_OTHER_NAME)
    format
        = _ ("The certificate of “%s” is for another server. Nothing was sent there. Check the server name, "
             "or ask your provider.");
  else if (faults & BASE_CERTIFICATE_EXPIRED)
    format
        = _ ("The certificate of “%s” has expired. Nothing was sent there. Check the date of this computer, "
             "or ask your provider.");
  else if (faults & BASE_CERTIFICATE_NOT_YET)
    format = _ ("The certificate of “%s” is not valid yet. Nothing was sent there. Check the date of this "
                "computer, or ask your provider.");
  else
    format
        = _ ("Nobody this computer trusts vouches for the certificate of “%s”. Nothing was sent there. Ask "
             "your provider.");
  return fill (format, certificate->host);
}

static GError *
from_certificate (const GError *error)
{
  BaseCertificate *certificate = sync_error_get_certificate (error);
  const Row *row = &rows[SYNC_TOPIC_CERTIFICATE];
  g_autofree char *words = certificate != NULL ? certificate_words (certificate) : g_strdup (_ (row->text));
  GError *translated = g_error_new_literal (ALP_ERROR, (int) row->code, words);

  if (certificate != NULL)
    alp_error_get_private (translated)->certificate = base_certificate_ref (certificate);
  return translated;
}

/** alp_error_get_certificate: Returns: (transfer none) (nullable): what the server showed, owned by @error */
BaseCertificate *
alp_error_get_certificate (const GError *error)
{
  return g_error_matches (error, ALP_ERROR, ALP_ERROR_CERTIFICATE)
             ? alp_error_get_private (error)->certificate
             : NULL;
}

/**
 * alp_error_from:
 * @error: of any layer
 */
GError *
alp_error_from (const GError *error)
{
  SyncTopic topic;
  g_autofree char *reason = NULL;

  /* alp-device-words.c has the words of those. */
  if (error->domain == ALP_ERROR || error->domain == BASE_DEVICE_ERROR
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  topic = sync_error_get_topic (error);
  if (topic == SYNC_TOPIC_CANCELLED)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ (rows[topic].text));
  g_debug ("%s %d: %s", g_quark_to_string (error->domain), error->code, error->message);
  if (topic == SYNC_TOPIC_CERTIFICATE)
    return from_certificate (error);
  if (!rows[topic].with_reason)
    return g_error_new_literal (ALP_ERROR, (int) rows[topic].code, _ (rows[topic].text));
  reason = clean_reason (error->message);
  {
    g_autofree char *text = fill (_ (rows[topic].text), reason);

    return g_error_new_literal (ALP_ERROR, (int) rows[topic].code, text);
  }
}

/**
 * alp_error_translate:
 * @error: (inout) (nullable)
 */
void
alp_error_translate (GError **error)
{
  GError *translated;

  if (error == NULL || *error == NULL)
    return;
  translated = alp_error_from (*error);
  g_error_free (*error);
  *error = translated;
}

/**
 * alp_error_get_name:
 * @error: ALP_ERROR, or any other
 */
const char *
alp_error_get_name (const GError *error)
{
  static const char *const names[] = {
    [ALP_ERROR_FAILED] = "failed",
    [ALP_ERROR_SIGN_IN] = "sign-in",
    [ALP_ERROR_CERTIFICATE] = "certificate",
    [ALP_ERROR_OFFLINE] = "offline",
    [ALP_ERROR_SERVER] = "server",
    [ALP_ERROR_REFUSED] = "refused",
    [ALP_ERROR_UNKNOWN_RESULT] = "unknown-result",
    [ALP_ERROR_DISK] = "disk",
    [ALP_ERROR_IN_USE] = "in-use",
    [ALP_ERROR_NOT_FOUND] = "not-found",
    [ALP_ERROR_INVALID] = "invalid",
    [ALP_ERROR_NOTHING_TO_UNDO] = "nothing-to-undo",
    [ALP_ERROR_BUSY] = "busy",
    [ALP_ERROR_KEYRING] = "keyring",
  };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "cancelled";
  if (error->domain == BASE_DEVICE_ERROR)
    return base_device_error_get_name (error);
  if (error->domain != ALP_ERROR || error->code < 1 || error->code >= (int) G_N_ELEMENTS (names))
    return "failed";
  return names[error->code];
}

gboolean
alp_error_is_temporary (const GError *error)
{
  return g_error_matches (error, ALP_ERROR, ALP_ERROR_OFFLINE)
         || g_error_matches (error, ALP_ERROR, ALP_ERROR_BUSY)
         || g_error_matches (error, ALP_ERROR, ALP_ERROR_IN_USE);
}
