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
  f->profile = g_dir_make_tmp ("alp-sync-XXXXXX", NULL);
  sync_fixture_open (f);
  account = sync_fixture_make_account (f->user);
  f->account = sync_engine_add_account (f->engine, account, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (f->account, !=, 0);
}

void
sync_fixture_tear_down (SyncFixture *f, gconstpointer user)
{
  g_clear_pointer (&f->engine, sync_engine_free);
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

void
sync_fixture_add_mail (SyncFixture *f, const char *folder, const char *id)
{
  sync_fixture_add_mail_with_flags (f, folder, id, "");
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
