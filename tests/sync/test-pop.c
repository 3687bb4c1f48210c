/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-pop.c: a POP3 account against a real Dovecot: fetched once, kept for good, deleted there only when it should be
 *
 * The other program speaks IMAP to the same mailbox and so sees what is left on the server. */

#include <string.h>

#include "base-clock.h"
#include "sync-fixture.h"
#include "sync-pop.h"
#include "sync-send.h"

static void
set_up (SyncFixture *f, gconstpointer unused)
{
  g_auto (GStrv) parts = g_strsplit (g_getenv ("LAB_POP3"), ":", 3);
  g_autoptr (StoreAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  sync_fixture_set_up (f, "alice");
  account = sync_fixture_make_account ("alice");
  account->kind = STORE_ACCOUNT_POP;
  account->imap_port = (guint16) g_ascii_strtoull (parts[1], NULL, 10);
  account->imap_security = STORE_SECURITY_STARTTLS;
  g_assert_true (sync_engine_remove_account (f->engine, f->account, TRUE, &error));
  g_assert_no_error (error);
  f->account = sync_engine_add_account (f->engine, account, NULL, &error);
  g_assert_no_error (error);
}

static void
reopen (SyncFixture *f, gboolean without_cache)
{
  g_autofree char *cache = g_build_filename (f->profile, "cache", NULL);
  const char *argv[] = { "rm", "-rf", cache, NULL };

  g_clear_pointer (&f->engine, sync_engine_free);
  g_assert_true (g_file_test (cache, G_FILE_TEST_IS_DIR));
  if (without_cache)
    g_assert_true (
        g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  sync_fixture_open (f);
}

static guint
count_on_server (SyncFixture *f)
{
  g_autofree char *answer = other_client_run (f->other, "STATUS INBOX (MESSAGES)");
  const char *at = strstr (answer, "MESSAGES ");

  g_assert_nonnull (at);
  return (guint) g_ascii_strtoull (at + 9, NULL, 10);
}

static void
add_mails (SyncFixture *f, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u", i);

      sync_fixture_add_mail (f, "INBOX", id);
    }
}

static gint64
find (SyncFixture *f, const char *id)
{
  g_autofree char *full = g_strdup_printf ("%s@test", id);

  return store_message_find (f->store, f->account, full);
}

static void
check_body (SyncFixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = sync_engine_fetch_body (f->engine, find (f, id), NULL, &error);
  g_autofree char *text = NULL;
  g_autofree char *expected = g_strdup_printf ("\r\n\r\nBody of %s\r\n", id);

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_assert_nonnull (strstr (text, expected));
}

/* Fetched once; stays on the server; the next round has nothing to do. */
static void
test_fetch (SyncFixture *f, gconstpointer unused)
{
  g_autoptr (StoreAccount) account = store_account_get (f->store, f->account, NULL);
  guint bodies = 0;

  add_mails (f, 5);
  g_assert_true (sync_engine_check_account (f->engine, account, NULL, NULL, NULL));
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 5);
  check_body (f, "m3");
  g_assert_cmpuint (count_on_server (f), ==, 5);
  sync_fixture_try_sync (f, SYNC_BODIES_ALL, &bodies);
  g_assert_cmpuint (bodies, ==, 0);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 5);
  sync_fixture_add_mail (f, "INBOX", "late");
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 6);
}

/* Deleted on the server at once; here for good, also when everything that can be fetched again is thrown away. */
static void
test_delete_there (SyncFixture *f, gconstpointer unused)
{
  add_mails (f, 4);
  g_assert_true (sync_pop_set_leave_days (f->store, f->account, 0, NULL));
  sync_fixture_sync (f);
  g_assert_cmpuint (count_on_server (f), ==, 0);
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 4);
  reopen (f, TRUE);
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 4);
  check_body (f, "m0");
  check_body (f, "m3");
}

static void
act (SyncFixture *f, StoreActionKind kind, const char *id, const char *target, StoreFlags flags)
{
  gint64 key = find (f, id);
  g_autoptr (StoreFolder) folder
      = target != NULL ? store_folder_get_by_path (f->store, f->account, target, NULL) : NULL;
  StoreAction action = { .kind = kind,
                         .message_ids = &key,
                         .n_messages = 1,
                         .target_id = folder != NULL ? folder->id : 0,
                         .add_flags = flags };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (store_act (f->store, &action, &error), !=, 0);
  g_assert_no_error (error);
}

