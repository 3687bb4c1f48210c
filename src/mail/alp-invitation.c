/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-invitation.c: invitations in messages: what they say, and answering them
 *
 * Reading: any thread.  Answering: on the engine's actor.  An event is known from the first answer on (account setting
 * event:UID); from then on only its organizer, with a sender that is proved or not checked, may change or cancel it. */

#include "alp-invitation.h"

#include "alp-answer.h"
#include "alp-engine-private.h"
#include "alp-facts-private.h"
#include "store-choice.h"

#include <glib/gi18n-lib.h>

static void
attendee_free (gpointer data)
{
  AlpAttendee *self = data;

  g_free (self->name);
  g_free (self->email);
  g_free (self);
}

void
alp_invitation_free (AlpInvitation *self)
{
  if (self == NULL)
    return;
  g_free (self->uid);
  g_free (self->summary);
  g_free (self->location);
  g_free (self->description);
  g_free (self->organizer_name);
  g_free (self->organizer_email);
  g_clear_pointer (&self->attendees, g_ptr_array_unref);
  g_free (self->own_email);
  g_free (self->warning);
  g_free (self);
}

/* ---- what is known of an event ---- */

char *
alp_event_dup_key (const char *uid)
{
  /* A uid is anybody's text of any length; it must not become a name. */
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uid, -1);

  return g_strdup_printf ("event:%.40s", hash);
}

gboolean
alp_event_remember (Store *store, gint64 account_id, const MimeInvitation *invitation, AlpAnswer answer,
                    GError **error)
{
  g_autofree char *key = alp_event_dup_key (invitation->uid);
  g_autofree char *value
      = g_strdup_printf ("%s\t%d\t%d", invitation->organizer->email, invitation->sequence, (int) answer);

  return store_account_setting_set (store, account_id, key, value, error);
}

gboolean
alp_event_recall (Store *store, gint64 account_id, const char *uid, char **organizer, int *sequence,
                  AlpAnswer *answer)
{
  g_autofree char *key = alp_event_dup_key (uid);
  g_autofree char *value = store != NULL ? store_account_setting_get (store, account_id, key) : NULL;
  g_auto (GStrv) words = value != NULL ? g_strsplit (value, "\t", 3) : NULL;

  if (words == NULL || g_strv_length (words) != 3)
    return FALSE;
  *organizer = g_strdup (words[0]);
  *sequence = (int) g_ascii_strtoll (words[1], NULL, 10);
  *answer = (AlpAnswer) g_ascii_strtoull (words[2], NULL, 10);
  return TRUE;
}

/* ---- reading ---- */

static const MimeAttendee *
find_own (const AlpFactsContext *context, const MimeInvitation *event)
{
  for (guint i = 0; i < event->attendees->len; i++)
    {
      const MimeAttendee *attendee = g_ptr_array_index (event->attendees, i);

      for (guint n = 0; context->own_addresses[n] != NULL; n++)
        if (mime_address_equal (context->own_addresses[n], attendee->email))
          return attendee;
    }
  return NULL;
}

static AlpEventKind
event_kind (const MimeInvitation *event, MimeApply apply)
{
  switch (apply)
    {
    case MIME_APPLY_UPDATE:
      return event->method == MIME_CALENDAR_CANCEL ? ALP_EVENT_CANCELLED : ALP_EVENT_CHANGED;
    case MIME_APPLY_ANSWER:
      return ALP_EVENT_ANSWER;
    case MIME_APPLY_OLD:
      return ALP_EVENT_OLD;
    case MIME_APPLY_REFUSE:
      return ALP_EVENT_REFUSED;
    case MIME_APPLY_ASK:
    default:
      return event->method == MIME_CALENDAR_REQUEST ? ALP_EVENT_NEW : ALP_EVENT_INFO;
    }
}

