/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-strategy.c: every way of looking at a folder, on two servers, with extensions hidden one after the other
 *
 * The engine talks to real servers through a WireProxy that hides what the row says; another client changes the mailbox in
 * between; after each sync both sides are equal. What it cost is counted in commands. ALP_LONG=1 runs every row. */

#include <string.h>

#include "sync-fixture.h"

static char *
their (SyncFixture *f, const char *command)
{
  return other_client_run (f->other, "%s", command);
}

static void
run_all (SyncFixture *f, const char *const *commands)
{
  for (; *commands != NULL; commands++)
    {
      g_autofree char *answer = their (f, *commands);
    }
}

/* New, flagged, unflagged, vanished in the middle and at both ends, all at once and one by one. */
static void
test_round (SyncFixture *f, gconstpointer way)
{
  static const char *const flags[]
      = { "SELECT INBOX", "STORE 5:30 +FLAGS (\\Flagged)", "STORE 1:9 -FLAGS (\\Seen)", NULL };
  static const char *const middle[]
      = { "SELECT INBOX", "STORE 40:45 +FLAGS (\\Deleted)", "EXPUNGE", "STORE 3 +FLAGS (\\Seen)", NULL };
  static const char *const ends[] = { "SELECT INBOX", "STORE 1,* +FLAGS (\\Deleted)", "EXPUNGE", NULL };
  static const char *const all[] = { "SELECT INBOX", "STORE 1:* +FLAGS (\\Deleted)", "EXPUNGE", NULL };

  sync_fixture_add_mails (f, "INBOX", "a", 70);
  sync_fixture_sync (f);
  sync_fixture_check_equal (f, "INBOX");
  run_all (f, flags);
  sync_fixture_sync (f);
  sync_fixture_check_equal (f, "INBOX");
  run_all (f, middle);
  sync_fixture_add_mails (f, "INBOX", "b", 6); /* the count stays as it was */
  sync_fixture_sync (f);
  sync_fixture_check_equal (f, "INBOX");
  run_all (f, ends);
  sync_fixture_sync (f);
  sync_fixture_check_equal (f, "INBOX");
  sync_fixture_add_mails (f, "INBOX", "c", 60); /* more than one guess at UIDs */
  sync_fixture_sync (f);
  sync_fixture_check_equal (f, "INBOX");
  sync_fixture_sync (f);
  sync_fixture_check_equal (f, "INBOX");
  run_all (f, all);
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 0);
}

static gint64
act (SyncFixture *f, const char *id, StoreActionKind kind, const char *target, StoreFlags add)
{
  g_autofree char *message_id = g_strdup_printf ("%s@test", id);
  gint64 key = store_message_find (f->store, f->account, message_id);
  g_autoptr (StoreFolder) inbox = store_folder_get_by_path (f->store, f->account, "INBOX", NULL);
  g_autoptr (StoreFolder) folder
      = target != NULL ? store_folder_get_by_path (f->store, f->account, target, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  StoreAction action = { .kind = kind,
                         .message_ids = &key,
                         .n_messages = 1,
                         .folder_id = kind == STORE_ACTION_MOVE ? inbox->id : 0,
                         .target_id = folder != NULL ? folder->id : 0,
                         .add_flags = add };

  store_act (f->store, &action, &error);
  g_assert_no_error (error);
  return key;
}

/* What a person does reaches a server that offers as little as this one. */
static void
test_actions (SyncFixture *f, gconstpointer way)
{
  sync_fixture_add_mails (f, "INBOX", "m", 8);
  sync_fixture_sync (f);
  act (f, "m1", STORE_ACTION_FLAGS, NULL, STORE_FLAG_FLAGGED);
  act (f, "m2", STORE_ACTION_MOVE, "Archive", 0);
  act (f, "m4", STORE_ACTION_MOVE, "Archive", 0);
  act (f, "m4", STORE_ACTION_FLAGS, NULL, STORE_FLAG_SEEN);
  sync_fixture_sync (f);
  sync_fixture_sync (f);
  sync_fixture_check_equal (f, "Archive");
  g_assert_cmpuint (sync_fixture_count_shown (f, "Archive"), ==, 2);
  /* without UIDPLUS the originals are only marked there; nobody sees them */
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 6);
  sync_fixture_check_equal (f, "INBOX");
}

