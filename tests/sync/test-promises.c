/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-promises.c: what a mail program must never do, against real servers (data-safety D-04, D-11, D-13, D-21, D-27)
 *
 * Rows that need no killing and no random operations; README.md says which test covers which row. */

#include <glib/gstdio.h>
#include <string.h>

#include "base-clock.h"
#include "sync-fixture.h"
#include "sync-send.h"

static gint64
find (SyncFixture *f, const char *id)
{
  g_autofree char *message_id = g_strdup_printf ("%s@test", id);

  return store_message_find (f->store, f->account, message_id);
}

static gint64
folder_id (SyncFixture *f, const char *path)
{
  g_autoptr (StoreFolder) folder = store_folder_get_by_path (f->store, f->account, path, NULL);

  g_assert_nonnull (folder);
  return folder->id;
}

/* D-04: the folder is emptied here while another program marks mail of its own: only what was emptied goes. */
static void
test_empty (SyncFixture *f, gconstpointer user)
{
  g_autofree char *marked = NULL;

  sync_fixture_add_mails (f, "Trash", "old", 12);
  sync_fixture_sync (f);
  sync_fixture_add_mails (f, "Trash", "new", 3);
  g_free (other_client_run (f->other, "SELECT Trash"));
  marked = other_client_run (f->other, "STORE 13:14 +FLAGS (\\Deleted)");
  g_assert_cmpint (store_act_empty (f->store, folder_id (f, "Trash"), NULL, NULL), !=, 0);
  sync_fixture_sync (f);
  g_assert_cmpuint (other_client_count (f->other, "Trash", "ALL"), ==, 3);
  g_assert_cmpuint (other_client_count (f->other, "Trash", "DELETED"), ==, 2);
  g_assert_cmpuint (sync_fixture_count_shown (f, "Trash"), ==, 1);
  sync_fixture_check_equal (f, "Trash");
}

/* What another program marked as deleted is not shown, comes back when the mark goes, and costs nothing while it is there. */
static void
test_marked (SyncFixture *f, gconstpointer way)
{
  sync_fixture_add_mails (f, "INBOX", "mark", 9);
  sync_fixture_sync (f);
  g_free (other_client_run (f->other, "SELECT INBOX"));
  g_free (other_client_run (f->other, "STORE 2:4 +FLAGS (\\Deleted)"));
  sync_fixture_add_mail_with_flags (f, "INBOX", "marked-new", "\\Deleted");
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 6);
  sync_fixture_check_equal (f, "INBOX");
  g_assert_true (store_check (f->store, NULL));
  wire_proxy_forget (f->proxy);
  sync_fixture_sync (f);
  g_assert_cmpuint (wire_proxy_count (f->proxy, "SELECT *"), ==, 0);
  g_free (other_client_run (f->other, "STORE 3:10 -FLAGS (\\Deleted)"));
  g_clear_pointer (&f->engine, sync_engine_free);
  sync_fixture_open (f);
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 9);
  sync_fixture_check_equal (f, "INBOX");
  g_assert_true (store_check (f->store, NULL));
}

static char *
wrong_size (const char *line, const char *command, gpointer data)
{
  g_autoptr (GRegex) regex = g_regex_new ("RFC822\\.SIZE \\d+", 0, 0, NULL);

  return g_regex_match (regex, line, 0, NULL) ? g_regex_replace_literal (regex, line, -1, 0, data, 0, NULL)
                                              : NULL;
}

/* D-11: the size a server tells is wrong, the message is whole: taken, and not fetched again and again. */
static void
test_wrong_size (SyncFixture *f, gconstpointer way)
{
  static const char *const sizes[]
      = { "RFC822.SIZE 1", "RFC822.SIZE 0", "RFC822.SIZE 90000", "RFC822.SIZE 4294967295" };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *id = g_strdup_printf ("size%zu", i);
      g_autofree char *expected = g_strdup_printf ("Body of %s\r\n", id);
      g_autoptr (GBytes) body = NULL;
      g_autoptr (GError) error = NULL;
      gsize size;
      const char *data;

      sync_fixture_add_mail (f, "INBOX", id);
      wire_proxy_set_rewrite (f->proxy, wrong_size, (gpointer) sizes[i]);
      g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_NONE, NULL), ==, 0);
      wire_proxy_forget (f->proxy);
      body = sync_engine_fetch_body (f->engine, find (f, id), NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (wire_proxy_count (f->proxy, "UID FETCH*BODY*"), <=, 3);
      data = g_bytes_get_data (body, &size);
      g_assert_cmpmem (data + size - strlen (expected), strlen (expected), expected, strlen (expected));
      wire_proxy_forget (f->proxy);
      g_bytes_unref (g_steal_pointer (&body));
      body = sync_engine_fetch_body (f->engine, find (f, id), NULL, NULL);
      g_assert_nonnull (body);
      g_assert_cmpuint (wire_proxy_count (f->proxy, "UID FETCH*"), ==, 0);
      wire_proxy_set_rewrite (f->proxy, NULL, NULL);
    }
}

