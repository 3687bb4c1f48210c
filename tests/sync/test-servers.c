/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-servers.c: the engine against a real Dovecot and a real Exim (tests/servers/with-lab)
 *
 * Each test has a folder of its own on the server and a profile of its own here; what the engine did is checked with
 * other-client, a bare socket. */

#include <string.h>

#include "sync-fixture.h"

#define WAIT_MS 15000

static gint64
folder_id (SyncFixture *f, StoreRole role)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreFolder) folder = store_folder_get_by_role (f->store, f->account, role, &error);

  g_assert_no_error (error);
  return folder->id;
}

/* Messages that a list of the folder shows. */
static guint
count_shown (SyncFixture *f, StoreRole role)
{
  StoreListQuery query = { .folder_id = folder_id (f, role) };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) items = store_list_ids (f->store, &query, 0, NULL, &error);

  g_assert_no_error (error);
  return items->len;
}

static gint64
find_mail (SyncFixture *f, const char *id)
{
  g_autofree char *message_id = g_strdup_printf ("%s@test", id);
  gint64 key = store_message_find (f->store, f->account, message_id);

  g_assert_cmpint (key, !=, 0);
  return key;
}

static StoreFlags
flags_of (SyncFixture *f, const char *id)
{
  g_autoptr (StoreMessage) message = store_message_get (f->store, find_mail (f, id), NULL);

  g_assert_nonnull (message);
  return message->flags;
}

static void
act (SyncFixture *f, StoreActionKind kind, const char *id, StoreRole from, StoreRole to, StoreFlags add,
     StoreFlags remove)
{
  gint64 key = find_mail (f, id);
  g_autoptr (GError) error = NULL;
  StoreAction action
      = { .kind = kind, .message_ids = &key, .n_messages = 1, .add_flags = add, .remove_flags = remove };

  if (from != 0)
    action.folder_id = folder_id (f, from);
  if (to != 0)
    action.target_id = folder_id (f, to);
  store_act (f->store, &action, &error);
  g_assert_no_error (error);
}

static guint
count_there (SyncFixture *f, const char *folder, const char *id)
{
  g_autofree char *criteria = g_strdup_printf ("HEADER Message-ID \"<%s@test>\"", id);

  return other_client_count (f->other, folder, criteria);
}

static guint
count_pending (SyncFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pending = store_journal_pending (f->store, f->account, &error);

  g_assert_no_error (error);
  return pending->len;
}

/* Repeats @check until it holds. */
#define wait_until(condition)                                                                                \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 _end = g_get_monotonic_time () + WAIT_MS * 1000;                                                  \
    while (!(condition))                                                                                     \
      {                                                                                                      \
        g_assert_cmpint (g_get_monotonic_time (), <, _end);                                                  \
        g_usleep (20000);                                                                                    \
      }                                                                                                      \
  }                                                                                                          \
  G_STMT_END

/* Tests */

/* Mail of a list is found by the list's name. */
static void
test_list_id (SyncFixture *f, gconstpointer user)
{
  g_autoptr (GArray) found = NULL;

  other_client_append (
      f->other, "INBOX", "",
      "From: Bob <bob@mail.test>\nTo: talk@lists.test\nSubject: Hello\nMessage-ID: <list1@test>\n"
      "List-Id: Gardeners <gardeners.lists.test>\n\nText\n");
  sync_fixture_add_mail (f, "INBOX", "list2");
  sync_fixture_sync (f);
  found = store_search (f->store, f->account, "list:gardeners", FALSE, 0, NULL, NULL);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (g_array_index (found, StoreListItem, 0).id, ==, find_mail (f, "list1"));
}

static void
test_first_sync (SyncFixture *f, gconstpointer user)
{
  gint64 key;
  g_autoptr (StoreMessage) message = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *id = g_strdup_printf ("first%u", i);

      sync_fixture_add_mail_with_flags (f, "INBOX", id, i % 3 == 0 ? "\\Seen" : "");
    }
  sync_fixture_sync (f);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_INBOX), ==, 120);
  g_assert_cmpint (folder_id (f, STORE_ROLE_SENT), !=, 0);
  g_assert_cmpint (folder_id (f, STORE_ROLE_TRASH), !=, 0);
  key = find_mail (f, "first7");
  message = store_message_get (f->store, key, NULL);
  g_assert_cmpstr (message->subject, ==, "About first7");
  g_assert_cmpstr (message->from_email, ==, "bob@mail.test");
  g_assert_true (flags_of (f, "first3") & STORE_FLAG_SEEN);
  g_assert_false (flags_of (f, "first4") & STORE_FLAG_SEEN);
  body = sync_engine_fetch_body (f->engine, key, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (
      g_strstr_len (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), "Body of first7"));
  g_assert_true (store_body_has (f->store, key));
}