/* Nothing new in many folders: one LIST with STATUS, or a STATUS each in one go, and no SELECT. */
static void
test_nothing_new (SyncFixture *f, gconstpointer data)
{
  const SyncFixtureWay *way = data;
  gboolean listed = way->hide == NULL;
  g_autofree char *commands = NULL;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *name = g_strdup_printf ("Many%02u", i);
      g_autofree char *gone = other_client_try (f->other, "DELETE %s", name);
      g_autofree char *made = other_client_run (f->other, "CREATE %s", name);
    }
  other_client_hold (f->other, TRUE);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *name = g_strdup_printf ("Many%02u", i);
      g_autofree char *id = g_strdup_printf ("many%u", i);

      sync_fixture_add_mail (f, name, id);
    }
  other_client_hold (f->other, FALSE);
  sync_fixture_sync (f);
  sync_fixture_sync (f);
  wire_proxy_forget (f->proxy);
  sync_fixture_sync (f);
  commands = wire_proxy_dup_commands (f->proxy);
  g_test_message ("%s", commands);
  g_assert_cmpuint (wire_proxy_count (f->proxy, "LIST *STATUS*"), ==, listed ? 1 : 0);
  g_assert_cmpuint (wire_proxy_count (f->proxy, "SELECT *") + wire_proxy_count (f->proxy, "EXAMINE *"), ==,
                    0);
  if (listed)
    g_assert_cmpuint (wire_proxy_count (f->proxy, "STATUS *"), ==, 0);
  else
    g_assert_cmpuint (wire_proxy_count (f->proxy, "STATUS *"), >=, 51);
  g_assert_cmpuint (wire_proxy_count (f->proxy, "UID *"), ==, 0);
  /* One of them changes: that one is looked at, the others are not. */
  sync_fixture_add_mail (f, "Many07", "fresh");
  wire_proxy_forget (f->proxy);
  sync_fixture_sync (f);
  g_assert_cmpuint (wire_proxy_count (f->proxy, "SELECT *"), ==, 1);
  sync_fixture_check_equal (f, "Many07");
  sync_fixture_check_equal (f, "INBOX"); /* the other client leaves the folder it deletes */
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *gone = other_client_run (f->other, "DELETE Many%02u", i);
    }
}

/* The first screen comes with one small command, then larger ones. */
static void
test_first_screen (SyncFixture *f, gconstpointer way)
{
  g_autofree char *commands = NULL;
  const char *first;

  sync_fixture_add_mails (f, "INBOX", "s", 130);
  sync_fixture_sync (f);
  commands = wire_proxy_dup_commands (f->proxy);
  first = strstr (commands, "UID FETCH");
  g_assert_nonnull (first);
  {
    const char *colon = strchr (first, ':');
    guint64 last = colon != NULL ? g_ascii_strtoull (colon + 1, NULL, 10) : 0;
    guint64 begin = g_ascii_strtoull (first + strlen ("UID FETCH "), NULL, 10);

    g_assert_cmpuint (last - begin, ==, 49);
  }
  sync_fixture_check_equal (f, "INBOX");
}

/* One line of the server says that QRESYNC's word is incomplete: numbers differ, so everything is compared. */
static char *
hide_vanished (const char *line, const char *command, gpointer data)
{
  return g_str_has_prefix (line, "* VANISHED") ? g_strdup ("") : NULL;
}

static void
test_broken_qresync (SyncFixture *f, gconstpointer way)
{
  static const char *const commands[] = { "SELECT INBOX", "STORE 3:6 +FLAGS (\\Deleted)", "EXPUNGE", NULL };

  sync_fixture_add_mails (f, "INBOX", "q", 20);
  sync_fixture_sync (f);
  run_all (f, commands);
  wire_proxy_set_rewrite (f->proxy, hide_vanished, NULL);
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, 16);
  sync_fixture_check_equal (f, "INBOX");
}

/* The server counts two messages that it never gives (Yahoo): the folder is usable and asked for them only twice. */
static char *
withhold (const char *line, const char *command, gpointer data)
{
  if (g_str_has_prefix (command, "UID FETCH") && strstr (line, "FETCH (") != NULL
      && (strstr (line, "UID 4 ") != NULL || strstr (line, "UID 9 ") != NULL))
    return g_strdup_printf ("* 999 FETCH (FLAGS ()%s", strrchr (line, ' '));
  return NULL;
}