static void
list_files (const char *folder, const char *below, GPtrArray *files)
{
  g_autofree char *path = g_build_filename (folder, below, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *here = g_build_filename (below, name, NULL);
      g_autofree char *whole = g_build_filename (folder, here, NULL);

      g_ptr_array_add (files, g_strdup (here));
      if (g_file_test (whole, G_FILE_TEST_IS_DIR))
        list_files (folder, here, files);
    }
}

/* D-13: no file is named after a folder, so no folder can be another file of ours, whatever it is called. */
static void
test_names (SyncFixture *f, gconstpointer user)
{
  static const char *const names[] = {
    "mail.db",     "mail.db-wal", "local.db-journal",
    "local.db",    "INBOX.db",    "Inbox.msf",
    "lock",        "data",        "cache",
    "bodies",      "unfinished",  "partial",
    "x.tmp",       "con",         "a name",
    "trailing ",   "%2e%2e%2f",   "...",
    "&AOQ-.db",    "&Jjo-",       "CON",
    "aux.txt",     "$(reboot)",   "`id`",
    "quote'quote", "semi;colon",  "-rf",
    "--help",      "~root",       "#comment",
    "new",         "cur",
  };
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) after = g_ptr_array_new_with_free_func (g_free);
  guint made = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *gone = other_client_try (f->other, "DELETE \"%s\"", names[i]);
      g_autofree char *answer = other_client_try (f->other, "CREATE \"%s\"", names[i]);
      g_autofree char *id = g_strdup_printf ("name%zu", i);

      if (strstr (answer, " OK") == NULL)
        continue;
      sync_fixture_add_mail (f, names[i], id);
      made++;
    }
  g_assert_cmpuint (made, >=, 20);
  g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_ALL, NULL), ==, 0);
  list_files (f->profile, ".", before);
  for (guint i = 0; i < before->len; i++)
    {
      const char *file = before->pdata[i];
      g_autofree char *base = g_path_get_basename (file);
      gboolean ours = g_str_has_prefix (file, "./data") || g_str_has_prefix (file, "./cache")
                      || g_str_equal (file, "./lock");

      g_test_message ("%s", file);
      g_assert_true (ours);
      if (g_str_has_prefix (file, "./cache/bodies/"))
        g_assert_true (strspn (base, "0123456789abcdef") >= 2 || g_str_equal (base, "unfinished"));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_free (other_client_try (f->other, "DELETE \"%s\"", names[i]));
  sync_fixture_sync (f);
  sync_fixture_sync (f);
  /* the folders are gone; the profile works and its bodies wait their 30 days */
  list_files (f->profile, ".", after);
  g_assert_cmpuint (after->len, >=, before->len);
  g_assert_true (store_body_has (f->store, find (f, "name20")));
  sync_fixture_add_mail (f, "INBOX", "afterwards");
  sync_fixture_sync (f);
  sync_fixture_check_equal (f, "INBOX");
}

static void
copy_profile (const char *from, const char *to)
{
  const char *const argv[] = { "cp", "-a", from, to, NULL };
  g_autoptr (GSubprocess) cp = g_subprocess_newv (argv, 0, NULL);

  g_assert_true (g_subprocess_wait_check (cp, NULL, NULL));
}

static gint64
queue_mail (SyncFixture *f, const char *id)
{
  static const char *const to[] = { "alice@mail.test", NULL };
  g_autofree char *text = g_strdup_printf ("From: alice@mail.test\r\nTo: alice@mail.test\r\nSubject: About "
                                           "%s\r\nMessage-ID: <%s@test>\r\n\r\nhello\r\n",
                                           id, id);
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));
  SyncSendRequest request = { .from = "alice@mail.test", .recipients = to, .message = message };
  gint64 outbox_id = sync_send_queue (f->engine, f->account, &request, NULL);

  g_assert_cmpint (outbox_id, !=, 0);
  return outbox_id;
}

