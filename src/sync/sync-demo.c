/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-demo.c: a local account with sample mail, to look around in without any server (product 1.4, 23.3)
 *
 * The messages are data/demo/NN-name.eml; "@-90@" in them becomes the date 90 minutes ago, "@+60ics@" one in 60 minutes as
 * iCalendar has it. What is sent from such an account comes back into its inbox; nothing ever leaves the computer. Blocks
 * (disk). */

#include "sync-demo.h"

#include <string.h>

#include "base-clock.h"
#include "sync-demo-resource.h"
#include "sync-local.h"
#include "sync-outbox-time.h"

#define FOLDER "/io/github/alpenpost/Alpenpost/demo"
#define SETTING "demo"

typedef struct
{
  gint64 now;
  gint64 received;
} Dates;

static gboolean
write_date (const GMatchInfo *match, GString *out, gpointer data)
{
  Dates *dates = data;
  g_autofree char *minutes = g_match_info_fetch (match, 1), *kind = g_match_info_fetch (match, 2);
  gint64 when = dates->now + g_ascii_strtoll (minutes, NULL, 10) * 60;
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (when);
  gboolean is_header = *kind == '\0';
  g_autofree char *words
      = g_date_time_format (date, is_header ? "%a, %d %b %Y %H:%M:%S +0000" : "%Y%m%dT%H%M00Z");

  if (is_header)
    dates->received = when;
  g_string_append (out, words);
  return FALSE;
}

static gboolean
add_message (Store *store, gint64 account_id, const char *name, Dates *dates, GError **error)
{
  g_autofree char *path = g_strconcat (FOLDER "/", name, NULL);
  g_autoptr (GBytes) bytes
      = g_resource_lookup_data (sync_demo_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (GRegex) regex = g_regex_new ("@([+-][0-9]+)(ics)?@", 0, 0, NULL);
  g_autofree char *text = NULL, *whole = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GBytes) message = NULL;

  if (bytes == NULL)
    return FALSE;
  text = g_regex_replace_eval (regex, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), 0, 0,
                               write_date, dates, error);
  if (text == NULL)
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  whole = g_strjoinv ("\r\n", lines);
  message = g_bytes_new (whole, strlen (whole));
  return sync_local_add_bytes (store, account_id, "INBOX", 0, dates->received, message, path, error) != 0;
}

static gboolean
fill (Store *store, gint64 account_id, GError **error)
{
  g_auto (GStrv) names = g_resource_enumerate_children (sync_demo_get_resource (), FOLDER,
                                                        G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      Dates dates = { base_clock_now_unix (), base_clock_now_unix () };

      if (!add_message (store, account_id, names[i], &dates, error))
        return FALSE;
    }
  return names != NULL;
}

/**
 * sync_demo_add:
 * @name: the person's, for From
 *
 * Returns: the id of the new account, with its mail and not started; 0 with @error, then nothing is left of it
 */
gint64
sync_demo_add (SyncEngine *self, const char *name, GError **error)
{
  Store *store = sync_engine_get_store (self);
  g_autoptr (StoreAccount) account = store_account_new ();
  gint64 id;

  account->kind = STORE_ACCOUNT_LOCAL;
  g_set_str (&account->email, SYNC_DEMO_ADDRESS);
  g_set_str (&account->user, SYNC_DEMO_ADDRESS);
  g_set_str (&account->name, name);
  id = store_account_add (store, account, error);
  if (id == 0)
    return 0;
  if (store_account_setting_set (store, id, SETTING, "1", error) && fill (store, id, error))
    return id;
  store_account_remove (store, id, NULL);
  store_local_tidy (store, id);
  return 0;
}

static gboolean
bring_back (SyncSetup *setup, gint64 outbox_id, GError **error)
{
  g_autoptr (StoreOutboxItem) item = store_outbox_get (setup->store, outbox_id, error);
  g_autofree char *once = g_strdup_printf ("demo %" G_GINT64_FORMAT, outbox_id);

  if (item == NULL || item->message == NULL
      || !store_outbox_transition (setup->store, outbox_id, STORE_OUTBOX_QUEUED, STORE_OUTBOX_SENDING, error))
    return item != NULL && (error == NULL || *error == NULL);
  return sync_local_add_bytes (setup->store, setup->account_id, "INBOX", 0, base_clock_now_unix (),
                               item->message, once, error)
             != 0
         && store_outbox_set_state (setup->store, outbox_id, STORE_OUTBOX_SENT, NULL, 0, error);
}

/**
 * sync_demo_deliver:
 * @next_ms: (out): milliseconds until something waiting is due, -1: nothing waits
 *
 * What a demo account sends comes back to it. Does nothing for others.
 */
gboolean
sync_demo_deliver (SyncSetup *setup, gint64 *next_ms, GError **error)
{
  g_autofree char *is_demo = store_account_setting_get (setup->store, setup->account_id, SETTING);
  g_autoptr (GPtrArray) items = NULL;
  SyncClocks clocks = sync_clocks_now ();

  *next_ms = -1;
  if (is_demo == NULL)
    return TRUE;
  items = store_outbox_list (setup->store, setup->account_id, FALSE, error);
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const StoreOutboxItem *item = g_ptr_array_index (items, i);
      gint64 wait_ms;

      if (item->state != STORE_OUTBOX_QUEUED)
        continue;
      wait_ms = sync_outbox_wait_ms (item, &clocks);
      if (wait_ms <= 0 && !bring_back (setup, item->id, error))
        return FALSE;
      if (wait_ms > 0)
        *next_ms = *next_ms < 0 ? wait_ms : MIN (*next_ms, wait_ms);
    }
  return items != NULL;
}
