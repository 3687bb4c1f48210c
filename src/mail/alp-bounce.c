/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-bounce.c: why a message did not arrive, in plain words
 *
 * The reasons come from mime/ (mime-reason.c); here each has its sentence and its advice, the same for reports that came
 * by mail and for what a server says while we send. Pure, any thread. */

#include "alp-bounce.h"

#include "alp-error.h"
#include "mime-bounce.h"

#include <glib/gi18n-lib.h>

/* Indexed by MimeReason. */
static const struct
{
  const char *sentence;
  const char *advice;
} words[MIME_N_REASONS] = {
  [MIME_REASON_UNKNOWN]
  = { N_ ("The message could not be delivered."),
      N_ ("Read the server's own words below. If they do not help, ask the recipient on another way or "
          "your provider.") },
  [MIME_REASON_USER_UNKNOWN]
  = { N_ ("This address does not exist."),
      N_ ("Check it for typing mistakes and send the message again to the right address.") },
  [MIME_REASON_ACCOUNT_DISABLED]
  = { N_ ("This mailbox has been switched off or does not take mail any more."),
      N_ ("Ask the recipient on another way for an address that works.") },
  [MIME_REASON_MAILBOX_FULL]
  = { N_ ("The recipient's mailbox is full."),
      N_ ("Try again in a few days, or tell the recipient on another way to make room.") },
  [MIME_REASON_DOMAIN_NOT_FOUND]
  = { N_ ("The part of the address after the @ does not exist or takes no mail."),
      N_ ("Check the address for typing mistakes and send the message again.") },
  [MIME_REASON_UNREACHABLE]
  = { N_ ("The recipient's mail server cannot be reached."),
      N_ ("Try again later. If it stays like this, the recipient's provider has a problem.") },
  [MIME_REASON_TEMPORARY]
  = { N_ ("The recipient's mail server has a temporary problem."), N_ ("Try again later.") },
  [MIME_REASON_GREYLISTED]
  = { N_ ("The recipient's server makes mail from senders that it does not know yet wait."),
      N_ ("Nothing to do: it is tried again by itself and then arrives.") },
  [MIME_REASON_RATE_LIMIT]
  = { N_ ("Too many messages were sent in a short time."),
      N_ ("Wait an hour, or until tomorrow, and send the message again. For many recipients use a newsletter "
          "tool.") },
  [MIME_REASON_TOO_LARGE]
  = { N_ ("The message is larger than the recipient's server takes."),
      N_ ("Make the attachments smaller, or share them with a link, and send it again.") },
  [MIME_REASON_TOO_MANY_RECIPIENTS] = { N_ ("The message has more recipients than the server takes at once."),
                                        N_ ("Send it to fewer people at a time, or use a newsletter tool.") },
  [MIME_REASON_SPF]
  = { N_ ("The recipient's server cannot verify that this message really comes from your domain (SPF)."),
      N_ ("Check that you send through the server of your own provider. Who looks after your domain has to "
          "allow that server in its SPF record.") },
  [MIME_REASON_DKIM]
  = { N_ ("The signature that proves where the message comes from is missing or wrong (DKIM)."),
      N_ ("Who looks after your domain has to set up or repair DKIM.") },
  [MIME_REASON_DMARC]
  = { N_ ("Your domain asks servers to refuse mail that is not proved to come from it (DMARC), and this "
          "message was not."),
      N_ ("Check that you send through the server of your own provider, and the domain's SPF and DKIM "
          "records.") },
  [MIME_REASON_REPUTATION]
  = { N_ ("The recipient's server does not trust the server that sent your message, because of its "
          "reputation."),
      N_ ("Try again later, and tell your provider what the server said.") },
  [MIME_REASON_BLOCK_LIST]
  = { N_ ("The server or network that sent your message is on a block list."),
      N_ ("Check that you send signed in through your provider's server. If you do, tell your provider what "
          "the server said.") },
  [MIME_REASON_CONTENT]
  = { N_ ("The recipient's server takes the message for unwanted mail because of what is in it."),
      N_ ("Change the wording, leave out links and pictures, and send it again.") },
  [MIME_REASON_MALWARE]
  = { N_ ("The recipient's server found a harmful program in the message."),
      N_ ("Check this computer and the attached files. Send the message again without them.") },
  [MIME_REASON_ATTACHMENT] = { N_ ("The recipient's server does not take an attachment of this kind."),
                               N_ ("Share the file with a link instead, and send the message again.") },
  [MIME_REASON_HEADER_CHARACTERS]
  = { N_ ("The server does not take special characters in an address, a name or the subject."),
      N_ ("Remove emoji and symbols from your name and the subject, and send it again.") },
  [MIME_REASON_AUTHENTICATION]
  = { N_ ("The server refused to send for this address: the sign-in was not accepted."),
      N_ ("Check user name and password of the account, and that it may send with this address.") },
  [MIME_REASON_SENDER] = { N_ ("The recipient's server does not accept your own address as a sender."),
                           N_ ("Check your address in the account's settings, and that its domain works.") },
  [MIME_REASON_RELAY]
  = { N_ ("The server does not pass on mail for this recipient."),
      N_ ("Check the address and that you send signed in. The recipient's domain may point to a wrong "
          "server.") },
  [MIME_REASON_TLS] = { N_ ("A safe connection was required and could not be made."),
                        N_ ("Try again later. If it stays like this, tell the recipient's provider.") },
  [MIME_REASON_LOOP] = { N_ ("The message went round in circles between servers."),
                         N_ ("The recipient has set up a wrong forwarding. Tell them on another way.") },
  [MIME_REASON_RECIPIENT_REFUSES]
  = { N_ ("This address only takes mail from certain people."),
      N_ ("Ask the recipient, or who looks after the group, to allow your address.") },
  [MIME_REASON_POLICY]
  = { N_ ("The recipient's server refused the message because of its rules."),
      N_ ("Read the server's own words below, change the message or ask the recipient on another way.") },
  [MIME_REASON_SYNTAX]
  = { N_ ("The server found a mistake in the address or in the form of the message."),
      N_ ("Check the address. If it is right, report this as a fault of this program.") },
  [MIME_REASON_DELIVERED] = { N_ ("The message was delivered."), N_ ("Nothing to do.") },
  [MIME_REASON_RELAYED]
  = { N_ ("The message was passed on to a server that gives no delivery reports."), N_ ("Nothing to do.") },
  [MIME_REASON_EXPANDED]
  = { N_ ("The message was passed on to the members of a list."), N_ ("Nothing to do.") },
};