/* D-21: a copy of the profile from last week, in which a message that was sent since still waits: it is not sent again. */
static void
test_restored (SyncFixture *f, gconstpointer user)
{
  g_autofree char *backup = g_strconcat (f->profile, ".backup", NULL);
  g_autofree char *today = g_strconcat (f->profile, ".today", NULL);
  g_autoptr (StoreOutboxItem) item = NULL;
  g_autoptr (StoreOutboxItem) fresh_item = NULL;
  gint64 now = base_clock_now_unix (), id, fresh;
  const char *const argv[] = { "rm", "-rf", backup, today, NULL };
  g_autoptr (GSubprocess) rm = NULL;

  sync_fixture_sync (f);
  base_clock_set_for_test (now - 7 * 86400);
  id = queue_mail (f, "restored");
  fresh = queue_mail (f, "never-left");
  g_clear_pointer (&f->engine, sync_engine_free);
  copy_profile (f->profile, backup);
  sync_fixture_open (f);
  g_assert_true (sync_send_cancel (f->engine, fresh, NULL, NULL));
  sync_fixture_sync (f);
  sync_fixture_sync (f);
  g_assert_cmpuint (other_client_count (f->other, "Sent", "HEADER Message-ID restored@test"), ==, 1);
  g_clear_pointer (&f->engine, sync_engine_free);
  base_clock_set_for_test (now);
  g_assert_cmpint (g_rename (f->profile, today), ==, 0);
  g_assert_cmpint (g_rename (backup, f->profile), ==, 0);
  sync_fixture_open (f);
  sync_fixture_sync (f);
  sync_fixture_sync (f);
  item = store_outbox_get (f->store, id, NULL);
  g_assert_cmpint (item->state, ==, STORE_OUTBOX_FILED);
  g_assert_cmpuint (item->attempts, ==, 0);
  g_assert_cmpuint (other_client_count (f->other, "Sent", "HEADER Message-ID restored@test"), ==, 1);
  /* one that truly waited goes */
  fresh_item = store_outbox_get (f->store, fresh, NULL);
  g_assert_cmpint (fresh_item->state, ==, STORE_OUTBOX_FILED);
  g_assert_cmpuint (other_client_count (f->other, "Sent", "HEADER Message-ID never-left@test"), ==, 1);
  rm = g_subprocess_newv (argv, 0, NULL);
  g_subprocess_wait (rm, NULL, NULL);
}

/* D-27: an account with something that is only here is not removed, and the error says what that is. */
static void
test_removal (SyncFixture *f, gconstpointer user)
{
  g_autoptr (GError) error = NULL;
  gint64 key;
  StoreAction star
      = { .kind = STORE_ACTION_FLAGS, .message_ids = &key, .n_messages = 1, .add_flags = STORE_FLAG_FLAGGED };
  gint64 id;

  sync_fixture_add_mail (f, "INBOX", "starred");
  sync_fixture_sync (f);
  key = find (f, "starred");
  g_assert_cmpint (store_act (f->store, &star, NULL), !=, 0);
  id = queue_mail (f, "waiting");
  g_assert_false (sync_engine_remove_account (f->engine, f->account, FALSE, &error));
  g_assert_error (error, SYNC_ERROR, SYNC_ERROR_BUSY);
  g_assert_cmpstr (error->message, ==, "the account still has 1 message not sent (About waiting), 1 change");
  g_clear_error (&error);
  g_assert_true (sync_send_cancel (f->engine, id, NULL, NULL));
  sync_fixture_sync (f);
  sync_fixture_check_equal (f, "INBOX");
  g_assert_true (sync_engine_remove_account (f->engine, f->account, FALSE, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  static const SyncFixtureWay honest = { FALSE, NULL };

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("LAB_IMAPS") == NULL)
    {
      g_printerr ("needs tests/servers/with-lab\n");
      return 1;
    }
#define ADD(name, function)                                                                                  \
  g_test_add ("/sync/promises/" name, SyncFixture, NULL, sync_fixture_set_up, function,                      \
              sync_fixture_tear_down)
  ADD ("empty", test_empty);
  g_test_add ("/sync/promises/wrong-size", SyncFixture, &honest, sync_fixture_set_up_way, test_wrong_size,
              sync_fixture_tear_down);
  g_test_add ("/sync/promises/marked", SyncFixture, &honest, sync_fixture_set_up_way, test_marked,
              sync_fixture_tear_down);
  ADD ("names", test_names);
  ADD ("restored", test_restored);
  ADD ("removal", test_removal);
  return g_test_run ();
}