static const char *
find_warning (const MimeInvitation *event, AlpEventKind kind, const AlpInvitation *self, gboolean known)
{
  if (event->method_differs)
    return _ ("This calendar message contradicts itself; nothing can be done with it.");
  if (kind == ALP_EVENT_OLD)
    return _ ("A newer version of this event is known already.");
  if (event->method == MIME_CALENDAR_CANCEL && kind == ALP_EVENT_REFUSED)
    return known ? _ ("Only the organizer can cancel this event, and this message is not from the organizer.")
                 : _ ("This message cancels an event that you have not answered.");
  if (kind == ALP_EVENT_REFUSED && event->method == MIME_CALENDAR_REQUEST)
    return _ ("Only the organizer can change this event, and this message is not from the organizer.");
  if (event->method == MIME_CALENDAR_REPLY && kind == ALP_EVENT_REFUSED)
    return "";
  if (event->method == MIME_CALENDAR_REQUEST && event->sender_differs)
    return _ ("The sender of this message is not the organizer of the event.");
  if (event->method == MIME_CALENDAR_REQUEST && *self->own_email == '\0')
    return _ ("You are not on the list of those invited.");
  return "";
}

static void
take_people (AlpInvitation *self, const MimeInvitation *event)
{
  self->organizer_name = g_strdup (event->organizer->name);
  self->organizer_email = g_strdup (event->organizer->email);
  self->attendees = g_ptr_array_new_with_free_func (attendee_free);
  self->n_attendees = event->n_attendees;
  for (guint i = 0; i < event->attendees->len; i++)
    {
      const MimeAttendee *from = g_ptr_array_index (event->attendees, i);
      AlpAttendee *attendee = g_new0 (AlpAttendee, 1);

      attendee->name = g_strdup (from->name);
      attendee->email = g_strdup (from->email);
      attendee->answer = (AlpAnswer) from->answer;
      g_ptr_array_add (self->attendees, attendee);
    }
}

static AlpInvitation *
invitation_new (const MimeInvitation *event)
{
  AlpInvitation *self = g_new0 (AlpInvitation, 1);

  self->uid = g_strdup (event->uid);
  self->summary = g_strdup (event->summary);
  self->location = g_strdup (event->location);
  self->description = g_strdup (event->description);
  self->start = event->start;
  self->end = event->end;
  self->all_day = event->all_day;
  self->floating = event->floating;
  self->repeats = *event->rule != '\0';
  take_people (self, event);
  return self;
}

/* Returns: (transfer full) (nullable): what the message says of an event */
AlpInvitation *
alp_invitation_read (const AlpFactsContext *context, MimeMessage *message, const MimeAuth *auth)
{
  g_autoptr (MimeInvitation) event = mime_invitation_read (message);
  g_autofree char *organizer = NULL;
  MimeKnownEvent known = { 0 };
  AlpAnswer answer = ALP_ANSWER_NONE;
  const MimeAttendee *own;
  AlpInvitation *self;
  gboolean is_known;

  if (event == NULL)
    return NULL;
  is_known = alp_event_recall (context->store, context->account_id, event->uid, &organizer, &known.sequence,
                               &answer);
  known.organizer = organizer;
  own = find_own (context, event);
  self = invitation_new (event);
  self->kind
      = event_kind (event, mime_invitation_judge (event, is_known ? &known : NULL, message->headers, auth));
  self->own_email = g_strdup (own != NULL ? own->email : "");
  self->own_answer = is_known ? answer : own != NULL ? (AlpAnswer) own->answer : ALP_ANSWER_NONE;
  self->warning = g_strdup (find_warning (event, self->kind, self, is_known));
  self->can_answer = own != NULL && event->method == MIME_CALENDAR_REQUEST && !event->sender_differs
                     && (self->kind == ALP_EVENT_NEW || self->kind == ALP_EVENT_CHANGED);
  /* An answer to what was sent from another program is an answer all the same; it changes nothing here. */
  if (event->method == MIME_CALENDAR_REPLY && !event->method_differs && !event->sender_differs)
    self->kind = ALP_EVENT_ANSWER;
  return self;
}

/* ---- answering ---- */

typedef struct
{
  SyncEngine *sync;
  gint64 account_id;
  GBytes *source;
  AlpAnswer answer;
} AnswerJob;

static void
answer_job_free (gpointer data)
{
  AnswerJob *job = data;

  g_bytes_unref (job->source);
  g_free (job);
}

