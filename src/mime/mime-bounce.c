/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-bounce.c: delivery reports in the standard form
 *
 * multipart/report with message/delivery-status (RFC 3464) or its form for other scripts (RFC 6533). Reports that are
 * free text only are read by mime-bounce-text.c. What a report says is believed no further than to be shown. Pure, one
 * thread at a time per message. */

#include "mime-bounce.h"

#include <gmime/gmime.h>
#include <string.h>

#include "mime-util.h"

#define MAX_RECIPIENTS 1000
#define MAX_STATUS (256 * 1024)

static void
recipient_free (gpointer data)
{
  MimeBounceRecipient *self = data;

  g_free (self->address);
  g_free (self->final);
  g_free (self->status);
  g_free (self->server);
  g_free (self->text);
  g_free (self);
}

/** mime_bounce_free: frees a report; %NULL is allowed. */
void
mime_bounce_free (MimeBounce *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->recipients);
  g_free (self->reporter);
  g_free (self->message_id);
  g_free (self->subject);
  g_free (self);
}

/** mime_bounce_action_get_id: Returns: (transfer none): the word of RFC 3464, 2.3.3 */
const char *
mime_bounce_action_get_id (MimeBounceAction action)
{
  static const char *const ids[] = { "failed", "failed", "delayed", "delivered", "relayed", "expanded" };

  return action < G_N_ELEMENTS (ids) ? ids[action] : ids[0];
}

/* mime_bounce_add: Returns: (transfer none) (nullable): the entry for @address, made where there is none; %NULL over the limit */
MimeBounceRecipient *
mime_bounce_add (MimeBounce *self, const char *address)
{
  MimeBounceRecipient *recipient;

  for (guint i = 0; i < self->recipients->len; i++)
    {
      recipient = g_ptr_array_index (self->recipients, i);
      if (*address != '\0' && mime_address_equal (recipient->address, address))
        return recipient;
    }
  if (self->recipients->len >= MAX_RECIPIENTS)
    return NULL;
  recipient = g_new0 (MimeBounceRecipient, 1);
  recipient->address = mime_clean_line (address, 320);
  recipient->final = g_strdup ("");
  recipient->status = g_strdup ("");
  recipient->server = g_strdup ("");
  recipient->text = g_strdup ("");
  recipient->action = MIME_BOUNCE_FAILED;
  g_ptr_array_add (self->recipients, recipient);
  return recipient;
}

/* mime_bounce_conclude: fills in status and reason from what is known. */
void
mime_bounce_conclude (MimeBounceRecipient *recipient)
{
  guint code;
  g_autofree char *found = mime_reason_dup_status (recipient->text, &code);

  if (*found != '\0'
      && (*recipient->status == '\0'
          || (g_str_has_suffix (recipient->status, ".0.0") && *found == *recipient->status)))
    g_set_str (&recipient->status, found);
  switch (recipient->action)
    {
    case MIME_BOUNCE_DELIVERED:
      recipient->reason = MIME_REASON_DELIVERED;
      break;
    case MIME_BOUNCE_RELAYED:
      recipient->reason = MIME_REASON_RELAYED;
      break;
    case MIME_BOUNCE_EXPANDED:
      recipient->reason = MIME_REASON_EXPANDED;
      break;
    case MIME_BOUNCE_FAILED:
    case MIME_BOUNCE_DELAYED:
    default:
      recipient->reason = mime_reason_find (code, recipient->status, recipient->text);
      if (recipient->reason == MIME_REASON_UNKNOWN && recipient->action == MIME_BOUNCE_DELAYED)
        recipient->reason = MIME_REASON_TEMPORARY;
    }
}

/* "rfc822; a@b.c" or "utf-8; …" with \x{…} for what is not ASCII (RFC 6533, 3) */
static char *
parse_typed (const char *value)
{
  const char *semicolon = strchr (value, ';');
  g_autofree char *text = g_strstrip (g_strdup (semicolon != NULL ? semicolon + 1 : value));
  GString *out = g_string_new (NULL);
  gsize length;

  for (const char *p = text; *p != '\0'; p++)
    {
      gsize digits = g_str_has_prefix (p, "\\x{") ? strspn (p + 3, "0123456789abcdefABCDEF") : 0;
      guint64 c = digits > 0 && digits < 7 && p[3 + digits] == '}' ? g_ascii_strtoull (p + 3, NULL, 16) : 0;

      if (c > 0 && g_unichar_validate ((gunichar) c))
        {
          g_string_append_unichar (out, (gunichar) c);
          p += 3 + digits;
        }
      else
        g_string_append_c (out, *p);
    }
  length = out->len;
  if (length > 2 && out->str[0] == '<' && out->str[length - 1] == '>')
    {
      g_string_truncate (out, length - 1);
      g_string_erase (out, 0, 1);
    }
  g_autofree char *raw = g_string_free_and_steal (out);
  return mime_clean_line (raw, 1000);
}

