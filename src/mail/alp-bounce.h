/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a card about a failed delivery offers (product 17.1). */
typedef enum
{
  ALP_OFFER_NONE = 0,
  ALP_OFFER_EDIT = 1 << 0,           /* edit and resend */
  ALP_OFFER_REMOVE_ADDRESS = 1 << 1, /* forget the bad address */
  ALP_OFFER_RETRY = 1 << 2,          /* send the same again */
  ALP_OFFER_CHECK_DOMAIN = 1 << 3,
  ALP_OFFER_SETTINGS = 1 << 4,
} AlpOffers;

/* AlpBounceRecipient: a record, any thread. Strings are valid UTF-8, never NULL. */
typedef struct
{
  char *address;
  char *action;   /* failed, delayed, delivered, relayed, expanded */
  char *status;   /* "5.1.1", "" */
  char *server;   /* "" */
  char *said;     /* the server's own words, one line, "" */
  char *reason;   /* id: "user-unknown" */
  char *sentence; /* translated: what happened */
  char *advice;   /* translated: what to do */
  AlpOffers offers;
  gint64 retry_until; /* Unix seconds, 0: not known */
} AlpBounceRecipient;

typedef struct
{
  GPtrArray *recipients; /* (element-type AlpBounceRecipient): at least one */
  char *reporter;        /* the server that reports, "" */
  char *message_id;      /* of the message sent, without brackets, "" */
  char *subject;         /* of it, "" */
  gint64 arrived;        /* when the reporting server got it, 0: not known */
} AlpBounce;

AlpBounce *alp_bounce_from_bytes (GBytes *source, GError **error);
void alp_bounce_free (AlpBounce *self);
void alp_bounce_explain (guint code, const char *status, const char *text, const char **reason,
                         const char **sentence, const char **advice, AlpOffers *offers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpBounce, alp_bounce_free)

G_END_DECLS