static void
test_bodies_all (SyncFixture *f, gconstpointer user)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reports = NULL;
  guint bodies = 0;

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *id = g_strdup_printf ("body%u", i);

      sync_fixture_add_mail (f, "INBOX", id);
    }
  sync_engine_sync_once (f->engine, f->account, NULL, SYNC_BODIES_ALL, NULL, NULL, &reports, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < reports->len; i++)
    bodies += ((SyncReport *) reports->pdata[i])->bodies;
  g_assert_cmpuint (bodies, ==, 30);
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *id = g_strdup_printf ("body%u", i);

      g_assert_true (store_body_has (f->store, find_mail (f, id)));
    }
}

static void
test_flags (SyncFixture *f, gconstpointer user)
{
  g_autofree char *answer = NULL;
  g_autofree char *flags = NULL;

  sync_fixture_add_mail (f, "INBOX", "flag1");
  sync_fixture_add_mail (f, "INBOX", "flag2");
  sync_fixture_sync (f);
  /* theirs to ours */
  answer = other_client_run (f->other, "SELECT INBOX");
  g_free (answer);
  answer = other_client_run (f->other, "STORE 1 +FLAGS (\\Flagged $Forwarded)");
  /* ours to theirs */
  act (f, STORE_ACTION_FLAGS, "flag2", 0, 0, STORE_FLAG_SEEN, 0);
  sync_fixture_sync (f);
  g_assert_cmpint (flags_of (f, "flag1"), ==, STORE_FLAG_FLAGGED | STORE_FLAG_FORWARDED);
  g_assert_cmpint (flags_of (f, "flag2"), ==, STORE_FLAG_SEEN);
  flags = other_client_flags (f->other, "INBOX", "<flag2@test>");
  g_assert_nonnull (strstr (flags, "\\Seen"));
  act (f, STORE_ACTION_FLAGS, "flag2", 0, 0, 0, STORE_FLAG_SEEN);
  g_assert_cmpint (flags_of (f, "flag2"), ==, 0);
  sync_fixture_sync (f);
  g_free (flags);
  flags = other_client_flags (f->other, "INBOX", "<flag2@test>");
  g_assert_null (strstr (flags, "\\Seen"));
  g_assert_cmpint (flags_of (f, "flag2"), ==, 0);
}

static void
test_vanished (SyncFixture *f, gconstpointer user)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *id = g_strdup_printf ("gone%u", i);

      sync_fixture_add_mail (f, "INBOX", id);
    }
  sync_fixture_sync (f);
  a = other_client_run (f->other, "SELECT INBOX");
  g_free (a);
  a = other_client_run (f->other, "STORE 1:5 +FLAGS.SILENT (\\Deleted)");
  b = other_client_run (f->other, "EXPUNGE");
  sync_fixture_sync (f);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_INBOX), ==, 55);
  /* So many that the engine looks twice; they are truly gone. */
  g_free (a);
  g_free (b);
  a = other_client_run (f->other, "STORE 1:50 +FLAGS.SILENT (\\Deleted)");
  b = other_client_run (f->other, "EXPUNGE");
  sync_fixture_sync (f);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_INBOX), ==, 5);
}

static void
test_move_and_undo (SyncFixture *f, gconstpointer user)
{
  g_autoptr (GError) error = NULL;

  sync_fixture_add_mail (f, "INBOX", "move1");
  sync_fixture_sync (f);
  /* archive, offline: at once here */
  act (f, STORE_ACTION_MOVE, "move1", STORE_ROLE_INBOX, STORE_ROLE_ARCHIVE, 0, 0);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_INBOX), ==, 0);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_ARCHIVE), ==, 1);
  g_assert_cmpuint (count_there (f, "INBOX", "move1"), ==, 1);
  sync_fixture_sync (f);
  g_assert_cmpuint (count_there (f, "INBOX", "move1"), ==, 0);
  g_assert_cmpuint (count_there (f, "Archive", "move1"), ==, 1);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_ARCHIVE), ==, 1);
  /* undo after replay is a move back */
  g_assert_cmpint (store_undo (f->store, 0, NULL, &error), !=, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_INBOX), ==, 1);
  sync_fixture_sync (f);
  g_assert_cmpuint (count_there (f, "INBOX", "move1"), ==, 1);
  g_assert_cmpuint (count_there (f, "Archive", "move1"), ==, 0);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_INBOX), ==, 1);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_ARCHIVE), ==, 0);
  /* undo before replay leaves nothing to do */
  act (f, STORE_ACTION_MOVE, "move1", STORE_ROLE_INBOX, STORE_ROLE_TRASH, 0, 0);
  g_assert_cmpint (store_undo (f->store, 0, NULL, &error), !=, 0);
  g_assert_no_error (error);
  sync_fixture_sync (f);
  g_assert_cmpuint (count_there (f, "INBOX", "move1"), ==, 1);
}

