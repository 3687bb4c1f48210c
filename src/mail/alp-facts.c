/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-facts.c: what a message tells beside its text
 *
 * Any thread, but the message is the caller's.  mime/ judges; here its findings are gathered into one record that crosses
 * threads, with the words for people.  What only a person may do (receipt, answer, leaving a list) is not done here. */

#include "alp-facts-private.h"

#include "mime-links.h"
#include "mime-receipt.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
suspicion_free (gpointer data)
{
  AlpSuspicion *self = data;

  g_free (self->id);
  g_free (self->sentence);
  g_free (self);
}

static void
lie_free (gpointer data)
{
  AlpLie *self = data;

  g_free (self->target);
  g_free (self->host);
  g_free (self->named);
  g_free (self);
}

/** alp_facts_free: frees the record; NULL is allowed. */
void
alp_facts_free (AlpFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->auth_sentence);
  g_strfreev (self->auth_details);
  g_free (self->authority);
  g_clear_pointer (&self->reasons, g_ptr_array_unref);
  g_free (self->one_click_uri);
  g_free (self->leave_uri);
  g_free (self->leave_mail_to);
  g_free (self->leave_subject);
  g_free (self->leave_body);
  g_free (self->receipt_to);
  g_free (self->read_by);
  g_free (self->read_message_id);
  g_strfreev (self->readers);
  g_free (self->reaction);
  g_free (self->reacts_to);
  g_clear_pointer (&self->invitation, alp_invitation_free);
  g_clear_pointer (&self->bounce, alp_bounce_free);
  g_clear_pointer (&self->lies, g_ptr_array_unref);
  g_free (self);
}

/** alp_auth_get_id: Returns: (transfer none) */
const char *
alp_auth_get_id (AlpAuth auth)
{
  static const char *const ids[] = { "unknown", "verified", "unverified", "forged" };

  return auth < G_N_ELEMENTS (ids) ? ids[auth] : "";
}

/** alp_sender_kind_get_id: Returns: (transfer none) */
const char *
alp_sender_kind_get_id (AlpSenderKind kind)
{
  static const char *const ids[] = { "internal", "external", "unknown" };

  return kind < G_N_ELEMENTS (ids) ? ids[kind] : "";
}

/** alp_event_kind_get_id: Returns: (transfer none) */
const char *
alp_event_kind_get_id (AlpEventKind kind)
{
  static const char *const ids[] = { "new", "changed", "cancelled", "answer", "old", "refused", "info" };

  return kind < G_N_ELEMENTS (ids) ? ids[kind] : "";
}

/** alp_answer_get_id: Returns: (transfer none) */
const char *
alp_answer_get_id (AlpAnswer answer)
{
  static const char *const ids[] = { "none", "accepted", "tentative", "declined", "delegated" };

  return answer < G_N_ELEMENTS (ids) ? ids[answer] : "";
}

static void
take_auth (AlpFacts *self, const MimeAuth *auth)
{
  self->auth = (AlpAuth) auth->verdict;
  self->authority = g_strdup (auth->authority);
  self->auth_sentence = alp_facts_dup_auth_sentence (auth);
  self->auth_details = alp_facts_dup_auth_details (auth);
}

static gboolean
is_own (const AlpFactsContext *context, MimeMessage *message)
{
  const MimeAddress *from
      = message->headers->from->len == 1 ? g_ptr_array_index (message->headers->from, 0) : NULL;

  for (guint i = 0; from != NULL && context->own_addresses[i] != NULL; i++)
    if (mime_address_equal (context->own_addresses[i], from->email))
      return TRUE;
  return FALSE;
}

static void
take_suspicion (AlpFacts *self, const AlpFactsContext *context, MimeMessage *message, const MimeAuth *auth)
{
  const MimeSuspectContext known = { .own_addresses = (const char *const *) context->own_addresses,
                                     .own_names = (const char *const *) context->own_names,
                                     .known_domains = (const char *const *) context->known_domains,
                                     .sender_is_known = context->sender_is_known,
                                     .contact_of_name = context->contact_of_name,
                                     .auth = auth };
  g_autoptr (MimeSuspicion) found = NULL;

  self->reasons = g_ptr_array_new_with_free_func (suspicion_free);
  /* What one wrote oneself is not looked at; what only says so is: then the server knows nothing of it. */
  if (is_own (context, message) && auth->verdict != MIME_AUTH_FORGED)
    return;
  found = mime_suspect_judge (message, &known);
  self->is_fine = context->sender_is_fine && auth->verdict != MIME_AUTH_FORGED;
  self->is_suspicious = found->is_suspicious && !self->is_fine;
  for (guint i = 0; i < found->reasons->len; i++)
    {
      const MimeReasonToSuspect *reason = g_ptr_array_index (found->reasons, i);
      AlpSuspicion *one = g_new0 (AlpSuspicion, 1);

      one->id = g_strdup (mime_suspect_get_id (reason->suspect));
      one->sentence = alp_facts_dup_suspicion (reason->suspect, reason->detail);
      g_ptr_array_add (self->reasons, one);
    }
}

static void
take_list (AlpFacts *self, MimeMessage *message, GBytes *source, const MimeAuth *auth)
{
  g_autoptr (MimeUnsubscribe) leave = mime_unsubscribe_read (source, message->headers, auth);

  if (leave == NULL)
    return;
  self->one_click_uri = g_steal_pointer (&leave->one_click_uri);
  self->leave_uri = g_steal_pointer (&leave->web_uri);
  self->leave_mail_to = g_steal_pointer (&leave->mail_to);
  self->leave_subject = g_steal_pointer (&leave->mail_subject);
  self->leave_body = g_steal_pointer (&leave->mail_body);
}

