/* SPDX-License-Identifier: GPL-3.0-or-later */
/* perf-store.c: figures of the store: envelopes per second, first rows, all rows, a page, a search
 *
 * perf-store [N [DIR]]: fills a new profile with N (100,000) envelopes in batches of 500 and prints one line per figure. */

#include <stdio.h>
#include <stdlib.h>

#include "store.h"

static const char *const words[] = { "Offerte", "Zürich", "Rechnung", "meeting", "Wanderung",
                                     "budget",  "Ferien", "report",   "invoice", "Hütte" };

static gint64 started;

static void
start (void)
{
  started = g_get_monotonic_time ();
}

static void
figure (const char *name, double per)
{
  double ms = (double) (g_get_monotonic_time () - started) / 1000.0;

  if (per > 0)
    printf ("%-28s %9.2f ms   %9.0f/s\n", name, ms, per / ms * 1000.0);
  else
    printf ("%-28s %9.2f ms\n", name, ms);
}

static gboolean
add_batch (Store *store, gint64 folder, guint first, guint n, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree StoreNewMessage *all = g_new0 (StoreNewMessage, n);

  for (guint i = 0; i < n; i++)
    {
      guint k = first + i;
      StoreNewMessage *m = &all[i];

      m->uid = k + 1;
      m->message_id = g_strdup_printf ("<%u.%u@perf.example>", k, k * 7919u);
      m->in_reply_to = k % 3 != 0 ? g_strdup_printf ("<%u.%u@perf.example>", k - 1, (k - 1) * 7919u) : NULL;
      m->subject = g_strdup_printf ("%s %s %u", words[k % 10], words[(k / 10) % 10], k);
      m->from_name = g_strdup_printf ("Person %u", k % 997);
      m->from_email = g_strdup_printf ("person%u@perf.example", k % 997);
      m->to = "Demo <demo@perf.example>";
      m->received = 1600000000 + k * 60;
      m->date = m->received - 5;
      m->size = 2000 + k % 5000;
      g_ptr_array_add (texts, (char *) m->message_id);
      g_ptr_array_add (texts, (char *) m->in_reply_to);
      g_ptr_array_add (texts, (char *) m->subject);
      g_ptr_array_add (texts, (char *) m->from_name);
      g_ptr_array_add (texts, (char *) m->from_email);
      g_ptr_array_add (list, m);
    }
  return store_messages_add (store, folder, list, NULL, error) >= 0;
}

static void
measure_lists (Store *store, gint64 folder)
{
  StoreListQuery query = { 0 };
  g_autoptr (GArray) first = NULL;
  g_autoptr (GArray) all = NULL;
  g_autoptr (GArray) threads = NULL;
  g_autoptr (GArray) hits = NULL;
  g_autoptr (GPtrArray) page = NULL;
  gint64 ids[64];

  query.folder_id = folder;
  start ();
  first = store_list_ids (store, &query, 200, NULL, NULL);
  figure ("first 200 ids", 0);
  start ();
  all = store_list_ids (store, &query, 0, NULL, NULL);
  figure ("all ids", all->len);
  query.conversations = TRUE;
  start ();
  threads = store_list_ids (store, &query, 0, NULL, NULL);
  figure ("all conversations", threads->len);
  for (guint i = 0; i < 64 && i < threads->len; i++)
    ids[i] = g_array_index (threads, StoreListItem, i).id;
  start ();
  page = store_conversations_get (store, ids, MIN (64, threads->len), folder, NULL);
  figure ("a page of 64 conversations", 0);
  start ();
  hits = store_search (store, 0, "zurich wanderung", FALSE, 0, NULL, NULL);
  figure ("two words searched", 0);
  printf ("%-28s %u rows, %u conversations, %u hits\n", "found", all->len, threads->len, hits->len);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 100000;
  g_autofree char *dir = argc > 2 ? g_strdup (argv[2]) : g_dir_make_tmp ("perf-store-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = store_open (dir, dir, &error);
  g_autoptr (StoreFolder) folder = store_folder_new ();
  gint64 id;

  if (store == NULL)
    g_error ("%s: %s", dir, error->message);
  folder->account_id = 1;
  folder->path = g_strdup ("INBOX");
  folder->role = STORE_ROLE_INBOX;
  id = store_folder_upsert (store, folder, &error);
  start ();
  for (guint i = 0; i < n; i += 500)
    if (!add_batch (store, id, i, MIN (500, n - i), &error))
      g_error ("%s", error->message);
  figure ("envelopes stored", n);
  measure_lists (store, id);
  printf ("profile: %s\n", dir);
  return 0;
}
