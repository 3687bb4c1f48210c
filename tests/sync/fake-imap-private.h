/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-imap.h"
#include "fake-server.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 uid;
  GHashTable *flags; /* set of words */
  GBytes *bytes;
  char *message_id;
} Mail;

typedef struct
{
  char *name;
  guint32 validity;
  guint32 uidnext;
  GPtrArray *mails; /* Mail, rising by UID */
} Folder;

struct _FakeImap
{
  char *capabilities;
  FakeServer *server;

  GMutex lock; /* guards everything below */
  GPtrArray *folders;
  GHashTable *commands; /* verb → guint */
  gint64 cut_input, cut_output;
  gboolean was_cut;
  gboolean silent;
  char *break_in;
  char *refuse_verb, *refuse_text;
  guint32 next_validity;
  FakeImapFunc func;
  gpointer func_data;
};

/* One connection, on a thread of its own. */
typedef struct
{
  FakeImap *server;
  GIOStream *stream;
  Folder *selected;
  gboolean gone;
} Connection;

Folder *fake_imap_find_folder (FakeImap *self, const char *name);
Folder *fake_imap_add_folder (FakeImap *self, const char *name);
Mail *fake_imap_add_mail (Folder *folder, GBytes *bytes, const char *flags);
GHashTable *fake_imap_parse_flags (const char *text);
char *fake_imap_format_flags (GHashTable *flags);
void fake_imap_say (Connection *c, const char *format, ...) G_GNUC_PRINTF (2, 3);
void fake_imap_run_command (Connection *c, const char *line, GBytes *literal);

G_END_DECLS