static void
take_receipts (AlpFacts *self, const AlpFactsContext *context, MimeMessage *message)
{
  g_autoptr (MimeReceiptRequest) request = mime_receipt_request_read (message);
  g_autoptr (MimeReceipt) receipt = mime_receipt_read (message);

  if (request != NULL && !is_own (context, message))
    {
      self->receipt_to = mime_addresses_to_text (request->addresses, 10);
      self->receipt_elsewhere = request->must_ask;
    }
  if (receipt != NULL && g_str_equal (receipt->kind, "displayed"))
    {
      const MimeAddress *from
          = message->headers->from->len > 0 ? g_ptr_array_index (message->headers->from, 0) : NULL;

      self->read_by = g_strdup (*receipt->recipient != '\0' ? receipt->recipient
                                : from != NULL              ? from->email
                                                            : "");
      self->read_message_id = g_strdup (receipt->message_id);
      self->read_time = message->headers->date_unix;
      if (context->store != NULL)
        alp_receipt_remember (context->store, context->account_id, receipt->message_id, self->read_by,
                              self->read_time);
    }
  if (context->store != NULL && is_own (context, message))
    self->readers = alp_receipt_recall (context->store, context->account_id, message->headers->message_id);
  if (self->readers == NULL)
    self->readers = g_new0 (char *, 1);
}

/* Whether the keyword that says so (RFC 3503) is set. */
static gboolean
is_receipt_answered (const AlpFactsContext *context, MimeMessage *message)
{
  gint64 id = context->store != NULL && *message->headers->message_id != '\0'
                  ? store_message_find (context->store, context->account_id, message->headers->message_id)
                  : 0;
  g_autoptr (StoreMessage) row = id != 0 ? store_message_get (context->store, id, NULL) : NULL;
  g_autofree char *keywords = row != NULL ? g_ascii_strdown (row->keywords, -1) : NULL;

  return keywords != NULL && strstr (keywords, "$mdnsent") != NULL;
}

#define MAX_LIES 200

static void
take_links (AlpFacts *self, MimeMessage *message)
{
  g_autofree char *html = mime_message_dup_html (message);
  g_autoptr (GPtrArray) links = html != NULL ? mime_links_find (html) : NULL;

  self->lies = g_ptr_array_new_with_free_func (lie_free);
  for (guint i = 0; links != NULL && i < links->len && self->lies->len < MAX_LIES; i++)
    {
      const MimeLink *link = g_ptr_array_index (links, i);
      AlpLie *lie;

      if (link->host == NULL || (!link->names_other && !link->hides_host))
        continue;
      lie = g_new0 (AlpLie, 1);
      lie->target = g_strdup (link->target);
      lie->host = g_strdup (link->host);
      lie->named = g_strdup (link->names_other && link->named != NULL ? link->named : "");
      g_ptr_array_add (self->lies, lie);
    }
}

static gboolean
is_same_uri (const char *a, const char *b)
{
  const GUriFlags flags = G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_SCHEME_NORMALIZE;
  g_autoptr (GUri) one = g_uri_parse (a, flags, NULL), two = g_uri_parse (b, flags, NULL);

  if (one == NULL || two == NULL)
    return g_strcmp0 (a, b) == 0;
  return g_strcmp0 (g_uri_get_scheme (one), g_uri_get_scheme (two)) == 0 && g_uri_get_host (one) != NULL
         && g_uri_get_host (two) != NULL
         && g_ascii_strcasecmp (g_uri_get_host (one), g_uri_get_host (two)) == 0
         && g_uri_get_port (one) == g_uri_get_port (two)
         && g_strcmp0 (g_uri_get_path (one), g_uri_get_path (two)) == 0
         && g_strcmp0 (g_uri_get_query (one), g_uri_get_query (two)) == 0;
}

const AlpLie *
alp_facts_find_lie (const AlpFacts *self, const char *uri)
{
  for (guint i = 0; i < self->lies->len; i++)
    {
      const AlpLie *lie = g_ptr_array_index (self->lies, i);

      if (is_same_uri (lie->target, uri))
        return lie;
    }
  return NULL;
}

/**
 * alp_facts_read:
 * @context: what is known, alp_facts_context_new ()
 * @source: the bytes of @message
 *
 * Returns: (transfer full)
 */
AlpFacts *
alp_facts_read (const AlpFactsContext *context, MimeMessage *message, GBytes *source)
{
  AlpFacts *self = g_new0 (AlpFacts, 1);
  g_autoptr (MimeAuth) auth = alp_facts_context_read_auth (context, source, message);

  take_auth (self, auth);
  self->sender = (AlpSenderKind) mime_sender_classify (
      message->headers, (const char *const *) context->own_addresses,
      (const char *const *) context->trusted_domains, context->sender_is_known);
  take_suspicion (self, context, message, auth);
  take_list (self, message, source, auth);
  take_receipts (self, context, message);
  if (self->receipt_to != NULL)
    self->receipt_answered = is_receipt_answered (context, message);
  take_links (self, message);
  self->reaction = mime_reaction_read (message);
  self->reacts_to = self->reaction != NULL ? g_strdup (message->headers->in_reply_to) : NULL;
  self->invitation = alp_invitation_read (context, message, auth);
  self->bounce = alp_bounce_from_bytes (source, NULL);
  if (self->bounce != NULL && context->store != NULL && *self->bounce->message_id != '\0')
    self->bounced_id = store_message_find (context->store, context->account_id, self->bounce->message_id);
  return self;
}