static MimeBounceAction
parse_action (const char *value)
{
  for (int action = MIME_BOUNCE_FAILED; action <= MIME_BOUNCE_EXPANDED; action++)
    {
      const char *id = mime_bounce_action_get_id (action);

      if (g_ascii_strncasecmp (value, id, strlen (id)) == 0)
        return action;
    }
  return MIME_BOUNCE_FAILED;
}

static gint64
parse_date (const char *value)
{
  g_autoptr (GDateTime) date = strlen (value) < 200 ? g_mime_utils_header_decode_date (value) : NULL;
  gint64 seconds = date != NULL ? g_date_time_to_unix (date) : 0;

  return CLAMP (seconds, 0, G_GINT64_CONSTANT (253402300799));
}

/* "smtp; 550 5.1.1 …"; Exchange writes "smtp;550-5.1.1 …" */
static char *
parse_diagnostic (const char *value)
{
  const char *semicolon = strchr (value, ';');
  g_autofree char *text
      = mime_clean_line (semicolon != NULL && semicolon - value < 30 ? semicolon + 1 : value, 2000);

  return g_strdup (g_strstrip (text));
}

static char *
field (GBytes *group, const char *name)
{
  char *value = mime_headers_dup_field (group, name);

  return value != NULL ? value : g_strdup ("");
}

static void
take_message_fields (MimeBounce *self, GBytes *group)
{
  g_autofree char *reporter = field (group, "Reporting-MTA");
  g_autofree char *arrived = field (group, "Arrival-Date");

  g_free (self->reporter);
  self->reporter = parse_typed (reporter);
  self->arrived = parse_date (arrived);
}

static void
take_recipient (MimeBounce *self, GBytes *group)
{
  g_autofree char *original = field (group, "Original-Recipient");
  g_autofree char *final = field (group, "Final-Recipient");
  g_autofree char *action = field (group, "Action");
  g_autofree char *status = field (group, "Status");
  g_autofree char *server = field (group, "Remote-MTA");
  g_autofree char *diagnostic = field (group, "Diagnostic-Code");
  g_autofree char *until = field (group, "Will-Retry-Until");
  g_autofree char *address = parse_typed (*original != '\0' ? original : final);
  MimeBounceRecipient *recipient;
  guint code;

  if (*address == '\0' || (recipient = mime_bounce_add (self, address)) == NULL)
    return;
  g_free (recipient->final);
  recipient->final = parse_typed (final);
  g_free (recipient->server);
  recipient->server = parse_typed (server);
  g_free (recipient->text);
  recipient->text = parse_diagnostic (diagnostic);
  g_free (recipient->status);
  recipient->status = mime_reason_dup_status (status, &code);
  recipient->action = parse_action (g_strstrip (action));
  recipient->retry_until = parse_date (until);
}

/* Groups of fields between empty lines; the first is about the message (RFC 3464, 2.1). */
static void
parse_status (MimeBounce *self, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  gboolean is_first = TRUE;

  length = MIN (length, MAX_STATUS);
  for (gsize at = 0; at < length;)
    {
      gsize n;

      while (at < length && (data[at] == '\n' || data[at] == '\r' || data[at] == ' '))
        at++;
      if (at >= length)
        break;
      n = mime_headers_length (data + at, length - at);
      g_autoptr (GBytes) group = g_bytes_new (data + at, n);
      g_autofree char *final = field (group, "Final-Recipient");
      g_autofree char *original = field (group, "Original-Recipient");
      if (*final == '\0' && *original == '\0')
        {
          if (is_first)
            take_message_fields (self, group);
        }
      else
        {
          /* Some leave out the empty line after the first group. */
          if (is_first)
            take_message_fields (self, group);
          take_recipient (self, group);
        }
      is_first = FALSE;
      at += n;
    }
}

static void
take_original (MimeBounce *self, GBytes *bytes)
{
  g_autoptr (MimeHeaders) headers = mime_headers_parse (bytes);

  if (*self->message_id != '\0')
    return;
  g_set_str (&self->message_id, headers->message_id);
  g_set_str (&self->subject, headers->subject);
}

static gboolean
is_status (const char *type)
{
  return g_str_equal (type, "message/delivery-status")
         || g_str_equal (type, "message/global-delivery-status");
}

