/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-value.h"

G_BEGIN_DECLS

typedef enum
{
  IMAP_FLAG_SEEN = 1 << 0,
  IMAP_FLAG_ANSWERED = 1 << 1,
  IMAP_FLAG_FLAGGED = 1 << 2,
  IMAP_FLAG_DELETED = 1 << 3,
  IMAP_FLAG_DRAFT = 1 << 4,
  IMAP_FLAG_RECENT = 1 << 5,
  IMAP_FLAG_ANY_KEYWORD = 1 << 6, /* \* in PERMANENTFLAGS: new keywords may be made */
} ImapFlags;

gboolean imap_flags_parse (const ImapTree *tree, const ImapValue *list, guint *flags, GStrv *keywords);
gboolean imap_flags_format (guint flags, const char *const *keywords, GString *out, GError **error);

G_END_DECLS
