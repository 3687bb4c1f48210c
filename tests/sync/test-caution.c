/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-caution.c: nothing goes here on one surprising answer (hostile-servers I-09 … I-16, data-safety D-17, D-18)
 *
 * A WireProxy in front of a real server tells one lie per row. While it lies, every message and folder stays and no flag of
 * another message changes; when it stops lying, both sides agree again by themselves. Then the same things happen truly, and
 * are believed after the second look. */

#include <string.h>

#include "sync-fixture.h"

#define MESSAGES 60

typedef struct
{
  const char *name;
  SyncFixtureWay way;
  const char *command; /* glob: only in the answer to such a command */
  const char *line;    /* regex */
  const char *lie;     /* what it becomes; \0 is the whole line */
  gboolean told;       /* the engine says that something is wrong */
} Lie;

#define NO_QRESYNC "QRESYNC"
#define NO_MODSEQ "QRESYNC CONDSTORE"

static const Lie lies[] = {
  { "exists-shrinks", { FALSE, NULL }, "SELECT*", "^\\* \\d+ EXISTS", "* 3 EXISTS", TRUE },
  { "exists-shrinks-condstore", { FALSE, NO_QRESYNC }, "SELECT*", "^\\* \\d+ EXISTS", "* 3 EXISTS", TRUE },
  { "exists-shrinks-plain", { FALSE, NO_MODSEQ }, "SELECT*", "^\\* \\d+ EXISTS", "* 3 EXISTS", TRUE },
  { "exists-none", { FALSE, NULL }, "SELECT*", "^\\* \\d+ EXISTS", "* 0 EXISTS", TRUE },
  { "exists-none-plain", { FALSE, NO_MODSEQ }, "SELECT*", "^\\* \\d+ EXISTS", "* 0 EXISTS", TRUE },
  { "exists-huge", { FALSE, NULL }, "SELECT*", "^\\* \\d+ EXISTS", "* 4294967295 EXISTS", TRUE },
  { "exists-negative", { FALSE, NULL }, "SELECT*", "^\\* \\d+ EXISTS", "* -1 EXISTS", TRUE },
  { "vanished-everything",
    { FALSE, NULL },
    "SELECT*",
    "^\\* OK \\[HIGHESTMODSEQ.*",
    "* VANISHED (EARLIER) 1:4294967295\r\n\\0",
    TRUE },
  { "vanished-everything-cyrus",
    { TRUE, NULL },
    "SELECT*",
    "^\\* OK \\[HIGHESTMODSEQ.*",
    "* VANISHED (EARLIER) 1:4294967295\r\n\\0",
    TRUE },
  { "search-empty",
    { FALSE, "QRESYNC CONDSTORE ESEARCH" },
    "UID SEARCH ALL",
    "^\\* SEARCH.*",
    "* SEARCH",
    FALSE },
  { "search-empty-condstore",
    { FALSE, NO_QRESYNC },
    "UID SEARCH*",
    "^\\* ESEARCH (\\(.*?\\)) UID.*",
    "* ESEARCH \\1 UID",
    FALSE },
  { "search-silent", { FALSE, NO_QRESYNC }, "UID SEARCH*", "^\\* ESEARCH.*", "", FALSE },
  { "uidvalidity-once", { FALSE, NULL }, "SELECT * (QRESYNC*", "UIDVALIDITY \\d+", "UIDVALIDITY 77", TRUE },
  { "uidvalidity-none", { FALSE, NULL }, "SELECT * (QRESYNC*", "^\\* OK \\[UIDVALIDITY.*", "", TRUE },
  { "uidnext-back", { FALSE, NULL }, "SELECT*", "UIDNEXT \\d+", "UIDNEXT 2", FALSE },
  { "modseq-back", { FALSE, NULL }, "SELECT*", "HIGHESTMODSEQ \\d+", "HIGHESTMODSEQ 1", FALSE },
  { "modseq-negative", { FALSE, NULL }, "*", "HIGHESTMODSEQ \\d+", "HIGHESTMODSEQ -1", FALSE },
  { "modseq-over", { FALSE, NULL }, "*", "HIGHESTMODSEQ \\d+", "HIGHESTMODSEQ 9223372036854775808", FALSE },
  { "list-empty", { FALSE, NULL }, "LIST*", "^\\* (LIST|STATUS) .*", "", FALSE },
  { "list-inbox-alone", { FALSE, NULL }, "LIST*", "^\\* LIST (?!.*INBOX).*", "", FALSE },
  { "list-without-inbox", { FALSE, NULL }, "LIST*", "^\\* LIST .*INBOX.*", "", FALSE },
  { "list-refused", { FALSE, NULL }, "LIST*", "^(\\w+) OK .*", "\\1 NO [SERVERBUG] later", FALSE },
  { "fetch-other-uid", { FALSE, NO_MODSEQ }, "UID FETCH*", "UID (\\d+) ", "UID 7\\1 ", FALSE },
  { "fetch-uid-zero", { FALSE, NO_MODSEQ }, "UID FETCH*", "UID (\\d+) ", "UID 0 ", FALSE },
  { "fetch-no-uid", { FALSE, NO_MODSEQ }, "UID FETCH*", "UID (\\d+) ", "", FALSE },
  { "fetch-beyond",
    { FALSE, NULL },
    "SELECT*",
    "^\\* OK \\[HIGHESTMODSEQ.*",
    "* 0 FETCH (UID 1 FLAGS ())\r\n* 99999 EXPUNGE\r\n* 99999 FETCH (FLAGS (\\\\Deleted))\r\n\\0",
    FALSE },
};

