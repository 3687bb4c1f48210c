/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-fixture.c: a profile, an engine and a second mail program on the same real mailbox (tests/servers/with-lab) */

#include "sync-fixture.h"

#include <string.h>

static void
remove_tree (const char *path)
{
  const char *const argv[] = { "rm", "-rf", path, NULL };
  g_autoptr (GSubprocess) rm = g_subprocess_newv (argv, 0, NULL);

  g_subprocess_wait (rm, NULL, NULL);
}

/* In memory where that can be had: what is tested is a killed program and a lost connection, not a power cut. */
static char *
make_profile (void)
{
  g_autofree char *path = g_strdup ("/dev/shm/alp-sync-XXXXXX");

  return g_mkdtemp (path) != NULL ? g_steal_pointer (&path) : g_dir_make_tmp ("alp-sync-XXXXXX", NULL);
}

static void
set_endpoint (const char *variable, char **host, guint16 *port, StoreSecurity *security)
{
  g_auto (GStrv) parts = g_strsplit (g_getenv (variable), ":", 3);

  g_free (*host);
  *host = g_strdup (parts[0]);
  *port = (guint16) g_ascii_strtoull (parts[1], NULL, 10);
  *security = g_str_equal (parts[2], "tls") ? STORE_SECURITY_TLS : STORE_SECURITY_STARTTLS;
}

StoreAccount *
sync_fixture_make_account (const char *user)
{
  StoreAccount *account = store_account_new ();

  g_free (account->email);
  account->email = g_strdup_printf ("%s@mail.test", user);
  g_free (account->name);
  account->name = g_strdup (user);
  g_free (account->user);
  account->user = g_strdup (account->email);
  account->ca_file = g_strdup (g_getenv ("LAB_CA"));
  account->password_command = g_strdup_printf ("echo %spw", user);
  set_endpoint ("LAB_IMAPS", &account->imap_host, &account->imap_port, &account->imap_security);
  set_endpoint ("LAB_SMTP", &account->smtp_host, &account->smtp_port, &account->smtp_security);
  return account;
}

void
sync_fixture_open (SyncFixture *f)
{
  g_autoptr (GError) error = NULL;

  f->engine = sync_engine_new (f->profile, &error);
  g_assert_no_error (error);
  sync_engine_set_secrets (f->engine, sync_secrets_new_memory ());
  f->store = sync_engine_get_store (f->engine);
}

/* Empties the mailbox of the user, so that tests do not see each other. */
static void
empty_mailbox (OtherClient *other)
{
  static const char *const folders[] = { "INBOX", "Sent", "Trash", "Archive", "Drafts", "Junk" };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *selected = other_client_try (other, "SELECT %s", folders[i]);
      g_autofree char *stored = NULL;
      g_autofree char *closed = NULL;

      if (strstr (selected, " OK") == NULL)
        continue;
      stored = other_client_try (other, "STORE 1:* +FLAGS.SILENT (\\Deleted)");
      closed = other_client_run (other, "CLOSE");
    }
}

void
sync_fixture_set_up (SyncFixture *f, gconstpointer user)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreAccount) account = NULL;
  g_autofree char *login = NULL;
  g_autofree char *password = NULL;

  f->user = user != NULL ? user : "alice";
  login = g_strdup_printf ("%s@mail.test", f->user);
  password = g_strdup_printf ("%spw", f->user);
  f->other = other_client_new (login, password);
  empty_mailbox (f->other);
  f->profile = make_profile ();
  sync_fixture_open (f);
  account = sync_fixture_make_account (f->user);
  f->account = sync_engine_add_account (f->engine, account, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (f->account, !=, 0);
}

void
sync_fixture_set_up_way (SyncFixture *f, gconstpointer data)
{
  const SyncFixtureWay *way = data;
  const char *endpoint = g_getenv (way->cyrus ? "LAB_CYRUS_IMAPS" : "LAB_IMAPS");
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreAccount) account = NULL;
  g_autofree char *everything = NULL;

  g_assert_nonnull (endpoint);
  f->user = "alice";
  f->other = other_client_new_at (endpoint, way->cyrus ? "alice" : "alice@mail.test", "alicepw");
  empty_mailbox (f->other);
  f->proxy = wire_proxy_new (endpoint);
  /* IMAP4rev2 implies most of the rest. */
  everything = g_strconcat ("IMAP4rev2 COMPRESS=DEFLATE ", way->hide != NULL ? way->hide : "", NULL);
  wire_proxy_hide (f->proxy, way->hide != NULL ? everything : "COMPRESS=DEFLATE");
  f->profile = make_profile ();
  sync_fixture_open (f);
  account = sync_fixture_make_account (f->user);
  g_free (account->imap_host);
  account->imap_host = g_strdup ("127.0.0.1");
  account->imap_port = wire_proxy_get_port (f->proxy);
  account->imap_security = STORE_SECURITY_NONE;
  if (way->cyrus)
    {
      g_free (account->user);
      account->user = g_strdup ("alice");
    }
  f->account = sync_engine_add_account (f->engine, account, NULL, &error);
  g_assert_no_error (error);
}

void
sync_fixture_tear_down (SyncFixture *f, gconstpointer user)
{
  g_clear_pointer (&f->engine, sync_engine_free);
  g_clear_pointer (&f->proxy, wire_proxy_free);
  g_clear_pointer (&f->other, other_client_free);
  remove_tree (f->profile);
  g_free (f->profile);
}

