/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  POP_STATUS_OK = 1,   /* "+OK" */
  POP_STATUS_ERROR,    /* "-ERR" */
  POP_STATUS_CONTINUE, /* "+ challenge" (RFC 5034) */
} PopStatus;

/* PopReply: one status line of the server (RFC 1939 3). */
typedef struct
{
  PopStatus status;
  char *code; /* (nullable): "IN-USE", "SYS/TEMP" …, upper case (RFC 2449 8) */
  char *text; /* what follows, as received */
} PopReply;

PopReply *pop_reply_parse (const char *line, gsize length);
void pop_reply_free (PopReply *self);
char *pop_reply_dup_text (const PopReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopReply, pop_reply_free)

G_END_DECLS