static char *
tell_lie (const char *line, const char *command, gpointer data)
{
  const Lie *lie = data;
  g_autoptr (GRegex) regex = NULL;
  char *told;

  if (!g_pattern_match_simple (lie->command, command))
    return NULL;
  regex = g_regex_new (lie->line, 0, 0, NULL);
  told = g_regex_replace (regex, line, -1, 0, lie->lie, 0, NULL);
  if (told != NULL && strcmp (told, line) != 0)
    return told;
  g_free (told);
  return NULL;
}

static guint
count_folders (SyncFixture *f)
{
  g_autoptr (GPtrArray) folders = store_folders_list (f->store, f->account, NULL);

  return folders->len;
}

static void
change_something (SyncFixture *f, guint n)
{
  g_autofree char *a = other_client_run (f->other, "SELECT INBOX");
  g_autofree char *b = other_client_run (f->other, "STORE 7:9 %sFLAGS (\\Flagged)", n % 2 == 0 ? "+" : "-");
}

static void
check_lie (SyncFixture *f, const Lie *lie, guint n)
{
  guint folders = count_folders (f), errors;

  g_test_message ("%s", lie->name);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, MESSAGES);
  change_something (f, n);
  wire_proxy_set_rewrite (f->proxy, tell_lie, (gpointer) lie);
  errors = sync_fixture_try_sync (f, SYNC_BODIES_NONE, NULL);
  if (lie->told)
    g_assert_cmpuint (errors, >, 0);
  sync_fixture_try_sync (f, SYNC_BODIES_NONE, NULL);
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, MESSAGES);
  g_assert_cmpuint (count_folders (f), ==, folders);
  wire_proxy_set_rewrite (f->proxy, NULL, NULL);
  sync_fixture_sync (f);
  sync_fixture_check_equal (f, "INBOX");
  g_assert_cmpuint (count_folders (f), ==, folders);
}

static gboolean
is_same_way (const SyncFixtureWay *a, const SyncFixtureWay *b)
{
  return a->cyrus == b->cyrus && g_strcmp0 (a->hide, b->hide) == 0;
}

/* All lies of one way of looking, one after the other on the same mailbox; each finds the program newly started. */
static void
test_lies (SyncFixture *f, gconstpointer way)
{
  guint n = 0;

  sync_fixture_add_mails (f, "INBOX", "lie", MESSAGES);
  sync_fixture_sync (f);
  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      if (!is_same_way (&lies[i].way, way))
        continue;
      sync_engine_free (f->engine);
      sync_fixture_open (f);
      check_lie (f, &lies[i], n++);
    }
}

/* Bodies belong to the UID in the same response or to nobody (I-12). */
static char *
swap_uids (const char *line, const char *command, gpointer data)
{
  if (strstr (line, "BODY[]") == NULL || strstr (line, "FETCH (") == NULL)
    return NULL;
  if (strstr (line, "UID 1 ") != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (line, "UID 1 ", 2);

      return g_strjoinv ("UID 4000 ", parts);
    }
  return NULL;
}

