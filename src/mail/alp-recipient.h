/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One recipient as a person typed or pasted it; a record. */
typedef struct
{
  char *name;     /* "" */
  char *email;    /* "" when there is none in it */
  char *text;     /* how it is written in a field: Name <address>, or as it was typed when it is no address */
  gboolean valid; /* email can be written to */
} AlpRecipient;

/* (transfer full) (element-type AlpRecipient): at most 5,000; nothing that was typed is dropped or altered but for spaces. */
GPtrArray *alp_recipients_parse (const char *text);
/* (transfer full): separated by commas: what alp_recipients_parse () reads back. */
char *alp_recipients_to_text (GPtrArray *recipients);
AlpRecipient *alp_recipient_new (const char *name, const char *email);
AlpRecipient *alp_recipient_copy (const AlpRecipient *self);
void alp_recipient_free (AlpRecipient *self);
/* The same mailbox (letter case ignored). */
gboolean alp_recipient_equal (const AlpRecipient *a, const AlpRecipient *b);
/* The text does not end inside quotes, <> or (): a comma after it ends a recipient. */
gboolean alp_recipient_text_is_closed (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpRecipient, alp_recipient_free)

G_END_DECLS
