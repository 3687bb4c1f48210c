/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-local.c: mail that no server keeps: rows and files together, folders, what POP3 has shown */

#include <glib/gstdio.h>
#include <string.h>

#include "base-clock.h"
#include "store.h"

typedef struct
{
  char *folder;
  Store *store;
  gint64 account_id;
} Fixture;

static void
open_store (Fixture *f)
{
  g_autofree char *data = g_build_filename (f->folder, "data", NULL);
  g_autofree char *cache = g_build_filename (f->folder, "cache", NULL);
  g_autoptr (GError) error = NULL;

  f->store = store_open (data, cache, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (StoreAccount) account = store_account_new ();
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("store-local-XXXXXX", NULL);
  open_store (f);
  g_set_str (&account->email, "me@example.org");
  account->kind = STORE_ACCOUNT_POP;
  f->account_id = store_account_add (f->store, account, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  const char *argv[] = { "rm", "-rf", f->folder, NULL };

  store_free (f->store);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (f->folder);
}

static char *
make_file (Fixture *f, const char *text)
{
  g_autofree char *folder = store_local_dup_folder (f->store, f->account_id, NULL);
  char *path = g_build_filename (folder, "new", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static gint64
add (Fixture *f, const char *path, const char *text, const char *uidl)
{
  g_autofree char *file = make_file (f, text);
  g_autoptr (GError) error = NULL;
  StoreLocalNew what = { f->account_id, path, STORE_FLAG_SEEN, NULL, 1000, file, strlen (text), uidl, 0 };
  gint64 id = store_local_add (f->store, &what, &error);

  g_assert_no_error (error);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  return id;
}

static char *
read_back (Fixture *f, gint64 id)
{
  g_autofree char *file = store_local_dup_file (f->store, f->account_id, id);
  char *text = NULL;

  return g_file_get_contents (file, &text, NULL, NULL) ? text : NULL;
}

static void
test_messages (Fixture *f, gconstpointer unused)
{
  gint64 first = add (f, "INBOX", "one", "u1");
  gint64 second = add (f, "INBOX", "two", NULL);
  g_autoptr (StoreLocalMessage) message = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *text = read_back (f, second);
  g_autofree char *gone = NULL;

  g_assert_cmpint (second, >, first);
  g_assert_cmpstr (text, ==, "two");
  g_assert_true (store_local_set_flags (f->store, f->account_id, first, STORE_FLAG_FLAGGED, "a b", NULL));
  g_assert_true (store_local_move (f->store, f->account_id, first, "Archive", NULL));
  g_assert_true (store_local_move (f->store, f->account_id, first, "Archive", NULL));
  store_free (f->store);
  open_store (f);
  message = store_local_get (f->store, f->account_id, first, NULL);
  g_assert_cmpstr (message->path, ==, "Archive");
  g_assert_cmpint (message->flags, ==, STORE_FLAG_FLAGGED);
  g_assert_cmpstr (message->keywords, ==, "a b");
  g_assert_true (store_local_remove (f->store, f->account_id, second, NULL));
  gone = read_back (f, second);
  g_assert_null (gone);
  list = store_local_list (f->store, f->account_id, NULL, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_null (store_local_get (f->store, f->account_id, second, NULL));
  g_assert_cmpint (store_local_get_max_id (f->store), ==, first);
  /* An id is never used again. */
  g_assert_cmpint (add (f, "INBOX", "three", NULL), >, second);
}

/* A file that cannot be moved: no row. */
static void
test_no_file (Fixture *f, gconstpointer unused)
{
  StoreLocalNew what = { f->account_id, "INBOX", 0, NULL, 1, "/nonexistent/file", 3, "u9", 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) pop = NULL;

  g_assert_cmpint (store_local_add (f->store, &what, &error), ==, 0);
  g_assert_nonnull (error);
  list = store_local_list (f->store, f->account_id, NULL, NULL);
  pop = store_pop_list (f->store, f->account_id, NULL);
  g_assert_cmpuint (list->len + pop->len, ==, 0);
}

static void
test_folders (Fixture *f, gconstpointer unused)
{
  gint64 id = add (f, "Work/2024", "x", NULL);
  gint64 other = add (f, "Workshop", "y", NULL);
  g_auto (GStrv) folders = NULL;
  g_autoptr (StoreLocalMessage) moved = NULL;
  g_autoptr (StoreLocalMessage) kept = NULL;

  g_assert_true (store_local_folder_add (f->store, f->account_id, "Work", NULL));
  g_assert_true (store_local_folder_add (f->store, f->account_id, "Work/2024", NULL));
  g_assert_true (store_local_folder_add (f->store, f->account_id, "Work", NULL));
  g_assert_true (store_local_folder_add (f->store, f->account_id, "Workshop", NULL));
  g_assert_true (store_local_folder_rename (f->store, f->account_id, "Work", "Firm", NULL));
  folders = store_local_folders_list (f->store, f->account_id, NULL);
  g_assert_cmpuint (g_strv_length (folders), ==, 3);
  g_assert_cmpstr (folders[0], ==, "Firm");
  g_assert_cmpstr (folders[1], ==, "Firm/2024");
  g_assert_cmpstr (folders[2], ==, "Workshop");
  moved = store_local_get (f->store, f->account_id, id, NULL);
  kept = store_local_get (f->store, f->account_id, other, NULL);
  g_assert_cmpstr (moved->path, ==, "Firm/2024");
  g_assert_cmpstr (kept->path, ==, "Workshop");
  g_assert_true (store_local_folder_remove (f->store, f->account_id, "Workshop", NULL));
  g_assert_null (store_local_get (f->store, f->account_id, other, NULL));
}

static void
test_pop (Fixture *f, gconstpointer unused)
{
  gint64 id = add (f, "INBOX", "one", "u1");
  g_autoptr (GPtrArray) list = NULL;
  const StorePopMessage *message;

  add (f, "INBOX", "two", "u2");
  g_assert_true (store_local_remove (f->store, f->account_id, id, NULL));
  list = store_pop_list (f->store, f->account_id, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  message = list->pdata[0];
  g_assert_cmpstr (message->uidl, ==, "u1");
  g_assert_false (message->here);
  g_assert_true (((StorePopMessage *) list->pdata[1])->here);
  /* u2 is not listed for long: forgotten. */
  g_ptr_array_set_size (list, 1);
  base_clock_set_for_test (g_get_real_time () / G_USEC_PER_SEC + 1000);
  g_assert_true (store_pop_listed (f->store, f->account_id, list, base_clock_now_unix () - 500, NULL));
  base_clock_set_for_test (0);
  g_clear_pointer (&list, g_ptr_array_unref);
  list = store_pop_list (f->store, f->account_id, NULL);
  g_assert_cmpuint (list->len, ==, 1);
}

/* What lies under a number that comes next, left by a crash or of a row that is lost, is never written over by another message. */
static void
test_taken (Fixture *f, gconstpointer unused)
{
  gint64 first = add (f, "INBOX", "one", NULL);
  g_autofree char *same = store_local_dup_file (f->store, f->account_id, first + 1);
  g_autofree char *next = store_local_dup_file (f->store, f->account_id, first + 2);
  g_autofree char *far = store_local_dup_file (f->store, f->account_id, first + 40);
  g_autofree char *kept = NULL;
  g_autofree char *text = NULL;
  gint64 id;

  g_assert_true (g_file_set_contents (same, "two", -1, NULL));
  g_assert_true (g_file_set_contents (next, "only here", -1, NULL));
  g_assert_true (g_file_set_contents (far, "here too", -1, NULL));
  g_assert_cmpint (add (f, "INBOX", "two", "u2"), ==, first + 1); /* its own leftover */
  id = add (f, "INBOX", "three", "u3");
  g_assert_cmpint (id, ==, first + 41);
  g_assert_cmpint (store_pop_find (f->store, f->account_id, "u3"), ==, id);
  kept = read_back (f, first + 2);
  g_assert_cmpstr (kept, ==, "only here");
  text = read_back (f, id);
  g_assert_cmpstr (text, ==, "three");
  g_assert_cmpint (add (f, "INBOX", "four", NULL), ==, first + 42);
  g_assert_true (g_file_test (far, G_FILE_TEST_EXISTS));
}

/* local.db is damaged beyond its rows: the files are found again. */
static void
test_adopted (Fixture *f, gconstpointer unused)
{
  gint64 id = add (f, "Saved", "one", NULL);
  g_autofree char *path = g_build_filename (f->folder, "data", "local.db", NULL);
  g_autoptr (StoreLocalMessage) message = NULL;
  g_autofree char *text = NULL;
  g_autofree char *zeros = g_malloc0 (8192);

  store_free (f->store);
  open_store (f); /* a copy of local.db is made with the message in it … */
  store_free (f->store);
  open_store (f);
  g_assert_true (store_local_remove (f->store, f->account_id, 12345, NULL));
  {
    g_autofree char *file = make_file (f, "later");
    StoreLocalNew what = { f->account_id, "Saved", 0, NULL, 1, file, 5, NULL, 0 };

    id = store_local_add (f->store, &what, NULL); /* … and without this one */
  }
  g_assert_cmpint (id, >, 0);
  store_free (f->store);
  g_assert_true (g_file_set_contents (path, zeros, 8192, NULL));
  open_store (f);
  g_assert_nonnull (store_get_recovered (f->store));
  message = store_local_get (f->store, f->account_id, id, NULL);
  g_assert_nonnull (message);
  g_assert_cmpstr (message->path, ==, "INBOX");
  g_assert_cmpuint (message->size, ==, 5);
  text = read_back (f, id);
  g_assert_cmpstr (text, ==, "later");
}

/* With the account go its rows, and its files at the next tidying. */
static void
test_account_removed (Fixture *f, gconstpointer unused)
{
  gint64 id = add (f, "INBOX", "one", "u1");
  g_autofree char *file = store_local_dup_file (f->store, f->account_id, id);
  g_autoptr (GPtrArray) list = NULL;

  store_local_tidy (f->store, f->account_id);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_true (store_account_remove (f->store, f->account_id, NULL));
  list = store_local_list (f->store, f->account_id, NULL, NULL);
  g_assert_cmpuint (list->len, ==, 0);
  store_local_tidy (f->store, f->account_id);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/store/local/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("messages", test_messages);
  ADD ("no-file", test_no_file);
  ADD ("folders", test_folders);
  ADD ("pop", test_pop);
  ADD ("taken", test_taken);
  ADD ("adopted", test_adopted);
  ADD ("account-removed", test_account_removed);
  return g_test_run ();
}