static char *
dup_subject (AlpAnswer answer, const char *summary)
{
  if (answer == ALP_ANSWER_ACCEPTED)
    /* Translators: subject of an answer to an invitation; %s is what the event is called */
    return g_strdup_printf (_ ("Accepted: %s"), summary);
  if (answer == ALP_ANSWER_TENTATIVE)
    return g_strdup_printf (_ ("Perhaps: %s"), summary);
  return g_strdup_printf (_ ("Declined: %s"), summary);
}

static char *
dup_text (AlpAnswer answer, const char *who, const char *summary)
{
  if (answer == ALP_ANSWER_ACCEPTED)
    /* Translators: a person, what the event is called */
    return g_strdup_printf (_ ("%s has accepted the invitation “%s”."), who, summary);
  if (answer == ALP_ANSWER_TENTATIVE)
    /* Translators: a person, what the event is called */
    return g_strdup_printf (_ ("%s will perhaps come to “%s”."), who, summary);
  /* Translators: a person, what the event is called */
  return g_strdup_printf (_ ("%s has declined the invitation “%s”."), who, summary);
}

static gboolean
send_answer (AnswerJob *job, const AlpFactsContext *context, MimeMessage *message,
             const MimeInvitation *event, GError **error)
{
  const MimeAttendee *own = find_own (context, event);
  g_autoptr (MimeAddress) from
      = own != NULL
            ? mime_address_new (context->own_names[0] != NULL ? context->own_names[0] : own->name, own->email)
            : NULL;
  g_autofree char *subject = dup_subject (job->answer, event->summary);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) reply = NULL;

  if (from == NULL)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                           _ ("None of your addresses is invited, so there is nothing to answer."));
      return FALSE;
    }
  text = dup_text (job->answer, *from->name != '\0' ? from->name : from->email, event->summary);
  reply = mime_invitation_build_reply (event, message, from, (MimeAnswer) job->answer, subject, text, NULL);
  if (reply == NULL)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID, _ ("This invitation cannot be answered."));
      return FALSE;
    }
  return alp_answer_send (job->sync, job->account_id, reply, error);
}

static gpointer
answer_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AnswerJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (MimeMessage) message = mime_message_parse (job->source, error);
  g_autoptr (MimeInvitation) event = message != NULL ? mime_invitation_read (message) : NULL;
  g_autoptr (AlpFactsContext) context
      = message != NULL ? alp_facts_context_new (store, job->account_id, message) : NULL;
  g_autoptr (MimeAuth) auth
      = context != NULL ? alp_facts_context_read_auth (context, job->source, message) : NULL;
  g_autoptr (AlpInvitation) seen = event != NULL ? alp_invitation_read (context, message, auth) : NULL;

  if (message == NULL)
    return NULL;
  if (seen == NULL || !seen->can_answer)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                           seen != NULL && *seen->warning != '\0'
                               ? seen->warning
                               : _ ("There is no invitation to answer in this message."));
      return NULL;
    }
  return send_answer (job, context, message, event, error)
                 && alp_event_remember (store, job->account_id, event, job->answer, error)
             ? ALP_JOB_DONE
             : NULL;
}

void
alp_engine_answer_invitation_async (AlpEngine *self, AlpContent *content, AlpAnswer answer,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  AnswerJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_CONTENT (content));

  if (alp_engine_get_sync (self) == NULL)
    {
      alp_job_fail (self, alp_engine_answer_invitation_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  job = g_new0 (AnswerJob, 1);
  job->sync = alp_engine_get_sync (self);
  job->account_id = alp_content_get_account_id (content);
  job->source = g_bytes_ref (alp_content_get_source (content));
  job->answer = answer;
  alp_job_run (self, alp_engine_answer_invitation_async, alp_engine_get_actor (self),
               BASE_PRIORITY_INTERACTIVE, answer_job, job, answer_job_free, NULL, cancellable, callback,
               user_data);
}

gboolean
alp_engine_answer_invitation_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_answer_invitation_async, result, error) != NULL;
}
