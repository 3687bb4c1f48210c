/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-plan.c: tables for the decisions of a sync */

#include <glib.h>

#include "sync-plan.h"
#include "sync-roles.h"

static void
test_mode (void)
{
  static const struct
  {
    const char *why;
    SyncFolderState known, server;
    SyncAbilities can;
    SyncMode mode;
  } rows[] = {
    { "never seen", { 0, 0, 0, 0 }, { 7, 10, 5, 9 }, { TRUE, TRUE }, SYNC_MODE_FIRST },
    { "all the same, QRESYNC", { 7, 10, 5, 9 }, { 7, 10, 5, 9 }, { TRUE, TRUE }, SYNC_MODE_QRESYNC },
    { "CONDSTORE only", { 7, 10, 5, 9 }, { 7, 12, 8, 11 }, { FALSE, TRUE }, SYNC_MODE_CONDSTORE },
    { "neither", { 7, 10, 0, 9 }, { 7, 12, 0, 11 }, { FALSE, FALSE }, SYNC_MODE_PLAIN },
    { "other UIDVALIDITY", { 7, 10, 5, 9 }, { 8, 10, 5, 9 }, { TRUE, TRUE }, SYNC_MODE_REKEY },
    { "UIDVALIDITY missing", { 7, 10, 5, 9 }, { 0, 10, 5, 9 }, { TRUE, TRUE }, SYNC_MODE_REKEY },
    { "UIDNEXT went back", { 7, 10, 5, 9 }, { 7, 4, 6, 3 }, { TRUE, TRUE }, SYNC_MODE_PLAIN },
    { "modseq went back", { 7, 10, 5, 9 }, { 7, 10, 4, 9 }, { TRUE, TRUE }, SYNC_MODE_PLAIN },
    { "modseq 0", { 7, 10, 5, 9 }, { 7, 10, 0, 9 }, { TRUE, TRUE }, SYNC_MODE_PLAIN },
    { "modseq over 2^63", { 7, 10, 5, 9 }, { 7, 10, G_MAXUINT64, 9 }, { TRUE, TRUE }, SYNC_MODE_PLAIN },
    { "known modseq unusable", { 7, 10, 0, 9 }, { 7, 10, 5, 9 }, { TRUE, TRUE }, SYNC_MODE_PLAIN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (sync_plan_mode (&rows[i].known, &rows[i].server, rows[i].can), ==, rows[i].mode);
    }
}

static void
test_vanished (void)
{
  g_assert_cmpint (sync_plan_vanished (100, 0), ==, SYNC_VANISH_ACCEPT);
  g_assert_cmpint (sync_plan_vanished (10, 9), ==, SYNC_VANISH_ACCEPT);
  g_assert_cmpint (sync_plan_vanished (10, 10), ==, SYNC_VANISH_VERIFY);
  g_assert_cmpint (sync_plan_vanished (1, 1), ==, SYNC_VANISH_ACCEPT);
  g_assert_cmpint (sync_plan_vanished (40, 20), ==, SYNC_VANISH_ACCEPT);
  g_assert_cmpint (sync_plan_vanished (40, 21), ==, SYNC_VANISH_VERIFY);
  g_assert_cmpint (sync_plan_vanished (1000, 400), ==, SYNC_VANISH_ACCEPT);
  g_assert_cmpint (sync_plan_vanished (1000, 1000), ==, SYNC_VANISH_VERIFY);
}

static void
test_batches (void)
{
  const gint64 second = G_USEC_PER_SEC;

  g_assert_cmpuint (sync_plan_batch (50, second / 100), ==, 200); /* at most four times */
  g_assert_cmpuint (sync_plan_batch (50, 0), ==, 200);
  g_assert_cmpuint (sync_plan_batch (200, second / 2), ==, 400);
  g_assert_cmpuint (sync_plan_batch (4000, second / 10), ==, SYNC_LARGEST_BATCH);
  g_assert_cmpuint (sync_plan_batch (400, 4 * second), ==, 100);
  g_assert_cmpuint (sync_plan_batch (400, 400 * second), ==,
                    SYNC_FIRST_BATCH);                         /* never less than a screen … */
  g_assert_cmpuint (sync_plan_batch (3, 400 * second), ==, 3); /* … but for a batch that was split */
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *why;
    SyncNumbers here, there;
    SyncNumbersVerdict verdict;
  } rows[] = {
    { "all the same", { 7, 10, 5, 9, 2 }, { 7, 10, 5, 9, 2 }, SYNC_NUMBERS_SAME },
    { "new mail", { 7, 10, 5, 9, 2 }, { 7, 11, 6, 10, 3 }, SYNC_NUMBERS_CHANGED },
    { "flags", { 7, 10, 5, 9, 2 }, { 7, 10, 6, 9, 2 }, SYNC_NUMBERS_CHANGED },
    { "another UIDVALIDITY", { 7, 10, 5, 9, 2 }, { 8, 10, 5, 9, 2 }, SYNC_NUMBERS_CHANGED },
    { "no UIDVALIDITY", { 0, 10, 5, 9, 2 }, { 0, 10, 5, 9, 2 }, SYNC_NUMBERS_CHANGED },
    { "no UIDNEXT", { 7, 0, 5, 9, 2 }, { 7, 0, 5, 9, 2 }, SYNC_NUMBERS_CHANGED },
    { "modseq agrees, count does not", { 7, 10, 5, 9, 2 }, { 7, 10, 5, 8, 2 }, SYNC_NUMBERS_DOUBTFUL },
    { "modseq agrees, unread does not", { 7, 10, 5, 9, 2 }, { 7, 10, 5, 9, 1 }, SYNC_NUMBERS_DOUBTFUL },
    { "no modseq, the same", { 7, 10, 0, 9, 2 }, { 7, 10, 0, 9, 2 }, SYNC_NUMBERS_LIKELY },
    { "no modseq, unread differs", { 7, 10, 0, 9, 2 }, { 7, 10, 0, 9, 3 }, SYNC_NUMBERS_CHANGED },
    { "modseq lost", { 7, 10, 5, 9, 2 }, { 7, 10, 0, 9, 2 }, SYNC_NUMBERS_CHANGED },
    { "senseless modseq on both",
      { 7, 10, G_MAXUINT64, 9, 2 },
      { 7, 10, G_MAXUINT64, 9, 2 },
      SYNC_NUMBERS_LIKELY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (sync_plan_numbers (&rows[i].here, &rows[i].there), ==, rows[i].verdict);
    }
}

static void
test_chunks (void)
{
  g_assert_cmpuint (sync_plan_chunk (0, 0), ==, 256 * 1024);
  g_assert_cmpuint (sync_plan_chunk (256 * 1024, 0), ==, 1024 * 1024);
  g_assert_cmpuint (sync_plan_chunk (256 * 1024, 4 * G_USEC_PER_SEC), ==, 64 * 1024);
  g_assert_cmpuint (sync_plan_chunk (256 * 1024, 1000 * G_USEC_PER_SEC), ==, 32 * 1024);
  g_assert_cmpuint (sync_plan_chunk (512 * 1024, G_USEC_PER_SEC), ==, 512 * 1024);
  g_assert_cmpuint (sync_plan_chunk (1024 * 1024, 1000), ==, 1024 * 1024);
}

static void
test_body_complete (void)
{
  g_assert_true (sync_plan_body_complete (100, 100, FALSE));
  g_assert_false (sync_plan_body_complete (100, 60, FALSE));
  g_assert_true (sync_plan_body_complete (100, 60, TRUE));
  g_assert_false (sync_plan_body_complete (0, 60, FALSE));
  g_assert_false (sync_plan_body_complete (100, 0, TRUE));
}

static void
test_missing_folders (void)
{
  g_assert_cmpint (sync_plan_missing_folders (10, 0, 10, FALSE), ==, SYNC_MISSING_KEEP);
  g_assert_cmpint (sync_plan_missing_folders (10, 9, 1, FALSE), ==, SYNC_MISSING_KEEP);
  g_assert_cmpint (sync_plan_missing_folders (10, 9, 1, TRUE), ==, SYNC_MISSING_ASK);
  g_assert_cmpint (sync_plan_missing_folders (10, 1, 9, TRUE), ==, SYNC_MISSING_LIST);
  g_assert_cmpint (sync_plan_missing_folders (3, 1, 2, TRUE), ==, SYNC_MISSING_ASK);
}

static void
test_role_names (void)
{
  static const struct
  {
    const char *path;
    char delimiter;
    StoreRole role;
  } rows[] = {
    { "INBOX", '/', STORE_ROLE_INBOX },
    { "inbox", '/', STORE_ROLE_INBOX },
    { "Sent", '/', STORE_ROLE_SENT },
    { "INBOX.Sent", '.', STORE_ROLE_SENT },
    { "[Gmail]/Sent Mail", '/', STORE_ROLE_SENT },
    { "Projects/Sent", '/', STORE_ROLE_NONE },
    { "Sent invoices", '/', STORE_ROLE_NONE },
    { "Gesendete Elemente", '/', STORE_ROLE_SENT },
    { "ENTWÜRFE", '/', STORE_ROLE_DRAFTS },
    { "Éléments supprimés", '/', STORE_ROLE_TRASH },
    { "Корзина", '|', STORE_ROLE_TRASH },
    { "ゴミ箱", '.', STORE_ROLE_TRASH },
    { "Archives", '\0', STORE_ROLE_ARCHIVE },
    { "Spam", '/', STORE_ROLE_JUNK },
    { "en", '/', STORE_ROLE_NONE },
    { "|", '/', STORE_ROLE_NONE },
    { "", '/', STORE_ROLE_NONE },
    { "\xff\xfe", '/', STORE_ROLE_NONE },
    { "INBOX/INBOX", '/', STORE_ROLE_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].path);
      g_assert_cmpint (sync_role_from_name (rows[i].path, rows[i].delimiter), ==, rows[i].role);
    }
}