static void
test_unreadable (SyncFixture *f, gconstpointer way)
{
  g_autofree char *made = NULL;
  g_autofree char *gone = other_client_try (f->other, "DELETE Bad");

  made = other_client_run (f->other, "CREATE Bad");
  sync_fixture_add_mails (f, "Bad", "u", 12);
  wire_proxy_set_rewrite (f->proxy, withhold, NULL);
  sync_fixture_sync (f);
  g_assert_cmpuint (sync_fixture_count_shown (f, "Bad"), ==, 10);
  wire_proxy_forget (f->proxy);
  sync_fixture_sync (f);
  g_assert_cmpuint (wire_proxy_count (f->proxy, "UID FETCH*"), ==, 0);
  g_free (gone);
  gone = other_client_run (f->other, "DELETE Bad");
}

#define PLAIN                                                                                                \
  "QRESYNC CONDSTORE MOVE UIDPLUS IDLE LIST-STATUS LIST-EXTENDED ESEARCH SPECIAL-USE ENABLE LITERAL+ "       \
  "LITERAL- NOTIFY "                                                                                         \
  "OBJECTID UTF8=ACCEPT NAMESPACE UNSELECT ID SASL-IR STATUS=SIZE"

static const SyncFixtureWay dovecot_all = { FALSE, NULL };
static const SyncFixtureWay dovecot_plain = { FALSE, PLAIN };
static const SyncFixtureWay dovecot_no_list_status = { FALSE, "LIST-STATUS" };

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    const char *hide;
    gboolean always; /* else only with ALP_LONG */
  } ways[] = {
    { "all", NULL, TRUE },
    { "no-qresync", "QRESYNC", TRUE },
    { "no-condstore", "QRESYNC CONDSTORE", FALSE },
    { "no-move", "MOVE", FALSE },
    { "no-uidplus", "MOVE UIDPLUS", FALSE },
    { "no-idle", "IDLE", FALSE },
    { "no-list-status", "LIST-STATUS LIST-EXTENDED", FALSE },
    { "no-esearch", "ESEARCH", FALSE },
    { "rev1", PLAIN, TRUE },
  };

  static SyncFixtureWay fixture_ways[2 * G_N_ELEMENTS (ways)];

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("LAB_CYRUS_IMAPS") == NULL)
    {
      g_printerr ("needs tests/servers/with-lab --servers \"dovecot exim cyrus\"\n");
      return 1;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (fixture_ways); i++)
    {
      gsize way = i % G_N_ELEMENTS (ways);
      gboolean cyrus = i >= G_N_ELEMENTS (ways);
      g_autofree char *round
          = g_strdup_printf ("/sync/strategy/%s/%s/look", cyrus ? "cyrus" : "dovecot", ways[way].name);
      g_autofree char *actions
          = g_strdup_printf ("/sync/strategy/%s/%s/act", cyrus ? "cyrus" : "dovecot", ways[way].name);

      if (!ways[way].always && g_getenv ("ALP_LONG") == NULL)
        continue;
      fixture_ways[i] = (SyncFixtureWay) { cyrus, ways[way].hide };
      g_test_add (round, SyncFixture, &fixture_ways[i], sync_fixture_set_up_way, test_round,
                  sync_fixture_tear_down);
      g_test_add (actions, SyncFixture, &fixture_ways[i], sync_fixture_set_up_way, test_actions,
                  sync_fixture_tear_down);
    }
#define ADD(name, way, function)                                                                             \
  g_test_add ("/sync/strategy/" name, SyncFixture, way, sync_fixture_set_up_way, function,                   \
              sync_fixture_tear_down)
  ADD ("nothing-new", &dovecot_all, test_nothing_new);
  ADD ("nothing-new-status", &dovecot_no_list_status, test_nothing_new);
  ADD ("first-screen", &dovecot_all, test_first_screen);
  ADD ("first-screen-plain", &dovecot_plain, test_first_screen);
  ADD ("broken-qresync", &dovecot_all, test_broken_qresync);
  ADD ("unreadable", &dovecot_all, test_unreadable);
  return g_test_run ();
}
