/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-auth.h"
#include "mime-message.h"

G_BEGIN_DECLS

/* Why a message is suspicious (product 6.8). The sentences are in mail/. */
typedef enum
{
  MIME_SUSPECT_AMBIGUOUS_SENDER = 0, /* several From, or none that can be read */
  MIME_SUSPECT_FORGED_SENDER,        /* the sender's domain says it is not from there */
  MIME_SUSPECT_NAME_IS_ADDRESS,      /* the name holds another address than the sender's */
  MIME_SUSPECT_NAME_IS_OWN,          /* the person's own name or address, from elsewhere */
  MIME_SUSPECT_NAME_IS_CONTACT,      /* a contact's name with a new address */
  MIME_SUSPECT_NAME_IS_BRAND,        /* a known company's name, from elsewhere */
  MIME_SUSPECT_LOOK_ALIKE,           /* a domain that looks like a known one */
  MIME_SUSPECT_MIXED_SCRIPTS,        /* letters of several scripts in the domain */
  MIME_SUSPECT_REPLY_ELSEWHERE,      /* answers go to another site */
  MIME_SUSPECT_LINK_NAMES_OTHER,     /* a link's text names another site */
  MIME_SUSPECT_LINK_HIDES,           /* a link hides its target */
  MIME_SUSPECT_LINK_BRAND,           /* a link to a site that only sounds like a company */
  MIME_SUSPECT_URGENT,               /* presses for a sign-in, a payment or a password */
  MIME_SUSPECT_EXTORTION,            /* asks for money in a crypto currency, with threats */
  MIME_SUSPECT_ADVANCE_FEE,          /* promises money */
  MIME_SUSPECT_DANGEROUS_FILE,       /* a program, or a page to be opened from a file */
  MIME_SUSPECT_FORM,                 /* asks for a password in the message */
  MIME_SUSPECT_LONG_NAME,            /* a name made to push the address out of sight */
  MIME_SUSPECT_DISGUISED_TEXT,       /* letters swapped for look-alikes, to pass filters */
  MIME_SUSPECT_NO_DOMAIN,            /* the sender's domain cannot exist */
  MIME_SUSPECT_UNPROVED,             /* checked by the own server, and not proved */
  MIME_SUSPECT_LINK_DETOUR,          /* a link through a service that hides or hosts anything */
  MIME_SUSPECT_PICTURE_ONLY,         /* a linked picture in place of a text */
  MIME_SUSPECT_ODD_NAME,             /* signs in the name that no program and no person writes */
  MIME_SUSPECT_RANDOM_SENDER,        /* an address made by a machine */
  MIME_SUSPECT_NAMES_RECIPIENT,      /* the recipient's address as if it were a name */
  MIME_SUSPECT_LURE,                 /* promises gifts, prizes or quick money */
  MIME_N_SUSPECTS,
} MimeSuspect;

typedef struct
{
  MimeSuspect suspect;
  char *detail; /* what it is about, "" */
  guint weight;
} MimeReasonToSuspect;

/* What is known about the person; all optional. */
typedef struct
{
  const char *const *own_addresses;
  const char *const *own_names;
  const char *const *known_domains; /* written to often: look-alikes of these are sought */
  gboolean sender_is_known;         /* a contact, or written to before */
  const char *contact_of_name;      /* the address of the contact that has the sender's name */
  const MimeAuth *auth;             /* nullable */
} MimeSuspectContext;

typedef struct
{
  GPtrArray *reasons; /* MimeReasonToSuspect, heaviest first */
  guint weight;       /* their sum */
  gboolean is_suspicious;
} MimeSuspicion;

MimeSuspicion *mime_suspect_judge (MimeMessage *message, const MimeSuspectContext *context);
void mime_suspicion_free (MimeSuspicion *self);
const char *mime_suspect_get_id (MimeSuspect suspect);

/* mime-suspect-words.c: data */
typedef struct
{
  const char *name;    /* as it stands in a display name, lower case */
  const char *domains; /* where it really writes from, blank-separated registrable domains */
} MimeBrand;

const MimeBrand *mime_brands (gsize *n);
gboolean mime_brand_owns (const MimeBrand *brand, const char *domain);
guint mime_suspect_count_urgent (const char *text);
gboolean mime_suspect_is_extortion (const char *text);
guint mime_suspect_count_advance_fee (const char *text);
guint mime_suspect_count_lures (const char *text);
gboolean mime_domain_hosts_anything (const char *host);
gboolean mime_domain_is_throwaway (const char *domain);
gboolean mime_domain_is_public_provider (const char *domain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeSuspicion, mime_suspicion_free)

G_END_DECLS