static void
check_acts (SyncFixture *f)
{
  g_autoptr (StoreMessage) starred = store_message_get (f->store, find (f, "m0"), NULL);
  g_autoptr (GPtrArray) open = store_journal_pending (f->store, f->account, NULL);

  g_assert_true (starred->flags & STORE_FLAG_FLAGGED);
  g_assert_false (starred->pending);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 3);
  g_assert_cmpuint (sync_fixture_count_shown (f, "Archive"), ==, 2);
  g_assert_cmpuint (open->len, ==, 0);
}

/* What the person does is done on this computer, and survives the loss of the cache. For good deleted here is deleted there. */
static void
test_acts (SyncFixture *f, gconstpointer unused)
{
  add_mails (f, 5);
  sync_fixture_sync (f);
  act (f, STORE_ACTION_FLAGS, "m0", NULL, STORE_FLAG_FLAGGED);
  act (f, STORE_ACTION_MOVE, "m1", "Archive", 0);
  act (f, STORE_ACTION_FLAGS, "m1", NULL, STORE_FLAG_SEEN);
  act (f, STORE_ACTION_DELETE, "m2", NULL, 0);
  act (f, STORE_ACTION_COPY, "m3", "Archive", 0);
  sync_fixture_sync (f);
  check_acts (f);
  g_assert_cmpuint (count_on_server (f), ==, 4);
  reopen (f, TRUE);
  sync_fixture_sync (f);
  check_acts (f);
  g_assert_cmpuint (count_on_server (f), ==, 4);
  check_body (f, "m1");
}

static void
test_undo (SyncFixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  add_mails (f, 2);
  sync_fixture_sync (f);
  act (f, STORE_ACTION_MOVE, "m1", "Trash", 0);
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "Trash"), ==, 1);
  g_assert_cmpint (store_undo (f->store, 0, NULL, &error), !=, 0);
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "Trash"), ==, 0);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 2);
}

static void
test_folders (SyncFixture *f, gconstpointer unused)
{
  StoreFolderAction create
      = { STORE_ACTION_FOLDER_CREATE, f->account, 0, "W\xc3\xb6rk", "W\xc3\xb6rk", '/', FALSE, NULL };
  g_autoptr (StoreFolder) folder = NULL;
  g_autoptr (GError) error = NULL;

  add_mails (f, 2);
  sync_fixture_sync (f);
  g_assert_cmpint (store_act_folder (f->store, &create, &error), !=, 0);
  g_assert_no_error (error);
  act (f, STORE_ACTION_MOVE, "m0", "W\xc3\xb6rk", 0);
  sync_fixture_sync (f);
  reopen (f, TRUE);
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "W\xc3\xb6rk"), ==, 1);
  folder = store_folder_get_by_path (f->store, f->account, "W\xc3\xb6rk", &error);
  g_assert_no_error (error);
}

/* Sent through the account's submission server; one copy in the local Sent folder, with its Bcc. */
static void
test_send (SyncFixture *f, gconstpointer unused)
{
  static const char text[]
      = "From: alice@mail.test\r\nTo: bob@mail.test\r\nSubject: x\r\nMessage-ID: <sent1@test>\r\n"
        "Date: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nhello\r\n";
  g_autoptr (GBytes) message = g_bytes_new_static (text, strlen (text));
  const char *to[] = { "bob@mail.test", NULL };
  SyncSendRequest request
      = { .from = "alice@mail.test", .recipients = to, .message = message, .bcc = "carol@mail.test" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) copy = NULL;
  g_autofree char *copied = NULL;

  g_assert_cmpint (sync_send_queue (f->engine, f->account, &request, &error), !=, 0);
  g_assert_no_error (error);
  sync_fixture_sync (f);
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "Sent"), ==, 1);
  copy = sync_engine_fetch_body (f->engine, find (f, "sent1"), NULL, &error);
  g_assert_no_error (error);
  copied = g_strndup (g_bytes_get_data (copy, NULL), g_bytes_get_size (copy));
  g_assert_nonnull (strstr (copied, "Bcc: carol@mail.test"));
}

