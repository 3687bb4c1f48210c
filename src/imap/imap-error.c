/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-error.c: the error domain, and what a refusal means (RFC 5530 response codes) */

#include "imap-error.h"

#include <string.h>

#include "imap-response.h"

G_DEFINE_QUARK (imap - error - quark, imap_error)

static const struct
{
  const char *code;
  ImapError error;
} codes[] = {
  { "AUTHENTICATIONFAILED", IMAP_ERROR_AUTH_FAILED },
  { "AUTHORIZATIONFAILED", IMAP_ERROR_AUTH_FAILED },
  { "EXPIRED", IMAP_ERROR_AUTH_EXPIRED },
  { "UNAVAILABLE", IMAP_ERROR_UNAVAILABLE },
  { "SERVERBUG", IMAP_ERROR_UNAVAILABLE },
  { "INUSE", IMAP_ERROR_UNAVAILABLE },
  { "LIMIT", IMAP_ERROR_TOO_MANY },
  { "THROTTLED", IMAP_ERROR_TOO_MANY },
  { "NONEXISTENT", IMAP_ERROR_NOT_FOUND },
  { "TRYCREATE", IMAP_ERROR_TRY_CREATE },
  { "ALREADYEXISTS", IMAP_ERROR_ALREADY_EXISTS },
  { "OVERQUOTA", IMAP_ERROR_OVER_QUOTA },
  { "TOOBIG", IMAP_ERROR_TOO_LARGE },
  { "NOPERM", IMAP_ERROR_NO_PERMISSION },
  { "READ-ONLY", IMAP_ERROR_NO_PERMISSION },
  { "CANNOT", IMAP_ERROR_NO },
  { "CLIENTBUG", IMAP_ERROR_BAD },
};

/* Servers that throttle without a code (hostile-servers 2.5). */
static gboolean
is_throttled (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return strstr (lower, "throttled") != NULL || strstr (lower, "too many") != NULL
         || strstr (lower, "maximum number of connections") != NULL;
}

/**
 * imap_error_set_refused:
 * @verb: the command, for the message
 * @status: what the server answered: NO, BAD or BYE
 *
 * Turns a refusal into @error. Referrals and other codes unknown here only count as the plain status.
 */
void
imap_error_set_refused (GError **error, const char *verb, ImapStatusKind status, const char *code,
                        const char *text)
{
  ImapError kind = status == IMAP_STATUS_BAD   ? IMAP_ERROR_BAD
                   : status == IMAP_STATUS_BYE ? IMAP_ERROR_BYE
                                               : IMAP_ERROR_NO;

  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (codes); i++)
    if (g_ascii_strcasecmp (code, codes[i].code) == 0)
      kind = codes[i].error;
  if ((kind == IMAP_ERROR_NO || kind == IMAP_ERROR_BAD || kind == IMAP_ERROR_BYE
       || kind == IMAP_ERROR_UNAVAILABLE) /* Dovecot's code for too many connections */
      && text != NULL)
    {
      if (is_throttled (text))
        kind = IMAP_ERROR_TOO_MANY;
      else if (strcasestr (text, "authenticated but not connected")
               != NULL) /* Exchange; it goes away again (2.5) */
        kind = IMAP_ERROR_UNAVAILABLE;
    }
  g_set_error (error, IMAP_ERROR, kind, "%s: %s%s%s %s", verb,
               status == IMAP_STATUS_BAD   ? "BAD"
               : status == IMAP_STATUS_BYE ? "BYE"
                                           : "NO",
               code != NULL ? " " : "", code != NULL ? code : "", text != NULL && *text != '\0' ? text : "");
}
