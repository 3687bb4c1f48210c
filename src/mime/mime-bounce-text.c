/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-bounce-text.c: delivery reports as free text
 *
 * Only mail that comes from a mail system is looked at (sender, Return-Path, Auto-Submitted, subject). All the forms in
 * use name an address at the start of a line, as "<a@b.c>: …" (Postfix, qmail, Courier, Yahoo, Sendmail) or alone on it
 * (Exim, Exchange, Gmail, mail.ru), and give the reason in the lines after it or, for all of them, further down. Linear,
 * pure, any thread. */

#include "mime-bounce.h"

#include <string.h>

#include "mime-util.h"

#define MAX_LINES 600
#define MAX_REASON 1500

static gboolean
contains_any (const char *text, const char *const *words)
{
  for (; *words != NULL; words++)
    if (strstr (text, *words) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_from_system (MimeMessage *message)
{
  static const char *const senders[]
      = { "mailer-daemon", "postmaster",        "mailerdaemon",  "mail-daemon",   "maildaemon",
          "mdaemon",       "microsoftexchange", "bounce",        "mail.delivery", "maildelivery",
          "noreply-dmarc", "undeliver",         "mail-delivery", "non-delivery",  NULL };
  static const char *const names[]
      = { "mail delivery", "mailer-daemon", "mail daemon",   "postmaster", "delivery subsystem",
          "mail system",   "undeliverable", "mailer daemon", NULL };
  const MimeAddress *from
      = message->headers->from->len > 0 ? g_ptr_array_index (message->headers->from, 0) : NULL;
  g_autofree char *email = NULL;
  g_autofree char *name = NULL;

  if (from == NULL)
    return FALSE;
  email = g_ascii_strdown (from->email, -1);
  name = g_utf8_strdown (from->name, -1);
  return *email == '\0' || contains_any (email, senders) || contains_any (name, names);
}

static gboolean
subject_tells (MimeMessage *message)
{
  static const char *const words[] = { "undeliver",
                                       "returned mail",
                                       "returned to sender",
                                       "delivery fail",
                                       "delivery status",
                                       "failure notice",
                                       "delivery notification",
                                       "mail delivery",
                                       "could not be delivered",
                                       "not delivered",
                                       "non-deliver",
                                       "delivery has failed",
                                       "unzustellbar",
                                       "nicht zugestellt",
                                       "zustellung",
                                       "non remis",
                                       "non distribu",
                                       "échec de",
                                       "mancata consegna",
                                       "impossibile recapitare",
                                       "non recapitabile",
                                       "no se puede entregar",
                                       "no entregado",
                                       "error de entrega",
                                       "недостав",
                                       "не доставлено",
                                       "delayed",
                                       "verzögert",
                                       "warning: message",
                                       "delivery problem",
                                       "message status",
                                       "mail system error",
                                       "couldn't be delivered",
                                       "rejected:",
                                       "message notification",
                                       "retard",
                                       "bounce",
                                       NULL };
  g_autofree char *subject = g_utf8_strdown (message->headers->subject, -1);

  return contains_any (subject, words);
}

/* Where the returned message begins: nothing of it is a report. */
static gboolean
is_border (const char *line)
{
  static const char *const marks[] = { "--- below this line is a copy",
                                       "------ this is a copy of",
                                       "this is a copy of your message",
                                       "this is a copy of the message",
                                       "----- original message",
                                       "-----original message",
                                       "--- the header of",
                                       "original message headers:",
                                       "----- message header follows",
                                       "unsent message below",
                                       "------- returned message",
                                       "--- returned message",
                                       "--- original message",
                                       "message headers follow",
                                       "the header of the original message",
                                       "--- enclosed are the original headers",
                                       "-----the original message",
                                       "ursprüngliche nachrichtenkopfzeilen",
                                       "en-têtes du message d'origine",
                                       "received: from ",
                                       "------ message header",
                                       "***** original headers",
                                       NULL };
  g_autofree char *lower = g_utf8_strdown (line, -1);

  return contains_any (lower, marks);
}

static gboolean
tells_delay (const char *text)
{
  static const char *const words[] = { "warning message only",
                                       "do not need to resend",
                                       "not yet been delivered",
                                       "has been delayed",
                                       "delivery is delayed",
                                       "is being delayed",
                                       "has not been delivered yet",
                                       "will continue to try",
                                       "will keep trying",
                                       "continue trying",
                                       "will be retried",
                                       "still being retried",
                                       "delivery attempts will continue",
                                       "transient non-fatal errors",
                                       "not been delivered to one or more of its recipients after more than",
                                       "delayed for",
                                       "wird weiterhin versucht",
                                       "will retry for",
                                       "will try again for",
                                       NULL };
  g_autofree char *lower = g_utf8_strdown (text, -1);

  return contains_any (lower, words);
}

/* An address at the start of @text, perhaps between < and > or quotes; returns the bytes it takes. */
static gsize
read_address (const char *text, char **address, gboolean *bracketed)
{
  char close = *text == '<' ? '>' : *text == '\'' || *text == '"' ? *text : '\0';
  const char *start = text + (close != '\0' ? 1 : 0);
  gsize n;

  if (g_ascii_strncasecmp (start, "mailto:", 7) == 0)
    start += 7;
  n = strcspn (start, " \t<>()[],;:'\"");
  *bracketed = close == '>';
  if (n < 3 || n > 320 || (close != '\0' && start[n] != close))
    return 0;
  g_autofree char *found = g_strndup (start, n);
  if (!mime_address_is_valid (found) || strchr (strchr (found, '@'), '.') == NULL)
    return 0;
  *address = g_steal_pointer (&found);
  return (gsize) (start - text) + n + (close != '\0' ? 1 : 0);
}

/* What may follow an address that stands alone: nothing, its own link ("<mailto:…>"), a time ("on 1/2/2025"). */
static gboolean
stands_alone (const char *rest)
{
  return *rest == '\0' || g_str_has_prefix (rest, "<mailto:") || g_str_has_prefix (rest, " <mailto:")
         || g_str_has_prefix (rest, " on ") || g_str_equal (rest, ":")
         || g_str_has_prefix (rest, " (expanded from") || g_str_has_prefix (rest, " (generated from")
         || g_str_has_prefix (rest, " (ultimately generated");
}

/* The lines of a paragraph from @at on, as one. */
static char *
read_paragraph (char **lines, guint at, const char *first)
{
  GString *out = g_string_new (first);

  for (guint i = at; lines[i] != NULL && out->len < MAX_REASON; i++)
    {
      g_autofree char *line = g_strstrip (g_strdup (lines[i]));

      if (*line == '\0' || is_border (line) || g_str_has_prefix (line, "---"))
        break;
      if (out->len > 0)
        g_string_append_c (out, ' ');
      g_string_append (out, line);
    }
  g_autofree char *raw = g_string_free_and_steal (out);
  g_autofree char *clean = mime_clean_line (raw, MAX_REASON);
  return g_strdup (g_strstrip (clean));
}

static gboolean
has_code (const char *text)
{
  guint code;
  g_autofree char *status = mime_reason_dup_status (text, &code);

  return *status != '\0' || code != 0;
}

/* A reason is worth more when a server's number is in it. */
static void
take_reason (MimeBounceRecipient *recipient, const char *text)
{
  if (*text != '\0' && (*recipient->text == '\0' || (!has_code (recipient->text) && has_code (text))))
    g_set_str (&recipient->text, text);
}

static void
take_line (MimeBounce *self, char **lines, guint i)
{
  g_autofree char *line = g_strstrip (g_strdup (lines[i]));
  g_autofree char *address = NULL;
  g_autofree char *reason = NULL;
  gboolean bracketed = FALSE;
  gsize n = read_address (line, &address, &bracketed);
  const char *rest = line + n;
  MimeBounceRecipient *recipient;

  if (n == 0)
    return;
  if (bracketed && (*rest == ':' || *rest == '\0' || g_str_has_prefix (rest, " (expanded from")))
    {
      const char *colon = strchr (rest, ':');

      reason = read_paragraph (lines, i + 1, colon != NULL ? colon + 1 : "");
    }
  else if (stands_alone (rest))
    reason = read_paragraph (lines, i + 1, "");
  else if (*rest == ':' && rest[1] == ' ')
    reason = read_paragraph (lines, i + 1, rest + 1);
  else
    return;
  recipient = mime_bounce_add (self, address);
  if (recipient != NULL)
    take_reason (recipient, reason);
}

/* Lines that say why without naming whom: "The response was:", "Technical details", a transcript, a diagnosis. */
static char *
find_common_reason (char **lines)
{
  static const char *const marks[] = { "the response was",
                                       "technical details",
                                       "the error that the other server returned",
                                       "the reason for",
                                       "diagnostic information",
                                       "diagnostic-code",
                                       "remote server returned",
                                       "remote host said",
                                       "<<< ",
                                       "error:",
                                       "reason:",
                                       "said:",
                                       "the following reason",
                                       "smtp error",
                                       "response from the remote server",
                                       "#5",
                                       "#4",
                                       "fehlermeldung",
                                       "grund:",
                                       "raison",
                                       NULL };
  g_autofree char *best = NULL;

  for (guint i = 0; lines[i] != NULL && i < MAX_LINES; i++)
    {
      g_autofree char *lower = g_utf8_strdown (lines[i], -1);
      g_autofree char *paragraph = NULL;

      if (is_border (lines[i]))
        break;
      if (!contains_any (lower, marks) && !has_code (lines[i]))
        continue;
      paragraph = read_paragraph (lines, i, "");
      if (has_code (paragraph))
        return g_steal_pointer (&paragraph);
      /* The answer itself may stand after an empty line. */
      if (lines[i + 1] != NULL && lines[i + 2] != NULL)
        {
          g_autofree char *next = read_paragraph (lines, i + 2, "");
          if (has_code (next))
            return g_steal_pointer (&next);
        }
      if (best == NULL)
        best = g_steal_pointer (&paragraph);
    }
  return best != NULL ? g_steal_pointer (&best) : g_strdup ("");
}

/* Whom the report itself was sent to, and addresses that reports give for questions. */
static gboolean
is_bystander (MimeMessage *message, const char *address)
{
  static const char *const names[]
      = { "postmaster@", "mailer-daemon@", "support@", "help@", "abuse@", "admin@", "noreply@", "no-reply@" };
  GPtrArray *lists[] = { message->headers->to, message->headers->from };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strncasecmp (address, names[i], strlen (names[i])) == 0)
      return TRUE;
  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++)
      if (mime_address_equal (((MimeAddress *) g_ptr_array_index (lists[l], i))->email, address))
        return TRUE;
  return FALSE;
}

