/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-error.c: the error domain of this layer. Messages are for the log; mail/ makes the sentences people read. */

#include "smtp-session.h"

G_DEFINE_QUARK (smtp-error-quark, smtp_error)

/** smtp_recipient_free: frees one recipient's result; %NULL is allowed. */
void
smtp_recipient_free (SmtpRecipient *self)
{
  if (self == NULL)
    return;
  g_free (self->address);
  g_free (self->enhanced);
  g_free (self->text);
  g_free (self);
}