static void
test_delete (SyncFixture *f, gconstpointer user)
{
  g_autofree char *a = NULL;

  sync_fixture_add_mail (f, "INBOX", "del1");
  sync_fixture_add_mail (f, "INBOX", "del2");
  sync_fixture_sync (f);
  /* Somebody else's mark must not be taken along. */
  a = other_client_run (f->other, "SELECT INBOX");
  g_free (a);
  a = other_client_run (f->other, "STORE 2 +FLAGS.SILENT (\\Deleted)");
  act (f, STORE_ACTION_DELETE, "del1", STORE_ROLE_INBOX, 0, 0, 0);
  sync_fixture_sync (f);
  g_assert_cmpuint (count_there (f, "INBOX", "del1"), ==, 0);
  g_assert_cmpuint (count_there (f, "INBOX", "del2"), ==, 1);
}

/* Offline actions survive a restart and are replayed in order. */
static void
test_offline_restart (SyncFixture *f, gconstpointer user)
{
  g_autofree char *flags = NULL;

  sync_fixture_add_mail (f, "INBOX", "off1");
  sync_fixture_add_mail (f, "INBOX", "off2");
  sync_fixture_sync (f);
  act (f, STORE_ACTION_FLAGS, "off1", 0, 0, STORE_FLAG_FLAGGED, 0);
  act (f, STORE_ACTION_MOVE, "off1", STORE_ROLE_INBOX, STORE_ROLE_ARCHIVE, 0, 0);
  act (f, STORE_ACTION_FLAGS, "off1", 0, 0, STORE_FLAG_SEEN, 0);
  sync_engine_free (f->engine);
  sync_fixture_open (f);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_ARCHIVE), ==, 1);
  g_assert_cmpint (flags_of (f, "off1"), ==, STORE_FLAG_FLAGGED | STORE_FLAG_SEEN);
  sync_fixture_sync (f);
  flags = other_client_flags (f->other, "Archive", "<off1@test>");
  g_assert_nonnull (flags);
  g_assert_nonnull (strstr (flags, "\\Flagged"));
  g_assert_nonnull (strstr (flags, "\\Seen"));
  sync_fixture_sync (f);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_INBOX), ==, 1);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_ARCHIVE), ==, 1);
}

static void
test_uidvalidity (SyncFixture *f, gconstpointer user)
{
  gint64 before, after;
  g_autofree char *a = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;

  a = other_client_try (f->other, "DELETE Valid");
  g_free (a);
  a = other_client_run (f->other, "CREATE Valid");
  sync_fixture_add_mail (f, "Valid", "valid1");
  sync_fixture_add_mail (f, "Valid", "valid2");
  sync_fixture_sync (f);
  before = find_mail (f, "valid2");
  body = sync_engine_fetch_body (f->engine, before, NULL, &error);
  g_assert_no_error (error);
  act (f, STORE_ACTION_FLAGS, "valid2", 0, 0, STORE_FLAG_FLAGGED, 0);
  /* The same name, another folder: other UIDs in another order. */
  g_free (a);
  a = other_client_run (f->other, "DELETE Valid");
  g_free (a);
  a = other_client_run (f->other, "CREATE Valid");
  sync_fixture_add_mail (f, "Valid", "valid2");
  sync_fixture_add_mail (f, "Valid", "valid1");
  sync_fixture_sync (f);
  sync_fixture_sync (f);
  after = find_mail (f, "valid2");
  g_assert_cmpint (store_body_has (f->store, after), ==, TRUE);
  {
    g_autofree char *one = other_client_flags (f->other, "Valid", "<valid1@test>");
    g_autofree char *two = other_client_flags (f->other, "Valid", "<valid2@test>");

    g_assert_null (strstr (one, "\\Flagged"));
    g_assert_nonnull (strstr (two, "\\Flagged"));
  }
  g_free (a);
  a = other_client_run (f->other, "DELETE Valid");
}