/* "There was an error delivering your mail to <a@b.c>." */
static void
take_within_line (MimeBounce *self, MimeMessage *message, char **lines, guint i)
{
  for (const char *p = lines[i]; *p != '\0'; p++)
    {
      g_autofree char *address = NULL;
      g_autofree char *reason = NULL;
      gboolean bracketed;
      gsize n
          = p == lines[i] || strchr (" \t:(\"'", p[-1]) != NULL ? read_address (p, &address, &bracketed) : 0;
      MimeBounceRecipient *recipient;

      if (n == 0 || is_bystander (message, address))
        continue;
      reason = read_paragraph (lines, i, "");
      recipient = mime_bounce_add (self, address);
      if (recipient != NULL)
        take_reason (recipient, reason);
      return;
    }
}

/* At last whom the returned message was for: its own header, in a part of its own or in the text. */
static void
take_original_recipients (MimeBounce *self, MimeMessage *message, char **lines)
{
  g_autoptr (GPtrArray) addresses = NULL;

  for (guint i = 0; i < message->leaves->len && self->recipients->len == 0; i++)
    {
      MimePart *leaf = g_ptr_array_index (message->leaves, i);

      if (!leaf->in_message && g_str_has_suffix (leaf->type, "rfc822-headers"))
        {
          g_autoptr (GBytes) bytes = mime_part_decode (leaf);
          g_autofree char *to = mime_headers_dup_field (bytes, "To");
          addresses = mime_addresses_parse (to);
        }
    }
  for (guint i = 0; addresses == NULL && lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], "to:", 3) == 0)
      addresses = mime_addresses_parse (lines[i] + 3);
  for (guint i = 0; addresses != NULL && i < addresses->len && i < 20; i++)
    {
      const MimeAddress *address = g_ptr_array_index (addresses, i);

      if (mime_address_is_valid (address->email) && !is_bystander (message, address->email))
        mime_bounce_add (self, address->email);
    }
}

