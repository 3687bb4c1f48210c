/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-upkeep.c: what runs by itself after the start, and the calls of the page about storage */

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "alp-mute.h"
#include "alp-upkeep.h"
#include "store.h"

typedef struct
{
  char *profile;
  char *stale; /* a copy of a file nobody needs */
  gint64 message;
} Fixture;

static const char mail[]
    = "From: a@x.example\r\nMessage-ID: <1@up>\r\nSubject: one\r\nDate: Tue, 3 Mar 2026 10:00:00 +0100\r\n"
      "Content-Type: text/plain\r\n\r\nThe budget of the hut.\r\n";

/* A profile whose search index was made by a version that did it otherwise, and without the text. */
static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (StoreAccount) account = store_account_new ();
  g_autoptr (StoreFolder) folder = store_folder_new ();
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GBytes) body = g_bytes_new_static (mail, strlen (mail));
  StoreNewMessage message
      = { .uid = 1, .message_id = "<1@up>", .subject = "one", .received = 1000, .date = 1000 };
  struct utimbuf old = { 1000, 1000 };
  g_autofree char *data = NULL, *cache = NULL, *attachments = NULL, *name = g_strnfill (64, 'a');
  g_autoptr (GError) error = NULL;
  Store *store;

  f->profile = g_dir_make_tmp ("mail-upkeep-XXXXXX", NULL);
  data = g_build_filename (f->profile, "data", NULL);
  cache = g_build_filename (f->profile, "cache", NULL);
  store = store_open (data, cache, &error);
  g_assert_no_error (error);
  g_set_str (&account->email, "me@here");
  account->kind = STORE_ACCOUNT_LOCAL;
  account->paused = TRUE; /* nothing else works on it */
  folder->account_id = store_account_add (store, account, &error);
  folder->path = g_strdup ("INBOX");
  g_ptr_array_add (list, &message);
  store_messages_add (store, store_folder_upsert (store, folder, &error), list, &ids, &error);
  g_assert_no_error (error);
  f->message = g_array_index (ids, gint64, 0);
  g_assert_true (store_body_add (store, f->message, body, NULL)); /* and no text */
  store_free (store);
  attachments = g_build_filename (f->profile, "attachments", NULL);
  g_mkdir (attachments, 0700);
  f->stale = g_build_filename (attachments, name, NULL);
  g_assert_true (g_file_set_contents (f->stale, "x", 1, NULL));
  utime (f->stale, &old);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  const char *argv[] = { "rm", "-rf", f->profile, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (f->profile);
  g_free (f->stale);
}

static void
got (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static AlpEngine *
open_engine (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  AlpEngine *engine;

  alp_engine_open_async (f->profile, NULL, got, &result);
  engine = alp_engine_open_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  return engine;
}

static void
close_engine (AlpEngine *engine)
{
  alp_engine_stop (engine);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (engine);
}

static guint
search (AlpEngine *engine, const char *text)
{
  g_autoptr (AlpMessageList) list = alp_engine_list_search (engine, NULL, text);

  while (alp_message_list_get_loading (list))
    g_main_context_iteration (NULL, TRUE);
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

/* The text that is missing comes into the index, and the file nobody needs goes, without anybody's asking. */
static void
test_begin (Fixture *f, gconstpointer unused)
{
  AlpEngine *engine = open_engine (f);
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  g_assert_cmpuint (search (engine, "budget"), ==, 0);
  alp_engine_start (engine);
  while (search (engine, "budget") == 0 && g_get_monotonic_time () < end)
    g_usleep (20000);
  g_assert_cmpuint (search (engine, "budget"), ==, 1);
  g_assert_false (g_file_test (f->stale, G_FILE_TEST_EXISTS));
  close_engine (engine);
}

static void
test_calls (Fixture *f, gconstpointer unused)
{
  AlpEngine *engine = open_engine (f);
  g_autoptr (GAsyncResult) storage_result = NULL, clear_result = NULL, check_result = NULL,
                           index_result = NULL;
  g_autoptr (GAsyncResult) compact_result = NULL, mute_result = NULL;
  g_autoptr (AlpStorage) storage = NULL;
  g_autoptr (AlpCheckReport) report = NULL;
  AlpClearing clearing = { 0 };
  AlpCleared cleared = { 0 };

  alp_upkeep_load_storage_async (engine, NULL, got, &storage_result);
  storage = alp_upkeep_load_storage_finish (engine, wait_for (&storage_result), NULL);
  g_assert_cmpuint (storage->bodies, ==, strlen (mail));
  g_assert_cmpuint (storage->attachments, ==, 1);
  g_assert_cmpuint (storage->accounts->len, ==, 1);
  alp_upkeep_rebuild_index_async (engine, NULL, NULL, NULL, got, &index_result);
  g_assert_true (alp_upkeep_finish (engine, wait_for (&index_result), NULL));
  g_assert_cmpuint (search (engine, "budget"), ==, 1);
  alp_engine_mute_async (engine, &f->message, 1, TRUE, NULL, got, &mute_result);
  g_assert_true (alp_engine_mute_finish (engine, wait_for (&mute_result), NULL));
  g_assert_cmpuint (search (engine, "is:muted"), ==, 1);
  alp_upkeep_clear_async (engine, &clearing, NULL, got, &clear_result);
  g_assert_true (alp_upkeep_clear_finish (engine, wait_for (&clear_result), &cleared, NULL));
  g_assert_cmpuint (cleared.files, ==, 0); /* no server has it */
  alp_upkeep_compact_async (engine, NULL, got, &compact_result);
  g_assert_true (alp_upkeep_finish (engine, wait_for (&compact_result), NULL));
  alp_upkeep_check_async (engine, ALP_CHECK_BODIES, NULL, NULL, NULL, got, &check_result);
  report = alp_upkeep_check_finish (engine, wait_for (&check_result), NULL);
  g_assert_cmpuint (report->problems->len, ==, 0);
  close_engine (engine);
}

/* Stopping in the middle, and calls after it: they come back. */
static void
test_stop (Fixture *f, gconstpointer unused)
{
  AlpEngine *engine = open_engine (f);
  g_autoptr (GAsyncResult) running = NULL, late = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;

  alp_upkeep_check_async (engine, ALP_CHECK_BODIES, NULL, NULL, NULL, got, &running);
  alp_engine_stop (engine);
  alp_upkeep_compact_async (engine, NULL, got, &late);
  alp_check_report_free (alp_upkeep_check_finish (engine, wait_for (&running), NULL));
  g_assert_false (alp_upkeep_finish (engine, wait_for (&late), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  notice = alp_upkeep_dup_notice (engine);
  g_assert_null (notice);
  g_object_unref (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/mail/upkeep/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("begin", test_begin);
  ADD ("calls", test_calls);
  ADD ("stop", test_stop);
  return g_test_run ();
}
