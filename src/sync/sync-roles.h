/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SYNC_ROLE_NONE = 0,
  SYNC_ROLE_INBOX,
  SYNC_ROLE_DRAFTS,
  SYNC_ROLE_SENT,
  SYNC_ROLE_ARCHIVE,
  SYNC_ROLE_JUNK,
  SYNC_ROLE_TRASH,
  SYNC_ROLE_ALL,
  SYNC_ROLE_FLAGGED,
  SYNC_ROLE_LAST = SYNC_ROLE_FLAGGED,
} SyncRole;

typedef struct
{
  const char *path; /* UTF-8 */
  char delimiter;   /* 0: none */
  gboolean selectable;
  SyncRole told; /* by SPECIAL-USE */
  SyncRole role; /* out */
} SyncRoleCandidate;

SyncRole sync_role_from_name (const char *path, char delimiter);
void sync_roles_assign (SyncRoleCandidate *candidates, gsize n);

G_END_DECLS
