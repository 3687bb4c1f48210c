/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-options.c: the parameters of MAIL and RCPT that ask for reports (DSN, RFC 3461) or a later release (RFC 4865)
 *
 * What goes into a command line is encoded (xtext) or one of our own words, so nothing the person wrote can end the
 * line or add a parameter. Pure. */

#include "smtp-options.h"

#include <string.h>

#include "smtp-session.h"

#define MAX_ENVELOPE_ID 60 /* RFC 3461 4.4: at most 100 characters of xtext */

/**
 * smtp_options_append_xtext:
 *
 * RFC 3461 4: xtext = *( %d33-42 / %d44-60 / %d62-126 / "+" 2HEXDIG )
 */
void
smtp_options_append_xtext (const char *text, GString *out)
{
  for (const char *p = text; *p != '\0'; p++)
    if (*p >= '!' && *p <= '~' && *p != '+' && *p != '=')
      g_string_append_c (out, *p);
    else
      g_string_append_printf (out, "+%02X", (guint) (guchar) *p);
}

/* RFC 6533 3: utf-8-addr-xtext, for a command line that is ASCII: everything but plain printable bytes as \x{HEX}. */
static void
append_utf8_xtext (const char *text, GString *out)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= '!' && c <= '~' && c != '+' && c != '=' && c != '\\')
        g_string_append_c (out, (char) c);
      else
        g_string_append_printf (out, "\\x{%02X}", c);
    }
}

/** smtp_options_wants_dsn: Returns: whether anything in @options (nullable) needs the DSN extension */
gboolean
smtp_options_wants_dsn (const SmtpSendOptions *options)
{
  return options != NULL
         && (options->notify != SMTP_NOTIFY_DEFAULT || options->return_what != SMTP_RETURN_DEFAULT
             || options->envelope_id != NULL);
}

/** smtp_options_check: FALSE with SMTP_ERROR_BAD_OPTION when @options (nullable) contradict themselves */
gboolean
smtp_options_check (const SmtpSendOptions *options, GError **error)
{
  const char *id = options != NULL ? options->envelope_id : NULL;
  gboolean ok
      = options == NULL || !(options->notify & SMTP_NOTIFY_NEVER) || options->notify == SMTP_NOTIFY_NEVER;

  if (id != NULL)
    {
      gsize length = strlen (id);

      ok = ok && length >= 1 && length <= MAX_ENVELOPE_ID;
      for (gsize i = 0; ok && i < length; i++)
        ok = id[i] >= ' ' && id[i] <= '~';
    }
  if (!ok)
    g_set_error (error, SMTP_ERROR, SMTP_ERROR_BAD_OPTION, "sending options that make no sense");
  return ok;
}

/**
 * smtp_hold_limits_parse:
 * @parameters: (nullable): what follows FUTURERELEASE in the EHLO answer
 *
 * RFC 4865 4: max-future-release-interval SP max-future-release-date-time. Nonsense counts as not offered.
 */
void
smtp_hold_limits_parse (const char *parameters, SmtpHoldLimits *limits)
{
  g_auto (GStrv) words = g_strsplit (parameters != NULL ? parameters : "", " ", -1);
  g_autoptr (GDateTime) until = NULL;

  *limits = (SmtpHoldLimits) { 0, 0 };
  /* 999,999,999 is what the grammar allows. */
  if (words[0] == NULL
      || !g_ascii_string_to_unsigned (words[0], 10, 0, 999999999, &limits->max_seconds, NULL))
    {
      limits->max_seconds = 0;
      return;
    }
  if (words[1] != NULL)
    until = g_date_time_new_from_iso8601 (words[1], NULL);
  if (until != NULL)
    limits->max_until = MAX (g_date_time_to_unix (until), 1);
}

/** smtp_hold_limits_allow: Returns: whether a message may wait from @now to @until (Unix seconds) */
gboolean
smtp_hold_limits_allow (const SmtpHoldLimits *limits, gint64 now, gint64 until)
{
  if (until <= now)
    return TRUE;
  return until <= G_MAXINT64 - 1 && (guint64) (until - now) <= limits->max_seconds
         && (limits->max_until == 0 || until <= limits->max_until);
}

/**
 * smtp_options_append_mail:
 * @options: (nullable):
 * @dsn: whether the server offers DSN
 * @now: Unix seconds
 *
 * Appends " NAME=value" parameters of MAIL. HOLDUNTIL, not HOLDFOR, where the server told a date (so its clock and
 * ours were meant to be compared); RFC 4865 5.
 */
void
smtp_options_append_mail (const SmtpSendOptions *options, gboolean dsn, const SmtpHoldLimits *limits,
                          gint64 now, GString *out)
{
  if (options == NULL)
    return;
  if (dsn && options->return_what != SMTP_RETURN_DEFAULT)
    g_string_append (out, options->return_what == SMTP_RETURN_FULL ? " RET=FULL" : " RET=HDRS");
  if (dsn && options->envelope_id != NULL)
    {
      g_string_append (out, " ENVID=");
      smtp_options_append_xtext (options->envelope_id, out);
    }
  if (options->hold_until <= now)
    return;
  if (limits->max_until != 0)
    {
      g_autoptr (GDateTime) until = g_date_time_new_from_unix_utc (options->hold_until);
      g_autofree char *text = until != NULL ? g_date_time_format (until, "%Y-%m-%dT%H:%M:%SZ") : NULL;

      if (text != NULL)
        g_string_append_printf (out, " HOLDUNTIL=%s", text);
    }
  else
    g_string_append_printf (out, " HOLDFOR=%" G_GINT64_FORMAT, options->hold_until - now);
}

static void
append_notify (SmtpNotify notify, GString *out)
{
  static const struct
  {
    SmtpNotify bit;
    const char *word;
  } words[] = {
    { SMTP_NOTIFY_NEVER, "NEVER" },
    { SMTP_NOTIFY_SUCCESS, "SUCCESS" },
    { SMTP_NOTIFY_FAILURE, "FAILURE" },
    { SMTP_NOTIFY_DELAY, "DELAY" },
  };

  const char *separator = " NOTIFY=";

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (notify & words[i].bit)
      {
        g_string_append_printf (out, "%s%s", separator, words[i].word);
        separator = ",";
      }
}

/**
 * smtp_options_append_rcpt:
 * @options: (nullable):
 * @dsn: whether the server offers DSN
 * @utf8: whether @address is not ASCII
 * @address: the recipient in its wire form
 *
 * Appends NOTIFY and ORCPT (the address as it was written, whoever forwards the message), RFC 3461 4.1, 4.2; RFC 6533 3.
 */
void
smtp_options_append_rcpt (const SmtpSendOptions *options, gboolean dsn, gboolean utf8, const char *address,
                          GString *out)
{
  if (!dsn || !smtp_options_wants_dsn (options))
    return;
  append_notify (options->notify, out);
  if (options->notify == SMTP_NOTIFY_NEVER)
    return;
  g_string_append (out, utf8 ? " ORCPT=utf-8;" : " ORCPT=rfc822;");
  if (utf8)
    append_utf8_xtext (address, out);
  else
    smtp_options_append_xtext (address, out);
}