static const char *
delay_advice (void)
{
  return _ ("Nothing to do: the server keeps trying and tells you if it gives up.");
}

static void
recipient_free (gpointer data)
{
  AlpBounceRecipient *self = data;

  g_free (self->address);
  g_free (self->action);
  g_free (self->status);
  g_free (self->server);
  g_free (self->said);
  g_free (self->reason);
  g_free (self->sentence);
  g_free (self->advice);
  g_free (self);
}

/** alp_bounce_free: frees a report; NULL is allowed. */
void
alp_bounce_free (AlpBounce *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->recipients);
  g_free (self->reporter);
  g_free (self->message_id);
  g_free (self->subject);
  g_free (self);
}

static AlpBounceRecipient *
recipient_new (const MimeBounceRecipient *from)
{
  AlpBounceRecipient *self = g_new0 (AlpBounceRecipient, 1);
  gboolean is_delay = from->action == MIME_BOUNCE_DELAYED;

  self->address = g_strdup (from->address);
  self->action = g_strdup (mime_bounce_action_get_id (from->action));
  self->status = g_strdup (from->status);
  self->server = g_strdup (from->server);
  self->said = g_strdup (from->text);
  self->reason = g_strdup (mime_reason_get_id (from->reason));
  self->sentence = g_strdup (_ (words[from->reason].sentence));
  self->advice = g_strdup (is_delay ? delay_advice () : _ (words[from->reason].advice));
  self->offers = is_delay ? ALP_OFFER_NONE : (AlpOffers) mime_reason_get_offers (from->reason);
  self->retry_until = from->retry_until;
  return self;
}

/**
 * alp_bounce_from_bytes:
 * @source: a whole message
 *
 * Returns: (transfer full) (nullable): the report; NULL when the message is none, then with @error set only when it is no
 *   message at all (ALP_ERROR_INVALID)
 */
AlpBounce *
alp_bounce_from_bytes (GBytes *source, GError **error)
{
  g_autoptr (MimeMessage) message = g_bytes_get_size (source) > 0 ? mime_message_parse (source, NULL) : NULL;
  g_autoptr (MimeBounce) bounce = message != NULL ? mime_bounce_parse (message) : NULL;
  AlpBounce *self;

  if (message == NULL)
    g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID, _ ("This is not an e-mail message."));
  if (bounce == NULL)
    return NULL;
  self = g_new0 (AlpBounce, 1);
  self->recipients = g_ptr_array_new_with_free_func (recipient_free);
  self->reporter = g_strdup (bounce->reporter);
  self->message_id = g_strdup (bounce->message_id);
  self->subject = g_strdup (bounce->subject);
  self->arrived = bounce->arrived;
  for (guint i = 0; i < bounce->recipients->len; i++)
    g_ptr_array_add (self->recipients, recipient_new (g_ptr_array_index (bounce->recipients, i)));
  return self;
}

/**
 * alp_bounce_explain:
 * @code: the server's reply code, 0: none
 * @status: (nullable): "5.1.1"
 * @text: (nullable): what it said
 * @reason: (out) (transfer none): id
 * @sentence: (out) (transfer none): translated
 * @advice: (out) (transfer none): translated
 * @offers: (out)
 *
 * The same explanations for what a server says while we send (product 17.1).
 */
void
alp_bounce_explain (guint code, const char *status, const char *text, const char **reason,
                    const char **sentence, const char **advice, AlpOffers *offers)
{
  MimeReason found = mime_reason_find (code, status, text);

  *reason = mime_reason_get_id (found);
  *sentence = _ (words[found].sentence);
  *advice = _ (words[found].advice);
  *offers = (AlpOffers) mime_reason_get_offers (found);
}
