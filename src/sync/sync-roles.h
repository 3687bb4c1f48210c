/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

typedef struct
{
  const char *path; /* UTF-8 */
  char delimiter;   /* 0: none */
  gboolean selectable;
  StoreRole told; /* by SPECIAL-USE */
  StoreRole role; /* out */
} SyncRoleCandidate;

StoreRole sync_role_from_name (const char *path, char delimiter);
void sync_roles_assign (SyncRoleCandidate *candidates, gsize n);

G_END_DECLS
