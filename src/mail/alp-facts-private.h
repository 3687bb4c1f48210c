/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-facts.h"
#include "mime-auth.h"
#include "mime-calendar.h"
#include "mime-list.h"
#include "mime-suspect.h"
#include "store.h"

G_BEGIN_DECLS

/* What the store knows that matters for one message. Strings and lists are never NULL. */
typedef struct
{
  Store *store; /* borrowed, nullable: nothing is known */
  gint64 account_id;
  char **own_addresses;
  char **own_names;
  char **trusted_domains;
  char **known_domains;
  char **authorities;       /* authserv-ids believed wherever they stand */
  char **authority_domains; /* domains of the own servers */
  gboolean strips;          /* they are known to remove what others forged */
  gboolean sender_is_known;
  gboolean sender_is_fine;
  char *contact_of_name; /* nullable */
} AlpFactsContext;

AlpFactsContext *alp_facts_context_new (Store *store, gint64 account_id, MimeMessage *message);
void alp_facts_context_free (AlpFactsContext *self);
MimeAuth *alp_facts_context_read_auth (const AlpFactsContext *self, GBytes *source, MimeMessage *message);

AlpFacts *alp_facts_read (const AlpFactsContext *context, MimeMessage *message, GBytes *source);

/* alp-facts-words.c */
char *alp_facts_dup_auth_sentence (const MimeAuth *auth);
char **alp_facts_dup_auth_details (const MimeAuth *auth);
char *alp_facts_dup_suspicion (MimeSuspect suspect, const char *detail);

/* alp-invitation.c: names of account settings under which events are known */
char *alp_event_dup_key (const char *uid);
gboolean alp_event_remember (Store *store, gint64 account_id, const MimeInvitation *invitation,
                             AlpAnswer answer, GError **error);
/* @organizer: (out) (transfer full). Returns: FALSE when the event is not known. */
gboolean alp_event_recall (Store *store, gint64 account_id, const char *uid, char **organizer, int *sequence,
                           AlpAnswer *answer);
AlpInvitation *alp_invitation_read (const AlpFactsContext *context, MimeMessage *message,
                                    const MimeAuth *auth);
void alp_invitation_free (AlpInvitation *self);

/* alp-receipt.c */
void alp_receipt_remember (Store *store, gint64 account_id, const char *message_id, const char *reader,
                           gint64 time);
char **alp_receipt_recall (Store *store, gint64 account_id, const char *message_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpFactsContext, alp_facts_context_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpInvitation, alp_invitation_free)

G_END_DECLS
