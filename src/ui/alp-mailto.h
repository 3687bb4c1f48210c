/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-mailto.h: mailto: links (RFC 6068).  Pure; any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a mailto: link may set.  Attachments and other headers never come in from a link. */
typedef struct
{
  char *to;
  char *cc;
  char *bcc;
  char *subject;
  char *body;
} AlpMailto;

AlpMailto *alp_mailto_parse (const char *uri);
void alp_mailto_free (AlpMailto *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpMailto, alp_mailto_free)

G_END_DECLS
