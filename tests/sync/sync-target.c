/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-target.c PROFILE: one round over the first account with all bodies, as a program that can be killed; see fault.c
 *
 * Exit: 0: in agreement, 1: told an error. */

#include <stdio.h>

#include "store.h"
#include "sync-engine.h"

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SyncEngine) engine = argc > 1 ? sync_engine_new (argv[1], &error) : NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) reports = NULL;
  gboolean ok;

  if (engine != NULL)
    {
      sync_engine_set_secrets (engine, sync_secrets_new_memory ());
      accounts = store_accounts_list (sync_engine_get_store (engine), &error);
    }
  ok = accounts != NULL && accounts->len > 0
       && sync_engine_sync_once (engine, ((StoreAccount *) accounts->pdata[0])->id, NULL, SYNC_BODIES_ALL,
                                 NULL, NULL, &reports, NULL, &error);
  for (guint i = 0; ok && i < reports->len; i++)
    {
      SyncReport *report = reports->pdata[i];

      if (report->error != NULL)
        {
          error = g_error_copy (report->error);
          ok = FALSE;
        }
    }
  if (!ok)
    fprintf (stderr, "%s\n", error != NULL ? error->message : "no account");
  return ok ? 0 : 1;
}