static void
take_failed_recipients (MimeBounce *self, MimeMessage *message)
{
  g_autofree char *value = mime_message_dup_field (message, "X-Failed-Recipients");
  g_autoptr (GPtrArray) addresses = mime_addresses_parse (value);

  for (guint i = 0; i < addresses->len; i++)
    {
      const MimeAddress *address = g_ptr_array_index (addresses, i);

      if (mime_address_is_valid (address->email))
        mime_bounce_add (self, address->email);
    }
}

/* "Message-ID: <…>" in the part of the original that a free text quotes. */
static void
find_quoted_id (MimeBounce *self, char **lines)
{
  for (guint i = 0; lines[i] != NULL && self->message_id != NULL && *self->message_id == '\0'; i++)
    {
      const char *line = lines[i] + strspn (lines[i], " \t>");

      if (g_ascii_strncasecmp (line, "message-id:", 11) == 0)
        {
          g_auto (GStrv) ids = mime_ids_parse (line + 11, 1);
          g_set_str (&self->message_id, ids[0] != NULL ? ids[0] : "");
        }
      else if (g_ascii_strncasecmp (line, "subject:", 8) == 0 && *self->subject == '\0')
        {
          g_free (self->subject);
          self->subject = mime_decode_header (line + 8, 1000);
        }
    }
}