static void
test_idle (SyncFixture *f, gconstpointer user)
{
  gint64 started;

  sync_fixture_add_mail (f, "INBOX", "idle0");
  sync_engine_start_account (f->engine, f->account);
  wait_until (sync_engine_get_state (f->engine, f->account) == SYNC_STATE_IDLE);
  g_assert_cmpuint (count_shown (f, STORE_ROLE_INBOX), ==, 1);
  g_usleep (300000);
  started = g_get_monotonic_time ();
  sync_fixture_add_mail (f, "INBOX", "idle1");
  wait_until (count_shown (f, STORE_ROLE_INBOX) == 2);
  g_test_message ("new mail after %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - started) / 1000);
  /* An action reaches the server by itself. */
  act (f, STORE_ACTION_FLAGS, "idle1", 0, 0, STORE_FLAG_FLAGGED, 0);
  sync_engine_wake (f->engine, f->account);
  wait_until (count_pending (f) == 0);
  {
    g_autofree char *flags = other_client_flags (f->other, "INBOX", "<idle1@test>");

    g_assert_nonnull (strstr (flags, "\\Flagged"));
  }
  /* Theirs comes without a click. */
  {
    g_autofree char *a = other_client_run (f->other, "SELECT INBOX");
    g_autofree char *b = other_client_run (f->other, "STORE 1 +FLAGS (\\Answered)");

    wait_until (flags_of (f, "idle0") & STORE_FLAG_ANSWERED);
  }
  sync_engine_stop_account (f->engine, f->account);
  g_assert_cmpint (sync_engine_get_state (f->engine, f->account), ==, SYNC_STATE_STOPPED);
}

static StoreOutboxState
outbox_state (SyncFixture *f, gint64 id)
{
  g_autoptr (StoreOutboxItem) item = store_outbox_get (f->store, id, NULL);

  g_assert_nonnull (item);
  return item->state;
}

static GBytes *
make_outgoing (const char *user, const char *id)
{
  char *text
      = g_strdup_printf ("From: %s@mail.test\r\nTo: %s@mail.test\r\nSubject: Sent %s\r\n"
                         "Message-ID: <%s@test>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nHello\r\n.\r\n"
                         "..two dots\r\n",
                         user, user, id, id);

  return g_bytes_new_take (text, strlen (text));
}

static void
test_send_round (SyncFixture *f, gconstpointer user)
{
  g_autofree char *address = g_strdup_printf ("%s@mail.test", f->user);
  const char *const recipients[] = { address, NULL };
  g_autoptr (GBytes) message = make_outgoing (f->user, "send1");
  g_autoptr (GError) error = NULL;
  gint64 id;

  sync_engine_start_account (f->engine, f->account);
  wait_until (sync_engine_get_state (f->engine, f->account) == SYNC_STATE_IDLE);
  id = sync_engine_send (f->engine, f->account, address, recipients, message, 0, &error);
  g_assert_no_error (error);
  wait_until (outbox_state (f, id) == STORE_OUTBOX_FILED);
  wait_until (count_there (f, "INBOX", "send1") == 1);
  wait_until (count_shown (f, STORE_ROLE_INBOX) == 1);
  wait_until (count_shown (f, STORE_ROLE_SENT) == 1);
  sync_engine_refresh (f->engine, f->account);
  g_usleep (300000);
  g_assert_cmpuint (count_there (f, "Sent", "send1"), ==, 1);
}

static void
test_send_refused (SyncFixture *f, gconstpointer user)
{
  g_autofree char *address = g_strdup_printf ("%s@mail.test", f->user);
  const char *const recipients[] = { "nobody@mail.test", NULL };
  g_autoptr (GBytes) message = make_outgoing (f->user, "send2");
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreOutboxItem) item = NULL;
  gint64 id = sync_engine_send (f->engine, f->account, address, recipients, message, 0, &error);

  g_assert_no_error (error);
  sync_fixture_sync (f);
  item = store_outbox_get (f->store, id, NULL);
  g_assert_cmpint (item->state, ==, STORE_OUTBOX_FAILED);
  g_assert_nonnull (strstr (item->error, "no such user"));
  g_assert_cmpuint (count_there (f, "Sent", "send2"), ==, 0);
}

/* Delivered, and Sent has a copy already (a provider that files by itself, or our own attempt that was cut). */
static void
test_filed_once (SyncFixture *f, gconstpointer user)
{
  g_autofree char *address = g_strdup_printf ("%s@mail.test", f->user);
  const char *const recipients[] = { address, NULL };
  g_autoptr (GBytes) message = make_outgoing (f->user, "send3");
  g_autoptr (GError) error = NULL;
  gint64 id = sync_engine_send (f->engine, f->account, address, recipients, message, 0, &error);

  g_assert_no_error (error);
  sync_fixture_add_mail (f, "Sent", "send3");
  sync_fixture_sync (f);
  g_assert_cmpint (outbox_state (f, id), ==, STORE_OUTBOX_FILED);
  g_assert_cmpuint (count_there (f, "Sent", "send3"), ==, 1);
}

