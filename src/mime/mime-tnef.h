/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-build.h"

G_BEGIN_DECLS

/* What was in a winmail.dat. */
typedef struct
{
  char *text;       /* nullable */
  char *html;       /* nullable, not sanitised */
  GPtrArray *files; /* MimeAttachment */
} MimeTnef;

MimeTnef *mime_tnef_unpack (GBytes *bytes, GError **error);
void mime_tnef_free (MimeTnef *self);
MimePart *mime_tnef_find (MimeMessage *message);
GBytes *mime_tnef_rebuild (MimeMessage *message, GBytes *source, GError **error);
char *mime_tnef_find_helper (void);

char *mime_rtf_unpack (const char *data, gsize length, gsize *unpacked);
char *mime_rtf_to_html (const char *rtf, gsize length);
char *mime_rtf_to_text (const char *rtf, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeTnef, mime_tnef_free)

G_END_DECLS
