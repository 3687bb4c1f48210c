/* SPDX-License-Identifier: GPL-3.0-or-later */
/* perf-store.c: figures of the store: envelopes and texts per second, opening, first rows, all rows, a page, searches
 *
 * perf-store [N [DIR [T]]]: fills a new profile with N (100,000) envelopes in batches of 500 and T (0) texts of about 100 words in
 * batches of 50, opens it again, and prints one line per figure. With a DIR that is filled already, only the rest. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "store.h"

static const char *const words[] = { "Offerte", "Zürich", "Rechnung", "meeting", "Wanderung",
                                     "budget",  "Ferien", "report",   "invoice", "Hütte" };

static gint64 started;
static double cpu_started;

/* Processor time of this process, ms: says more than the clock on a machine that others use too. */
static double
cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void
start (void)
{
  cpu_started = cpu ();
  started = g_get_monotonic_time ();
}

static void
figure (const char *name, double per)
{
  double ms = (double) (g_get_monotonic_time () - started) / 1000.0;

  double busy = cpu () - cpu_started;

  if (per > 0)
    printf ("%-28s %9.2f ms   %9.0f/s   %9.0f/s of processor time\n", name, ms, per / ms * 1000.0,
            per / MAX (busy, 0.01) * 1000.0);
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

/* The word of a rank: letters by its hash, the same for the same rank. */
static void
append_word (GString *text, guint rank)
{
  guint32 hash = (rank + 1) * 2654435761u;
  guint length = 2 + hash % 8;

  for (guint i = 0; i < length; i++)
    {
      hash = hash * 1664525u + 1013904223u;
      g_string_append_c (text, "etaoinsrhldcumfpgwybvkxjqz"[(hash >> 16) % 26 * ((hash >> 8) % 26) / 26]);
    }
  g_string_append_c (text, ' ');
}

/* Words as in real text: few very common, many rare. */
static void
append_words (GString *text, GRand *random, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      double r = g_rand_double (random);

      append_word (text, (guint) (50000.0 * r * r * r * r));
      if (g_rand_int_range (random, 0, 200) == 0)
        g_string_append_printf (text, "%s ", words[g_rand_int_range (random, 0, 10)]);
    }
}

static gboolean
add_texts (Store *store, gint64 first, guint n, GError **error)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) first);
  gboolean ok = store_begin (store, STORE_PRIORITY_BACKGROUND, error);

  for (guint i = 0; ok && i < n; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      append_words (text, random, 100);
      ok = store_body_set_text (store, first + i, "preview", text->str,
                                (first + i) % 20 == 0 ? "plan.pdf" : "", (first + i) % 20 == 0, error);
    }
  return ok && store_commit (store, error);
}

/* Resident memory, MB. */
static double
resident (void)
{
  g_autofree char *text = NULL;
  double pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*s %lf", &pages);
  return pages * 4096 / 1e6;
}

static void
measure_search (Store *store, const char *query)
{
  double best = 1e9, first = 0;
  guint hits = 0;

  for (int i = 0; i < 5; i++)
    {
      gint64 begin = g_get_monotonic_time ();
      g_autoptr (GArray) items = store_search (store, 0, query, FALSE, 20, NULL, NULL);
      double ms = (double) (g_get_monotonic_time () - begin) / 1000.0;

      hits = items->len;
      first = i == 0 ? ms : first;
      best = MIN (best, ms);
    }
  printf ("search %-21s %9.2f ms   %9.2f ms at first, %u rows\n", query, best, first, hits);
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
  printf ("%-28s %9.2f MB\n", "memory with all ids", resident ());
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
  figure ("two words searched, all", hits->len);
  printf ("%-28s %u rows, %u conversations, %u hits\n", "found", all->len, threads->len, hits->len);
}

static gint64
fill (Store *store, guint n, guint texts)
{
  g_autoptr (StoreFolder) folder = store_folder_new ();
  g_autoptr (GError) error = NULL;
  gint64 id;

  folder->account_id = 1;
  folder->path = g_strdup ("INBOX");
  folder->role = STORE_ROLE_INBOX;
  id = store_folder_upsert (store, folder, &error);
  start ();
  for (guint i = 0; i < n; i += 500)
    if (!add_batch (store, id, i, MIN (500, n - i), &error))
      g_error ("%s", error->message);
  figure ("envelopes stored", n);
  start ();
  for (guint i = 0; i < texts; i += 50)
    if (!add_texts (store, i + 1, MIN (50, texts - i), &error))
      g_error ("%s", error->message);
  if (texts > 0)
    figure ("texts indexed", texts);
  return id;
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 100000;
  g_autofree char *dir = argc > 2 ? g_strdup (argv[2]) : g_dir_make_tmp ("perf-store-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (dir, "mail.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = NULL;
  g_autoptr (StoreFolder) inbox = NULL;
  struct stat info = { 0 };
  static const char *const queries[] = { "budget",
                                         "budgetk",
                                         "bu",
                                         "b",
                                         "zurich wanderung",
                                         "offerte OR ferien",
                                         "from:person77",
                                         "subject:hütte -report",
                                         "\"Offerte Zürich\"",
                                         "filename:pdf",
                                         "has:attachment budget",
                                         "is:unread",
                                         "nothingatall" };

  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    {
      store = store_open (dir, dir, &error);
      if (store == NULL)
        g_error ("%s: %s", dir, error->message);
      fill (store, n, argc > 3 ? (guint) atoi (argv[3]) : 0);
      g_clear_pointer (&store, store_free);
    }
  start ();
  store = store_open (dir, dir, &error);
  figure ("opened", 0);
  if (store == NULL)
    g_error ("%s: %s", dir, error->message);
  inbox = store_folder_get_by_path (store, 1, "INBOX", NULL);
  printf ("%-28s %9.2f MB\n", "memory after opening", resident ());
  measure_lists (store, inbox->id);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    measure_search (store, queries[i]);
  printf ("%-28s %9.2f MB\n", "memory after searching", resident ());
  stat (file, &info);
  printf ("profile: %s, mail.db %.1f MB\n", dir, (double) info.st_size / 1e6);
  return 0;
}
