/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-lanes.c: a started account at work: budget, sleep, slow and large messages, cuts, saving, news of other folders
 *
 * Real Dovecot behind a WireProxy. What takes long to happen runs with ALP_LONG=1 only. */

#include <string.h>

#include "sync-fixture.h"
#include "sync-policy.h"

#define WAIT_MS 40000

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

static gint64
find_mail (SyncFixture *f, const char *id)
{
  g_autofree char *message_id = g_strdup_printf ("%s@test", id);

  return store_message_find (f->store, f->account, message_id);
}

static gboolean
has_body (SyncFixture *f, const char *id)
{
  gint64 key = find_mail (f, id);

  return key != 0 && store_body_has (f->store, key);
}

/* A message of about @kilobytes whose lines are all different. */
static char *
large_text (const char *id, guint kilobytes)
{
  GString *text = g_string_new (NULL);

  g_string_printf (
      text,
      "From: Bob <bob@mail.test>\nTo: alice@mail.test\nSubject: About %s\nMessage-ID: <%s@test>\n"
      "Date: Mon, 2 Nov 2026 10:00:00 +0000\n\n",
      id, id);
  for (guint i = 0; text->len < kilobytes * 1024; i++)
    g_string_append_printf (text, "line %08u of %s, the quick brown fox jumps over the lazy dog\n", i, id);
  return g_string_free (text, FALSE);
}

static void
add_large (SyncFixture *f, const char *id, guint kilobytes)
{
  g_autofree char *text = large_text (id, kilobytes);

  other_client_append (f->other, "INBOX", "", text);
}

static void
start (SyncFixture *f)
{
  sync_engine_start_account (f->engine, f->account);
  wait_until (sync_engine_get_state (f->engine, f->account) == SYNC_STATE_IDLE);
}

static void
flag (SyncFixture *f, const char *id)
{
  gint64 key = find_mail (f, id);
  StoreAction action
      = { .kind = STORE_ACTION_FLAGS, .message_ids = &key, .n_messages = 1, .add_flags = STORE_FLAG_FLAGGED };
  g_autoptr (GError) error = NULL;

  store_act (f->store, &action, &error);
  g_assert_no_error (error);
  sync_engine_wake (f->engine, f->account);
}

static gboolean
is_flagged_there (SyncFixture *f, const char *id)
{
  g_autofree char *message_id = g_strdup_printf ("<%s@test>", id);
  g_autofree char *flags = other_client_flags (f->other, "INBOX", message_id);

  return flags != NULL && strstr (flags, "\\Flagged") != NULL;
}

/* As many connections as the server allows, down to one: everything still works. */
static void
test_budget (SyncFixture *f, guint limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;

  sync_engine_set_bodies (f->engine, SYNC_BODIES_ALL);
  sync_fixture_add_mail (f, "INBOX", "bud1");
  sync_fixture_add_mail (f, "INBOX", "bud2");
  wire_proxy_set_limit (f->proxy, limit);
  start (f);
  wait_until (has_body (f, "bud1") && has_body (f, "bud2"));
  flag (f, "bud1");
  wait_until (is_flagged_there (f, "bud1"));
  sync_fixture_add_mail (f, "INBOX", "bud3");
  wait_until (find_mail (f, "bud3") != 0);
  body = sync_engine_fetch_body (f->engine, find_mail (f, "bud3"), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sync_engine_get_budget (f->engine, f->account), <=, 3);
  flag (f, "bud3");
  wait_until (is_flagged_there (f, "bud3"));
}

static void
test_budget_one (SyncFixture *f, gconstpointer way)
{
  test_budget (f, 1);
  g_assert_cmpuint (sync_engine_get_budget (f->engine, f->account), ==, 1);
}

static void
test_budget_two (SyncFixture *f, gconstpointer way)
{
  test_budget (f, 2);
}