/* Unknown is never sent again by itself; found in the inbox, it was delivered. */
static void
test_unknown (SyncFixture *f, gconstpointer user)
{
  g_autofree char *address = g_strdup_printf ("%s@mail.test", f->user);
  const char *const recipients[] = { address, NULL };
  g_autoptr (GBytes) message = make_outgoing (f->user, "send4");
  g_autoptr (GError) error = NULL;
  gint64 id = sync_engine_send (f->engine, f->account, address, recipients, message, 0, &error);

  g_assert_no_error (error);
  store_outbox_set_state (f->store, id, STORE_OUTBOX_COMMITTING, NULL, 0, &error);
  g_assert_no_error (error);
  sync_engine_free (f->engine); /* as after a crash just before the final dot */
  sync_fixture_open (f);
  g_assert_cmpint (outbox_state (f, id), ==, STORE_OUTBOX_UNKNOWN);
  sync_fixture_sync (f);
  g_assert_cmpint (outbox_state (f, id), ==, STORE_OUTBOX_UNKNOWN);
  g_assert_cmpuint (count_there (f, "INBOX", "send4"), ==, 0);
  sync_fixture_add_mail (f, "INBOX", "send4");
  sync_fixture_sync (f);
  g_assert_cmpint (outbox_state (f, id), ==, STORE_OUTBOX_FILED);
  g_assert_cmpuint (count_there (f, "Sent", "send4"), ==, 1);
  g_assert_cmpuint (count_there (f, "INBOX", "send4"), ==, 1);
}

static void
test_locked (SyncFixture *f, gconstpointer user)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sync_engine_new (f->profile, &error));
  g_assert_error (error, SYNC_ERROR, SYNC_ERROR_LOCKED);
}

static void
test_check_account (SyncFixture *f, gconstpointer user)
{
  g_autoptr (StoreAccount) account = sync_fixture_make_account (f->user);
  g_autoptr (GError) error = NULL;

  g_assert_true (sync_engine_check_account (f->engine, account, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (sync_engine_check_account (f->engine, account, "wrong", NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (sync_error_judge (error).retry, ==, BASE_RETRY_AFTER_PERSON);
  g_assert_cmpint (sync_error_judge (error).actor, ==, SYNC_ACTOR_USER);
}

/* A folder made, renamed and deleted by others. */
static void
test_folders (SyncFixture *f, gconstpointer user)
{
  g_autofree char *a = other_client_try (f->other, "DELETE \"Other/Deep\"");
  g_autofree char *b = other_client_run (f->other, "CREATE \"Other/Deep\"");
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreFolder) folder = NULL;
  g_autoptr (StoreFolder) gone = NULL;

  sync_fixture_sync (f);
  folder = store_folder_get_by_path (f->store, f->account, "Other/Deep", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (folder->name, ==, "Deep");
  g_free (a);
  a = other_client_run (f->other, "DELETE \"Other/Deep\"");
  sync_fixture_sync (f);
  gone = store_folder_get_by_path (f->store, f->account, "Other/Deep", &error);
  g_assert_null (gone);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("LAB_IMAPS") == NULL)
    {
      g_printerr ("needs tests/servers/with-lab\n");
      return 1; /* a test that cannot run is a failure of the environment, not a skip */
    }
#define ADD(name, function)                                                                                  \
  g_test_add ("/sync/servers/" name, SyncFixture, NULL, sync_fixture_set_up, function, sync_fixture_tear_down)
  ADD ("first-sync", test_first_sync);
  ADD ("bodies-all", test_bodies_all);
  ADD ("list-id", test_list_id);
  ADD ("flags", test_flags);
  ADD ("vanished", test_vanished);
  ADD ("move-and-undo", test_move_and_undo);
  ADD ("delete", test_delete);
  ADD ("offline-restart", test_offline_restart);
  ADD ("uidvalidity", test_uidvalidity);
  ADD ("idle", test_idle);
  ADD ("send-round", test_send_round);
  ADD ("send-refused", test_send_refused);
  ADD ("filed-once", test_filed_once);
  ADD ("unknown", test_unknown);
  ADD ("locked", test_locked);
  ADD ("check-account", test_check_account);
  ADD ("folders", test_folders);
  return g_test_run ();
}