static void
test_role_assign (void)
{
  SyncRoleCandidate folders[] = {
    { "Deleted Items", '/', TRUE, STORE_ROLE_NONE, 0 }, { "Trash", '/', TRUE, STORE_ROLE_TRASH, 0 },
    { "INBOX/Sent", '/', TRUE, STORE_ROLE_NONE, 0 },    { "Sent", '/', TRUE, STORE_ROLE_NONE, 0 },
    { "Archive", '/', FALSE, STORE_ROLE_NONE, 0 },      { "inbox", '/', TRUE, STORE_ROLE_NONE, 0 },
  };

  sync_roles_assign (folders, G_N_ELEMENTS (folders));
  g_assert_cmpint (folders[0].role, ==, STORE_ROLE_NONE);
  g_assert_cmpint (folders[1].role, ==, STORE_ROLE_TRASH);
  g_assert_cmpint (folders[2].role, ==, STORE_ROLE_NONE);
  g_assert_cmpint (folders[3].role, ==, STORE_ROLE_SENT);
  g_assert_cmpint (folders[4].role, ==, STORE_ROLE_NONE);
  g_assert_cmpint (folders[5].role, ==, STORE_ROLE_INBOX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/plan/mode", test_mode);
  g_test_add_func ("/sync/plan/vanished", test_vanished);
  g_test_add_func ("/sync/plan/batches", test_batches);
  g_test_add_func ("/sync/plan/numbers", test_numbers);
  g_test_add_func ("/sync/plan/chunks", test_chunks);
  g_test_add_func ("/sync/plan/body-complete", test_body_complete);
  g_test_add_func ("/sync/plan/missing-folders", test_missing_folders);
  g_test_add_func ("/sync/roles/names", test_role_names);
  g_test_add_func ("/sync/roles/assign", test_role_assign);
  return g_test_run ();
}