/* Left there for three days: three days that have passed, not three that a wrong clock says. */
static void
test_leave_days (SyncFixture *f, gconstpointer unused)
{
  gint64 now = base_clock_now_unix ();
  g_autofree char *steady = NULL;

  add_mails (f, 3);
  g_assert_true (sync_pop_set_leave_days (f->store, f->account, 3, NULL));
  sync_fixture_sync (f);
  g_assert_cmpuint (count_on_server (f), ==, 3);
  base_clock_set_for_test (now + 365 * G_GINT64_CONSTANT (86400));
  sync_fixture_sync (f);
  g_assert_cmpuint (count_on_server (f), ==, 3);
  base_clock_set_for_test (now + 5 * 86400);
  sync_fixture_sync (f);
  g_assert_cmpuint (count_on_server (f), ==, 3);
  /* the machine was off for five days */
  steady = g_strdup_printf ("otherboot 1 %" G_GINT64_FORMAT " 5000000 1000:1000 5000000:%" G_GINT64_FORMAT,
                            now + 1, now + 1);
  g_assert_true (store_setting_set (f->store, "clock.steady", steady, NULL));
  sync_fixture_sync (f);
  g_assert_cmpuint (count_on_server (f), ==,
                    3); /* stamped within the hour in which the clock may have been set */
  steady = (g_free (steady), NULL);
  steady = g_strdup_printf ("otherboot 1 %" G_GINT64_FORMAT " 5000000 1000:1000 5000000:%" G_GINT64_FORMAT,
                            now + 2 * 3600, now + 2 * 3600);
  g_assert_true (store_setting_set (f->store, "clock.steady", steady, NULL));
  sync_fixture_sync (f);
  g_assert_cmpuint (count_on_server (f), ==, 0);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 3);
  base_clock_set_for_test (now);
}

#define wait_until(condition)                                                                                \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 _end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;                                             \
    while (!(condition))                                                                                     \
      {                                                                                                      \
        g_assert_cmpint (g_get_monotonic_time (), <, _end);                                                  \
        g_usleep (20000);                                                                                    \
      }                                                                                                      \
  }                                                                                                          \
  G_STMT_END

static guint
count_shown_if_there (SyncFixture *f, const char *path)
{
  g_autoptr (StoreFolder) folder = store_folder_get_by_path (f->store, f->account, path, NULL);

  return folder != NULL ? sync_fixture_count_shown (f, path) : 0;
}

static guint
count_pending (SyncFixture *f)
{
  g_autoptr (GPtrArray) open = store_journal_pending (f->store, f->account, NULL);

  return open->len;
}

/* The account at work by itself: it looks at its start and when asked, does what the person did, sends, and ends. */
static void
test_loop (SyncFixture *f, gconstpointer unused)
{
  static const char text[] = "From: alice@mail.test\r\nTo: bob@mail.test\r\nSubject: x\r\nMessage-ID: "
                             "<loop-sent@test>\r\n\r\nhello\r\n";
  g_autoptr (GBytes) message = g_bytes_new_static (text, strlen (text));
  const char *to[] = { "bob@mail.test", NULL };
  SyncSendRequest request = { .from = "alice@mail.test", .recipients = to, .message = message };
  g_autoptr (StoreAccount) account = store_account_get (f->store, f->account, NULL);

  add_mails (f, 3);
  sync_engine_start_account (f->engine, f->account);
  wait_until (sync_engine_get_state (f->engine, f->account) == SYNC_STATE_IDLE);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 3);
  sync_fixture_add_mail (f, "INBOX", "later");
  sync_engine_refresh (f->engine, f->account);
  wait_until (sync_fixture_count_shown (f, "INBOX") == 4);
  act (f, STORE_ACTION_MOVE, "m1", "Archive", 0);
  sync_engine_wake (f->engine, f->account);
  wait_until (count_pending (f) == 0);
  g_assert_cmpuint (sync_fixture_count_shown (f, "Archive"), ==, 1);
  g_assert_cmpint (sync_send_queue (f->engine, f->account, &request, NULL), !=, 0);
  wait_until (count_shown_if_there (f, "Sent") == 1);
  sync_engine_stop_account (f->engine, f->account);
  g_assert_cmpint (sync_engine_get_state (f->engine, f->account), ==, SYNC_STATE_STOPPED);
  /* and it says so when it is not let in */
  g_set_str (&account->password_command, "echo wrong");
  g_assert_true (store_account_update (f->store, account, NULL));
  sync_engine_start_account (f->engine, f->account);
  wait_until (sync_engine_get_state (f->engine, f->account) == SYNC_STATE_NEEDS_ATTENTION);
}

static void
test_wrong_password (SyncFixture *f, gconstpointer unused)
{
  g_autoptr (StoreAccount) account = store_account_get (f->store, f->account, NULL);
  g_autoptr (GError) error = NULL;

  add_mails (f, 1);
  g_set_str (&account->password_command, "echo wrong");
  g_assert_false (sync_engine_check_account (f->engine, account, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                                      \
  g_test_add ("/sync/pop/" name, SyncFixture, NULL, set_up, func, sync_fixture_tear_down)
  ADD ("fetch", test_fetch);
  ADD ("delete-there", test_delete_there);
  ADD ("acts", test_acts);
  ADD ("undo", test_undo);
  ADD ("folders", test_folders);
  ADD ("send", test_send);
  ADD ("leave-days", test_leave_days);
  ADD ("loop", test_loop);
  ADD ("wrong-password", test_wrong_password);
  return g_test_run ();
}
