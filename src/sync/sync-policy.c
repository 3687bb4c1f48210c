/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-policy.c: how much of a folder a person wants here
 *
 * The folder's own setting, else that of its address ("policy": "all", "months:N", "headers"), else what the caller asks for.
 * sync_policy_of () is the rule, pure. Blocks (disk) but for that. */

#include "sync-policy.h"

#include <string.h>

#include "base-clock.h"

#define DAY_S ((gint64) 24 * 3600)
#define RECENT_DAYS 30
#define RECENT_MAX_SIZE ((guint64) 1024 * 1024)

/**
 * sync_policy_of:
 * @bodies: what holds where @policy says nothing
 * @now: Unix seconds
 *
 * Junk is not read ahead unless the person says so.
 */
SyncPolicy
sync_policy_of (StorePolicy policy, guint months, SyncBodies bodies, StoreRole role, gint64 now)
{
  SyncPolicy result = { .headers = TRUE };

  switch (policy)
    {
    case STORE_POLICY_NONE:
      result.headers = FALSE;
      break;
    case STORE_POLICY_HEADERS:
      break;
    case STORE_POLICY_MONTHS:
      result.bodies = TRUE;
      result.since = MAX (1, now - (gint64) MAX (months, 1) * 31 * DAY_S);
      break;
    case STORE_POLICY_ALL:
      result.bodies = TRUE;
      break;
    case STORE_POLICY_DEFAULT:
    default:
      result.bodies = bodies == SYNC_BODIES_ALL || (bodies == SYNC_BODIES_RECENT && role != STORE_ROLE_JUNK);
      if (bodies == SYNC_BODIES_RECENT)
        {
          result.since = MAX (1, now - RECENT_DAYS * DAY_S);
          result.max_size = RECENT_MAX_SIZE;
        }
      break;
    }
  return result;
}

/* "all", "months:N", "headers"; anything else says nothing. */
static StorePolicy
parse (const char *text, guint *months)
{
  if (text == NULL)
    return STORE_POLICY_DEFAULT;
  if (strcmp (text, "all") == 0)
    return STORE_POLICY_ALL;
  if (strcmp (text, "headers") == 0)
    return STORE_POLICY_HEADERS;
  if (g_str_has_prefix (text, "months:"))
    {
      *months = (guint) CLAMP (g_ascii_strtoull (text + 7, NULL, 10), 1, 1200);
      return STORE_POLICY_MONTHS;
    }
  return STORE_POLICY_DEFAULT;
}

/* What holds for @folder. @bodies SYNC_BODIES_NONE: no bodies now, whatever is set. */
SyncPolicy
sync_policy_get (SyncSetup *setup, const StoreFolder *folder, SyncBodies bodies)
{
  g_autoptr (StoreFolderSetting) setting
      = store_folder_setting_get (setup->store, setup->account_id, folder->path, NULL);
  StorePolicy policy = setting != NULL ? setting->policy : STORE_POLICY_DEFAULT;
  guint months = setting != NULL ? setting->months : 0;
  SyncPolicy result;

  if (policy == STORE_POLICY_DEFAULT)
    {
      g_autofree char *text = store_account_setting_get (setup->store, setup->account_id, "policy");

      policy = parse (text, &months);
    }
  result = sync_policy_of (policy, months, bodies, folder->role, base_clock_now_unix ());
  if (bodies == SYNC_BODIES_NONE || bodies == 0)
    result.bodies = FALSE;
  return result;
}

/* Whether news of this folder are to come at once and not with the next round: the inbox, favorites, and those with a
 * notification of their own. */
gboolean
sync_policy_watches (SyncSetup *setup, const StoreFolder *folder)
{
  g_autoptr (StoreFolderSetting) setting = NULL;

  if (folder->role == STORE_ROLE_INBOX)
    return TRUE;
  if (!folder->selectable)
    return FALSE;
  setting = store_folder_setting_get (setup->store, setup->account_id, folder->path, NULL);
  return setting != NULL && setting->policy != STORE_POLICY_NONE
         && (setting->favorite || setting->notify > 0);
}
