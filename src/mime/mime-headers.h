/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "mime-address.h"

G_BEGIN_DECLS

/* MimeHeaders: the fields of one message that lists, threads and views need. Strings are UTF-8, never %NULL unless
 * marked; ids are without angle brackets. */
typedef struct
{
  char *subject;
  GPtrArray *from; /* MimeAddress, as the others */
  GPtrArray *sender;
  GPtrArray *to;
  GPtrArray *cc;
  GPtrArray *bcc;
  GPtrArray *reply_to;
  gint64 date_unix; /* 0: none or senseless */
  char *date_text;  /* as it stood */
  char *message_id; /* "" when there is none */
  char *in_reply_to;
  char **references; /* oldest first, at most 1,000 */
  char *list_id;
  char *list_unsubscribe;
  char *list_unsubscribe_post;
  char *disposition_notification_to;
  char *authentication_results; /* topmost */
  char *content_type;
  GPtrArray *defects; /* char *: what was wrong, English, for the inspector */
} MimeHeaders;

MimeHeaders *mime_headers_parse (GBytes *block);
void mime_headers_free (MimeHeaders *self);
char *mime_headers_dup_field (GBytes *block, const char *name);
gsize mime_headers_length (const char *data, gsize length);

char *mime_subject_normalize (const char *subject);
char **mime_ids_parse (const char *field, guint max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeHeaders, mime_headers_free)

G_END_DECLS