/* The returned message or its header, wherever the report carries it. */
static void
find_original (MimeBounce *self, MimePart *part)
{
  static const char *const types[] = { "message/rfc822", "text/rfc822-headers", "message/global",
                                       "message/global-headers", "message/rfc822-headers" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (part->type, types[i]))
      {
        g_autoptr (GBytes) bytes = mime_part_decode (part);

        take_original (self, bytes);
        return;
      }
  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    find_original (self, g_ptr_array_index (part->children, i));
}

static gboolean
find_status (MimeBounce *self, MimeMessage *message)
{
  for (guint i = 0; i < message->leaves->len; i++)
    {
      MimePart *leaf = g_ptr_array_index (message->leaves, i);

      /* Not inside of a forwarded message: that is somebody else's report. */
      if (!is_status (leaf->type) || leaf->in_message)
        continue;
      g_autoptr (GBytes) bytes = mime_part_decode (leaf);
      parse_status (self, bytes);
    }
  return self->recipients->len > 0;
}

/* The text for people, and texts that some systems attach as a file. */
static char *
report_text (MimeMessage *message)
{
  g_autofree char *shown = mime_message_dup_text (message);
  GString *out = g_string_new (shown);

  for (guint i = 0; i < message->leaves->len && out->len < MAX_STATUS; i++)
    {
      MimePart *leaf = g_ptr_array_index (message->leaves, i);
      g_autoptr (GBytes) bytes = NULL;

      if (leaf->in_message || leaf->is_body || !g_str_equal (leaf->type, "text/plain"))
        continue;
      bytes = mime_part_decode (leaf);
      g_autofree char *text = mime_to_utf8 (g_bytes_get_data (bytes, NULL),
                                            MIN (g_bytes_get_size (bytes), 64 * 1024), leaf->charset);
      g_string_append_printf (out, "\n\n%s", text);
    }
  return g_string_free_and_steal (out);
}

/* Where the report says nothing but numbers, the reason may stand in the text for people, or in an attached text. */
static void
complete_from_text (MimeBounce *self, MimeMessage *message)
{
  g_autofree char *text = NULL;
  g_autoptr (MimeBounce) other = NULL;

  for (guint i = 0; i < self->recipients->len; i++)
    {
      MimeBounceRecipient *one = g_ptr_array_index (self->recipients, i);

      gboolean says_nothing = *one->text == '\0'
                              || ((*one->status == '\0' || g_str_has_suffix (one->status, ".0.0"))
                                  && mime_reason_find_row (one->status, one->text) < 0);

      if ((one->action != MIME_BOUNCE_FAILED && one->action != MIME_BOUNCE_DELAYED) || !says_nothing)
        continue;
      g_set_str (&one->text, "");
      if (text == NULL)
        {
          text = report_text (message);
          other = g_new0 (MimeBounce, 1);
          other->recipients = g_ptr_array_new_with_free_func (recipient_free);
          mime_bounce_parse_text (other, message, text);
        }
      for (guint n = 0; n < other->recipients->len && *one->text == '\0'; n++)
        {
          MimeBounceRecipient *theirs = g_ptr_array_index (other->recipients, n);

          if (mime_address_equal (theirs->address, one->address)
              || mime_address_equal (theirs->address, one->final) || other->recipients->len == 1)
            g_set_str (&one->text, theirs->text);
        }
      if (*one->text == '\0')
        {
          g_free (one->text);
          one->text = mime_clean_line (text, 2000);
        }
    }
}

/**
 * mime_bounce_parse:
 *
 * RFC 3462, 3464, 6533, and free text as Postfix, Exim, Sendmail, qmail, Exchange, Gmail, Yahoo, mail.ru and Courier
 * write it. Returns: (transfer full) (nullable): what a report says; %NULL when the message is none
 */
MimeBounce *
mime_bounce_parse (MimeMessage *message)
{
  g_autoptr (MimeBounce) self = g_new0 (MimeBounce, 1);

  self->recipients = g_ptr_array_new_with_free_func (recipient_free);
  self->reporter = g_strdup ("");
  self->message_id = g_strdup ("");
  self->subject = g_strdup ("");
  self->is_standard = find_status (self, message);
  if (self->is_standard)
    complete_from_text (self, message);
  else
    {
      g_autofree char *text = report_text (message);

      if (!mime_bounce_parse_text (self, message, text))
        return NULL;
    }
  find_original (self, message->root);
  for (guint i = 0; i < self->recipients->len; i++)
    mime_bounce_conclude (g_ptr_array_index (self->recipients, i));
  return g_steal_pointer (&self);
}
