/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue-fixture.c: a profile whose account is on a FakeImap (queue-fixture.h) */

#include "queue-fixture.h"

#include <glib/gstdio.h>

#include "sync-journal.h"
#include "sync-session.h"

#include <string.h>

static gint64
make_folder (QueueFixture *f, const char *path, StoreRole role)
{
  StoreFolder record = { .account_id = f->account,
                         .path = (char *) path,
                         .display = (char *) path,
                         .name = (char *) path,
                         .delimiter = '/',
                         .role = role,
                         .selectable = TRUE,
                         .subscribed = TRUE };
  g_autoptr (GError) error = NULL;
  gint64 id = store_folder_upsert (f->store, &record, &error);

  g_assert_no_error (error);
  g_assert_true (store_folder_set_sync_state (f->store, id, 7, 0, 0, 1, 0, NULL));
  return id;
}

static StoreAccount *
make_account (QueueFixture *f)
{
  StoreAccount *account = store_account_new ();

  g_set_str (&account->email, "a@mail.test");
  g_set_str (&account->user, "a@mail.test");
  g_set_str (&account->imap_host, "127.0.0.1");
  account->imap_port = f->imap != NULL ? fake_imap_get_port (f->imap) : 1;
  account->imap_security = STORE_SECURITY_NONE;
  g_set_str (&account->smtp_host, "127.0.0.1");
  account->smtp_port = f->smtp_port;
  account->smtp_security = STORE_SECURITY_NONE;
  account->id = f->account;
  return account;
}

void
queue_fixture_open (QueueFixture *f)
{
  g_autofree char *data = g_build_filename (f->dir, "data", NULL);
  g_autofree char *cache = g_build_filename (f->dir, "cache", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreAccount) account = make_account (f);

  f->store = store_open (data, cache, &error);
  g_assert_no_error (error);
  if (f->account == 0)
    f->account = account->id = store_account_add (f->store, account, &error);
  g_assert_no_error (error);
  f->setup = sync_setup_new (f->store, NULL, account, "secret");
}

void
queue_fixture_close (QueueFixture *f)
{
  g_clear_pointer (&f->setup, sync_setup_unref);
  g_clear_pointer (&f->store, store_free);
}

void
queue_fixture_set_up (QueueFixture *f, const char *capabilities)
{
  if (capabilities != NULL)
    f->imap = fake_imap_new (capabilities);
  /* many rounds: in memory where that can be had (what is tested is a killed process, not a power cut) */
  f->dir = g_strdup ("/dev/shm/alp-queue-XXXXXX");
  if (g_mkdtemp (f->dir) == NULL)
    {
      g_free (f->dir);
      f->dir = g_dir_make_tmp ("alp-queue-XXXXXX", NULL);
    }
  queue_fixture_open (f);
  f->inbox = make_folder (f, "INBOX", STORE_ROLE_INBOX);
  f->archive = make_folder (f, "Archive", STORE_ROLE_ARCHIVE);
  f->trash = make_folder (f, "Trash", STORE_ROLE_TRASH);
  f->sent = make_folder (f, "Sent", STORE_ROLE_SENT);
  f->drafts = make_folder (f, "Drafts", STORE_ROLE_DRAFTS);
}

void
queue_fixture_tear_down (QueueFixture *f)
{
  const char *const argv[] = { "rm", "-rf", f->dir, NULL };
  g_autoptr (GSubprocess) rm = NULL;

  queue_fixture_close (f);
  g_clear_pointer (&f->imap, fake_imap_free);
  rm = g_subprocess_newv (argv, 0, NULL);
  g_subprocess_wait (rm, NULL, NULL);
  g_free (f->dir);
}

gint64
queue_fixture_add (QueueFixture *f, gint64 folder, const char *path, const char *message_id)
{
  StoreNewMessage m = { .message_id = message_id, .subject = "x", .received = 1000, .date = 900 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GArray) ids = NULL;

  m.uid = fake_imap_add (f->imap, path, message_id, "");
  bytes = fake_imap_dup_message (f->imap, path, message_id != NULL ? message_id : "");
  m.size = g_bytes_get_size (bytes);
  m.received += m.uid;
  g_ptr_array_add (list, &m);
  g_assert_cmpint (store_messages_add (f->store, folder, list, &ids, NULL), >=, 0);
  return g_array_index (ids, gint64, 0);
}

gint64
queue_fixture_act (QueueFixture *f, StoreActionKind kind, gint64 message, gint64 folder, gint64 target,
                   guint add, guint remove)
{
  StoreAction action = { .kind = kind,
                         .message_ids = &message,
                         .n_messages = 1,
                         .folder_id = folder,
                         .target_id = target,
                         .add_flags = (StoreFlags) add,
                         .remove_flags = (StoreFlags) remove };
  g_autoptr (GError) error = NULL;
  gint64 group = store_act (f->store, &action, &error);

  g_assert_no_error (error);
  return group;
}

gboolean
queue_fixture_replay (QueueFixture *f, GError **error)
{
  GMainContext *context = g_main_context_new ();
  SyncSession *session;
  gboolean ok;

  g_main_context_push_thread_default (context);
  session = sync_session_open (f->setup, NULL, error);
  ok = session != NULL && sync_journal_replay (session, NULL, error);
  sync_session_free (session);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  return ok;
}

void
queue_fixture_replay_all (QueueFixture *f, guint tries)
{
  for (guint i = 0; queue_fixture_count_pending (f) > 0; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (i, <, tries);
      if (!queue_fixture_replay (f, &error))
        g_test_message ("replay: %s", error->message);
    }
}

guint
queue_fixture_count_pending (QueueFixture *f)
{
  g_autoptr (GPtrArray) list = store_journal_pending (f->store, f->account, NULL);

  return list->len;
}

guint
queue_fixture_count_failed (QueueFixture *f)
{
  g_autoptr (GPtrArray) list = store_journal_failed (f->store, f->account, NULL);

  return list->len;
}
