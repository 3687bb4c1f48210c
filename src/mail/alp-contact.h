/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-recipient.h"

G_BEGIN_DECLS

typedef struct _AlpEngine AlpEngine;

/* Somebody mail went to or came from; a record. */
typedef struct
{
  char *name;          /* "" */
  char *email;         /* as first seen */
  guint written_to;    /* messages of ours to it */
  guint written_from;  /* messages from it */
  gint64 last;         /* Unix seconds: the newest of both */
  gboolean look_alike; /* only wrote to us, and looks like somebody we write to */
  char *looks_like;    /* nullable: whom */
} AlpContact;

void alp_contact_free (AlpContact *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpContact, alp_contact_free)

/* Contacts whose name or address begins with @text in one of its words, those written to first. Returns (finish): (transfer full)
 * (element-type AlpContact): at most @limit */
void alp_contact_complete_async (AlpEngine *engine, const char *text, guint limit, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *alp_contact_complete_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
/* What is known of one address. Returns (finish): (transfer full) (nullable): NULL without @error when nothing is. */
void alp_contact_find_async (AlpEngine *engine, const char *name, const char *email,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
AlpContact *alp_contact_find_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* Pure parts, for tests. */
AlpContact *alp_contact_new (const char *name, const char *email, guint written_to, guint written_from,
                             gint64 last);
/* Sorts, marks look-alikes, keeps @limit. */
void alp_contacts_rank (GPtrArray *contacts, guint limit);
/* What a person sees of an address or name: letters that look the same are the same. (transfer full) */
char *alp_contact_skeleton (const char *text);

G_END_DECLS
