/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A finished message made ready for the outbox. Private to mail/. */
typedef struct
{
  GBytes *message;   /* CRLF, no Bcc, with Message-ID and Date */
  char **recipients; /* To, Cc, Bcc; bare addresses, each once */
} AlpPrepared;

AlpPrepared *alp_prepare_message (GBytes *source, const char *from_email, GError **error);
void alp_prepared_free (AlpPrepared *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpPrepared, alp_prepared_free)

G_END_DECLS