void
sync_fixture_add_mail_with_flags (SyncFixture *f, const char *folder, const char *id, const char *flags)
{
  g_autofree char *message
      = g_strdup_printf ("From: Bob <bob@mail.test>\nTo: %s@mail.test\nSubject: About %s\n"
                         "Message-ID: <%s@test>\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n\n"
                         "Body of %s\n",
                         f->user, id, id, id);

  other_client_append (f->other, folder, flags, message);
}

/* @n messages "@prefix0" … with one wait for all; every third is seen. */
void
sync_fixture_add_mails (SyncFixture *f, const char *folder, const char *prefix, guint n)
{
  other_client_hold (f->other, TRUE);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s%u", prefix, i);

      sync_fixture_add_mail_with_flags (f, folder, id, i % 3 == 0 ? "\\Seen" : "");
    }
  other_client_hold (f->other, FALSE);
}

void
sync_fixture_add_mail (SyncFixture *f, const char *folder, const char *id)
{
  sync_fixture_add_mail_with_flags (f, folder, id, "");
}

/* A round that may fail. @n_bodies: (out) (optional): bodies fetched. Returns: how many errors it told, its own included */
guint
sync_fixture_try_sync (SyncFixture *f, SyncBodies bodies, guint *n_bodies)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reports = NULL;
  guint errors = 0;

  if (!sync_engine_sync_once (f->engine, f->account, NULL, bodies, NULL, NULL, &reports, NULL, &error))
    {
      g_test_message ("%s", error->message);
      errors++;
    }
  if (n_bodies != NULL)
    *n_bodies = 0;
  for (guint i = 0; reports != NULL && i < reports->len; i++)
    {
      const SyncReport *report = reports->pdata[i];

      if (report->error != NULL)
        g_test_message ("%s: %s", report->path, report->error->message);
      errors += report->error != NULL;
      if (n_bodies != NULL)
        *n_bodies += report->bodies;
    }
  return errors;
}

void
sync_fixture_sync (SyncFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reports = NULL;

  sync_engine_sync_once (f->engine, f->account, NULL, SYNC_BODIES_NONE, NULL, NULL, &reports, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < reports->len; i++)
    g_assert_no_error (((SyncReport *) reports->pdata[i])->error);
}

/* Both sides of a folder as lines "message-id seen flagged" */

static gint
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
their_lines (SyncFixture *f, const char *path)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *selected = other_client_run (f->other, "SELECT \"%s\"", path);
  g_autofree char *answer = NULL;
  const char *at;

  if (strstr (selected, "* 0 EXISTS") != NULL)
    return lines;
  answer = other_client_run (f->other, "UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])");
  for (at = answer; (at = strstr (at, "FLAGS (")) != NULL;)
    {
      g_autofree char *flags = g_strndup (at + 7, (gsize) (strchr (at + 7, ')') - at - 7));
      const char *open = strchr (at, '<');
      const char *close = open == NULL ? NULL : strchr (open, '>');
      g_autofree char *id = NULL;

      g_assert_nonnull (close);
      id = g_strndup (open + 1, (gsize) (close - open - 1));
      at = close;
      if (strstr (flags, "\\Deleted") != NULL)
        continue; /* on its way out: nobody sees it */
      g_ptr_array_add (lines, g_strdup_printf ("%s %d %d", id, strstr (flags, "\\Seen") != NULL,
                                               strstr (flags, "\\Flagged") != NULL));
    }
  return lines;
}

static GPtrArray *
our_lines (SyncFixture *f, gint64 folder_id)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  StoreListQuery query = { .folder_id = folder_id };
  g_autoptr (GArray) items = store_list_ids (f->store, &query, 0, NULL, NULL);

  for (guint i = 0; i < items->len; i++)
    {
      gint64 id = g_array_index (items, StoreListItem, i).id;
      g_autoptr (StoreMessage) message = store_message_get (f->store, id, NULL);
      g_autoptr (GPtrArray) placements = store_placements_list (f->store, id, NULL);

      for (guint j = 0; j < placements->len; j++)
        {
          const StorePlacement *p = placements->pdata[j];

          if (p->folder_id == folder_id && !p->hidden)
            g_ptr_array_add (lines, g_strdup_printf ("%s %d %d", message->message_id,
                                                     (p->flags & STORE_FLAG_SEEN) != 0,
                                                     (p->flags & STORE_FLAG_FLAGGED) != 0));
        }
    }
  return lines;
}

/* Messages of a folder as a list shows them. */
guint
sync_fixture_count_shown (SyncFixture *f, const char *path)
{
  g_autoptr (StoreFolder) folder = store_folder_get_by_path (f->store, f->account, path, NULL);
  StoreListQuery query = { 0 };
  g_autoptr (GArray) items = NULL;

  g_assert_nonnull (folder);
  query.folder_id = folder->id;
  items = store_list_ids (f->store, &query, 0, NULL, NULL);
  return items->len;
}

/* Fails the test unless the folder has the same messages with the same flags on both sides, each as often. */
void
sync_fixture_check_equal (SyncFixture *f, const char *path)
{
  g_autoptr (StoreFolder) folder = store_folder_get_by_path (f->store, f->account, path, NULL);
  g_autoptr (GPtrArray) theirs = their_lines (f, path);
  g_autoptr (GPtrArray) ours = NULL;

  g_assert_nonnull (folder);
  ours = our_lines (f, folder->id);
  g_ptr_array_sort (ours, compare_lines);
  g_ptr_array_sort (theirs, compare_lines);
  for (guint i = 0; i < MIN (ours->len, theirs->len); i++)
    g_assert_cmpstr (ours->pdata[i], ==, theirs->pdata[i]);
  g_assert_cmpuint (ours->len, ==, theirs->len);
}