/* The computer sleeps and the server forgets us without a word: the old connections are not waited for. */
static void
test_sleep (SyncFixture *f, gconstpointer way)
{
  guint before;

  sync_fixture_add_mail (f, "INBOX", "sleep1");
  start (f);
  wait_until (find_mail (f, "sleep1") != 0);
  g_usleep (200000);
  wire_proxy_freeze_open (f->proxy);
  before = wire_proxy_count_connections (f->proxy);
  sync_fixture_add_mail (f, "INBOX", "sleep2");
  sync_engine_note_sleep (f->engine);
  wait_until (find_mail (f, "sleep2") != 0);
  g_assert_cmpuint (wire_proxy_count_connections (f->proxy), >, before);
  flag (f, "sleep2");
  wait_until (is_flagged_there (f, "sleep2"));
}

/* Another network: connections are asked whether they live; a frozen one is found out (10 s). */
static void
test_network (SyncFixture *f, gconstpointer way)
{
  sync_fixture_add_mail (f, "INBOX", "net1");
  start (f);
  wait_until (find_mail (f, "net1") != 0);
  g_usleep (200000);
  wire_proxy_freeze_open (f->proxy);
  sync_fixture_add_mail (f, "INBOX", "net2");
  sync_engine_note_network (f->engine);
  wait_until (find_mail (f, "net2") != 0);
}

/* A slow large message holds up neither news nor what the person does. */
static void
test_slow_body (SyncFixture *f, gconstpointer way)
{
  sync_engine_set_bodies (f->engine, SYNC_BODIES_ALL);
  wire_proxy_set_slow (f->proxy, 30000);
  sync_fixture_add_mail (f, "INBOX", "slow1");
  add_large (f, "slow2", 300);
  start (f);
  wait_until (find_mail (f, "slow2") != 0);
  flag (f, "slow1");
  wait_until (is_flagged_there (f, "slow1"));
  sync_fixture_add_mail (f, "INBOX", "slow3");
  wait_until (find_mail (f, "slow3") != 0);
  g_assert_false (has_body (f, "slow2"));
  wire_proxy_set_slow (f->proxy, 0);
  wire_proxy_drop_all (f->proxy);
  wait_until (has_body (f, "slow2") && has_body (f, "slow3"));
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* The connection is cut again and again within a large message: each time it goes on from where it was. */
static void
test_resume (SyncFixture *f, gconstpointer way)
{
  g_autofree char *partial = g_build_filename (f->profile, "cache", "partial", NULL);
  g_autofree char *text = large_text ("resume", 3000);
  g_autoptr (GBytes) body = NULL;
  guint attempts = 0;
  gint64 key;

  other_client_append (f->other, "INBOX", "", text);
  sync_fixture_sync (f);
  key = find_mail (f, "resume");
  wire_proxy_cut_after (f->proxy, 900 * 1024);
  while (body == NULL)
    {
      g_assert_cmpuint (attempts++, <, 20);
      if (attempts == 3) /* a restart in between */
        {
          g_assert_cmpuint (count_files (partial), ==, 1);
          sync_engine_free (f->engine);
          sync_fixture_open (f);
        }
      body = sync_engine_fetch_body (f->engine, key, NULL, NULL);
    }
  g_test_message ("%u connections for 3 MB, each cut after 900 kB", attempts);
  g_assert_cmpuint (attempts, >, 3);
  {
    g_autofree char *crlf = other_client_dup_crlf (text);

    g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), crlf, strlen (crlf));
  }
  g_assert_true (store_body_has (f->store, key));
  g_assert_cmpuint (count_files (partial), ==, 0);
}

/* On a metered network and with the power saver whole messages wait; headers do not. */
static void
test_saving (SyncFixture *f, gconstpointer way)
{
  sync_engine_set_bodies (f->engine, SYNC_BODIES_ALL);
  sync_engine_set_saving (f->engine, TRUE, FALSE);
  sync_fixture_add_mail (f, "INBOX", "save1");
  start (f);
  wait_until (find_mail (f, "save1") != 0);
  g_usleep (500000);
  g_assert_false (has_body (f, "save1"));
  sync_engine_set_saving (f->engine, FALSE, TRUE);
  g_usleep (300000);
  g_assert_false (has_body (f, "save1"));
  sync_engine_set_saving (f->engine, FALSE, FALSE);
  wait_until (has_body (f, "save1"));
}

