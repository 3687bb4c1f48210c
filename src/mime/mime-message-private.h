/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gmime/gmime.h>

#include "mime-message.h"

G_BEGIN_DECLS

/* One text shown: the alternatives there are of it. */
typedef struct
{
  MimePart *plain; /* nullable */
  MimePart *html;  /* nullable */
} MimeShown;

typedef struct
{
  GBytes *bytes; /* what GMime reads */
  GMimeMessage *message;
  GPtrArray *shown; /* MimeShown, in order */
  guint n_parts;
} MimeMessagePrivate;

void mime_message_choose (MimeMessage *self);

G_END_DECLS
