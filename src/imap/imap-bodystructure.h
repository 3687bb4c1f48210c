/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-value.h"

G_BEGIN_DECLS

typedef struct
{
  char *name; /* lower case */
  char *value;
} ImapParameter;

/* One part, in the order of a walk from the top; a tree is told by `depth` and `section`. */
typedef struct
{
  char *section;                     /* "1.2"; "" for a multipart at the top; "TEXT" never occurs */
  guint depth;                       /* 0: top */
  char *type, *subtype;              /* lower case, never %NULL */
  GPtrArray *parameters;             /* of ImapParameter, never %NULL */
  char *id, *description, *encoding; /* (nullable) */
  guint64 size, lines;               /* encoded octets, as the server says */
  char *disposition;                 /* (nullable): lower case */
  GPtrArray *disposition_parameters; /* of ImapParameter, never %NULL */
  gboolean is_multipart;
} ImapPart;

/* ImapBodystructure: RFC 9051 7.5.2 BODYSTRUCTURE, flat. */
typedef struct
{
  GPtrArray *parts; /* of ImapPart */
} ImapBodystructure;

ImapBodystructure *imap_bodystructure_parse (const ImapTree *tree, const ImapValue *value, GError **error);
void imap_bodystructure_free (ImapBodystructure *self);
gboolean imap_bodystructure_has_attachment (const ImapBodystructure *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapBodystructure, imap_bodystructure_free)

G_END_DECLS
