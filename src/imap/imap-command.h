/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* ImapCommand: one command without its tag: text, and literals in it. Pure. */
typedef struct
{
  const char *verb; /* static, for messages */
  GArray *pieces;   /* private */
  GString *text;    /* the piece being written */
  gboolean utf8;    /* quoted strings may hold UTF-8 */
  gboolean changes; /* repeating it after a lost answer could do harm */
  gboolean bad;     /* a value that no command can carry was added */
} ImapCommand;

typedef struct
{
  char *text;      /* up to the literal's header */
  GBytes *literal; /* (nullable) */
  gboolean binary; /* literal8 */
} ImapPiece;

ImapCommand *imap_command_new (const char *verb);
/* Frees a command; NULL is allowed. */
void imap_command_free (ImapCommand *self);
void imap_command_add (ImapCommand *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void imap_command_add_astring (ImapCommand *self, const char *value);
void imap_command_add_string (ImapCommand *self, const char *value);
void imap_command_add_literal (ImapCommand *self, GBytes *bytes);
void imap_command_add_literal8 (ImapCommand *self, GBytes *bytes);
GArray *imap_command_get_pieces (ImapCommand *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapCommand, imap_command_free)

G_END_DECLS