static void
set_policy (SyncFixture *f, const char *path, StorePolicy policy, gboolean favorite)
{
  StoreFolderSetting setting = {
    .account_id = f->account, .path = (char *) path, .policy = policy, .months = 1, .favorite = favorite
  };
  g_autoptr (GError) error = NULL;

  store_folder_setting_save (f->store, &setting, &error);
  g_assert_no_error (error);
}

/* Headers only, everything, nothing at all: folder by folder. */
static void
test_policy (SyncFixture *f, gconstpointer way)
{
  guint bodies;

  sync_fixture_add_mail (f, "INBOX", "pol1");
  sync_fixture_add_mail (f, "Archive", "pol2");
  sync_fixture_add_mail (f, "Sent", "pol3");
  set_policy (f, "INBOX", STORE_POLICY_HEADERS, FALSE);
  set_policy (f, "Archive", STORE_POLICY_ALL, FALSE);
  set_policy (f, "Sent", STORE_POLICY_NONE, FALSE);
  g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_ALL, &bodies), ==, 0);
  g_assert_cmpuint (bodies, ==, 1);
  g_assert_true (has_body (f, "pol2"));
  g_assert_cmpint (find_mail (f, "pol1"), !=, 0);
  g_assert_cmpint (find_mail (f, "pol3"), ==, 0);
  set_policy (f, "INBOX", STORE_POLICY_DEFAULT, FALSE);
  set_policy (f, "Sent", STORE_POLICY_DEFAULT, FALSE);
  g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_ALL, &bodies), ==, 0);
  g_assert_cmpuint (bodies, ==, 2);
}

/* Mail in another folder shows up by itself: NOTIFY tells of it, or a connection that watches it. */
static void
test_other_folder (SyncFixture *f, gconstpointer way)
{
  sync_fixture_add_mail (f, "Archive", "far1");
  sync_fixture_sync (f);
  set_policy (f, "Archive", STORE_POLICY_DEFAULT, TRUE);
  start (f);
  g_usleep (500000);
  sync_fixture_add_mail (f, "Archive", "far2");
  wait_until (find_mail (f, "far2") != 0);
}

/* The server goes away in the middle of everything and comes back. */
static void
test_dropped (SyncFixture *f, gconstpointer way)
{
  start (f);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("drop%u", i);

      wire_proxy_drop_all (f->proxy);
      sync_fixture_add_mail (f, "INBOX", id);
      wait_until (find_mail (f, id) != 0);
    }
}

int
main (int argc, char **argv)
{
  static const SyncFixtureWay all = { FALSE, NULL };
  static const SyncFixtureWay no_notify = { FALSE, "NOTIFY" };

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("LAB_IMAPS") == NULL)
    {
      g_printerr ("needs tests/servers/with-lab\n");
      return 1;
    }
#define ADD(name, way, function)                                                                             \
  g_test_add ("/sync/lanes/" name, SyncFixture, way, sync_fixture_set_up_way, function,                      \
              sync_fixture_tear_down)
  ADD ("budget-two", &no_notify, test_budget_two);
  ADD ("sleep", &all, test_sleep);
  if (g_getenv ("ALP_LONG") != NULL)
    {
      ADD ("budget-one", &all, test_budget_one);
      ADD ("network", &all, test_network);
    }
  ADD ("slow-body", &all, test_slow_body);
  ADD ("resume", &all, test_resume);
  ADD ("saving", &all, test_saving);
  ADD ("policy", &all, test_policy);
  ADD ("notify", &all, test_other_folder);
  ADD ("watch", &no_notify, test_other_folder);
  ADD ("dropped", &all, test_dropped);
  return g_test_run ();
}