/* mime_bounce_parse_text: fills @self from @text; FALSE when it is no report. */
gboolean
mime_bounce_parse_text (MimeBounce *self, MimeMessage *message, const char *text)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *common = NULL;
  gboolean is_delay;

  if (!is_from_system (message) && !subject_tells (message))
    return FALSE;
  lines = g_strsplit (text, "\n", MAX_LINES + 200);
  take_failed_recipients (self, message);
  /* Both together, or the header that only mail systems write. */
  if (self->recipients->len == 0 && !(is_from_system (message) && subject_tells (message)))
    return FALSE;
  for (guint i = 0; lines[i] != NULL && i < MAX_LINES && !is_border (lines[i]); i++)
    take_line (self, lines, i);
  for (guint i = 0; self->recipients->len == 0 && lines[i] != NULL && i < MAX_LINES && !is_border (lines[i]);
       i++)
    take_within_line (self, message, lines, i);
  if (self->recipients->len == 0)
    take_original_recipients (self, message, lines);
  common = find_common_reason (lines);
  if (*common == '\0')
    {
      g_free (common);
      common = mime_clean_line (text, MAX_REASON);
    }
  is_delay = tells_delay (text);
  for (guint i = 0; i < self->recipients->len; i++)
    {
      MimeBounceRecipient *recipient = g_ptr_array_index (self->recipients, i);

      take_reason (recipient, common);
      if (is_delay)
        recipient->action = MIME_BOUNCE_DELAYED;
    }
  find_quoted_id (self, lines);
  return self->recipients->len > 0;
}