static void
test_body_of_another (SyncFixture *f, gconstpointer data)
{
  g_autofree char *gone = other_client_try (f->other, "DELETE Swap");
  g_autofree char *made = other_client_run (f->other, "CREATE Swap");

  sync_fixture_add_mail (f, "Swap", "swap1");
  sync_fixture_add_mail (f, "Swap", "swap2");
  wire_proxy_set_rewrite (f->proxy, swap_uids, NULL);
  sync_fixture_try_sync (f, SYNC_BODIES_ALL, NULL);
  g_assert_false (store_body_has (f->store, store_message_find (f->store, f->account, "swap1@test")));
  g_assert_true (store_body_has (f->store, store_message_find (f->store, f->account, "swap2@test")));
  g_free (gone);
  gone = other_client_run (f->other, "DELETE Swap");
}

/* A true change of UIDVALIDITY: believed at the second look; bodies are found again by identity, not fetched (D-17). */
static void
test_true_rekey (SyncFixture *f, gconstpointer data)
{
  g_autofree char *gone = other_client_try (f->other, "DELETE Key");
  guint bodies;

  g_free (other_client_run (f->other, "CREATE Key"));
  sync_fixture_add_mails (f, "Key", "key", MESSAGES);
  g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_ALL, &bodies), ==, 0);
  g_assert_cmpuint (bodies, ==, MESSAGES);
  g_free (other_client_run (f->other, "DELETE Key"));
  g_free (other_client_run (f->other, "CREATE Key"));
  other_client_hold (f->other, TRUE);
  for (guint i = MESSAGES; i > 0; i--)
    {
      g_autofree char *id = g_strdup_printf ("key%u", i - 1);

      sync_fixture_add_mail (f, "Key", id);
    }
  other_client_hold (f->other, FALSE);
  g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_ALL, &bodies), ==, 0);
  g_assert_cmpuint (bodies, ==, 0);
  g_assert_cmpuint (sync_fixture_count_shown (f, "Key"), ==, MESSAGES);
  sync_fixture_check_equal (f, "Key");
  g_free (other_client_run (f->other, "SELECT INBOX"));
  g_free (other_client_run (f->other, "DELETE Key"));
}

/* A server restored from a backup: a third of the mail is truly gone. The folder follows; the messages and their bodies stay
 * here for 30 days (D-18). */
static void
test_true_loss (SyncFixture *f, gconstpointer data)
{
  guint bodies;
  gint64 lost;

  sync_fixture_add_mails (f, "INBOX", "loss", MESSAGES);
  g_assert_cmpuint (sync_fixture_try_sync (f, SYNC_BODIES_ALL, &bodies), ==, 0);
  lost = store_message_find (f->store, f->account, "loss5@test");
  g_free (other_client_run (f->other, "SELECT INBOX"));
  g_free (other_client_run (f->other, "STORE 1:40 +FLAGS (\\Deleted)"));
  g_free (other_client_run (f->other, "EXPUNGE"));
  wire_proxy_forget (f->proxy);
  sync_fixture_sync (f);
  g_assert_cmpuint (wire_proxy_count (f->proxy, "UID FETCH*FLAGS*"), >=, 1); /* the second look */
  sync_fixture_check_equal (f, "INBOX");
  g_assert_cmpuint (sync_fixture_count_shown (f, "INBOX"), ==, MESSAGES - 40);
  g_assert_true (store_body_has (f->store, lost));
}

int
main (int argc, char **argv)
{
  static const SyncFixtureWay honest = { FALSE, NULL };

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("LAB_CYRUS_IMAPS") == NULL)
    {
      g_printerr ("needs tests/servers/with-lab --servers \"dovecot exim cyrus\"\n");
      return 1;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autofree char *name = g_strconcat ("/sync/caution/lies/", lies[i].name, NULL);
      gsize first = 0;

      while (!is_same_way (&lies[first].way, &lies[i].way))
        first++;
      if (first == i)
        g_test_add (name, SyncFixture, &lies[i].way, sync_fixture_set_up_way, test_lies,
                    sync_fixture_tear_down);
    }
#define ADD(name, function)                                                                                  \
  g_test_add ("/sync/caution/" name, SyncFixture, &honest, sync_fixture_set_up_way, function,                \
              sync_fixture_tear_down)
  ADD ("body-of-another", test_body_of_another);
  ADD ("true-rekey", test_true_rekey);
  ADD ("true-loss", test_true_loss);
  return g_test_run ();
}
