/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mime-address.h"

G_BEGIN_DECLS

/* A finished message made ready for the outbox. Private to mail/. */
typedef struct
{
  GBytes *message;   /* CRLF, no Bcc, with Message-ID and Date */
  char **recipients; /* To, Cc, Bcc; bare addresses, each once */
} AlpPrepared;

AlpPrepared *alp_prepare_message (GBytes *source, const char *from_email, GError **error);
/* @to: (element-type MimeAddress). @resent_id: without <>. */
AlpPrepared *alp_prepare_redirect (GBytes *source, const MimeAddress *from, GPtrArray *to,
                                   const char *resent_id, GError **error);
void alp_prepared_free (AlpPrepared *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpPrepared, alp_prepared_free)

G_END_DECLS
