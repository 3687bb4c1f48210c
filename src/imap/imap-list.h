/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-status.h"
#include "imap-value.h"

G_BEGIN_DECLS

typedef enum
{
  IMAP_ATTRIBUTE_NOSELECT = 1 << 0, /* also \NonExistent */
  IMAP_ATTRIBUTE_NOINFERIORS = 1 << 1,
  IMAP_ATTRIBUTE_MARKED = 1 << 2,
  IMAP_ATTRIBUTE_UNMARKED = 1 << 3,
  IMAP_ATTRIBUTE_HAS_CHILDREN = 1 << 4,
  IMAP_ATTRIBUTE_HAS_NO_CHILDREN = 1 << 5,
  IMAP_ATTRIBUTE_SUBSCRIBED = 1 << 6,
  IMAP_ATTRIBUTE_REMOTE = 1 << 7,
  IMAP_ATTRIBUTE_NONEXISTENT = 1 << 8,
} ImapAttributes;

/* RFC 6154; INBOX by its name. What the server says, never a guess from a name. */
typedef enum
{
  IMAP_ROLE_NONE = 0,
  IMAP_ROLE_INBOX,
  IMAP_ROLE_ALL,
  IMAP_ROLE_ARCHIVE,
  IMAP_ROLE_DRAFTS,
  IMAP_ROLE_FLAGGED,
  IMAP_ROLE_JUNK,
  IMAP_ROLE_SENT,
  IMAP_ROLE_TRASH,
  IMAP_ROLE_IMPORTANT,
} ImapRole;

/* ImapFolder: one LIST answer. */
typedef struct
{
  char *name;       /* the server's own bytes: the only form for commands */
  char *display;    /* UTF-8; reversible where `name` is not valid modified UTF-7 */
  char delimiter;   /* 0: flat */
  guint attributes; /* ImapAttributes */
  ImapRole role;
  gboolean subscribed;
  gboolean selectable;
  ImapStatus *status; /* (nullable): only with LIST-STATUS */
} ImapFolder;

ImapFolder *imap_list_parse (const ImapTree *tree, gboolean utf8, GError **error);
void imap_folder_free (ImapFolder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapFolder, imap_folder_free)

G_END_DECLS
